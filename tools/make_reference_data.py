"""Rebuild the territory tables of ``src/hientai/org/data`` from public packages.

Run once, by hand, with the unpacked wheels as arguments; the tables are then committed, so neither
the build nor the application needs these packages. Only facts are taken (codes, names, which old
commune went into which new one), never code or prose. Four packages are read because none is the law:
a successor is held confirmed only where three compilations agree on one single successor.

Example: ``python tools/make_reference_data.py --new DIR --old DIR --units DIR --converter DIR --mapping DIR``
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "src" / "hientai" / "org" / "data"
REFORM = "2025-07-01"
KINDS = ("Đặc khu", "Phường", "Xã", "Thị trấn", "Thành phố", "Quận", "Huyện", "Thị xã", "Tỉnh")
HA_GIANG = "02"
# Renamed on 1 January 2025, before the reform; older lists still print the old name.
RENAMED = {"Thừa Thiên Huế": "Huế"}
# Old tone placement (oà, uỷ) and the new one (òa, ủy) are both in use; the tables keep the new one.
OLD_TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe"}
OLD_TONES |= {"uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}
# New province -> the other provinces that joined it, Nghị quyết 202/2025/QH15 (12/06/2025);
# equal to the table in `vietnamadminunits`.
MERGES = {
    "Tuyên Quang": "Hà Giang", "Lào Cai": "Yên Bái", "Thái Nguyên": "Bắc Kạn", "Phú Thọ": "Vĩnh Phúc,Hòa Bình",
    "Bắc Ninh": "Bắc Giang", "Hưng Yên": "Thái Bình", "Hải Phòng": "Hải Dương", "Ninh Bình": "Hà Nam,Nam Định",
    "Quảng Trị": "Quảng Bình", "Đà Nẵng": "Quảng Nam", "Quảng Ngãi": "Kon Tum", "Gia Lai": "Bình Định",
    "Khánh Hòa": "Ninh Thuận", "Lâm Đồng": "Đắk Nông,Bình Thuận", "Đắk Lắk": "Phú Yên",
    "Hồ Chí Minh": "Bà Rịa - Vũng Tàu,Bình Dương", "Đồng Nai": "Bình Phước", "Tây Ninh": "Long An",
    "Cần Thơ": "Sóc Trăng,Hậu Giang", "Vĩnh Long": "Bến Tre,Trà Vinh", "Đồng Tháp": "Tiền Giang",
    "Cà Mau": "Bạc Liêu", "An Giang": "Kiên Giang",
}  # fmt: skip


@dataclass(frozen=True)
class Commune:
    """One commune: five-digit code, full name, kind, code of the unit above (district or province)."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class Successor:
    """Where an old commune went: its code, the new code, whole or part, and whether most of it went there."""

    old: str
    new: str
    extent: str
    main: bool


def clean(name: str) -> str:
    """Collapse spaces, use the plain apostrophe and hyphen and the new tone placement."""
    name = re.sub(r"\s+", " ", name).strip().replace("’", "'").replace("–", "-")

    def moved(match: re.Match[str]) -> str:
        new = OLD_TONES[match[0].lower()]
        return new.capitalize() if match[0][0].isupper() else new

    # "q" makes "u" a consonant: "Quý" and "Quỳnh" keep their tone where it is.
    return re.sub(r"(?<![qQ])(?:[oO][àáảãạèéẻ]|[uU][ỳýỷỹỵ])(?![a-zà-ỹ])", moved, name)


def kind_of(name: str) -> str:
    """Return the kind that opens a full name, in lower case ("phường")."""
    return next(k for k in KINDS if name.casefold().startswith(k.casefold())).casefold()


def short(name: str) -> str:
    """Return the name without its kind; a ward known by a number keeps the number."""
    return name[len(kind_of(name)) :].strip()


def fold(name: str) -> str:
    """Fold a name for comparison between compilations."""
    return clean(name).casefold()


def read_units(folder: Path) -> sqlite3.Connection:
    """Open the data set of ``vietnamadminunits`` read only."""
    return sqlite3.connect(f"file:{folder / 'vietnamadminunits/data/dataset.db'}?mode=ro", uri=True)


def new_communes(units: sqlite3.Connection) -> list[Commune]:
    """Return the 3,321 communes of 1 July 2025 in code order."""
    rows = units.execute("select wardCode, ward, provinceCode from admin_units order by wardCode")
    return [Commune(code, clean(name), province) for code, name, province in rows]


def other_codes(folder: Path) -> dict[tuple[str, str], str]:
    """Return the code that the second compilation gives to (province, folded name)."""
    provinces = json.loads((folder / "vietnam_provinces/data/nested-divisions.json").read_text("utf-8"))
    return {
        (f"{p['code']:02d}", fold(w["name"])): f"{w['code']:05d}" for p in provinces for w in p["wards"]
    }


