"""Forms of the survey desk."""

from __future__ import annotations

from typing import Any

from django import forms

from hientai.base.codelists import load_codes
from hientai.needs.operations.surveys import NeedRow
from hientai.org.models import Unit


class UnitsField(forms.CharField):
    """Further units by their codes, apart by commas or lines."""

    def __init__(self, *, among: Any = None, **kwargs: Any) -> None:
        self.among = among
        super().__init__(widget=forms.Textarea(attrs={"rows": 2}), **kwargs)

    def clean(self, value: Any) -> list[Unit]:
        """The units; codes that are unknown, or outside the reader's scope, are named."""
        text = str(super().clean(value) or "")
        codes = [piece.strip() for piece in text.replace("\n", ",").replace(";", ",").split(",") if piece.strip()]
        found = {unit.code: unit for unit in self.among.filter(code__in=codes)} if codes else {}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise forms.ValidationError(f"Không có đơn vị mang mã: {', '.join(unknown)}.")
        return [found[code] for code in codes]


class CampaignForm(forms.Form):
    """A new survey."""

    title = forms.CharField(label="Tên đợt khảo sát", max_length=300)
    plan_year = forms.IntegerField(label="Cho kế hoạch năm", min_value=2000, max_value=2100)
    opens_on = forms.DateField(label="Mở từ ngày", help_text="dd/mm/yyyy")
    due_on = forms.DateField(label="Hạn trả lời", help_text="dd/mm/yyyy")
    guidance = forms.CharField(label="Hướng dẫn", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="Đơn vị được hỏi", required=False, widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="Giữ Ctrl để chọn nhiều đơn vị; đơn vị cấp dưới thêm bằng mã ở ô bên.",
    )  # fmt: skip
    more = UnitsField(label="Thêm theo mã đơn vị", required=False)

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        field.queryset = among.filter(depth__lte=2).order_by("path")  # type: ignore[attr-defined]
        field.label_from_instance = lambda u: f"{'– ' * u.depth}{u.name}"  # type: ignore[attr-defined]
        self.fields["more"].among = among  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        data = dict(self.cleaned_data)
        data["units"] = [*data["units"], *data.pop("more")]
        return data


class ExtendForm(forms.Form):
    """A later deadline and further units."""

    due_on = forms.DateField(label="Hạn trả lời", help_text="dd/mm/yyyy")
    units = UnitsField(label="Hỏi thêm đơn vị (mã)", required=False)
    reason = forms.CharField(label="Lý do", max_length=300)

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].among = among  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """One need; an empty line is none."""

    subject = forms.ChoiceField(label="Loại lớp", required=False)
    content = forms.CharField(label="Nội dung cần bồi dưỡng", required=False, max_length=300)
    objective = forms.CharField(label="Mục tiêu", required=False, max_length=300)
    people = forms.IntegerField(label="Số người", required=False, min_value=1, max_value=100_000)
    days = forms.DecimalField(label="Số ngày", required=False, min_value=0, max_digits=5, decimal_places=1)
    preferred_months = forms.CharField(label="Tháng thuận lợi", required=False, max_length=80)

    def __init__(self, *args: Any, subjects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = subjects  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """All of kind, content and number, or none of them."""
        data = super().clean() or {}
        given = [bool(data.get(name)) for name in ("subject", "content", "people")]
        if any(given) and not all(given) and not self.errors:
            raise forms.ValidationError("Mỗi nhu cầu phải có loại lớp, nội dung và số người.")
        return data

    def row(self) -> NeedRow | None:
        """The need, None for an empty line."""
        data = self.cleaned_data
        if not data.get("subject"):
            return None
        return NeedRow(
            subject=data["subject"], content=data["content"], people=data["people"], objective=data["objective"],
            days=data["days"], preferred_months=data["preferred_months"],
        )  # fmt: skip


LineFormSet = forms.formset_factory(LineForm, extra=5, max_num=200)


def subject_choices() -> list[tuple[str, str]]:
    """The kinds of class, with none at the top."""
    return [("", "–"), *load_codes(["class_type"]).options("class_type")]
