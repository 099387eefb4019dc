"""The search over flows and classes: lexicographic tiers, each with a proven bound.

Tiers in order: officials missing of priority 1, 2, 3 (soft targets without a price), then ``cost`` (money, prices of
missing officials, less the reward for kept decisions). With ``elastic`` a tier ``hard`` comes first: officials
missing of hard targets.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from hientai.planner.multiyear.highs import IMPOSSIBLE, SOLVED, Engine, Result
from hientai.planner.multiyear.model import FloatArray, Model
from hientai.planner.multiyear.problem import IntArray
from hientai.planner.score import Tier

EXACT_FLOWS = 2_500
"""Up to this many flow columns the flows themselves are integer in the search: the optimum is exact."""
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try: stop at the relative ``gap`` of the cost tier; ``nodes`` bounds the work, ``deadline``
    (monotonic seconds) the time; ``stop`` is asked between steps."""

    gap: float = 1e-3
    nodes: int = 200_000
    deadline: float = math.inf
    seed: int = 0
    stop: Callable[[], bool] = lambda: False
    exact_flows: int = EXACT_FLOWS
    report: Callable[[str, float, float], None] = lambda phase, value, bound: None

    def left(self, share: float = 1.0) -> float:
        """Seconds left, or a share of them."""
        return max(0.05, (self.deadline - time.monotonic()) * share)


@dataclass(slots=True, eq=False)
class Found:
    """``values`` (all columns of the model, classes integer) or None when the hard rules contradict each other."""

    values: FloatArray | None
    tiers: list[Tier] = field(default_factory=list)
    bound: float = -math.inf
    """Proven lower bound of the cost tier, in the units of the model."""
    timed_out: bool = False
    exact: bool = False
    """The flows are integer already."""


def tier_columns(model: Model, elastic: bool) -> list[tuple[str, list[int]]]:
    """Names and columns of the tiers above cost, empty ones left out."""
    result = []
    targets = model.problem.targets
    if elastic:
        for priority in (1, 2, 3):
            columns = [c for k, c in model.missing.items() if targets[k].hard and targets[k].priority == priority]
            if columns:
                result.append((f"hard targets, priority {priority}", columns))
    for priority in (1, 2, 3):
        columns = [
            c for k, c in model.missing.items()
            if not targets[k].hard and targets[k].price is None and targets[k].priority == priority
        ]  # fmt: skip
        if columns:
            result.append((f"targets, priority {priority}", columns))
    return result


def tighten(model: Model) -> None:
    """Raise lower bounds of classes where everybody must attend: the rounding cut of one year."""
    for cell, column in model.classes.items():
        programme = model.problem.programmes[cell[0]]
        if programme.compulsory and f"obligation_met:{programme.code}:{cell[1]}" in model.rows.key:
            row = model.rows.key.index(f"obligation_met:{programme.code}:{cell[1]}")
            model.lower[column] = max(model.lower[column], float(math.ceil(model.rows.lower[row] / programme.class_max)))


def add_totals(engine: Engine, model: Model) -> IntArray:
    """Integer columns for the classes of a programme up to each target year: branching on them moves the bound."""
    problem = model.problem
    ends = sorted({t.year for t in problem.targets} | {problem.last_year})
    totals = []
    for i in sorted({cell[0] for cell in model.classes}):
        for end in ends:
            columns = [model.classes[i, y] for y in problem.years if y <= end and (i, y) in model.classes]
            if len(columns) > 1:
                total = engine.add_column(0.0, 0.0, math.inf, [], [])
                engine.add_row(0.0, 0.0, [*columns, total], [*([1.0] * len(columns)), -1.0])
                totals.append(total)
    return np.array(totals, dtype=np.int64)


