"""Writing workbooks: types, lists, safety, bounded memory, and the annotated workbook."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.base.errors import BadInput
from hientai.base.periods import PartialDate
from hientai.base.tabular import (
    CHOICES_SHEET,
    SUMMARY_SHEET,
    CellStyle,
    CellValue,
    Column,
    ColumnKind,
    Note,
    Properties,
    Severity,
    Sheet,
    Table,
    Workbook,
    annotate_workbook,
    read_workbook,
    write_csv_to,
    write_workbook,
    write_workbook_to,
)
from hientai.base.tabular.model import Row
from hientai.base.tabular.writing import LAST_ROW


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


STAFF = Table(
    "Cán bộ",
    [
        Column("Họ và tên", is_required=True, comment="Viết đủ họ, đệm, tên"),
        Column("Số CCCD"),
        Column("Ngày sinh", ColumnKind.PARTIAL_DATE),
        Column("Bổ nhiệm", ColumnKind.DATE),
        Column("Tỷ lệ", ColumnKind.SHARE),
        Column("Tiền", ColumnKind.MONEY),
        Column("Giới tính", choices=("Nam", "Nữ")),
        Column("Đơn vị", choices=tuple(f"Đơn vị số {n}, tỉnh" for n in range(60))),
    ],
    [
        [
            "Nguyễn Văn An",
            "001204001234",
            PartialDate(1975, 3),
            date(2020, 1, 2),
            Decimal("0.4375"),
            1_250_000,
            "Nam",
            None,
        ],
        ["Lê Thị Bình", 1204, PartialDate(1975, 3, 15), date(1890, 5, 1), None, 0, "Nữ", "Đơn vị số 3, tỉnh"],
    ],
    styles={(0, 1): CellStyle("Kiểm tra lại số", Severity.WARNING)},
)


def test_columns_are_typed() -> None:
    sheet = opened(write_workbook([STAFF]))["Cán bộ"]
    assert [cell.value for cell in sheet[2]][:7] == [
        "Nguyễn Văn An", "001204001234", "03/1975", datetime(2020, 1, 2), 0.4375, 1_250_000, "Nam",
    ]  # fmt: skip
    assert sheet["B3"].value == "1204"
    assert sheet["C3"].value == datetime(1975, 3, 15)
    assert sheet["D3"].value == "01/05/1890"  # before Excel's calendar
    assert sheet["D2"].number_format == sheet["C3"].number_format == "dd/mm/yyyy"
    assert (sheet["E2"].number_format, sheet["F2"].number_format) == ("0.00%", "#,##0")
    assert sheet.column_dimensions["B"].width > 0
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold


def test_lists_comments_and_fills_are_there() -> None:
    book = opened(write_workbook([STAFF]))
    sheet = book["Cán bộ"]
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["G2"] == '"Nam,Nữ"'
    assert rules["H2"] == f"'{CHOICES_SHEET}'!$A$1:$A$60"
    assert book[CHOICES_SHEET].sheet_state == "hidden"
    assert book[CHOICES_SHEET]["A4"].value == "Đơn vị số 3, tỉnh"
    assert "Viết đủ" in sheet["A1"].comment.text
    assert "Kiểm tra lại" in sheet["B2"].comment.text
    assert sheet["B2"].fill.fgColor.rgb != sheet["B3"].fill.fgColor.rgb


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", "=cmd|'/c calc'!A1", "http://x.vn", "\t=1", "{=1}"])
def test_texts_never_become_formulas_or_links(text: str) -> None:
    data = write_workbook([Table("a", [Column("x")], [[text]])])
    cell = opened(data)["a"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.quotePrefix or text[0] not in "=+-@\t"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_names_of_sheets_are_made_acceptable() -> None:
    tables = [Table(name, [Column("x")], []) for name in ("a/b", "A B", "", "x" * 40, "x" * 40)]
    assert opened(write_workbook(tables)).sheetnames == ["a b", "A B (2)", "Trang", "x" * 31, "x" * 27 + " (2)"]


def test_properties_are_written_and_equal_content_gives_equal_bytes() -> None:
    about = Properties(title="Mẫu nhập", author="Ban Tổ chức", created_at=datetime(2026, 1, 2))
    data = write_workbook([STAFF], properties=about)
    assert data == write_workbook([STAFF], properties=about)
    found = opened(data).properties
    assert (found.title, found.creator, found.created) == ("Mẫu nhập", "Ban Tổ chức", datetime(2026, 1, 2))


def test_long_numbers_and_long_texts_survive() -> None:
    data = write_workbook(
        [Table("a", [Column("n", ColumnKind.INTEGER), Column("t")], [[12345678901234567, "x" * 40_000]])]
    )
    values = read_workbook(data, "a.xlsx").sheets[0].rows[1].values
    assert values[0] == "12345678901234567"
    assert len(str(values[1])) == 32_767


def test_more_rows_than_excel_holds_are_refused(tmp_path: Path) -> None:
    rows: Iterator[list[CellValue]] = ([] for _ in range(LAST_ROW))
    with pytest.raises(BadInput, match=r"\.csv"):
        write_workbook_to(tmp_path / "a.xlsx", [Table("a", [Column("x")], rows)])


_MEASURE = """
import resource, sys
from pathlib import Path
from hientai.base.tabular import Column, Table, write_workbook_to
rows = (["Nguyễn Văn An", f"{i:012d}", i] for i in range(int(sys.argv[1])))
written = write_workbook_to(Path(sys.argv[2]), [Table("a", [Column("x"), Column("y"), Column("z")], rows)])
print(written, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_streaming_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        target = tmp_path / f"{rows}.xlsx"
        command = [sys.executable, "-c", _MEASURE, str(rows), str(target)]
        written, kilobytes = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
        assert int(written) == rows
        return int(kilobytes)

    assert peak(60_000) - peak(1_000) < 12_000


simple_values = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).filter(
        lambda s: s.strip() == s
    ),
    st.integers(-(10**14), 10**14),
    st.dates(date(1900, 3, 2), date(2100, 1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(simple_values, min_size=1, max_size=5), max_size=6))
