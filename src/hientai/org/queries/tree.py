"""The tree of a day: what existed, what it was called then, and where it hung."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from hientai.base.text import sort_key
from hientai.org.models import Unit, UnitQuerySet, UnitVersion


@dataclass(frozen=True, slots=True)
class UnitNode:
    """One unit in a tree of a day; ``depth`` 0 is a root, ``has_children`` says whether any follows below it."""

    id: int
    code: str
    name: str
    kind: str
    sector: str
    level: str
    parent_id: int | None
    depth: int
    short_name: str = ""
    territory_code: str = ""
    has_children: bool = False


COLUMNS = (
    "unit_id", "unit__code", "name", "short_name", "kind", "sector", "level", "parent_id", "unit__territory_code",
    "unit__sort_order", "unit__name", "unit__sort_key",
)  # fmt: skip
Row = tuple[int, str, str, str, str, str, str, int | None, str, int, str, bytes]


def valid_on(day: date) -> Q:
    """Versions that hold on the day."""
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gt=day))


def tree_on(
    day: date, *, units: UnitQuerySet | QuerySet[Unit] | None = None, sectors: Sequence[str] = ()
) -> list[UnitNode]:
    """All units of the day, each followed by what hangs below it; siblings by order number, then Vietnamese order.

    ``units`` narrows to what somebody may see; a unit whose parent is not among them stands as a root.
    One query, whatever the number of units.
    """
    found = UnitVersion.objects.filter(valid_on(day)).order_by()
    if units is not None:
        found = found.filter(unit__in=units.order_by().values("pk"))
    if sectors:
        found = found.filter(sector__in=sectors)
    return _laid_out(list(found.values_list(*COLUMNS)))


def _laid_out(rows: Iterable[Row]) -> list[UnitNode]:
    """Rows as nodes in display order, by an explicit stack: a tree may be deep."""
    ids = set()
    listed = list(rows)
    for row in listed:
        ids.add(row[0])
    below: dict[int | None, list[Row]] = {}
    for row in listed:
        below.setdefault(row[7] if row[7] in ids else None, []).append(row)
    for siblings in below.values():
        siblings.sort(key=_order, reverse=True)  # the stack gives them back first to last
    stack = [(row, 0) for row in below.get(None, [])]
    nodes = []
    while stack:
        row, depth = stack.pop()
        children = below.get(row[0], [])
        nodes.append(_node(row, depth, bool(children)))
        stack += [(child, depth + 1) for child in children]
    return nodes


def _order(row: Row) -> tuple[int, bytes, int]:
    name, order, latest, key = row[2], row[9], row[10], row[11]
    return order, bytes(key) if name == latest and key else sort_key(name), row[0]


def _node(row: Row, depth: int, has_children: bool) -> UnitNode:
    unit_id, code, name, short, kind, sector, level, parent_id, territory = row[:9]
    return UnitNode(unit_id, code, name, kind, sector, level, parent_id, depth, short, territory, has_children)


def children_on(
    unit_id: int | None, day: date, *, units: UnitQuerySet | QuerySet[Unit] | None = None,
    sectors: Sequence[str] = (),
) -> list[UnitNode]:  # fmt: skip
    """The units directly below one on the day (None: the roots), in display order; two queries."""
    found = UnitVersion.objects.filter(valid_on(day), parent_id=unit_id).order_by()
    if units is not None:
        found = found.filter(unit__in=units.order_by().values("pk"))
    if sectors:
        found = found.filter(sector__in=sectors)
    rows = sorted(found.values_list(*COLUMNS), key=_order)
    below = UnitVersion.objects.filter(valid_on(day), parent_id__in=[row[0] for row in rows])
    parents = set(below.order_by().values_list("parent_id", flat=True))
    return [_node(row, 0, row[0] in parents) for row in rows]


def unit_on(unit: Unit, day: date) -> UnitVersion | None:
    """What the unit was on the day; None when it did not exist."""
    return unit.versions.filter(valid_on(day)).select_related("parent").first()


def ancestors(unit: Unit, day: date) -> list[UnitNode]:
    """What the unit hung below on the day, from the root down; a query per level."""
    found: list[UnitNode] = []
    version = unit_on(unit, day)
    while version is not None and version.parent_id is not None:
        row = UnitVersion.objects.filter(valid_on(day), unit_id=version.parent_id).select_related("unit").first()
        if row is not None:
            found.append(_version_node(row))
        version = row
    found.reverse()
    return [
        UnitNode(n.id, n.code, n.name, n.kind, n.sector, n.level, n.parent_id, depth, n.short_name, n.territory_code,
                 True)
        for depth, n in enumerate(found)
    ]  # fmt: skip


def _version_node(version: UnitVersion) -> UnitNode:
    return UnitNode(
        version.unit_id, version.unit.code, version.name, version.kind, version.sector, version.level,
        version.parent_id, 0, version.short_name, version.unit.territory_code,
    )


def descendant_ids(unit_id: int, day: date) -> set[int]:
    """The unit and all that hung below it on the day, directly or not; a query per level. Empty when it did not exist.

    Different from the paths of units, which say where they hang by their latest version.
    """
    versions = UnitVersion.objects.filter(valid_on(day)).order_by()
    found = set(versions.filter(unit_id=unit_id).values_list("unit_id", flat=True))
    level = found
    while level:
        level = set(versions.filter(parent_id__in=level).values_list("unit_id", flat=True)) - found
        found = found | level
    return found
