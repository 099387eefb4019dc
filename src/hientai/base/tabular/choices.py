"""Drop-down lists: short ones inside the cell's rule, long ones on a hidden sheet."""

from __future__ import annotations

from typing import Any

from hientai.base.tabular.formats import safe_sheet_name
from hientai.base.tabular.model import column_letter

_LONGEST_INLINE = 255  # characters of a list written into the rule, commas included
CHOICES_SHEET = "Danh mục (ẩn)"
"""Name of the hidden sheet of long lists; a file sent back holds it still, and it is no data."""


class ChoiceLists:
    """The drop-down lists of one workbook; equal lists are stored once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._columns: dict[tuple[str, ...], int] = {}

    def rule(self, choices: tuple[str, ...]) -> dict[str, Any]:
        """The validation rule of a column with these allowed values."""
        return {
            "validate": "list",
            "source": self._source(choices),
            "error_title": "Giá trị không có trong danh mục",
            "error_message": "Hãy chọn một giá trị trong danh sách thả xuống.",
        }

    def _source(self, choices: tuple[str, ...]) -> list[str] | str:
        is_short = len(",".join(choices)) <= _LONGEST_INLINE
        if is_short and not any("," in choice or '"' in choice or choice.startswith("=") for choice in choices):
            return list(choices)
        column = self._columns.setdefault(choices, len(self._columns))
        return f"='{CHOICES_SHEET}'!{_letter(column)}$1:{_letter(column)}${len(choices)}"

    def write_sheet(self, taken: set[str]) -> None:
        """Write the long lists on their hidden sheet, last of all."""
        if not self._columns:
            return
        sheet = self._book.add_worksheet(safe_sheet_name(CHOICES_SHEET, taken))
        sheet.hide()
        for row in range(max(map(len, self._columns))):
            for choices, column in self._columns.items():
                if row < len(choices):
                    sheet.write_string(row, column, choices[row])


def _letter(column: int) -> str:
    return "$" + column_letter(column + 1)
