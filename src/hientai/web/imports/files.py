"""Workbooks given out: the template, the file as it came, the file with remarks, the export."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.access.operations.accounts import log_read
from hientai.base.errors import DomainError
from hientai.officials.exchange.exporting import export_bytes
from hientai.officials.exchange.importing import annotated
from hientai.officials.exchange.template import write_template
from hientai.officials.models import ImportBatch
from hientai.officials.queries.scope import visible_officials
from hientai.web.acting import actor, needs, scope
from hientai.web.imports.loading import batch_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT_NEEDS = (P.EXPORT_DATA, P.VIEW_PEOPLE, P.VIEW_SENSITIVE, P.VIEW_IDENTITY, P.VIEW_POOLS)


def _download(content: bytes, filename: str, kind: str = XLSX) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response


@needs(P.IMPORT_DATA)
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    return _download(write_template(), "tep-mau-nhap-du-lieu.xlsx")


@needs(P.IMPORT_DATA)
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The uploaded file, byte for byte."""
    found = ImportBatch.objects.only("content", "filename").get(pk=batch_or_404(request, pk).pk)
    return _download(bytes(found.content), found.filename, "application/octet-stream")


@needs(P.IMPORT_DATA)
@require_safe
def annotated_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The uploaded sheets with remarks beside the cells, to mend and send again."""
    found = ImportBatch.objects.get(pk=batch_or_404(request, pk).pk)
    if not found.counts:
        raise Http404("Tệp chưa được kiểm tra.")
    try:
        content = annotated(found)
    except DomainError as error:
        raise Http404(error.message) from error
    return _download(content, f"{found.filename.rsplit('.', 1)[0]}-ket-qua.xlsx")


@needs(P.IMPORT_DATA)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Everything about the officials in scope, in the columns of the template; asked for with a reason, and logged."""
    held = scope(request)
    lacking = [p.label for p in EXPORT_NEEDS if not held.has(p)]
    reason = request.POST.get("reason", "").strip()
    if lacking or request.method == "GET" or not reason:
        status = 403 if lacking else 422 if request.method == "POST" else 200
        missing = request.method == "POST" and not lacking
        return render(request, "imports/export.html", {"lacking": lacking, "missing": missing}, status=status)
    people = visible_officials(held, P.EXPORT_DATA)
    content = export_bytes(people, held.units())
    now, by = timezone.localtime(), actor(request)
    copy = f"{now:%Y%m%d%H%M%S}-{by.user_id}"
    log_read(
        by=by, at=now, kind="export", subject_type="officials.official", subject_label="Xuất theo tệp mẫu",
        rows=people.count(), reason=reason, copy_number=copy, content_hash=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    return _download(content, f"ho-so-{copy}.xlsx")
