"""What a plan of reorganisation touches in all: sub-units, people, and the open work of schemes."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q

from hientai.officials.queries.reorganisation import people_items
from hientai.org.codes import ItemKind
from hientai.org.models import Reorganisation
from hientai.org.queries.reorganisations import Decided, Item, PlanShape, decide, shape_of, subunit_items
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
