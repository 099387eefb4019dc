"""Territory as reference data: the provinces and communes of 1 July 2025, and three reorganisations to learn from.

The facts are CSV tables in org/data (its README names sources, marks and licences). Codes of units: ``DB-08`` for a
territory of the tables of 2025, ``DB-02-cu`` for one that ended on or before 01/07/2025, since codes were given anew.
Every loader can be repeated: what is stored already is left alone.
"""

from __future__ import annotations

import csv
from datetime import date
from importlib import resources

from hientai.base.actor import Actor
from hientai.base.operation import note, operation
from hientai.org.codes import DocSystem, Level, Sector, TerritoryKind, UnitEventKind
from hientai.org.models import Document, Unit
from hientai.org.operations.documents import register_document
from hientai.org.operations.loading import (
    EventRow,
    UnitRow,
    VersionRow,
    load_events,
    load_units,
    load_versions,
)

NATION = "DB"
RECORDS_BEGIN = date(2004, 1, 1)  # since the splits of 01/01/2004 the list of 64 provinces stood until 2008
TWO_TIERS = date(2025, 7, 1)  # the district level ended, 63 provinces became 34
HANOI_ENLARGED = date(2008, 8, 1)
HANOI_SETTLED = date(2009, 5, 8)  # 19/NQ-CP of 2009 settled districts and communes of the enlarged capital
TU_LIEM_DIVIDED = date(2014, 4, 1)
HUE_CITY = date(2025, 1, 1)

KINDS = {
    "tỉnh": TerritoryKind.PROVINCE, "huyện": TerritoryKind.DISTRICT, "quận": TerritoryKind.URBAN_DISTRICT,
    "thị xã": TerritoryKind.TOWN, "xã": TerritoryKind.COMMUNE, "phường": TerritoryKind.WARD,
    "thị trấn": TerritoryKind.TOWNSHIP, "đặc khu": TerritoryKind.SPECIAL_ZONE,
}
PREFIXES = ("Thành phố ", "Tỉnh ", "Huyện ", "Quận ", "Thị xã ", "Thị trấn ", "Phường ", "Xã ", "Đặc khu ")


def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV table of org/data."""
    text = resources.files("hientai.org").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def code_now(code: str) -> str:
    """The unit code of a territory of the tables of 2025."""
    return f"{NATION}-{code}"


def code_then(code: str) -> str:
    """The unit code of a territory that ended on or before 01/07/2025."""
    return f"{NATION}-{code}-cu"


def unsure(row: dict[str, str]) -> bool:
    """Whether a row still has to be compared with the official text."""
    return row["needs_confirmation"] == "1"


def short(name: str) -> str:
    """A territory's name without its kind."""
    return next((name.removeprefix(prefix) for prefix in PREFIXES if name.startswith(prefix)), name)


def kind_of(word: str, level: Level) -> TerritoryKind:
    """The kind of a territory; a city is of the centre or of a province by its level."""
    if word == "thành phố":
        return TerritoryKind.CITY if level == Level.PROVINCE else TerritoryKind.DISTRICT_CITY
    return KINDS[word]


def territory(
    code: str, name: str, word: str, level: Level, parent: str, since: date, until: date | None = None,
    number: str = "", is_unsure: bool = False,
) -> UnitRow:  # fmt: skip
    """A row for `load_units`; ``number`` is the official code in the table of its day."""
    return UnitRow(
        code=code, name=name, short_name=short(name), kind=kind_of(word, level), sector=Sector.TERRITORY, level=level,
        parent_code=parent, territory_code=number, valid_from=since, valid_until=until, needs_confirmation=is_unsure,
    )


def legal_act(by: Actor, symbol: str, issuer: str, title: str) -> Document:
    """The deciding document; its text was not at hand, so it waits for confirmation."""
    return register_document(
        by=by, symbol=symbol, issuer=issuer, title=title, kind="NQ", system=DocSystem.STATE, needs_confirmation=True
    )


def is_loaded(code: str) -> bool:
    """Whether a loader ran before."""
    return Unit.objects.filter(code=code).exists()


def successors(
    file: str, old_code: dict[str, str], document: Document, province: str
) -> list[EventRow]:
    """One event for each commune of 2025 that a table names as successor, with all its predecessors in that table."""
    by_new: dict[str, list[dict[str, str]]] = {}
    for row in table(file):
        by_new.setdefault(row["new_code"], []).append(row)
    return [
        EventRow(
            key=f"2025-{new}", kind=UnitEventKind.CONSOLIDATE, effective_on=TWO_TIERS, document=document,
            title=f"Thành lập {rows[0]['new_name']} ({province}) trên cơ sở {', '.join(r['old_name'] for r in rows)}",
            successions=tuple((old_code[r["old_code"]], code_now(new), r["extent"] == "part") for r in rows),
            needs_confirmation=any(unsure(r) for r in rows),
        )
        for new, rows in by_new.items()
    ]  # fmt: skip


