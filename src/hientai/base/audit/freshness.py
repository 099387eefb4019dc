"""Whether anything has changed since: the mark under which a computed figure may be kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

from hientai.base.models import Act, RowChange

ACCOUNTS = "access"
MOST_KEPT = 64
T = TypeVar("T")
_kept: dict[Hashable, Any] = {}


def last_change() -> tuple[Hashable, ...]:
    """The last act and the last row change of the database, those of accounts (each sign-in is one) left out.

    Two equal marks mean that no figure of the registry has changed between them. Acts are numbered in the order in
    which their operations end, under the lock of the chain; row changes show what was written past every operation.
    The hash and the time tell a database that was put back to an earlier state from the one before. Two queries, each
    reading the newest rows only.
    """
    acts = Act.objects.exclude(action__startswith=f"{ACCOUNTS}.").order_by("-pk").values_list("pk", "hash")
    rows = RowChange.objects.exclude(table_name__startswith=f"{ACCOUNTS}_").exclude(table_name="base_audithead")
    return acts.first() or (), rows.order_by("-pk").values_list("pk", "at").first() or ()


def kept(key: Hashable, measure: Callable[[], T]) -> T:
    """What ``measure`` gives, from memory while nothing in the database has changed since it was last asked.

    The key must name all that the answer depends on besides the database (the day, the scope, the language, the words
    asked). Kept in this process, the last few answers only; keep figures, never rows or lists of people.
    """
    mark = (str(connection.settings_dict["NAME"]), key, last_change())
    found: T | None = _kept.get(mark)
    if found is None:
        found = measure()
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[mark] = found
    return found
