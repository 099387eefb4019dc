"""Acts: the list, one act with what it changed, the history of anything, and changes nobody signed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hientai.access.codes import Permission as P
from hientai.access.queries import Scope
from hientai.base.models import Act, RowChange
from hientai.base.privacy import MASK
from hientai.web.acting import needs, scope
from hientai.web.history.scoping import (
    EDITORS,
    may_read_history_of,
    may_see_label,
    model_of,
    sees_everything,
    visible_acts,
)
from hientai.web.history.telling import action_title, capital, models_by_table, operation_titles, tell
from hientai.web.ui.formats import write_date, write_moment
from hientai.web.ui.listing import Column, Filter, FilterKind, ListSpec, render_list

MOST_CHANGES = 200
MOST_CHILDREN = 300
SOURCES = {"web": "trang web", "console": "dòng lệnh", "worker": "việc nền", "demo": "dựng mẫu", "import": "nhập tệp",
           "api": "giao tiếp máy"}  # fmt: skip


def subject_of(row: Act, held: Scope) -> str:
    """What an act was about, its name hidden from those who may not see people."""
    if not row.subject_label:
        return ""
    if may_see_label(held, row.subject_type):
        return row.subject_label
    model = model_of(row.subject_type)
    return f"{capital(str(model._meta.verbose_name)) if model else row.subject_type} {MASK}"


def acts_list(held: Scope) -> ListSpec:
    """The list as this reader may see it; names of people can be searched only by those who may see them."""

    def search(rows: Any, words: str) -> Any:
        condition = Q(reason__icontains=words) | Q(document__icontains=words)
        if held.has(P.VIEW_PEOPLE):
            condition |= Q(subject_label__icontains=words)
        return rows.filter(condition)

    columns = (
        Column(key="at", label="Thời điểm", value=lambda row: write_moment(row.at), sort=("pk",), nowrap=True,
               lead=True, fixed=True, link=lambda row: reverse("web:act", args=[row.pk])),
        Column(key="who", label="Người thực hiện", value="actor_name", sub=lambda row: row.acting_unit_name),
        Column(key="action", label="Nghiệp vụ", value=lambda row: action_title(row.action)),
        Column(key="subject", label="Đối tượng", value=lambda row: subject_of(row, held)),
        Column(key="reason", label="Lý do", value="reason"),
        Column(key="document", label="Văn bản", value="document"),
        Column(key="changes", label="Dòng thay đổi", value="changes_count", numeric=True, default=False),
        Column(key="source", label="Nguồn", value=lambda row: SOURCES.get(row.source, row.source), default=False),
    )  # fmt: skip
    filters = (
        Filter(key="who", label="Người thực hiện", kind=FilterKind.TEXT,
               apply=lambda rows, text: rows.filter(actor_name__icontains=text)),
        Filter(key="action", label="Nghiệp vụ", choices=operation_titles,
               apply=lambda rows, value: rows.filter(action=value)),
        Filter(key="type", label="Loại đối tượng", choices=_types, primary=False,
               apply=lambda rows, value: rows.filter(subject_type=value)),
        Filter(key="from", label="Từ ngày", kind=FilterKind.DATE,
               apply=lambda rows, day: rows.filter(at__date__gte=day)),
        Filter(key="to", label="Đến hết ngày", kind=FilterKind.DATE,
               apply=lambda rows, day: rows.filter(at__date__lte=day)),
    )  # fmt: skip
    return ListSpec(
        key="acts", columns=columns, filters=filters, search=search, default_sort="-at", noun="hành vi",
        caption="Nhật ký nghiệp vụ", search_label="Tìm theo đối tượng, lý do, văn bản",
        empty_title="Chưa có hành vi nào khớp",
    )  # fmt: skip


def _types() -> list[tuple[str, str]]:
    found = {m._meta.label_lower: capital(str(m._meta.verbose_name)) for m in models_by_table().values()
             if m.__module__.startswith("hientai.") and not m._meta.auto_created}  # fmt: skip
    return sorted(found.items(), key=lambda pair: pair[1])


@needs(P.VIEW_AUDIT)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The acts one may read."""
    held = scope(request)
    extra = {"sees_everything": sees_everything(held)}
    return render_list(request, acts_list(held), visible_acts(held), template="history/acts.html", extra=extra)


