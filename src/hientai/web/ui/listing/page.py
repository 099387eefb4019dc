"""One page of a list, ready to be written: headings, rows, chips, links. Three queries whatever its length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models.query import ModelIterable, QuerySet
from django.template import engines
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hientai.web.ui.formats import NONE_MARK, display, write_date
from hientai.web.ui.listing.spec import Column, Filter, FilterKind, Rows
from hientai.web.ui.listing.state import Asked, ListState


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: its sort link, and the current direction in the words of ``aria-sort``."""

    label: str
    url: str
    direction: str
    css: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in force and the address without it."""

    label: str
    value: str
    url: str
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter as the form shows it."""

    key: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    primary: bool

    @property
    def text(self) -> str:
        """The one value of a single-valued filter."""
        return self.texts[-1] if self.texts else ""


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row: its key for the selection, a name for its tick box, and its written cells."""

    pk: Any
    name: str
    cells: SafeString


@dataclass(frozen=True)
class ListPage:
    """What the list templates read."""

    state: ListState
    path: str
    total: int
    page_count: int
    items: Sequence[Any]

    @property
    def spec(self) -> Any:
        """The declaration."""
        return self.state.spec

    @property
    def element_id(self) -> str:
        """The id of the element that HTMX replaces."""
        return f"list-{self.state.spec.key}"

    @property
    def has_search(self) -> bool:
        """Whether the list can be searched by words."""
        return self.state.spec.search is not None

    @property
    def first(self) -> int:
        """The number of the first row shown, 0 when there is none."""
        return (self.state.page - 1) * self.state.spec.page_size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.items) - 1 if self.items else 0

    @property
    def is_narrowed(self) -> bool:
        """Whether words or filters are in force, so that an empty list is no surprise."""
        return bool(self.state.words or self.state.asked)

    @cached_property
    def shown(self) -> list[Column]:
        """The columns of this page."""
        return self.state.shown_columns()

    @property
    def headings(self) -> list[Heading]:
        """The headings with their sort links."""
        return [self._heading(column) for column in self.shown]

    def _heading(self, column: Column) -> Heading:
        current = self.state.sort.removeprefix("-") == column.key
        descending = current and self.state.sort.startswith("-")
        url = ""
        if column.sort:
            url = self.state.address(sort=f"-{column.key}" if current and not descending else column.key)
        direction = ("descending" if descending else "ascending") if current else ""
        return Heading(str(column.label), url, direction, "ht-num" if column.numeric else "")

    @property
    def rows(self) -> list[PageRow]:
        """The rows with their cells written."""
        writers = [_cell_writer(column) for column in self.shown]
        lead = next((column for column in self.shown if column.lead), self.shown[0])
        return [
            PageRow(
                item.get("pk") if isinstance(item, dict) else getattr(item, "pk", None),
                str(lead.raw(item)),
                mark_safe("".join(write(item) for write in writers)),  # noqa: S308
            )
            for item in self.items
        ]

    @property
    def filters(self) -> list[FilterField]:
        """The filters for the form."""
        return [self._field(one) for one in self.state.spec.filters]

    def _field(self, one: Filter) -> FilterField:
        asked = self.state.asked.get(one.key)
        texts = asked.texts if asked else ()
        return FilterField(one.key, str(one.label), one.kind.value, self.state.options[one.key], texts, one.primary)

    @property
    def has_more_filters(self) -> bool:
        """Whether some filters wait behind "more"."""
        return any(not one.primary for one in self.state.spec.filters)

    @property
    def more_in_use(self) -> bool:
        """Whether one of those is in force, so that they are shown at once."""
        return any(not asked.filter.primary for asked in self.state.asked.values())

    @property
    def chips(self) -> list[Chip]:
        """What narrows the list, each with the way to drop it."""
        chips = []
        if self.state.words:
            chips.append(Chip(_("Từ khoá"), self.state.words, self.state.address(without="q")))
        for asked in self.state.asked.values():
            chips += _chips_of(self.state, asked)
        return chips

    @property
    def cleared_url(self) -> str:
        """The address without any condition."""
        return self.state.cleared()

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        """The columns that may be shown or not, and whether each is."""
        shown = {column.key for column in self.shown}
        return [(column, column.key in shown) for column in self.state.spec.columns if not column.fixed]

    @property
    def default_columns_url(self) -> str:
        """The address with the columns as declared."""
        return self.state.address(columns=())

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Parameters that the filter form keeps: order, columns, and what the page asked to keep."""
        pairs = list(self.state.kept) + [("col", key) for key in self.state.columns]
        if self.state.sort != self.state.spec.default_sort:
            pairs.append(("sort", self.state.sort))
        return pairs

    @property
    def carried_by_columns(self) -> list[tuple[str, str]]:
        """Parameters that the column form keeps: everything but the columns and the page."""
        pairs = [pair for pair in self.carried if pair[0] != "col"]
        if self.state.words:
            pairs.append(("q", self.state.words))
        return pairs + [(key, text) for key, asked in self.state.asked.items() for text in asked.texts]

    @property
    def query(self) -> str:
        """This list's own query, given back by bulk acts and exports."""
        return self.state.address(page=1).removeprefix("?")

    @property
    def url(self) -> str:
        """The address of exactly this view."""
        query = self.state.address()
        return self.path if query == "?" else self.path + query

    @property
    def export_url(self) -> str:
        """Where the same rows come as a workbook; empty when the list has no export."""
        base = self.state.spec.export_url
        return f"{base}?{self.query}" if base and self.query else base

    @property
    def pages(self) -> list[tuple[int, str]]:
        """Page numbers with addresses around the current one; 0 marks a gap."""
        near = {1, self.page_count, *range(self.state.page - 1, self.state.page + 2)}
        numbers = [number for number in sorted(near) if 1 <= number <= self.page_count]
        links: list[tuple[int, str]] = []
        for number in numbers:
            if links and number - links[-1][0] > 1:
                links.append((0, ""))
            links.append((number, self.state.address(page=number)))
        return links

    @property
    def previous_url(self) -> str:
        """The page before, if any."""
        return self.state.address(page=self.state.page - 1) if self.state.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after, if any."""
        return self.state.address(page=self.state.page + 1) if self.state.page < self.page_count else ""


def _chips_of(state: ListState, asked: Asked) -> list[Chip]:
    label, key, names = str(asked.filter.label), asked.filter.key, dict(asked.options)
    if asked.is_wrong:
        words = _("không hiểu: %(text)s") % {"text": ", ".join(asked.texts)}
        return [Chip(label, words, state.address(without=key), True)]
    if asked.filter.kind is FilterKind.CHOICES:
        return [Chip(label, names[text], state.address(without=key, without_value=text)) for text in asked.value]
    if asked.filter.kind is FilterKind.DATE:
        return [Chip(label, write_date(asked.value), state.address(without=key))]
    return [Chip(label, names.get(asked.texts[-1], asked.texts[-1]), state.address(without=key))]


def _inner_writer(column: Column) -> Callable[[Any], str]:
    """Return what writes the inside of a column's cells."""
    if column.template:
        loaded = engines["django"].get_template(column.template)
        return lambda row: loaded.render({"row": row, "value": column.raw(row)})
    if column.cell is not None:
        cell = column.cell
        return lambda row: display(cell(row))
    return lambda row: display(column.raw(row))


