"""Records that may be the same person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from hientai.officials.models import Official
from hientai.officials.models.official import OfficialQuerySet


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Records that look like one person, and why."""

    reason: str
    officials: tuple[Official, ...]


def find_duplicates(within: OfficialQuerySet, limit: int = 200) -> list[DuplicateGroup]:
    """Groups of living records with the same name and birth date in the same unit, or the same name and birth date
    with one of them lacking a citizen number; citizen numbers themselves are unique in the database."""
    same = within.order_by().values("name_key", "birth").annotate(n=Count("pk")).filter(n__gt=1)[:limit]
    groups = []
    for row in same:
        people = list(
            within.filter(name_key=row["name_key"], birth=row["birth"]).select_related("current_unit").order_by("pk")
        )
        if len(people) < 2:
            continue
        numbers = {p.citizen_number for p in people if p.citizen_number}
        units = {p.current_unit_id for p in people}
        if len(units) < len(people):
            groups.append(DuplicateGroup("Cùng họ tên, ngày sinh và đơn vị", tuple(people)))
        elif len(numbers) < len(people):
            groups.append(DuplicateGroup("Cùng họ tên, ngày sinh; có hồ sơ chưa có số căn cước", tuple(people)))
    return groups
