"""The list as a workbook: with a reason, a watermark and an entry in the log."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hientai.access.codes import Permission as P
from hientai.access.operations.accounts import log_read
from hientai.base.clock import today
from hientai.base.periods import format_date
from hientai.base.tabular import Column, Table, write_workbook
from hientai.officials.queries.scope import visible_officials
from hientai.web.acting import actor, as_of, needs, scope
from hientai.web.people.listing import people_list, people_on
from hientai.web.ui.listing import export_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(P.EXPORT_DATA)
@require_http_methods(["GET", "POST"])
def export_people(request: HttpRequest) -> HttpResponse:
    """Ask for the reason, then give exactly what the list shows, marked with who took it, when and which copy."""
    reason = request.POST.get("reason", "").strip()
    if request.method == "GET" or not reason:
        query = urlencode([(k, v) for k, vs in request.GET.lists() for v in vs])
        context = {"query": query, "missing": request.method == "POST"}
        return render(request, "people/export.html", context, status=422 if request.method == "POST" else 200)
    held, on = scope(request), as_of(request)
    rows = people_on(visible_officials(held, P.EXPORT_DATA), on, is_today=on == today())
    table = export_table(request, people_list(held, on), rows)
    by, now = actor(request), timezone.localtime()
    copy = f"{now:%Y%m%d%H%M%S}-{by.user_id}"
    mark = f"Bản số {copy} · {by.name} · {by.unit_name} · {now:%H:%M} {format_date(today())} · {reason}"
    body = [
        tuple(str(v) if v is not None and not isinstance(v, (int, float)) else v for v in row) for row in table.rows
    ]
    data = write_workbook([Table("Cán bộ", [Column(h) for h in table.headings], body, title=mark)])
    log_read(by=by, at=now, kind="export", subject_type="officials.official", subject_label="Danh sách cán bộ",
             rows=len(body), reason=reason, copy_number=copy,
                 content_hash=hashlib.sha256(data).hexdigest())  # fmt: skip
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="can-bo-{copy}.xlsx"'
    return response
