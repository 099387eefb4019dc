"""The steps of an import: list and upload, progress, judgement, writing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hientai.access.codes import Permission as P
from hientai.base.errors import BadInput, DomainError
from hientai.base.jobs.queue import request_cancel
from hientai.officials.exchange.importing import mapping_of, open_batch, plans_of
from hientai.officials.models import ImportBatch
from hientai.officials.operations.imports import (
    APPLY_JOB,
    JUDGE_JOB,
    abandon_import,
    map_import,
    request_import,
    start_import,
)
from hientai.web.acting import actor, needs
from hientai.web.imports.loading import S, batch_or_404, is_busy, job_of, progress_of, steps_of, visible_batches
from hientai.web.imports.result import result_context

_PER_PAGE = 25


@needs(P.IMPORT_DATA)
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Earlier imports, and the upload of a new file."""
    problem = ""
    if request.method == "POST":
        try:
            started = _upload(request)
        except DomainError as error:
            problem = error.message
        else:
            return redirect("web:import_mapping", pk=started.pk)
    page = Paginator(visible_batches(request), _PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "problem": problem, "steps": steps_of(None)}
    return render(request, "imports/list.html", context, status=422 if problem else 200)


def _upload(request: HttpRequest) -> ImportBatch:
    """Keep the file when it can be read as tables at all; match its columns as far as they are known."""
    sent = request.FILES.get("file")
    if sent is None:
        raise BadInput("Chưa chọn tệp. Hãy chọn tệp .xlsx, .xls hoặc .csv.")
    if sent.size is not None and sent.size > settings.UPLOAD_LIMIT_BYTES:
        raise BadInput("Tệp quá lớn. Hãy chia nhỏ rồi gửi từng tệp.")
    content, name = sent.read(), sent.name or "tep.xlsx"
    workbook = open_batch(ImportBatch(filename=name, content=content))
    by = actor(request)
    started = start_import(by=by, filename=name, content=content)
    map_import(by=by, batch=started, mapping=mapping_of(plans_of(started, workbook)))
    return started


@needs(P.IMPORT_DATA)
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands: progress while the worker is at it, then the judgement or the result."""
    found = batch_or_404(request, pk)
    job = job_of(found)
    context: dict[str, Any] = {"batch": found, "steps": steps_of(found)}
    if job is not None and is_busy(job):
        return render(request, "imports/progress.html", {**context, "progress": progress_of(found, job)})
    if found.state in (S.UPLOADED, S.MAPPED) and (job is None or job.state == "D"):
        return redirect("web:import_mapping", pk=pk)
    if job is not None and job.state in ("F", "C"):
        context["trouble"] = job.message
    return render(request, "imports/result.html", {**context, **result_context(request, found)})


@needs(P.IMPORT_DATA)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress bar, asked for again and again; when the job has ended the page moves on."""
    found = batch_or_404(request, pk)
    job = job_of(found)
    if job is None or not is_busy(job):
        there = reverse("web:import_batch", args=[pk])
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": there})
        return HttpResponseRedirect(there)
    return render(request, "ui/progress.html", {"progress": progress_of(found, job)})


def _hand_over(request: HttpRequest, pk: int, kind: str, *, take_good: bool = False) -> HttpResponse:
    found = batch_or_404(request, pk)
    try:
        request_import(by=actor(request), batch=found, kind=kind, take_good=take_good)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("web:import_batch", pk=pk)


@needs(P.IMPORT_DATA)
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker judge every row; nothing is written to the registry."""
    return _hand_over(request, pk, JUDGE_JOB)


@needs(P.IMPORT_DATA)
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker write: everything, or by choice the good rows."""
    return _hand_over(request, pk, APPLY_JOB, take_good=request.POST.get("take_good") == "1")


@needs(P.IMPORT_DATA)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the worker to stop; what it was doing leaves nothing behind."""
    found = batch_or_404(request, pk)
    job = job_of(found)
    if job is not None:
        request_cancel(job)
    return redirect("web:import_batch", pk=pk)


@needs(P.IMPORT_DATA)
@require_POST
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an import up; the file is kept."""
    found = batch_or_404(request, pk)
    try:
        abandon_import(by=actor(request), batch=found)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("web:import_batch", pk=pk)
    messages.success(request, "Đã bỏ đợt nhập; hồ sơ không thay đổi.")
    return redirect("web:imports")
