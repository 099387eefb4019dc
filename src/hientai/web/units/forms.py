"""Forms of the organisations desk."""

from __future__ import annotations

from typing import Any

from django import forms

from hientai.base.codelists import CodeBook
from hientai.base.errors import DomainError
from hientai.org.codes import DocSystem, Level, Sector, TerritoryKind, UnitEventKind
from hientai.org.models import Document, Unit
from hientai.org.operations import HeirRow
from hientai.web.units.picking import unit_named

DAY = "dd/mm/yyyy"

HEIR_FIELDS: dict[str, tuple[str, ...]] = {
    UnitEventKind.ESTABLISH: ("name", "code", "short_name", "kind", "sector", "level", "parent"),
    UnitEventKind.CONSOLIDATE: ("name", "code", "short_name", "kind", "sector", "level", "parent"),
    UnitEventKind.SPLIT: ("existing", "name", "code", "short_name", "kind", "sector", "level", "parent"),
    UnitEventKind.ABSORB: ("existing",),
    UnitEventKind.DISSOLVE: ("existing",),
    UnitEventKind.RENAME: ("name", "short_name"),
    UnitEventKind.CHANGE_PARENT: ("parent",),
    UnitEventKind.CHANGE_TYPE: ("kind", "sector", "level"),
}
"""What the receiving side of each kind asks."""

MEANING = {
    UnitEventKind.ESTABLISH: "lập một đơn vị mới",
    UnitEventKind.RENAME: "đơn vị mang tên khác từ một ngày",
    UnitEventKind.ABSORB: "đơn vị kết thúc, nhập vào một đơn vị đang hoạt động",
    UnitEventKind.CONSOLIDATE: "nhiều đơn vị kết thúc, thành một đơn vị mới",
    UnitEventKind.SPLIT: "một đơn vị chia thành nhiều, hoặc tách một phần ra",
    UnitEventKind.DISSOLVE: "đơn vị kết thúc, không có đơn vị kế thừa",
    UnitEventKind.CHANGE_PARENT: "đơn vị và cấp dưới về cơ quan cấp trên khác",
    UnitEventKind.CHANGE_TYPE: "đơn vị đổi loại hình, khối hoặc cấp",
}
"""What each kind means, for those who do it once in five years."""

HEIR_COUNT = {UnitEventKind.SPLIT: 4, UnitEventKind.DISSOLVE: 3}
"""Receiving units offered on the page; the others have one."""


def refuse(form: Any, error: DomainError) -> None:
    """Show a domain error beside its field, or above the form."""
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not any(name in form.fields for name in error.fields):
        form.add_error(None, error.message)


def kind_options(book: CodeBook) -> list[tuple[str, str]]:
    """Kinds of organisations from the code list, kinds of territory after them."""
    return [("", "–"), *book.options("org_type"), *TerritoryKind.choices]


