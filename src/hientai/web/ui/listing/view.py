"""From a request to the answer: the whole page, the part that HTMX asks for, the chosen rows, the export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from hientai.web.ui.listing.page import build_page
from hientai.web.ui.listing.spec import ListSpec, Rows
from hientai.web.ui.listing.state import read_state

PARTIAL = "ui/list.html"


def wants_part(request: HttpRequest) -> bool:
    """Whether HTMX asks for the list alone: not a plain visit, not a boosted one, not a step back in history."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type", "partial") != "full"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render_list(
    request: HttpRequest,
    spec: ListSpec,
    rows: Rows,
    *,
    template: str = "ui/list_page.html",
    extra: Mapping[str, Any] | None = None,
    keep: tuple[str, ...] = (),
) -> HttpResponse:
    """Answer a GET of a list.

    ``rows`` must already be limited to what the reader may see, with the related rows its cells need. The template
    gets ``list`` (a ``ListPage``) and ``extra``; it extends ``base.html`` and includes ``ui/list.html``, which
    alone is the answer to HTMX. ``keep`` names GET parameters of the page that the list's links carry on.
    """
    page = build_page(read_state(spec, request.GET, keep), rows, request.path)
    part = wants_part(request)
    response = render(request, PARTIAL if part else template, {**(extra or {}), "list": page})
    if part:
        response["HX-Push-Url"] = page.url
    patch_vary_headers(response, ["HX-Request"])
    return response


def selected_rows(request: HttpRequest, spec: ListSpec, rows: Rows) -> Rows:
    """Return the rows that a posted selection means: the ticked ones, or all that match the posted query.

    ``rows`` limits both, so a forged key outside the reader's scope selects nothing.
    """
    if request.POST.get("everything") == "1":
        return read_state(spec, QueryDict(request.POST.get("query", ""))).narrow(rows)
    picked = [text for text in request.POST.getlist("selected") if text.isdigit()]
    return rows.filter(pk__in=picked)


@dataclass(frozen=True, slots=True)
class ExportTable:
    """What a workbook is made of: one heading row and the rows, as plain values, read as they are needed."""

    headings: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def export_table(request: HttpRequest, spec: ListSpec, rows: Rows) -> ExportTable:
    """Return everything that matches the address, in its order and with its columns, for a workbook."""
    state = read_state(spec, request.GET)
    columns = state.shown_columns()
    matching = state.order(state.narrow(rows))
    values = (tuple(column.exported(row) for column in columns) for row in matching.iterator(chunk_size=2000))
    return ExportTable(tuple(str(column.label) for column in columns), values)
