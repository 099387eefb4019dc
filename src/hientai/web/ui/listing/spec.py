"""What a list declares: its columns, filters, search, order and bulk acts. Data only, no request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import OrderBy
from django.utils.functional import Promise

Label = str | Promise
Rows = QuerySet[Any, Any]
Choices = Iterable[tuple[Any, Label]]
SortKey = str | OrderBy


class FilterKind(StrEnum):
    """How a filter asks, and the type of the value its ``apply`` receives."""

    CHOICE = "choice"  # str, one of the choices
    CHOICES = "choices"  # list[str], some of the choices
    TEXT = "text"  # str
    BOOL = "bool"  # bool
    DATE = "date"  # datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    ``value`` is an attribute path (``"unit.name"``, calls and ``None`` on the way are allowed for) or a function of
    the row; it feeds the cell and, unless ``export`` is given, the workbook. ``cell`` or ``template`` (rendered with
    ``row`` and ``value``) replace the usual look; ``link`` and ``sub`` (a second grey line) add to it.
    ``sort`` lists the ascending order of the column: field names or ``OrderBy`` expressions.
    """

    key: str
    label: Label
    value: str | Callable[[Any], Any] = ""
    cell: Callable[[Any], object] | None = None
    template: str = ""
    link: Callable[[Any], str] | None = None
    sub: Callable[[Any], object] | None = None
    sort: Sequence[SortKey] = ()
    default: bool = True
    fixed: bool = False
    lead: bool = False
    numeric: bool = False
    nowrap: bool = False
    export: Callable[[Any], Any] | None = None

    def raw(self, row: Any) -> Any:
        """Return the plain value of this column for a row."""
        if callable(self.value):
            return self.value(row)
        found = row
        for name in (self.value or self.key).split("."):
            if found is None:
                return None
            found = found[name] if isinstance(found, dict) else getattr(found, name)
            if callable(found):
                found = found()
        return found

    def exported(self, row: Any) -> Any:
        """Return the value that the workbook gets."""
        return self.export(row) if self.export is not None else self.raw(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One question asked of the rows. ``apply`` narrows the queryset by an already checked value."""

    key: str
    label: Label
    apply: Callable[[Rows, Any], Rows]
    kind: FilterKind = FilterKind.CHOICE
    choices: Choices | Callable[[], Choices] = ()
    primary: bool = True

    def options(self) -> list[tuple[str, str]]:
        """Return the choices as text pairs; a callable is asked once per request."""
        if self.kind is FilterKind.BOOL:
            from django.utils.translation import gettext as _

            return [("1", _("Có")), ("0", _("Không"))]
        found = self.choices() if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in found]

    def clean(self, texts: Sequence[str], options: Sequence[tuple[str, str]]) -> Any:
        """Turn what stands in the address into a value; raises ``ValueError`` when it cannot be understood."""
        known = {value for value, _label in options}
        if self.kind is FilterKind.CHOICES:
            if not set(texts) <= known:
                raise ValueError(texts)
            return list(dict.fromkeys(texts))
        text = texts[-1].strip()
        if self.kind is FilterKind.TEXT:
            return text
        if self.kind is FilterKind.DATE:
            return _read_day(text)
        if text not in known:
            raise ValueError(text)
        return text == "1" if self.kind is FilterKind.BOOL else text


def _read_day(text: str) -> dt.date:
    if "/" in text:
        day, month, year = (int(piece) for piece in text.split("/"))
        return dt.date(year, month, day)
    return dt.date.fromisoformat(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAction:
    """An act on the chosen rows: a button that posts to ``url``; the view reads them with ``selected_rows``."""

    key: str
    label: Label
    url: str
    icon: str = "checklist"
    danger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec:
    """A whole list. ``key`` is unique on the page; ``default_sort`` is a column key, with ``-`` for descending."""

    key: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    search: Callable[[Rows, str], Rows] | None = None
    search_label: Label = ""
    default_sort: str = ""
    page_size: int = 50
    bulk_actions: Sequence[BulkAction] = ()
    export_url: str = ""
    caption: Label = ""
    noun: Label = ""
    empty_title: Label = ""
    empty_text: Label = ""

    def __post_init__(self) -> None:
        taken = {"q", "sort", "page", "col"}
        keys = [column.key for column in self.columns]
        asked = [one.key for one in self.filters]
        if len(set(keys)) != len(keys) or len(set(asked)) != len(asked):
            raise ValueError(f"list {self.key!r}: keys repeat")
        if taken & set(asked):
            raise ValueError(f"list {self.key!r}: {sorted(taken & set(asked))} are reserved")
        if self.default_sort and not any(c.key == self.default_sort.lstrip("-") and c.sort for c in self.columns):
            raise ValueError(f"list {self.key!r}: cannot sort by {self.default_sort!r}")

    def column(self, key: str) -> Column | None:
        """Return the column of that key, if any."""
        return next((column for column in self.columns if column.key == key), None)
