"""Users and their grants: role × unit subtree × management tier × period."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from hientai.access.codes import Role
from hientai.base.privacy import NOT_PERSONAL, Privacy
from hientai.org.models import Unit


class UserManager(BaseUserManager["User"]):
    """Looks users up by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user with this sign-in name, letters' case ignored."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account. People and accounts are apart: an official may have none, an administrator is no official."""

    privacy = {**NOT_PERSONAL, "full_name": Privacy.PERSONAL, "password": Privacy.IDENTITY}

    username = models.CharField("tên đăng nhập", max_length=80, unique=True)
    full_name = models.CharField("họ và tên", max_length=200)
    email = models.EmailField("thư điện tử", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị công tác")
    is_active = models.BooleanField("đang dùng", default=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    failed_sign_ins = models.IntegerField("số lần đăng nhập sai", default=0)
    locked_until = models.DateTimeField("khóa đến", null=True)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants asked for by day."""

    def in_force(self, on: date) -> GrantQuerySet:
        """Grants valid on the day (half-open)."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)


class Grant(models.Model):
    """One role held by one user over a unit's subtree, for officials of certain management tiers, for a period.

    ``tiers`` lists the codes of the management tiers covered; an empty list covers all of them.
    """

    privacy = NOT_PERSONAL

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name="tài khoản")
    role = models.CharField("vai trò", max_length=40, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="phạm vi đơn vị (cả cấp dưới)")
    tiers = models.JSONField("diện quản lý", default=list, blank=True)
    valid_from = models.DateField("hiệu lực từ")
    valid_until = models.DateField("hiệu lực đến trước ngày", null=True, blank=True)
    document = models.CharField("văn bản giao quyền", max_length=300, blank=True)

    objects: ClassVar[Any] = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "phân quyền"
        verbose_name_plural = "phân quyền"
        ordering = ["user", "valid_from"]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} – {self.unit}"
