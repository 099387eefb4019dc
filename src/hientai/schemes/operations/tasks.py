"""Tasks of a scheme: lead and cooperating agencies, deadlines, progress."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hientai.base.actor import Actor
from hientai.base.errors import BadInput, RuleBroken
from hientai.base.operation import note, operation
from hientai.org.models import Unit
from hientai.schemes.codes import TASK_TRANSITIONS, TaskStatus
from hientai.schemes.models import Scheme, Task


@operation("schemes.save_task", "Ghi nhiệm vụ")
def save_task(
    *, by: Actor, scheme: Scheme, kind: str, code: str, title: str, parent: Task | None = None,
    lead: Unit | None = None, cooperating: Sequence[Unit] = (), starts_on: date | None = None,
    due_on: date | None = None, sort_order: int = 0,
) -> Task:  # fmt: skip
    """This operation saves a task group, a solution or a piece of work with who leads and who cooperates."""
    if not title.strip():
        raise BadInput("Nhiệm vụ phải có nội dung.", fields={"title": "Bắt buộc."})
    if lead is not None and lead in cooperating:
        raise BadInput(
            "Cơ quan chủ trì không đồng thời là cơ quan phối hợp.", fields={"cooperating": "Bỏ cơ quan chủ trì."}
        )
    if starts_on and due_on and due_on < starts_on:
        raise BadInput("Hạn phải sau ngày bắt đầu.", fields={"due_on": "Kiểm tra lại ngày."})
    task, _ = Task.objects.update_or_create(
        scheme=scheme, code=code,
        defaults={
            "kind": kind, "title": title.strip(), "parent": parent, "lead": lead, "starts_on": starts_on,
            "due_on": due_on, "sort_order": sort_order,
        },
    )  # fmt: skip
    task.cooperating.set(cooperating)
    note(task)
    return task


@operation("schemes.report_progress", "Báo cáo tiến độ nhiệm vụ")
def report_progress(*, by: Actor, task: Task, status: str, progress_note: str, evidence: str = "") -> Task:
    """This operation reports where a task stands; finishing it needs evidence."""
    if status != task.status and status not in TASK_TRANSITIONS[task.status]:
        raise RuleBroken(
            f"Nhiệm vụ đang «{TaskStatus(task.status).label}», không chuyển sang «{TaskStatus(status).label}» được."
        )
    if status == TaskStatus.DONE and not (evidence or task.evidence).strip():
        raise BadInput("Hoàn thành thì phải nêu minh chứng.", fields={"evidence": "Nhập số văn bản hoặc sản phẩm."})
    task.status, task.progress_note = status, progress_note
    task.evidence = evidence or task.evidence
    task.done_on = by.today if status == TaskStatus.DONE else None
    task.save(update_fields=["status", "progress_note", "evidence", "done_on"])
    note(task, reason=progress_note, detail={"status": status})
    return task
