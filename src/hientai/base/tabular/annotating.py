"""A workbook given back with remarks on its cells, so that the sender can mend it and send it again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from hientai.base.tabular.formats import Formats, safe_sheet_name
from hientai.base.tabular.model import CellStyle, Note, Properties, Severity, Sheet, Workbook, column_letter
from hientai.base.tabular.writing import LAST_ROW, CellWriter, set_properties

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_LABELS = {Severity.ERROR: "Lỗi", Severity.WARNING: "Cảnh báo", Severity.INFO: "Lưu ý"}
SUMMARY_SHEET = "Kết quả kiểm tra"
"""Name of the sheet that lists the notes; a file sent again may hold one, which is then left out."""
_SUMMARY_COLUMNS = (("Trang", 22), ("Dòng", 8), ("Ô", 9), ("Mức", 12), ("Nội dung và cách sửa", 90))


def annotate_workbook(original: Workbook, notes: Sequence[Note], *, properties: Properties | None = None) -> bytes:
    """The values of the original, every one in its own cell, with the notes; the bytes of an .xlsx.

    A cell with notes gets a fill by the worst of them and a comment with all; a note on column 0 marks the first
    cell of its row. The rightmost column repeats the messages of the row, so that rows can be filtered. A last
    sheet lists every note with a link. The order and names of the sheets stay, hidden sheets stay hidden, so the
    file can be sent again.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    set_properties(book, properties)
    formats = Formats(book)
    taken: set[str] = set()
    names: dict[str, str] = {}
    for sheet in original.sheets:
        if sheet.name == SUMMARY_SHEET:
            continue
        names[sheet.name] = safe_sheet_name(sheet.name, taken)
        worksheet = book.add_worksheet(names[sheet.name])
        if sheet.is_hidden:
            worksheet.hide()
        _write_sheet(worksheet, formats, sheet, [note for note in notes if note.sheet == sheet.name])
    _write_summary(book.add_worksheet(safe_sheet_name(SUMMARY_SHEET, taken)), formats, notes, names)
    book.close()
    return target.getvalue()


def _write_sheet(worksheet: Any, formats: Formats, sheet: Sheet, notes: list[Note]) -> None:
    by_cell: dict[tuple[int, int], list[Note]] = {}
    by_row: dict[int, list[Note]] = {}
    for note in notes:
        by_cell.setdefault((note.row, max(note.column, 1)), []).append(note)
        by_row.setdefault(note.row, []).append(note)
    writer = CellWriter(worksheet, formats)
    width = max(sheet.width, max((column for _, column in by_cell), default=0))
    values = {row.number: row.values for row in sheet.rows}
    for number in sorted(values.keys() | by_row.keys()):
        found = values.get(number, [])
        for column in range(1, width + 1):
            style = _style(by_cell.get((number, column), ()))
            writer.put(number - 1, column - 1, found[column - 1] if column <= len(found) else None, None, style)
        if number in by_row:
            text = "; ".join(note.message for note in by_row[number])
            writer.put(number - 1, width, text, None, CellStyle(severity=_worst(by_row[number])))


def _worst(notes: Sequence[Note]) -> Severity:
    return min((note.severity for note in notes), key=_ORDER.index)


def _style(notes: Sequence[Note]) -> CellStyle | None:
    if not notes:
        return None
    return CellStyle("\n".join(f"{_LABELS[note.severity]}: {note.message}" for note in notes), _worst(notes))


def _write_summary(worksheet: Any, formats: Formats, notes: Sequence[Note], names: dict[str, str]) -> None:
    for column, (title, width) in enumerate(_SUMMARY_COLUMNS):
        worksheet.set_column(column, column, width)
        worksheet.write_string(0, column, title, formats.header)
    worksheet.freeze_panes(1, 0)
    writer = CellWriter(worksheet, formats)
    ordered = sorted(notes, key=lambda note: (_ORDER.index(note.severity), note.sheet, note.row, note.column))
    for row, note in enumerate(ordered[: LAST_ROW - 1], start=1):
        cell = f"{column_letter(max(note.column, 1))}{note.row}"
        style = CellStyle(severity=note.severity)
        writer.put(row, 0, note.sheet, None, None)
        writer.put(row, 1, note.row, None, None)
        writer.put(row, 3, _LABELS[note.severity], None, style)
        writer.put(row, 4, note.message, None, None)
        if note.sheet in names:
            quoted = names[note.sheet].replace("'", "''")
            worksheet.write_url(row, 2, f"internal:'{quoted}'!{cell}", formats.link, cell)
        else:
            writer.put(row, 2, cell, None, None)
