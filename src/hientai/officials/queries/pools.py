"""The structure of a pool: head counts and shares of young, female and minority members against the aims in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Sum, When

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
    """The structure of these entries on a day, counted in distinct people, in two queries.

    The age that counts as young and the aimed shares are data (SuccessionLimit), dated and cited; who is planned at
    several levels is young when they are so at one of them.
    """
    limits = {
        (row.code, row.level): row
        for row in SuccessionLimit.objects.filter(valid_from__lte=on).exclude(valid_until__lte=on)
    }
    forty, fifty = add_months(on, -12 * 40), add_months(on, -12 * 51)
    person = entries.order_by().values("official_id").annotate(
        rows=Count("pk"), sex=Max("official__sex"), born=Max("official__birth_on"),
        minority=Max(_one_if(Q(official__is_minority=True))), young=Max(_one_if(_is_young(limits, on))),
    )  # fmt: skip
    found = person.aggregate(
        entries=Sum("rows"), people=Count("official_id"), women=Count("official_id", filter=Q(sex="F")),
        of_minorities=Sum("minority"), of_the_young=Sum("young"),
        under=Count("official_id", filter=Q(born__gt=forty)), over=Count("official_id", filter=Q(born__lte=fifty)),
    )  # fmt: skip
    total = found["people"]
    lines = (
        _line("Trẻ tuổi (theo giới hạn tuổi của từng cấp)", found["of_the_young"] or 0, total,
              limits.get(("YOUNG_SHARE", ""))),
        _line("Nữ", found["women"], total, limits.get(("FEMALE_SHARE", ""))),
        _line("Dân tộc thiểu số", found["of_minorities"] or 0, total, limits.get(("MINORITY_SHARE", ""))),
    )  # fmt: skip
    between = total - found["under"] - found["over"]
    # Dưới 40, 40–50, trên 50: the committee's structure bands, domain.md §3.4.
    bands = (("Dưới 40", found["under"]), ("Từ 40 đến 50", between), ("Trên 50", found["over"]))
    return PoolStructure(found["entries"] or 0, total, lines, bands)


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _line(label: str, count: int, total: int, limit: SuccessionLimit | None) -> StructureLine:
    share = Decimal(count) / total if total else Decimal(0)
    if limit is None:
        return StructureLine(label, count, share, None)
    return StructureLine(label, count, share, limit.value, limit.legal_basis, limit.needs_confirmation)


def _is_young(limits: dict[tuple[str, str], SuccessionLimit], on: date) -> Q:
    """Under the age of the planned title's level; levels without an age of their own take that of the province."""
    condition, other = Q(pk__in=[]), Q()
    for (code, level), limit in limits.items():
        if code == "YOUNG_AGE_UNDER":
            born_after = Q(official__birth_on__gt=add_months(on, -12 * int(limit.value)))
            condition |= Q(title__level=level) & born_after
            other &= ~Q(title__level=level)
    province = limits.get(("YOUNG_AGE_UNDER", "province"))
    if province is not None:
        condition |= other & Q(official__birth_on__gt=add_months(on, -12 * int(province.value)))
    return condition
