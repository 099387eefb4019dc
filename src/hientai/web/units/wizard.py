"""The reorganisation wizard: what, which units, what follows, who goes where, done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hientai.access.codes import Permission as P
from hientai.base.clock import today
from hientai.base.codelists import load_codes
from hientai.base.errors import DomainError, RuleBroken
from hientai.org.codes import HAS_HEIRS, ReorganisationStatus, UnitRole
from hientai.org.models import Reorganisation, Unit
from hientai.org.operations import (
    cancel_reorganisation,
    choose_units,
    decide_items,
    describe_reorganisation,
    start_reorganisation,
)
from hientai.org.queries import find_units
from hientai.org.queries.reorganisations import unresolved
from hientai.org.rules import may_carry_out
from hientai.schemes.operations.reorganisation import carry_out_reorganisation
from hientai.schemes.queries.reorganisation import preview_reorganisation
from hientai.web.acting import actor, needs, scope
from hientai.web.units.forms import ContentForm, StartForm, refuse
from hientai.web.units.picking import MOST_SHOWN, editable_units
from hientai.web.units.planning import (
    EVERYTHING,
    decisions_of,
    groups_of,
    heir_forms,
    hidden_reason,
    initial_content,
    steps,
    suggestions,
    without_hidden,
)


def plan_or_404(request: HttpRequest, pk: int) -> Reorganisation:
    """A plan all of whose units the person may reorganise; 404 for any other."""
    plan = Reorganisation.objects.select_related("document", "event").filter(pk=pk).first()
    named = set(plan.units.filter(unit__isnull=False).values_list("unit_id", flat=True)) if plan else set()
    allowed = editable_units(scope(request)).filter(pk__in=named).count()
    if plan is None or allowed < len(named):
        raise Http404("Không có phương án này trong phạm vi của đồng chí.")
    return plan


@needs(P.EDIT_UNITS)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Plans whose units lie in one's scope, drafts first."""
    mine = editable_units(scope(request)).order_by().values("pk")
    outside = Reorganisation.objects.filter(units__unit__isnull=False).exclude(units__unit__in=mine)
    rows = Reorganisation.objects.exclude(pk__in=outside.values("pk")).select_related("document")
    rows = rows.prefetch_related("units__unit")
    drafts = [plan for plan in rows if plan.status == ReorganisationStatus.DRAFT]
    over = [plan for plan in rows if plan.status != ReorganisationStatus.DRAFT]
    return render(request, "units/plans.html", {"drafts": drafts, "over": over})


@needs(P.EDIT_UNITS)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: what is to happen; a unit's page passes its own unit along."""
    picked = [text for text in request.GET.getlist("don-vi") if text.isdigit()]
    units = list(editable_units(scope(request)).filter(pk__in=picked))
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        plan = start_reorganisation(by=actor(request), kind=form.cleaned_data["kind"], units=units)
        return redirect("web:reorganise_units", pk=plan.pk)
    context = {"form": form, "units": units, "steps": steps(None, 1)}
    return render(request, "units/start.html", context, status=422 if form.errors else 200)