@needs(P.VIEW_AUDIT)
@require_safe
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One act: who, when, why, by which document, and every row it changed."""
    held = scope(request)
    found = get_object_or_404(visible_acts(held), pk=pk)
    changes = RowChange.objects.filter(act_key=found.key).order_by("id")[: MOST_CHANGES + 1]
    told = tell(changes, held)
    facts = [
        ("Nghiệp vụ", action_title(found.action)), ("Người thực hiện", found.actor_name),
        ("Đơn vị lúc đó", found.acting_unit_name), ("Thời điểm", write_moment(found.at)),
        ("Ngày nghiệp vụ", write_date(found.dated_on)), ("Đối tượng", subject_of(found, held)),
        ("Lý do", found.reason), ("Văn bản", found.document), ("Nguồn", SOURCES.get(found.source, found.source)),
        ("Mã yêu cầu", found.request_id), ("Mã băm", found.hash),
    ]  # fmt: skip
    together = visible_acts(held).filter(key=found.key).exclude(pk=found.pk).order_by("pk")[:50]
    context: dict[str, Any] = {
        "act": found, "facts": [(label, value) for label, value in facts if value], "changes": told[:MOST_CHANGES],
        "more": found.changes_count - MOST_CHANGES if len(told) > MOST_CHANGES else 0,
        "together": [(a.pk, action_title(a.action), subject_of(a, held)) for a in together],
        "history_url": reverse("web:history_of", args=[found.subject_type, found.subject_id])
        if found.subject_type and found.subject_id else "",
        "detail": found.detail.items() if held.has(P.VIEW_SENSITIVE) or may_see_label(held, found.subject_type) else [],
    }  # fmt: skip
    return render(request, "history/act.html", context)


@needs(P.VIEW_AUDIT, P.VIEW_PEOPLE, *EDITORS)
@require_safe
def history_of(request: HttpRequest, label: str, pk: str) -> HttpResponse:
    """The change history of anything: the acts about it and the changes of its row and of the rows that hang on it."""
    held, model = scope(request), model_of(label)
    row = model._default_manager.filter(pk=int(pk)).first() if model and pk.isdigit() else None
    if model is None or row is None or not may_read_history_of(held, row):
        raise Http404("Không có mục này trong phạm vi của đồng chí.")
    changes = list(RowChange.objects.filter(_own_rows(row)).order_by("-id")[:MOST_CHANGES])
    about = Q(subject_type=label, subject_id=pk) | Q(key__in={c.act_key for c in changes if c.act_key})
    acts = list(Act.objects.filter(about).order_by("-id")[:MOST_CHANGES])
    told: dict[str | None, list[Any]] = defaultdict(list)
    for change, words in zip(changes, tell(changes, held), strict=True):
        told[change.act_key].append(words)
    entries: list[dict[str, Any]] = []
    # Operations call operations: of the acts of one transaction the one about this row tells the changes and why.
    chief: dict[str, Act] = {}
    for one in reversed(acts):
        weight = ((one.subject_type, one.subject_id) == (label, pk), bool(one.reason))
        other = chief.get(one.key)
        if other is None or weight > ((other.subject_type, other.subject_id) == (label, pk), bool(other.reason)):
            chief[one.key] = one
    for one in acts:
        is_chief = chief[one.key] is one
        if is_chief or (one.subject_type, one.subject_id) == (label, pk):
            entries.append({"act": one, "title": action_title(one.action), "at": one.at,
                            "changes": told.get(one.key, []) if is_chief else []})  # fmt: skip
    entries += [{"act": None, "title": "Thay đổi không qua nghiệp vụ", "at": c.at, "changes": [c]} for c in told[None]]
    context = {
        "row": row, "kind": capital(str(model._meta.verbose_name)),
        "entries": sorted(entries, key=lambda entry: entry["at"], reverse=True), "may_open": held.has(P.VIEW_AUDIT),
    }  # fmt: skip
    return render(request, "history/of.html", context)


def _own_rows(row: Any) -> Q:
    """The changes of this row and of the rows of the same room that point at it (posts, degrees … of an official)."""
    own = Q(table_name=row._meta.db_table, row_id=str(row.pk))
    for relation in row._meta.related_objects:
        child = relation.related_model
        if child._meta.app_label != row._meta.app_label or relation.many_to_many:
            continue
        ids = child._default_manager.filter(**{relation.field.name: row.pk}).order_by("-pk")
        own |= Q(
            table_name=child._meta.db_table,
            row_id__in=[str(i) for i in ids.values_list("pk", flat=True)[:MOST_CHILDREN]],
        )
    return own


@needs(P.VIEW_AUDIT)
@require_safe
def unsigned(request: HttpRequest) -> HttpResponse:
    """Changes made behind the operations, newest first; for those who may read the whole audit."""
    held = scope(request)
    if not sees_everything(held):
        raise Http404
    rows = RowChange.objects.filter(act_key=None)
    context = {"changes": tell(rows.order_by("-id")[:MOST_CHANGES], held), "total": rows.count(), "most": MOST_CHANGES}
    return render(request, "history/unsigned.html", context)
