"""Whether anything has changed since: the mark under which a computed figure may be kept."""

from __future__ import annotations

from hientai.base.models import Act, RowChange

ACCOUNTS = "access"


def last_change() -> tuple[int, int]:
    """The last act and the last row change of the database, those of accounts (each sign-in is one) left out.

    Two equal marks mean that no figure of the registry has changed between them. Acts are numbered in the order in
    which their operations end, under the lock of the chain; row changes show what was written past every operation.
    Two queries, each reading the newest rows only.
    """
    act = Act.objects.exclude(action__startswith=f"{ACCOUNTS}.").order_by("-pk").values_list("pk", flat=True).first()
    row = (
        RowChange.objects.exclude(table_name__startswith=f"{ACCOUNTS}_").exclude(table_name="base_audithead")
        .order_by("-pk").values_list("pk", flat=True).first()
    )  # fmt: skip
    return act or 0, row or 0
