"""What the database knows about its own tables, by which it chooses how to answer."""

from __future__ import annotations

from django.db import connection


def refresh_statistics() -> None:
    """Count values anew after many rows came in: SQLite never does so by itself, PostgreSQL only after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
