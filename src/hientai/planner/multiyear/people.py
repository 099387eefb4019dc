"""Who follows which path: spread evenly over the units, the previous plan kept where possible, absences repaired.

Inside one type everybody may follow every path of the type, so exchanging two officials' paths changes neither cost
nor targets: only the absence of their units, the fairness among units and the stability.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hientai.planner.multiyear.criteria import UNLIMITED, absence_limits
from hientai.planner.multiyear.futures import Component, previous_starts
from hientai.planner.multiyear.model import Cell, Model
from hientai.planner.multiyear.network import Take
from hientai.planner.multiyear.problem import BoolArray, IntArray, Problem

Path = tuple[Take, ...]
Paths = list[list[tuple[Path, int]]]
"""Per type: its paths and how many officials follow each."""
IDLE = -1
PARTNERS = 4_000
"""So many officials of a type, evenly spread, are looked at for an exchange."""


@dataclass(slots=True, eq=False)
class Assignment:
    """Per component the type and the path (index into ``paths[type]``) of every official, ``IDLE`` for none.

    ``load``: days away, int64[units, years]; ``limits`` likewise.
    """

    problem: Problem
    model: Model
    paths: Paths
    parts: list[Component]
    kind: dict[int, npt.NDArray[np.int32]] = field(default_factory=dict)
    label: dict[int, npt.NDArray[np.int32]] = field(default_factory=dict)
    load: IntArray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    limits: IntArray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    known_days: dict[int, IntArray] = field(default_factory=dict)

    def days(self, path: Path) -> IntArray:
        """Days away per year on a path."""
        result = np.zeros(len(self.problem.years), dtype=np.int64)
        for i, year in path:
            programme = self.problem.programmes[i]
            start = year - self.problem.first_year
            result[start : start + programme.duration_years] += programme.days_per_year
        return result

    def excess_units(self) -> IntArray:
        """Units whose limit is exceeded in some year."""
        return np.flatnonzero((self.load > self.limits).any(axis=1))

    def attendances(self) -> dict[Cell, IntArray]:
        """Who starts what when: ascending indices of officials per (programme, year)."""
        chosen: dict[Cell, list[IntArray]] = {}
        by_part: dict[int, list[int]] = {}
        place = {part: c for c, part in enumerate(self.parts)}
        for k, kind in enumerate(self.model.types):
            by_part.setdefault(place[kind.component], []).append(k)
        for c, kinds in by_part.items():
            label = self.label[c]
            for k in kinds:
                members = self.model.types[k].members
                mine = label[members]
                for j, (path, _) in enumerate(self.paths[k]):
                    going = members[mine == j]
                    for cell in path:
                        chosen.setdefault(cell, []).append(going)
        return {cell: np.sort(np.concatenate(lists)) for cell, lists in sorted(chosen.items())}


def assign(problem: Problem, model: Model, paths: Paths, seed: int) -> Assignment:
    """Spread the paths of every type over its officials, then repair unit absences by exchanges."""
    parts = list(dict.fromkeys(t.component for t in model.types))
    result = Assignment(problem, model, paths, parts)
    place = {part: c for c, part in enumerate(parts)}
    n = len(problem.officials)
    before = previous_starts(problem)
    wanted: dict[int, dict[int, Path]] = {c: {} for c in place.values()}
    for official, starts in before.items():
        for part, c in place.items():
            if mine := tuple(t for t in starts if t[0] in part.programmes and t[1] in part.years):
                wanted[c][official] = mine
    random = np.random.default_rng(np.random.PCG64(seed))
    for c in range(len(parts)):
        result.kind[c] = np.full(n, IDLE, dtype=np.int32)
        result.label[c] = np.full(n, IDLE, dtype=np.int32)
    for k, kind in enumerate(model.types):
        c = place[kind.component]
        result.kind[c][kind.members] = k
        result.label[c][kind.members] = _spread(problem, kind.members, paths[k], wanted[c], random)
    result.limits = absence_limits(problem)
    result.load = _loads(result, place)
    _repair(result)
    return result


def _spread(
    problem: Problem,
    members: IntArray,
    paths: list[tuple[Path, int]],
    wanted: dict[int, Path],
    random: np.random.Generator,
) -> npt.NDArray[np.int32]:
    """Path index per member: kept from the previous plan first, the rest interleaved over units."""
    label = np.full(len(members), IDLE, dtype=np.int32)
    counts = [count for _, count in paths]
    free = np.ones(len(members), dtype=bool)
    if wanted:
        by_path = {tuple(sorted(path, key=lambda t: (t[1], t[0]))): j for j, (path, _) in enumerate(paths)}
        for place, official in enumerate(members):
            if (j := by_path.get(wanted.get(int(official), ()), IDLE)) != IDLE and counts[j]:
                label[place], free[place] = j, False
                counts[j] -= 1
        # Those with a place in the previous plan are taken before those who had none.
        idle_before = np.array([int(o) not in wanted for o in members], dtype=bool)
    else:
        idle_before = np.zeros(len(members), dtype=bool)
    places = np.flatnonzero(free)
    if not len(places) or not sum(counts):
        return label
    places = places[np.lexsort((members[places], problem.officials.unit[members[places]]))]
    going = sum(counts)
    if wanted and going < len(places):
        places = places[np.argsort(idle_before[places], kind="stable")][:going]
        idle = 0
    else:
        idle = len(places) - going
    amounts = [*counts, idle]
    keys = np.concatenate([(np.arange(a) + 0.5) / max(a, 1) for a in amounts])
    marks = np.repeat(np.arange(len(amounts), dtype=np.int32), amounts)
    marks = marks[np.argsort(keys, kind="stable")]
    marks = np.roll(marks, int(random.integers(0, len(marks))))
    marks[marks == len(amounts) - 1] = IDLE
    label[places] = marks
    return label


def _loads(result: Assignment, place: dict[Component, int]) -> IntArray:
    problem = result.problem
    load = np.zeros((len(problem.units), len(problem.years)), dtype=np.int64)
    for k, kind in enumerate(result.model.types):
        mine = result.label[place[kind.component]][kind.members]
        units = problem.officials.unit[kind.members]
        days = _path_days(result, k)
        for year in range(len(problem.years)):
            # Idle officials carry the label -1: the last row of zeros.
            per_unit = np.bincount(units, weights=days[mine, year]) if days[:, year].any() else np.zeros(0)
            load[: len(per_unit), year] += per_unit.astype(np.int64)
    return load


def _excess(load: IntArray, limits: IntArray) -> IntArray:
    return np.asarray(np.maximum(load - limits, 0).sum(axis=-1))


def _repair(result: Assignment, rounds: int = 20_000) -> None:
    """Exchange paths inside types as long as the days beyond the limits become fewer."""
    stuck: set[int] = set()
    moved: set[tuple[int, int]] = set()
    for _ in range(rounds):
        over = [int(u) for u in result.excess_units() if int(u) not in stuck]
        if not over:
            return
        for unit in over:
            if not _relieve(result, unit, moved):
                stuck.add(unit)


def _relieve(result: Assignment, unit: int, moved: set[tuple[int, int]]) -> bool:
    """One best exchange that takes load from a unit; False when there is none.

    Where nothing gets better, load may move on to another unit that finds a place for it more easily; ``moved``
    remembers (component, official) so that it does not come back.
    """
    best: tuple[int, int, int, int] | None = None
    officials = np.flatnonzero(result.problem.officials.unit == unit)
    before = int(_excess(result.load[unit], result.limits[unit]))
    over: BoolArray = result.load[unit] > result.limits[unit]
    for c in range(len(result.parts)):
        for a in officials:
            k, j = int(result.kind[c][a]), int(result.label[c][a])
            if j == IDLE or not _path_days(result, k)[j][over].any() or _all_alike(result, k):
                continue
            if (c, int(a)) in moved:
                continue
            found = _best_partner(result, c, int(a), unit, before)
            if found and (best is None or found[0] < best[0]):
                best = (found[0], c, int(a), found[1])
    if best is None:
        return False
    if best[0] == 0:
        moved.update(((best[1], best[2]), (best[1], best[3])))
    _exchange(result, *best[1:])
    return True


def _path_days(result: Assignment, k: int) -> IntArray:
    """Days of every path of a type, with a last row of zeros for idle officials."""
    if k not in result.known_days:
        rows = [result.days(path) for path, _ in result.paths[k]]
        result.known_days[k] = np.array([*rows, np.zeros(len(result.problem.years), dtype=np.int64)])
    return result.known_days[k]


def _all_alike(result: Assignment, k: int) -> bool:
    """True when every official of the type follows the same path: there is nothing to exchange."""
    paths = result.paths[k]
    return len(paths) == 1 and paths[0][1] == result.model.types[k].size


def _best_partner(result: Assignment, c: int, a: int, unit: int, before: int) -> tuple[int, int] | None:
    """(change of days beyond limits, official) of the best exchange for ``a``; None when nothing improves."""
    k = int(result.kind[c][a])
    members = result.model.types[k].members
    if len(members) > PARTNERS:
        members = members[:: len(members) // PARTNERS + 1]
    days = _path_days(result, k)
    labels = result.label[c][members]
    units = result.problem.officials.unit[members]
    mine, theirs = days[result.label[c][a]], days[labels]
    at_home = _excess(result.load[unit][None, :] - mine + theirs, result.limits[unit][None, :]) - before
    there = _excess(result.load[units] + mine - theirs, result.limits[units])
    there -= _excess(result.load[units], result.limits[units])
    change = np.where((units == unit) | (at_home >= 0), UNLIMITED, at_home + there)
    place = int(np.argmin(change))
    return (int(change[place]), int(members[place])) if change[place] <= 0 else None


def _exchange(result: Assignment, c: int, a: int, b: int) -> None:
    k = int(result.kind[c][a])
    days = _path_days(result, k)
    label, unit = result.label[c], result.problem.officials.unit
    difference = days[label[b]] - days[label[a]]
    result.load[unit[a]] += difference
    result.load[unit[b]] -= difference
    label[a], label[b] = label[b], label[a]
