"""The shipped tables load, count, refer and compute as their README files say."""

from __future__ import annotations

import calendar
import csv
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import hientai

PACKAGE = Path(hientai.__file__).parent
ORG = PACKAGE / "org" / "data"
OFFICIALS = PACKAGE / "officials" / "data"
MARKS = {"V", "C", "K", "U"}
ALL_TABLES = sorted([*ORG.glob("*.csv"), *OFFICIALS.glob("*.csv")])
CODE_LISTS = [p for p in OFFICIALS.glob("*.csv") if p.open(encoding="utf-8").readline().startswith("code,vi,")]


@cache
def _table(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


def _org(name: str) -> tuple[dict[str, str], ...]:
    return _table(ORG / f"{name}.csv")


def _officials(name: str) -> tuple[dict[str, str], ...]:
    return _table(OFFICIALS / f"{name}.csv")


def _codes(rows: tuple[dict[str, str], ...], field: str = "code") -> set[str]:
    return {row[field] for row in rows}


@pytest.mark.parametrize("path", ALL_TABLES, ids=lambda p: p.stem)
def test_every_table_is_rectangular_trimmed_and_marked(path: Path) -> None:
    rows = _table(path)
    assert rows, "an empty table says nothing"
    for row in rows:
        assert None not in row and None not in row.values(), f"{path.name}: ragged row {row}"
        assert all(value == " ".join(value.split()) for value in row.values()), row
        assert row["mark"] in MARKS
        assert row.get("needs_confirmation", "0") in {"0", "1"}
        if row["mark"] == "U":
            assert row["needs_confirmation"] == "1", f"an uncertain row must say so: {row}"


@pytest.mark.parametrize("path", ALL_TABLES, ids=lambda p: p.stem)
def test_periods_are_dates_and_run_forward(path: Path) -> None:
    for row in _table(path):
        start, end = row.get("valid_from", ""), row.get("valid_until", "")
        days = [date.fromisoformat(day) for day in (start, end) if day]
        assert days == sorted(set(days)), row


@pytest.mark.parametrize(
    "name",
    ["provinces_2025", "communes_2025", "provinces_before_2025", "hagiang_districts", "hagiang_communes"],
)
def test_territory_codes_are_unique(name: str) -> None:
    rows = _org(name)
    assert len(_codes(rows)) == len(rows)


def test_the_map_of_july_2025_has_34_provinces_and_3321_communes() -> None:
    communes = _org("communes_2025")
    assert len(_org("provinces_2025")) == 34
    assert Counter(row["kind"] for row in communes) == {"xã": 2621, "phường": 687, "đặc khu": 13}
    assert len(communes) == 3321
    assert _codes(communes, "province_code") == _codes(_org("provinces_2025"))
    assert all(row["name"].casefold() == f"{row['kind']} {row['short_name']}".casefold() for row in communes)


def test_known_provinces_have_their_known_number_of_communes() -> None:
    per_province = Counter((row["province_code"], row["kind"]) for row in _org("communes_2025"))
    assert (per_province["08", "xã"], per_province["08", "phường"]) == (117, 7)
    assert (per_province["01", "xã"], per_province["01", "phường"]) == (75, 51)


def test_a_commune_whose_code_is_disputed_is_unconfirmed() -> None:
    disputed = [row for row in _org("communes_2025") if row["alternative_code"]]
    assert len(disputed) == 123
    assert all(row["alternative_code"] != row["code"] and row["needs_confirmation"] == "1" for row in disputed)


def test_63_provinces_became_34() -> None:
    merges = _org("province_merges_2025")
    assert len(_org("provinces_before_2025")) == len(merges) == 63
    assert Counter(row["event"] for row in merges) == {"absorbed": 29, "enlarged": 23, "unchanged": 11}
    assert _codes(merges, "old_code") == _codes(_org("provinces_before_2025"))
    assert _codes(merges, "new_code") == _codes(_org("provinces_2025"))
    names = {row["code"]: row["short_name"] for row in _org("provinces_2025")}
    assert all(names[row["new_code"]] == row["new_name"] for row in merges)
    went = {row["old_name"]: row["new_name"] for row in merges}
    assert went["Hà Giang"] == went["Tuyên Quang"] == "Tuyên Quang"
    assert went["Bình Dương"] == "Hồ Chí Minh" and went["Thanh Hóa"] == "Thanh Hóa"


def test_a_province_ended_exactly_where_the_merge_table_says_so() -> None:
    ended = {row["code"] for row in _org("provinces_before_2025") if row["valid_until"]}
    assert ended == {row["old_code"] for row in _org("province_merges_2025") if row["event"] != "unchanged"}


def test_ha_giang_had_11_districts_and_193_communes() -> None:
    districts, communes = _org("hagiang_districts"), _org("hagiang_communes")
    assert Counter(row["kind"] for row in districts) == {"huyện": 10, "thành phố": 1}
    assert Counter(row["kind"] for row in communes) == {"xã": 175, "phường": 5, "thị trấn": 13}
    assert _codes(communes, "district_code") == _codes(districts)


def test_every_old_commune_of_ha_giang_has_successors_in_tuyen_quang() -> None:
    rows = _org("hagiang_successors_2025")
    tuyen_quang = {r["code"]: r["name"] for r in _org("communes_2025") if r["province_code"] == "08"}
    assert _codes(rows, "old_code") == _codes(_org("hagiang_communes"))
    assert all(tuyen_quang[row["new_code"]] == row["new_name"] for row in rows)
    _assert_one_main_successor_each(rows)
    for row in rows:
        doubtful = row["extent"] == "part" or int(row["sources_agreeing"]) < 3
        assert row["needs_confirmation"] == str(int(doubtful)), row


def test_ha_noi_took_in_ha_tay_me_linh_and_four_communes() -> None:
    rows = _org("hanoi_2008")
    assert Counter((r["from_province"], r["kind"]) for r in rows) == {
        ("Hà Tây", "huyện"): 12,
        ("Hà Tây", "thành phố"): 2,
        ("Vĩnh Phúc", "huyện"): 1,
        ("Hòa Bình", "xã"): 4,
    }
    assert {row["effective_on"] for row in rows} == {"2008-08-01"}


def test_tu_liem_split_into_13_and_10_wards() -> None:
    rows, wards = _org("tu_liem_2013"), _org("tu_liem_wards_2014")
    assert Counter(row["district_name"] for row in wards) == {"Quận Bắc Từ Liêm": 13, "Quận Nam Từ Liêm": 10}
    assert Counter(kind for _, kind in {(r["old_name"], r["old_kind"]) for r in rows}) == {"xã": 15, "thị trấn": 1}
    assert _codes(rows, "ward_code") == _codes(wards)
    wholes = {row["old_name"] for row in rows if row["extent"] == "whole"}
    targets = Counter(row["old_name"] for row in rows)
    assert all(targets[name] == 1 for name in wholes), "a commune that went whole went to one ward"
    assert all(count > 1 for name, count in targets.items() if name not in wholes)


def test_the_wards_of_tu_liem_have_unconfirmed_successors_in_2025() -> None:
    rows = _org("tu_liem_successors_2025")
    assert _codes(rows, "old_code") == _codes(_org("tu_liem_wards_2014"))
    assert _codes(rows, "new_code") <= _codes(_org("communes_2025"))
    assert {row["needs_confirmation"] for row in rows} == {"1"}
    _assert_one_main_successor_each(rows)


def _assert_one_main_successor_each(rows: tuple[dict[str, str], ...]) -> None:
    mains = Counter(row["old_code"] for row in rows if row["is_main"] == "1")
    assert set(mains) == _codes(rows, "old_code") and set(mains.values()) == {1}
    parts = Counter(row["old_code"] for row in rows)
    assert all((row["extent"] == "whole") == (parts[row["old_code"]] == 1) for row in rows)


@pytest.mark.parametrize("path", [*CODE_LISTS], ids=lambda p: p.stem)
def test_code_lists_have_unique_codes_and_names(path: Path) -> None:
    rows = _table(path)
    assert len(_codes(rows)) == len(rows)
    groups = Counter((row["vi"], row.get("system", ""), row.get("family", "")) for row in rows)
    assert max(groups.values()) == 1
    assert all(row["en"] for row in rows)
    order = [int(row["sort_order"]) for row in rows]
    assert order == sorted(set(order))


@pytest.mark.parametrize("path", [*CODE_LISTS], ids=lambda p: p.stem)
def test_a_spelling_means_one_value_only(path: Path) -> None:
    rows = _table(path)
    if "variants" not in rows[0]:
        return
    names = {row["vi"].casefold(): row["code"] for row in rows}
    for row in rows:
        for variant in filter(None, row["variants"].split("|")):
            assert names.setdefault(variant.casefold(), row["code"]) == row["code"], f"{variant}: two meanings"


def test_55_ethnic_rows_and_who_is_a_minority() -> None:
    rows = {row["code"]: row for row in _officials("ethnic_group")}
    assert list(rows) == [f"{n:02d}" for n in range(1, 56)]
    assert {code for code, row in rows.items() if row["is_minority"] == "0"} == {"01", "55"}
    assert {"HMông", "H'Mông"} <= set(rows["08"]["variants"].split("|"))


def test_degrees_and_theory_rank_as_the_forms_do() -> None:
    degree = {row["code"]: int(row["rank"]) for row in _officials("professional_qualification")}
    assert degree["CAO_DANG"] < degree["DAI_HOC"] < degree["THAC_SI"] < degree["TIEN_SI"] < degree["TSKH"]
    assert degree["THAC_SI"] == degree["CK1"] == degree["BSNT"]
    theory = {row["code"]: int(row["rank"]) for row in _officials("political_theory")}
    assert theory == {"CHUA": 0, "SO_CAP": 1, "TRUNG_CAP": 2, "CAO_CAP": 3, "CU_NHAN": 4}
    assert {row["code"] for row in _officials("rating_rank")} == {"HTXSNV", "HTTNV", "HTNV", "KHTNV"}


@pytest.mark.parametrize(
    ("report", "code_list"),
    [
        ("S002_BTV", "professional_qualification"),
        ("S002_CAP", "professional_qualification"),
        ("S002", "political_theory"),
    ],
)
def test_a_report_puts_every_code_into_exactly_one_bucket(report: str, code_list: str) -> None:
    codes = [row["code"] for row in _officials("report_bucket_map") if row["report"] == report]
    assert sorted(codes) == sorted(_codes(_officials(code_list)))


def test_titles_refer_to_known_tiers_and_district_titles_end() -> None:
    titles = _officials("title")
    assert _codes(titles, "tier") <= _codes(_officials("management_tier"))
    assert _codes(titles, "level") == {"province", "district", "commune"}
    assert all((row["level"] == "district") == (row["valid_until"] == "2025-07-01") for row in titles)
    started = {row["code"] for row in titles if row["valid_from"] == "2025-07-01"}
    assert {"C_DIVISION_HEAD", "C_DIVISION_DEP"} <= started


def test_a_deputy_ranks_below_the_head() -> None:
    rank = {row["code"]: int(row["rank"]) for row in _officials("title")}
    pairs = [(code, code.replace("_DEP", "_HEAD")) for code in rank if code.endswith("_DEP")]
    assert len(pairs) > 15
    assert all(rank[deputy] < rank[head] for deputy, head in pairs if head in rank)
    assert rank["P_SECRETARY"] == max(rank.values())
    assert rank["C_SECRETARY"] < rank["D_SECRETARY"] < rank["P_SECRETARY"]


def test_terms_follow_each_other() -> None:
    terms = _officials("term")
    for kind, count in (("party", 5), ("state", 5)):
        years = [(int(row["starts_year"]), int(row["ends_year"])) for row in terms if row["kind"] == kind]
        assert len(years) == count
        assert all(end == start for (_, end), (start, _) in zip(years, years[1:], strict=False))


def _months(text: str) -> int:
    year, month = text.split("-")
    return int(year) * 12 + int(month) - 1


def _retires_on(sex: str, birth: str) -> date:
    """Retirement by table lookup: last day of the month in which the age of the row is reached."""
    born = _months(birth)
    [row] = [
        r
        for r in _officials("retirement_age")
        if r["sex"] == sex and _months(r["born_from"]) <= born <= _months(r["born_to"] or "9999-12")
    ]
    year, month = divmod(born + int(row["age_years"]) * 12 + int(row["age_months"]), 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


@pytest.mark.parametrize(
    ("sex", "birth", "expected"),
    [
        ("M", "1964-10", date(2026, 4, 30)),
        ("F", "1969-12", date(2026, 12, 31)),
        ("M", "1966-01", date(2027, 10, 31)),
        ("M", "1960-12", date(2020, 12, 31)),
        ("F", "1965-12", date(2020, 12, 31)),
        ("M", "1966-04", date(2028, 4, 30)),
        ("F", "1975-05", date(2035, 5, 31)),
    ],
)
def test_retirement_by_table_lookup(sex: str, birth: str, expected: date) -> None:
    assert _retires_on(sex, birth) == expected


@pytest.mark.parametrize("sex", ["M", "F"])
def test_every_month_of_birth_has_one_row_and_the_age_of_the_year_it_is_reached(sex: str) -> None:
    """The law fixes the age by the calendar year in which it is reached; the table must agree month by month."""
    start, step, last = (723, 3, 744) if sex == "M" else (664, 4, 720)
    for born in range(_months("1940-01"), _months("2005-12") + 1):
        retires = _retires_on(sex, f"{born // 12}-{born % 12 + 1:02d}")
        age = retires.year * 12 + retires.month - 1 - born
        if retires.year < 2021:
            assert age == (720 if sex == "M" else 660)
        else:
            assert age == min(last, start + step * (retires.year - 2021))


def test_the_disputed_month_of_birth_is_flagged() -> None:
    [row] = [r for r in _officials("retirement_age") if r["needs_confirmation"] == "1"]
    assert (row["sex"], row["born_from"]) == ("F", "1969-05") and "05/1969" in row["note"]
