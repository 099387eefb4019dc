"""Accounts: listed, created, closed, their passwords reset, their rights given and taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.access.codes import Role
from hientai.access.models import Grant, User
from hientai.access.operations.accounts import change_password, create_user, grant_role, revoke_grant, set_active
from hientai.base.clock import today
from hientai.base.errors import DomainError
from hientai.org.models import ManagementTier
from hientai.web.acting import actor, needs
from hientai.web.settings.forms import AccountForm, DoorForm, GrantForm, PasswordForm, RevokeForm
from hientai.web.ui.formats import write_date, write_moment
from hientai.web.ui.listing import Column, Filter, FilterKind, ListSpec, render_list


def _by_role(rows: Any, role: str) -> Any:
    return rows.filter(pk__in=Grant.objects.in_force(today()).filter(role=role).values("user"))


ACCOUNTS = ListSpec(
    key="accounts", noun="tài khoản", default_sort="username", caption="Tài khoản", search_label="Tìm theo tên",
    search=lambda rows, words: rows.filter(full_name__icontains=words) | rows.filter(username__icontains=words),
    columns=(
        Column(key="username", label="Tên đăng nhập", value="username", sort=("username",), lead=True, fixed=True,
               link=lambda row: reverse("web:account", args=[row.pk])),
        Column(key="name", label="Họ và tên", value="full_name", sort=("full_name", "pk")),
        Column(key="unit", label="Đơn vị", value="unit.name"),
        Column(key="roles", label="Vai trò đang giữ",
               value=lambda row: "; ".join(dict.fromkeys(g.get_role_display() for g in row.held))),
        Column(key="last", label="Đăng nhập gần nhất", sort=("last_login", "pk"), nowrap=True,
               value=lambda row: write_moment(row.last_login) if row.last_login else "chưa lần nào"),
        Column(key="state", label="Tình trạng", value=lambda row: "Đang dùng" if row.is_active else "Đã đóng",
               sort=("-is_active", "username"), nowrap=True),
    ),
    filters=(
        Filter(key="role", label="Vai trò", choices=Role.choices, apply=_by_role),
        Filter(key="active", label="Đang dùng", kind=FilterKind.BOOL,
               apply=lambda rows, yes: rows.filter(is_active=yes)),
    ),
)  # fmt: skip


@needs(P.MANAGE_ACCESS)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """The list of accounts."""
    held = Prefetch("grants", Grant.objects.in_force(today()), to_attr="held")
    rows = User.objects.select_related("unit").prefetch_related(held)
    return render_list(request, ACCOUNTS, rows, template="settings/accounts.html")


def _period(grant: Grant) -> str:
    if grant.valid_until is None:
        return f"từ {write_date(grant.valid_from)}"
    return f"{write_date(grant.valid_from)} – trước {write_date(grant.valid_until)}"


@needs(P.MANAGE_ACCESS)
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with all rights it ever had."""
    user = get_object_or_404(User.objects.select_related("unit"), pk=pk)
    tiers, day = dict(ManagementTier.objects.values_list("code", "label")), today()
    grants = [
        {
            "pk": g.pk, "role": g.get_role_display(), "unit": g.unit, "period": _period(g), "document": g.document,
            "tiers": ", ".join(tiers.get(code, code) for code in g.tiers) or "mọi diện",
            "state": "đang hiệu lực" if g.valid_from <= day and (g.valid_until is None or g.valid_until > day)
            else "chưa đến" if g.valid_from > day and g.valid_until != g.valid_from else "đã hết",
        }
        for g in user.grants.select_related("unit").order_by("-valid_from", "-pk")
    ]  # fmt: skip
    facts = [
        ("Tên đăng nhập", user.username), ("Đơn vị công tác", user.unit.name if user.unit else ""),
        ("Tình trạng", "Đang dùng" if user.is_active else "Đã đóng"),
        ("Đăng nhập gần nhất", write_moment(user.last_login) if user.last_login else "chưa lần nào"),
        ("Mật khẩu", "phải đổi ở lần đăng nhập sau" if user.must_change_password else "do người dùng đặt"),
        ("Tạm khóa đến", write_moment(user.locked_until) if user.locked_until else ""),
    ]  # fmt: skip
    return render(request, "settings/account.html", {"account": user, "grants": grants, "facts": facts})


