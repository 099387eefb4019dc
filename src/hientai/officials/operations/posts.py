"""Appointments: several at once, dated, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hientai.base.actor import Actor
from hientai.base.bulk import insert_rows, update_rows
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.officials.codes import AppointmentKind
from hientai.officials.models import Appointment, Official, Title
from hientai.officials.operations.standing import refresh_standing
from hientai.officials.rules import may_end_appointment
from hientai.org.models import ManagementTier


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """A post of one official: ids of official and unit, the title's code, the tier's code ("" = the title's usual)."""

    official_id: int
    unit_id: int
    title: str
    valid_from: date
    valid_until: date | None = None
    kind: str = AppointmentKind.MAIN
    is_primary: bool = True
    tier: str = ""
    document: str = ""


WRITTEN = (
    "official_id", "unit_id", "title_id", "kind", "is_primary", "level", "sector", "tier_id", "tier_rank", "valid_from",
    "valid_until", "document",
)  # fmt: skip


@operation("officials.save_appointments", "Ghi chức vụ")
def save_appointments(
    *, by: Actor, rows: Sequence[AppointmentRow], reason: str = "", refresh: bool = True
) -> tuple[int, int]:
    """This operation adds posts, or ends/extends those already known (same official, unit, title, start).

    Returns (added, changed). Level and sector are stamped from the title, the tier from the row or the title.
    """
    titles = {t.code: t for t in Title.objects.select_related("tier")}
    tiers = {t.code: t for t in ManagementTier.objects.all()}
    known = _known(rows)
    fresh, changed = [], []
    for row in rows:
        title = titles.get(row.title)
        if title is None:
            raise BadInput(f"Không có chức danh mã «{row.title}» trong danh mục.")
        stored = known.get((row.official_id, row.unit_id, title.pk, row.valid_from))
        if stored is None:
            tier = tiers.get(row.tier) if row.tier else title.tier
            fresh.append(
                (
                    row.official_id, row.unit_id, title.pk, row.kind, row.is_primary, title.level, title.sector,
                    tier.pk if tier else None, tier.rank if tier else 0, row.valid_from, row.valid_until, row.document,
                )
            )  # fmt: skip
        elif stored.valid_until != row.valid_until or (row.document and stored.document != row.document):
            stored.valid_until, stored.document = row.valid_until, row.document or stored.document
            changed.append(stored)
    insert_rows(Appointment, WRITTEN, fresh)
    update_rows(Appointment, ("valid_until", "document"), [(s.valid_until, s.document, s.pk) for s in changed])
    owner = Official.objects.get(pk=rows[0].official_id) if len(rows) == 1 else None
    note(
        owner,
        label="" if owner else f"{len(rows)} chức vụ",
        reason=reason,
        detail={"added": len(fresh), "changed": len(changed)},
    )
    if refresh:
        refresh_standing(by=by, official_ids=[row.official_id for row in rows])
    return len(fresh), len(changed)


def _known(rows: Sequence[AppointmentRow]) -> dict[tuple[int, int, int, date], Appointment]:
    ids = list({row.official_id for row in rows})
    found = {}
    for start in range(0, len(ids), 5000):
        for a in Appointment.objects.filter(official_id__in=ids[start : start + 5000]):
            found[a.official_id, a.unit_id, a.title_id, a.valid_from] = a
    return found


@operation("officials.end_appointment", "Thôi giữ chức vụ")
def end_appointment(
    *, by: Actor, appointment: Appointment, ends_on: date, reason: str, document: str = ""
) -> Appointment:
    """This operation ends a post from a day on; the row stays in the history."""
    may_end_appointment.check(appointment.valid_from, ends_on)
    appointment.valid_until, appointment.end_reason = ends_on, reason
    appointment.save(update_fields=["valid_until", "end_reason"])
    note(appointment.official, reason=reason, document=document, detail={"appointment": appointment.pk})
    refresh_standing(by=by, official_ids=[appointment.official_id])
    return appointment
