"""Many rows changed in a constant number of statements, the same on both engines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def update_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """Set ``fields`` of many rows: each tuple holds the new values in order and the row's id last.

    Returns how many rows were given. The row triggers of the audit see every change.
    """
    columns: list[Any] = [model._meta.get_field(name) for name in fields]
    prepared = [
        (*(f.get_db_prep_save(value, connection) for f, value in zip(columns, row[:-1], strict=True)), row[-1])
        for row in rows
    ]
    if not prepared:
        return 0
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(str(f.column))} = %s" for f in columns)
    key = quote(str(model._meta.pk.column if model._meta.pk else "id"))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {assignments} WHERE {key} = %s", prepared)
    return len(prepared)
