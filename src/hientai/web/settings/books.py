"""Tables of reference data: listed, added to, edited, each change with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import modelform_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.base.errors import DomainError
from hientai.base.jobs.queue import enqueue
from hientai.base.records import save_record
from hientai.web.acting import actor, needs
from hientai.web.settings.tables import Book, find_book, list_of
from hientai.web.ui.listing import render_list

# The worker's daily work (console/worker.py), asked for out of turn when the legal table has changed.
REFRESH_KIND = "officials.refresh_standing"


def _book_or_404(slug: str) -> Book:
    found = find_book(slug)
    if found is None:
        raise Http404("Không có bảng này.")
    return found


def form_for(book: Book) -> Any:
    """The form of a table, with the reason and the document that every change cites."""

    class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
        """A row and why it is changed."""

        reason = forms.CharField(label="Lý do sửa", max_length=300)
        document = forms.CharField(label="Văn bản căn cứ của lần sửa", max_length=300, required=False)

    days = {name for name in book.fields if name in ("valid_from", "valid_until", "born_from", "born_until")}
    widgets: dict[str, Any] = {
        name: forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy"}) for name in days
    }
    return modelform_factory(book.model, form=RecordForm, fields=book.fields, widgets=widgets)


@needs(P.EDIT_CODES)
@require_safe
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows of a table."""
    found = _book_or_404(slug)
    spec = list_of(found, lambda row: reverse("web:book_edit", args=[slug, row.pk]))
    return render_list(request, spec, found.rows(), template="settings/book.html", extra={"book": found})


@needs(P.EDIT_CODES)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new row."""
    return _form(request, _book_or_404(slug), None)


@needs(P.EDIT_CODES)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a row."""
    found = _book_or_404(slug)
    return _form(request, found, get_object_or_404(found.rows(), pk=pk))


def _form(request: HttpRequest, found: Book, row: Any) -> HttpResponse:
    form = form_for(found)(request.POST or None, instance=row or found.model(**dict(found.fixed)))
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, found, row, form)
        except DomainError as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, message)
            if not error.fields:
                form.add_error(None, error.message)
        else:
            return redirect("web:book", slug=found.slug)
    context = {"book": found, "row": row, "form": form, "label": row._meta.label_lower if row else ""}
    return render(request, "settings/book_form.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, found: Book, row: Any, form: Any) -> None:
    by = actor(request)
    values = {name: form.cleaned_data[name] for name in found.fields} | dict(found.fixed if row is None else ())
    save_record(
        by=by, model=found.model, values=values, pk=row.pk if row else None, reason=form.cleaned_data["reason"],
        document=form.cleaned_data["document"],
    )  # fmt: skip
    messages.success(request, "Đã ghi; thay đổi có trong nhật ký.")
    if found.changes_standing:
        arguments = {"day": by.today.isoformat(), "cause": found.slug}
        enqueue(REFRESH_KIND, "Tính lại ngày nghỉ hưu sau khi sửa bảng tuổi", arguments, by=by)
        messages.info(request, "Đang tính lại ngày nghỉ hưu của mọi người; xem ở Việc nền.")
