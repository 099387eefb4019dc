"""Background jobs: what waits, runs, is done or failed; one's own, or all of them for the administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hientai.access.codes import Permission as P
from hientai.base.audit.verifying import KIND as VERIFY_KIND
from hientai.base.jobs.queue import request_cancel
from hientai.base.models import Job
from hientai.web.acting import needs, scope, user_of
from hientai.web.ui.formats import write_moment
from hientai.web.ui.listing import Column, Filter, ListSpec, render_list
from hientai.web.ui.listing.view import wants_part

JOB_VIEWERS = (P.MANAGE_ACCESS, P.EDIT_CODES, P.IMPORT_DATA, P.VIEW_AUDIT)
RESULTS = {"examined": "Đã xét", "changed": "Đã đổi", "acts": "Hành vi", "changes": "Thay đổi dòng dữ liệu",
           "broken": "Chỗ không khớp", "unsigned": "Không qua nghiệp vụ", "created": "Thêm mới", "updated": "Sửa",
           "unchanged": "Không đổi", "rejected": "Bị loại"}  # fmt: skip
STATES = {"Q": "waiting", "R": "running", "D": "done", "F": "failed", "C": "cancelled"}


def visible_jobs(request: HttpRequest) -> Any:
    """All jobs for those who manage the system; else one's own and the system's."""
    if scope(request).has(P.MANAGE_ACCESS):
        return Job.objects.all()
    mine = Q(created_by_id=user_of(request).pk) | Q(created_by=None)
    if scope(request).has(P.VIEW_AUDIT):
        mine |= Q(kind=VERIFY_KIND)
    return Job.objects.filter(mine)


def _progress(job: Job) -> str:
    if job.state == Job.State.RUNNING and job.total:
        return f"{job.done * 100 // job.total}%"
    return ""


JOBS = ListSpec(
    key="jobs", noun="việc", default_sort="-created", caption="Việc nền", empty_title="Chưa có việc nền nào",
    columns=(
        Column(key="title", label="Việc", value="title", lead=True, fixed=True,
               link=lambda row: reverse("web:job", args=[row.pk])),
        Column(key="state", label="Trạng thái", value="get_state_display", sort=("state", "-pk"), nowrap=True),
        Column(key="progress", label="Tiến độ", value=_progress, numeric=True),
        Column(key="message", label="Thông báo", value="message"),
        Column(key="who", label="Người tạo", value="created_by_name", sort=("created_by_name", "-pk")),
        Column(key="created", label="Tạo lúc", value=lambda row: write_moment(row.created_at), sort=("pk",),
               nowrap=True),
        Column(key="finished", label="Xong lúc", nowrap=True, sort=("finished_at", "pk"),
               value=lambda row: write_moment(row.finished_at) if row.finished_at else ""),
        Column(key="attempts", label="Số lần chạy", value="attempts", numeric=True, default=False),
    ),
    filters=(
        Filter(key="state", label="Trạng thái", choices=Job.State.choices,
               apply=lambda rows, value: rows.filter(state=value)),
    ),
)  # fmt: skip


@needs(*JOB_VIEWERS)
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """The list of jobs."""
    return render_list(request, JOBS, visible_jobs(request), template="settings/jobs.html")


@needs(*JOB_VIEWERS)
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job; HTMX gets the progress alone, every two seconds while it goes on."""
    found = get_object_or_404(visible_jobs(request), pk=pk)
    url = reverse("web:job", args=[pk])
    progress = {
        "id": "job-progress", "label": found.title, "done": found.done, "total": found.total or None,
        "state": STATES[found.state], "message": found.message, "poll_url": url,
        "cancel_url": "" if found.cancel_requested else reverse("web:job_cancel", args=[pk]),
    }  # fmt: skip
    if wants_part(request):
        return render(request, "ui/progress.html", {"progress": progress})
    facts = [
        ("Người tạo", found.created_by_name), ("Tạo lúc", write_moment(found.created_at)),
        ("Xong lúc", write_moment(found.finished_at) if found.finished_at else ""), ("Số lần chạy", found.attempts),
        *((RESULTS[name], value) for name, value in found.result.items() if name in RESULTS),
    ]  # fmt: skip
    trace = found.error if scope(request).has(P.MANAGE_ACCESS) else ""
    context = {"job": found, "progress": progress, "facts": facts, "trace": trace}
    return render(request, "settings/job.html", context)


@needs(*JOB_VIEWERS)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a job to be stopped: one's own, or any for the administrator."""
    mine = visible_jobs(request)
    if not scope(request).has(P.MANAGE_ACCESS):
        mine = mine.filter(created_by_id=user_of(request).pk)
    request_cancel(get_object_or_404(mine, pk=pk))
    messages.info(request, "Đã yêu cầu dừng; việc đang chạy sẽ dừng ở bước tiếp theo.")
    return redirect("web:job", pk=pk)
