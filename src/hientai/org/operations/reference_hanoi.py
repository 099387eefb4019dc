"""Hà Nội as reference data: Hà Tây's absorption in 2008, Từ Liêm's division in 2014, its wards in 2025."""

from __future__ import annotations

from hientai.base.actor import Actor
from hientai.base.operation import note, operation
from hientai.org.codes import Level, TerritoryKind, UnitEventKind
from hientai.org.models import Document, Unit
from hientai.org.operations.loading import EventRow, UnitRow, VersionRow, load_events, load_units, load_versions
from hientai.org.operations.mergers import absorb_units
from hientai.org.operations.reference import (
    HANOI_ENLARGED,
    HANOI_SETTLED,
    NATION,
    RECORDS_BEGIN,
    TU_LIEM_DIVIDED,
    TWO_TIERS,
    code_now,
    code_then,
    end_of_districts,
    is_loaded,
    legal_act,
    successors,
    table,
    territory,
    unsure,
)

HANOI = code_now("01")
HA_TAY = code_then("HATAY")
LUONG_SON = code_then("LUONGSON")
FROM_PROVINCE = {"Hà Tây": HA_TAY, "Vĩnh Phúc": code_then("26"), "Hòa Bình": code_then("17")}
RAISED = {
    "Thành phố Hà Đông": ("Quận Hà Đông", TerritoryKind.URBAN_DISTRICT),
    "Thành phố Sơn Tây": ("Thị xã Sơn Tây", TerritoryKind.TOWN),
}
TU_LIEM = code_then("019-2013")


def code_2008(position: int) -> str:
    """The unit code of a row of hanoi_2008.csv, which has no official codes."""
    return code_then(f"2008-{position:02d}")


@operation("org.load_ha_tay", "Nạp việc hợp nhất Hà Tây vào Hà Nội năm 2008")
def load_ha_tay(*, by: Actor) -> int:
    """This operation loads Hà Tây with its 14 districts, Mê Linh and four communes of Lương Sơn, which came to Hà Nội
    on 01/08/2008; returns units created. Needs `load_provinces_2025`. Legal basis: 15/2008/QH12, 19/NQ-CP of 2009.
    """
    if is_loaded(HA_TAY):
        note(None, label="Hà Tây", detail={"created": 0})
        return 0
    rows = table("hanoi_2008.csv")
    created = len(load_units(by=by, rows=_units_2008(rows)))
    act = legal_act(by, "15/2008/QH12", "Quốc hội",
                    "Về việc điều chỉnh địa giới hành chính thành phố Hà Nội và một số tỉnh có liên quan")  # fmt: skip
    settled = legal_act(by, "19/NQ-CP (2009)", "Chính phủ",
                        "Về việc xác lập địa giới hành chính cấp huyện, cấp xã thuộc thành phố Hà Nội")  # fmt: skip
    codes = [code_2008(i) for i in range(len(rows))]
    ended = [*(c for c, r in zip(codes, rows, strict=True) if not r["from_district"]), LUONG_SON]
    keys = load_events(by=by, rows=[_event_2009(settled), end_of_districts("Hà Nội (từ Hà Tây)", ended)])
    event = absorb_units(
        by=by, into=Unit.objects.get(code=HANOI), units=[Unit.objects.get(code=HA_TAY)], on=HANOI_ENLARGED,
        document=act, title="Sáp nhập tỉnh Hà Tây, huyện Mê Linh và bốn xã của huyện Lương Sơn vào thành phố Hà Nội",
    )
    keys["2008"] = event.pk
    others = [c for c, r in zip(codes, rows, strict=True) if r["from_province"] != "Hà Tây"]
    moved = [VersionRow(code, HANOI_ENLARGED, parent_code=HANOI, event="2008") for code in others]
    load_versions(by=by, rows=moved, events=keys)
    load_versions(by=by, rows=_settled_2009(rows), events=keys)
    note(None, label="Hà Tây", document=act.symbol, detail={"created": created})
    return created


def _units_2008(rows: list[dict[str, str]]) -> list[UnitRow]:
    units = [
        territory(HA_TAY, "Tỉnh Hà Tây", "tỉnh", Level.PROVINCE, NATION, RECORDS_BEGIN),
        territory(LUONG_SON, "Huyện Lương Sơn", "huyện", Level.DISTRICT, FROM_PROVINCE["Hòa Bình"], RECORDS_BEGIN,
                  TWO_TIERS),
    ]  # fmt: skip
    for i, row in enumerate(rows):
        level = Level.COMMUNE if row["from_district"] else Level.DISTRICT
        parent = LUONG_SON if row["from_district"] else FROM_PROVINCE[row["from_province"]]
        unit = territory(code_2008(i), row["name"], row["kind"], level, parent, RECORDS_BEGIN, TWO_TIERS,
                         is_unsure=row["mark"] != "V")  # fmt: skip
        units.append(unit)
    return units


