"""Types, not people: officials with the same future are one type.

Programmes fall apart into components that share no prerequisite, no exclusion in time and no target; within a
component, two officials are of one type when they may start the same programmes in the same years, hold the same
relevant achievements and count for the same targets. The search then grows with the types, not with the people.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hientai.planner.multiyear.criteria import NOTHING_RELAXED, Facts, Relaxed, eligible, facts_of
from hientai.planner.multiyear.problem import BoolArray, IntArray, Problem


@dataclass(frozen=True, slots=True)
class Component:
    """Programmes (indices) that must be looked at together, in the given years; ``yearly`` ones in one year each."""

    programmes: tuple[int, ...]
    years: tuple[int, ...]
    yearly: bool


@dataclass(frozen=True, slots=True, eq=False)
class FutureType:
    """Officials (``members``, ascending indices) whose future inside one component is the same.

    ``eligible`` is bool[programmes of the component, years of the component]; ``holds`` the relevant achievements;
    ``counts`` the targets (indices) they count for and do not yet satisfy; ``forced`` the pinned starts as
    (programme index, year, pin index); ``unit`` is -1 unless the type is kept apart for one unit's absence limit;
    ``previous``: their starts in the previous plan, looked at only when keeping them has a price.
    """

    component: Component
    members: IntArray
    eligible: BoolArray
    holds: frozenset[str]
    counts: tuple[int, ...]
    forced: tuple[tuple[int, int, int], ...] = ()
    unit: int = -1
    previous: tuple[tuple[int, int], ...] = ()

    @property
    def size(self) -> int:
        """Number of officials."""
        return len(self.members)


def components(problem: Problem) -> list[Component]:
    """The components, in the order of their first programme."""
    programmes = problem.programmes
    parent = list(range(len(programmes)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def join(group: list[int]) -> None:
        for other in group[1:]:
            parent[find(other)] = find(group[0])

    join([i for i, p in enumerate(programmes) if p.long])
    for i, p in enumerate(programmes):
        for other, q in enumerate(programmes):
            if set(p.requires) & set(q.grants) or (i < other and p.grants and set(p.grants) & set(q.grants)):
                join([i, other])
    for t in problem.targets:
        wanted = set(t.held_any) | set(t.held_all)
        join([i for i, p in enumerate(programmes) if wanted & set(p.grants)])
    grouped: dict[int, list[int]] = {}
    for i in range(len(programmes)):
        grouped.setdefault(find(i), []).append(i)
    result = []
    for members in grouped.values():
        if programmes[members[0]].yearly:
            result += [Component(tuple(members), (year,), True) for year in problem.years]
        else:
            result.append(Component(tuple(members), problem.years, False))
    return result


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Distinct rows of facts and which one each official has; ``special`` is 0 for ordinary officials."""

    facts: Facts
    special: IntArray
    of_official: IntArray


def _distinct(problem: Problem, special: IntArray) -> _Rows:
    facts = facts_of(problem)
    key = special.copy()
    for column in (facts.profile, facts.born, facts.leaves, facts.enters):
        low = int(column.min()) if len(column) else 0
        span = int(column.max()) - low + 1 if len(column) else 1
        key = key * span + (column - low)
        _, key = np.unique(key, return_inverse=True)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    distinct = Facts(facts.profile[first], facts.born[first], facts.leaves[first], facts.enters[first])
    return _Rows(distinct, special[first], np.asarray(inverse, dtype=np.int64))


Special = tuple[int, int, tuple[tuple[int, int], ...]]
"""What keeps an official apart: (refined unit or -1, official with pins or -1, starts in the previous plan)."""
ORDINARY: Special = (-1, -1, ())


def _specials(
    problem: Problem, refined_units: Collection[int], pins: dict[int, list[int]]
) -> tuple[IntArray, list[Special]]:
    """Index per official into the list of distinct specials; 0 is ``ORDINARY``."""
    known: dict[Special, int] = {ORDINARY: 0}
    result = np.zeros(len(problem.officials), dtype=np.int64)
    refined = frozenset(refined_units)
    for unit in sorted(refined):
        result[problem.officials.unit == unit] = known.setdefault((unit, -1, ()), len(known))
    previous = previous_starts(problem) if problem.stability_price else {}
    for official in sorted({*pins, *previous}):
        unit = int(problem.officials.unit[official])
        special = (unit if unit in refined else -1, official if official in pins else -1, previous.get(official, ()))
        result[official] = known.setdefault(special, len(known))
    return result, list(known)


def previous_starts(problem: Problem) -> dict[int, tuple[tuple[int, int], ...]]:
    """Per official (index) the starts (programme index, year) of the previous plan, by year."""
    code_of = {p.code: i for i, p in enumerate(problem.programmes)}
    index_of = {code: i for i, code in enumerate(problem.officials.code)} if problem.previous else {}
    starts: dict[int, list[tuple[int, int]]] = {}
    for (code, year), officials in problem.previous.items():
        if code in code_of:
            for official in officials:
                if official in index_of:
                    starts.setdefault(index_of[official], []).append((code_of[code], year))
    return {official: tuple(sorted(takes, key=lambda t: (t[1], t[0]))) for official, takes in starts.items()}


