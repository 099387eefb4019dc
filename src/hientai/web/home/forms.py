"""Forms of sign-in and of one's own password."""

from __future__ import annotations

from typing import Any

from django import forms


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


class PasswordForm(forms.Form):
    """Old password and the new one twice."""

    old = forms.CharField(
        label="Mật khẩu hiện nay", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    password = forms.CharField(
        label="Mật khẩu mới", help_text="Ít nhất 10 ký tự, không phải mật khẩu phổ biến.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label="Nhập lại mật khẩu mới", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both new passwords must be the same."""
        data = super().clean() or {}
        if data.get("password") != data.get("again"):
            self.add_error("again", "Hai lần nhập mật khẩu mới không giống nhau.")
        return data
