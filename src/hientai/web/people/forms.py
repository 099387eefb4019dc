"""Forms of the people desk."""

from __future__ import annotations

from typing import Any

from django import forms

from hientai.base.codelists import CodeBook
from hientai.base.errors import DomainError
from hientai.base.periods import PartialDate
from hientai.officials.codes import EmploymentStatus, Sex, SuccessionExit
from hientai.officials.models import Official, Title
from hientai.officials.operations.corrections import CORRECTABLE
from hientai.org.models import Term, Unit
from hientai.web.ui.formats import write_partial_date

PARTIAL = {"birth", "party_joined", "party_official", "recruited"}


class PartialDateField(forms.CharField):
    """A day, a month or a year, typed as Vietnamese write it; the value is the storage form ("1975-03-00")."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "dd/mm/yyyy, mm/yyyy hoặc yyyy")
        super().__init__(max_length=12, **kwargs)

    def clean(self, value: Any) -> str:
        """The storage form; what cannot be read is said in Vietnamese."""
        text = str(super().clean(value) or "")
        if not text:
            return ""
        try:
            return PartialDate.parse(text).to_storage()
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class RecordForm(forms.Form):
    """The correctable fields of a record; used by officers to edit and by units to ask for a correction."""

    reason = forms.CharField(label="Lý do, minh chứng", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, official: Official, book: CodeBook, hidden: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CORRECTABLE:
            if name in hidden:
                continue
            label = str(getattr(Official._meta.get_field(name), "verbose_name", name))
            self.fields[name] = self._field(name, label[:1].upper() + label[1:], book)
            value = getattr(official, name)
            self.fields[name].initial = write_partial_date(value) if name in PARTIAL and value else value
        self.fields["reason"] = self.fields.pop("reason")

    @staticmethod
    def _field(name: str, label: str, book: CodeBook) -> forms.Field:
        if name in PARTIAL:
            return PartialDateField(label=label, required=name == "birth")
        if name == "sex":
            return forms.ChoiceField(label=label, choices=Sex.choices)
        if name == "ethnicity":
            return forms.ChoiceField(label=label, choices=book.options("ethnic_group"))
        if name == "email":
            return forms.EmailField(label=label, required=False)
        if name == "citizen_number":
            return forms.RegexField(
                r"^(\d{9}|\d{12})?$", label=label, required=False, help_text="12 chữ số (hoặc 9 chữ số của CMND cũ)",
                error_messages={"invalid": "Số căn cước có 12 chữ số, CMND cũ có 9 chữ số."},
            )  # fmt: skip
        return forms.CharField(label=label, required=name == "full_name", max_length=300)

    def changes(self) -> dict[str, str]:
        """The values of the fields shown, by name."""
        return {name: self.cleaned_data[name] for name in CORRECTABLE if name in self.cleaned_data}


class DecisionForm(forms.Form):
    """Approve or reject a correction."""

    decision_note = forms.CharField(
        label="Ý kiến", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="Bắt buộc khi không duyệt."
    )


class MergeForm(forms.Form):
    """Why two records are one person."""

    kept = forms.IntegerField(widget=forms.HiddenInput)
    merged = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Căn cứ hợp nhất", widget=forms.Textarea(attrs={"rows": 2}))


class PoolEntryForm(forms.Form):
    """Plan an official for a higher title."""

    title = forms.ModelChoiceField(Title.objects.all(), label="Chức danh quy hoạch")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị")
    term = forms.ModelChoiceField(Term.objects.all(), label="Nhiệm kỳ")
    entered_on = forms.DateField(label="Đưa vào từ ngày", help_text="dd/mm/yyyy")
    document = forms.CharField(label="Quyết định phê duyệt", max_length=200)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class PoolExitForm(forms.Form):
    """Take an entry out of its pool."""

    exited_on = forms.DateField(label="Ra khỏi từ ngày", help_text="dd/mm/yyyy")
    exit_kind = forms.ChoiceField(label="Lý do", choices=SuccessionExit.choices)
    reason = forms.CharField(label="Nói rõ lý do", max_length=300)
    document = forms.CharField(label="Văn bản", max_length=200, required=False)


class LeavingForm(forms.Form):
    """Someone leaves."""

    status = forms.ChoiceField(
        label="Tình trạng", choices=[c for c in EmploymentStatus.choices if c[0] not in ("working", "waiting")]
    )
    left_on = forms.DateField(label="Từ ngày", help_text="dd/mm/yyyy")
    document = forms.CharField(label="Quyết định", max_length=200)
