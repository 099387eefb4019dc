"""Reading workbooks: values, true rows, merged cells, formulas, hidden sheets, old encodings."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from time import process_time
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from hientai.base.tabular import Limits, Sheet, read_workbook
from hientai.base.text import decode_legacy

DATA = Path(__file__).parent / "data"


def xlsx(fill: Callable[[Any], None]) -> bytes:
    """A workbook whose sheets the callback makes with xlsxwriter."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    fill(book)
    book.close()
    return target.getvalue()


def edited(data: bytes, part: str, edit: Callable[[bytes], bytes]) -> bytes:
    """The workbook with the bytes of one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            changed = edit(content) if name == part else content
            assert name != part or changed != content, "the edit must hit"
            new.writestr(name, changed)
    return target.getvalue()


def first_sheet(data: bytes) -> Sheet:
    return read_workbook(data, "bang.xlsx").sheets[0]


SHEET1 = "xl/worksheets/sheet1.xml"


def test_values_come_with_their_types_and_rows_with_their_numbers() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Cán bộ")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        clock = book.add_format({"num_format": "hh:mm"})
        sheet.write_row(1, 1, ["Nguyễn Văn An", 12, 4.98, True])
        sheet.write_string(1, 5, "001204001234")
        sheet.write_datetime(5, 0, date(1975, 3, 15), day)
        sheet.write_datetime(5, 1, datetime(1975, 3, 15, 7, 30), moment)
        sheet.write_number(5, 2, 0.3125, clock)
        sheet.write_string(5, 3, "   ")

    sheet = first_sheet(xlsx(fill))
    assert [row.number for row in sheet.rows] == [2, 6]
    assert sheet.rows[0].values == [None, "Nguyễn Văn An", 12, 4.98, True, "001204001234"]
    assert type(sheet.rows[0].values[2]) is int
    assert sheet.rows[1].values == [date(1975, 3, 15), datetime(1975, 3, 15, 7, 30), "07:30"]
    assert sheet.rows[0].cell(2) == "Nguyễn Văn An"
    assert sheet.rows[1].cell(9) is None
    assert sheet.width == 6


def test_forty_thousand_empty_rows_cost_nothing() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        border = book.add_format({"border": 1})
        sheet.write(0, 0, "Họ và tên")
        for row in range(1, 40_001):
            for column in range(5):
                sheet.write_blank(row, column, None, border)
        sheet.write(40_001, 0, "Nguyễn Văn An")

    data = xlsx(fill)
    started = process_time()
    sheet = first_sheet(data)
    assert [(row.number, row.values) for row in sheet.rows] == [(1, ["Họ và tên"]), (40_002, ["Nguyễn Văn An"])]
    assert process_time() - started < 2


def test_styled_blanks_far_away_do_not_count_but_values_do() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    assert [row.values for row in first_sheet(xlsx(fill)).rows] == [["a"]]


def test_merged_blocks_fill_rows_that_hold_something() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "DANH SÁCH CÁN BỘ")
        sheet.merge_range("A2:A4", "Sở Nội vụ")
        sheet.write("B2", "An")
        sheet.write("B3", "Bình")

    sheet = first_sheet(xlsx(fill))
    assert [(row.number, row.values) for row in sheet.rows] == [
        (1, ["DANH SÁCH CÁN BỘ"] * 3),
        (2, ["Sở Nội vụ", "An"]),
        (3, ["Sở Nội vụ", "Bình"]),
    ]
    block = sheet.merged[1]
    assert (block.first_row, block.first_column, block.last_row, block.last_column, block.is_filled) == (
        2,
        1,
        4,
        1,
        True,
    )


def test_formulas_are_told_and_missing_results_warned_of() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["B1"] = 2, "=A1*2", "x"
    target = io.BytesIO()
    book.save(target)  # openpyxl stores no results
    workbook = read_workbook(target.getvalue(), "a.xlsx")
    assert workbook.sheets[0].unsaved_formulas == {(2, 1)}
    assert "A2" in workbook.warnings[0]
    assert "mở bằng Excel, lưu lại" in workbook.warnings[0]

    def fill(made: Any) -> None:
        sheet = made.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("A2", '=IF(TRUE,"có","")', None, "có")

    sheet = first_sheet(xlsx(fill))
    assert [row.values for row in sheet.rows] == [[2], ["có"]]
    assert sheet.formulas == {(1, 1), (2, 1)}
    assert not sheet.unsaved_formulas


def test_error_cells_are_read_as_their_text() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["a", "b"])
        sheet.write_formula("B2", "=1/0", None, "#DIV/0!")

    assert first_sheet(xlsx(fill)).rows[1].values == [None, "#DIV/0!"]


def test_hidden_sheets_are_read_flagged_and_told() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("Chính").write(0, 0, "a")
        hidden = book.add_worksheet("Nháp")
        hidden.write(0, 0, "b")
        hidden.hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Chính!$A$1:$A$1"})
        book.add_chartsheet("Biểu đồ").set_chart(chart)

    workbook = read_workbook(xlsx(fill), "a.xlsx")
    assert [(sheet.name, sheet.is_hidden) for sheet in workbook.sheets] == [("Chính", False), ("Nháp", True)]
    assert [sheet.name for sheet in workbook.visible_sheets] == ["Chính"]
    assert "“Nháp”" in workbook.warnings[0]


def test_a_column_in_an_old_encoding_is_found() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_column("A1", ["Họ và tên", "NguyÔn ThÞ Hµ", "TrÇn V¨n §¹t", "bé"])
        sheet.write_column("B1", ["Đơn vị", "Sở Nội vụ", "Sở Y tế"])

    workbook = read_workbook(xlsx(fill), "a.xlsx")
    sheet = workbook.sheets[0]
    assert sheet.legacy_encodings == {1: "tcvn3"}
    assert decode_legacy(str(sheet.rows[1].cell(1)), sheet.legacy_encodings[1]) == "Nguyễn Thị Hà"
    assert any("TCVN3" in warning for warning in workbook.warnings)


def test_macros_and_links_are_ignored_and_told() -> None:
    data = xlsx(lambda book: book.add_worksheet().write(0, 0, "a"))
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 10)
        archive.writestr("xl/externalLinks/externalLink1.xml", "<!DOCTYPE never read>")
    workbook = read_workbook(target.getvalue(), "a.xlsm")
    assert workbook.sheets[0].rows[0].values == ["a"]
    assert "macro" in workbook.warnings[0]
    assert "liên kết" in workbook.warnings[1]


def test_old_binary_workbooks_are_read() -> None:
    workbook = read_workbook((DATA / "staff.xls").read_bytes(), "staff.xls")
    staff, draft = workbook.sheets
    assert workbook.kind == "xls"
    assert [row.values for row in staff.rows] == [
        ["Đơn vị", "Họ và tên", "Ngày sinh", "Hệ số"],
        ["Sở Nội vụ", "NguyÔn ThÞ Hµ", date(1975, 3, 15), 4.98],
        ["Sở Nội vụ", "TrÇn V¨n §¹t", "3/1975"],
    ]
    assert staff.legacy_encodings == {2: "tcvn3"}
    assert staff.formulas == {(3, 4)}
    assert draft.is_hidden


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="B2"', b'<c\tr="B2"'),
        (b'<c r="B2"', b"<c r='B2'"),
        (b'<c r="B2"', b"<c"),
        (b"<sheetData>", b"<sheetData >"),
    ],
)
def test_other_spellings_of_the_same_xml_are_measured_right(old: bytes, new: bytes) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["a", "b"])
        sheet.write_row("A2", [1, 2])

    data = edited(xlsx(fill), SHEET1, lambda xml: xml.replace(old, new))
    assert [row.values for row in first_sheet(data).rows] == [["a", "b"], [1, 2]]
    tight = Limits(rows=2, columns=2)
    assert read_workbook(data, "a.xlsx", limits=tight).sheets[0].width == 2
