"""Cells to values: every field's cells understood the same way, with what to do when they cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from hientai.base.errors import BadInput
from hientai.base.periods import PartialDate, format_date
from hientai.base.tabular import CellValue, Severity
from hientai.base.text import fold, from_legacy, normalise, parse_number
from hientai.officials.exchange.fields import Field, P
from hientai.officials.exchange.lookups import Lookups

_EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
# Letters that no Vietnamese text in NFC holds: a cell with one was typed in an old encoding.
_SUSPECT = re.compile(
    "[\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df"
    "\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff\u0300-\u0323]"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_YES = frozenset({"co", "x", "1", "yes", "true", "dung", "phu hop", "v"})
_NO = frozenset({"khong", "0", "no", "false", "sai", "khong phu hop"})
_TWO = re.compile(r"[;\n]|\s-\s|/(?=\s)|(?<=\d{4})\s*[-/]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong or doubtful in a cell, and what to do."""

    severity: Severity
    message: str


Parsed = tuple[Any, Problem | None]
Parser = Callable[[CellValue], Parsed]


def error(message: str) -> Problem:
    """A problem that keeps the row out."""
    return Problem(Severity.ERROR, message)


def warning(message: str) -> Problem:
    """A doubt that lets the row in."""
    return Problem(Severity.WARNING, message)


def plain(value: CellValue) -> str:
    """A cell as text in one spelling."""
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, float):
        return f"{value:.15g}"
    return format_date(value) if isinstance(value, date) else str(value)


def parser_of(field: Field, lookups: Lookups) -> Parser:
    """The function that understands the cells of a field; it never raises."""
    makers: dict[P, Parser] = {
        P.TEXT: partial(_text, field), P.NAME: partial(_text, field), P.CODE: partial(_code, field, lookups),
        P.CHOICE: partial(_code, field, lookups), P.DAY: _day, P.PARTIAL: _partial, P.TWO_DATES: _two_dates,
        P.FLAG: _flag, P.MARK: _mark, P.YEAR: _year, P.NUMBER: _number, P.CITIZEN: _citizen, P.EMAIL: _email,
        P.UNIT: partial(_unit, lookups), P.TITLE: partial(_named, "title", "chức danh", lookups),
        P.POST: partial(_post, lookups), P.TERM: _as_text, P.TIER: partial(_named, "tier", "diện quản lý", lookups),
    }  # fmt: skip
    inner = makers[field.parse]

    def parse(value: CellValue) -> Parsed:
        note = None
        if type(value) is str:
            if value in _EXCEL_ERRORS:
                return None, error(f"Ô báo lỗi {value}. Hãy sửa công thức hoặc gõ giá trị.")
            if _SUSPECT.search(value) and (decoded := from_legacy(value))[1]:
                value, encoding = decoded[0], str(decoded[1])
                if encoding != "decomposed":
                    note = warning(f"Chữ gõ bảng mã {encoding.upper()} đã chuyển thành «{value}»; hãy xem lại.")
        found, problem = inner(value)
        return found, problem or note

    return parse


def _text(field: Field, value: CellValue) -> Parsed:
    text = plain(value)
    if len(text) > field.length:
        return None, error(f"Dài {len(text)} ký tự, quá {field.length}. Hãy viết gọn lại.")
    return text, None


def _as_text(value: CellValue) -> Parsed:
    return plain(value), None


def _code(field: Field, lookups: Lookups, value: CellValue) -> Parsed:
    text = plain(value)
    found = lookups.code(field.source, text)
    if found is None and field.source == "professional_qualification":
        found = _leading_degree(lookups, text)
    if found is None:
        hint = lookups.nearest(field.source, text) or "Hãy chọn một giá trị của danh mục."
        return None, error(f"«{text}» không có trong danh mục {field.label}. {hint}")
    return found, None


def _leading_degree(lookups: Lookups, text: str) -> str | None:
    """The degree that a text begins with: "Thạc sĩ Quản lý kinh tế"."""
    words = fold(text).split()
    for length in range(min(len(words), 4), 0, -1):
        found = lookups.words["professional_qualification"].codes.get(" ".join(words[:length]))
        if found:
            return found
    return None


def _partial(value: CellValue) -> Parsed:
    try:
        return PartialDate.parse(value if value is not None else "").to_storage(), None  # type: ignore[arg-type]
    except BadInput as problem:
        return None, error(problem.message)


