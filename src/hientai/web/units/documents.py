"""The register of documents that organisations and schemes cite."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.base.errors import DomainError
from hientai.org.codes import DocSystem, DocumentStatus
from hientai.org.models import Document
from hientai.org.operations import register_document
from hientai.web.acting import actor, needs
from hientai.web.ui.listing import Column, Filter, ListSpec, render_list
from hientai.web.units.forms import DocumentForm, refuse


def _search(rows: Any, words: str) -> Any:
    for word in words.split():
        rows = rows.filter(symbol__icontains=word) | rows.filter(title__icontains=word)
    return rows


DOCUMENTS = ListSpec(
    key="documents",
    columns=[
        Column(key="symbol", label="Số, ký hiệu", value="symbol", lead=True, fixed=True, sort=("symbol", "pk"),
               nowrap=True),
        Column(key="title", label="Trích yếu", value="title"),
        Column(key="issuer", label="Cơ quan ban hành", value="issuer", sort=("issuer", "pk")),
        Column(key="signed", label="Ngày ban hành", value="signed_on", sort=("signed_on", "pk"), nowrap=True),
        Column(key="status", label="Tình trạng", value="get_status_display",
               sub=lambda row: "cần xác nhận" if row.needs_confirmation else ""),
    ],
    filters=[
        Filter(key="system", label="Hệ văn bản", choices=DocSystem.choices,
               apply=lambda rows, value: rows.filter(system=value)),
        Filter(key="status", label="Tình trạng", choices=DocumentStatus.choices,
               apply=lambda rows, value: rows.filter(status=value)),
    ],
    search=_search, search_label="Tìm theo số, trích yếu", default_sort="-signed", noun="văn bản",
    caption="Văn bản", empty_title="Chưa có văn bản nào",
    empty_text="Văn bản quyết định được ghi một lần, rồi dùng cho mọi việc sắp xếp, đề án.",
)  # fmt: skip


@needs(P.VIEW_UNITS)
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The list of documents."""
    return render_list(request, DOCUMENTS, Document.objects.all(), template="units/documents.html")


@needs(P.EDIT_UNITS, P.EDIT_SCHEMES)
@require_http_methods(["GET", "POST"])
def new_document(request: HttpRequest) -> HttpResponse:
    """Register a document; comes back to where it was asked for."""
    form = DocumentForm(request.POST or None)
    back = request.GET.get("ve", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("web:documents")
    if request.method == "POST" and form.is_valid():
        try:
            document = register_document(by=actor(request), **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"Đã ghi văn bản {document.symbol}.")
            return redirect(back)
    return render(request, "units/document_new.html", {"form": form, "back": back},
                  status=422 if form.errors else 200)  # fmt: skip
