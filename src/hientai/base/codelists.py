"""Code lists read as of a day: labels, ranks and spelling variants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hientai.base.models import CodeItem


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list: code, label, rank, report bucket, spelling variants."""

    code: str
    label: str
    rank: int
    bucket: str = ""
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeBook:
    """Several code lists held in memory for one piece of work."""

    lists: dict[str, dict[str, Code]]

    def label(self, list_name: str, code: str) -> str:
        """The label of a code; the code itself when it is unknown."""
        found = self.lists.get(list_name, {}).get(code)
        return found.label if found else code

    def rank(self, list_name: str, code: str) -> int:
        """The rank of a code; 0 when unknown."""
        found = self.lists.get(list_name, {}).get(code)
        return found.rank if found else 0

    def options(self, list_name: str) -> tuple[tuple[str, str], ...]:
        """(code, label) pairs in the list's order."""
        return tuple((c.code, c.label) for c in self.lists.get(list_name, {}).values())


def load_codes(list_names: Iterable[str] | None = None, on: date | None = None) -> CodeBook:
    """Read lists (all when none is named) in one query; ``on`` keeps only values valid that day."""
    items = CodeItem.objects.order_by("list_name", "sort_order", "code")
    if list_names is not None:
        items = items.filter(list_name__in=list(list_names))
    if on is not None:
        items = items.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)
    lists: dict[str, dict[str, Code]] = {}
    for name, code, label, rank, bucket, variants in items.values_list(
        "list_name", "code", "label", "rank", "report_bucket", "variants"
    ):
        lists.setdefault(name, {})[code] = Code(code, label, rank, bucket, tuple(variants))
    return CodeBook(lists)
