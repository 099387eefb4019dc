"""Organisations in bulk, for imports, reference data and the demo: a constant number of queries for any number of rows.

Three steps: units as they first stood (`load_units`), what they became (`load_versions`), and the events that say why,
with successors (`load_events`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hientai.base.actor import Actor
from hientai.base.bulk import update_rows
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.org.codes import UnitEventKind
from hientai.org.models import Document, Unit, UnitEvent, UnitSuccession, UnitVersion
from hientai.org.operations.chronicle import COPIED, Edge, is_below, keys_of, path_of
from hientai.org.operations.writing import allocate_ids, insert_rows
from hientai.org.rules import listed, may_hang_unit


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as it stands from ``valid_from`` until before ``valid_until`` (None: still)."""

    code: str
    name: str
    short_name: str
    kind: str
    sector: str
    level: str
    parent_code: str
    territory_code: str
    valid_from: date
    valid_until: date | None = None
    sort_order: int = 0
    needs_confirmation: bool = False


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What a unit is from a day on; a field left as None stays as it was. ``event`` is a key of `EventRow`."""

    code: str
    valid_from: date
    name: str | None = None
    short_name: str | None = None
    kind: str | None = None
    sector: str | None = None
    level: str | None = None
    parent_code: str | None = None
    event: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """A reorganisation: its key in this load, (predecessor, successor, is partial) by code, other ``units`` touched."""

    key: str
    kind: UnitEventKind
    effective_on: date
    title: str
    successions: tuple[tuple[str, str, bool], ...] = ()
    units: tuple[str, ...] = ()
    document: Document | None = None
    note: str = ""
    needs_confirmation: bool = False


@dataclass(slots=True)
class _Known:
    """What the load needs of a unit that is stored or about to be."""

    id: int
    name: str
    path: str
    depth: int
    valid_from: date
    valid_until: date | None


@operation("org.load_units", "Nhập đơn vị hàng loạt")
def load_units(*, by: Actor, rows: Sequence[UnitRow]) -> dict[str, int]:
    """This operation creates many units with their first version; returns the id of every code in ``rows``.

    Rows come in any order. A code that is stored already is left as it is (its id is returned), so a load can be
    repeated. Raises BadInput naming every row whose parent is unknown, circular or does not exist long enough.
    """
    known = _known_units()
    fresh = {row.code: row for row in rows if row.code not in known}
    ordered = _parents_first(list(fresh.values()), known)
    units = []
    for row, unit_id in zip(ordered, allocate_ids(Unit, len(ordered)), strict=True):
        parent = known[row.parent_code] if row.parent_code else None
        path = path_of(parent.path if parent else "", unit_id)
        depth = parent.depth + 1 if parent else 0
        known[row.code] = _Known(unit_id, row.name, path, depth, row.valid_from, row.valid_until)
        units.append(_unit(row, unit_id, parent.id if parent else None, path, depth))
    _check_parents(ordered, known)
    insert_rows(units)
    insert_rows([_first_version(unit) for unit in units])
    note(None, label=f"{len(units)} đơn vị", detail={"created": len(units), "known": len(rows) - len(units)})
    return {row.code: known[row.code].id for row in rows}


def _known_units() -> dict[str, _Known]:
    columns = ("code", "id", "name", "path", "depth", "valid_from", "valid_until")
    return {code: _Known(*rest) for code, *rest in Unit.objects.order_by().values_list(*columns)}


def _parents_first(rows: list[UnitRow], known: dict[str, _Known]) -> list[UnitRow]:
    """The rows ordered so that every parent comes before its children."""
    placed = set(known)
    waiting: dict[str, list[UnitRow]] = {}
    ready: list[UnitRow] = []
    for row in rows:
        if not row.parent_code or row.parent_code in placed:
            ready.append(row)
        else:
            waiting.setdefault(row.parent_code, []).append(row)
    for row in ready:  # grows while it is walked
        ready += waiting.pop(row.code, [])
    lost = [row.code for rest in waiting.values() for row in rest]
    if lost:
        raise BadInput(
            f"Không tìm thấy cơ quan cấp trên (hoặc cấp trên đi vòng tròn) của: {listed(lost)}.",
            fields=dict.fromkeys(lost, "Cơ quan cấp trên không có."),
        )
    return ready


def _check_parents(rows: list[UnitRow], known: dict[str, _Known]) -> None:
    """Raise BadInput with a message per code whose parent does not exist during the whole life of the unit."""
    problems: dict[str, str] = {}
    for row in rows:
        if row.valid_until is not None and row.valid_until <= row.valid_from:
            problems[row.code] = "Ngày kết thúc phải sau ngày thành lập."
        elif row.parent_code:
            parent = known[row.parent_code]
            message = may_hang_unit.reason(
                name=row.name, parent=parent.name, parent_from=parent.valid_from, parent_until=parent.valid_until,
                starts=row.valid_from, ends=row.valid_until,
            )
            if message:
                problems[row.code] = message
    if problems:
        first = next(iter(problems.values()))
        raise BadInput(f"{len(problems)} đơn vị không nhập được: {listed(list(problems))}. {first}", fields=problems)


def _unit(row: UnitRow, unit_id: int, parent_id: int | None, path: str, depth: int) -> Unit:
    search, order = keys_of(row.name, row.short_name, row.code)
    return Unit(
        id=unit_id, code=row.code, name=row.name, short_name=row.short_name, kind=row.kind, sector=row.sector,
        level=row.level, parent_id=parent_id, path=path, depth=depth, territory_code=row.territory_code,
        valid_from=row.valid_from, valid_until=row.valid_until, search_key=search, sort_key=order,
        sort_order=row.sort_order, needs_confirmation=row.needs_confirmation,
    )


def _first_version(unit: Unit) -> UnitVersion:
    return UnitVersion(
        unit_id=unit.pk, valid_from=unit.valid_from, valid_until=unit.valid_until,
        **{name: getattr(unit, name) for name in COPIED},
    )


@operation("org.load_events", "Nhập sự kiện tổ chức hàng loạt")
def load_events(*, by: Actor, rows: Sequence[EventRow]) -> dict[str, int]:
    """This operation records many events with their successions; returns the id of every event by its key.

    An event ties itself to the versions of its predecessors that end, and of its successors that begin, on its day.
    It changes no unit: their periods are loaded with them. Raises BadInput for unknown unit codes.
    """
    ids = dict(Unit.objects.order_by().values_list("code", "id"))
    unknown = [c for row in rows for pair in row.successions for c in pair[:2] if c not in ids]
    unknown += [code for row in rows for code in row.units if code not in ids]
    if unknown:
        raise BadInput(f"Không có đơn vị mang mã: {listed(unknown)}.")
    keys = dict(zip([row.key for row in rows], allocate_ids(UnitEvent, len(rows)), strict=True))
    insert_rows(
        [
            UnitEvent(
                id=keys[row.key], kind=row.kind, effective_on=row.effective_on, document=row.document,
                title=row.title[:500], note=row.note, needs_confirmation=row.needs_confirmation,
            )
            for row in rows
        ]
    )
    insert_rows(
        [
            UnitSuccession(
                event_id=keys[row.key], predecessor_id=ids[old], successor_id=ids[new], is_partial=partial
            )
            for row in rows
            for old, new, partial in row.successions
        ]
    )
    _tie_versions(rows, keys, ids)
    note(None, label=f"{len(rows)} sự kiện tổ chức", detail={"created": len(rows)})
    return keys


def _tie_versions(rows: Sequence[EventRow], keys: dict[str, int], ids: dict[str, int]) -> None:
    """Name the event on the versions that it ended or began; one query and one statement."""
    ended: dict[tuple[int, date], int] = {}
    begun: dict[tuple[int, date], int] = {}
    for row in rows:
        for old, new, _ in row.successions:
            ended.setdefault((ids[old], row.effective_on), keys[row.key])
            begun.setdefault((ids[new], row.effective_on), keys[row.key])
        for code in row.units:
            ended.setdefault((ids[code], row.effective_on), keys[row.key])
            begun.setdefault((ids[code], row.effective_on), keys[row.key])
    days = {row.effective_on for row in rows}
    versions = UnitVersion.objects.order_by().filter(Q(valid_from__in=days) | Q(valid_until__in=days))
    changed = []
    for pk, unit, starts, ends, opened, closed in versions.values_list(
        "pk", "unit_id", "valid_from", "valid_until", "opened_by_id", "closed_by_id"
    ):
        tied = (opened or begun.get((unit, starts)), closed or (ended.get((unit, ends)) if ends else None))
        if tied != (opened, closed):
            changed.append((*tied, pk))
    update_rows(UnitVersion, ["opened_by", "closed_by"], changed)


@operation("org.load_versions", "Nhập lịch sử đơn vị hàng loạt")
def load_versions(*, by: Actor, rows: Sequence[VersionRow], events: dict[str, int] | None = None) -> int:
    """This operation appends versions to the histories of many units; returns how many were written.

    At most one row a unit; later changes are loaded by another call. ``events`` maps the rows' event keys to ids
    (what `load_events` returned). Raises BadInput for unknown codes, days before the latest version, wrong parents.
    """
    keys = events or {}
    known = _known_units()
    codes = [row.code for row in rows]
    unknown = [c for row in rows for c in (row.code, row.parent_code or row.code) if c not in known]
    if unknown or len(set(codes)) < len(codes):
        raise BadInput(f"Mã đơn vị không có hoặc lặp lại: {listed(unknown or codes)}.")
    latest = {
        v.unit_id: v
        for v in UnitVersion.objects.filter(unit__code__in=codes).select_related("unit").order_by("unit", "valid_from")
    }
    opened = [_next_version(row, latest[known[row.code].id], known, keys) for row in rows]
    closing = [latest[version.unit_id] for version in opened]
    update_rows(UnitVersion, ["valid_until", "closed_by"], [(v.valid_until, v.closed_by_id, v.pk) for v in closing])
    insert_rows(opened)
    _copy_latest(opened, [version.unit for version in closing], known)
    note(None, label=f"{len(rows)} lần thay đổi đơn vị", detail={"created": len(rows)})
    return len(rows)


def _next_version(row: VersionRow, last: UnitVersion, known: dict[str, _Known], keys: dict[str, int]) -> UnitVersion:
    """The version after ``last``, which it closes; raises BadInput when the row cannot follow it."""
    ends = last.valid_until
    if row.valid_from <= last.valid_from or (ends is not None and row.valid_from >= ends):
        raise BadInput(f"{row.code}: ngày {row.valid_from:%d/%m/%Y} không nằm trong lần thay đổi gần nhất của đơn vị.")
    facts = {name: getattr(last, name) for name in COPIED}
    facts |= {name: getattr(row, name) for name in COPIED[:-1] if getattr(row, name) is not None}
    if row.parent_code is not None:
        parent = known[row.parent_code]
        message = may_hang_unit.reason(
            name=last.name, parent=parent.name, parent_from=parent.valid_from, parent_until=parent.valid_until,
            starts=row.valid_from, ends=ends,
        )
        if message:
            raise BadInput(message, fields={row.code: message})
        facts["parent_id"] = parent.id
    event_id = keys.get(row.event)
    closed_by, last.valid_until, last.closed_by_id = last.closed_by_id, row.valid_from, event_id
    return UnitVersion(
        unit_id=last.unit_id, valid_from=row.valid_from, valid_until=ends, opened_by_id=event_id,
        closed_by_id=closed_by, **facts,
    )


def _copy_latest(versions: list[UnitVersion], units: list[Unit], known: dict[str, _Known]) -> None:
    """Copy the new versions onto their units, then give every unit whose place changed its path again."""
    moved = False
    for version, unit in zip(versions, units, strict=True):
        moved = moved or unit.parent_id != version.parent_id
        for name in COPIED:
            setattr(unit, name, getattr(version, name))
        unit.search_key, unit.sort_key = keys_of(unit.name, unit.short_name, unit.code)
    fields = (*COPIED[:-1], "parent", "search_key", "sort_key")
    columns = (*COPIED, "search_key", "sort_key", "id")
    update_rows(Unit, fields, [tuple(getattr(unit, name) for name in columns) for unit in units])
    if moved:
        _refuse_circles([version for version in versions if version.parent_id])
        _rebuild_paths()


def _refuse_circles(versions: list[UnitVersion]) -> None:
    """Raise BadInput when one of these versions puts a unit below itself on any day; one query for all."""
    edges: dict[int, list[Edge]] = {}
    rows = UnitVersion.objects.order_by().filter(parent_id__isnull=False)
    for edge in rows.values_list("unit_id", "parent_id", "valid_from", "valid_until"):
        edges.setdefault(edge[0], []).append(edge)

    def edges_of(ids: Iterable[int]) -> Iterable[Edge]:
        return [edge for unit_id in ids for edge in edges.get(unit_id, [])]

    for v in versions:
        if is_below(int(v.parent_id or 0), v.unit_id, v.valid_from, v.valid_until, edges_of):
            raise BadInput(f"{v.name} tạo thành vòng tròn: một đơn vị không thể thuộc chính mình.")


def _rebuild_paths() -> None:
    """Compute all paths from the parents and rewrite those that differ."""
    below: dict[int | None, list[Unit]] = {}
    for unit in Unit.objects.order_by().only("id", "parent_id", "path", "depth"):
        below.setdefault(unit.parent_id, []).append(unit)
    changed, ready = [], [(unit, "", 0) for unit in below.get(None, [])]
    for unit, above, depth in ready:
        path = path_of(above, unit.pk)
        if (path, depth) != (unit.path, unit.depth):
            unit.path, unit.depth = path, depth
            changed.append(unit)
        ready += [(child, path, depth + 1) for child in below.get(unit.pk, [])]
    update_rows(Unit, ["path", "depth"], [(unit.path, unit.depth, unit.pk) for unit in changed])
