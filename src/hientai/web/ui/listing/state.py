"""What the reader of a list has asked for, read from the address; and the address of the next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.http import QueryDict

from hientai.web.ui.listing.spec import Column, Filter, ListSpec, Rows, SortKey


@dataclass(frozen=True, slots=True)
class Asked:
    """One filter in use: its texts as they stand in the address, and the checked value unless it was wrong."""

    filter: Filter
    texts: tuple[str, ...]
    value: Any
    options: tuple[tuple[str, str], ...]
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class ListState:
    """A checked request: words, filters in use, order, page and chosen columns."""

    spec: ListSpec
    words: str = ""
    asked: Mapping[str, Asked] = field(default_factory=dict)
    options: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    columns: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()

    def address(self, *, without: str | None = None, without_value: str | None = None, **changes: Any) -> str:
        """Return the query (``?…``) of this state with changes: ``sort``, ``page``, ``columns``, ``words``.

        ``without`` drops a filter or ``q``; ``without_value`` only one of its values. Every change but of the page
        starts again at page 1.
        """
        state = replace(self, **{"page": 1, **changes}) if changes or without else self
        query = QueryDict(mutable=True)
        for key, text in state.kept:
            query.appendlist(key, text)
        if state.words and without != "q":
            query["q"] = state.words
        for key, one in state.asked.items():
            texts = [text for text in one.texts if key != without or (without_value and text != without_value)]
            if texts:
                query.setlist(key, texts)
        if state.sort and state.sort != state.spec.default_sort:
            query["sort"] = state.sort
        if state.columns:
            query.setlist("col", list(state.columns))
        if state.page > 1:
            query["page"] = str(state.page)
        return f"?{query.urlencode()}" if query else "?"

    def cleared(self) -> str:
        """Return the address without words and filters, in the same order and columns."""
        return replace(self, words="", asked={}).address(page=1)

    def shown_columns(self) -> list[Column]:
        """Return the columns to show, in declared order."""
        if not self.columns:
            return [column for column in self.spec.columns if column.default or column.fixed]
        return [column for column in self.spec.columns if column.fixed or column.key in self.columns]

    def narrow(self, rows: Rows) -> Rows:
        """Return the rows that match the words and filters, not yet ordered."""
        for one in self.asked.values():
            if not one.is_wrong:
                rows = one.filter.apply(rows, one.value)
        if self.words and self.spec.search is not None:
            rows = self.spec.search(rows, self.words)
        return rows

    def order(self, rows: Rows) -> Rows:
        """Return the rows in the asked order; the key at the end makes the order of equals the same on each page."""
        column = self.spec.column(self.sort.lstrip("-"))
        if column is None:
            return rows if rows.query.order_by else rows.order_by("pk")
        descending = self.sort.startswith("-")
        terms = [_turned(term) if descending else term for term in column.sort]
        return rows.order_by(*terms, "-pk" if descending else "pk")


def _turned(term: SortKey) -> SortKey:
    if isinstance(term, str):
        return term[1:] if term.startswith("-") else f"-{term}"
    turned = term.copy() if isinstance(term, OrderBy) else F(str(term)).asc()
    turned.reverse_ordering()
    return turned


def _read_page(text: str) -> int:
    return max(int(text), 1) if text.isdigit() and len(text) < 8 else 1


def read_state(spec: ListSpec, query: QueryDict, keep: tuple[str, ...] = ()) -> ListState:
    """Read a list's state from GET parameters; ``keep`` names others (the "as of" day, a tab) that links carry on."""
    options = {one.key: tuple(one.options()) for one in spec.filters}
    asked: dict[str, Asked] = {}
    for one in spec.filters:
        texts = tuple(text for text in query.getlist(one.key) if text.strip())
        if not texts:
            continue
        try:
            value, is_wrong = one.clean(texts, options[one.key]), False
        except ValueError:
            value, is_wrong = None, True
        asked[one.key] = Asked(one, texts, value, options[one.key], is_wrong)
    sort = query.get("sort", "")
    column = spec.column(sort.removeprefix("-"))
    if column is None or not column.sort:
        sort = spec.default_sort
    chosen = set(query.getlist("col"))
    return ListState(
        spec=spec,
        words=query.get("q", "").strip() if spec.search is not None else "",
        asked=asked,
        options=options,
        sort=sort,
        page=_read_page(query.get("page", "")),
        columns=tuple(c.key for c in spec.columns if c.key in chosen),
        kept=tuple((key, text) for key in keep for text in query.getlist(key) if text),
    )
