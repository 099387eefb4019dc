"""Named populations: groups of officials told by a criterion, used by targets, standards and lists."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.base.errors import DomainError
from hientai.officials.models import Population
from hientai.officials.operations.reference import save_population
from hientai.officials.queries.criteria import explain_criterion, load_catalogue
from hientai.web.acting import actor, as_of, needs
from hientai.web.criteria.editor import build_editor
from hientai.web.schemes.views import show_error


class PopulationForm(forms.Form):
    """The name of a population; its criterion is edited beside it."""

    code = forms.CharField(label="Mã", max_length=40)
    name = forms.CharField(label="Tên nhóm", max_length=300)
    description = forms.CharField(label="Mô tả", required=False, widget=forms.Textarea(attrs={"rows": 2}))


@needs(P.VIEW_SCHEMES)
@require_safe
def populations(request: HttpRequest) -> HttpResponse:
    """All populations, each as one sentence."""
    catalogue = load_catalogue()
    rows = [(p, explain_criterion(p.criterion, catalogue)) for p in Population.objects.all()]
    return render(request, "schemes/populations.html", {"rows": rows})


@needs(P.EDIT_SCHEMES)
@require_http_methods(["GET", "POST"])
def edit_population(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a population; targets that use it move with it."""
    found = get_object_or_404(Population, pk=pk) if pk else None
    start = {name: getattr(found, name) for name in ("code", "name", "description")} if found else None
    form = PopulationForm(request.POST or None, initial=start)
    form.fields["code"].disabled = found is not None
    editor = build_editor(
        request, "criterion", as_of(request), label="Gồm những ai", initial=found.criterion if found else None
    )
    if request.method == "POST" and not editor.acted and form.is_valid():
        try:
            if editor.data is None:
                raise DomainError(f"Tiêu chí chưa dùng được: {editor.problem}")
            if found is None and Population.objects.filter(code=form.cleaned_data["code"]).exists():
                raise DomainError("Mã nhóm đã có.", fields={"code": "Hãy chọn mã khác."})
            save_population(by=actor(request), criterion=editor.data, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã ghi nhóm cán bộ.")
            return redirect("web:populations")
    if editor.acted:
        form.errors.clear()
    failed = request.method == "POST" and not editor.acted
    context = {"population": found, "form": form, "editor": editor}
    return render(request, "schemes/population.html", context, status=422 if failed else 200)
