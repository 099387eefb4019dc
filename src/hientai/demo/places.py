"""The units of the demo province and the posts to fill, expanded from the compact specification."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from hientai.demo.reference import read_rows
from hientai.org.operations.loading import UnitRow

SPEC = "hagiang_units.json"


def read_json(name: str) -> dict[str, Any]:
    """A data file of the demo."""
    data: dict[str, Any] = json.loads(files("hientai.demo").joinpath("data", name).read_text("utf-8"))
    return data


@dataclass(frozen=True, slots=True)
class Slot:
    """One seat to be filled by one person: title and unit, with the concurrent posts that come with it."""

    title: str
    unit: str
    level: str
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Province:
    """All units of one province in loading order and all seats; codes start with ``prefix``."""

    units: list[UnitRow]
    slots: list[Slot]


def _named(text: str, values: dict[str, str]) -> str:
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text


def _territory(row: dict[str, str], kinds: dict[str, dict[str, str]]) -> dict[str, str]:
    """The placeholders of one territory: its code, names, kind, and what committees of this kind are called."""
    name = row["name"]
    values = {
        "code": row["code"], "name": name, "short": row["short_name"], "name_lower": name[:1].lower() + name[1:],
        "district_code": row.get("district_code", ""), "kind": row["kind"],
    }  # fmt: skip
    return {**values, **kinds.get(row["kind"], {})}


def build_places(prefix: str = "HG", most_districts: int | None = None) -> Province:
    """Expand the specification; ``most_districts`` keeps only the first districts (size small)."""
    spec = read_json(SPEC)
    districts = read_rows("hientai.org", "hagiang_districts.csv")[:most_districts]
    codes = {d["code"] for d in districts}
    communes = [c for c in read_rows("hientai.org", "hagiang_communes.csv") if c["district_code"] in codes]
    units: list[UnitRow] = []
    posts: list[tuple[str, str, int, str]] = []
    founded = spec["valid_from"]
    for level, places in (("province", [{"code": ""}]), ("district", districts), ("commune", communes)):
        for place in places:
            values = {"code": ""} if level == "province" else _territory(place, spec["by_kind"])
            area = values["code"] if level != "commune" else values["district_code"]
            since = date.fromisoformat(founded.get(f"HG-{area}", founded["default"]))
            for entry in spec[level]:
                if entry.get("only", values.get("kind")) != values.get("kind"):
                    continue
                code = _named(entry["code"], values)
                parent = _named(entry["parent"] or ("" if code == "HG" else "HG"), values)
                above = prefix + parent[2:] if parent else "" if prefix == "HG" else "HG"
                units.append(
                    UnitRow(
                        code=prefix + code[2:], name=_named(entry["name"], values),
                        short_name=_named(entry["short_name"], values), kind=entry["kind"], sector=entry["sector"],
                        level=level, parent_code=above,
                        territory_code=values["code"] or "02", valid_from=since, sort_order=len(units),
                    )
                )  # fmt: skip
                posts += [(code, title, count, level) for title, count in entry["posts"]]
    return Province(units, _slots(spec, units, posts, prefix))


def _slots(
    spec: dict[str, Any], units: list[UnitRow], posts: list[tuple[str, str, int, str]], prefix: str
) -> list[Slot]:
    """Seats with their holders: concurrent posts are taken by their main holder, then the top-ups are added."""
    also = {entry["holder"]: entry["also"] for entry in spec["concurrent_posts"]}
    taken = {title for titles in also.values() for title in titles}
    where = {(title, _area(code)): code for code, title, _, _ in posts}
    slots = []
    for code, title, count, level in posts:
        if title in taken:
            continue
        extra = tuple(
            (t, prefix + found[2:]) for t in also.get(title, []) if (found := where.get((t, _area(code)))) is not None
        )
        slots += [Slot(title, prefix + code[2:], level, extra if index == 0 else ()) for index in range(count)]
    for top_up in spec["top_up"]:
        fitting = [u for u in units if u.kind == top_up["unit_kind"] and u.level == top_up["level"]
                   and any(s.unit == u.code and s.title == top_up["title"] for s in slots)]  # fmt: skip
        share = top_up["count"] if len({s.unit for s in slots}) > 800 else max(1, top_up["count"] // 10)
        slots += [
            Slot(top_up["title"], fitting[i % len(fitting)].code, top_up["level"]) for i in range(share) if fitting
        ]
    return slots


def _area(code: str) -> str:
    """The territory part of a unit's code: "024" of "HG-024-HU", "" of "HG-TU"."""
    parts = code.split("-")
    return parts[1] if len(parts) > 1 and parts[1].isdigit() else ""