def test_what_is_annotated_reads_back_unchanged(table: list[list[CellValue]]) -> None:
    rows = [Row(2 * n + 1, list(values)) for n, values in enumerate(table)]
    original = Workbook("xlsx", [Sheet("Bảng", rows=rows)])
    back = read_workbook(annotate_workbook(original, []), "a.xlsx").sheets[0]

    def trimmed(values: list[CellValue]) -> list[CellValue]:
        values = [None if value == "" else value for value in values]
        while values and values[-1] is None:
            values.pop()
        return values

    expected = [(row.number, trimmed(row.values)) for row in rows if trimmed(row.values)]
    assert [(row.number, row.values) for row in back.rows] == expected


def test_the_annotated_workbook_marks_cells_rows_and_lists_every_note() -> None:
    original = read_workbook(write_workbook([STAFF]), "goc.xlsx")
    notes = [
        Note("Cán bộ", 2, 3, Severity.WARNING, "Thiếu ngày sinh"),
        Note("Cán bộ", 2, 3, Severity.ERROR, "Chưa đủ tuổi"),
        Note("Cán bộ", 3, 0, Severity.ERROR, "Trùng với dòng 2"),
        Note("Cán bộ", 9, 1, Severity.INFO, "Dòng trống"),
    ]
    book = opened(annotate_workbook(original, notes))
    sheet, summary = book["Cán bộ"], book[SUMMARY_SHEET]
    assert "Thiếu ngày sinh" in sheet["C2"].comment.text
    assert "Lỗi: Chưa đủ tuổi" in sheet["C2"].comment.text
    assert sheet["C2"].fill.fgColor.rgb == "FFF8CBAD"  # the worse of the two
    assert "Trùng" in sheet["A3"].comment.text
    assert sheet["I2"].value == "Thiếu ngày sinh; Chưa đủ tuổi"
    assert sheet["B2"].value == "001204001234"
    assert [[cell.value for cell in row] for row in summary.iter_rows(min_row=2)] == [
        ["Cán bộ", 2, "C2", "Lỗi", "Chưa đủ tuổi"],
        ["Cán bộ", 3, "A3", "Lỗi", "Trùng với dòng 2"],
        ["Cán bộ", 2, "C2", "Cảnh báo", "Thiếu ngày sinh"],
        ["Cán bộ", 9, "A9", "Lưu ý", "Dòng trống"],
    ]
    assert summary["C2"].hyperlink.location == "'Cán bộ'!C2"
    assert book[CHOICES_SHEET].sheet_state == "hidden"


def test_a_workbook_sent_back_twice_has_one_list_of_notes() -> None:
    once = annotate_workbook(read_workbook(write_workbook([STAFF]), "a.xlsx"), [])
    twice = read_workbook(annotate_workbook(read_workbook(once, "a.xlsx"), []), "a.xlsx")
    assert [sheet.name for sheet in twice.sheets].count(SUMMARY_SHEET) == 1


def test_text_files_open_in_vietnamese_excel_and_hold_no_formulas(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    columns = [Column(title) for title in ("Họ và tên", "CCCD", "Sinh", "Hệ số", "Ghi chú")]
    rows: list[list[Any]] = [
        ["Nguyễn Văn An", "001204001234", PartialDate(1975, 3), Decimal("4.98"), "=1+1"],
        ["Lê; Bình", None, date(1975, 3, 15), -5, True],
    ]
    assert write_csv_to(target, Table("a", columns, rows)) == 2
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row.values for row in read_workbook(target.read_bytes(), "a.csv").sheets[0].rows[1:]] == [
        ["Nguyễn Văn An", "001204001234", "03/1975", "4,98", "'=1+1"],
        ["Lê; Bình", None, "15/03/1975", "-5", "Có"],
    ]
