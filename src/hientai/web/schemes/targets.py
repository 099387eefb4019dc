"""Targets: edited with the criterion form; the people behind them by name, within the reader's scope."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.base.criteria.meaning import explain
from hientai.base.errors import DomainError
from hientai.officials.queries.criteria import explain_criterion, load_catalogue, officials_meeting
from hientai.officials.queries.scope import visible_officials
from hientai.schemes.models import Target
from hientai.schemes.operations.writing import save_target
from hientai.schemes.queries.people import people_of_target
from hientai.schemes.rules import may_edit_scheme
from hientai.web.acting import actor, as_of, needs, scope
from hientai.web.criteria.editor import build_editor
from hientai.web.criteria.names import export_names, names_list
from hientai.web.schemes.forms import MilestoneFormSet, TargetForm, milestone_initial, milestones_from
from hientai.web.schemes.views import refuse, scheme_or_404, show_error
from hientai.web.ui.listing import render_list

PARTS: dict[str, tuple[str, bool | None]] = {
    "con-thieu": ("Chưa đạt", False), "da-dat": ("Đã đạt", True), "tat-ca": ("Cả nhóm", None),
}  # fmt: skip


@needs(P.EDIT_SCHEMES)
@require_http_methods(["GET", "POST"])
def edit_target(request: HttpRequest, pk: int, target_pk: int | None = None) -> HttpResponse:
    """Add or change a target of a scheme."""
    found = scheme_or_404(pk)
    refuse(may_edit_scheme.reason(scope(request), found.status, found.owner.path))
    target = get_object_or_404(found.targets.all(), pk=target_pk) if target_pk else None
    form = TargetForm(request.POST or None, target=target)
    start = None if request.method == "POST" else milestone_initial(target)
    marks = MilestoneFormSet(request.POST or None, initial=start, prefix="marks")
    editor = build_editor(
        request, "condition", as_of(request), label="Phải đạt", initial=target.condition if target else None
    )
    acted = editor.acted
    if request.method == "POST" and not acted and form.is_valid() and marks.is_valid():
        try:
            if editor.data is None:
                raise DomainError(f"Tiêu chí chưa dùng được: {editor.problem}")
            saved = save_target(
                by=actor(request), scheme=found, condition=editor.data, milestones=milestones_from(marks),
                **form.cleaned_data,
            )  # fmt: skip
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, f"Đã ghi chỉ tiêu {saved.code}.")
            return redirect("web:scheme", pk=pk)
    if acted:  # a button of the criterion form: what was typed stays, nothing is judged yet
        for one in (form, *marks.forms):
            one.errors.clear()
    failed = request.method == "POST" and not acted
    context = {"scheme": found, "target": target, "form": form, "marks": marks, "editor": editor}
    return render(request, "schemes/target.html", context, status=422 if failed else 200)


def _target_or_404(pk: int) -> Target:
    return get_object_or_404(Target.objects.select_related("scheme", "population"), pk=pk)


def _people(request: HttpRequest, target: Target, part: str, permission: P) -> tuple[Any, str]:
    if part not in PARTS:
        raise Http404("Không có danh sách này.")
    catalogue, on = load_catalogue(), as_of(request)
    node = people_of_target(target, catalogue, meeting=PARTS[part][1])
    rows = officials_meeting(node, catalogue, on, within=visible_officials(scope(request), permission))
    return rows.select_related("current_unit"), explain(node, catalogue)


@needs(P.VIEW_PEOPLE)
@require_safe
def target_people(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of a target: those who lack it first, within the reader's scope."""
    target, on = _target_or_404(pk), as_of(request)
    part = request.GET.get("nhom", "con-thieu")
    rows, _ = _people(request, target, part, P.VIEW_PEOPLE)
    may_export = scope(request).has(P.EXPORT_DATA)
    spec = names_list("target", export_url=reverse("web:target_people_export", args=[pk]) if may_export else "")
    catalogue = load_catalogue()
    extra = {
        "target": target, "as_of": on, "part": part,
        "sentence": explain_criterion(target.condition, catalogue),
        "tabs": [{"label": label, "url": f"?nhom={key}&ngay={on:%Y-%m-%d}", "active": key == part}
                 for key, (label, _) in PARTS.items()],
        "crumbs": [{"label": target.scheme.name, "url": reverse("web:scheme", args=[target.scheme_id])}],
    }  # fmt: skip
    return render_list(request, spec, rows, template="schemes/people.html", extra=extra, keep=("nhom", "ngay"))


@needs(P.EXPORT_DATA)
@require_http_methods(["GET", "POST"])
def target_people_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same list as a workbook, with a reason."""
    target = _target_or_404(pk)
    part = request.GET.get("nhom", "con-thieu")
    rows, _ = _people(request, target, part, P.EXPORT_DATA)
    return export_names(
        request, names_list("target"), rows, title=f"{target.code} – {target.label}: {PARTS[part][0].lower()}",
        stem=f"chi-tieu-{target.pk}", back_url=reverse("web:target_people", args=[pk]), on=as_of(request),
    )  # fmt: skip
