"""Schemes: the list, the page of one, its head, readings and review notes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.base.clock import today
from hientai.base.errors import DomainError
from hientai.officials.queries.criteria import load_catalogue
from hientai.schemes.models import Measurement, Scheme
from hientai.schemes.operations.measuring import take_measurements
from hientai.schemes.operations.writing import save_scheme, write_review_note
from hientai.schemes.queries.footing import check_baseline
from hientai.schemes.queries.progress import standings, targets_of
from hientai.schemes.queries.tasks import overdue, tasks_of
from hientai.schemes.rules import may_edit_scheme, may_measure_scheme, may_report_task
from hientai.web.acting import actor, as_of, needs, scope, user_of
from hientai.web.schemes.forms import MeasureForm, ReviewForm, SchemeForm
from hientai.web.schemes.page import baseline_rows, days_late, notes_by_year, target_chart, target_row, task_groups


@needs(P.VIEW_SCHEMES)
@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    """All schemes, the newest first. A scheme is a public document; only the people behind it are scoped."""
    rows = list(Scheme.objects.select_related("owner", "document").prefetch_related("targets", "tasks"))
    if len(rows) == 1 and "tat-ca" not in request.GET:
        return redirect("web:scheme", pk=rows[0].pk)
    return render(request, "schemes/list.html", {"schemes": rows})


def scheme_or_404(pk: int) -> Scheme:
    """The scheme with its owner and document."""
    return get_object_or_404(Scheme.objects.select_related("owner", "document"), pk=pk)


def own_path(request: HttpRequest) -> str:
    """The place in the tree of the unit the signed-in person works in; empty when the account names none."""
    unit = user_of(request).unit
    return unit.path if unit else ""


def refuse(reason: str | None) -> None:
    """Answer 403 with the reason of a rule, when it gives one."""
    if reason is not None:
        raise PermissionDenied(reason)


def show_error(form: Any, error: DomainError) -> None:
    """A domain error beside the fields it names, else above the form."""
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not error.fields:
        form.add_error(None, error.message)


@needs(P.VIEW_SCHEMES)
@require_safe
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """One scheme: targets, charts, baseline, tasks, notes."""
    found, on, held = scheme_or_404(pk), as_of(request), scope(request)
    tab = request.GET.get("phan", "chi-tieu")
    context: dict[str, Any] = {
        "scheme": found, "as_of": on, "tab": tab,
        "tabs": [{"label": label, "url": f"?phan={key}", "active": key == tab} for key, label in TABS],
        "edit_reason": may_edit_scheme.reason(held, found.status, found.owner.path),
        "measure_reason": may_measure_scheme.reason(held, found.status, found.owner.path),
    }  # fmt: skip
    if tab not in dict(TABS):
        raise Http404("Không có phần này.")
    catalogue = load_catalogue()
    if tab == "chi-tieu":
        found_standings = standings(targets_of(pk), catalogue, on)
        context["rows"] = [target_row(s, catalogue) for s in found_standings]
        context["charts"] = [target_chart(s) for s in found_standings]
    elif tab == "hien-trang":
        context["baseline"] = baseline_rows(check_baseline(pk, catalogue))
        context["measurements"] = Measurement.objects.filter(target__scheme=found).select_related("target")
    elif tab == "nhiem-vu":
        lines, mine = tasks_of(pk, on), own_path(request)
        context["groups"] = task_groups(lines)
        context["late"] = [(line, days_late(line.task.due_on, on)) for line in overdue(lines)]
        context["may_report"] = {
            line.task.pk
            for top in lines for line in (top, *top.children)
            if may_report_task.allows(held, found.status, line.task.lead.path if line.task.lead else None, mine)
        }  # fmt: skip
    else:
        context["years"] = notes_by_year(list(found.review_notes.all()))
    return render(request, "schemes/scheme.html", context)


TABS = (
    ("chi-tieu", "Chỉ tiêu"), ("hien-trang", "Hiện trạng, số đo"), ("nhiem-vu", "Nhiệm vụ, giải pháp"),
    ("ghi-nhan", "Mục tiêu, ghi nhận cuối năm"),
)  # fmt: skip


@needs(P.EDIT_SCHEMES)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the head of a scheme."""
    found = scheme_or_404(pk)
    refuse(may_edit_scheme.reason(scope(request), found.status, found.owner.path))
    names = ("name", "starts_on", "ends_on", "horizon_year", "necessity", "objectives")
    form = SchemeForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            save_scheme(
                by=actor(request), code=found.code, owner=found.owner, document=found.document, **form.cleaned_data
            )
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã ghi đề án.")
            return redirect("web:scheme", pk=pk)
    context = {"scheme": found, "form": form, "title": "Sửa đề án"}
    return render(request, "schemes/form.html", context, status=422 if form.errors else 200)


@needs(P.EDIT_SCHEMES)
@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reading of all targets as of a day; readings are never changed afterwards."""
    found = scheme_or_404(pk)
    refuse(may_measure_scheme.reason(scope(request), found.status, found.owner.path))
    form = MeasureForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            rows = take_measurements(by=actor(request), scheme=found, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, f"Đã chốt số đo của {len(rows)} chỉ tiêu.")
            return redirect(f"{found_url(found)}?phan=hien-trang")
    context = {"scheme": found, "form": form, "title": "Chốt số đo chỉ tiêu", "submit": "Chốt số đo",
               "text": "Số đo được tính từ hồ sơ tại ngày nêu dưới đây và giữ nguyên, không sửa về sau."}  # fmt: skip
    return render(request, "schemes/form.html", context, status=422 if form.errors else 200)


@needs(P.EDIT_SCHEMES)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one year-end note."""
    found = scheme_or_404(pk)
    refuse(may_edit_scheme.reason(scope(request), found.status, found.owner.path))
    form = ReviewForm(request.POST or None, initial={"year": today().year})
    if request.method == "POST" and form.is_valid():
        try:
            write_review_note(by=actor(request), scheme=found, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã ghi nhận.")
            return redirect(f"{found_url(found)}?phan=ghi-nhan")
    context = {"scheme": found, "form": form, "title": "Ghi nhận cuối năm"}
    return render(request, "schemes/form.html", context, status=422 if form.errors else 200)


def found_url(found: Scheme) -> str:
    """The address of a scheme's page."""
    return reverse("web:scheme", args=[found.pk])
