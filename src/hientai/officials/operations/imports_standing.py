"""What new people of an import stand at, told from the plan before they are inserted.

Inserting them with it spares an update of every one: `refresh_standing`, which decides, finds nothing to change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from hientai.base.codelists import load_codes
from hientai.base.periods import PartialDate
from hientai.officials.codes import CODE_LIST_OF, QualificationKind
from hientai.officials.models import Title
from hientai.officials.operations.standing import RetirementTable, told_posts
from hientai.org.models import ManagementTier, Unit

if TYPE_CHECKING:
    from hientai.officials.operations.imports import ImportPlan

LADDERS = (QualificationKind.PROFESSIONAL, QualificationKind.THEORY)


def standing_of_new(plan: ImportPlan, unit_ids: Sequence[int], on: date) -> dict[str, tuple[Any, ...]]:
    """The columns of `standing.COLUMNS` of every new person of a plan, by code; five queries."""
    table = RetirementTable.load()
    posts = told_posts(_held(plan, unit_ids, on))
    ranks = _ranks(plan, on)
    found = {}
    for number, row in enumerate(plan.new_officials, start=1):
        born = PartialDate.from_storage(row.birth).earliest()
        unit, tier, text = posts.get(-number, (None, None, ""))
        highest = (ranks.get((-number, ladder), 0) for ladder in LADDERS)
        found[row.code] = (table.retires_on(row.sex, born), unit, tier, text, *highest)
    return found


def _held(plan: ImportPlan, unit_ids: Sequence[int], on: date) -> Iterator[tuple[Any, ...]]:
    """Posts that new people hold on the day, as `told_posts` reads them, principal and highest first."""
    titles = {code: rest for code, *rest in Title.objects.values_list("code", "rank", "label", "tier_id", "tier__rank")}
    tiers = {code: rest for code, *rest in ManagementTier.objects.values_list("code", "pk", "rank")}
    names = dict(Unit.objects.order_by().values_list("pk", "name"))
    held = []
    for post in plan.appointments:
        if post.official_id < 0 and post.valid_from <= on and (post.valid_until is None or post.valid_until > on):
            held.append(post)
    held.sort(key=lambda p: (p.is_primary, titles[p.title][0], p.valid_from), reverse=True)  # stable: first come first
    for post in held:
        _, label, tier, rank = titles[post.title]
        if post.tier:
            tier, rank = tiers[post.tier]
        unit = post.unit_id if post.unit_id > 0 else unit_ids[-post.unit_id - 1]
        yield post.official_id, unit, names[unit], label, tier, rank or 0


def _ranks(plan: ImportPlan, on: date) -> dict[tuple[int, str], int]:
    """The highest rank that new people have reached on the day, by ladder."""
    book = load_codes([CODE_LIST_OF[ladder] for ladder in LADDERS])
    best: dict[tuple[int, str], int] = {}
    for row in plan.qualifications:
        if row.official_id > 0 or row.kind not in LADDERS:
            continue
        if row.obtained and PartialDate.from_storage(row.obtained).earliest() > on:
            continue
        rank = book.rank(CODE_LIST_OF[row.kind], row.code)
        if rank > best.get((row.official_id, row.kind), 0):
            best[row.official_id, row.kind] = rank
    return best
