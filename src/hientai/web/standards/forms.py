"""Forms of the standards desk."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from hientai.base.codelists import load_codes
from hientai.needs.codes import Severity
from hientai.needs.models import EligibilityRule, Requirement, RulePack

LARGEST_FILE = 2 * 1024 * 1024
SHARED = ("code", "label", "severity", "legal_basis", "needs_confirmation", "sort_order")


def class_kinds() -> list[tuple[str, str]]:
    """The kinds of class to choose from, with none at the top."""
    return [("", "–"), *load_codes(["class_type"]).options("class_type")]


class PackHeadForm(forms.Form):
    """The head of a draft pack."""

    name = forms.CharField(label="Tên bộ quy tắc", max_length=300)
    legal_basis = forms.CharField(label="Căn cứ", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    valid_from = forms.DateField(label="Hiệu lực từ", help_text="dd/mm/yyyy")
    valid_until = forms.DateField(
        label="Hiệu lực đến trước ngày", required=False, help_text="bỏ trống: chưa hết hiệu lực"
    )
    needs_confirmation = forms.BooleanField(label="Cần cấp có thẩm quyền xác nhận", required=False)
    note_text = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    @staticmethod
    def initial_of(pack: RulePack) -> dict[str, Any]:
        """The values of a pack."""
        names = ("name", "legal_basis", "valid_from", "valid_until", "needs_confirmation")
        return {**{name: getattr(pack, name) for name in names}, "note_text": pack.note}


class InForceForm(forms.Form):
    """From when, and on which basis, a draft is put in force."""

    valid_from = forms.DateField(label="Hiệu lực từ", help_text="dd/mm/yyyy")
    legal_basis = forms.CharField(label="Căn cứ", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class PackFileForm(forms.Form):
    """A pack as a JSON file."""

    file = forms.FileField(label="Tệp .json xuất từ Hiền Tài")

    def clean_file(self) -> Any:
        """The content of the file."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise forms.ValidationError("Tệp lớn hơn 2 MB, không phải bộ quy tắc.")
        try:
            return json.loads(given.read().decode("utf-8-sig"))
        except (UnicodeDecodeError, ValueError, RecursionError) as error:
            raise forms.ValidationError("Tệp không phải JSON đọc được.") from error


class RowForm(forms.Form):
    """What a requirement and a rule on sending share."""

    code = forms.CharField(label="Mã", max_length=40)
    label = forms.CharField(label="Tên gọi", max_length=300)
    severity = forms.ChoiceField(label="Mức độ", choices=Severity.choices)
    legal_basis = forms.CharField(label="Căn cứ riêng", required=False, max_length=300)
    sort_order = forms.IntegerField(label="Thứ tự", initial=0)
    needs_confirmation = forms.BooleanField(label="Cần xác nhận", required=False)

    extra: tuple[str, ...] = ()

    def __init__(self, *args: Any, row: Requirement | EligibilityRule | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs.setdefault("initial", {name: getattr(row, name) for name in (*SHARED, *self.extra)})
        super().__init__(*args, **kwargs)
        if row is not None:
            self.fields["code"].disabled = True


class RequirementForm(RowForm):
    """A requirement without its criteria."""

    extra = ("grace_months", "closes_with")
    grace_months = forms.IntegerField(
        label="Được nợ (tháng sau bổ nhiệm)", min_value=0, max_value=240, initial=0, help_text="0: không được nợ"
    )
    closes_with = forms.ChoiceField(label="Lớp nên học để đạt", choices=class_kinds, required=False)


class EligibilityRuleForm(RowForm):
    """A rule on who may be sent, without its criterion."""

    extra = ("subject", "form", "override_authority")
    subject = forms.ChoiceField(label="Loại lớp", choices=class_kinds)
    form = forms.ChoiceField(
        label="Hình thức học", required=False,
        choices=lambda: [("", "Mọi hình thức"), *load_codes(["study_form"]).options("study_form")],
    )  # fmt: skip
    override_authority = forms.CharField(label="Cấp được xét đặc cách", required=False, max_length=200)
    unread = forms.BooleanField(
        label="Chưa có điều khoản được xác nhận (quy tắc chỉ nhắc, không chặn ai)", required=False
    )

    def __init__(self, *args: Any, row: EligibilityRule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if row is not None:
            self.fields["unread"].initial = row.condition is None
