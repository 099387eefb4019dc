"""Succession pools: who enters, who leaves and why (377-QĐ/TW 2025, 50-QĐ/TW 2021; limits are data)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hientai.base.actor import Actor
from hientai.base.bulk import insert_rows, update_rows
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.officials.codes import SuccessionExit
from hientai.officials.models import Appointment, Official, SuccessionEntry, SuccessionLimit, Title
from hientai.officials.rules import may_enter_pool
from hientai.org.models import Term


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One entry of a pool: ids of official and unit, codes of title and term."""

    official_id: int
    unit_id: int
    title: str
    term: str
    entered_on: date
    exited_on: date | None = None
    exit_kind: str = ""
    exit_reason: str = ""
    document: str = ""


ENTRY_COLUMNS = (
    "official_id", "title_id", "unit_id", "term_id", "entered_on", "exited_on", "exit_kind", "exit_reason", "document",
)  # fmt: skip


@operation("officials.save_pool_entries", "Ghi danh sách quy hoạch")
def save_pool_entries(*, by: Actor, rows: Sequence[PoolRow], reason: str = "") -> tuple[int, int]:
    """This operation loads approved pool lists in bulk (import, demo); returns (added, changed).

    A list already approved is a fact: limits are shown beside it, not enforced on it. Single entries go through
    ``enter_pool``, which enforces them.
    """
    titles = dict(Title.objects.values_list("code", "pk"))
    terms = dict(Term.objects.values_list("code", "pk"))
    known: dict[tuple[int, int, int, int], tuple[int, date | None]] = {}
    ids = list({row.official_id for row in rows})
    for start in range(0, len(ids), 5000):
        for o, t, u, m, pk, gone in SuccessionEntry.objects.filter(
            official_id__in=ids[start : start + 5000]
        ).values_list("official_id", "title_id", "unit_id", "term_id", "pk", "exited_on"):
            known[o, t, u, m] = (pk, gone)
    fresh, changes = [], []
    for row in rows:
        title, term = titles.get(row.title), terms.get(row.term)
        if title is None or term is None:
            raise BadInput(f"Không có chức danh «{row.title}» hoặc nhiệm kỳ «{row.term}» trong danh mục.")
        stored = known.get((row.official_id, title, row.unit_id, term))
        if stored is None:
            fresh.append(
                (
                    row.official_id, title, row.unit_id, term, row.entered_on, row.exited_on, row.exit_kind,
                    row.exit_reason, row.document,
                )
            )  # fmt: skip
        elif stored[1] != row.exited_on:
            changes.append((row.exited_on, row.exit_kind, row.exit_reason, stored[0]))
    insert_rows(SuccessionEntry, ENTRY_COLUMNS, fresh)
    update_rows(SuccessionEntry, ("exited_on", "exit_kind", "exit_reason"), changes)
    note(None, label=f"{len(rows)} mục quy hoạch", reason=reason, detail={"added": len(fresh), "changed": len(changes)})
    return len(fresh), len(changes)


def hard_limits(level: str, on: date) -> dict[str, int]:
    """The binding limits in force for a level on a day: most persons per title, most titles per person."""
    rows = SuccessionLimit.objects.filter(is_hard=True, valid_from__lte=on, level__in=["", level]).exclude(
        valid_until__lte=on
    )
    return {row.code: int(row.value) for row in rows.order_by("level", "valid_from")}


@operation("officials.enter_pool", "Đưa vào quy hoạch")
def enter_pool(
    *,
    by: Actor,
    official: Official,
    title: Title,
    unit_id: int,
    term: Term,
    entered_on: date,
    document: str,
    reason: str = "",
) -> SuccessionEntry:
    """This operation plans an official for a higher title of a unit in a term, within the limits in force that day."""
    held = frozenset(
        Appointment.objects.held(entered_on).filter(official=official).values_list("title__rank", flat=True)
    )
    others = SuccessionEntry.objects.held(entered_on)
    limits = hard_limits(title.level, entered_on)
    may_enter_pool.check(
        held,
        title.rank,
        others.filter(official=official, title__level=title.level, term=term).count(),
        others.filter(title=title, unit_id=unit_id, term=term).count(),
        limits.get("TITLES_PER_PERSON"),
        limits.get("PERSONS_PER_TITLE"),
    )
    if others.filter(official=official, title=title, unit_id=unit_id, term=term).exists():
        raise BadInput("Đồng chí này đã có trong quy hoạch chức danh đó.")
    entry = SuccessionEntry.objects.create(
        official=official, title=title, unit_id=unit_id, term=term, entered_on=entered_on, document=document
    )
    note(official, reason=reason, document=document, detail={"title": title.code, "term": term.code})
    return entry


@operation("officials.leave_pool", "Đưa ra khỏi quy hoạch")
def leave_pool(
    *, by: Actor, entry: SuccessionEntry, exited_on: date, exit_kind: str, reason: str, document: str = ""
) -> SuccessionEntry:
    """This operation takes an entry out of its pool with a reason; the row stays."""
    if entry.exited_on is not None:
        raise BadInput("Mục quy hoạch này đã ra khỏi danh sách.")
    if exit_kind not in SuccessionExit.values:
        raise BadInput("Hãy chọn lý do ra khỏi quy hoạch.", fields={"exit_kind": "Chưa chọn."})
    if exited_on <= entry.entered_on:
        raise BadInput("Ngày ra khỏi quy hoạch phải sau ngày đưa vào.", fields={"exited_on": "Kiểm tra lại ngày."})
    entry.exited_on, entry.exit_kind, entry.exit_reason = exited_on, exit_kind, reason
    entry.save(update_fields=["exited_on", "exit_kind", "exit_reason"])
    note(entry.official, reason=reason, document=document, detail={"title": entry.title.code})
    return entry
