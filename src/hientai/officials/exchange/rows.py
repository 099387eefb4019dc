"""The rows of a sheet with their cells understood, headings and totals told apart from data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hientai.base.tabular import CellValue, Row, Severity, Sheet, column_letter
from hientai.base.text import decode_legacy, fold
from hientai.officials.exchange.fields import EXAMPLE, P, SheetKind
from hientai.officials.exchange.headers import SheetPlan
from hientai.officials.exchange.judgement import Judgement, Outcome, Verdict
from hientai.officials.exchange.lookups import Lookups
from hientai.officials.exchange.sheets import SHEETS
from hientai.officials.exchange.values import Parsed, Parser, parser_of, plain

_ANSWERED = 50_000  # distinct values remembered of a column
_UNIQUE = (P.NAME, P.CITIZEN, P.EMAIL)
_NUMBER_OF_GROUP = re.compile(r"^(?:[IVXLC]+|[A-Z]|\d+)\s*[.)\-/:]\s*")
KEYS = {"unit": ("code", "name"), "official": ("full_name", "given", "code")}
KEYS_OF_CAREERS = ("code", "full_name", "citizen_number")


@dataclass(slots=True)
class Given:
    """One row: the understood values by field, the column of each field, and whether a cell keeps the row out."""

    sheet: str
    number: int
    values: dict[str, Any]
    columns: dict[str, int]
    is_rejected: bool = False


class SheetRows:
    """Reads the rows of one sheet of one kind, noting problems of cells as it goes."""

    def __init__(self, sheet: Sheet, plan: SheetPlan, lookups: Lookups, judgement: Judgement) -> None:
        self.sheet, self.plan, self.lookups, self.judgement = sheet, plan, lookups, judgement
        self.kind: SheetKind = SHEETS[plan.kind]
        self.columns = {name: column for column, name in plan.columns.items()}
        self.cells = [self._cell(column, name) for column, name in plan.columns.items()]
        self.legacy = {c: e for c, e in sheet.legacy_encodings.items() if c in plan.columns}
        self.unsaved: dict[int, list[int]] = {}
        for row, column in sheet.unsaved_formulas:
            if column in plan.columns:
                self.unsaved.setdefault(row, []).append(column)
        self.keys = KEYS.get(self.kind.key, KEYS_OF_CAREERS)
        self.group_unit: int | None = None

    def _cell(self, column: int, name: str) -> tuple[int, str, Parser, dict[Any, Parsed] | None]:
        found = self.kind.field(name)
        assert found is not None, name
        cache: dict[Any, Parsed] | None = None if found.parse in _UNIQUE else {}
        return column - 1, name, parser_of(found, self.lookups), cache

    def __iter__(self) -> Iterator[Given]:
        """Every data row; other rows are judged as skipped here."""
        self.tell_about_sheet()
        first = self.plan.first_row
        for row in self.sheet.rows:
            if row.number < first:
                continue
            given = self._read(row)
            if given is not None:
                yield given

    def _read(self, row: Row) -> Given | None:
        values: dict[str, Any] = {}
        raw: set[Any] = set()
        given = Given(self.sheet.name, row.number, values, self.columns)
        cells = row.values
        width = len(cells)
        problems: list[tuple[int, Any]] = []
        for index, name, parse, cache in self.cells:
            value = cells[index] if index < width else None
            if value is None:
                continue
            raw.add(value)
            found, problem = self._parsed(value, index, parse, cache)
            if problem is not None:
                problems.append((index + 1, problem))
            if found is not None:
                values[name] = found
        unsaved = self.unsaved.get(row.number, ())
        if not raw and not unsaved:
            return None
        if values.get("code") == EXAMPLE:
            self._skip(row, "Dòng ví dụ của tệp mẫu, được bỏ qua.", EXAMPLE, Severity.INFO)
            return None
        if self._is_no_data(row, raw, values):
            return None
        if "unit_code" in values:  # the code decides: a name that several units bear is no error beside it
            problems = [(column, problem) for column, problem in problems if column != self.columns.get("unit")]
        for column, problem in problems:
            self.judgement.note(given.sheet, row.number, column, problem.severity, problem.message)
            given.is_rejected |= problem.severity is Severity.ERROR
        for column in unsaved:
            text = "Công thức chưa có kết quả. Hãy mở bằng Excel, lưu lại, hoặc gõ giá trị."
            self.reject(given, column, text)
        if self.group_unit is not None and "unit" not in self.columns and "unit_code" not in self.columns:
            values["unit"] = self.group_unit
        return given

    def _parsed(self, value: CellValue, index: int, parse: Parser, cache: dict[Any, Parsed] | None) -> Parsed:
        if type(value) is str and index + 1 in self.legacy:
            value = decode_legacy(value, self.legacy[index + 1])
        if cache is None or type(value) is bool:
            return parse(value)
        found = cache.get(value)
        if found is None:
            found = parse(value)
            if len(cache) < _ANSWERED:
                cache[value] = found
        return found

    def _is_no_data(self, row: Row, raw: set[Any], values: dict[str, Any]) -> bool:
        """Headings of groups, totals, signatures: little in them, or one merged text over all columns."""
        filled = [value for value in row.values if value is not None]
        is_one_text = len(filled) > 1 and len(set(filled)) == 1 and isinstance(filled[0], str)
        if not is_one_text and len(raw) > 1 and any(key in values for key in self.keys):
            return False
        if not is_one_text and len(raw) > 2:
            return False  # data without its key: the judge says what is missing
        text = plain(next((value for value in filled if isinstance(value, str)), filled[0]))
        unit = self.lookups.unit_names.get(fold(_NUMBER_OF_GROUP.sub("", text)), [])
        if self.kind.key == "official" and len(unit) == 1:
            self.group_unit = unit[0]
        severity = Severity.WARNING if any(key in values for key in self.keys) and not is_one_text else Severity.INFO
        message = f"Dòng chỉ có «{text[:60]}», không phải dữ liệu nên bỏ qua. Nếu là dữ liệu, hãy ghi đủ các cột."
        self._skip(row, message, text[:120], severity)
        return True

    def _skip(self, row: Row, message: str, label: str, severity: Severity) -> None:
        self.judgement.note(self.sheet.name, row.number, 0, severity, message)
        self.judgement.verdicts.append(Verdict(self.sheet.name, row.number, self.kind.key, Outcome.SKIPPED, label))

    def reject(self, given: Given, column: int | str, message: str) -> None:
        """Keep a row out because of a cell, named by number or field."""
        number = column if isinstance(column, int) else given.columns.get(column, 0)
        given.is_rejected = True
        self.judgement.note(given.sheet, given.number, number, Severity.ERROR, message)

    def tell_about_sheet(self) -> None:
        """Notes on the header: old encodings with a preview, formulas, merged blocks among the data."""
        tell: Callable[[int, Severity, str], None] = lambda column, severity, text: self.judgement.note(  # noqa: E731
            self.sheet.name, self.plan.header_row, column, severity, text
        )
        for column, encoding in self.legacy.items():
            if encoding == "decomposed":
                continue
            tell(column, Severity.WARNING, self._preview(column, encoding))
        formulas: dict[int, int] = {}
        for row, column in self.sheet.formulas - self.sheet.unsaved_formulas:
            if row >= self.plan.first_row and column in self.plan.columns:
                formulas[column] = formulas.get(column, 0) + 1
        for column, count in sorted(formulas.items()):
            tell(column, Severity.INFO, f"Cột {column_letter(column)} có {count} công thức; lấy kết quả Excel đã lưu.")
        merged = [m for m in self.sheet.merged if m.first_row >= self.plan.first_row and m.last_row > m.first_row]
        if merged:
            text = f"Có {len(merged)} khối ô gộp nhiều dòng; giá trị được chép cho từng dòng của khối. Hãy xem lại."
            tell(0, Severity.WARNING, text)

    def _preview(self, column: int, encoding: str) -> str:
        shown: list[str] = []
        for row in self.sheet.rows:
            value = row.cell(column)
            if row.number >= self.plan.first_row and isinstance(value, str) and not value.isascii():
                shown.append(f"«{value}» → «{decode_legacy(value, encoding)}»")
            if len(shown) == 3:
                break
        return f"Cột gõ bảng mã {encoding.upper()}, đã chuyển sang Unicode: {'; '.join(shown)}. Hãy xem lại."
