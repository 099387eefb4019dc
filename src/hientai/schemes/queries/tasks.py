"""The tasks of a scheme: in groups, by lead agency, and those that are late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hientai.schemes.codes import TaskStatus
from hientai.schemes.models import Task

OPEN = (TaskStatus.PLANNED, TaskStatus.UNDER_WAY)


@dataclass(slots=True)
class TaskLine:
    """A task as of a day, with the work under it."""

    task: Task
    is_late: bool
    cooperating: tuple[str, ...] = ()
    children: list[TaskLine] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many of the works under it are done."""
        return sum(child.task.status == TaskStatus.DONE for child in self.children)

    @property
    def late(self) -> int:
        """How many of the works under it are late."""
        return sum(child.is_late for child in self.children)


def tasks_of(scheme_id: int, on: date) -> list[TaskLine]:
    """The tasks of a scheme as trees, in order, in two queries."""
    rows = Task.objects.filter(scheme_id=scheme_id).select_related("lead").prefetch_related("cooperating")
    lines = {t.pk: TaskLine(t, is_late(t, on), tuple(str(u) for u in t.cooperating.all())) for t in rows}
    top: list[TaskLine] = []
    for line in lines.values():
        above = lines.get(line.task.parent_id or 0)
        (above.children if above else top).append(line)
    return top


def is_late(task: Task, on: date) -> bool:
    """Still open after its day."""
    return task.status in OPEN and task.due_on is not None and task.due_on < on


def overdue(lines: list[TaskLine]) -> list[TaskLine]:
    """All late tasks of these trees, the longest overdue first."""
    late = [line for top in lines for line in (top, *top.children) if line.is_late]
    return sorted(late, key=lambda line: (line.task.due_on or date.max, line.task.sort_order))
