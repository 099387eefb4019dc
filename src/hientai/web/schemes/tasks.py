"""Tasks of a scheme: written by the commission, reported on by their lead agency."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hientai.access.codes import Permission as P
from hientai.base.errors import DomainError
from hientai.schemes.models import Task
from hientai.schemes.operations.tasks import report_progress, save_task
from hientai.schemes.rules import may_edit_scheme, may_report_task
from hientai.web.acting import actor, needs, scope
from hientai.web.schemes.forms import ProgressForm, TaskForm
from hientai.web.schemes.views import own_path, refuse, scheme_or_404, show_error


@needs(P.EDIT_SCHEMES)
@require_http_methods(["GET", "POST"])
def edit_task(request: HttpRequest, pk: int, task_pk: int | None = None) -> HttpResponse:
    """Add or change a task of a scheme."""
    found = scheme_or_404(pk)
    refuse(may_edit_scheme.reason(scope(request), found.status, found.owner.path))
    rows = found.tasks.select_related("lead").prefetch_related("cooperating")
    task = get_object_or_404(rows, pk=task_pk) if task_pk else None
    parents = found.tasks.exclude(kind="work").exclude(pk=task_pk or 0)
    form = TaskForm(request.POST or None, task=task, parents=parents)
    if request.method == "POST" and form.is_valid():
        try:
            save_task(by=actor(request), scheme=found, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã ghi nhiệm vụ.")
            return redirect(f"{reverse('web:scheme', args=[pk])}?phan=nhiem-vu")
    context = {"scheme": found, "form": form, "title": "Sửa nhiệm vụ" if task else "Thêm nhiệm vụ", "two": True}
    return render(request, "schemes/form.html", context, status=422 if form.errors else 200)


@needs(P.REPORT_TASK, P.EDIT_SCHEMES)
@require_http_methods(["GET", "POST"])
def report_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Report where a task stands; only its lead agency may."""
    task = get_object_or_404(Task.objects.select_related("lead", "scheme__owner"), pk=pk)
    lead_path = task.lead.path if task.lead else None
    refuse(may_report_task.reason(scope(request), task.scheme.status, lead_path, own_path(request)))
    form = ProgressForm(request.POST or None, task=task)
    if request.method == "POST" and form.is_valid():
        try:
            report_progress(by=actor(request), task=task, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã ghi tiến độ.")
            return redirect(f"{reverse('web:scheme', args=[task.scheme_id])}?phan=nhiem-vu")
    context = {
        "scheme": task.scheme,
        "form": form,
        "title": "Báo cáo tiến độ",
        "text": task.title,
        "submit": "Gửi báo cáo",
    }
    return render(request, "schemes/form.html", context, status=422 if form.errors else 200)
