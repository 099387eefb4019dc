"""The CSV files of `hientai seats`: reading them, and saying everything that is wrong with them.

Formats: docs/reference/seats-files.md.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from hientai.planner.apportion import ApportionmentError, Unit

NAME = ("name", "unit", "tên", "đơn vị", "programme", "chương trình")
WEIGHT = ("weight", "trọng số", "nhu cầu")
MINIMUM = ("min", "minimum", "tối thiểu")
MAXIMUM = ("max", "maximum", "tối đa")
SEATS = ("seats", "chỉ tiêu", "số chỉ tiêu")
NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input: where it is (row counted from 1 with the header), and what is wrong, in Vietnamese."""

    file: str
    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"dòng {self.row}")
        if self.column is not None:
            place.append(f"cột “{self.column}”")
        return f"{', '.join(place)}: {self.message}"


class Faults(Exception):
    """The input cannot be used; carries every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(slots=True)
class Sheet:
    """A CSV file: header and rows with their line numbers; blank rows are skipped."""

    file: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    faults: list[Fault]

    def column(self, names: Sequence[str], *, needed: bool = True) -> int | None:
        """Position of the first header among `names`; a missing needed one is a fault."""
        for index, title in enumerate(self.header):
            if title.casefold() in names:
                return index
        if needed:
            self.faults.append(Fault(self.file, 1, None, f"thiếu cột “{names[0]}”."))
        return None

    def number(self, row: int, cells: list[str], index: int) -> Fraction:
        """The number ≥ 0 in a cell; 0 and a fault when it is none."""
        text = cells[index] if index < len(cells) else ""
        if NUMBER.fullmatch(text):
            return Fraction(text)
        what = "trống" if not text else f"“{text}” không phải là số không âm (dùng dấu chấm cho phần thập phân)"
        self.faults.append(Fault(self.file, row, self.header[index], f"{what}."))
        return Fraction(0)

    def whole(self, row: int, cells: list[str], index: int | None, blank: int | None) -> int | None:
        """The whole number in a cell, or `blank` where the cell is empty."""
        text = cells[index] if index is not None and index < len(cells) else ""
        if not text:
            return blank
        if text.isascii() and text.isdigit():
            return int(text)
        assert index is not None
        self.faults.append(Fault(self.file, row, self.header[index], f"“{text}” không phải là số nguyên không âm."))
        return blank

    def check(self) -> None:
        """Raise Faults if there is any."""
        if self.faults:
            raise Faults(self.faults)


def read_sheet(path: str) -> Sheet:
    """Read a CSV file (UTF-8; comma, semicolon or tab). Raises Faults."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Faults([Fault(path, None, None, f"không đọc được tệp ({error.strerror}).")]) from None
    except UnicodeDecodeError:
        raise Faults([Fault(path, None, None, "tệp không phải UTF-8.")]) from None
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = [(n, [cell.strip() for cell in row]) for n, row in enumerate(lines, 1)]
    rows = [(n, row) for n, row in rows if any(row)]
    if len(rows) < 2:
        raise Faults([Fault(path, None, None, "tệp không có dòng dữ liệu nào.")])
    sheet = Sheet(path, rows[0][1], rows[1:], [])
    for n, row in sheet.rows:
        if len(row) > len(sheet.header):
            sheet.faults.append(Fault(path, n, None, f"có {len(row)} ô, nhiều hơn {len(sheet.header)} cột."))
    return sheet


def _names(sheet: Sheet, index: int) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for n, cells in sheet.rows:
        name = cells[index] if index < len(cells) else ""
        if not name:
            sheet.faults.append(Fault(sheet.file, n, sheet.header[index], "thiếu tên."))
        elif name in seen:
            message = f"“{name}” đã có ở dòng {seen[name]}."
            sheet.faults.append(Fault(sheet.file, n, sheet.header[index], message))
        seen.setdefault(name, n)
        out.append(name)
    return out


