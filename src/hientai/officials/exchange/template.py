"""The workbook to fill in: a sheet for each table, drop-down lists from the code lists, an example, a guide."""

from __future__ import annotations

from collections.abc import Sequence

from hientai.base.tabular import CellStyle, Column, ColumnKind, Severity, Table, write_workbook
from hientai.officials.exchange.fields import BOOLEAN, EXAMPLE, Field, P, SheetKind
from hientai.officials.exchange.lookups import Lookups
from hientai.officials.exchange.sheets import GUIDE_SHEET, SHEETS

GUIDE = (
    "Mỗi trang là một bảng; trang không dùng thì để trống. Không đổi tên trang và tiêu đề cột.",
    "Cột có nền đậm là bắt buộc với dòng mới. Ô để trống không xóa điều đã có trong hồ sơ.",
    "Cán bộ đã có được nhận ra theo số hiệu; nếu không ghi thì theo số căn cước; nếu không nữa thì theo họ tên, "
    "ngày sinh và đơn vị.",
    "Ngày viết dd/mm/yyyy. Ngày sinh, ngày vào Đảng… chưa rõ thì viết mm/yyyy hoặc yyyy.",
    "Cột có danh sách thả xuống: chọn trong danh sách. Cách viết quen dùng (CCLLCT, ThS, HTTNV…) cũng được hiểu.",
    "Đơn vị ghi bằng mã hoặc tên. Tên trùng nhau ở nhiều nơi thì ghi mã, hoặc «Tên, tên cơ quan cấp trên».",
    "Nhập lại chính tệp này lần nữa không làm thay đổi gì: dòng đã có được tính là «không đổi».",
    f"Dòng ví dụ mang mã {EXAMPLE}: hãy ghi đè hoặc xóa; nếu quên, dòng đó được bỏ qua.",
)


def choices_of(one: Field, lookups: Lookups) -> tuple[str, ...]:
    """The drop-down list of a field; empty when anything may be typed."""
    if one.parse is P.FLAG:
        return BOOLEAN
    if one.parse in (P.CODE, P.CHOICE):
        source = one.source
    elif one.parse in (P.TITLE, P.TIER, P.TERM):
        source = one.parse.value
    else:
        return ()
    words = lookups.words.get(source)
    return tuple(dict.fromkeys(words.labels.values())) if words else ()


def columns_of(kind: SheetKind, lookups: Lookups) -> list[Column]:
    """The columns of the template and of the export of one table."""
    return [
        Column(
            one.label, ColumnKind.TEXT if one.parse is P.DAY and not one.is_reference else one.column_kind, one.width,
            choices_of(one, lookups), one.comment, one.is_required,
        )
        for one in template_fields(kind)
    ]  # fmt: skip


def template_fields(kind: SheetKind) -> list[Field]:
    """The fields of a table that the template shows."""
    return [one for one in kind.fields if one.in_template]


def write_template() -> bytes:
    """The template as the bytes of an .xlsx, with the code lists as they are now."""
    lookups = Lookups.load()
    guide: list[Sequence[str]] = [(text,) for text in GUIDE]
    guide += [(f"Trang «{kind.label}»: {kind.note}",) for kind in SHEETS.values() if kind.note]
    tables = [Table(GUIDE_SHEET, [Column("Cách điền tệp này", width=120)], guide)]
    for kind in SHEETS.values():
        fields = template_fields(kind)
        comment = CellStyle("Dòng ví dụ: hãy ghi đè hoặc xóa.", Severity.INFO)
        tables.append(
            Table(kind.label, columns_of(kind, lookups), [[one.example or None for one in fields]], {(0, 0): comment})
        )
    return write_workbook(tables)
