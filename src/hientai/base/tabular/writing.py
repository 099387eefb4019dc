"""Workbooks out: typed columns, drop-down lists, comments, bounded memory.

Every text is written as a text cell, whatever it starts with, so that nothing typed by a user becomes a formula or
a link; texts that would start a formula when retyped or copied to a text file also get Excel's quote prefix.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from hientai.base.errors import BadInput
from hientai.base.periods import PartialDate, format_date
from hientai.base.tabular.choices import ChoiceLists
from hientai.base.tabular.formats import Formats, safe_sheet_name
from hientai.base.tabular.model import CellStyle, CellValue, Column, ColumnKind, Properties

OutValue = CellValue | PartialDate
LAST_ROW = 1_048_576
_LONGEST_TEXT = 32_767
_EMPTY_ROWS_WITH_LISTS = 5_000  # rows below the data where drop-down lists still work
_FIRST_EXCEL_DAY = date(1900, 3, 1)  # before it Excel counts a 29 February 1900 that never was
_DEFAULT_CREATED = datetime(2000, 1, 1)  # equal content gives equal bytes when no time is passed
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MAX_COMMENTS = 20_000  # Excel grows slow beyond; fills go on


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write.

    ``rows`` is any iterable and is consumed once; ``styles`` are keyed by (row, column), both from 0, rows counted
    below the header. ``title`` is a line above the header.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[OutValue]]
    styles: Mapping[tuple[int, int], CellStyle] = field(default_factory=dict)
    title: str = ""
    is_hidden: bool = False


def write_workbook(sheets: Sequence[Table], *, properties: Properties | None = None) -> bytes:
    """The tables as the bytes of an .xlsx, held in memory. Raises `BadInput` above Excel's last row."""
    target = io.BytesIO()
    _write(target, {"in_memory": True}, sheets, properties)
    return target.getvalue()


def write_workbook_to(path: Path, sheets: Sequence[Table], *, properties: Properties | None = None) -> int:
    """Stream the tables to an .xlsx file, memory independent of the number of rows; the number of rows written.

    Rows go to temporary files beside the target, so that one disk needs the room. Raises `BadInput` above Excel's
    last row.
    """
    return _write(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}, sheets, properties)


def _write(target: Any, mode: dict[str, Any], tables: Sequence[Table], properties: Properties | None) -> int:
    book = xlsxwriter.Workbook(target, {**_OPTIONS, **mode})
    try:
        set_properties(book, properties)
        formats = Formats(book)
        lists = ChoiceLists(book)
        names: set[str] = set()
        count = sum(_TableWriter(book, formats, lists, table, names).write() for table in tables)
        lists.write_sheet(names)
    finally:
        book.close()
    return count


def set_properties(book: Any, properties: Properties | None) -> None:
    """Fill in the document properties; the creation time is never the clock's."""
    properties = properties or Properties()
    book.set_properties(
        {
            "title": properties.title,
            "author": properties.author,
            "company": properties.company,
            "comments": properties.comments,
            "created": properties.created_at or _DEFAULT_CREATED,
        }
    )


