"""Which row of a sheet is its header, what kind of table it is, and what each column means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from hientai.base.tabular import CHOICES_SHEET, SUMMARY_SHEET, CellValue, Row, Sheet, Workbook
from hientai.base.text import fold, from_legacy, similarity
from hientai.officials.exchange.fields import RATING_PREFIX, SheetKind
from hientai.officials.exchange.sheets import GUIDE_SHEET, SHEETS, SKIP

_SEARCHED_ROWS = 40
_ALIKE = 0.82
_YEAR_OF_RATING = re.compile(r"(?:xep loai|danh gia|phan loai)\D*((?:19|20)\d\d)$")
_BRACKETS = re.compile(r"\([^()]*\)|\*")
_NUMBERING = re.compile(r"\(?\d{1,2}\)?|\(?[A-H]\)?|\d{1,2}=[\d+]+")
_NOT_DATA = {fold(name) for name in (GUIDE_SHEET, CHOICES_SHEET, SUMMARY_SHEET)}

Remembered = Mapping[tuple[str, str], str]
"""(kind of sheet, folded header) to the field somebody chose for it; "" means: not imported."""


@dataclass(slots=True)
class SheetPlan:
    """How one sheet is read: its kind ("" to leave it out), header rows, and the field of each column from 1."""

    name: str
    kind: str = SKIP
    header_row: int = 0
    header_lines: int = 1
    first_row: int = 1
    columns: dict[int, str] = field(default_factory=dict)
    headers: dict[int, str] = field(default_factory=dict)
    is_hidden: bool = False

    def to_json(self) -> dict[str, Any]:
        """A plain form for the batch."""
        return {
            "name": self.name, "kind": self.kind, "header_row": self.header_row, "header_lines": self.header_lines,
            "first_row": self.first_row, "columns": {str(k): v for k, v in self.columns.items()},
            "headers": {str(k): v for k, v in self.headers.items()}, "is_hidden": self.is_hidden,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SheetPlan:
        """Read back what ``to_json`` wrote."""
        columns = {int(k): v for k, v in data["columns"].items()}
        headers = {int(k): v for k, v in data["headers"].items()}
        return cls(**{**data, "columns": columns, "headers": headers})


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    lines: int
    index: int
    kind: str
    texts: Mapping[int, tuple[str, ...]]


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """A header in the form that is compared and remembered."""
    return fold(_BRACKETS.sub(" ", text) if _BRACKETS.sub("", text).strip() else text)[:200]


@lru_cache(maxsize=16)
def _vocabulary(kind: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for one in SHEETS[kind].fields:
        for text in (one.label, *one.synonyms):
            for key in _keys(text):
                words.setdefault(key, one.name)
    return words


@lru_cache(maxsize=4096)
def _keys(text: str) -> tuple[str, ...]:
    """The forms of a header to look up: with the stroke that joins two things ("vào Đảng/chính thức"), and without."""
    joined = (fold(text.replace("/", " va ")),) if "/" in text else ()
    return (*joined, fold(text), header_key(text))


def meaning(kind: str, texts: Sequence[str], remembered: Remembered, *, guess: bool = False) -> str | None:
    """The field a column means, from its header texts, most specific first; None when nothing fits.

    ``guess`` also takes headers that are merely alike.
    """
    words = _vocabulary(kind)
    keys = [key for key in map(header_key, texts) if key]
    for key in keys:
        if (kind, key) in remembered:
            return remembered[kind, key]
    for text, key in zip(texts, map(header_key, texts), strict=True):
        if found := next((words[form] for form in _keys(text) if form in words), None):
            return found
        if kind == "official" and (year := _YEAR_OF_RATING.search(key)):
            return RATING_PREFIX + year[1]
    if guess:
        for key in keys:
            best = max(((similarity(key, word), name) for word, name in words.items()), default=(0.0, ""))
            if best[0] >= _ALIKE and len(key) > 3:
                return best[1]
    return None


def _text(value: CellValue) -> str:
    if value is None:
        return ""
    text = " ".join(str(value).split())
    return text if text.isascii() else from_legacy(text)[0]


def _is_header_like(row: Row) -> bool:
    years = (isinstance(v, int) and 1990 <= v <= 2100 for v in row.values)
    return all(v is None or isinstance(v, str) or year for v, year in zip(row.values, years, strict=True))


def _header_texts(upper: Row, lower: Row | None) -> dict[int, tuple[str, ...]]:
    """Column → texts to try, most specific first; a group heading stands over all columns up to the next one."""
    texts: dict[int, tuple[str, ...]] = {}
    width = max(len(upper.values), len(lower.values) if lower else 0)
    group = ""
    for column in range(1, width + 1):
        above, below = _text(upper.cell(column)), _text(lower.cell(column)) if lower else ""
        group = above or (group if below else "")
        tried: tuple[str, ...]
        if lower is None or not below or below == above:
            tried = (above or below,)
        elif not group:
            tried = (below,)
        else:
            tried = (f"{group} {below}", below, group)
        if tried[0]:
            texts[column] = tried
    return texts


def _score(kind: SheetKind, texts: Mapping[int, tuple[str, ...]], remembered: Remembered, name: str) -> float:
    found = {meaning(kind.key, tried, remembered) for tried in texts.values()} - {None, ""}
    told = all(one in found for one in kind.telling) or (kind.key == "official" and {"family", "given"} <= found)
    named = fold(name) in {fold(kind.label), *map(fold, kind.synonyms)}
    if len(found) < 2 or not (told or named):
        return 0.0
    return len(found) + (3 if named else 0) + (1 if told else 0)


def _candidates(sheet: Sheet, kinds: Sequence[str], remembered: Remembered) -> list[_Candidate]:
    grouped = {m.first_row for m in sheet.merged if m.last_column > m.first_column}
    found = []
    rows = sheet.rows[:_SEARCHED_ROWS]
    for index, row in enumerate(rows):
        if not _is_header_like(row):
            continue
        after = rows[index + 1] if index + 1 < len(rows) else None
        joins = after is not None and after.number == row.number + 1 and _is_header_like(after)
        for lower in (None, after) if joins else (None,):
            texts = _header_texts(row, lower)
            bonus = 0.5 if lower is not None and row.number in grouped else 0.0
            for kind in kinds:
                score = _score(SHEETS[kind], texts, remembered, sheet.name)
                if score:
                    found.append(_Candidate(score + bonus, 2 if lower else 1, index, kind, texts))
    return found


def _is_numbering(row: Row) -> bool:
    """A line "1 2 3 …" or "(1) (2) …" below the header."""
    texts = [_text(value) for value in row.values if value is not None]
    return len(texts) >= 3 and all(_NUMBERING.fullmatch(text) for text in texts)


def plan_sheet(sheet: Sheet, remembered: Remembered, kind: str | None = None) -> SheetPlan:
    """How a sheet would be read; ``kind`` narrows to one kind of table (None: any). Kind "" when it is no table."""
    plan = SheetPlan(sheet.name, is_hidden=sheet.is_hidden)
    if fold(sheet.name) in _NOT_DATA:
        return plan
    candidates = _candidates(sheet, [kind] if kind else list(SHEETS), remembered)
    if not candidates:
        return plan
    order = list(SHEETS)
    best = min(candidates, key=lambda c: (-c.score, c.lines, c.index, order.index(c.kind)))
    plan.kind, plan.header_lines = best.kind, best.lines
    plan.header_row = sheet.rows[best.index].number
    plan.headers = {column: texts[0] for column, texts in best.texts.items()}
    plan.columns = _columns(best.kind, best.texts, remembered)
    after = best.index + best.lines
    numbered = after < len(sheet.rows) and _is_numbering(sheet.rows[after])
    plan.first_row = plan.header_row + best.lines + (1 if numbered else 0)
    return plan


def plan_at(sheet: Sheet, remembered: Remembered, kind: str, header_row: int, lines: int = 1) -> SheetPlan:
    """How a sheet is read when a person says which rows are its header; kind "" leaves the sheet out."""
    plan = SheetPlan(sheet.name, kind, header_row, lines, header_row + lines, is_hidden=sheet.is_hidden)
    by_number = {row.number: row for row in sheet.rows}
    upper = by_number.get(header_row, Row(header_row, []))
    texts = _header_texts(upper, by_number.get(header_row + 1) if lines == 2 else None)
    plan.headers = {column: tried[0] for column, tried in texts.items()}
    plan.columns = _columns(kind, texts, remembered) if kind else {}
    if plan.first_row in by_number and _is_numbering(by_number[plan.first_row]):
        plan.first_row += 1
    return plan


def _columns(kind: str, texts: Mapping[int, tuple[str, ...]], remembered: Remembered) -> dict[int, str]:
    """Exact meanings first, then the alike ones for fields not yet taken; a field is taken by one column."""
    columns: dict[int, str] = {}
    for guess in (False, True):
        for column, tried in texts.items():
            if column in columns:
                continue
            found = meaning(kind, tried, remembered, guess=guess)
            if found and found not in columns.values():
                columns[column] = found
            elif found == "":
                columns[column] = ""
    return {column: name for column, name in sorted(columns.items()) if name}


def plan_workbook(workbook: Workbook, remembered: Remembered) -> list[SheetPlan]:
    """A plan for every sheet; hidden sheets are left out unless somebody chooses a kind for them."""
    plans = []
    for sheet in workbook.sheets:
        plan = plan_sheet(sheet, remembered)
        if sheet.is_hidden:
            plan.kind = SKIP
        plans.append(plan)
    return plans


def missing_fields(plan: SheetPlan) -> list[str]:
    """Labels of fields without which no row of this kind can be understood."""
    if plan.kind == SKIP:
        return []
    kind, found = SHEETS[plan.kind], set(plan.columns.values())
    instead: dict[str, tuple[set[str], ...]] = {
        "full_name": ({"given", "family"}, {"code"}),
        "sex": ({"birth_male", "birth_female"}, {"female"}, {"male"}, {"code"}, {"citizen_number"}),
        "birth": ({"birth_male", "birth_female"}, {"code"}, {"citizen_number"}),
    }
    missing = []
    for one in kind.fields:
        if one.is_required and one.name not in found and not any(s <= found for s in instead.get(one.name, ())):
            missing.append(one.label)
    if kind.key not in ("unit", "official") and not found & {"code", "full_name", "citizen_number"}:
        missing.append("Số hiệu cán bộ (hoặc họ và tên, ngày sinh)")
    return missing
