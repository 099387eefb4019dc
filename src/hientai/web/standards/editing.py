"""Drafts of rule packs: a new version, its head and rules, and putting it in force."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hientai.access.codes import Permission as P
from hientai.base.clock import today
from hientai.base.errors import BadInput, DomainError
from hientai.needs.models import EligibilityRule, Requirement, RulePack
from hientai.needs.operations.packs import (
    draft_pack,
    put_pack_in_force,
    remove_eligibility_rule,
    remove_requirement,
    save_eligibility_rule,
    save_pack_head,
    save_requirement,
)
from hientai.needs.rules import may_edit_pack, may_put_pack_in_force
from hientai.officials.queries.criteria import load_catalogue
from hientai.web.acting import actor, as_of, needs, scope
from hientai.web.criteria.editor import Editor, build_editor
from hientai.web.standards.forms import EligibilityRuleForm, InForceForm, PackHeadForm, RequirementForm
from hientai.web.standards.views import pack_or_404, refuse, show_error


@needs(P.EDIT_STANDARDS)
@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a pack into a new draft version."""
    try:
        made = draft_pack(by=actor(request), pack=pack_or_404(pk))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("web:pack", pk=pk)
    messages.success(request, f"Đã soạn phiên bản {made.version} ở dạng dự thảo.")
    return redirect("web:pack", pk=made.pk)


@needs(P.EDIT_STANDARDS)
@require_http_methods(["GET", "POST"])
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the head of a draft."""
    found = pack_or_404(pk)
    refuse(may_edit_pack.reason(scope(request), found.status))
    form = PackHeadForm(request.POST or None, initial=PackHeadForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            save_pack_head(by=actor(request), pack=found, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã ghi.")
            return redirect("web:pack", pk=pk)
    context = {
        "form": form,
        "title": "Sửa phần đầu bộ quy tắc",
        "sub": found.name,
        "back": reverse("web:pack", args=[pk]),
    }
    return render(request, "standards/form.html", context, status=422 if form.errors else 200)


@needs(P.EDIT_STANDARDS)
@require_http_methods(["GET", "POST"])
def in_force(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft in force; it is frozen from then on and earlier versions end."""
    found = pack_or_404(pk)
    refuse(may_put_pack_in_force.reason(scope(request), found.status))
    form = InForceForm(request.POST or None, initial={"valid_from": today(), "legal_basis": found.legal_basis})
    if request.method == "POST" and form.is_valid():
        try:
            put_pack_in_force(by=actor(request), pack=found, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã áp dụng; từ nay bộ quy tắc này không sửa trực tiếp được.")
            return redirect("web:pack", pk=pk)
    context = {
        "form": form, "title": "Áp dụng bộ quy tắc", "sub": found.name, "submit": "Áp dụng",
        "back": reverse("web:pack", args=[pk]),
        "text": "Phiên bản đang có hiệu lực kết thúc vào ngày bắt đầu của phiên bản này; các ngày trước đó "
        "vẫn xét theo phiên bản cũ.",
    }  # fmt: skip
    return render(request, "standards/form.html", context, status=422 if form.errors else 200)


@needs(P.EDIT_STANDARDS)
@require_http_methods(["GET", "POST"])
def requirement(request: HttpRequest, pk: int, row_pk: int | None = None) -> HttpResponse:
    """Add or change a requirement of a draft, its audience and condition by the criterion form."""
    found = pack_or_404(pk)
    refuse(may_edit_pack.reason(scope(request), found.status))
    row = get_object_or_404(found.requirements.all(), pk=row_pk) if row_pk else None
    form = RequirementForm(request.POST or None, row=row)
    catalogue = load_catalogue()
    editors = [
        build_editor(request, name, as_of(request), label=label, initial=getattr(row, name, None), catalogue=catalogue)
        for name, label in (("audience", "Áp dụng cho"), ("condition", "Phải đạt"))
    ]
    if _is_final(request, editors) and form.is_valid():
        try:
            data = {editor.prefix: _data(editor) for editor in editors}
            save_requirement(by=actor(request), pack=found, values={**form.cleaned_data, **data})
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã ghi yêu cầu.")
            return redirect("web:pack", pk=pk)
    return _rule_page(request, found, row, form, editors)


@needs(P.EDIT_STANDARDS)
@require_http_methods(["GET", "POST"])
def eligibility_rule(request: HttpRequest, pk: int, row_pk: int | None = None) -> HttpResponse:
    """Add or change a rule on who may be sent."""
    found = pack_or_404(pk)
    refuse(may_edit_pack.reason(scope(request), found.status))
    row = get_object_or_404(found.eligibility_rules.all(), pk=row_pk) if row_pk else None
    form = EligibilityRuleForm(request.POST or None, row=row)
    editor = build_editor(
        request, "condition", as_of(request), label="Phải đạt", initial=row.condition if row else None
    )
    if _is_final(request, [editor]) and form.is_valid():
        try:
            values = dict(form.cleaned_data)
            condition = None if values.pop("unread") else _data(editor)
            save_eligibility_rule(by=actor(request), pack=found, values={**values, "condition": condition})
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, "Đã ghi quy tắc.")
            return redirect("web:pack", pk=pk)
    return _rule_page(request, found, row, form, [editor])


def _is_final(request: HttpRequest, editors: list[Editor]) -> bool:
    return request.method == "POST" and not any(editor.acted for editor in editors)


def _data(editor: Editor) -> Any:
    if editor.data is None:
        raise BadInput(f"«{editor.label}» chưa dùng được: {editor.problem}")
    return editor.data


def _rule_page(
    request: HttpRequest, found: RulePack, row: Requirement | EligibilityRule | None, form: Any, editors: list[Editor]
) -> HttpResponse:
    final = _is_final(request, editors)
    if not final and request.method == "POST":
        form.errors.clear()  # a button of the criterion form: what was typed stays, nothing is judged yet
    context = {"pack": found, "row": row, "form": form, "editors": editors}
    return render(request, "standards/rule.html", context, status=422 if final else 200)


@needs(P.EDIT_STANDARDS)
@require_POST
def remove(request: HttpRequest, pk: int, kind: str, row_pk: int) -> HttpResponse:
    """Take a rule out of a draft, with the reason."""
    found = pack_or_404(pk)
    refuse(may_edit_pack.reason(scope(request), found.status))
    reason = request.POST.get("reason", "").strip()
    try:
        if not reason:
            raise BadInput("Phải nêu lý do bỏ quy tắc.")
        if kind == "yeu-cau":
            remove_requirement(
                by=actor(request), requirement=get_object_or_404(found.requirements.all(), pk=row_pk), reason=reason
            )
        else:
            remove_eligibility_rule(
                by=actor(request), rule=get_object_or_404(found.eligibility_rules.all(), pk=row_pk), reason=reason
            )
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã bỏ quy tắc khỏi bản dự thảo.")
    return redirect("web:pack", pk=pk)
