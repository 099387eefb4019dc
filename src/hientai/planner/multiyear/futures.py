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
    (programme index, year, pin index); ``unit`` is -1 unless the type is kept apart for one unit's absence limit.
    """

    component: Component
    members: IntArray
    eligible: BoolArray
    holds: frozenset[str]
    counts: tuple[int, ...]
    forced: tuple[tuple[int, int, int], ...] = ()
    unit: int = -1

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
    # Special rows: 1..units for refined units, above that one number for each pinned official.
    special = np.zeros(n, dtype=np.int64)
    for unit in refined_units:
        special[problem.officials.unit == unit] = unit + 1
    for official in pins:
        special[official] = len(problem.units) + 1 + official
    rows = _distinct(problem, special)
    allowed = {
        (i, y): eligible(problem, rows.facts, p, y, relaxed)
        for i, p in enumerate(problem.programmes)
        for y in problem.years
    }
    builder = _Builder(problem, rows, allowed, pins, frozenset(refined_units))
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
        refined: frozenset[int],
    ) -> None:
        self.problem, self.rows, self.allowed, self.pins, self.refined = problem, rows, allowed, pins, refined
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

    def _special_rows(self, part: Component) -> tuple[IntArray, dict[int, list[int]]]:
        """The row marks that matter in this component, and the pins of the pinned rows."""
        units = len(self.problem.units)
        mark = self.rows.special.copy()
        pinned: dict[int, list[int]] = {}
        for row in np.flatnonzero(mark > units):
            official = int(mark[row]) - units - 1
            here = [k for k in self.pins[official] if self.code_of[self.problem.pins[k].programme] in part.programmes]
            if here:
                pinned[int(row)] = here
            else:
                unit = int(self.problem.officials.unit[official])
                mark[row] = unit + 1 if unit in self.refined else 0
        return mark, pinned

    def types(self, part: Component, order: IntArray, starts: IntArray) -> list[FutureType]:
        problem, rows = self.problem, self.rows
        mark, pinned = self._special_rows(part)
        grid = np.stack([[self.allowed[i, y] for y in part.years] for i in part.programmes]).transpose(2, 0, 1).copy()
        forced: dict[int, tuple[tuple[int, int, int], ...]] = {}
        for row, keys in pinned.items():
            forced[row] = self._apply_pins(part, grid[row], keys)
        wanted = {a for i in part.programmes for a in (*problem.programmes[i].requires, *problem.programmes[i].grants)}
        wanted |= {a for t in problem.targets for a in (*t.held_any, *t.held_all)}
        codes = [] if part.yearly else sorted(wanted)
        holds = np.array([[a in p.holds for a in codes] for p in problem.profiles], dtype=bool)
        holds = holds.reshape(len(problem.profiles), len(codes))
        counted = self._counted(part)
        relevant = holds[rows.facts.profile]
        signature = np.concatenate(
            [grid.reshape(len(grid), -1), relevant, *[c[:, None] for _, c in counted]], axis=1
        )
        packed = np.concatenate([np.packbits(signature, axis=1), mark[:, None].view(np.uint8).reshape(len(mark), 8)], axis=1)
        result = []
        for group in _groups(packed):
            row = int(group[0])
            if not grid[row].any() and row not in forced:
                continue
            members = np.sort(np.concatenate([order[starts[r] : starts[r + 1]] for r in group]))
            result.append(
                FutureType(
                    part,
                    members,
                    grid[row],
                    frozenset(a for a, h in zip(codes, relevant[row], strict=True) if h),
                    tuple(k for k, c in counted if c[row]),
                    forced.get(row, ()),
                    int(problem.officials.unit[members[0]]) if self._is_refined(members) else -1,
                )
            )
        return result

    def _is_refined(self, members: IntArray) -> bool:
        return int(self.problem.officials.unit[members[0]]) in self.refined

    def _apply_pins(self, part: Component, allowed: BoolArray, keys: list[int]) -> tuple[tuple[int, int, int], ...]:
        """Take forbidden starts out of ``allowed`` in place; return the forced ones that concern the component."""
        forced = []
        for k in keys:
            pin = self.problem.pins[k]
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
