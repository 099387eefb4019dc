"""The demo province's material is consistent with the code lists, the territories and the article it follows."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import hientai

FILLED = ("code", "name", "short_name", "parent")
PACKAGE = Path(hientai.__file__).parent
DATA = PACKAGE / "demo" / "data"


@cache
def _load(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


@cache
def _codes(room: str, name: str, field: str = "code") -> tuple[str, ...]:
    with (PACKAGE / room / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        return tuple(row[field] for row in csv.DictReader(file))


def _column(name: str, field: str) -> dict[str, str]:
    return dict(zip(_codes("officials", name), _codes("officials", name, field), strict=True))


def _fits(unit: dict[str, Any], kind: str) -> bool:
    return bool(unit.get("only", kind) == kind)


def _expanded() -> list[dict[str, Any]]:
    """The whole tree of 2021 with its placeholders filled in."""
    spec = _load("hagiang_units")
    units = [dict(unit, level="province") for unit in spec["province"]]
    for level, table in (("district", "hagiang_districts"), ("commune", "hagiang_communes")):
        fields = ("code", "name", "short_name", "kind") + (("district_code",) if level == "commune" else ())
        for values in zip(*(_codes("org", table, field) for field in fields), strict=True):
            place = dict(zip(fields, values, strict=True))
            place["short"] = place["short_name"]
            place["name_lower"] = place["name"][0].lower() + place["name"][1:]
            place |= spec["by_kind"].get(place["kind"], {})
            for unit in spec[level]:
                if _fits(unit, place["kind"]):
                    filled = {k: unit[k].format(**place) if unit[k] else unit[k] for k in FILLED}
                    units.append({**unit, **filled, "level": level})
    return units


def _people() -> Counter[tuple[str, str]]:
    """People by (level of the unit, title), one per post, concurrent titles left out, top-ups added."""
    spec = _load("hagiang_units")
    concurrent = {title for row in spec["concurrent_posts"] for title in row["also"]}
    found: Counter[tuple[str, str]] = Counter()
    for unit in _expanded():
        for title, number in unit["posts"]:
            if title not in concurrent:
                found[unit["level"], title] += number
    for row in spec["top_up"]:
        found[row["level"], row["title"]] += row["count"]
    return found


def test_the_tree_has_unique_codes_and_known_parents_kinds_and_titles() -> None:
    units = _expanded()
    codes = {unit["code"] for unit in units}
    assert len(codes) == len(units) == 1345
    assert all(unit["parent"] is None or unit["parent"] in codes for unit in units)
    assert {unit["kind"] for unit in units} <= set(_codes("officials", "org_type"))
    assert {title for unit in units for title, _ in unit["posts"]} <= set(_codes("officials", "title"))
    assert not [unit for unit in units if "{" in unit["name"] + unit["short_name"] or "  " in unit["name"]]
    assert len({(unit["name"], unit["parent"]) for unit in units}) == len(units)


def test_titles_stand_at_their_own_level() -> None:
    level = _column("title", "level")
    assert all(level[title] == unit["level"] for unit in _expanded() for title, _ in unit["posts"])


def test_every_commune_has_its_party_council_committee_and_front() -> None:
    kinds = Counter(unit["kind"] for unit in _expanded() if unit["level"] == "commune")
    assert kinds == {"DIA_BAN": 193, "CAP_UY": 193, "HDND": 193, "UBND": 193, "MTTQ": 193}


def test_city_and_rural_districts_are_named_as_such() -> None:
    names = {unit["code"]: unit["name"] for unit in _expanded()}
    assert names["HG-024-HU"] == "Thành ủy Hà Giang" and names["HG-026-HU"] == "Huyện ủy Đồng Văn"
    assert names["HG-024-DTN"] == "Thành đoàn Hà Giang" and "HG-024-PDT" not in names
    assert names["HG-026-BTC"] == "Ban Tổ chức Huyện ủy Đồng Văn" and "HG-026-PQLDT" not in names


def test_the_posts_add_up_to_the_people_of_the_article() -> None:
    tier, people = _column("title", "tier"), _people()
    by_level: Counter[str] = Counter()
    for (level, _), number in people.items():
        by_level[level] += number
    assert by_level["province"] + by_level["district"] == 2943
    assert by_level["commune"] == 1977
    assert by_level.total() == 4920
    assert sum(n for (_, title), n in people.items() if tier[title] == "PROVINCE_STANDING") == 384


def test_the_scheme_has_the_nine_measurable_rows_of_seven_statements() -> None:
    targets = _load("hagiang_scheme")["targets"]
    assert [t["code"] for t in targets] == ["T1", "T2", "T3", "T4", "T5", "T6A", "T6B", "T6C", "T7"]
    assert len({t["statement"] for t in targets}) == 7
    shares = {t["code"]: [(m["year"], Decimal(m["share"])) for m in t["milestones"]] for t in targets}
    assert shares["T2"] == [(2025, Decimal("0.90")), (2030, Decimal("1.00"))]
    assert shares["T4"] == [(2025, Decimal("0.15")), (2030, Decimal("0.25"))]
    assert shares["T6C"] == [(2025, Decimal("0.50")), (2030, Decimal("0.70"))]
    assert all(0 < share <= 1 for rows in shares.values() for _, share in rows)


def test_the_article_s_own_words_contain_the_shares_called_stated() -> None:
    for target in _load("hagiang_scheme")["targets"]:
        for milestone in target["milestones"]:
            if milestone["stated"]:
                assert f"{int(Decimal(milestone['share']) * 100)}%" in target["source_text"], target["code"]


def test_the_printed_baseline_foots_except_where_the_source_does_not() -> None:
    groups = _load("hagiang_scheme")["baseline"]["groups"]
    sums = {
        (g["population"], g["group"]): sum(Decimal(share.replace(",", ".")) for _, share, _ in g["rows"])
        for g in groups
        if g["sums_to_whole"]
    }
    assert sums.pop(("HG-PD", "Trình độ chuyên môn")) == Decimal("100.02")
    assert set(sums.values()) == {Decimal(100)}


def test_the_expected_distances_follow_from_the_printed_shares() -> None:
    scheme = _load("hagiang_scheme")
    share = {(t["code"], m["year"]): Decimal(m["share"]) for t in scheme["targets"] for m in t["milestones"]}
    counts = {row["population"]: row["count"] for row in scheme["baseline"]["counts"]}
    of = {t["code"]: t["population"] for t in scheme["targets"]}
    for row in scheme["expected_distances"]:
        assert counts[of[row["target"]]] == row["population"]
        assert math.ceil(share[row["target"], row["year"]] * row["population"]) == row["needed"]
        assert row["needed"] - row["meeting"] == row["distance"]
    assert [row["distance"] for row in scheme["expected_distances"]] == [163, 360, 63]


def test_the_scheme_refers_to_units_and_populations_that_exist() -> None:
    scheme, codes = _load("hagiang_scheme"), {unit["code"] for unit in _load("hagiang_units")["province"]}
    populations = {p["code"] for p in scheme["populations"]}
    assert {t["population"] for t in scheme["targets"]} <= populations
    assert {g["population"] for g in scheme["baseline"]["groups"]} <= populations
    assert len(scheme["lead_groups"]) == 6 and len(scheme["task_groups"]) == 3 and len(scheme["solutions"]) == 4
    assert {unit for group in scheme["lead_groups"] for unit in group["units"]} <= codes
    wanted = {code for t in scheme["targets"] for code in t["wants"].get("training_any", [])}
    assert wanted <= set(_codes("officials", "class_type"))
    assert scheme["scheme"]["document_number"] == "", "the article does not give it, so nobody may invent it"


def test_name_lists_cover_every_ethnic_group_of_the_demo() -> None:
    names = _load("names")
    ethnic = {row["ethnicity"] for row in names["ethnic_share"]["rows"]}
    assert ethnic == set(names["families"]) and ethnic <= set(_codes("officials", "ethnic_group"))
    kinh = names["kinh_style"]
    assert set(kinh["used_by"]) | set(kinh["often_used_by"]) == ethnic
    for sex in ("M", "F"):
        assert set(kinh["middle"][sex]) == set(kinh["given"][sex]) == {str(d) for d in names["decades"]}
        assert all(len(set(given)) == len(given) >= 25 for given in kinh["given"][sex].values())


@pytest.mark.parametrize("name", ["names", "study"])
def test_weighted_lists_have_positive_weights_and_no_repeats(name: str) -> None:
    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for child in value.values():
                walk(child)
        elif isinstance(value, list) and value and isinstance(value[0], list):
            assert all(weight > 0 for _, weight in value)
            assert len({text for text, _ in value}) == len(value)

    walk(_load(name))


def test_majors_and_schools_are_keyed_by_known_levels() -> None:
    study = _load("study")
    assert set(study["majors"]) <= set(_codes("officials", "professional_qualification"))
    assert set(study["political_schools"]) <= set(_codes("officials", "political_theory"))