def _answer(
    request: HttpRequest, form: Any, act: Callable[[dict[str, Any]], Any], *, done: str, to: Callable[[Any], str],
    context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """Show a form, or carry out what it asks and go on; a refusal is told beside its field."""
    if request.method == "POST" and form.is_valid():
        try:
            result = act(form.cleaned_data)
        except DomainError as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, message)
            if not set(error.fields) & set(form.fields):
                form.add_error(None, error.message)
        else:
            messages.success(request, done)
            return redirect(to(result))
    return render(request, "settings/form.html", {"form": form, **context}, status=422 if form.errors else 200)


@needs(P.MANAGE_ACCESS)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new account; its rights are given on its page."""
    return _answer(
        request, AccountForm(request.POST or None), lambda data: create_user(by=actor(request), **data),
        done="Đã tạo tài khoản. Hãy giao quyền cho tài khoản này.",
        to=lambda user: reverse("web:account", args=[user.pk]),
        context={"title": "Tạo tài khoản", "submit": "Tạo tài khoản", "back": reverse("web:accounts")},
    )  # fmt: skip


def _back(pk: int) -> str:
    return reverse("web:account", args=[pk])


@needs(P.MANAGE_ACCESS)
@require_http_methods(["GET", "POST"])
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A password for someone who forgot theirs; a lock after failed sign-ins ends with it."""
    user = get_object_or_404(User, pk=pk)
    return _answer(
        request, PasswordForm(request.POST or None),
        lambda data: change_password(by=actor(request), user=user, must_change=True, **data),
        done="Đã đặt lại mật khẩu.", to=lambda _: _back(pk),
        context={"title": "Đặt lại mật khẩu", "subtitle": user.full_name, "submit": "Đặt lại", "back": _back(pk)},
    )  # fmt: skip


@needs(P.MANAGE_ACCESS)
@require_http_methods(["GET", "POST"])
def open_or_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open it again; nothing is deleted."""
    user = get_object_or_404(User, pk=pk)
    verb = "Đóng tài khoản" if user.is_active else "Mở lại tài khoản"
    wanted = not user.is_active
    return _answer(
        request, DoorForm(request.POST or None),
        lambda data: set_active(by=actor(request), user=user, is_active=wanted, reason=data["reason"]),
        done="Đã mở lại." if wanted else "Đã đóng; lịch sử được giữ nguyên.", to=lambda _: _back(pk),
        context={"title": verb, "subtitle": user.full_name, "submit": verb, "danger": not wanted, "back": _back(pk)},
    )  # fmt: skip


@needs(P.MANAGE_ACCESS)
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    user = get_object_or_404(User, pk=pk)
    form = GrantForm(request.POST or None, initial={"valid_from": write_date(today())})
    return _answer(
        request, form, lambda data: grant_role(by=actor(request), user=user, **data), done="Đã giao quyền.",
        to=lambda _: _back(pk),
        context={"title": "Giao quyền", "subtitle": user.full_name, "submit": "Giao quyền", "back": _back(pk)},
    )  # fmt: skip


@needs(P.MANAGE_ACCESS)
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away from a day on."""
    found = get_object_or_404(Grant.objects.select_related("user", "unit"), pk=pk)
    form = RevokeForm(request.POST or None, initial={"valid_until": write_date(today())})
    return _answer(
        request, form, lambda data: revoke_grant(by=actor(request), grant=found, **data), done="Đã thu hồi quyền.",
        to=lambda _: _back(found.user_id),
        context={"title": "Thu hồi quyền", "subtitle": f"{found}", "submit": "Thu hồi", "danger": True,
                 "back": _back(found.user_id)},
    )  # fmt: skip
