"""The tree of a day: what existed, what it was called then, and where it hung."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from hientai.base.text import fold, sort_key
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


Units = UnitQuerySet | QuerySet[Unit] | None


def _versions(day: date, units: Units, sectors: Sequence[str]) -> QuerySet[UnitVersion]:
    """The versions of a day, of the units somebody may see, in no order."""
    found = UnitVersion.objects.filter(valid_on(day)).order_by()
    if units is not None:
        found = found.filter(unit__in=units.order_by().values("pk"))
    return found.filter(sector__in=sectors) if sectors else found


def tree_on(day: date, *, units: Units = None, sectors: Sequence[str] = ()) -> list[UnitNode]:
    """All units of the day, each followed by what hangs below it; siblings by order number, then Vietnamese order.

    ``units`` narrows to what somebody may see; a unit whose parent is not among them stands as a root.
    One query, whatever the number of units.
    """
    return _laid_out(list(_versions(day, units, sectors).values_list(*COLUMNS)))


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


def _nodes(found: QuerySet[UnitVersion], day: date) -> list[UnitNode]:
    """Versions as nodes in display order, each knowing whether anything hung below it; two queries."""
    rows = sorted(found.values_list(*COLUMNS), key=_order)
    below = UnitVersion.objects.filter(valid_on(day), parent_id__in=[row[0] for row in rows])
    parents = set(below.order_by().values_list("parent_id", flat=True))
    return [_node(row, 0, row[0] in parents) for row in rows]


def roots_on(day: date, *, units: Units = None, sectors: Sequence[str] = ()) -> list[UnitNode]:
    """The units of the day whose parent is not among those seen, in display order; two queries."""
    found = _versions(day, units, sectors)
    return _nodes(found.filter(Q(parent_id=None) | ~Q(parent_id__in=found.values("unit_id"))), day)


def children_on(
    unit_id: int, day: date, *, units: Units = None, sectors: Sequence[str] = ()
) -> list[UnitNode]:  # fmt: skip
    """The units directly below one on the day, in display order; two queries."""
    return branches_on([unit_id], day, units=units, sectors=sectors).get(unit_id, [])


def branches_on(
    unit_ids: Iterable[int], day: date, *, units: Units = None, sectors: Sequence[str] = ()
) -> dict[int, list[UnitNode]]:
    """The units directly below each of several on the day; two queries."""
    found: dict[int, list[UnitNode]] = {}
    for node in _nodes(_versions(day, units, sectors).filter(parent_id__in=list(unit_ids)), day):
        found.setdefault(node.parent_id or 0, []).append(node)
    return found


def find_units(day: date, words: str, *, units: Units = None, sectors: Sequence[str] = ()) -> list[UnitNode]:
    """Units whose name, short name or code of the day has every word, marks ignored, in display order.

    One query: the index of latest names narrows it, and units that bore another name on the day are read besides.
    """
    wanted = fold(words).split()
    if not wanted:
        return []
    named = Q()
    for word in wanted:
        named &= Q(unit__search_key__contains=word)
    found = _versions(day, units, sectors).filter(named | ~Q(name=F("unit__name")))
    rows = [row for row in found.values_list(*COLUMNS) if _has(row, wanted)]
    return [_node(row, 0, False) for row in sorted(rows, key=_order)]


def _has(row: Row, wanted: Sequence[str]) -> bool:
    text = fold(f"{row[2]} {row[3]} {row[1]}")
    return all(word in text for word in wanted)


def unit_on(unit: Unit, day: date) -> UnitVersion | None:
    """What the unit was on the day; None when it did not exist."""
    return unit.versions.filter(valid_on(day)).select_related("parent").first()


ABOVE = """
WITH RECURSIVE above(parent_id, steps) AS (
  SELECT parent_id, 1 FROM org_unitversion
  WHERE unit_id = %s AND valid_from <= %s AND (valid_until IS NULL OR valid_until > %s)
  UNION
  SELECT v.parent_id, above.steps + 1 FROM org_unitversion v JOIN above ON v.unit_id = above.parent_id
  WHERE v.valid_from <= %s AND (v.valid_until IS NULL OR v.valid_until > %s) AND above.steps < 40
) SELECT parent_id FROM above WHERE parent_id IS NOT NULL ORDER BY steps DESC"""


def ancestors(unit: Unit, day: date) -> list[UnitNode]:
    """What the unit hung below on the day, from the root down; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, [unit.pk, day, day, day, day])
        ids = [row[0] for row in cursor.fetchall()]
    rows = {row[0]: row for row in _versions(day, None, ()).filter(unit_id__in=ids).values_list(*COLUMNS)}
    return [_node(rows[unit_id], depth, True) for depth, unit_id in enumerate(ids)]


BELOW = """
WITH RECURSIVE below(id) AS (
  SELECT unit_id FROM org_unitversion
  WHERE unit_id = %s AND valid_from <= %s AND (valid_until IS NULL OR valid_until > %s)
  UNION
  SELECT v.unit_id FROM org_unitversion v JOIN below ON v.parent_id = below.id
  WHERE v.valid_from <= %s AND (v.valid_until IS NULL OR v.valid_until > %s)
) SELECT id FROM below"""


def descendants(unit_id: int, day: date) -> RawSQL:
    """What `descendant_ids` gives as a subquery, for ``unit_id__in=``."""
    return RawSQL(BELOW, (unit_id, day, day, day, day))  # noqa: S611


def descendant_ids(unit_id: int, day: date) -> set[int]:
    """The unit and all that hung below it on the day, directly or not; one query. Empty when it did not exist.

    Different from the paths of units, which say where they hang by their latest version.
    """
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [unit_id, day, day, day, day])
        return {row[0] for row in cursor.fetchall()}
