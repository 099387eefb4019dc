"""From a request to an actor, a scope and the guards of a view."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hientai.access.codes import Permission
from hientai.access.models import User
from hientai.access.queries import Scope, scope_of
from hientai.base.actor import Actor
from hientai.base.clock import today
from hientai.base.errors import DomainError
from hientai.base.periods import parse_date

View = Callable[..., HttpResponse]


def user_of(request: HttpRequest) -> User:
    """The signed-in user."""
    return cast(User, request.user)


def scope(request: HttpRequest) -> Scope:
    """The scope of the signed-in user today, computed once a request."""
    found = getattr(request, "_hientai_scope", None)
    if found is None:
        found = scope_of(user_of(request), today())
        request._hientai_scope = found  # type: ignore[attr-defined]
    return cast(Scope, found)


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    user = user_of(request)
    return Actor(
        name=user.full_name,
        today=today(),
        user_id=user.pk,
        unit_id=user.unit_id,
        unit_name=user.unit.name if user.unit else "",
        source="web",
        request_id=getattr(request, "hientai_id", ""),
    )


def as_of(request: HttpRequest, name: str = "ngay") -> date:
    """The "as of" day asked for in the address (?ngay=dd/mm/yyyy), today when absent or unreadable."""
    text = request.GET.get(name, "").strip()
    if not text:
        return today()
    try:
        return parse_date(text)
    except DomainError:
        return today()


def needs(*permissions: Permission) -> Callable[[View], View]:
    """A view open to signed-in people who hold at least one of the permissions; others get 403."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if user_of(request).must_change_password:
                messages.warning(request, "Hãy đổi mật khẩu được cấp trước khi làm việc khác.")
                return redirect("web:profile")
            if permissions and not any(scope(request).has(p) for p in permissions):
                raise PermissionDenied("Vai trò của đồng chí không có quyền mở trang này.")
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return decorate
