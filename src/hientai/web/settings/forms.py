"""Forms of accounts and rights."""

from __future__ import annotations

from typing import Any

from django import forms

from hientai.access.codes import Role
from hientai.base.errors import BadInput
from hientai.base.periods import parse_date
from hientai.org.models import ManagementTier, Unit


class UnitCodeField(forms.CharField):
    """A unit named by its code; the value is the unit."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Mã đơn vị, xem ở mục Tổ chức")
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Unit | None:
        """The unit of the code typed."""
        code = str(super().clean(value) or "").strip()
        if not code:
            return None
        found = Unit.objects.filter(code__iexact=code).first()
        if found is None:
            raise forms.ValidationError(f"Không có đơn vị mã «{code}».")
        return found


class DayField(forms.CharField):
    """A day typed as dd/mm/yyyy."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "dd/mm/yyyy")
        super().__init__(max_length=12, **kwargs)

    def clean(self, value: Any) -> Any:
        """The day, None when empty."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return parse_date(text)
        except BadInput as error:
            raise forms.ValidationError(error.message) from error


class PasswordForm(forms.Form):
    """A password handed over, to be changed at the first sign-in."""

    password = forms.CharField(
        label="Mật khẩu tạm", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ít nhất 10 ký tự; người dùng phải đổi ngay lần đăng nhập đầu.",
    )  # fmt: skip


class AccountForm(PasswordForm):
    """A new account."""

    username = forms.RegexField(
        r"^[\w.@-]+$", label="Tên đăng nhập", max_length=80,
        error_messages={"invalid": "Chỉ dùng chữ, số và các dấu . _ @ -"},
    )  # fmt: skip
    full_name = forms.CharField(label="Họ và tên", max_length=200)
    unit = UnitCodeField(label="Đơn vị công tác", required=False)
    field_order = ("username", "full_name", "unit", "password")


class GrantForm(forms.Form):
    """A role over a unit's subtree, for some tiers, for a period."""

    role = forms.ChoiceField(label="Vai trò", choices=Role.choices)
    unit = UnitCodeField(label="Phạm vi đơn vị (cả cấp dưới)")
    tiers = forms.MultipleChoiceField(
        label="Diện quản lý", required=False, widget=forms.CheckboxSelectMultiple,
        choices=lambda: list(ManagementTier.objects.values_list("code", "label")),
        help_text="Không chọn diện nào là mọi diện.",
    )  # fmt: skip
    valid_from = DayField(label="Hiệu lực từ")
    valid_until = DayField(label="Đến trước ngày", required=False)
    document = forms.CharField(label="Văn bản giao quyền", max_length=300)


class RevokeForm(forms.Form):
    """The end of a right."""

    valid_until = DayField(label="Hết hiệu lực từ ngày")
    reason = forms.CharField(label="Lý do", max_length=300)


class DoorForm(forms.Form):
    """Why an account is closed or opened."""

    reason = forms.CharField(label="Lý do", max_length=300)