def build_types(
    problem: Problem,
    parts: list[Component],
    refined_units: Collection[int] = (),
    relaxed: Relaxed = NOTHING_RELAXED,
) -> list[FutureType]:
    """All types of all components that may attend anything (or are pinned to), in a deterministic order.

    ``refined_units``: units whose officials are not mixed with others, so that their absence can be limited exactly.
    """
    n = len(problem.officials)
    if n == 0:
        return []
    index_of = {code: i for i, code in enumerate(problem.officials.code)} if problem.pins else {}
    pins: dict[int, list[int]] = {}
    for k, pin in enumerate(problem.pins):
        if f"pin_kept:{k}" not in relaxed:
            pins.setdefault(index_of[pin.official], []).append(k)
    special, specials = _specials(problem, refined_units, pins)
    rows = _distinct(problem, special)
    allowed = {
        (i, y): eligible(problem, rows.facts, p, y, relaxed)
        for i, p in enumerate(problem.programmes)
        for y in problem.years
    }
    builder = _Builder(problem, rows, allowed, pins, specials)
    order = np.argsort(rows.of_official, kind="stable")
    starts = np.searchsorted(rows.of_official[order], np.arange(len(rows.special) + 1))
    return [t for part in parts for t in builder.types(part, order, starts)]


class _Builder:
    def __init__(
        self,
        problem: Problem,
        rows: _Rows,
        allowed: dict[tuple[int, int], BoolArray],
        pins: dict[int, list[int]],
        specials: list[Special],
    ) -> None:
        self.problem, self.rows, self.allowed, self.pins, self.specials = problem, rows, allowed, pins, specials
        self.code_of = {p.code: i for i, p in enumerate(problem.programmes)}

    def _counted(self, part: Component) -> list[tuple[int, BoolArray]]:
        """For each target that the component can serve: which rows count for it and do not satisfy it yet."""
        result = []
        granted = {a for i in part.programmes for a in self.problem.programmes[i].grants}
        for k, target in enumerate(self.problem.targets):
            if not granted & (set(target.held_any) | set(target.held_all)):
                continue
            if part.yearly and target.year not in part.years:
                continue
            lacking = np.array(
                [
                    target.who.matches(p.groups) and (part.yearly or not target.satisfied(p.holds))
                    for p in self.problem.profiles
                ],
                dtype=bool,
            )[self.rows.facts.profile]
            december = target.year * 12 + 11
            serving = (self.rows.facts.enters <= december) & (self.rows.facts.leaves >= december)
            result.append((k, np.asarray(lacking & serving)))
        return result

    def _local_specials(self, part: Component) -> tuple[IntArray, list[Special]]:
        """What is special about each row inside this component: an index per row into the list returned."""
        local: dict[Special, int] = {ORDINARY: 0}
        index = []
        for unit, official, previous in self.specials:
            pinned = any(
                self.code_of[self.problem.pins[k].programme] in part.programmes for k in self.pins.get(official, ())
            )
            mine = tuple(t for t in previous if t[0] in part.programmes and t[1] in part.years)
            index.append(local.setdefault((unit, official if pinned else -1, mine), len(local)))
        return np.array(index, dtype=np.int64)[self.rows.special], list(local)

    def types(self, part: Component, order: IntArray, starts: IntArray) -> list[FutureType]:
        problem, rows = self.problem, self.rows
        mark, specials = self._local_specials(part)
        grid = np.stack([[self.allowed[i, y] for y in part.years] for i in part.programmes]).transpose(2, 0, 1).copy()
        forced: dict[int, tuple[tuple[int, int, int], ...]] = {}
        for row in map(int, np.flatnonzero(mark)):
            forced[row] = self._apply_pins(part, grid[row], self.pins.get(specials[int(mark[row])][1], []))
        counted = self._counted(part)
        wanted = {a for i in part.programmes for a in (*problem.programmes[i].requires, *problem.programmes[i].grants)}
        for k, _ in counted:
            wanted |= {*problem.targets[k].held_any, *problem.targets[k].held_all}
        codes = [] if part.yearly else sorted(wanted)
        holds = np.array([[a in p.holds for a in codes] for p in problem.profiles], dtype=bool)
        holds = holds.reshape(len(problem.profiles), len(codes))
        relevant = holds[rows.facts.profile]
        signature = np.concatenate([grid.reshape(len(grid), -1), relevant, *[c[:, None] for _, c in counted]], axis=1)
        packed = np.concatenate(
            [np.packbits(signature, axis=1), mark[:, None].view(np.uint8).reshape(len(mark), 8)], axis=1
        )
        result = []
        for group in _groups(packed):
            row = int(group[0])
            if not grid[row].any() and not forced.get(row):
                continue
            unit, _, previous = specials[int(mark[row])]
            members = np.sort(np.concatenate([order[starts[r] : starts[r + 1]] for r in group]))
            result.append(
                FutureType(
                    part,
                    members,
                    grid[row],
                    frozenset(a for a, h in zip(codes, relevant[row], strict=True) if h),
                    tuple(k for k, c in counted if c[row]),
                    forced.get(row, ()),
                    unit,
                    previous,
                )
            )
        return result

    def _apply_pins(self, part: Component, allowed: BoolArray, keys: list[int]) -> tuple[tuple[int, int, int], ...]:
        """Take forbidden starts out of ``allowed`` in place; return the forced ones that concern the component."""
        forced = []
        for k in keys:
            pin = self.problem.pins[k]
            if self.code_of[pin.programme] not in part.programmes:
                continue
            place = part.programmes.index(self.code_of[pin.programme])
            columns = [j for j, y in enumerate(part.years) if pin.year is None or y == pin.year]
            if not columns:
                continue
            if not pin.send:
                allowed[place, columns] = False
            else:
                assert pin.year is not None
                forced.append((part.programmes[place], pin.year, k))
        return tuple(forced)


def _groups(packed: npt.NDArray[np.uint8]) -> list[IntArray]:
    """Indices of equal rows, groups in the order of their first row."""
    view = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, inverse = np.unique(view, return_index=True, return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    bounds = np.searchsorted(inverse[order], np.arange(len(first) + 1))
    groups = [order[bounds[g] : bounds[g + 1]] for g in range(len(first))]
    return [groups[g] for g in np.argsort(first, kind="stable")]
