"""Surveys as the commission sees them: asked, followed, put together, closed."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hientai.access.codes import Permission as P
from hientai.access.operations.accounts import log_read
from hientai.base.clock import today
from hientai.base.codelists import load_codes
from hientai.base.errors import DomainError
from hientai.base.periods import add_months
from hientai.base.tabular import write_workbook
from hientai.needs.codes import CAMPAIGN_TRANSITIONS, CampaignStatus, ResponseStatus
from hientai.needs.exchange import survey_tables
from hientai.needs.models import Campaign, Response
from hientai.needs.operations.surveys import change_campaign, close_campaign, create_campaign, open_campaign
from hientai.needs.queries.gaps import catalogue_on
from hientai.needs.queries.surveys import consolidate, lacking_in_units
from hientai.needs.rules import may_run_campaign
from hientai.web.acting import actor, needs, scope
from hientai.web.criteria.names import workbook_response
from hientai.web.surveys.forms import CampaignForm, ExtendForm


def show_error(form: Any, error: DomainError) -> None:
    """A domain error beside the fields it names, else above the form."""
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not error.fields:
        form.add_error(None, error.message)


def refuse(reason: str | None) -> None:
    """Answer 403 with the reason of a rule, when it gives one."""
    if reason is not None:
        raise PermissionDenied(reason)


@needs(P.RUN_SURVEY, P.ANSWER_SURVEY)
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """The surveys run, for those who run them; the answers asked of one's own units."""
    held = scope(request)
    context: dict[str, Any] = {"may_run": may_run_campaign.allows(held), "today": today()}
    if context["may_run"]:
        sent = Count("responses", filter=Q(responses__status=ResponseStatus.SUBMITTED))
        context["campaigns"] = Campaign.objects.annotate(asked=Count("responses"), answered=sent)
    mine = held.path_condition(P.ANSWER_SURVEY, "unit__path")
    if mine is not None:
        asked = Response.objects.filter(mine).exclude(campaign__status=CampaignStatus.DRAFT)
        rows = asked.select_related("campaign", "unit").annotate(needs=Count("lines"))
        context["responses"] = rows.order_by("-campaign__due_on", "unit__path")[:200]
    return render(request, "surveys/list.html", context)


@needs(P.RUN_SURVEY)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Prepare a survey for chosen units of one's scope."""
    among = scope(request).units(P.RUN_SURVEY).current(today())
    start = {"plan_year": today().year + 1, "opens_on": today(), "due_on": add_months(today(), 1)}
    form = CampaignForm(request.POST or None, among=among, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_campaign(by=actor(request), **form.values())
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã lập đợt khảo sát; mở để các đơn vị trả lời.")
            return redirect("web:campaign", pk=made.pk)
    context = {"form": form, "title": "Lập đợt khảo sát nhu cầu", "back": reverse("web:campaigns")}
    return render(request, "surveys/form.html", context, status=422 if form.errors else 200)


def _answers(request: HttpRequest, campaign: Campaign) -> Any:
    """The answers of the units within the reader's scope."""
    mine = scope(request).path_condition(P.RUN_SURVEY, "unit__path")
    if mine is None:
        raise Http404("Không có đợt khảo sát này.")
    rows = Response.objects.filter(mine, campaign=campaign).select_related("unit").prefetch_related("lines")
    return rows.order_by("unit__path")


@needs(P.RUN_SURVEY)
@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: who answered, needs by kind of class beside the registry's gap, needs by unit."""
    found = get_object_or_404(Campaign, pk=pk)
    together = consolidate(_answers(request, found))
    book = load_codes(["class_type"])
    paths = [row.response.unit.path for row in together.units]
    lacking = lacking_in_units(paths, catalogue_on(today()), today()) if together.subjects else {}
    context = {
        "campaign": found, "together": together, "today": today(),
        "subjects": [(book.label("class_type", row.subject), row, lacking.get(row.subject, 0))
                     for row in together.subjects],
        "may_open": CampaignStatus.OPEN in CAMPAIGN_TRANSITIONS[found.status],
        "may_close": CampaignStatus.CLOSED in CAMPAIGN_TRANSITIONS[found.status],
        "crumbs": [{"label": "Khảo sát nhu cầu", "url": reverse("web:campaigns")}],
    }  # fmt: skip
    return render(request, "surveys/campaign.html", context)


@needs(P.RUN_SURVEY)
@require_POST
def move(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Open or close a survey."""
    found = get_object_or_404(Campaign, pk=pk)
    operation = {"mo": open_campaign, "khoa": close_campaign}.get(act)
    if operation is None:
        raise Http404("Không có thao tác này.")
    try:
        operation(by=actor(request), campaign=found)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã mở khảo sát." if act == "mo" else "Đã khóa khảo sát.")
    return redirect("web:campaign", pk=pk)


@needs(P.RUN_SURVEY)
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the deadline, ask further units."""
    found = get_object_or_404(Campaign, pk=pk)
    among = scope(request).units(P.RUN_SURVEY).current(today())
    form = ExtendForm(request.POST or None, among=among, initial={"due_on": found.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            change_campaign(by=actor(request), campaign=found, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã ghi.")
            return redirect("web:campaign", pk=pk)
    context = {
        "form": form,
        "title": "Gia hạn, hỏi thêm đơn vị",
        "sub": found.title,
        "back": reverse("web:campaign", args=[pk]),
    }
    return render(request, "surveys/form.html", context, status=422 if form.errors else 200)


@needs(P.RUN_SURVEY)
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The consolidated survey as a workbook; it holds counts, no names, and the export is logged."""
    found = get_object_or_404(Campaign, pk=pk)
    together = consolidate(_answers(request, found))
    paths = [row.response.unit.path for row in together.units]
    tables = survey_tables(
        found,
        together,
        load_codes(["class_type"]),
        lacking_in_units(paths, catalogue_on(today()), today()) if paths else {},
    )
    data = write_workbook(tables)
    log_read(by=actor(request), at=timezone.now(), kind="export", subject_type="needs.campaign", subject_id=str(pk),
             subject_label=found.title, rows=len(together.units),
             content_hash=hashlib.sha256(data).hexdigest())  # fmt: skip
    return workbook_response(data, f"khao-sat-{found.plan_year}-{pk}")
