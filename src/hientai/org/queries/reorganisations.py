"""What hangs on the units of a plan, and what the plan says becomes of each thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hientai.org.codes import HAS_HEIRS, ItemAction, ItemKind, UnitEventKind, UnitRole
from hientai.org.models import Reorganisation, ReorganisationUnit, Unit, UnitVersion
from hientai.org.queries.tree import descendant_ids

ASKED = frozenset({ItemKind.GRANT})
"""Never moved without being asked: whoever held a right over a part would get it over the whole."""


@dataclass(frozen=True, slots=True)
class PlanShape:
    """The units of a plan as facts: those whose things need a place, and the heirs on offer."""

    kind: str
    on: date | None
    unit_ids: tuple[int, ...]
    heirs: tuple[ReorganisationUnit, ...]
    goes_on: bool
    with_subunits: bool
    title: str

    @property
    def asks(self) -> bool:
        """True when the plan has to say where people and work go."""
        return self.kind in HAS_HEIRS and self.on is not None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that hangs on a unit: ``group`` is what a choice for many is made by.

    ``person_id`` is the official it belongs to, if any: what the reader may not see is shown without its name.
    """

    kind: ItemKind
    id: int
    label: str
    group: str
    unit: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """An item with what becomes of it; ``action`` is None while nobody has decided."""

    item: Item
    action: ItemAction | None
    heir: ReorganisationUnit | None
    is_chosen: bool

    @property
    def is_unresolved(self) -> bool:
        """True while a decision is missing."""
        return self.action is None


def shape_of(plan: Reorganisation) -> PlanShape:
    """The plan's units and heirs; three queries, and one per level below when sub-units end too."""
    rows = list(plan.units.select_related("unit", "parent"))
    ids = [row.unit_id for row in rows if row.role == UnitRole.BEFORE and row.unit_id]
    if plan.with_subunits and plan.kind == UnitEventKind.DISSOLVE and plan.effective_on:
        ids = sorted({found for unit_id in ids for found in descendant_ids(unit_id, plan.effective_on)})
    heirs = tuple(row for row in rows if row.role == UnitRole.AFTER)
    return PlanShape(
        plan.kind, plan.effective_on, tuple(ids), heirs, plan.goes_on, plan.with_subunits, str(plan)
    )


def subunit_items(shape: PlanShape) -> list[Item]:
    """The units that hang below those of the plan on its day or later and do not end with them."""
    if not shape.asks or shape.on is None:
        return []
    later = Q(valid_until=None) | Q(valid_until__gt=shape.on)
    ids = UnitVersion.objects.filter(later, parent_id__in=shape.unit_ids).values("unit_id")
    below = Unit.objects.filter(pk__in=ids).exclude(pk__in=shape.unit_ids).select_related("parent")
    return [
        Item(ItemKind.SUBUNIT, unit.pk, unit.name, "Đơn vị trực thuộc", unit.parent.name if unit.parent else "")
        for unit in below
    ]


def decide(plan: Reorganisation, shape: PlanShape, items: Iterable[Item]) -> list[Decided]:
    """What becomes of each item: as chosen, else as the plan implies, else nobody knows yet. One query."""
    heirs = {heir.pk: heir for heir in shape.heirs}
    chosen = {
        (row.item_kind, row.item_id): (ItemAction(row.action), heirs.get(row.heir_id or 0))
        for row in plan.choices.all()
    }
    decided = []
    for item in items:
        action, heir = chosen.get((item.kind, item.id), (None, None))
        if action == ItemAction.MOVE and heir is None:
            action = None  # the heir was taken out of the plan again
        is_chosen = action is not None
        if action is None:
            action, heir = implied(shape, item)
        decided.append(Decided(item, action, heir, is_chosen))
    return decided


def implied(shape: PlanShape, item: Item) -> tuple[ItemAction | None, ReorganisationUnit | None]:
    """What the plan says without being asked: a single heir takes over; a unit that goes on keeps what it has."""
    if shape.goes_on and shape.kind == UnitEventKind.SPLIT:
        return ItemAction.KEEP, None
    if item.kind in ASKED:
        return None, None
    if shape.kind in {UnitEventKind.ABSORB, UnitEventKind.CONSOLIDATE} and len(shape.heirs) == 1:
        return ItemAction.MOVE, shape.heirs[0]
    return None, None


def unresolved(decided: Sequence[Decided]) -> list[Decided]:
    """Those that wait for a decision."""
    return [one for one in decided if one.is_unresolved]