def _cell_writer(column: Column) -> Callable[[Any], str]:
    """Return what writes the cells of one column; what does not change from row to row is written once."""
    tag = "th" if column.lead else "td"
    classes = [
        name
        for name, wanted in (
            ("ht-num", column.numeric),
            ("ht-table__lead", column.lead),
            ("ht-nowrap", column.nowrap),
        )
        if wanted
    ]
    scope = ' scope="row"' if column.lead else ""
    label = f' data-label="{conditional_escape(str(column.label))}"'
    inner, link, sub = _inner_writer(column), column.link, column.sub

    def write(row: Any) -> str:
        body = inner(row)
        if link is not None and (address := link(row)):
            body = f'<a href="{conditional_escape(address)}">{body}</a>'
        if sub is not None and (second := sub(row)):
            body = f'{body}<span class="ht-cell-sub">{conditional_escape(str(second))}</span>'
        empty = ["ht-table__empty"] if f">{NONE_MARK}</span>" in body and sub is None else []
        css = f' class="{" ".join(classes + empty)}"' if classes or empty else ""
        return f"<{tag}{scope}{css}{label}>{body}</{tag}>"

    return write


def build_page(state: ListState, rows: Rows, path: str) -> ListPage:
    """Count and fetch one page; a page beyond the end becomes the last one."""
    matching = state.narrow(rows)
    total = matching.count()
    size = state.spec.page_size
    page_count = max(-(-total // size), 1)
    page = min(state.page, page_count)
    items = _fetch(rows, state.order(matching)[(page - 1) * size : page * size]) if total else []
    return ListPage(replace(state, page=page), path, total, page_count, items)


def _fetch(rows: Rows, ordered: Rows) -> Sequence[Any]:
    """The rows of one page: first their keys in order, so that the database sorts keys and not whole joined rows."""
    if not isinstance(ordered, QuerySet) or not issubclass(ordered._iterable_class, ModelIterable):
        return list(ordered)
    keys = list(ordered.values_list("pk", flat=True))
    found = {item.pk: item for item in rows.filter(pk__in=keys).order_by()}
    return [found[key] for key in keys if key in found]
