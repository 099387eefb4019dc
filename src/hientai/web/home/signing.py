"""Sign-in, sign-out, own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from hientai.access.models import User
from hientai.access.operations.accounts import change_password, record_sign_in
from hientai.base.actor import Actor
from hientai.base.clock import fixed_day, today
from hientai.base.errors import DomainError
from hientai.web.acting import actor, user_of
from hientai.web.home.forms import PasswordForm, SignInForm

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


def _landing(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else resolve_url("web:home")


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; wrong names and wrong passwords get the same answer."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = _try(request, form.cleaned_data["username"], form.cleaned_data["password"])
        if problem is None:
            return redirect(_landing(request))
        form.add_error(None, problem)
    context = {"form": form, "next": request.GET.get("next", ""), "is_demo": fixed_day() is not None}
    return render(request, "home/sign_in.html", context, status=422 if form.errors else 200)


def _try(request: HttpRequest, username: str, password: str) -> str | None:
    """Sign in and return None, or return why not."""
    user = User.objects.filter(username__iexact=username.strip()).first()
    now = timezone.now()
    if user is not None and user.locked_until is not None and user.locked_until > now:
        minutes = int((user.locked_until - now).total_seconds() // 60) + 1
        return f"Tài khoản tạm khóa vì nhập sai nhiều lần; hãy thử lại sau {minutes} phút."
    found = authenticate(request, username=user.username if user else username, password=password)
    if user is not None:
        by = Actor(name=user.full_name, today=today(), user_id=user.pk, source="web")
        record_sign_in(by=by, user=user, succeeded=found is not None, at=now)
    if found is None:
        return WRONG
    login(request, found)
    return None


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave and go to the sign-in page."""
    logout(request)
    return redirect("web:sign_in")


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One's own account: what it may do, and a new password."""
    user = user_of(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not user.check_password(form.cleaned_data["old"]):
            form.add_error("old", "Mật khẩu hiện nay không đúng.")
        else:
            try:
                change_password(by=actor(request), user=user, password=form.cleaned_data["password"])
            except DomainError as error:
                form.add_error("password", error.message)
            else:
                update_session_auth_hash(request, user)
                messages.success(request, "Đã đổi mật khẩu.")
                return redirect("web:profile")
    grants = user.grants.select_related("unit").order_by("valid_from")
    context = {"form": form, "grants": grants, "account": user}
    return render(request, "home/profile.html", context, status=422 if form.errors else 200)
