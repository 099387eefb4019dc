"""The structure of a pool: head counts and shares of young, female and minority members against the aims in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from hientai.base.periods import add_months
from hientai.officials.models import SuccessionEntry, SuccessionLimit


@dataclass(frozen=True, slots=True)
class StructureLine:
    """One share of a pool beside its aim (None where no aim is in force on the day)."""

    label: str
    count: int
    share: Decimal
    aim: Decimal | None
    legal_basis: str = ""
    needs_confirmation: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; None without an aim."""
        return None if self.aim is None else self.share >= self.aim


@dataclass(frozen=True, slots=True)
class PoolStructure:
    """Entries, distinct people, and the shares among the people; crowded titles over their limit."""

    entries: int
    people: int
    lines: tuple[StructureLine, ...]
    bands: tuple[tuple[str, int], ...]


def pool_structure(entries: QuerySet[SuccessionEntry], on: date) -> PoolStructure:
    """The structure of these entries on a day, counted in distinct people, in three queries.

    The age that counts as young and the aimed shares are data (SuccessionLimit), dated and cited.
    """
    limits = {
        (row.code, row.level): row
        for row in SuccessionLimit.objects.filter(valid_from__lte=on).exclude(valid_until__lte=on)
    }
    people = list(
        entries.order_by().values_list("official_id", "official__sex", "official__is_minority", "official__birth_on",
            "title__level")
        .distinct()
    )  # fmt: skip
    seen = {row[0]: row for row in people}
    total = len(seen)
    young = sum(1 for row in seen.values() if _is_young(row[3], row[4], limits, on))
    lines = [
        _line("Trẻ tuổi (theo giới hạn tuổi của từng cấp)", young, total, limits.get(("YOUNG_SHARE", ""))),
        _line("Nữ", sum(1 for row in seen.values() if row[1] == "F"), total, limits.get(("FEMALE_SHARE", ""))),
        _line("Dân tộc thiểu số", sum(1 for row in seen.values() if row[2]), total, limits.get(("MINORITY_SHARE", ""))),
    ]
    return PoolStructure(entries.count(), total, tuple(lines), _bands([row[3] for row in seen.values()], on))


def _line(label: str, count: int, total: int, limit: SuccessionLimit | None) -> StructureLine:
    share = Decimal(count) / total if total else Decimal(0)
    if limit is None:
        return StructureLine(label, count, share, None)
    return StructureLine(label, count, share, limit.value, limit.legal_basis, limit.needs_confirmation)


def _is_young(born: date, level: str, limits: dict[tuple[str, str], SuccessionLimit], on: date) -> bool:
    limit = limits.get(("YOUNG_AGE_UNDER", level)) or limits.get(("YOUNG_AGE_UNDER", "province"))
    return limit is not None and born > add_months(on, -12 * int(limit.value))


def _bands(births: list[date], on: date) -> tuple[tuple[str, int], ...]:
    """Dưới 40, 40–50, trên 50 (the committee's structure bands, domain.md §3.4)."""
    forty, fifty = add_months(on, -12 * 40), add_months(on, -12 * 51)
    under = sum(1 for b in births if b > forty)
    over = sum(1 for b in births if b <= fifty)
    return (("Dưới 40", under), ("Từ 40 đến 50", len(births) - under - over), ("Trên 50", over))
