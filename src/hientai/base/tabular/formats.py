"""Cell formats and names of worksheets."""

from __future__ import annotations

import re
from typing import Any

from hientai.base.tabular.model import ColumnKind, Severity

_NUMBER_FORMATS = {
    ColumnKind.TEXT: "@",  # citizen numbers keep their zeros, also when typed later
    ColumnKind.INTEGER: "0",
    ColumnKind.DECIMAL: "#,##0.00",
    ColumnKind.SHARE: "0.00%",
    ColumnKind.MONEY: "#,##0",
    ColumnKind.DATE: "dd/mm/yyyy",
    ColumnKind.PARTIAL_DATE: "@",
}
_FILLS = {Severity.ERROR: "#F8CBAD", Severity.WARNING: "#FFE699", Severity.INFO: "#DDEBF7"}
_FONT = {"font_name": "Times New Roman", "font_size": 12}


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[object, ...], Any] = {}
        header = {**_FONT, "bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1}
        self.title = book.add_format({**_FONT, "bold": True, "font_size": 14})
        self.header = book.add_format({**header, "bg_color": "#E2EFDA"})
        self.required_header = book.add_format({**header, "bg_color": "#C6E0B4", "font_color": "#C00000"})
        self.link = book.add_format({**_FONT, "font_color": "#0563C1", "underline": 1})

    def cell(self, kind: ColumnKind | None, severity: Severity | None, *, quoted: bool = False) -> Any:
        """The format of a cell; kind None leaves the number format general."""
        return self._get(_NUMBER_FORMATS[kind] if kind else "General", severity, quoted)

    def day(self, severity: Severity | None, *, has_time: bool) -> Any:
        """The format of a day, or of a day with a time."""
        return self._get("dd/mm/yyyy hh:mm" if has_time else "dd/mm/yyyy", severity, False)

    def _get(self, number_format: str, severity: Severity | None, quoted: bool) -> Any:
        key = (number_format, severity, quoted)
        if key not in self._made:
            options: dict[str, Any] = {**_FONT, "num_format": number_format, "valign": "top"}
            if severity:
                options["bg_color"] = _FILLS[severity]
            if quoted:
                options["quote_prefix"] = True
            self._made[key] = self._book.add_format(options)
        return self._made[key]


def safe_sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts, unlike all taken ones without regard to case; adds it to ``taken``."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip().strip("'")[:31].strip() or "Trang"
    candidate, number = clean, 2
    while candidate.casefold() in taken or candidate.casefold() == "history":  # reserved by Excel
        suffix = f" ({number})"
        candidate, number = clean[: 31 - len(suffix)].rstrip() + suffix, number + 1
    taken.add(candidate.casefold())
    return candidate
