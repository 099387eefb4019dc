"""The unit side of a plan: its events, versions and successions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hientai.base.actor import Actor
from hientai.base.errors import RuleBroken
from hientai.base.operation import note, operation
from hientai.org.codes import ReorganisationStatus, UnitEventKind, UnitRole
from hientai.org.models import Reorganisation, ReorganisationUnit, Unit, UnitEvent
from hientai.org.operations.mergers import NewUnit, absorb_units, consolidate_units, dissolve_unit, split_unit
from hientai.org.operations.units import change_parent, change_type, establish_unit, rename_unit
from hientai.org.queries.history import history
from hientai.org.queries.reorganisations import Decided, decide, shape_of, subunit_items, unresolved
from hientai.org.rules import may_carry_out


@operation("org.carry_out_units", "Thực hiện sắp xếp đơn vị")
def carry_out_units(*, by: Actor, plan: Reorganisation) -> UnitEvent:
    """This operation carries out the unit side of a plan and closes the plan; people and work are moved by the rooms
    above, in the same transaction. Raises RuleBroken while something of it is missing.
    """
    plan = Reorganisation.objects.select_for_update(of=("self",)).select_related("document").get(pk=plan.pk)
    shape = shape_of(plan)
    decided = decide(plan, shape, subunit_items(shape))
    before = [row for row in plan.units.select_related("unit") if row.role == UnitRole.BEFORE]
    may_carry_out.check(
        kind=plan.kind, status=plan.status, before=len(before), after=len(shape.heirs),
        has_day=plan.effective_on is not None, has_document=plan.document_id is not None,
        unresolved=len(unresolved(decided)),
    )
    units = [row.unit for row in before if row.unit]
    plan.event = CARRY[UnitEventKind(plan.kind)](by, plan, units, list(shape.heirs), decided)
    plan.status, plan.done_on = ReorganisationStatus.DONE, by.today
    plan.save(update_fields=["event", "status", "done_on"])
    note(plan, document=plan.document.symbol if plan.document else "", detail={"event": plan.event.pk})
    return plan.event


Heirs = list[ReorganisationUnit]


def _day(plan: Reorganisation) -> date:
    if plan.effective_on is None:
        raise RuleBroken("Hãy ghi ngày có hiệu lực.")
    return plan.effective_on


def _new(row: ReorganisationUnit) -> NewUnit:
    return NewUnit(row.code, row.name, row.kind, row.sector, row.level, row.parent, row.short_name)


def _remember(row: ReorganisationUnit, unit: Unit) -> None:
    row.unit = unit
    row.save(update_fields=["unit"])


def _moved(decided: list[Decided]) -> dict[int, Unit]:
    """Sub-units that move to a unit that exists already."""
    return {one.item.id: one.heir.unit for one in decided if one.heir is not None and one.heir.unit is not None}


def _single(heirs: Heirs) -> ReorganisationUnit:
    if len(heirs) != 1:
        raise RuleBroken("Việc này cần đúng một đơn vị kế thừa (hoặc một nội dung thay đổi).")
    return heirs[0]


def _absorb(by: Actor, plan: Reorganisation, units: list[Unit], heirs: Heirs, decided: list[Decided]) -> UnitEvent:
    into = _single(heirs).unit
    if into is None:
        raise RuleBroken("Sáp nhập cần một đơn vị tiếp nhận đang hoạt động; lập đơn vị mới là hợp nhất.")
    return absorb_units(by=by, into=into, units=units, on=_day(plan), document=plan.document, title=plan.title,
                        event_note=plan.note, children=_moved(decided))  # fmt: skip


def _consolidate(
    by: Actor, plan: Reorganisation, units: list[Unit], heirs: Heirs, decided: list[Decided]
) -> UnitEvent:
    row = _single(heirs)
    unit = consolidate_units(by=by, units=units, new=_new(row), on=_day(plan), document=plan.document,
                             title=plan.title, event_note=plan.note)  # fmt: skip
    _remember(row, unit)
    return history(unit).events[0]


def _split(by: Actor, plan: Reorganisation, units: list[Unit], heirs: Heirs, decided: list[Decided]) -> UnitEvent:
    if len(units) != 1:
        raise RuleBroken("Mỗi phương án chia tách cho một đơn vị.")
    place = {row.pk: position for position, row in enumerate(heirs)}
    children = {one.item.id: place[one.heir.pk] for one in decided if one.heir is not None}
    made = split_unit(
        by=by, unit=units[0], into=[row.unit or _new(row) for row in heirs], on=_day(plan), goes_on=plan.goes_on,
        document=plan.document, title=plan.title, event_note=plan.note, children=children,
    )
    for row, unit in zip(heirs, made, strict=True):
        _remember(row, unit)
    return history(units[0]).events[0]


def _dissolve(by: Actor, plan: Reorganisation, units: list[Unit], heirs: Heirs, decided: list[Decided]) -> UnitEvent:
    event = None
    for unit in sorted(units, key=lambda unit: -unit.depth):
        event = dissolve_unit(
            by=by, unit=unit, on=_day(plan), document=plan.document, title=plan.title if len(units) == 1 else "",
            event_note=plan.note, children=_moved(decided), with_subunits=plan.with_subunits,
        )
    if event is None:
        raise RuleBroken("Hãy chọn đơn vị kết thúc hoạt động.")
    return event


def _establish(by: Actor, plan: Reorganisation, units: list[Unit], heirs: Heirs, decided: list[Decided]) -> UnitEvent:
    for row in heirs:
        unit = establish_unit(
            by=by, on=_day(plan), document=plan.document, event_note=plan.note, predecessors=units,
            parent=row.parent, **_new(row).facts(),
        )
        _remember(row, unit)
    return history(unit).events[0]


def _rename(by: Actor, plan: Reorganisation, units: list[Unit], heirs: Heirs, decided: list[Decided]) -> UnitEvent:
    row = _single(heirs)
    return rename_unit(by=by, unit=units[0], name=row.name, short_name=row.short_name, on=_day(plan),
                       document=plan.document, event_note=plan.note)  # fmt: skip


def _change_parent(
    by: Actor, plan: Reorganisation, units: list[Unit], heirs: Heirs, decided: list[Decided]
) -> UnitEvent:
    row = _single(heirs)
    return [
        change_parent(by=by, unit=unit, parent=row.parent, on=_day(plan), document=plan.document, event_note=plan.note)
        for unit in units
    ][-1]


def _change_type(
    by: Actor, plan: Reorganisation, units: list[Unit], heirs: Heirs, decided: list[Decided]
) -> UnitEvent:
    row = _single(heirs)
    return [
        change_type(
            by=by, unit=unit, on=_day(plan), kind=row.kind, sector=row.sector, level=row.level,
            name=row.name if len(units) == 1 else None, document=plan.document, event_note=plan.note,
        )
        for unit in units
    ][-1]


CARRY: dict[UnitEventKind, Callable[[Actor, Reorganisation, list[Unit], Heirs, list[Decided]], UnitEvent]] = {
    UnitEventKind.ESTABLISH: _establish,
    UnitEventKind.RENAME: _rename,
    UnitEventKind.ABSORB: _absorb,
    UnitEventKind.CONSOLIDATE: _consolidate,
    UnitEventKind.SPLIT: _split,
    UnitEventKind.DISSOLVE: _dissolve,
    UnitEventKind.CHANGE_PARENT: _change_parent,
    UnitEventKind.CHANGE_TYPE: _change_type,
}
