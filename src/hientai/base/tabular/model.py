"""What a workbook is once read: sheets, rows with their true numbers, cells with their types."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

CellValue = str | int | float | Decimal | date | bool | None
"""A cell: text, number, day (a datetime when the cell has a time of day), truth value or nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How big a file may be before it is refused; the defaults hold 100,000 rows of 40 columns."""

    file_bytes: int = 60_000_000
    unpacked_bytes: int = 500_000_000
    ratio: int = 200  # unpacked to packed of one part; honest sheets reach 10–40, bombs 1,000
    entries: int = 3_000  # parts inside the zip
    sheets: int = 200
    rows: int = 300_000
    columns: int = 2_000
    cells: int = 12_000_000  # of the smallest rectangle that holds every value, over all sheets


class Severity(StrEnum):
    """How bad a note is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something: its number as Excel shows it (from 1), its values from column A to the last one."""

    number: int
    values: list[CellValue]

    def cell(self, column: int) -> CellValue:
        """The value of a column counted from 1, None beyond the last."""
        return self.values[column - 1] if 0 < column <= len(self.values) else None


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged block, inclusive, counted from 1; ``is_filled`` when the value was copied into its blank cells."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    is_filled: bool = False


@dataclass(slots=True)
class Sheet:
    """One sheet: only rows that hold something, in order.

    ``formulas`` are the (row, column) of cells with a formula, ``unsaved_formulas`` those of them without
    a stored result, which read as None (.xlsx only: Excel always stores results in .xls). ``legacy_encodings`` maps
    a column to the old encoding ("tcvn3", "vni" …) most of its texts seem to be in; the values are as found: convert
    them with `hientai.base.text.decode_legacy`.
    """

    name: str
    is_hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    merged: list[MergedRange] = field(default_factory=list)
    formulas: frozenset[tuple[int, int]] = frozenset()
    unsaved_formulas: frozenset[tuple[int, int]] = frozenset()
    legacy_encodings: dict[int, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Number of columns of the widest row."""
        return max((len(row.values) for row in self.rows), default=0)


@dataclass(slots=True)
class Workbook:
    """A workbook that was read. ``warnings`` are Vietnamese sentences for the person who sent the file."""

    kind: str  # "xlsx", "xls" or "csv"
    sheets: list[Sheet]
    encoding: str | None = None  # of a text file: "utf-8", "utf-16", "cp1258", "tcvn3" …
    delimiter: str | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def visible_sheets(self) -> list[Sheet]:
        """The sheets that are not hidden."""
        return [sheet for sheet in self.sheets if not sheet.is_hidden]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on one cell: sheet, row and column from 1 (column 0: the whole row), and what to do, in Vietnamese."""

    sheet: str
    row: int
    column: int
    severity: Severity
    message: str


class ColumnKind(StrEnum):
    """How the cells of a written column are typed and shown."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    SHARE = "share"
    MONEY = "money"
    DATE = "date"
    PARTIAL_DATE = "partial_date"  # dd/mm/yyyy, mm/yyyy or yyyy: text, because Excel has no such type


@dataclass(frozen=True, slots=True)
class Column:
    """A column to write: header, type, width in characters, allowed values (drop-down list), header comment."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: float | None = None
    choices: tuple[str, ...] = ()
    comment: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class CellStyle:
    """A comment and a fill for one written cell."""

    comment: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Properties:
    """Document properties shown by Excel under Info."""

    title: str = ""
    author: str = ""
    company: str = ""
    comments: str = ""
    created_at: datetime | None = None


def column_letter(column: int) -> str:
    """1 as "A", 28 as "AB"."""
    if column < 1:
        raise ValueError("columns are counted from 1")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """ "AB" as 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
