"""What is derived from dated rows for lists and scope: current post, unit, tier, highest ranks, retirement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from hientai.base.actor import Actor
from hientai.base.bulk import update_rows
from hientai.base.operation import note, operation
from hientai.base.periods import add_months, last_day_of_month
from hientai.officials.codes import QualificationKind
from hientai.officials.models import Appointment, Official, Qualification, RetirementException, RetirementRule

FIELDS = ("retires_on", "current_unit", "current_tier", "current_post", "professional_rank", "theory_rank")
COLUMNS = ("retires_on", "current_unit_id", "current_tier_id", "current_post", "professional_rank", "theory_rank")
CHUNK = 5000


class RetirementTable:
    """The legal table in memory. Source: NĐ 135/2020/NĐ-CP, kept as rows in RetirementRule."""

    def __init__(self, rules: Iterable[tuple[str, date, date | None, int, int]]) -> None:
        self.rules = sorted(rules, key=lambda r: (r[0], r[1]))

    @classmethod
    def load(cls) -> RetirementTable:
        """Read the table in one query."""
        return cls(RetirementRule.objects.values_list("sex", "born_from", "born_until", "age_years", "age_months"))

    def retires_on(self, sex: str, birth_on: date) -> date | None:
        """The last day of the month in which the legal age is reached; None when the table has no row."""
        for rule_sex, start, until, years, months in self.rules:
            if rule_sex == sex and start <= birth_on and (until is None or birth_on < until):
                return last_day_of_month(add_months(birth_on, 12 * years + months))
        return None


@operation("officials.refresh_standing", "Tính lại các mục dẫn xuất của hồ sơ")
def refresh_standing(*, by: Actor, official_ids: Sequence[int] | None = None) -> int:
    """This operation recomputes current post, unit, tier, highest ranks and retirement day; returns how many changed.

    ``official_ids`` None means everyone. Retirement: NĐ 135/2020/NĐ-CP and the exceptions decided per person.
    """
    ids = list(Official.objects.values_list("pk", flat=True)) if official_ids is None else list(set(official_ids))
    table = RetirementTable.load()
    changed = 0
    for start in range(0, len(ids), CHUNK):
        changed += _refresh_chunk(ids[start : start + CHUNK], table, by.today)
    note(None, label=f"{len(ids)} hồ sơ", detail={"examined": len(ids), "changed": changed})
    return changed


def _refresh_chunk(ids: list[int], table: RetirementTable, on: date) -> int:
    posts = _current_posts(ids, on)
    ranks = _highest_ranks(ids, on)
    exceptions = dict(
        RetirementException.objects.filter(official_id__in=ids, is_revoked=False)
        .order_by("decided_on", "id")
        .values_list("official_id", "retires_on")
    )
    rows = []
    people = Official.objects.filter(pk__in=ids).values_list(
        "pk",
        "sex",
        "birth_on",
        "retires_on",
        "current_unit_id",
        "current_tier_id",
        "current_post",
        "professional_rank",
        "theory_rank",
    )
    for pk, sex, birth_on, *before in people:
        unit, tier, text = posts.get(pk, (before[1], None, ""))
        now = [
            exceptions.get(pk) or table.retires_on(sex, birth_on),
            unit,
            tier,
            text,
            ranks.get((pk, QualificationKind.PROFESSIONAL), 0),
            ranks.get((pk, QualificationKind.THEORY), 0),
        ]
        if now != before:
            rows.append((*now, pk))
    return update_rows(Official, FIELDS, rows)


def _current_posts(ids: list[int], on: date) -> dict[int, tuple[int, int | None, str]]:
    """Principal unit, highest tier and the posts' text of each official on a day.

    The principal unit is that of the post marked principal, else of the highest one; posts are told highest first.
    """
    held = (
        Appointment.objects.held(on)
        .filter(official_id__in=ids)
        .order_by("official_id", "-is_primary", "-title__rank", "-valid_from", "id")
        .values_list("official_id", "unit_id", "unit__name", "title__label", "tier_id", "tier_rank")
    )
    return told_posts(held)


def told_posts(held: Iterable[tuple[Any, ...]]) -> dict[int, tuple[int, int | None, str]]:
    """Unit, tier and text by official from rows (official, unit, unit's name, title, tier, tier's rank), highest first.

    The first row of an official gives the principal unit.
    """
    found: dict[int, list[Any]] = {}
    for pk, unit_id, unit_name, title, tier_id, tier_rank in held:
        entry = found.setdefault(pk, [unit_id, None, -1, []])
        if tier_id is not None and tier_rank > entry[2]:
            entry[1], entry[2] = tier_id, tier_rank
        entry[3].append(title if unit_name.lower() in title.lower() else f"{title}, {unit_name}")
    return {pk: (unit, tier, "; ".join(texts)[:400]) for pk, (unit, tier, _, texts) in found.items()}


def _highest_ranks(ids: list[int], on: date) -> dict[tuple[int, str], int]:
    rows = Qualification.objects.filter(
        official_id__in=ids,
        obtained_on__lte=on,
        kind__in=[QualificationKind.PROFESSIONAL, QualificationKind.THEORY],
    ).values_list("official_id", "kind", "rank")
    best: dict[tuple[int, str], int] = {}
    for pk, kind, rank in rows:
        if rank > best.get((pk, kind), 0):
            best[pk, kind] = rank
    return best
