"""Text files out: the way for tables that are longer than Excel likes."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from hientai.base.periods import PartialDate, format_date
from hientai.base.tabular.writing import OutValue, Table


def write_csv_to(path: Path, table: Table) -> int:
    """Stream a table to a .csv that Excel in Vietnamese opens right; the number of rows written.

    UTF-8 with its mark, semicolons, decimal commas, days as dd/mm/yyyy. A text that Excel would take for a
    formula gets an apostrophe in front. Styles, title and drop-down lists have no place in such a file.
    """
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow([_shown(column.title) for column in table.columns])
        for row in table.rows:
            writer.writerow([_shown(value) for value in row])
            count += 1
    return count


def _shown(value: OutValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, PartialDate):
        return value.display()
    if isinstance(value, datetime):
        return f"{format_date(value)} {value:%H:%M}"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, (int, float, Decimal)):
        return (f"{value:f}" if isinstance(value, Decimal) else str(value)).replace(".", ",")
    return "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