def _event_2009(settled: Document) -> EventRow:
    title = "Xác lập quận Hà Đông, thị xã Sơn Tây và địa giới các huyện Quốc Oai, Thạch Thất"
    return EventRow("2009", UnitEventKind.CHANGE_TYPE, HANOI_SETTLED, title, document=settled)


def _settled_2009(rows: list[dict[str, str]]) -> list[VersionRow]:
    code_of = {row["name"]: code_2008(i) for i, row in enumerate(rows)}
    versions = []
    for row in rows:
        code = code_of[row["name"]]
        if row["name"] in RAISED:
            name, kind = RAISED[row["name"]]
            versions.append(VersionRow(code, HANOI_SETTLED, name=name, kind=kind, event="2009"))
        elif row["to_district"]:
            parent = code_of[row["to_district"]]
            versions.append(VersionRow(code, HANOI_SETTLED, parent_code=parent, event="2009"))
    return versions


@operation("org.load_tu_liem", "Nạp việc chia huyện Từ Liêm năm 2014 và các phường năm 2025")
def load_tu_liem(*, by: Actor) -> int:
    """This operation loads huyện Từ Liêm with its 16 communes, the two districts with 23 wards that followed on
    01/04/2014, and the wards of 2025; returns units created. Needs the provinces and the communes of Hà Nội (01).
    Legal basis: 132/NQ-CP of 27/12/2013, 1656/NQ-UBTVQH15.
    """
    if is_loaded(TU_LIEM):
        note(None, label="Từ Liêm", detail={"created": 0})
        return 0
    split, wards = table("tu_liem_2013.csv"), table("tu_liem_wards_2014.csv")
    old_names = dict.fromkeys(r["old_name"] for r in split)
    communes = {name: code_then(f"019-2013-{i:02d}") for i, name in enumerate(old_names)}
    created = len(load_units(by=by, rows=_units_tu_liem(split, wards, communes)))
    act = legal_act(by, "132/NQ-CP (2013)", "Chính phủ", "Về việc điều chỉnh địa giới hành chính huyện Từ Liêm để "
                    "thành lập 02 quận và 23 phường thuộc thành phố Hà Nội")  # fmt: skip
    now = legal_act(by, "1656/NQ-UBTVQH15", "Ủy ban Thường vụ Quốc hội",
                    "Về việc sắp xếp các đơn vị hành chính cấp xã của thành phố Hà Nội năm 2025")  # fmt: skip
    districts = list(dict.fromkeys(code_then(r["district_code"]) for r in wards))
    events = [
        EventRow("2014-districts", UnitEventKind.SPLIT, TU_LIEM_DIVIDED, "Chia huyện Từ Liêm thành quận Bắc Từ Liêm và "
                 "quận Nam Từ Liêm", tuple((TU_LIEM, code, True) for code in districts), document=act),
        EventRow("2014-wards", UnitEventKind.SPLIT, TU_LIEM_DIVIDED, "Lập 23 phường từ 15 xã và thị trấn Cầu Diễn",
                 tuple((communes[r["old_name"]], code_then(r["ward_code"]), r["extent"] == "part") for r in split),
                 document=act, needs_confirmation=True),
        end_of_districts("quận Bắc Từ Liêm, quận Nam Từ Liêm", districts),
    ]  # fmt: skip
    old = {r["code"]: code_then(r["code"]) for r in wards}
    load_events(by=by, rows=[*events, *successors("tu_liem_successors_2025.csv", old, now, "Hà Nội")])
    note(None, label="Từ Liêm", document=act.symbol, detail={"created": created})
    return created


def _units_tu_liem(
    split: list[dict[str, str]], wards: list[dict[str, str]], communes: dict[str, str]
) -> list[UnitRow]:
    kinds = {r["old_name"]: r["old_kind"] for r in split}
    units = [territory(TU_LIEM, "Huyện Từ Liêm", "huyện", Level.DISTRICT, HANOI, RECORDS_BEGIN, TU_LIEM_DIVIDED, "019")]
    units += [
        territory(code, name, kinds[name], Level.COMMUNE, TU_LIEM, RECORDS_BEGIN, TU_LIEM_DIVIDED)
        for name, code in communes.items()
    ]
    for code, name in dict.fromkeys((r["district_code"], r["district_name"]) for r in wards):
        units.append(territory(code_then(code), name, "quận", Level.DISTRICT, HANOI, TU_LIEM_DIVIDED, TWO_TIERS, code))
    units += [
        territory(code_then(r["code"]), r["name"], "phường", Level.COMMUNE, code_then(r["district_code"]),
                  TU_LIEM_DIVIDED, TWO_TIERS, r["code"], unsure(r))
        for r in wards
    ]  # fmt: skip
    return units