class CellWriter:
    """Writes values of every type into one worksheet, each with the format that shows it right."""

    def __init__(self, sheet: Any, formats: Formats) -> None:
        self._sheet = sheet
        self._formats = formats
        self._comments = 0

    def put(self, row: int, column: int, value: OutValue, kind: ColumnKind | None, style: CellStyle | None) -> None:
        """Write one cell (positions from 0); ``kind`` None shows the value by its own type."""
        severity = style.severity if style else None
        formats = self._formats
        if isinstance(value, PartialDate):
            value = value.earliest() if value.precision == "day" else value.display()
        if kind is ColumnKind.TEXT and value is not None and not isinstance(value, str):
            value = _as_text(value)
        if value is None or value == "":
            if severity:
                self._sheet.write_blank(row, column, None, formats.cell(kind, severity))
        elif isinstance(value, bool):
            self._sheet.write_string(row, column, _as_text(value), formats.cell(ColumnKind.TEXT, severity))
        elif isinstance(value, (int, float, Decimal)):
            self._put_number(row, column, value, formats.cell(kind, severity))
        elif isinstance(value, date):
            self._put_day(row, column, value, severity)
        else:
            self._put_text(row, column, value, kind, severity)
        if style and style.comment:
            self.comment(row, column, style.comment)

    def _put_number(self, row: int, column: int, value: int | float | Decimal, cell_format: Any) -> None:
        # Excel keeps 15 digits; a longer number would come back changed.
        if isinstance(value, (int, Decimal)) and len(Decimal(value).normalize().as_tuple().digits) > 15:
            self._sheet.write_string(row, column, str(value), cell_format)
        else:
            self._sheet.write_number(row, column, value, cell_format)

    def _put_day(self, row: int, column: int, value: date, severity: Any) -> None:
        if value < _FIRST_EXCEL_DAY if not isinstance(value, datetime) else value.date() < _FIRST_EXCEL_DAY:
            self._sheet.write_string(row, column, format_date(value), self._formats.cell(ColumnKind.TEXT, severity))
            return
        has_time = isinstance(value, datetime)
        self._sheet.write_datetime(row, column, value, self._formats.day(severity, has_time=has_time))

    def _put_text(self, row: int, column: int, value: str, kind: ColumnKind | None, severity: Any) -> None:
        text = value if len(value) <= _LONGEST_TEXT else value[: _LONGEST_TEXT - 1] + "…"
        quoted = text[0] in "=+-@\t\r"
        wanted = ColumnKind.TEXT if kind is not None else None
        self._sheet.write_string(row, column, text, self._formats.cell(wanted, severity, quoted=quoted))

    def comment(self, row: int, column: int, text: str) -> None:
        """Attach a comment; beyond the limit of a sheet the fill alone must do."""
        if self._comments < _MAX_COMMENTS:
            self._comments += 1
            lines = max(2, len(text) // 38 + 1 + text.count("\n"))
            options = {"author": "Hiền Tài", "width": 260, "height": min(20 * lines, 400), "font_size": 9}
            self._sheet.write_comment(row, column, text[:_LONGEST_TEXT], options)


def _as_text(value: OutValue) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return format_date(value) if isinstance(value, date) else str(value)


class _TableWriter:
    """One table on one worksheet."""

    def __init__(self, book: Any, formats: Formats, lists: ChoiceLists, table: Table, names: set[str]) -> None:
        self._sheet = book.add_worksheet(safe_sheet_name(table.name, names))
        self._formats = formats
        self._lists = lists
        self._table = table
        self._header_row = 2 if table.title else 0

    def write(self) -> int:
        self._prepare()
        writer = CellWriter(self._sheet, self._formats)
        self._write_header(writer)
        kinds = [column.kind for column in self._table.columns]
        styles = self._table.styles
        count = 0
        for count, row in enumerate(self._table.rows, start=1):
            target = self._header_row + count
            if target >= LAST_ROW:
                raise BadInput(f"Quá {LAST_ROW} dòng, Excel không chứa được. Hãy lọc bớt hoặc xuất ra .csv.")
            for column, value in enumerate(row):
                kind = kinds[column] if column < len(kinds) else None
                writer.put(target, column, value, kind, styles.get((count - 1, column)) if styles else None)
        self._finish(count)
        return count

    def _prepare(self) -> None:
        for index, column in enumerate(self._table.columns):
            width = column.width or min(max(len(column.title) + 3, 10), 40)
            self._sheet.set_column(index, index, width, self._formats.cell(column.kind, None))
        self._sheet.freeze_panes(self._header_row + 1, 0)
        self._sheet.repeat_rows(self._header_row)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        if self._table.is_hidden:
            self._sheet.hide()

    def _write_header(self, writer: CellWriter) -> None:
        if self._table.title:
            self._sheet.write_string(0, 0, self._table.title, self._formats.title)
        for index, column in enumerate(self._table.columns):
            shown = self._formats.required_header if column.is_required else self._formats.header
            self._sheet.write_string(self._header_row, index, column.title, shown)
            if column.comment:
                writer.comment(self._header_row, index, column.comment)

    def _finish(self, count: int) -> None:
        first, last_column = self._header_row + 1, len(self._table.columns) - 1
        if count and last_column >= 0:
            self._sheet.autofilter(self._header_row, 0, self._header_row + count, last_column)
        last = min(first + count + _EMPTY_ROWS_WITH_LISTS, LAST_ROW - 1)
        for index, column in enumerate(self._table.columns):
            if column.choices:
                self._sheet.data_validation(first, index, last, index, self._lists.rule(column.choices))
