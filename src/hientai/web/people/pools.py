"""Succession pools: the list, the structure against its aims, entering and leaving; every look is logged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.access.operations.accounts import log_read
from hientai.base.audit.freshness import kept
from hientai.base.errors import DomainError
from hientai.base.text import fold
from hientai.officials.models import SuccessionEntry, Title
from hientai.officials.operations.pools import enter_pool, leave_pool
from hientai.officials.queries.pools import pool_structure
from hientai.officials.queries.scope import visible_officials, visible_through
from hientai.org.codes import Level
from hientai.org.models import Term, Unit
from hientai.web.acting import actor, as_of, needs, scope
from hientai.web.people.forms import PoolEntryForm, PoolExitForm
from hientai.web.ui.listing import Column, Filter, FilterKind, ListSpec, render_list
from hientai.web.ui.listing.state import read_state


def _search(rows: Any, words: str) -> Any:
    for word in fold(words).split():
        rows = rows.filter(Q(official__search_key__contains=word))
    return rows


def _by_unit(rows: Any, value: str) -> Any:
    unit = Unit.objects.filter(code=value.strip()).first()
    return rows.none() if unit is None else rows.filter(unit__path__gte=unit.path, unit__path__lt=unit.path + "z")


def pool_list() -> ListSpec:
    """One declaration of the list of pool members."""
    return ListSpec(
        key="pools",
        columns=[
            Column(key="name", label="Họ và tên", value="official.full_name", fixed=True, lead=True,
                   sort=("official__name_key", "official__birth_on", "pk"),
                   link=lambda row: reverse("web:person", args=[row.official_id])),
            Column(key="birth", label="Năm sinh", value=lambda row: row.official.birth_on.year,
                sort=("official__birth_on", "pk")),
            Column(key="sex", label="Giới tính", value="official.get_sex_display"),
            Column(key="post", label="Chức vụ hiện nay", value="official.current_post"),
            Column(key="title", label="Quy hoạch chức danh", value="title.label", sort=("title__sort_order", "pk")),
            Column(key="unit", label="Đơn vị", value="unit.name"),
            Column(key="term", label="Nhiệm kỳ", value="term.label", sort=("term__starts_year", "pk")),
            Column(key="entered", label="Đưa vào", value="entered_on", sort=("entered_on", "pk"), default=False),
            Column(key="out", label="", value=lambda row: "Đưa ra…", export=lambda row: "",
                   link=lambda row: reverse("web:pool_leave", args=[row.pk])),
        ],
        filters=[
            Filter(key="term", label="Nhiệm kỳ", apply=lambda rows, v: rows.filter(term__code=v),
                   choices=lambda: list(Term.objects.values_list("code", "label"))),
            Filter(key="level", label="Cấp", apply=lambda rows, v: rows.filter(title__level=v), choices=Level.choices),
            Filter(key="title", label="Chức danh", apply=lambda rows, v: rows.filter(title__code=v),
                   choices=lambda: list(Title.objects.values_list("code", "label"))),
            Filter(key="unit", label="Mã đơn vị (cả cấp dưới)", kind=FilterKind.TEXT, primary=False, apply=_by_unit),
        ],
        search=_search, search_label="Tìm theo tên", default_sort="name", noun="mục quy hoạch",
        empty_title="Chưa có ai trong quy hoạch",
    )  # fmt: skip


def visible_entries(request: HttpRequest) -> QuerySet[SuccessionEntry]:
    """Entries in force on the day asked for, of officials within the scope for pools."""
    rows = SuccessionEntry.objects.held(as_of(request)).select_related("official", "title", "unit", "term")
    entries: QuerySet[SuccessionEntry] = rows.filter(visible_through("official__", scope(request), P.VIEW_POOLS))
    return entries


@needs(P.VIEW_POOLS)
@require_safe
def pools(request: HttpRequest) -> HttpResponse:
    """The pool list with its structure: age, women, minorities against the aims in force."""
    on, spec = as_of(request), pool_list()
    rows = visible_entries(request)
    narrowed = read_state(spec, request.GET).narrow(rows)
    held = scope(request)
    asked = ("pools", held.areas_with(P.VIEW_POOLS), held.user_id, held.on, on, request.GET.urlencode())
    structure = kept(asked, lambda: pool_structure(narrowed, on))
    log_read(by=actor(request), at=timezone.now(), kind="pool", subject_type="officials.successionentry",
             subject_label=f"Quy hoạch: {request.GET.urlencode()[:200]}", rows=structure.people)  # fmt: skip
    extra = {"as_of": on, "structure": structure, "sensitive": held.has(P.VIEW_SENSITIVE)}
    return render_list(request, spec, rows, template="people/pools.html", extra=extra, keep=("ngay",))


@needs(P.EDIT_POOLS)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan one official for a higher title."""
    official = visible_officials(scope(request), P.EDIT_POOLS).filter(pk=pk).first()
    if official is None:
        raise Http404("Không có cán bộ này trong phạm vi của đồng chí.")
    units = scope(request).units(P.EDIT_POOLS).filter(
        Q(pk=official.current_unit_id) | Q(pk=official.current_unit.parent_id if official.current_unit else None)
        | Q(depth__lte=2)
    )  # fmt: skip
    form = PoolEntryForm(request.POST or None, units=units, initial={"unit": official.current_unit_id})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            enter_pool(by=actor(request), official=official, title=data["title"], unit_id=data["unit"].pk,
                       term=data["term"], entered_on=data["entered_on"], document=data["document"])  # fmt: skip
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã đưa vào quy hoạch.")
            return redirect("web:person", pk=pk)
    context = {"official": official, "form": form}
    return render(request, "people/pool_enter.html", context, status=422 if form.errors else 200)


@needs(P.EDIT_POOLS)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one entry out of its pool with a reason."""
    entry = visible_entries(request).filter(pk=pk).first()
    if entry is None:
        raise Http404("Không có mục quy hoạch này trong phạm vi của đồng chí.")
    form = PoolExitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            leave_pool(by=actor(request), entry=entry, **form.cleaned_data)
        except DomainError as error:
            for name, message in error.fields.items() or [("", error.message)]:
                form.add_error(name or None, message)
        else:
            messages.success(request, "Đã đưa ra khỏi quy hoạch; lịch sử được giữ.")
            return redirect("web:person", pk=entry.official_id)
    context = {"entry": entry, "form": form}
    return render(request, "people/pool_leave.html", context, status=422 if form.errors else 200)
