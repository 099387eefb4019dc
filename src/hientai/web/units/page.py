"""What one unit's page shows, made ready for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from hientai.access.codes import Permission as P
from hientai.access.queries import Scope
from hientai.base.codelists import CodeBook
from hientai.officials.models import Appointment
from hientai.officials.queries.scope import visible_through
from hientai.org.codes import Level, Sector, TerritoryKind
from hientai.org.models import Unit, UnitSuccession, UnitVersion
from hientai.org.queries import UnitHistory, descendants
from hientai.web.ui.formats import write_date

MOST_POSTS = 12


def period(starts: date, ends: date | None) -> str:
    """A half-open period as people say it: the last day belongs to it."""
    return f"{write_date(starts)} – {write_date(date.fromordinal(ends.toordinal() - 1))}" if ends else (
        f"từ {write_date(starts)}"
    )  # fmt: skip


def kind_label(code: str, book: CodeBook) -> str:
    """The words for a kind of unit."""
    return str(TerritoryKind(code).label) if code in TerritoryKind.values else book.label("org_type", code)


def facts_of(unit: Unit, version: UnitVersion | None, book: CodeBook) -> list[tuple[str, Any]]:
    """(label, value) of the unit as it was on the day; of its last form when it did not exist then."""
    now: Any = version or unit
    facts = [
        ("Mã đơn vị", unit.code), ("Tên gọi tắt", now.short_name), ("Loại hình", kind_label(now.kind, book)),
        ("Khối", Sector(now.sector).label), ("Cấp", Level(now.level).label),
        ("Cơ quan cấp trên", now.parent.name if now.parent else ""),
        ("Hoạt động", period(unit.valid_from, unit.valid_until)),
    ]  # fmt: skip
    if unit.territory_code:
        facts.append(("Mã địa bàn", unit.territory_code))
    return facts


def timeline_of(past: UnitHistory, on: date, *, can_edit: bool) -> list[dict[str, Any]]:
    """The versions, latest first; the one of the day is marked, each may lead to its correction."""
    entries = []
    for version in past.versions:
        above = f"thuộc {version.parent.name}" if version.parent else ""
        why = str(version.opened_by) if version.opened_by else ""
        entries.append(
            {
                "when": period(version.valid_from, version.valid_until), "title": version.name,
                "text": " · ".join(part for part in (above, why) if part),
                "now": version.valid_from <= on and (version.valid_until is None or on < version.valid_until),
                "edit_url": reverse("web:unit_correct", args=[version.unit_id, version.pk]) if can_edit else "",
            }
        )  # fmt: skip
    return entries


def events_of(past: UnitHistory) -> list[dict[str, Any]]:
    """The events that touched the unit."""
    return [
        {
            "when": write_date(event.effective_on), "title": event.title,
            "text": f"{event.document.symbol}, {event.document.issuer}" if event.document else event.note,
            "badge": "Cần xác nhận" if event.needs_confirmation else event.get_kind_display(),
            "kind": "warn" if event.needs_confirmation else "",
        }
        for event in past.events
    ]  # fmt: skip


def successions_of(rows: Sequence[UnitSuccession], visible: set[int], *, forward: bool) -> list[dict[str, Any]]:
    """Predecessors or successors with a link where the reader may follow it."""
    found = []
    for row in rows:
        other = row.successor if forward else row.predecessor
        found.append(
            {
                "label": other.name, "url": reverse("web:unit", args=[other.pk]) if other.pk in visible else "",
                "value": f"{write_date(row.event.effective_on)}{', một phần' if row.is_partial else ''}",
                "verdict": "unconfirmed" if row.event.needs_confirmation else "",
            }
        )  # fmt: skip
    return found


def figures_of(unit: Unit, held: Scope, on: date) -> dict[str, int] | None:
    """How many people hold posts here and below on the day (persons, and posts); None without the right to see."""
    if not held.has(P.VIEW_PEOPLE) or unit.sector == Sector.TERRITORY:
        return None
    posts = Appointment.objects.held(on).filter(
        visible_through("official__", held), unit_id__in=descendants(unit.pk, on)
    )
    rows = posts.order_by().values_list("official_id", "unit_id")
    people = {official for official, _ in rows}
    return {"people": len(people), "posts": len(rows), "here": len({o for o, u in rows if u == unit.pk})}


def key_posts(unit: Unit, held: Scope, on: date) -> list[Appointment]:
    """The leading posts of the unit itself on the day, highest first, of people the reader may see."""
    if not held.has(P.VIEW_PEOPLE):
        return []
    rows = Appointment.objects.held(on).filter(
        visible_through("official__", held), unit=unit, title__is_leader=True
    )
    return list(rows.select_related("official", "title").order_by("-title__rank", "official__name_key")[:MOST_POSTS])