class Search:
    """One search over one model."""

    def __init__(self, model: Model, effort: Effort, elastic: bool = False) -> None:
        self.model, self.effort, self.elastic = model, effort, elastic
        self.exact = model.flows <= effort.exact_flows
        self.engine = Engine(model, effort.seed, effort.deadline)
        self.upper = np.array(model.upper)
        for k, column in model.missing.items():
            if elastic and model.problem.targets[k].hard:
                self.upper[column] = model.needed[k]
        self.engine.set_bounds(np.arange(model.columns), np.array(model.lower), self.upper)
        self.totals = np.zeros(0, dtype=np.int64) if self.exact else add_totals(self.engine, model)
        integers = [*model.classes.values(), *model.missing.values()]
        integers += list(range(model.flows)) if self.exact else []
        self.integers = np.array(sorted(integers), dtype=np.int64)
        self.tiers = tier_columns(model, elastic)
        self.timed_out = False

    def _objective(self, columns: list[int] | None) -> None:
        cost = np.zeros(self.engine.width)
        if columns is None:
            cost[: self.model.columns] = self.model.cost
        else:
            cost[columns] = 1.0
        self.engine.set_cost(cost)

    def run(self) -> Found:
        """Search all tiers; the plan found keeps every rule that is a row of the model."""
        floors: list[float] = []
        for _, columns in self.tiers:
            self._objective(columns)
            relaxed = self.engine.relax()
            if relaxed.status == IMPOSSIBLE:
                return Found(None)
            floors.append(float(math.ceil(relaxed.objective - TOLERANCE)))
            self.engine.add_row(-math.inf, floors[-1], columns, [1.0] * len(columns))
        self.engine.set_integer(self.integers)
        if not self.exact:
            self.engine.set_integer(self.totals)
        first_row = len(self.model.rows.lower) + len(self.totals)
        result = self._cost_tier()
        values = floors
        if result.status == IMPOSSIBLE and self.tiers:
            values, floors = self._tier_by_tier(first_row, floors)
            result = self._cost_tier() if values else result
        if result.values is None:
            return Found(None, timed_out=self.timed_out or result.timed_out)
        tiers = [Tier(name, v, f) for (name, _), v, f in zip(self.tiers, values, floors, strict=True)]
        timed = self.timed_out or result.timed_out
        return Found(result.values[: self.model.columns], tiers, result.bound, timed, self.exact)

    def _tier_by_tier(self, first_row: int, floors: list[float]) -> tuple[list[float], list[float]]:
        """The floors of the relaxation cannot all be reached: minimise one tier after the other."""
        for k in range(len(self.tiers)):
            self.engine.set_row_bounds(first_row + k, -math.inf, math.inf)
        values, bounds = [], []
        for k, (name, columns) in enumerate(self.tiers):
            self._objective(columns)
            share = self.effort.left(0.5)
            result = self.engine.search(0.0, self.effort.nodes, share)
            self.timed_out |= result.timed_out
            if result.values is None:
                return [], []
            value = float(round(result.objective))
            bound = max(math.ceil(result.bound - 1e-4), floors[k] if values == bounds else 0.0)
            self.effort.report(name, value, bound)
            values.append(value)
            bounds.append(float(bound))
            self.engine.set_row_bounds(first_row + k, -math.inf, value)
            self.engine.start_from(np.arange(self.engine.width), result.values)
        return values, bounds

    def _cost_tier(self) -> Result:
        self._objective(None)
        if self.exact:
            return self.engine.search(0.0, self.effort.nodes, self.effort.left())
        years = np.array(sorted(self.model.classes.values()), dtype=np.int64)
        self.engine.set_integer(years, integer=False)
        coarse = self.engine.search(self.effort.gap / 10, self.effort.nodes, self.effort.left(0.3))
        self.engine.set_integer(years)
        if coarse.status == IMPOSSIBLE:
            return coarse
        fine = self.engine.search(self.effort.gap, self.effort.nodes, self.effort.left(0.9))
        bound = max(fine.bound, coarse.bound)
        return Result(fine.status, fine.objective, bound, fine.values, None, fine.timed_out or fine.status != SOLVED)
