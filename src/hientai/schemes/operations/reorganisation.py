"""A whole reorganisation in one transaction: units, people, and the open work of schemes."""

from __future__ import annotations

from collections import Counter

from hientai.base.actor import Actor
from hientai.base.errors import RuleBroken
from hientai.base.operation import note, operation
from hientai.officials.operations.reorganisation import apply_reorganisation
from hientai.org.codes import ItemAction, ItemKind, UnitRole
from hientai.org.models import Reorganisation, UnitEvent
from hientai.org.queries.reorganisations import Decided, decide, shape_of, unresolved
from hientai.schemes.models import Scheme, Task
from hientai.schemes.queries.reorganisation import SHARES, work_items


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
