"""How a unit's history grows: events are recorded, versions close and open, the latest is copied onto the unit.

Private to the room's operations, which check their rules and note their acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from hientai.base.errors import BadInput
from hientai.base.text import fold, sort_key
from hientai.org.codes import UnitEventKind
from hientai.org.models import Document, Unit, UnitEvent, UnitSuccession, UnitVersion
from hientai.org.operations.writing import allocate_ids
from hientai.org.rules import may_change_unit, may_end_unit, may_hang_unit, may_move_below, may_succeed_unit

STEP = 6  # digits of one id in a path
COPIED = ("name", "short_name", "kind", "sector", "level", "parent_id")


def path_of(parent_path: str, unit_id: int) -> str:
    """The path of a unit below another; roots have six digits."""
    return f"{parent_path}{unit_id:0{STEP}d}"


def keys_of(name: str, short_name: str, code: str) -> tuple[str, bytes]:
    """Search and sort keys of a unit."""
    return fold(f"{name} {short_name} {code}")[:400], sort_key(name)[:600]


def record_event(
    kind: UnitEventKind, on: date, title: str, document: Document | None, note: str = "", unsure: bool = False
) -> UnitEvent:
    """Write the event that the versions and successions of an operation refer to."""
    return UnitEvent.objects.create(
        kind=kind, effective_on=on, document=document, title=title[:500], note=note, needs_confirmation=unsure
    )


def record_successions(event: UnitEvent, pairs: Sequence[tuple[int, int]], partial: bool = False) -> None:
    """Write which unit was followed by which."""
    UnitSuccession.objects.bulk_create(
        UnitSuccession(event=event, predecessor_id=old, successor_id=new, is_partial=partial) for old, new in pairs
    )


def create_unit(facts: dict[str, Any], parent: Unit | None, on: date, event: UnitEvent | None) -> Unit:
    """A new unit with its first version. Raises BadInput when the code is taken, RuleBroken for a wrong parent."""
    code = facts["code"].strip()
    if not code or not facts["name"].strip():
        raise BadInput("Hãy ghi mã và tên đơn vị.", fields={"code": "Bắt buộc.", "name": "Bắt buộc."})
    if Unit.objects.filter(code=code).exists():
        raise BadInput(f"Mã đơn vị “{code}” đã dùng.", fields={"code": f"Mã “{code}” đã dùng, hãy chọn mã khác."})
    if parent is not None:
        check_parent(facts["name"], parent, on, None)
    unit_id = allocate_ids(Unit, 1)[0]
    search, order = keys_of(facts["name"], facts.get("short_name", ""), code)
    unit = Unit(
        id=unit_id, parent=parent, path=path_of(parent.path if parent else "", unit_id),
        depth=parent.depth + 1 if parent else 0, valid_from=on, search_key=search, sort_key=order,
        **{**facts, "code": code},
    )
    unit.save(force_insert=True)
    UnitVersion.objects.create(
        unit=unit, valid_from=on, opened_by=event, **{name: getattr(unit, name) for name in COPIED}
    )
    return unit


def latest_version(unit: Unit) -> UnitVersion:
    """The last version of a unit; its row is what the next change extends."""
    return unit.versions.select_for_update().order_by("-valid_from")[0]


def check_parent(name: str, parent: Unit, starts: date, ends: date | None) -> None:
    """Raise RuleBroken when the parent does not exist during the whole period."""
    since, until = life_of(parent)
    may_hang_unit.check(
        name=name, parent=parent.name, parent_from=since, parent_until=until, starts=starts, ends=ends
    )


def check_heir(unit: Unit, on: date) -> None:
    """Raise RuleBroken when a unit does not exist on the day on which it should succeed another."""
    since, until = life_of(unit)
    may_succeed_unit.check(name=unit.name, starts=since, ends=until, on=on)


def life_of(unit: Unit) -> tuple[date, date | None]:
    """First day and end of a unit as stored now; the object at hand may be older than this transaction."""
    return Unit.objects.values_list("valid_from", "valid_until").get(pk=unit.pk)


def amend(unit: Unit, on: date, event: UnitEvent, **changes: Any) -> UnitVersion:
    """Close the unit's latest version before ``on`` and open the next one with these changes.

    When the latest version began on that very day, the second change of the day completes it.
    """
    version = latest_version(unit)
    may_change_unit.check(name=unit.name, version_from=version.valid_from, ended_on=version.valid_until, on=on)
    if "parent" in changes:
        parent = changes.pop("parent")
        changes["parent_id"] = parent.pk if parent else None
        if parent is not None:
            check_parent(unit.name, parent, on, version.valid_until)
            circle = is_below(parent.pk, unit.pk, on, version.valid_until)
            may_move_below.check(name=unit.name, parent=parent.name, is_below_itself=circle)
    if version.valid_from == on:
        for field, value in changes.items():
            setattr(version, field, value)
        version.opened_by = event
        version.save()
    else:
        kept = {name: getattr(version, name) for name in COPIED}
        ends = version.valid_until
        version.valid_until, version.closed_by, closed_by = on, event, version.closed_by
        version.save(update_fields=["valid_until", "closed_by"])
        version = UnitVersion.objects.create(
            unit=unit, valid_from=on, valid_until=ends, opened_by=event, closed_by=closed_by, **{**kept, **changes}
        )
    copy_latest(unit, version)
    return version


def end(unit: Unit, on: date, event: UnitEvent) -> None:
    """Close the unit's last version: the unit exists until the day before ``on``."""
    version = latest_version(unit)
    may_end_unit.check(name=unit.name, version_from=version.valid_from, ended_on=version.valid_until, on=on)
    version.valid_until, version.closed_by = on, event
    version.save(update_fields=["valid_until", "closed_by"])
    unit.valid_until = on
    unit.save(update_fields=["valid_until"])


