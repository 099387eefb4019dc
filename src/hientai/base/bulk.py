"""Many rows changed in a constant number of statements, the same on both engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

_ANALYSED = 5_000  # rows from which on PostgreSQL is told at once how a table has grown


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


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """Insert many rows given as plain tuples in the order of ``fields``; the ids they got, in the same order.

    Foreign keys are named by their column: ``unit_id``, not ``unit``. Values are those a cursor takes (dates, decimals,
    bytes, None). Columns that are not named get the default of their field. Call inside a transaction.
    SQLite runs one prepared statement, PostgreSQL a COPY; the row triggers of the audit see every row.
    """
    if not rows:
        return []
    named = set(fields)
    others = [f for f in model._meta.concrete_fields if not f.primary_key and not {f.name, f.attname} & named]
    rest = tuple(f.get_db_prep_save(f.get_default(), connection) for f in others)
    known = {f.attname: str(f.column) for f in model._meta.concrete_fields}
    key = str(model._meta.pk.column if model._meta.pk else "id")
    columns = [key, *(known[name] for name in fields), *(str(f.column) for f in others)]
    ids = _fresh_ids(model, len(rows))
    quote = connection.ops.quote_name
    table, listed = quote(model._meta.db_table), ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                for number, row in zip(ids, rows, strict=True):
                    copy.write_row((number, *row, *rest))
            if len(rows) >= _ANALYSED:
                # What reads these rows in the same transaction would be planned for the table as it was.
                cursor.execute(f"ANALYZE {table}")
        else:
            marks = ", ".join(["%s"] * len(columns))
            given = [(number, *row, *rest) for number, row in zip(ids, rows, strict=True)]
            cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", given)
    return ids


def _fresh_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids nobody else gets: from the sequence, or on SQLite (one writer at a time) the numbers after the last."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sql, [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT MAX(n) FROM (SELECT seq AS n FROM sqlite_sequence WHERE name = %s "
            f"UNION ALL SELECT MAX(id) AS n FROM {connection.ops.quote_name(table)})",
            [table],
        )
        last = cursor.fetchone()[0] or 0
    return list(range(last + 1, last + 1 + count))


@contextmanager
def large_transaction() -> Iterator[None]:
    """Open around a transaction that writes tens of thousands of rows; without effect inside one and on PostgreSQL.

    SQLite keeps what a savepoint may have to undo in a journal. Held in memory (``temp_store=MEMORY``) that journal is
    walked from its start after every statement with a trigger, so that time grows with the square of the rows; as a
    temporary file it is not.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store")
        before = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA temp_store=FILE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA temp_store={before}")
