"""Which imports a person may open, and how far each is."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from hientai.access.codes import Permission as P
from hientai.base.models import Job
from hientai.officials.models import ImportBatch
from hientai.web.acting import scope, user_of

HEAVY = ("content", "annotated", "verdicts")
STATES = {"Q": "waiting", "R": "running", "D": "done", "F": "failed", "C": "cancelled"}
S = ImportBatch.State


def visible_batches(request: HttpRequest) -> QuerySet[ImportBatch]:
    """One's own imports; all of them for who may import for the whole installation. Files are not loaded."""
    batches = ImportBatch.objects.defer(*HEAVY)
    areas = scope(request).areas_with(P.IMPORT_DATA)
    if any(len(area.path) == 6 and not area.tiers for area in areas):
        return batches
    return batches.filter(uploaded_by_id=user_of(request).pk)


def batch_or_404(request: HttpRequest, pk: int) -> ImportBatch:
    """An import one may open."""
    found = visible_batches(request).filter(pk=pk).first()
    if found is None:
        raise Http404("Không có đợt nhập này trong phạm vi của đồng chí.")
    return found


def job_of(batch: ImportBatch) -> Job | None:
    """The batch's latest job."""
    return Job.objects.filter(pk=batch.job_id).first() if batch.job_id else None


def is_busy(job: Job | None) -> bool:
    """Whether the job waits or runs."""
    return job is not None and job.state in (Job.State.QUEUED, Job.State.RUNNING)


def progress_of(batch: ImportBatch, job: Job) -> dict[str, Any]:
    """What ui/progress.html shows of a job."""
    return {
        "id": "import-progress", "label": job.title, "done": job.done, "total": job.total or None,
        "state": STATES[job.state], "message": "Đang dừng…" if job.cancel_requested and is_busy(job) else job.message,
        "poll_url": reverse("web:import_progress", args=[batch.pk]),
        "cancel_url": None if job.cancel_requested else reverse("web:import_cancel", args=[batch.pk]),
        "result_url": reverse("web:import_batch", args=[batch.pk]),
    }  # fmt: skip


def steps_of(batch: ImportBatch | None) -> list[dict[str, str]]:
    """The wizard's steps with where this import stands."""
    names = ("Tải tệp", "Ghép cột", "Kiểm tra", "Ghi vào hồ sơ")
    reached = 0 if batch is None else {S.UPLOADED: 1, S.MAPPED: 1, S.JUDGED: 2, S.FAILED: 2}.get(S(batch.state), 4)
    return [
        {"label": name, "state": "done" if number < reached else "current" if number == reached else "todo"}
        for number, name in enumerate(names)
    ]
