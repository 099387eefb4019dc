"""A whole reorganisation in one transaction: units, people, and the open work of schemes."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

from django.db.models import Q

from hientai.base.actor import Actor
from hientai.base.errors import RuleBroken
from hientai.base.operation import note, operation
from hientai.officials.operations.reorganisation import apply_reorganisation
from hientai.officials.queries.reorganisation import people_items
from hientai.org.codes import ItemAction, ItemKind, UnitRole
from hientai.org.models import Reorganisation, UnitEvent
from hientai.org.queries.reorganisations import Decided, Item, PlanShape, decide, shape_of, subunit_items, unresolved
from hientai.schemes.codes import SchemeStatus, TaskStatus
from hientai.schemes.models import Scheme, Task

SHARES: Any = cast(Any, Task.cooperating.through).objects  # rows (task, cooperating unit)
OPEN = (TaskStatus.PLANNED, TaskStatus.UNDER_WAY)


def work_items(shape: PlanShape) -> list[Item]:
    """Open tasks led or shared by the units of a plan, and schemes they own that are not over; three queries."""
    if not shape.asks:
        return []
    ids = shape.unit_ids
    led = Task.objects.filter(lead_id__in=ids, status__in=OPEN).select_related("lead", "scheme")
    shared = SHARES.filter(unit_id__in=ids, task__status__in=OPEN)
    owned = Scheme.objects.filter(~Q(status=SchemeStatus.REVIEWED), owner_id__in=ids).select_related("owner")
    return [
        *(Item(ItemKind.TASK_LEAD, t.pk, t.title[:160], t.scheme.name, t.lead.name if t.lead else "") for t in led),
        *(
            Item(ItemKind.TASK_COOPERATING, row.pk, row.task.title[:160], row.task.scheme.name, row.unit.name)
            for row in shared.select_related("task__scheme", "unit")
        ),
        *(Item(ItemKind.SCHEME, s.pk, s.name, "Đề án", s.owner.name) for s in owned),
    ]


def preview_reorganisation(plan: Reorganisation) -> list[Decided]:
    """Everything that hangs on the plan's units with what becomes of it; the order of the wizard's page."""
    shape = shape_of(plan)
    return decide(plan, shape, [*subunit_items(shape), *people_items(shape), *work_items(shape)])


@operation("schemes.carry_out_reorganisation", "Thực hiện sắp xếp tổ chức")
def carry_out_reorganisation(*, by: Actor, plan: Reorganisation) -> UnitEvent:
    """This operation carries out a plan: units, people and the open work of schemes move together or not at all.

    Raises RuleBroken while anything has no place, or when the plan was carried out before.
    """
    shape = shape_of(plan)
    decided = decide(plan, shape, work_items(shape))
    waiting = unresolved(decided)
    if waiting:
        raise RuleBroken(f"Còn {len(waiting)} nhiệm vụ, đề án chưa quyết định: {waiting[0].item.label}.")
    event = apply_reorganisation(by=by, plan=plan)
    homes = dict(plan.units.filter(role=UnitRole.AFTER).values_list("pk", "unit_id"))
    for one in decided:
        if one.action in {ItemAction.MOVE, ItemAction.END}:
            _move(one, homes[one.heir.pk] if one.heir else None)
    symbol = event.document.symbol if event.document else ""
    note(event, document=symbol, detail=dict(Counter(f"{one.item.kind}.{one.action}" for one in decided)))
    return event


def _move(one: Decided, unit_id: int | None) -> None:
    """Give one piece of open work to the unit with this id; None takes it from the old one."""
    if one.item.kind == ItemKind.TASK_LEAD:
        Task.objects.filter(pk=one.item.id).update(lead_id=unit_id)
        if unit_id is not None:  # who leads does not also cooperate
            SHARES.filter(task_id=one.item.id, unit_id=unit_id).delete()
    elif one.item.kind == ItemKind.TASK_COOPERATING:
        rows = SHARES.filter(pk=one.item.id)
        row = rows.select_related("task").first()
        if row is None:
            return
        others = SHARES.filter(task_id=row.task_id, unit_id=unit_id)
        if unit_id is None or row.task.lead_id == unit_id or others.exists():
            rows.delete()
        else:
            rows.update(unit_id=unit_id)
    elif unit_id is not None:
        Scheme.objects.filter(pk=one.item.id).update(owner_id=unit_id)