class UnitField(forms.CharField):
    """A unit by code or by its full name, with suggestions; the value is the Unit or None."""

    def __init__(self, *, rows: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows = rows
        self.widget.attrs.update({"list": "unit-suggestions", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """The unit; says so when none or several have this name."""
        text = str(super().clean(value) or "")
        if not text:
            return None
        found = unit_named(self.rows, text)
        if found is None:
            raise forms.ValidationError("Không tìm thấy đúng một đơn vị. Hãy nhập mã đơn vị hoặc chọn từ gợi ý.")
        return found


class StartForm(forms.Form):
    """What is to happen."""

    kind = forms.ChoiceField(
        label="Việc cần làm",
        widget=forms.RadioSelect,
        choices=[(kind.value, f"{kind.label}: {MEANING[kind]}") for kind in UnitEventKind],
    )


class ContentForm(forms.Form):
    """Day, decision and title of a plan."""

    effective_on = forms.DateField(label="Có hiệu lực từ ngày", help_text=DAY)
    document = forms.ModelChoiceField(Document.objects.all(), label="Văn bản quyết định", required=False,
                                      empty_label="Chưa có, ghi sau")  # fmt: skip
    title = forms.CharField(label="Nội dung", max_length=500, required=False,
                            help_text="Để trống thì phần mềm tự đặt theo tên các đơn vị.")  # fmt: skip
    goes_on = forms.BooleanField(label="Đơn vị bị tách vẫn tiếp tục hoạt động", required=False)
    with_subunits = forms.BooleanField(label="Kết thúc cả các đơn vị trực thuộc", required=False)
    plan_note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != UnitEventKind.SPLIT:
            del self.fields["goes_on"]
        if kind != UnitEventKind.DISSOLVE:
            del self.fields["with_subunits"]


class HeirForm(forms.Form):
    """One receiving unit, or what a unit becomes; only the fields that the kind asks."""

    existing = forms.CharField()
    name = forms.CharField(label="Tên", max_length=300, required=False)
    code = forms.CharField(label="Mã", max_length=40, required=False)
    short_name = forms.CharField(label="Tên gọi tắt", max_length=120, required=False)
    kind = forms.ChoiceField(label="Loại hình", required=False)
    sector = forms.ChoiceField(label="Khối", choices=[("", "–"), *Sector.choices], required=False)
    level = forms.ChoiceField(label="Cấp", choices=[("", "–"), *Level.choices], required=False)
    parent = forms.CharField()

    def __init__(self, *args: Any, plan_kind: str, rows: Any, book: CodeBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["existing"] = UnitField(
            rows=rows, label="Đơn vị đang hoạt động", required=False, help_text="Mã hoặc tên đầy đủ"
        )
        self.fields["parent"] = UnitField(
            rows=rows, label="Cơ quan cấp trên", required=False, help_text="Mã hoặc tên đầy đủ"
        )
        self.fields["kind"].choices = kind_options(book)  # type: ignore[attr-defined]
        asked = HEIR_FIELDS[plan_kind]
        for name in list(self.fields):
            if name not in asked:
                del self.fields[name]
        self.order_fields(asked)

    def is_blank(self) -> bool:
        """True when nothing was written; what was filled in beforehand (kind, level …) does not count."""
        telling = [name for name in ("existing", "name", "code") if name in self.cleaned_data]
        return not any(self.cleaned_data[name] for name in telling or self.cleaned_data)

    def row(self) -> HeirRow:
        """The receiving unit as the operations take it."""
        given = dict(self.cleaned_data)
        return HeirRow(unit=given.pop("existing", None), **given)


class CorrectionForm(forms.Form):
    """What a wrong entry of a unit's history should have said."""

    name = forms.CharField(label="Tên", max_length=300)
    short_name = forms.CharField(label="Tên gọi tắt", max_length=120, required=False)
    kind = forms.ChoiceField(label="Loại hình")
    sector = forms.ChoiceField(label="Khối", choices=Sector.choices)
    level = forms.ChoiceField(label="Cấp", choices=Level.choices)
    parent = forms.CharField()
    valid_from = forms.DateField(label="Từ ngày", help_text=DAY)
    reason = forms.CharField(label="Lý do đính chính", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, rows: Any, book: CodeBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitField(
            rows=rows, label="Cơ quan cấp trên", required=False, help_text="Mã hoặc tên đầy đủ"
        )
        kinds = kind_options(book)
        present = self.initial.get("kind", "")
        if present and present not in dict(kinds):
            kinds.append((present, present))
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.order_fields(["name", "short_name", "kind", "sector", "level", "parent", "valid_from", "reason"])

    def changes(self) -> dict[str, Any]:
        """The fields that differ from what the entry says."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        parent: Unit | None = given["parent"]
        before = dict(self.initial) | {"parent": self.initial["parent_id"]}
        now = given | {"parent": parent.pk if parent else None}
        return {name: value for name, value in given.items() if now[name] != before[name]}


class DocumentForm(forms.Form):
    """A deciding or guiding document."""

    symbol = forms.CharField(label="Số, ký hiệu", max_length=80, help_text="Ví dụ: 77-QĐ/TU")
    title = forms.CharField(label="Trích yếu", max_length=500)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=300)
    signed_on = forms.DateField(label="Ngày ban hành", required=False, help_text=DAY)
    system = forms.ChoiceField(label="Hệ văn bản", choices=DocSystem.choices)
    kind = forms.CharField(label="Loại văn bản", max_length=20, required=False, help_text="QĐ, NQ, KL, CT …")
