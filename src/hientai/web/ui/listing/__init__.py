"""Lists: one declaration (``ListSpec``) gives the page, its HTMX part, chips, sort, columns, selection and export."""

from hientai.web.ui.listing.page import ListPage, build_page
from hientai.web.ui.listing.spec import BulkAction, Column, Filter, FilterKind, ListSpec
from hientai.web.ui.listing.state import ListState, read_state
from hientai.web.ui.listing.view import ExportTable, export_table, render_list, selected_rows

__all__ = [
    "BulkAction",
    "Column",
    "ExportTable",
    "Filter",
    "FilterKind",
    "ListPage",
    "ListSpec",
    "ListState",
    "build_page",
    "export_table",
    "read_state",
    "render_list",
    "selected_rows",
]