def old_provinces(folder: Path) -> list[dict[str, Any]]:
    """Return the 63 provinces of before July 2025 with their districts and communes."""
    tree = json.loads((folder / "vietnam_provinces/data/nested-divisions.json").read_text("utf-8"))
    assert isinstance(tree, list)
    return sorted(tree, key=lambda p: int(p["code"]))


def successors(units: sqlite3.Connection, folder: Path) -> list[Successor]:
    """Return the successor table of ``vietnamadminunits``, keyed by code instead of by folded name."""
    tables = json.loads((folder / "vietnamadminunits/data/converter_2025.json").read_text("utf-8"))
    new = {(p, w): code for code, p, w in units.execute("select wardCode, provinceKey, wardKey from admin_units")}
    rows = units.execute(
        "select wardCode, provinceKey || '_' || districtKey || '_' || wardKey from admin_units_legacy"
        " where wardCode is not null"
    )
    old = {key: code for code, key in rows}
    found = [
        Successor(old[o], new[p, w], "whole", True)
        for p, wards in tables["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for w, olds in wards.items()
        for o in olds
        if o in old
    ]
    found += [
        Successor(old[o], new[p, part["newWardKey"]], "part", bool(part["isDefaultNewWard"]))
        for p, olds in tables["DICT_PROVINCE_WARD_DIVIDED"].items()
        for o, parts in olds.items()
        if o in old
        for part in parts
    ]
    return sorted(found, key=lambda s: (s.old, not s.main, s.new))


def second_opinion(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (district, old commune, new commune) of Hà Giang as ``vn-address-converter`` has them."""
    path = folder / "vn_address_converter/data/ward_mapping.json"
    for district, wards in json.loads(path.read_text("utf-8"))["Tỉnh Hà Giang"].items():
        for ward, new in wards.items():
            yield district, ward, new["new_ward_name"]


def third_opinion(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the same triples as ``vietnam-address-converter`` has them, without importing its code."""
    source = ast.parse((folder / "vietnam_address_converter/data.py").read_text("utf-8"))
    call = next(n for n in ast.walk(source) if isinstance(n, ast.Call) and isinstance(n.args[0], ast.Constant))
    text = call.args[0]
    assert isinstance(text, ast.Constant) and isinstance(text.value, str)
    for row in json.loads(text.value)["mapping"]["rows"]:
        if fold(row["old"]["province_name"]) == "tỉnh hà giang":
            yield row["old"]["district_name"], row["old"]["ward_name"], row["new"]["ward_name"]


def opinions(triples: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], set[str]]:
    """Group triples into (district, commune) -> set of folded successors."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for district, ward, new in triples:
        found[fold(district), fold(ward)].add(fold(new))
    return found


def write(name: str, header: str, rows: Iterable[Iterable[object]]) -> None:
    """Write one CSV table of org/data."""
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def write_new(units: sqlite3.Connection, other: Mapping[tuple[str, str], str]) -> None:
    """Write provinces_2025.csv and communes_2025.csv."""
    provinces = units.execute("select distinct provinceCode, province from admin_units order by 1")
    write(
        "provinces_2025.csv",
        "code,name,short_name,kind,valid_from,valid_until,mark,needs_confirmation",
        ([code, clean(n), short(clean(n)), kind_of(n), REFORM, "", "V", 0] for code, n in provinces),
    )

    def row(c: Commune) -> list[object]:
        theirs = other[c.parent, fold(c.name)]
        alternative = "" if theirs == c.code else theirs
        doubt = int(bool(alternative))
        return [c.code, c.name, short(c.name), kind_of(c.name), c.parent, REFORM, "", alternative, "V", doubt]

    write(
        "communes_2025.csv",
        "code,name,short_name,kind,province_code,valid_from,valid_until,alternative_code,mark,needs_confirmation",
        map(row, new_communes(units)),
    )


def write_provinces(provinces: list[dict[str, Any]], units: sqlite3.Connection) -> None:
    """Write provinces_before_2025.csv and province_merges_2025.csv."""
    into = {old: new for new, olds in MERGES.items() for old in olds.split(",")}
    rows = units.execute("select distinct provinceCode, province from admin_units")
    new_codes = {short(clean(name)): code for code, name in rows}
    old_rows, merge_rows = [], []
    for province in provinces:
        code, name = f"{province['code']:02d}", clean(province["name"])
        stem = short(name)
        target = into.get(stem, RENAMED.get(stem, stem))
        ended = REFORM if target in MERGES else ""
        alias = next((old for old, new in RENAMED.items() if new == stem), "")
        old_rows.append([code, name, stem, kind_of(name), alias, ended, new_codes[target], "V", 0])
        event = "absorbed" if stem in into else "enlarged" if target in MERGES else "unchanged"
        merge_rows.append([code, stem, new_codes[target], target, event, REFORM, "202/2025/QH15", "V", 0])
    header = "code,name,short_name,kind,alias,valid_until,successor_code,mark,needs_confirmation"
    write("provinces_before_2025.csv", header, old_rows)
    header = "old_code,old_name,new_code,new_name,event,effective_on,legal_basis,mark,needs_confirmation"
    write("province_merges_2025.csv", header, merge_rows)


def write_ha_giang(province: dict[str, Any], units: sqlite3.Connection) -> dict[str, tuple[str, str, str]]:
    """Write the districts and communes of Hà Giang; return code -> (district name, name, other spelling)."""
    spelt = {c: clean(n) for c, n in units.execute("select wardCode, ward from admin_units_legacy where wardCode<>''")}
    districts, communes, found = [], [], {}
    for district in province["districts"]:
        code, name = f"{district['code']:03d}", clean(district["name"])
        districts.append([code, name, short(name), kind_of(name), HA_GIANG, "", REFORM, "V", 0])
        for ward in district["wards"]:
            own, ward_name = f"{ward['code']:05d}", clean(ward["name"])
            alias = "" if fold(spelt[own]) == fold(ward_name) else spelt[own]
            facts = [own, ward_name, short(ward_name), kind_of(ward_name), code, alias]
            communes.append([*facts, "", REFORM, "V", int(bool(alias))])
            found[own] = (name, ward_name, alias)
    header = "code,name,short_name,kind,province_code,valid_from,valid_until,mark,needs_confirmation"
    write("hagiang_districts.csv", header, districts)
    header = "code,name,short_name,kind,district_code,alias,valid_from,valid_until,mark,needs_confirmation"
    write("hagiang_communes.csv", header, sorted(communes))
    return found


def write_ha_giang_successors(
    communes: Mapping[str, tuple[str, str, str]],
    rows: Iterable[Successor],
    names: Mapping[str, str],
    others: Sequence[Mapping[tuple[str, str], set[str]]],
) -> None:
    """Write hagiang_successors_2025.csv; a row is confirmed where all compilations name one same successor."""
    found = []
    by_old: dict[str, list[Successor]] = defaultdict(list)
    for row in rows:
        if row.old in communes:
            by_old[row.old].append(row)
    for old, mine in sorted(by_old.items()):
        district, name, alias = communes[old]
        keys = [(fold(district), fold(n)) for n in (name, alias) if n]
        theirs = [set().union(*(other.get(k, set()) for k in keys)) for other in others]
        agreeing = 1 + sum(t == {fold(names[s.new]) for s in mine} for t in theirs)
        doubt = int(len(mine) > 1 or agreeing < 3)
        for s in mine:
            where = [s.new, names[s.new], s.extent, int(s.main), agreeing]
            found.append([old, name, *where, REFORM, "1684/NQ-UBTVQH15", "V", doubt])
    header = "old_code,old_name,new_code,new_name,extent,is_main,sources_agreeing,effective_on,legal_basis,mark"
    write("hagiang_successors_2025.csv", header + ",needs_confirmation", found)


def write_tu_liem(provinces: list[dict[str, Any]], rows: Iterable[Successor], names: Mapping[str, str]) -> None:
    """Write the 23 wards of 2014 and their successors of 2025 (one compilation only: to be confirmed)."""
    hanoi = next(p for p in provinces if p["code"] == 1)
    wards, known = [], {}
    for district in hanoi["districts"]:
        if "Từ Liêm" in district["name"]:
            for ward in district["wards"]:
                code, name = f"{ward['code']:05d}", clean(ward["name"])
                known[code] = name
                wards.append([code, name, f"{district['code']:03d}", district["name"], "2014-04-01", REFORM, "V", 0])
    header = "code,name,district_code,district_name,valid_from,valid_until,mark,needs_confirmation"
    write("tu_liem_wards_2014.csv", header, sorted(wards))
    header = "old_code,old_name,new_code,new_name,extent,is_main,effective_on,legal_basis,mark,needs_confirmation"
    basis = "1656/NQ-UBTVQH15"
    write(
        "tu_liem_successors_2025.csv",
        header,
        (
            [s.old, known[s.old], s.new, names[s.new], s.extent, int(s.main), REFORM, basis, "U", 1]
            for s in rows
            if s.old in known
        ),
    )


def main() -> None:
    """Read the folders given and rewrite every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("new", "old", "units", "converter", "mapping"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    units = read_units(given.units)
    write_new(units, other_codes(given.new))
    provinces = old_provinces(given.old)
    write_provinces(provinces, units)
    rows = successors(units, given.units)
    names = {c.code: c.name for c in new_communes(units)}
    communes = write_ha_giang(next(p for p in provinces if p["code"] == int(HA_GIANG)), units)
    others = [opinions(second_opinion(given.converter)), opinions(third_opinion(given.mapping))]
    write_ha_giang_successors(communes, rows, names, others)
    write_tu_liem(provinces, rows, names)


if __name__ == "__main__":
    main()
