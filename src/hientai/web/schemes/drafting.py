"""A new scheme, and the steps of its life."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hientai.access.codes import Permission as P
from hientai.base.errors import DomainError
from hientai.org.models import Document, Unit
from hientai.schemes.codes import SchemeStatus
from hientai.schemes.models import Scheme
from hientai.schemes.operations.writing import close_scheme, put_in_force, save_scheme
from hientai.schemes.rules import may_edit_scheme
from hientai.web.acting import actor, needs, scope
from hientai.web.schemes.forms import SchemeForm
from hientai.web.schemes.views import refuse, scheme_or_404, show_error


class NewSchemeForm(SchemeForm):
    """The head of a scheme that does not exist yet: with its code, the committee that issues it, its document."""

    code = forms.CharField(label="Mã đề án", max_length=40, help_text="Ví dụ DA-04-2021")
    owner = forms.ModelChoiceField(Unit.objects.none(), label="Cấp ủy ban hành")
    document = forms.ModelChoiceField(Document.objects.all(), label="Văn bản ban hành", required=False)
    field_order = ("code", "name", "owner", "document")


@needs(P.EDIT_SCHEMES)
@require_http_methods(["GET", "POST"])
def new_scheme(request: HttpRequest) -> HttpResponse:
    """Draft a scheme; its targets and tasks are added on its page."""
    form = NewSchemeForm(request.POST or None)
    owners = scope(request).units(P.EDIT_SCHEMES).filter(kind="CAP_UY", valid_until=None, depth__lte=3)
    form.fields["owner"].queryset = owners  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            if Scheme.objects.filter(code=form.cleaned_data["code"]).exists():
                raise DomainError("Mã đề án đã có.", fields={"code": "Hãy chọn mã khác."})
            scheme = save_scheme(by=actor(request), **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã soạn đề án; hãy thêm chỉ tiêu rồi ban hành.")
            return redirect("web:scheme", pk=scheme.pk)
    return render(request, "schemes/new.html", {"form": form}, status=422 if form.errors else 200)


@needs(P.EDIT_SCHEMES)
@require_POST
def change_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a drafted scheme in force, or close it after its final review."""
    scheme = scheme_or_404(pk)
    refuse(may_edit_scheme.reason(scope(request), scheme.status, scheme.owner.path))
    act = put_in_force if scheme.status == SchemeStatus.DRAFT else close_scheme
    try:
        act(by=actor(request), scheme=scheme, document=scheme.document)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đề án: {scheme.get_status_display()}.")
    return redirect("web:scheme", pk=pk)
