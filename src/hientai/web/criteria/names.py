"""People behind a figure: one list for every desk, and its workbook with reason, watermark and log entry."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from hientai.access.operations.accounts import log_read
from hientai.base.clock import today
from hientai.base.periods import format_date
from hientai.base.tabular import Column as SheetColumn
from hientai.base.tabular import Table, write_workbook
from hientai.base.text import fold
from hientai.web.acting import actor
from hientai.web.ui.formats import write_partial_date
from hientai.web.ui.listing import Column, Filter, ListSpec, export_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def search_names(rows: Any, words: str) -> Any:
    """People whose name or code has every word typed, marks ignored."""
    for word in fold(words).split():
        rows = rows.filter(search_key__contains=word)
    return rows


def names_list(
    key: str, *, export_url: str = "", more: Sequence[Column] = (), filters: Sequence[Filter] = (), empty: str = "",
) -> ListSpec:  # fmt: skip
    """The list of officials behind a figure; ``more`` adds columns of the desk. Rows need current_unit selected."""
    columns = [
        Column(key="name", label="Họ và tên", value="full_name", fixed=True, lead=True,
               sort=("name_key", "birth_on", "pk"), link=lambda row: reverse("web:person", args=[row.pk])),
        Column(key="code", label="Số hiệu", value="code", default=False, sort=("code",), nowrap=True),
        Column(key="birth", label="Ngày sinh", value=lambda row: write_partial_date(row.birth), sort=("birth_on", "pk"),
               nowrap=True),
        Column(key="post", label="Chức vụ", value="current_post"),
        Column(key="unit", label="Đơn vị", value="current_unit.name", default=False),
        Column(key="retires", label="Nghỉ hưu", value="retires_on", sort=("retires_on", "pk"), nowrap=True),
        *more,
    ]  # fmt: skip
    return ListSpec(
        key=key, columns=columns, filters=filters, search=search_names, search_label="Tìm theo tên, số hiệu",
        default_sort="name", export_url=export_url, noun="người", caption="Danh sách cán bộ",
        empty_title=empty or "Không có ai trong phạm vi của đồng chí",
    )  # fmt: skip


def export_names(
    request: HttpRequest, spec: ListSpec, rows: Any, *, title: str, stem: str, back_url: str, on: date
) -> HttpResponse:
    """Ask for the reason, then give what the list shows as a workbook, marked with who took it, when and why."""
    reason = request.POST.get("reason", "").strip()
    if request.method == "GET" or not reason:
        missing = request.method == "POST"
        query = urlencode([(k, v) for k, vs in request.GET.lists() for v in vs])
        context = {"query": query, "missing": missing, "what": title, "back_url": back_url}
        return render(request, "criteria/export.html", context, status=422 if missing else 200)
    table = export_table(request, spec, rows)
    by, now = actor(request), timezone.localtime()
    copy = f"{now:%Y%m%d%H%M%S}-{by.user_id}"
    mark = (
        f"{title} · số liệu đến {format_date(on)} · Bản số {copy} · {by.name} · {by.unit_name} · "
        f"{now:%H:%M} {format_date(today())} · {reason}"
    )
    body = [tuple(v if v is None or isinstance(v, int | float | date) else str(v) for v in row) for row in table.rows]
    data = write_workbook([Table("Danh sách", [SheetColumn(h) for h in table.headings], body, title=mark)])
    log_read(by=by, at=now, kind="export", subject_type="officials.official", subject_label=title, rows=len(body),
             reason=reason, copy_number=copy, content_hash=hashlib.sha256(data).hexdigest())  # fmt: skip
    return workbook_response(data, f"{stem}-{copy}")


def workbook_response(data: bytes, stem: str) -> HttpResponse:
    """A workbook as a download."""
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{stem}.xlsx"'
    return response
