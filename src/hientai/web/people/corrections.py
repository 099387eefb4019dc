"""Corrections waiting for the commission."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.base.errors import DomainError
from hientai.officials.models import Correction, Official
from hientai.officials.operations.corrections import decide_correction, withdraw_correction
from hientai.officials.queries.scope import visible_officials
from hientai.officials.rules import may_decide_correction
from hientai.web.acting import actor, needs, scope, user_of
from hientai.web.people.forms import PARTIAL, DecisionForm
from hientai.web.people.record import book_for_page, may_see
from hientai.web.ui.formats import write_partial_date
from hientai.web.ui.listing import Column, Filter, ListSpec, render_list

SPEC = ListSpec(
    key="corrections",
    columns=[
        Column(key="official", label="Cán bộ", value="official.full_name", lead=True, fixed=True,
               sort=("official__name_key", "pk"), link=lambda row: f"{row.pk}/"),
        Column(key="unit", label="Đơn vị", value="official.current_unit.name"),
        Column(key="by", label="Người đề nghị", value="requested_by_name"),
        Column(key="on", label="Ngày đề nghị", value="requested_on", sort=("requested_on", "pk")),
        Column(key="status", label="Trạng thái", value="get_status_display"),
    ],
    filters=[
        Filter(key="status", label="Trạng thái", apply=lambda rows, v: rows.filter(status=v),
               choices=[("submitted", "Chờ duyệt"), ("approved", "Đã duyệt"), ("rejected", "Không duyệt"),
                        ("withdrawn", "Đã rút")]),
    ],
    default_sort="-on", noun="đề nghị", empty_title="Chưa có đề nghị đính chính nào",
)  # fmt: skip


def _visible(request: HttpRequest) -> QuerySet[Correction]:
    rows = Correction.objects.select_related("official__current_unit")
    return rows.filter(official__in=visible_officials(scope(request)).values("pk"))


@needs(P.DECIDE_CORRECTION, P.REQUEST_CORRECTION)
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The list within one's scope."""
    return render_list(request, SPEC, _visible(request), extra={"title": "Đề nghị đính chính"})


@needs(P.DECIDE_CORRECTION, P.REQUEST_CORRECTION, P.VIEW_OWN)
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: old and new beside each other, approve, reject or withdraw."""
    found = _visible(request).filter(pk=pk).first()
    if found is None:
        raise Http404("Không có đề nghị này trong phạm vi của đồng chí.")
    held = scope(request)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("act") == "withdraw":
                withdraw_correction(by=actor(request), correction=found)
            else:
                decide_correction(by=actor(request), scope=held, correction=found,
                                  approve=request.POST.get("act") == "approve",
                                  decision_note=form.cleaned_data["decision_note"])  # fmt: skip
        except DomainError as error:
            form.add_error("decision_note", error.message)
        else:
            messages.success(request, "Đã giải quyết đề nghị.")
            return redirect("web:corrections")
    context = {
        "correction": found, "form": form, "rows": _rows(found, request),
        "decide_reason": may_decide_correction.reason(held, found.status, found.requested_by_id),
        "may_withdraw": found.requested_by_id == user_of(request).pk and found.status == "submitted",
    }  # fmt: skip
    return render(request, "people/correction.html", context, status=422 if form.errors else 200)


def _rows(found: Correction, request: HttpRequest) -> list[tuple[str, str, str]]:
    book, held = book_for_page(), scope(request)
    out = []
    for name, pair in found.changes.items():
        old, new = pair
        if name in PARTIAL:
            old, new = write_partial_date(old), write_partial_date(new)
        elif name == "ethnicity":
            old, new = book.label("ethnic_group", old), book.label("ethnic_group", new)
        if not may_see(name, held, is_own=found.official.account_id == user_of(request).pk):
            old, new = "•••", "•••"
        out.append((str(getattr(Official._meta.get_field(name), "verbose_name", name)), old, new))
    return out
