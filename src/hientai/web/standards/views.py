"""Rule packs: the list, one pack read as sentences, two versions compared, files out and in."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.base.codelists import load_codes
from hientai.base.errors import DomainError
from hientai.needs.codes import PackKind, PackStatus
from hientai.needs.models import RulePack
from hientai.needs.operations.packs import import_pack
from hientai.needs.queries.compare import compare_packs, sentence
from hientai.needs.queries.packs import pack_to_json
from hientai.needs.rules import may_draft_pack, may_edit_pack, may_put_pack_in_force
from hientai.officials.queries.criteria import load_catalogue
from hientai.web.acting import actor, as_of, needs, scope
from hientai.web.standards.forms import PackFileForm


def refuse(reason: str | None) -> None:
    """Answer 403 with the reason of a rule, when it gives one."""
    if reason is not None:
        raise PermissionDenied(reason)


def show_error(form: Any, error: DomainError) -> None:
    """A domain error beside the fields it names, else above the form."""
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not error.fields:
        form.add_error(None, error.message)


@needs(P.VIEW_STANDARDS)
@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """All packs by kind, those of the day marked."""
    on = as_of(request)
    current = set(RulePack.objects.in_force(on).values_list("pk", flat=True))
    rows = list(RulePack.objects.prefetch_related("requirements", "eligibility_rules"))
    groups = [
        {
            "label": PackKind(kind).label,
            "packs": [
                {"pack": p, "holds": p.pk in current, "rules": _size(p),
                 "unconfirmed": any(r.needs_confirmation for r in p.requirements.all())
                 or any(r.needs_confirmation for r in p.eligibility_rules.all())}
                for p in rows if p.kind == kind
            ],
        }
        for kind in PackKind.values
    ]  # fmt: skip
    may_edit = scope(request).has(P.EDIT_STANDARDS)
    return render(request, "standards/list.html", {"groups": groups, "as_of": on, "may_edit": may_edit})


def _size(pack: RulePack) -> int:
    return len(pack.requirements.all()) + len(pack.eligibility_rules.all())


def pack_or_404(pk: int) -> RulePack:
    """The pack with its rules."""
    return get_object_or_404(RulePack.objects.prefetch_related("requirements", "eligibility_rules"), pk=pk)


@needs(P.VIEW_STANDARDS)
@require_safe
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """One pack: its head, each rule as a sentence, what may be done with it."""
    found, held, catalogue = pack_or_404(pk), scope(request), load_catalogue()
    book = load_codes(["class_type", "study_form"])
    versions = list(RulePack.objects.filter(code=found.code).order_by("-version"))
    subjects: dict[str, list[dict[str, Any]]] = {}
    for rule in found.eligibility_rules.all():
        subjects.setdefault(book.label("class_type", rule.subject), []).append(
            {"row": rule, "sentence": sentence(rule.condition, catalogue), "form": book.label("study_form", rule.form),
             "dialog": f"remove-{rule.pk}"}
        )  # fmt: skip
    context = {
        "pack": found, "versions": versions, "subjects": list(subjects.items()),
        "requirements": [
            {"row": r, "audience": sentence(r.audience, catalogue), "condition": sentence(r.condition, catalogue),
             "closes": book.label("class_type", r.closes_with), "dialog": f"remove-{r.pk}"}
            for r in found.requirements.all()
        ],
        "edit_reason": may_edit_pack.reason(held, found.status),
        "draft_reason": may_draft_pack.reason(held, any(v.status == PackStatus.DRAFT for v in versions)),
        "force_reason": may_put_pack_in_force.reason(held, found.status),
        "crumbs": [{"label": "Tiêu chuẩn", "url": reverse("web:packs")}],
    }  # fmt: skip
    return render(request, "standards/pack.html", context)


@needs(P.VIEW_STANDARDS)
@require_safe
def compare(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """What the second pack changes against the first."""
    old, new = pack_or_404(pk), pack_or_404(other_pk)
    head, rules = compare_packs(old, new, load_catalogue())
    crumbs = [{"label": new.name, "url": reverse("web:pack", args=[new.pk])}]
    return render(
        request, "standards/compare.html", {"old": old, "new": new, "head": head, "rules": rules, "crumbs": crumbs}
    )


@needs(P.VIEW_STANDARDS)
@require_safe
def pack_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A pack as the JSON file that can be read in again, here or elsewhere."""
    found = pack_or_404(pk)
    text = json.dumps(pack_to_json(found), ensure_ascii=False, indent=1, default=str)
    response = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}-v{found.version}.json"'
    return response


@needs(P.EDIT_STANDARDS)
@require_http_methods(["GET", "POST"])
def pack_import(request: HttpRequest) -> HttpResponse:
    """Read a pack from a file as a draft."""
    form = PackFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            read = import_pack(by=actor(request), data=form.cleaned_data["file"])
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã nhập thành bản dự thảo; xem lại rồi áp dụng.")
            return redirect("web:pack", pk=read.pk)
    context = {
        "form": form,
        "title": "Nhập bộ quy tắc",
        "submit": "Nhập",
        "back": reverse("web:packs"),
        "is_file": True,
    }
    return render(request, "standards/form.html", context, status=422 if form.errors else 200)