@operation("org.load_provinces_2025", "Nạp 34 tỉnh, thành phố và lịch sử sắp xếp")
def load_provinces_2025(*, by: Actor) -> int:
    """This operation loads the provinces since 2004 and their mergers of 01/07/2025 into 34; returns units created.

    A province that kept its name in 2025 is one unit throughout. Legal basis: 202/2025/QH15.
    """
    if is_loaded(code_now("01")):
        note(None, label="34 tỉnh, thành phố", detail={"created": 0})
        return 0
    merges = {row["old_code"]: row for row in table("province_merges_2025.csv")}
    rows = [_nation()]
    for row in table("provinces_before_2025.csv"):
        merge = merges[row["code"]]
        ended = merge["event"] == "absorbed"
        code = code_then(row["code"]) if ended else code_now(merge["new_code"])
        number = row["code"] if ended else merge["new_code"]
        name, word = (row["alias"] and f"Tỉnh {row['alias']}" or row["name"]), row["alias"] and "tỉnh" or row["kind"]
        until = TWO_TIERS if ended else None
        rows.append(territory(code, name, word, Level.PROVINCE, NATION, RECORDS_BEGIN, until, number, unsure(row)))
    created = len(load_units(by=by, rows=rows))
    act = legal_act(by, "202/2025/QH15", "Quốc hội", "Về việc sắp xếp đơn vị hành chính cấp tỉnh")
    keys = load_events(by=by, rows=[*_mergers(list(merges.values()), act), _hue()])
    load_versions(by=by, events=keys, rows=[_hue_version()])
    note(None, label="34 tỉnh, thành phố", document=act.symbol, detail={"created": created})
    return created


def _nation() -> UnitRow:
    return UnitRow(NATION, "Việt Nam", "Việt Nam", TerritoryKind.NATION, Sector.TERRITORY, Level.CENTRAL, "", "",
                   RECORDS_BEGIN, sort_order=900)  # fmt: skip


def _mergers(merges: list[dict[str, str]], act: Document) -> list[EventRow]:
    """One event for each province of 2025 that took in others."""
    taken: dict[str, list[dict[str, str]]] = {}
    for row in merges:
        if row["event"] == "absorbed":
            taken.setdefault(row["new_code"], []).append(row)
    return [
        EventRow(
            key=f"province-{new}", kind=UnitEventKind.ABSORB, effective_on=TWO_TIERS, document=act,
            title=f"Sáp nhập {', '.join(r['old_name'] for r in rows)} vào {rows[0]['new_name']}",
            successions=tuple((code_then(r["old_code"]), code_now(new), False) for r in rows),
            needs_confirmation=any(unsure(r) for r in rows),
        )
        for new, rows in taken.items()
    ]  # fmt: skip


def _hue() -> EventRow:
    return EventRow(
        key="hue", kind=UnitEventKind.CHANGE_TYPE, effective_on=HUE_CITY, needs_confirmation=True,
        title="Thành lập thành phố Huế trực thuộc trung ương trên cơ sở tỉnh Thừa Thiên Huế",
        note="Theo hiểu biết chung (175/2024/QH15), chưa đối chiếu văn bản.",
    )  # fmt: skip


def _hue_version() -> VersionRow:
    return VersionRow(code_now("46"), HUE_CITY, name="Thành phố Huế", short_name="Huế", kind=TerritoryKind.CITY,
                      event="hue")  # fmt: skip


@operation("org.load_communes_2025", "Nạp 3.321 xã, phường, đặc khu")
def load_communes_2025(*, by: Actor, provinces: frozenset[str] | None = None) -> int:
    """This operation loads the communes, wards and special zones of 01/07/2025, of all provinces or of those named
    by their official codes; returns units created. Needs `load_provinces_2025`.
    """
    before = Unit.objects.count()
    rows = [
        territory(code_now(row["code"]), row["name"], row["kind"], Level.COMMUNE, code_now(row["province_code"]),
                  TWO_TIERS, None, row["code"], unsure(row))
        for row in table("communes_2025.csv")
        if provinces is None or row["province_code"] in provinces
    ]  # fmt: skip
    load_units(by=by, rows=rows)
    created = Unit.objects.count() - before
    note(None, label="Xã, phường, đặc khu", detail={"created": created})
    return created


@operation("org.load_ha_giang", "Nạp Hà Giang trước 01/07/2025 và việc sáp nhập vào Tuyên Quang")
def load_ha_giang(*, by: Actor) -> int:
    """This operation loads the 11 districts and 193 communes of Hà Giang until 30/06/2025 and which commune of Tuyên
    Quang follows each; returns units created. Needs the provinces and the communes of Tuyên Quang (08).
    Legal basis: 1684/NQ-UBTVQH15.
    """
    districts, communes = table("hagiang_districts.csv"), table("hagiang_communes.csv")
    if is_loaded(code_then(districts[0]["code"])):
        note(None, label="Hà Giang", detail={"created": 0})
        return 0
    rows = [
        territory(code_then(r["code"]), r["name"], r["kind"], Level.DISTRICT, code_then(r["province_code"]),
                  RECORDS_BEGIN, TWO_TIERS, r["code"], unsure(r))
        for r in districts
    ] + [
        territory(code_then(r["code"]), r["name"], r["kind"], Level.COMMUNE, code_then(r["district_code"]),
                  RECORDS_BEGIN, TWO_TIERS, r["code"], unsure(r))
        for r in communes
    ]  # fmt: skip
    created = len(load_units(by=by, rows=rows))
    act = legal_act(by, "1684/NQ-UBTVQH15", "Ủy ban Thường vụ Quốc hội",
                    "Về việc sắp xếp các đơn vị hành chính cấp xã của tỉnh Tuyên Quang năm 2025")  # fmt: skip
    old = {r["code"]: code_then(r["code"]) for r in communes}
    events = successors("hagiang_successors_2025.csv", old, act, "Tuyên Quang")
    load_events(by=by, rows=[*events, end_of_districts("Hà Giang", [code_then(r["code"]) for r in districts])])
    note(None, label="Hà Giang", document=act.symbol, detail={"created": created})
    return created


def end_of_districts(where: str, codes: list[str]) -> EventRow:
    """The event by which districts ended without a successor on 01/07/2025."""
    return EventRow(
        key=f"districts-{where}", kind=UnitEventKind.DISSOLVE, effective_on=TWO_TIERS, units=tuple(codes),
        title=f"Kết thúc hoạt động của đơn vị hành chính cấp huyện: {where}",
    )  # fmt: skip