def _day(value: CellValue) -> Parsed:
    try:
        found = PartialDate.parse(value if value is not None else "")  # type: ignore[arg-type]
    except BadInput as problem:
        return None, error(problem.message)
    if found.precision != "day":
        return found.earliest(), warning(f"Chỉ có {found.display()}; tính từ ngày {format_date(found.earliest())}.")
    return found.earliest(), None


def _two_dates(value: CellValue) -> Parsed:
    if not isinstance(value, str):
        first, problem = _partial(value)
        return (first, ""), problem
    parts = [part for part in _TWO.split(value.strip()) if part and part not in "-/;"]
    if not 1 <= len(parts) <= 2:
        return None, error(f"«{value}» không phải là một hoặc hai ngày. Hãy viết như 03/02/2010 - 03/02/2011.")
    found = [_partial(part) for part in parts]
    for _, problem in found:
        if problem:
            return None, problem
    return (found[0][0], found[1][0] if len(found) == 2 else ""), None


def _flag(value: CellValue) -> Parsed:
    key = fold(plain(value))
    if key in _YES or key in _NO:
        return key in _YES, None
    return None, error(f"«{plain(value)}» không rõ có hay không. Hãy ghi Có hoặc Không.")


def _mark(value: CellValue) -> Parsed:
    text = fold(plain(value))
    return (True, None) if text in {"x", "1", "v", "co", "nam", "nu"} else _flag(value)


def _year(value: CellValue) -> Parsed:
    if isinstance(value, date):
        return value.year, None
    text = plain(value).removeprefix("Năm ").strip()
    if text.isdigit() and 1945 <= int(text) <= 2100:
        return int(text), None
    return None, error(f"«{text}» không phải là năm. Hãy ghi bốn chữ số, như 2021.")


def _number(value: CellValue) -> Parsed:
    try:
        number = Decimal(str(value)) if isinstance(value, (int, float)) else parse_number(plain(value))
        return Decimal(str(number)), None
    except (BadInput, InvalidOperation, ValueError):
        return None, error(f"«{plain(value)}» không phải là số.")


def _citizen(value: CellValue) -> Parsed:
    text = re.sub(r"[\s.'-]", "", plain(value))
    note = None
    if not isinstance(value, str) and text.isdigit() and len(text) in (10, 11):
        text, note = text.zfill(12), warning(f"Excel đã bỏ số 0 ở đầu; hiểu là {text.zfill(12)}. Hãy để ô dạng chữ.")
    if text.isdigit() and len(text) == 9:
        return None, error("Đây là số chứng minh nhân dân 9 số. Hãy ghi số căn cước 12 số, hoặc để trống.")
    if not text.isdigit() or len(text) != 12:
        return None, error(f"Số căn cước phải có 12 chữ số; ô này có «{text}».")
    return text, note


def _email(value: CellValue) -> Parsed:
    text = plain(value)
    if _EMAIL.fullmatch(text) and text.isascii() and len(text) <= 254:
        return text, None
    return None, error(f"«{text}» không phải là địa chỉ thư điện tử.")


def _unit(lookups: Lookups, value: CellValue) -> Parsed:
    found, why = lookups.unit(plain(value))
    return found, error(why) if why else None


def _named(list_name: str, what: str, lookups: Lookups, value: CellValue) -> Parsed:
    text = plain(value)
    found = lookups.code(list_name, text)
    if found is None:
        hint = lookups.nearest(list_name, text) or "Hãy ghi mã hoặc tên như trong danh mục."
        return None, error(f"Không có {what} «{text}» trong danh mục. {hint}")
    return found, None


def _post(lookups: Lookups, value: CellValue) -> Parsed:
    """(title code, unit id) of "Trưởng phòng, Sở Nội vụ"; split where both sides are known."""
    text = plain(value)
    cuts = [match.start() for match in re.finditer(r",|;|\s-\s", text)]
    for cut in cuts:
        title = lookups.code("title", text[:cut])
        unit = lookups.unit(text[cut + 1 :].strip(" -,;"))[0]
        if title and unit:
            return (title, unit), None
    if title := lookups.code("title", text):
        return (title, None), None
    cut = cuts[0] if cuts else len(text)
    hint = lookups.nearest("title", text[:cut])
    return None, error(f"Không tách được chức danh và đơn vị trong «{text}». {hint} Hãy tách thành hai cột.")
