"""Figures of one day in the organisation of another: each unit goes where its single successor is, or stays apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from django.db.models import Q

from hientai.org.codes import Level
from hientai.org.models import Unit, UnitSuccession
from hientai.org.queries.tree import tree_on

Number = TypeVar("Number", int, Decimal)
Steps = dict[int, list[tuple[date, int]]]


def exists_on(day: date) -> Q:
    """Units that exist on the day."""
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gt=day))


def successor_map(from_day: date, to_day: date, *, level: Level | str | None = None) -> dict[int, tuple[int, ...]]:
    """For every unit that existed on ``from_day`` the units of ``to_day`` that stand in its place.

    One id: figures can be carried over. Several: unconverted, never split silently. None: it ended without a successor.
    With ``level``, each is replaced by the unit of that level above it on ``to_day`` (a commune by its district), so
    that parts that meet again there count as one. ``to_day`` may lie before ``from_day``; then predecessors are
    followed. Three queries; four with ``level``.
    """
    forward = from_day <= to_day
    early, late = min(from_day, to_day), max(from_day, to_day)
    existing = set(Unit.objects.filter(exists_on(from_day)).order_by().values_list("id", flat=True))
    arriving = set(Unit.objects.filter(exists_on(to_day)).order_by().values_list("id", flat=True))
    steps: Steps = {}
    rows = UnitSuccession.objects.filter(event__effective_on__gt=early, event__effective_on__lte=late)
    for old, new, day in rows.values_list("predecessor_id", "successor_id", "event__effective_on"):
        start, end = (old, new) if forward else (new, old)
        steps.setdefault(start, []).append((day, end))
    lift = _lift(to_day, str(level)) if level else {}
    return {
        unit_id: tuple(sorted({lift.get(end, end) for end in _ends(unit_id, from_day, forward, arriving, steps)}))
        for unit_id in existing
    }


def _ends(start: int, from_day: date, forward: bool, arriving: set[int], steps: Steps) -> set[int]:
    """Where the chains of one unit end among the units of the day asked for.

    A step counts only when it happens on or after the day of the step before it (on or before, going back).
    """
    ends: set[int] = set()
    seen = {(start, from_day)}
    stack = [(start, from_day)]
    while stack:
        unit_id, since = stack.pop()
        if unit_id in arriving:
            ends.add(unit_id)
        for day, following in steps.get(unit_id, []):
            in_order = day >= since if forward else day <= since
            if in_order and (following, day) not in seen:
                seen.add((following, day))
                stack.append((following, day))
    return ends


def _lift(day: date, level: str) -> dict[int, int]:
    """For every unit of the day the unit of this level that it is or hangs below; others are left out."""
    lifted: dict[int, int] = {}
    for node in tree_on(day):  # parents come before their children
        if node.level == level:
            lifted[node.id] = node.id
        elif node.parent_id in lifted:
            lifted[node.id] = lifted[node.parent_id]
    return lifted


@dataclass(frozen=True, slots=True)
class Conversion(Generic[Number]):
    """Figures by units of another day, and what could not be carried over: value and candidates by old unit."""

    figures: dict[int, Number] = field(default_factory=dict)
    unconverted: dict[int, tuple[Number, tuple[int, ...]]] = field(default_factory=dict)


def convert(figures: Mapping[int, Number], mapping: Mapping[int, tuple[int, ...]]) -> Conversion[Number]:
    """Carry figures by unit over a `successor_map`; the sum of both parts is the sum of what came in."""
    result: Conversion[Number] = Conversion()
    for unit_id, value in figures.items():
        heirs = mapping.get(unit_id, ())
        if len(heirs) == 1:
            result.figures[heirs[0]] = result.figures[heirs[0]] + value if heirs[0] in result.figures else value
        else:
            result.unconverted[unit_id] = (value, heirs)
    return result
