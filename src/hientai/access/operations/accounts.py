"""Accounts, grants, sign-in attempts and the log of sensitive reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q

from hientai.access.codes import Role
from hientai.access.models import Grant, User
from hientai.access.rules import may_change_rights_of, may_hold_role, may_stop_administering
from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.base.models import ReadEntry
from hientai.base.operation import note, operation
from hientai.org.models import Unit

MOST_FAILED_SIGN_INS = 5
LOCK_MINUTES = 15


@operation("access.create_user", "Tạo tài khoản")
def create_user(
    *, by: Actor, username: str, full_name: str, password: str, unit: Unit | None = None, must_change: bool = True
) -> User:
    """This operation creates an account; the password is checked and stored hashed (Argon2)."""
    if User.objects.filter(username__iexact=username).exists():
        raise BadInput("Tên đăng nhập đã có.", fields={"username": "Hãy chọn tên khác."})
    user = User(username=username, full_name=full_name, unit=unit, must_change_password=must_change)
    set_checked_password(user, password)
    user.save()
    note(user, detail={"username": username})
    return user


def set_checked_password(user: User, password: str) -> None:
    """Hash a password that passes the validators; BadInput says what is wrong with it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), fields={"password": " ".join(error.messages)}) from error
    user.set_password(password)


@operation("access.change_password", "Đổi mật khẩu")
def change_password(*, by: Actor, user: User, password: str, must_change: bool = False) -> User:
    """This operation sets a new password; ``must_change`` asks the user to choose their own at the next sign-in."""
    set_checked_password(user, password)
    user.must_change_password, user.failed_sign_ins, user.locked_until = must_change, 0, None
    user.save()
    note(user)
    return user


@operation("access.set_active", "Mở, khóa tài khoản")
def set_active(*, by: Actor, user: User, is_active: bool, reason: str) -> User:
    """This operation opens or closes an account; closing keeps all its history."""
    may_change_rights_of.check(by.user_id, user.pk)
    if not is_active:
        _keep_an_administrator(user, by.today)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    note(user, reason=reason, detail={"is_active": is_active})
    return user


@operation("access.grant_role", "Giao quyền")
def grant_role(
    *, by: Actor, user: User, role: str, unit: Unit, valid_from: date, valid_until: date | None = None,
    tiers: Sequence[str] = (), document: str = "",
) -> Grant:  # fmt: skip
    """This operation gives a role over a unit's subtree, for some management tiers, for a period."""
    if valid_until is not None and valid_until <= valid_from:
        raise BadInput("Ngày hết hiệu lực phải sau ngày bắt đầu.", fields={"valid_until": "Kiểm tra lại ngày."})
    may_change_rights_of.check(by.user_id, user.pk)
    may_hold_role.check(role, _roles_held(user, valid_from, valid_until))
    grant = Grant.objects.create(
        user=user, role=role, unit=unit, tiers=list(tiers), valid_from=valid_from, valid_until=valid_until,
        document=document,
    )  # fmt: skip
    note(user, document=document, detail={"role": role, "unit": unit.code, "tiers": list(tiers)})
    return grant


def _keep_an_administrator(user: User, on: date) -> None:
    held = Grant.objects.in_force(on).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    others = held.exclude(user=user).values("user").distinct().count()
    may_stop_administering.check(held.filter(user=user).exists(), others)


def _roles_held(user: User, valid_from: date, valid_until: date | None) -> frozenset[str]:
    """The roles that the user holds on any day of the period."""
    held = Grant.objects.filter(Q(valid_until=None) | Q(valid_until__gt=valid_from), user=user)
    if valid_until is not None:
        held = held.filter(valid_from__lt=valid_until)
    return frozenset(g.role for g in held if g.valid_until is None or g.valid_until > g.valid_from)


@operation("access.revoke_grant", "Thu hồi quyền")
def revoke_grant(*, by: Actor, grant: Grant, valid_until: date, reason: str) -> Grant:
    """This operation ends a grant from a day on; one that had not begun by then never comes into force."""
    may_change_rights_of.check(by.user_id, grant.user_id)
    if grant.role == Role.ADMINISTRATOR:
        _keep_an_administrator(grant.user, by.today)
    if grant.valid_until is not None and grant.valid_until <= valid_until:
        raise BadInput("Quyền này đã hết hiệu lực từ trước ngày đó.", fields={"valid_until": "Kiểm tra lại ngày."})
    grant.valid_until = max(valid_until, grant.valid_from)
    grant.save(update_fields=["valid_until"])
    note(grant.user, reason=reason, detail={"grant": grant.pk})
    return grant


@operation("access.record_sign_in", "Ghi đăng nhập")
def record_sign_in(*, by: Actor, user: User, succeeded: bool, at: datetime) -> User:
    """This operation counts failed sign-ins and locks the account for a while after too many; success resets it."""
    if succeeded:
        user.failed_sign_ins, user.locked_until, user.last_login = 0, None, at
    else:
        user.failed_sign_ins += 1
        if user.failed_sign_ins >= MOST_FAILED_SIGN_INS:
            user.failed_sign_ins, user.locked_until = 0, at + timedelta(minutes=LOCK_MINUTES)
    user.save(update_fields=["failed_sign_ins", "locked_until", "last_login"])
    note(user, detail={"succeeded": succeeded})
    return user


def log_read(
    *, by: Actor, at: datetime, kind: str, subject_type: str, subject_label: str, subject_id: str = "", rows: int = 1,
    reason: str = "", copy_number: str = "", content_hash: str = "",
) -> ReadEntry:  # fmt: skip
    """Note a read of something sensitive or an export in the append-only reading log (no transaction of its own)."""
    return ReadEntry.objects.create(
        at=at, user_id=by.user_id, user_name=by.name, unit_name=by.unit_name, kind=kind, subject_type=subject_type,
        subject_id=subject_id, subject_label=subject_label[:300], rows=rows, reason=reason, copy_number=copy_number,
        content_hash=content_hash, request_id=by.request_id,
    )  # fmt: skip
