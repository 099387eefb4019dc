"""A unit's answer: written, sent by the deadline, given back with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hientai.access.codes import Permission as P
from hientai.base.clock import today
from hientai.base.codelists import load_codes
from hientai.base.errors import DomainError
from hientai.needs.codes import CampaignStatus
from hientai.needs.models import Response
from hientai.needs.operations.surveys import return_response, save_response, submit_response
from hientai.needs.queries.gaps import catalogue_on
from hientai.needs.queries.surveys import lacking_in_units
from hientai.needs.rules import covers, may_answer, may_return, may_submit
from hientai.web.acting import actor, needs, scope
from hientai.web.surveys.forms import LineFormSet, subject_choices
from hientai.web.surveys.views import refuse

LINE = ("subject", "content", "objective", "people", "days", "preferred_months")


def response_or_404(request: HttpRequest, pk: int) -> Response:
    """The answer, for its unit and for those who run the survey over it; drafts of surveys only for the latter."""
    held = scope(request)
    found = (
        Response.objects.select_related("campaign", "unit", "submitted_by")
        .prefetch_related("lines")
        .filter(pk=pk)
        .first()
    )
    if found is not None:
        asked = covers(held, P.ANSWER_SURVEY, found.unit.path) and found.campaign.status != CampaignStatus.DRAFT
        if asked or covers(held, P.RUN_SURVEY, found.unit.path):
            return found
    raise Http404("Không có phiếu này trong phạm vi của đồng chí.")


@needs(P.RUN_SURVEY, P.ANSWER_SURVEY)
@require_http_methods(["GET", "POST"])
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer of one unit: to be written while it is in the unit's hands, to be read afterwards."""
    found, held = response_or_404(request, pk), scope(request)
    reason = may_answer.reason(held, found.campaign.status, found.status, found.unit.path)
    initial = [{name: getattr(line, name) for name in LINE} for line in found.lines.all()]
    # What was kept is given to an unposted form alone: Django drops posted lines that equal their initial values.
    lines: Any = LineFormSet(
        request.POST or None,
        initial=None if request.method == "POST" else initial,
        form_kwargs={"subjects": subject_choices()},
    )
    problem = ""
    if request.method == "POST":
        refuse(reason)
        if lines.is_valid():
            try:
                return _save(request, found, lines)
            except DomainError as error:
                problem = error.message
    book = load_codes(["class_type"])
    lacking = lacking_in_units([found.unit.path], catalogue_on(today()), today())
    context = {
        "response": found, "campaign": found.campaign, "lines": lines, "reason": reason, "problem": problem,
        "kept": [(book.label("class_type", line.subject), line) for line in found.lines.all()],
        "lacking": [(book.label("class_type", code), n) for code, n in sorted(lacking.items(), key=lambda p: -p[1])],
        "may_return": may_return.allows(held, found.status), "late": found.campaign.due_on < today(),
        "submit_reason": may_submit.reason(
            found.campaign.status, found.status, found.campaign.due_on, today(), len(initial), found.remark
        ),
        "crumbs": [{"label": "Khảo sát nhu cầu", "url": reverse("web:campaigns")}],
    }  # fmt: skip
    failed = request.method == "POST"
    return render(request, "surveys/response.html", context, status=422 if failed else 200)


def _save(request: HttpRequest, found: Response, lines: Any) -> HttpResponse:
    rows = [row for form in lines if (row := form.row()) is not None]
    save_response(by=actor(request), response=found, lines=rows, remark=request.POST.get("remark", "").strip())
    if "send" not in request.POST:
        messages.success(request, "Đã lưu nháp; phiếu chưa gửi.")
        return redirect("web:response", pk=found.pk)
    try:
        submit_response(by=actor(request), response=found)
    except DomainError as error:
        messages.error(request, f"Đã lưu nháp nhưng chưa gửi được: {error.message}")
        return redirect("web:response", pk=found.pk)
    messages.success(request, "Đã gửi phiếu.")
    return redirect("web:campaigns")


@needs(P.RUN_SURVEY)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return an answer to its unit with the reason."""
    found = response_or_404(request, pk)
    refuse(may_return.reason(scope(request), found.status))
    try:
        return_response(by=actor(request), response=found, reason=request.POST.get("reason", ""))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã trả lại phiếu.")
    return redirect("web:campaign", pk=found.campaign_id)