def read_units(path: str) -> tuple[Unit, ...]:
    """Units of a list: columns name and weight, optional min and max. Raises Faults."""
    sheet = read_sheet(path)
    name, weight = sheet.column(NAME), sheet.column(WEIGHT)
    sheet.check()
    assert name is not None and weight is not None
    low, high = sheet.column(MINIMUM, needed=False), sheet.column(MAXIMUM, needed=False)
    names = _names(sheet, name)
    units = []
    for (n, cells), label in zip(sheet.rows, names, strict=True):
        value = sheet.number(n, cells, weight)
        least = sheet.whole(n, cells, low, 0) or 0
        most = sheet.whole(n, cells, high, None)
        try:
            units.append(Unit(label, value, least, most))
        except ApportionmentError as error:
            sheet.faults.append(Fault(path, n, None, error.message))
    sheet.check()
    return tuple(units)


def read_table(path: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[Fraction, ...], ...]]:
    """Units, programmes and the numbers of their cells: first column the unit, then one a programme. Raises Faults."""
    sheet = read_sheet(path)
    programmes = sheet.header[1:]
    for index, title in enumerate(programmes, 1):
        if not title:
            sheet.faults.append(Fault(path, 1, f"cột số {index + 1}", "thiếu tên chương trình."))
        elif title in programmes[: index - 1]:
            sheet.faults.append(Fault(path, 1, title, "tên chương trình bị lặp."))
    if not programmes:
        sheet.faults.append(Fault(path, 1, None, "cần ít nhất một cột chương trình sau cột đơn vị."))
    names = _names(sheet, 0)
    rows = tuple(tuple(sheet.number(n, cells, j) for j in range(1, len(sheet.header))) for n, cells in sheet.rows)
    sheet.check()
    return tuple(names), tuple(programmes), rows


def read_margin(path: str, names: tuple[str, ...], label: str) -> tuple[int, ...]:
    """Seats per name, in the order of `names`: columns name and seats (or the first two). Raises Faults."""
    sheet = read_sheet(path)
    name = sheet.column(NAME, needed=False) or 0
    seats = sheet.column(SEATS, needed=False)
    seats = (1 if name == 0 else 0) if seats is None else seats
    if len(sheet.header) < 2:
        raise Faults([Fault(path, 1, None, "cần hai cột: name, seats.")])
    found: dict[str, int] = {}
    for (n, cells), given in zip(sheet.rows, _names(sheet, name), strict=True):
        count = sheet.whole(n, cells, seats, None)
        if count is None and not (seats < len(cells) and cells[seats]):
            sheet.faults.append(Fault(path, n, sheet.header[seats], "trống."))
        if given and given not in names:
            sheet.faults.append(Fault(path, n, sheet.header[name], f"{label} “{given}” không có trong bảng."))
        found[given] = count or 0
    sheet.faults.extend(Fault(path, None, None, f"thiếu {label} “{n}”.") for n in names if n not in found)
    sheet.check()
    return tuple(found[n] for n in names)


def read_cells(path: str, units: tuple[str, ...], programmes: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    """Whole numbers per cell, in the shape of the main table. Raises Faults."""
    rows, columns, values = read_table(path)
    if rows != units or columns != programmes:
        raise Faults([Fault(path, None, None, "đơn vị hoặc chương trình không trùng (tên và thứ tự) với bảng chính.")])
    broken = [(i, j) for i, row in enumerate(values) for j, v in enumerate(row) if v.denominator != 1]
    if broken:
        raise Faults([Fault(path, None, columns[j], f"{rows[i]}: cần số nguyên.") for i, j in broken])
    return tuple(tuple(int(v) for v in row) for row in values)


def write_rows(path: str, rows: list[list[str]], *, excel: bool) -> None:
    """Write a CSV file; `excel`: with a BOM. Raises Faults."""
    try:
        with open(path, "w", encoding="utf-8-sig" if excel else "utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
    except OSError as error:
        raise Faults([Fault(path, None, None, f"không ghi được tệp ({error.strerror}).")]) from None
