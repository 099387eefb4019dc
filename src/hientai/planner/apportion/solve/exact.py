"""Proof of a table: rational divisors, correction of what floating point got wrong, and ties.

A table with the right margins is the biproportional one exactly when row and column multipliers r, c exist with
last(i, j) ≤ r(i) · c(j) ≤ next(i, j) in every cell, where last and next are threshold ÷ weight of the last seat held
and of the next one. Eliminating r leaves difference constraints between columns: c(k) ≤ c(j) · M(j, k), with M the
smallest next(i, k) ÷ last(i, j) over the rows. They can be met unless a cycle has a product below one, and such a
cycle is a better exchange of seats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from hientai.planner.apportion.criteria import power, signpost
from hientai.planner.apportion.problem import CellTie, Method
from hientai.planner.apportion.solve.rounding import roundest
from hientai.planner.apportion.solve.scaling import Cells, Floats, Ints, arcs

SAFE = 1e-9
"""Log slack above which a floating-point comparison is beyond doubt (rounding errors here stay below 1e-12)."""


@dataclass(slots=True)
class Exact:
    """The true weights and bounds, for the rational part of the work."""

    method: Method
    weights: Sequence[Sequence[Fraction]]
    cells: Cells

    def last(self, seats: Ints, i: int, j: int) -> Fraction | None:
        """Threshold ÷ weight of the last seat held, raised; None where the cell is at its lower bound."""
        k = int(seats[i, j])
        if k <= self.cells.lower[i, j]:
            return None
        return signpost(self.method, k) / self.weights[i][j] ** power(self.method)

    def following(self, seats: Ints, i: int, j: int) -> Fraction | None:
        """Threshold ÷ weight of the next seat, raised; None where the cell is at its upper bound."""
        k = int(seats[i, j])
        if k >= self.cells.upper[i, j]:
            return None
        return signpost(self.method, k + 1) / self.weights[i][j] ** power(self.method)


def centred(last: Floats, following: Floats, across: Floats) -> Floats:
    """Column log multipliers with slack on every exchange that is not a tie: the mean of all extreme ones."""
    reduced = np.maximum(arcs(last, following) - across[None, :] + across[:, None], 0.0)
    distance = np.minimum(reduced, 50.0)
    np.fill_diagonal(distance, 0.0)
    for via in range(len(across)):
        distance = np.minimum(distance, distance[:, via : via + 1] + distance[via : via + 1, :])
    centre: Floats = across + (distance.mean(axis=0) - distance.mean(axis=1)) / 2
    live = (np.isfinite(last) | np.isfinite(following)).any(axis=0)
    middle = float(np.median(centre[live])) if live.any() else 0.0
    return np.where(live, centre - middle, 0.0)


def row_interval(last: Floats, following: Floats, across: Floats) -> tuple[Floats, Floats]:
    """Log multipliers each row may take: the largest lower and the smallest upper limit."""
    return (last - across).max(axis=1), (following - across).min(axis=1)


def prove(exact: Exact, seats: Ints, across: Floats) -> tuple[list[Fraction], list[Fraction], tuple[CellTie, ...]]:
    """Row and column divisors (raised) that prove `seats`, and the ties; corrects `seats` in place if need be."""
    last, following = exact.cells.costs(seats)
    across = centred(last, following, across)
    least, most = row_interval(last, following, across)
    if (most - least > SAFE).all():
        return (*_round_divisors(exact.method, last, following, across), ())
    multipliers = [_raised(float(v), exact.method) for v in across]
    multipliers = _settle(exact, seats, multipliers)
    rows, ties = _rows_and_ties(exact, seats, multipliers)
    return [1 / r for r in rows], [1 / c for c in multipliers], ties


def _raised(log: float, method: Method) -> Fraction:
    return Fraction(float(np.exp(log))) ** power(method)


def _round_divisors(
    method: Method, last: Floats, following: Floats, across: Floats
) -> tuple[list[Fraction], list[Fraction]]:
    p = power(method)
    for digits in range(3, 17):
        columns = [Fraction(f"{float(np.exp(-v)):.{digits}g}") for v in across]
        rounded = -np.log([float(c) for c in columns])
        least, most = row_interval(last, following, rounded)
        if (most - least > SAFE).all():
            break
    rows = []
    for low, high in zip(least, most, strict=True):
        if np.isinf(low) and np.isinf(high):  # nothing in this row can move
            rows.append(Fraction(1))
            continue
        bottom = Fraction(0) if np.isinf(high) else Fraction(float(np.exp(-(high - SAFE / 4))))
        top = None if np.isinf(low) else Fraction(float(np.exp(-(low + SAFE / 4))))
        rows.append(roundest(bottom, top) ** p)
    return rows, [c**p for c in columns]


def _smallest(exact: Exact, seats: Ints, across: Floats) -> dict[tuple[int, int], tuple[Fraction, int]]:
    """M(j, k) with the row that attains it, exactly. Only rows near the floating-point minimum are compared."""
    last, following = exact.cells.costs(seats)
    best: dict[tuple[int, int], tuple[Fraction, int]] = {}
    for j in range(seats.shape[1]):
        ratio = following - last[:, j : j + 1]
        floor = ratio.min(axis=0)
        near_rows, near_columns = np.nonzero(np.isfinite(ratio) & (ratio <= floor + SAFE))
        seen: set[tuple[int, Fraction, Fraction, int, int]] = set()
        for i, k in zip(near_rows.tolist(), near_columns.tolist(), strict=True):
            if k == j:
                continue
            weights = exact.weights[i]
            key = (k, weights[j], weights[k], int(seats[i, j]), int(seats[i, k]))
            if key in seen:
                continue
            seen.add(key)
            held, wanted = exact.last(seats, i, j), exact.following(seats, i, k)
            assert held is not None and wanted is not None
            value = wanted / held
            if (j, k) not in best or value < best[j, k][0]:
                best[j, k] = (value, i)
    return best


def _settle(exact: Exact, seats: Ints, start: list[Fraction]) -> list[Fraction]:
    """Exact column multipliers; every better exchange found on the way is carried out."""
    across = np.zeros(len(start))
    while True:
        limits = _smallest(exact, seats, across)
        multipliers, cycle = _potentials(limits, start)
        if not cycle:
            return multipliers
        for j, k in cycle:
            row = limits[j, k][1]
            seats[row, j] -= 1
            seats[row, k] += 1


def _potentials(
    limits: dict[tuple[int, int], tuple[Fraction, int]], start: list[Fraction]
) -> tuple[list[Fraction], list[tuple[int, int]]]:
    """Multipliers meeting all limits, or a cycle of columns whose product is below one (Bellman–Ford)."""
    values = list(start)
    came: dict[int, int] = {}
    touched = -1
    for _ in range(len(start) + 1):
        touched = -1
        for (j, k), (ratio, _row) in limits.items():
            candidate = values[j] * ratio
            if candidate < values[k]:
                values[k], came[k], touched = candidate, j, k
        if touched < 0:
            return values, []
    for _ in range(len(start)):
        touched = came[touched]
    cycle, node = [], touched
    while True:
        cycle.append((came[node], node))
        node = came[node]
        if node == touched:
            return values, cycle


def _rows_and_ties(
    exact: Exact, seats: Ints, multipliers: list[Fraction]
) -> tuple[list[Fraction], tuple[CellTie, ...]]:
    across = np.array([_log(c) for c in multipliers]) / power(exact.method)
    last, following = exact.cells.costs(seats)
    least, most = row_interval(last, following, across)
    rows: list[Fraction] = []
    up: list[tuple[int, int]] = []
    down: list[tuple[int, int]] = []
    p = power(exact.method)
    for i in range(seats.shape[0]):
        near_low = np.flatnonzero(last[i] - across >= least[i] - SAFE).tolist() if np.isfinite(least[i]) else []
        near_high = np.flatnonzero(following[i] - across <= most[i] + SAFE).tolist() if np.isfinite(most[i]) else []
        held = {j: _over(exact.last(seats, i, j), multipliers[j]) for j in near_low}
        wanted = {k: _over(exact.following(seats, i, k), multipliers[k]) for k in near_high}
        low, high = max(held.values(), default=Fraction(0)), min(wanted.values(), default=None)
        rows.append(_multiplier(low, high, p))
        if high is not None and low == high:
            down.extend((i, j) for j, v in held.items() if v == low)
            up.extend((i, k) for k, v in wanted.items() if v == high)
    return rows, _ties(up, down)


def _log(value: Fraction) -> float:
    return float(np.log(float(value)))


def _over(value: Fraction | None, multiplier: Fraction) -> Fraction:
    assert value is not None
    return value / multiplier


def _multiplier(low: Fraction, high: Fraction | None, p: int) -> Fraction:
    """1 ÷ the roundest divisor whose inverse lies between low and high."""
    if high is None:
        return 1 / roundest(Fraction(0), 1 / low, p) if low else Fraction(1)
    return 1 / roundest(1 / high, 1 / low if low else None, p)


def _ties(up: list[tuple[int, int]], down: list[tuple[int, int]]) -> tuple[CellTie, ...]:
    """Groups of cells that can exchange seats at no cost: strongly connected parts of the tight arcs."""
    ahead: dict[tuple[str, int], list[tuple[str, int]]] = {}
    behind: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for source, target in [(("r", i), ("c", j)) for i, j in up] + [(("c", j), ("r", i)) for i, j in down]:
        ahead.setdefault(source, []).append(target)
        behind.setdefault(target, []).append(source)
    part = _components(ahead, behind)
    groups: dict[int, list[tuple[int, int]]] = {}
    for i, j in sorted({*up, *down}):
        if ("r", i) in part and part["r", i] == part.get(("c", j)):
            groups.setdefault(part["r", i], []).append((i, j))
    holders = set(down)
    return tuple(CellTie(tuple(cells), tuple(c for c in cells if c in holders)) for cells in sorted(groups.values()))


def _components(
    ahead: dict[tuple[str, int], list[tuple[str, int]]], behind: dict[tuple[str, int], list[tuple[str, int]]]
) -> dict[tuple[str, int], int]:
    """Strongly connected components (Kosaraju): node → number of its component."""
    order: list[tuple[str, int]] = []
    seen: set[tuple[str, int]] = set()
    for root in ahead:
        stack = [(root, iter(ahead.get(root, ())))] if root not in seen else []
        seen.add(root)
        while stack:
            node, rest = stack[-1]
            following = next((n for n in rest if n not in seen), None)
            if following is None:
                order.append(node)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(ahead.get(following, ()))))
    part: dict[tuple[str, int], int] = {}
    for number, root in enumerate(reversed(order)):
        todo = [root] if root not in part else []
        while todo:
            node = todo.pop()
            if node not in part:
                part[node] = number
                todo.extend(n for n in behind.get(node, ()) if n not in part)
    return part
