"""Workbooks in: tell what a file is, refuse what is unsafe or not a table, read every sheet."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import PurePath
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from hientai.base.errors import BadInput
from hientai.base.tabular.archive import DAMAGED, open_package
from hientai.base.tabular.biff import MAGIC, inspect_xls
from hientai.base.tabular.choices import CHOICES_SHEET
from hientai.base.tabular.delimited import read_delimited
from hientai.base.tabular.isolated import read_apart
from hientai.base.tabular.model import CellValue, Limits, MergedRange, Row, Sheet, Workbook, column_letter
from hientai.base.tabular.sheetxml import SheetFacts, sheet_facts, sheet_parts
from hientai.base.text import detect_legacy

_TEXT_NAMES = {".csv", ".txt", ".tsv"}
_WEB_PAGE = re.compile(rb"\s*(<!doctype\s+html|<html|<table|<meta|<div)", re.IGNORECASE)
_KINDS = {b"%PDF": "PDF", b"\x89PNG": "ảnh", b"\xff\xd8\xff": "ảnh", b"Rar!": "nén RAR", b"7z\xbc\xaf": "nén 7z"}
_LARGEST_FILL = 20_000  # cells; larger merges are frames drawn around a page
_LEGACY_SAMPLE = 400


def read_workbook(data: bytes, filename: str, *, limits: Limits | None = None) -> Workbook:
    """The sheets of an .xlsx, .xlsm, .xls or text (.csv, .txt, .tsv) file; the content decides, not the name.

    Rows without any value are left out, rows keep their true numbers. Blank cells of a merged block get its value
    where the row holds anything else. Formulas give the result Excel stored. Errors (#N/A) are read as text.
    Raises `BadInput`, with what to do, for files that are not tables, too big, damaged, or locked by a password.
    """
    limits = limits or Limits()
    if not data:
        raise BadInput("Tệp rỗng. Hãy kiểm tra lại tệp rồi gửi lại.")
    if len(data) > limits.file_bytes:
        raise BadInput(f"Tệp lớn hơn {limits.file_bytes // 1_000_000} MB. Hãy chia nhỏ rồi gửi từng tệp.")
    if data.startswith(b"PK"):
        return _read_xlsx(data, limits)
    if data.startswith(MAGIC):
        return _read_xls(data, limits)
    name = PurePath(filename.replace("\\", "/"))
    if _WEB_PAGE.match(data[:1000]) or b"urn:schemas-microsoft-com:office:spreadsheet" in data[:2000]:
        raise BadInput("Tệp là trang web đổi tên thành Excel. Hãy mở bằng Excel, lưu thành .xlsx rồi gửi lại.")
    if kind := next((kind for magic, kind in _KINDS.items() if data.startswith(magic)), None):
        raise BadInput(f"Đây là tệp {kind}, không phải Excel. Hãy gửi tệp .xlsx, .xls hoặc .csv.")
    if name.suffix.lower() not in _TEXT_NAMES:
        raise BadInput(
            "Đây không phải là tệp Excel, hoặc tệp đã hỏng. Hãy mở bằng Excel và lưu thành .xlsx rồi gửi lại."
        )
    workbook = read_delimited(data, name.stem or "csv", limits)
    for sheet in workbook.sheets:
        sheet.legacy_encodings = _legacy_encodings(sheet)
    _warn(workbook)
    return workbook


def _read_xlsx(data: bytes, limits: Limits) -> Workbook:
    package = open_package(data, limits)
    parts = sheet_parts(package.parts)
    facts: dict[str, SheetFacts] = {}
    for name, part in parts.items():
        if xml := package.parts.get(part):
            facts[name] = sheet_facts(xml, limits.cells)
    _check_extent([fact.extent for fact in facts.values()], limits)
    package.parts.clear()  # the rebuilt archive holds them too
    source = _open(package.rebuilt)
    sheets = []
    for name, is_hidden in _worksheets(source):
        fact = facts.get(name) or SheetFacts((0, 0), frozenset(), frozenset(), {})
        sheet = _sheet(source, name, is_hidden, fact.errors)
        sheet.formulas, sheet.unsaved_formulas = fact.formulas, fact.unsaved
        sheets.append(sheet)
    workbook = Workbook("xlsx", sheets)
    if package.has_macros:
        workbook.warnings.append("Tệp có macro; macro không được chạy, chỉ các ô được đọc.")
    if package.has_external_links:
        workbook.warnings.append("Tệp có liên kết tới tệp khác; chỉ giá trị Excel đã lưu được đọc.")
    _warn(workbook)
    return workbook


def _read_xls(data: bytes, limits: Limits) -> Workbook:
    inspected = inspect_xls(data)
    _check_extent([(sheet.last_row, sheet.last_column) for sheet in inspected], limits)
    workbook = Workbook("xls", read_apart(data))
    if len(workbook.sheets) == len(inspected):  # else chart sheets stand between: formulas are not told apart
        for sheet, facts in zip(workbook.sheets, inspected, strict=True):
            sheet.formulas = frozenset(facts.formulas)
    _warn(workbook)
    return workbook


def xls_sheets(data: bytes) -> list[Sheet]:
    """The sheets of an .xls without their formulas; called in a child process, which a damaged file may end."""
    source = _open(data)
    return [_sheet(source, name, is_hidden, {}) for name, is_hidden in _worksheets(source)]


def _check_extent(extents: list[tuple[int, int]], limits: Limits) -> None:
    if len(extents) > limits.sheets:
        raise BadInput(f"Tệp có hơn {limits.sheets} trang tính. Hãy chép trang cần nhập sang tệp mới rồi gửi lại.")
    for rows, columns in extents:
        if rows > limits.rows or columns > limits.columns:
            corner = f"{column_letter(max(columns, 1))}{rows}"
            raise BadInput(
                f"Trang tính kéo dài tới ô {corner}, quá {limits.rows} dòng hoặc {limits.columns} cột. "
                "Hãy xóa các ô thừa ở xa (Ctrl+End để tìm) hoặc chia nhỏ rồi gửi lại."
            )
    if sum(rows * columns for rows, columns in extents) > limits.cells:
        raise BadInput("Bảng tính quá lớn. Hãy xóa các ô thừa ở xa (Ctrl+End để tìm) hoặc chia nhỏ rồi gửi lại.")


def _open(data: bytes) -> CalamineWorkbook:
    source: CalamineWorkbook = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))
    return source


def _guarded(act: Any) -> Any:
    """Run the reader; whatever it throws at a damaged file, panics included, is one sentence for the user."""
    try:
        return act()
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:  # the reader's panics do not derive from Exception
        raise BadInput(DAMAGED) from error


def _worksheets(source: CalamineWorkbook) -> Iterable[tuple[str, bool]]:
    for meta in source.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet:
            yield meta.name, meta.visible != SheetVisibleEnum.Visible


def _sheet(source: CalamineWorkbook, name: str, is_hidden: bool, errors: dict[tuple[int, int], str]) -> Sheet:
    cells: CalamineSheet = _guarded(lambda: source.get_sheet_by_name(name))
    rows = _guarded(lambda: _rows(cells, errors))
    sheet = Sheet(name, is_hidden, rows)
    sheet.merged = _fill_merged(sheet, cells.merged_cell_ranges or [])
    sheet.legacy_encodings = _legacy_encodings(sheet)
    return sheet


def _rows(cells: CalamineSheet, errors: dict[tuple[int, int], str]) -> list[Row]:
    if cells.start is None:
        return []  # calamine gives no error cells for a sheet that holds nothing else
    rows: list[Row] = []
    shift: list[CellValue] = [None] * cells.start[1]
    errors_of: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in errors.items():
        errors_of.setdefault(row, []).append((column, text))
    seen: dict[str, str] = {}  # units and titles repeat: one object for each text
    for number, found in enumerate(cells.iter_rows(), start=1):
        if number not in errors_of and not any(value != "" for value in found):
            continue
        values = shift + [_value(value, seen) for value in found]
        for column, text in errors_of.get(number, ()):
            values.extend([None] * (column - len(values)))
            values[column - 1] = text
        while values and values[-1] is None:
            values.pop()
        if values:
            rows.append(Row(number, values))
    return rows


def _value(value: Any, seen: dict[str, str]) -> CellValue:
    """A cell as the rest of the program knows it: blanks None, whole floats int, midnight datetimes days."""
    if type(value) is str:
        return seen.setdefault(value, value) if value.strip() else None
    if type(value) is float:
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if type(value) is datetime:
        return value if value.time() != time() else value.date()
    if type(value) is time:
        return value.strftime("%H:%M:%S") if value.second else value.strftime("%H:%M")
    if type(value) is timedelta:
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        clock = f"{minutes // 60}:{minutes % 60:02d}"
        return f"{clock}:{seconds:02d}" if seconds else clock
    return value  # type: ignore[no-any-return]


def _fill_merged(sheet: Sheet, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> list[MergedRange]:
    """Copy the value of each merged block into its blank cells, in rows that hold something."""
    by_number = {row.number: row for row in sheet.rows}
    merged = []
    for (top, left), (bottom, right) in ranges:
        first = by_number.get(top + 1)
        value = first.cell(left + 1) if first else None
        fits = value is not None and (bottom - top + 1) * (right - left + 1) <= _LARGEST_FILL
        if fits:
            for number in range(top + 1, bottom + 2):
                if row := by_number.get(number):
                    _fill(row.values, left, right, value)
        merged.append(MergedRange(top + 1, left + 1, bottom + 1, right + 1, is_filled=fits))
    return merged


def _fill(values: list[CellValue], left: int, right: int, value: CellValue) -> None:
    values.extend([None] * (right + 1 - len(values)))
    for column in range(left, right + 1):
        if values[column] is None:
            values[column] = value


def _legacy_encodings(sheet: Sheet) -> dict[int, str]:
    """The old encoding of each column whose texts (a sample of those that are not plain ASCII) speak for one."""
    samples: dict[int, list[str]] = {}
    for row in sheet.rows:
        for column, value in enumerate(row.values, start=1):
            if type(value) is str and not value.isascii():
                sample = samples.setdefault(column, [])
                if len(sample) < _LEGACY_SAMPLE:
                    sample.append(value)
    found = {column: detect_legacy(sample) for column, sample in samples.items()}
    return {column: encoding for column, encoding in found.items() if encoding}


def _warn(workbook: Workbook) -> None:
    """Sentences about what was found and could surprise."""
    hidden = [
        f"“{sheet.name}”" for sheet in workbook.sheets if sheet.is_hidden and sheet.rows and sheet.name != CHOICES_SHEET
    ]
    if hidden:
        workbook.warnings.append(f"Tệp có trang tính bị ẩn: {', '.join(hidden)}. Hãy kiểm tra có cần nhập không.")
    for sheet in workbook.sheets:
        if sheet.unsaved_formulas:
            row, column = min(sheet.unsaved_formulas)
            workbook.warnings.append(
                f"Trang “{sheet.name}” có {len(sheet.unsaved_formulas)} công thức chưa có kết quả (ô đầu tiên "
                f"{column_letter(column)}{row}). Hãy mở bằng Excel, lưu lại rồi gửi lại."
            )
        if sheet.legacy_encodings:
            columns = ", ".join(f"{column_letter(c)} ({e.upper()})" for c, e in sorted(sheet.legacy_encodings.items()))
            workbook.warnings.append(
                f"Trang “{sheet.name}” có cột gõ theo bảng mã cũ: {columns}. Chữ sẽ được chuyển sang Unicode; "
                "hãy xem lại trước khi nhập."
            )
