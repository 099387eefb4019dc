"""People follow their units: the side of a reorganisation that the registry answers for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hientai.access.models import Grant, User
from hientai.base.actor import Actor
from hientai.base.bulk import update_rows
from hientai.base.errors import RuleBroken
from hientai.base.operation import note, operation
from hientai.officials.codes import SuccessionExit
from hientai.officials.models import Appointment, Official, SuccessionEntry
from hientai.officials.operations.standing import refresh_standing
from hientai.officials.queries.reorganisation import people_items
from hientai.org.codes import ItemAction, ItemKind, UnitRole
from hientai.org.models import Reorganisation, UnitEvent
from hientai.org.operations import carry_out_units
from hientai.org.queries.reorganisations import Decided, decide, shape_of, unresolved


@dataclass(frozen=True, slots=True)
class Move:
    """Where one item goes: to the unit with this id, or (None) it ends."""

    item_id: int
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class Basis:
    """The day, decision and reason that every moved row cites."""

    on: date
    document: str
    reason: str


@operation("officials.apply_reorganisation", "Thực hiện sắp xếp đơn vị và nhân sự")
def apply_reorganisation(*, by: Actor, plan: Reorganisation) -> UnitEvent:
    """This operation carries out a plan for units and people in one transaction: posts end at the old unit and go on
    at the new one, pool entries, rights and accounts follow as decided; nothing of the past is rewritten.

    Raises RuleBroken while somebody has no place.
    """
    shape = shape_of(plan)
    decided = decide(plan, shape, people_items(shape))
    waiting = unresolved(decided)
    if waiting:
        names = ", ".join(one.item.label for one in waiting[:5])
        raise RuleBroken(f"Còn {len(waiting)} mục về nhân sự chưa quyết định: {names}.")
    event = carry_out_units(by=by, plan=plan)
    homes = dict(plan.units.filter(role=UnitRole.AFTER).values_list("pk", "unit_id"))
    symbol = event.document.symbol if event.document else ""
    basis = Basis(event.effective_on, symbol, f"Sắp xếp tổ chức: {event}"[:200])
    moves = {kind: _moves(decided, kind, homes) for kind in ItemKind}
    people = _move_posts(moves[ItemKind.APPOINTMENT], basis)
    people |= _move_bare(moves[ItemKind.PERSON], basis, by.today)
    _move_pools(moves[ItemKind.SUCCESSION], basis)
    _move_grants(moves[ItemKind.GRANT], basis)
    update_rows(User, ["unit"], [(m.unit_id, m.item_id) for m in moves[ItemKind.ACCOUNT] if m.unit_id])
    if people:
        refresh_standing(by=by, official_ids=sorted(people))
    counts = Counter(f"{one.item.kind}.{one.action}" for one in decided)
    note(event, document=basis.document, detail={"people": len(people), **counts})
    return event


def _moves(decided: Sequence[Decided], kind: ItemKind, homes: Mapping[int, int | None]) -> list[Move]:
    """The items of a kind that do not stay as they are."""
    return [
        Move(one.item.id, homes[one.heir.pk] if one.heir is not None else None)
        for one in decided
        if one.item.kind == kind and one.action in {ItemAction.MOVE, ItemAction.END}
    ]


def _places(moves: Sequence[Move]) -> set[int]:
    """The units that take something in."""
    return {m.unit_id for m in moves if m.unit_id is not None}


def _move_posts(moves: list[Move], basis: Basis) -> set[int]:
    """End posts at the old unit and open the same at the new one; returns the officials concerned. Four statements.

    A post that begins on the day or later never was at the old unit: it begins at the new one.
    """
    posts = Appointment.objects.in_bulk([m.item_id for m in moves])
    heirs = {m.item_id: m.unit_id for m in moves}
    held = set(
        Appointment.objects.held(basis.on)
        .filter(official_id__in=[p.official_id for p in posts.values()], unit_id__in=_places(moves))
        .values_list("official_id", "title_id", "unit_id")
    )
    ended, retargeted, opened = [], [], []
    for pk, post in posts.items():
        unit_id = heirs[pk]
        if post.valid_from >= basis.on and unit_id is not None:
            retargeted.append((unit_id, pk))
            continue
        if post.valid_from >= basis.on:
            raise RuleBroken(f"Chức vụ bắt đầu từ {post.valid_from:%d/%m/%Y} không thể kết thúc trước; hãy chuyển đi.")
        ended.append((basis.on, basis.reason, pk))
        if unit_id is not None and (post.official_id, post.title_id, unit_id) not in held:
            opened.append(_at(post, unit_id, basis))
    update_rows(Appointment, ["valid_until", "end_reason"], ended)
    update_rows(Appointment, ["unit"], retargeted)
    Appointment.objects.bulk_create(opened, batch_size=2000)
    return {post.official_id for post in posts.values()}


def _at(post: Appointment, unit_id: int, basis: Basis) -> Appointment:
    """The same post at another unit from the day on."""
    return Appointment(
        official_id=post.official_id, unit_id=unit_id, title_id=post.title_id, kind=post.kind,
        is_primary=post.is_primary, level=post.level, sector=post.sector, tier_id=post.tier_id,
        tier_rank=post.tier_rank, valid_from=basis.on, valid_until=post.valid_until, document=basis.document,
    )  # fmt: skip


def _move_bare(moves: list[Move], basis: Basis, today: date) -> set[int]:
    """Officials without a post change the unit they are counted at, once the day has come."""
    if basis.on > today:
        return set()
    rows = [(m.unit_id, m.item_id) for m in moves if m.unit_id]
    update_rows(Official, ["current_unit"], rows)
    return {m.item_id for m in moves}


def _move_pools(moves: list[Move], basis: Basis) -> None:
    """Entries leave the pool of the old unit and enter that of the new one, unless the person is in it already."""
    entries = SuccessionEntry.objects.in_bulk([m.item_id for m in moves])
    heirs = {m.item_id: m.unit_id for m in moves}
    there = set(
        SuccessionEntry.objects.filter(exited_on=None, unit_id__in=_places(moves)).values_list(
            "official_id", "title_id", "unit_id", "term_id"
        )
    )
    gone, retargeted, fresh = [], [], []
    for pk, entry in entries.items():
        unit_id = heirs[pk]
        taken = (entry.official_id, entry.title_id, unit_id, entry.term_id) in there
        if entry.entered_on >= basis.on and unit_id is not None and not taken:
            retargeted.append((unit_id, pk))
            continue
        kind = SuccessionExit.REMOVED if unit_id is None else SuccessionExit.MOVED
        gone.append((max(basis.on, entry.entered_on), kind, basis.reason, pk))
        if unit_id is not None and not taken:
            fresh.append(
                SuccessionEntry(
                    official_id=entry.official_id, title_id=entry.title_id, unit_id=unit_id, term_id=entry.term_id,
                    entered_on=basis.on, document=basis.document, note=basis.reason,
                )
            )  # fmt: skip
    update_rows(SuccessionEntry, ["exited_on", "exit_kind", "exit_reason"], gone)
    update_rows(SuccessionEntry, ["unit"], retargeted)
    SuccessionEntry.objects.bulk_create(fresh, batch_size=2000)


def _move_grants(moves: list[Move], basis: Basis) -> None:
    """Rights over the old unit end on the day; those moved begin over the new one, for the same role and tiers."""
    grants = Grant.objects.in_bulk([m.item_id for m in moves])
    heirs = {m.item_id: m.unit_id for m in moves}
    ended, retargeted, fresh = [], [], []
    for pk, grant in grants.items():
        unit_id = heirs[pk]
        if grant.valid_from >= basis.on and unit_id is not None:
            retargeted.append((unit_id, pk))
            continue
        ended.append((basis.on if grant.valid_from < basis.on else grant.valid_from, pk))
        if unit_id is not None:
            fresh.append(
                Grant(user_id=grant.user_id, role=grant.role, unit_id=unit_id, tiers=grant.tiers,
                      valid_from=basis.on, valid_until=grant.valid_until, document=basis.document)
            )  # fmt: skip
    update_rows(Grant, ["valid_until"], ended)
    update_rows(Grant, ["unit"], retargeted)
    Grant.objects.bulk_create(fresh)
