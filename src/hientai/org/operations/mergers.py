"""What ends units: absorbed, consolidated, split, dissolved; what hung below them goes where the decision says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.org.codes import UnitEventKind
from hientai.org.models import Document, Unit, UnitEvent
from hientai.org.operations.chronicle import (
    amend,
    check_heir,
    create_unit,
    end,
    living_children,
    record_event,
    record_successions,
)
from hientai.org.operations.units import cited
from hientai.org.rules import listed, may_leave_no_orphans

Choices = Mapping[int, Unit]
"""New parent of a sub-unit, by the sub-unit's id."""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What a unit to be established by an event is: its facts, and where it hangs (None: a root)."""

    code: str
    name: str
    kind: str
    sector: str
    level: str
    parent: Unit | None = None
    short_name: str = ""
    territory_code: str = ""
    sort_order: int = 0

    def facts(self) -> dict[str, Any]:
        """The columns of the unit."""
        names = ("code", "name", "kind", "sector", "level", "short_name", "territory_code", "sort_order")
        return {name: getattr(self, name) for name in names}


@operation("org.absorb_units", "Sáp nhập đơn vị")
def absorb_units(
    *,
    by: Actor,
    into: Unit,
    units: Sequence[Unit],
    on: date,
    document: Document | None = None,
    title: str = "",
    event_note: str = "",
    children: Choices | None = None,
) -> UnitEvent:
    """This operation merges units into one that goes on; they end, it is their successor.

    Units below them follow into the successor unless ``children`` says otherwise.
    """
    gone = _named(units, into)
    check_heir(into, on)
    event = record_event(
        UnitEventKind.ABSORB, on, title or f"Sáp nhập {gone} vào {into.name}", document, event_note
    )
    _hand_over(units, on, event, children or {}, fallback=into)
    record_successions(event, [(unit.pk, into.pk) for unit in units])
    note(into, document=cited(document), detail={"on": on.isoformat(), "absorbed": [u.code for u in units]})
    return event


@operation("org.consolidate_units", "Hợp nhất đơn vị")
def consolidate_units(
    *,
    by: Actor,
    units: Sequence[Unit],
    new: NewUnit,
    on: date,
    document: Document | None = None,
    title: str = "",
    event_note: str = "",
    children: Choices | None = None,
) -> Unit:
    """This operation makes one new unit of several that end; units below them follow unless ``children`` says."""
    if len(units) < 2:
        raise BadInput("Hợp nhất cần ít nhất hai đơn vị.", fields={"units": "Hãy chọn từ hai đơn vị."})
    gone = _named(units, None)
    event = record_event(
        UnitEventKind.CONSOLIDATE, on, title or f"Hợp nhất {gone} thành {new.name}", document, event_note
    )
    unit = create_unit(new.facts(), new.parent, on, event)
    _hand_over(units, on, event, children or {}, fallback=unit)
    record_successions(event, [(old.pk, unit.pk) for old in units])
    note(unit, document=cited(document), detail={"on": on.isoformat(), "from": [u.code for u in units]})
    return unit


@operation("org.split_unit", "Chia tách đơn vị")
def split_unit(
    *,
    by: Actor,
    unit: Unit,
    into: Sequence[NewUnit | Unit],
    on: date,
    goes_on: bool = False,
    document: Document | None = None,
    title: str = "",
    event_note: str = "",
    children: Mapping[int, int] | None = None,
) -> list[Unit]:
    """This operation divides a unit among others, new or existing; returns them in the order given.

    The unit ends (chia) or, with ``goes_on``, keeps part of its work (tách). ``children`` gives for each unit below
    it the position in ``into`` of its new parent. Raises RuleBroken naming the sub-units nobody has decided on.
    """
    if not into or (not goes_on and len(into) < 2):
        raise BadInput("Chia tách cần ít nhất hai đơn vị kế thừa.", fields={"into": "Hãy ghi từ hai đơn vị."})
    for target in into:
        if isinstance(target, Unit):
            _named([unit], target)
            check_heir(target, on)
    names = listed([target.name for target in into])
    event = record_event(UnitEventKind.SPLIT, on, title or f"Chia tách {unit.name} thành {names}", document, event_note)
    heirs = [
        target if isinstance(target, Unit) else create_unit(target.facts(), target.parent, on, event)
        for target in into
    ]
    chosen = {child: heirs[position] for child, position in (children or {}).items()}
    if goes_on:
        for child in living_children([unit.pk], on):
            if child.pk in chosen:
                amend(child, on, event, parent=chosen[child.pk])
    else:
        _hand_over([unit], on, event, chosen, fallback=None)
    record_successions(event, [(unit.pk, heir.pk) for heir in heirs], partial=True)
    note(unit, document=cited(document), detail={"on": on.isoformat(), "into": [h.code for h in heirs]})
    return heirs


@operation("org.dissolve_unit", "Giải thể, kết thúc hoạt động đơn vị")
def dissolve_unit(
    *,
    by: Actor,
    unit: Unit,
    on: date,
    document: Document | None = None,
    title: str = "",
    event_note: str = "",
    children: Choices | None = None,
    with_subunits: bool = False,
) -> UnitEvent:
    """This operation ends a unit without a successor; its sub-units move as ``children`` says or end with it.

    Raises RuleBroken naming the sub-units left without a place.
    """
    event = record_event(UnitEventKind.DISSOLVE, on, title or f"Kết thúc hoạt động {unit.name}", document, event_note)
    ended = [unit]
    if with_subunits:
        ended = _subtree(unit, on, children or {})
    _hand_over(ended, on, event, children or {}, fallback=None)
    note(unit, document=cited(document), detail={"on": on.isoformat(), "ended": [u.code for u in ended]})
    return event


def _named(units: Sequence[Unit], into: Unit | None) -> str:
    """The names of the units that end; raises BadInput when there is none, or one is its own successor."""
    if not units:
        raise BadInput("Hãy chọn ít nhất một đơn vị.", fields={"units": "Bắt buộc."})
    if into is not None and into.pk in {unit.pk for unit in units}:
        raise BadInput(f"{into.name} không thể sáp nhập vào chính mình.", fields={"into": "Chọn đơn vị khác."})
    return listed([unit.name for unit in units])


def _hand_over(
    units: Sequence[Unit], on: date, event: UnitEvent, chosen: Choices, fallback: Unit | None
) -> None:
    """Move what hangs below the units (not among them) to its new parent, then end them from the lowest up."""
    ending = {unit.pk for unit in units}
    orphans = []
    for child in living_children(list(ending), on):
        parent = chosen.get(child.pk, fallback)
        if parent is None or parent.pk in ending:
            orphans.append(child.name)
        elif child.pk == parent.pk:  # the successor hung below what it absorbs: it takes the place above
            amend(child, on, event, parent=_first_above(child, ending))
        else:
            amend(child, on, event, parent=parent)
    name = listed([unit.name for unit in units])
    may_leave_no_orphans.check(name=name, on=on, orphans=orphans)
    for unit in sorted(units, key=lambda unit: -unit.depth):
        end(unit, on, event)


def _first_above(unit: Unit, ending: set[int]) -> Unit | None:
    """The nearest unit above that does not end."""
    above = unit.parent
    while above is not None and above.pk in ending:
        above = above.parent
    return above


def _subtree(unit: Unit, on: date, kept: Choices) -> list[Unit]:
    """The unit and what hangs below it on or after the day, without the branches that move elsewhere."""
    found = [unit]
    level = [unit.pk]
    while level:
        below = [child for child in living_children(level, on) if child.pk not in kept]
        found += below
        level = [child.pk for child in below]
    return found