@needs(P.EDIT_UNITS)
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: which units; found by words, added and taken out one by one or several at once."""
    plan, rows = plan_or_404(request, pk), editable_units(scope(request))
    before = plan.units.filter(role=UnitRole.BEFORE)
    chosen = list(Unit.objects.filter(pk__in=before.values("unit_id")))
    if request.method == "POST":
        wanted = {unit.pk for unit in chosen} | {int(t) for t in request.POST.getlist("them") if t.isdigit()}
        wanted -= {int(t) for t in request.POST.getlist("bo") if t.isdigit()}
        try:
            choose_units(by=actor(request), plan=plan, units=list(rows.filter(pk__in=wanted)))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(request.get_full_path())
    words = request.GET.get("q", "")
    taken = {unit.pk for unit in chosen}
    found = [node for node in find_units(today(), words, units=rows) if node.id not in taken][:MOST_SHOWN]
    context = {"plan": plan, "chosen": chosen, "found": found, "words": words, "steps": steps(plan, 2)}
    return render(request, "units/choose.html", context)


@needs(P.EDIT_UNITS)
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 3: day, decision, and what stands afterwards."""
    plan, rows = plan_or_404(request, pk), editable_units(scope(request))
    form = ContentForm(request.POST or None, kind=plan.kind, initial=initial_content(plan))
    heirs = heir_forms(request.POST or None, plan, rows, load_codes(["org_type"]))
    if request.method == "POST" and form.is_valid() and all(heir.is_valid() for heir in heirs):
        written = [heir.row() for heir in heirs if not heir.is_blank()]
        try:
            describe_reorganisation(by=actor(request), plan=plan, heirs=written, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("web:reorganise_preview", pk=pk)
    wrong = bool(form.errors) or any(heir.errors for heir in heirs if heir.is_bound)
    context = {
        "plan": plan, "form": form, "heirs": heirs, "steps": steps(plan, 3), "suggestions": suggestions(plan, rows),
        "new_document_url": f"{reverse('web:document_new')}?ve={request.path}", "asks_people": plan.kind in HAS_HEIRS,
    }  # fmt: skip
    return render(request, "units/content.html", context, status=422 if wrong else 200)


@needs(P.EDIT_UNITS)
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 4: everything that hangs on the units, where it goes, and what nobody has decided yet."""
    plan = plan_or_404(request, pk)
    decided, hidden = without_hidden(preview_reorganisation(plan), scope(request))
    if request.method == "POST":
        try:
            count = decide_items(by=actor(request), plan=plan, decisions=decisions_of(request.POST, decided))
            messages.success(request, f"Đã ghi lựa chọn cho {count} mục.")
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(request.get_full_path())
    waiting = unresolved(decided)
    context = {
        "plan": plan, "steps": steps(plan, 4), "waiting": len(waiting), "total": len(decided),
        "groups": groups_of(decided, request.GET.get("nhom", "")), "heirs": plan.units.filter(role=UnitRole.AFTER),
        "before": plan.units.filter(role=UnitRole.BEFORE).select_related("unit"),
        "why_not": hidden_reason(hidden) or _why_not(plan, len(waiting)), "everything": EVERYTHING,
    }  # fmt: skip
    return render(request, "units/preview.html", context)


def _why_not(plan: Reorganisation, waiting: int) -> str | None:
    roles = list(plan.units.values_list("role", flat=True))
    return may_carry_out.reason(
        kind=plan.kind, status=plan.status, before=roles.count(UnitRole.BEFORE), after=roles.count(UnitRole.AFTER),
        has_day=plan.effective_on is not None, has_document=plan.document_id is not None, unresolved=waiting,
    )


@needs(P.EDIT_UNITS)
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 5: carry it out, all or nothing."""
    plan = plan_or_404(request, pk)
    _, hidden = without_hidden(preview_reorganisation(plan), scope(request))
    try:
        if hidden:
            raise RuleBroken(hidden_reason(hidden))
        carry_out_reorganisation(by=actor(request), plan=plan)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("web:reorganise_preview", pk=pk)
    return redirect("web:reorganise_result", pk=pk)


@needs(P.EDIT_UNITS)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a draft."""
    try:
        cancel_reorganisation(by=actor(request), plan=plan_or_404(request, pk), reason=request.POST.get("reason", ""))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("web:reorganise_preview", pk=pk)
    messages.success(request, "Đã hủy phương án; phương án vẫn còn trong danh sách.")
    return redirect("web:reorganisations")


@needs(P.EDIT_UNITS)
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done."""
    plan = plan_or_404(request, pk)
    if plan.status != ReorganisationStatus.DONE:
        return redirect("web:reorganise_preview", pk=pk)
    context: dict[str, Any] = {
        "plan": plan, "before": plan.units.filter(role=UnitRole.BEFORE).select_related("unit"),
        "after": plan.units.filter(role=UnitRole.AFTER, unit__isnull=False).select_related("unit"),
        "successions": plan.event.successions.select_related("predecessor", "successor") if plan.event else [],
    }  # fmt: skip
    return render(request, "units/result.html", context)
