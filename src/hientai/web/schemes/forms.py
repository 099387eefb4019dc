"""Forms of the scheme desk."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from hientai.officials.models import Population
from hientai.org.models import Unit
from hientai.schemes.codes import TASK_TRANSITIONS, TaskKind, TaskStatus
from hientai.schemes.models import ReviewNote, Target, Task

PRIORITIES = [(1, "1 – phải đạt"), (2, "2 – quan trọng"), (3, "3 – mong muốn")]
MARKS = 6


class TargetForm(forms.Form):
    """A target without its condition, which the criterion form edits."""

    code = forms.CharField(label="Mã", max_length=20)
    label = forms.CharField(label="Chỉ tiêu", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    population = forms.ModelChoiceField(Population.objects.all(), label="Trong nhóm")
    priority = forms.TypedChoiceField(label="Ưu tiên", choices=PRIORITIES, coerce=int)
    sort_order = forms.IntegerField(label="Thứ tự", initial=0)
    source_text = forms.CharField(
        label="Nguyên văn trong đề án", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    needs_confirmation = forms.BooleanField(label="Cách hiểu cần cấp ủy xác nhận", required=False)

    def __init__(self, *args: Any, target: Target | None = None, **kwargs: Any) -> None:
        if target is not None:
            fields = ("code", "label", "population", "priority", "sort_order", "source_text", "needs_confirmation")
            kwargs.setdefault("initial", {name: getattr(target, name) for name in fields})
        super().__init__(*args, **kwargs)
        if target is not None:
            self.fields["code"].disabled = True


class MilestoneForm(forms.Form):
    """One milestone: a year and a percentage; an empty line is no milestone."""

    year = forms.IntegerField(label="Năm", required=False, min_value=1990, max_value=2100)
    percent = forms.CharField(label="Tỷ lệ phải đạt (%)", required=False, max_length=9)
    own = forms.BooleanField(label="mốc do đơn vị tự đặt, không có trong văn bản", required=False)

    def clean_percent(self) -> Decimal | None:
        """The percentage as a share 0–1; a comma is the decimal mark."""
        text = self.cleaned_data["percent"].strip().rstrip("%").strip()
        if not text:
            return None
        try:
            share = Decimal(text.replace(",", ".")) / 100
        except InvalidOperation as error:
            raise forms.ValidationError("Nhập số, ví dụ 90 hoặc 92,5.") from error
        if not 0 <= share <= 1:
            raise forms.ValidationError("Tỷ lệ từ 0 đến 100.")
        return share

    def clean(self) -> dict[str, Any]:
        """Both or neither."""
        data = super().clean() or {}
        if "percent" in data and (data.get("year") is None) != (data["percent"] is None):
            raise forms.ValidationError("Mỗi mốc phải có cả năm và tỷ lệ.")
        return data


MilestoneFormSet = forms.formset_factory(MilestoneForm, extra=0)


def milestone_initial(target: Target | None) -> list[dict[str, Any]]:
    """The milestones of a target, with empty lines to add more."""
    rows: list[dict[str, Any]] = []
    if target is not None:
        rows = [
            {
                "year": m.year,
                "percent": format((m.share * 100).normalize(), "f").replace(".", ","),
                "own": m.is_interpolated,
            }
            for m in target.milestones.all()
        ]
    return rows + [{} for _ in range(max(2, MARKS - len(rows)))]


def milestones_from(formset: Any) -> list[tuple[int, Decimal, bool]]:
    """The milestones that were filled in."""
    filled = [form.cleaned_data for form in formset if form.cleaned_data.get("year")]
    return [(row["year"], row["percent"], row["own"]) for row in filled]


class TaskForm(forms.Form):
    """A task with its lead and cooperating agencies."""

    kind = forms.ChoiceField(label="Loại", choices=TaskKind.choices, initial=TaskKind.WORK)
    code = forms.CharField(label="Mã", max_length=20)
    title = forms.CharField(label="Nội dung", widget=forms.Textarea(attrs={"rows": 3}))
    parent = forms.ModelChoiceField(Task.objects.none(), label="Thuộc nhóm", required=False)
    lead = forms.CharField(label="Mã cơ quan chủ trì", required=False, help_text="Mã đơn vị, ví dụ HG-BTC")
    cooperating = forms.CharField(
        label="Mã cơ quan phối hợp", required=False, help_text="Nhiều mã cách nhau bằng dấu phẩy",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    starts_on = forms.DateField(label="Từ ngày", required=False, help_text="dd/mm/yyyy")
    due_on = forms.DateField(label="Hạn", required=False, help_text="dd/mm/yyyy")
    sort_order = forms.IntegerField(label="Thứ tự", initial=0)

    def __init__(self, *args: Any, parents: Any, task: Task | None = None, **kwargs: Any) -> None:
        if task is not None:
            kwargs.setdefault("initial", {
                "kind": task.kind, "code": task.code, "title": task.title, "parent": task.parent_id,
                "lead": task.lead.code if task.lead else "", "starts_on": task.starts_on, "due_on": task.due_on,
                "cooperating": ", ".join(u.code for u in task.cooperating.all()), "sort_order": task.sort_order,
            })  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        if task is not None:
            self.fields["code"].disabled = True

    def clean_lead(self) -> Unit | None:
        """The unit of the code."""
        found = self._units(self.cleaned_data["lead"])
        return found[0] if found else None

    def clean_cooperating(self) -> list[Unit]:
        """The units of the codes."""
        return self._units(self.cleaned_data["cooperating"])

    @staticmethod
    def _units(text: str) -> list[Unit]:
        codes = [piece.strip() for piece in text.split(",") if piece.strip()]
        found = {u.code: u for u in Unit.objects.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise forms.ValidationError(f"Không có đơn vị mang mã: {', '.join(unknown)}.")
        return [found[code] for code in codes]


class ProgressForm(forms.Form):
    """Where a task stands."""

    status = forms.ChoiceField(label="Trạng thái")
    progress_note = forms.CharField(label="Tình hình thực hiện", widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.CharField(label="Minh chứng (số văn bản, sản phẩm)", required=False, max_length=300)

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial", {"status": task.status, "progress_note": task.progress_note, "evidence": task.evidence}
        )
        super().__init__(*args, **kwargs)
        reachable = {task.status, *TASK_TRANSITIONS[task.status]}
        self.fields["status"].choices = [c for c in TaskStatus.choices if c[0] in reachable]  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """One year-end note."""

    year = forms.IntegerField(label="Năm", min_value=1990, max_value=2100)
    kind = forms.ChoiceField(label="Mục", choices=ReviewNote._meta.get_field("kind").choices or [])
    text = forms.CharField(label="Nội dung", widget=forms.Textarea(attrs={"rows": 4}))


class MeasureForm(forms.Form):
    """A reading of all targets."""

    on = forms.DateField(label="Số liệu đến ngày", help_text="dd/mm/yyyy")
    note_text = forms.CharField(label="Ghi chú", required=False, max_length=300)


class SchemeForm(forms.Form):
    """The head of a scheme."""

    name = forms.CharField(label="Tên đề án", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    starts_on = forms.DateField(label="Từ ngày", help_text="dd/mm/yyyy")
    ends_on = forms.DateField(label="Đến ngày", help_text="dd/mm/yyyy")
    horizon_year = forms.IntegerField(label="Định hướng đến năm", required=False)
    necessity = forms.CharField(label="Sự cần thiết", required=False, widget=forms.Textarea(attrs={"rows": 5}))
    objectives = forms.CharField(label="Mục tiêu chung", required=False, widget=forms.Textarea(attrs={"rows": 5}))