def copy_latest(unit: Unit, version: UnitVersion) -> None:
    """Copy the latest version onto the unit, and rehang its subtree when its place changed."""
    moved = unit.parent_id != version.parent_id
    for name in COPIED:
        setattr(unit, name, getattr(version, name))
    unit.search_key, unit.sort_key = keys_of(unit.name, unit.short_name, unit.code)
    unit.save(update_fields=[*COPIED, "search_key", "sort_key"])
    if moved:
        rehang(unit)


def rehang(unit: Unit) -> None:
    """Give a unit and everything below it the path of its parent, in one statement."""
    old = Unit.objects.only("path", "depth").get(pk=unit.pk)
    above = Unit.objects.only("path", "depth").get(pk=unit.parent_id) if unit.parent_id else None
    path = path_of(above.path if above else "", unit.pk)
    shift = (above.depth + 1 if above else 0) - old.depth
    Unit.objects.under(old.path).update(
        path=Concat(Value(path), Substr("path", len(old.path) + 1)), depth=F("depth") + shift
    )
    unit.path, unit.depth = path, old.depth + shift


def living_children(unit_ids: Sequence[int], on: date) -> list[Unit]:
    """Units that hang below any of these on the day or at any time after it, in display order."""
    later = Q(valid_until=None) | Q(valid_until__gt=on)
    ids = UnitVersion.objects.filter(later, parent_id__in=unit_ids).values("unit_id")
    return list(Unit.objects.filter(pk__in=ids).exclude(pk__in=unit_ids))


Edge = tuple[int, int, date, date | None]
"""(unit id, parent id, first day, end) of a version that hangs somewhere."""


def stored_edges(unit_ids: Iterable[int]) -> Iterable[Edge]:
    """The edges of these units, in one query."""
    return UnitVersion.objects.filter(unit_id__in=list(unit_ids), parent_id__isnull=False).values_list(
        "unit_id", "parent_id", "valid_from", "valid_until"
    )


def is_below(
    start_id: int, unit_id: int, since: date, until: date | None,
    edges_of: Callable[[Iterable[int]], Iterable[Edge]] = stored_edges,
) -> bool:  # fmt: skip
    """True when the first unit is, or on some day of the period hangs below, the second; one fetch per level."""
    frontier = {(start_id, since, until or date.max)}
    seen = set(frontier)
    while frontier:
        if any(found == unit_id for found, _, _ in frontier):
            return True
        spans: dict[int, list[tuple[date, date]]] = {}
        for found, first, last in frontier:
            spans.setdefault(found, []).append((first, last))
        above = {
            (parent, max(starts, first), min(ends or date.max, last))
            for child, parent, starts, ends in edges_of(spans)
            for first, last in spans[child]
            if max(starts, first) < min(ends or date.max, last)
        }
        frontier = above - seen
        seen |= above
    return False
