"""The list of people and one official's page."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.access.operations.accounts import log_read
from hientai.base.clock import today
from hientai.base.errors import DomainError
from hientai.officials.models import Official
from hientai.officials.operations.corrections import CORRECTABLE, request_correction
from hientai.officials.operations.registry import OfficialRow, record_leaving, save_officials
from hientai.officials.queries.scope import visible_officials
from hientai.officials.rules import may_edit_official, may_request_correction
from hientai.web.acting import actor, as_of, needs, scope, user_of
from hientai.web.people.forms import LeavingForm, RecordForm
from hientai.web.people.listing import people_list, people_on
from hientai.web.people.record import (
    book_for_page,
    facts_of,
    load_record,
    may_see,
    qualifications_by_kind,
    standing_of,
    timeline,
)
from hientai.web.ui.listing import render_list


@needs(P.VIEW_PEOPLE)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The list, scoped, filtered, sorted; HTMX gets the list alone."""
    held, on = scope(request), as_of(request)
    rows = people_on(visible_officials(held), on, is_today=on == today())
    return render_list(
        request, people_list(held, on), rows, template="people/list.html", extra={"as_of": on}, keep=("ngay",)
    )


def official_or_404(request: HttpRequest, pk: int) -> Official:
    """The official with the rows of the page; 404 outside one's scope."""
    found = load_record(pk, visible_officials(scope(request)))
    if found is None:
        raise Http404("Không có cán bộ này trong phạm vi của đồng chí.")
    return found


@needs(P.VIEW_PEOPLE, P.VIEW_OWN)
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One official's page; the look is logged."""
    official, held, on = official_or_404(request, pk), scope(request), as_of(request)
    is_own = official.account_id == user_of(request).pk
    log_read(by=actor(request), at=timezone.now(), kind="dossier", subject_type="officials.official",
             subject_id=str(pk), subject_label=official.full_name)  # fmt: skip
    book = book_for_page()
    context: dict[str, Any] = {
        "official": official, "as_of": on,
        "facts": [*standing_of(official, on), *facts_of(official, held, book, is_own=is_own)],
        "qualifications": qualifications_by_kind(official, book),
        "timeline": timeline(official, book, on),
        "ratings": [(r.year, book.label("rating_rank", r.code)) for r in official.ratings.all()]
        if is_own or held.has(P.VIEW_SENSITIVE) else [],
        "pools": official.succession_entries.all() if is_own or held.has(P.VIEW_POOLS) else [],
        "posts": sorted(
            (a for a in official.appointments.all() if a.valid_from <= on < (a.valid_until or date.max)),
            key=lambda a: (not a.is_primary, -a.title.rank),
        ),
        "shows_gap": is_own or held.has(P.VIEW_GAPS),
        "edit_reason": may_edit_official.reason(held, official.merged_into_id is not None),
        "correct_reason": may_request_correction.reason(held, official.merged_into_id is not None, is_own),
        "corrections": [c for c in official.corrections.all() if c.status == "submitted"],
    }  # fmt: skip
    return render(request, "people/person.html", context)


@needs(P.VIEW_OWN)
@require_safe
def my_record(request: HttpRequest) -> HttpResponse:
    """The signed-in person's own record."""
    own = Official.objects.filter(account_id=user_of(request).pk).first()
    if own is None:
        return render(request, "people/no_record.html")
    return redirect("web:person", pk=own.pk)


@needs(P.EDIT_PEOPLE, P.REQUEST_CORRECTION, P.VIEW_OWN)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a record (officers) or ask for a correction (units and the person): one form, two outcomes."""
    official, held, book = official_or_404(request, pk), scope(request), book_for_page()
    direct = may_edit_official.allows(held, official.merged_into_id is not None)
    is_own = official.account_id == user_of(request).pk
    hidden = frozenset(name for name in CORRECTABLE if not may_see(name, held, is_own=is_own))
    form = RecordForm(request.POST or None, official=official, book=book, hidden=hidden)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, official, form, direct=direct)
        except DomainError as error:
            _refuse(form, error)
        else:
            messages.success(
                request, "Đã ghi hồ sơ." if direct else "Đã gửi đề nghị đính chính, chờ Ban Tổ chức duyệt."
            )
            return redirect("web:person", pk=pk)
    context = {"official": official, "form": form, "direct": direct}
    return render(request, "people/edit.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, official: Official, form: RecordForm, *, direct: bool) -> None:
    reason = form.cleaned_data["reason"]
    if not direct:
        request_correction(
            by=actor(request), scope=scope(request), official=official, changes=form.changes(), reason=reason
        )
        return
    values = {f.name: getattr(official, f.name) for f in fields(OfficialRow)} | form.changes()
    save_officials(by=actor(request), rows=[OfficialRow(**values)], reason=reason)


def _refuse(form: Any, error: DomainError) -> None:
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not error.fields:
        form.add_error(None, error.message)


@needs(P.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that someone retires, resigns, moves away or dies."""
    official = official_or_404(request, pk)
    may_edit_official.check(scope(request), official.merged_into_id is not None)
    form = LeavingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_leaving(by=actor(request), official=official, **form.cleaned_data)
        except DomainError as error:
            _refuse(form, error)
        else:
            messages.success(request, "Đã ghi thôi công tác; hồ sơ và lịch sử được giữ nguyên.")
            return redirect("web:person", pk=pk)
    context = {"official": official, "form": form}
    return render(request, "people/leaving.html", context, status=422 if form.errors else 200)
