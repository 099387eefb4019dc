"""The search over flows and classes: lexicographic tiers, each with a proven bound.

Tiers in order: officials missing of priority 1, 2, 3 (soft targets without a price), then ``cost`` (money, prices of
missing officials, less the reward for kept decisions). With ``elastic`` a tier ``hard`` comes first: officials
missing of hard targets.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from hientai.planner.multiyear.highs import IMPOSSIBLE, Engine, Result
from hientai.planner.multiyear.model import Cell, FloatArray, Model
from hientai.planner.score import Tier

EXACT_FLOWS = 2_500
"""Up to this many flow columns the flows themselves are integer in the search: the optimum is exact."""
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try: stop at the relative ``gap`` of the cost tier; ``nodes`` bounds the work, ``deadline``
    (monotonic seconds) the time; ``stop`` is asked during it and ends it early."""

    gap: float = 1e-3
    nodes: int = 200_000
    deadline: float = math.inf
    seed: int = 0
    stop: Callable[[], bool] = lambda: False
    exact_flows: int = EXACT_FLOWS
    report: Callable[[str, float, float], None] = lambda phase, value, bound: None
    start: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """Classes per (programme code, year) to start the search from."""

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
    impossible: bool = False
    """Proven: no plan keeps the hard rules."""


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
            model.lower[column] = max(
                model.lower[column], float(math.ceil(model.rows.lower[row] / programme.class_max))
            )


def add_totals(engine: Engine, model: Model) -> dict[Cell, int]:
    """Columns for the classes of each programme up to each year (all to be integer), per (programme, year).

    A year's classes are the difference of two totals, so they need not be integer columns themselves. Classes can
    move from year to year at the same cost: branching on totals moves the bound where branching on a year would not.
    """
    totals = {}
    for i in sorted({cell[0] for cell in model.classes}):
        columns: list[int] = []
        for year in model.problem.years:
            if (i, year) not in model.classes:
                continue
            columns.append(model.classes[i, year])
            if len(columns) == 1:
                totals[i, year] = columns[0]
                continue
            total = engine.add_column(0.0, 0.0, math.inf, [], [])
            engine.add_row(0.0, 0.0, [*columns, total], [*([1.0] * len(columns)), -1.0])
            totals[i, year] = total
    return totals


@dataclass(slots=True, eq=False)
class Outlook:
    """What blocks of programmes prove about the whole (``blocks.py``): ``floors`` per tier, ``costs`` as (codes of
    programmes and targets, least cost in đồng) while every tier stands at its floor, ``classes`` per (programme code,
    year).

    ``impossible``: the programmes of a block that cannot be planned even alone.
    """

    floors: dict[str, float] = field(default_factory=dict)
    costs: list[tuple[frozenset[str], frozenset[str], float]] = field(default_factory=list)
    classes: dict[tuple[str, int], int] = field(default_factory=dict)
    impossible: tuple[str, ...] = ()


class Search:
    """One search over one model."""

    def __init__(self, model: Model, effort: Effort, elastic: bool = False, outlook: Outlook | None = None) -> None:
        self.model, self.effort, self.elastic = model, effort, elastic
        self.outlook = outlook or Outlook()
        self.exact = model.flows <= effort.exact_flows
        self.phase = "cost"
        self.engine = Engine(model, effort.seed, effort.deadline, self._watch)
        self.upper = np.array(model.upper)
        for k, column in model.missing.items():
            if elastic and model.problem.targets[k].hard:
                self.upper[column] = model.needed[k]
        self.engine.set_bounds(np.arange(model.columns), np.array(model.lower), self.upper)
        self.total_of = add_totals(self.engine, model)
        self.first_row = self.engine.highs.getNumRow()
        others = [*model.missing.values(), *(range(model.flows) if self.exact else ())]
        self.integers = np.array([*self.total_of.values(), *others], dtype=np.int64)
        self.tiers = tier_columns(model, elastic)
        self.timed_out = False

    def _watch(self, best: float, bound: float) -> bool:
        """Tell how far the search is; True when it is to stop."""
        scale = self.model.scale if self.phase == "cost" else 1.0
        self.effort.report(self.phase, best * scale, bound * scale)
        return self.effort.stop()

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
        for name, columns in self.tiers:
            self._objective(columns)
            relaxed = self.engine.relax()
            if relaxed.values is None:
                return Found(None, impossible=relaxed.status == IMPOSSIBLE, timed_out=relaxed.timed_out)
            floor = float(math.ceil(relaxed.objective - TOLERANCE))
            floors.append(max(floor, self.outlook.floors.get(name, 0.0)))
            self.engine.add_row(-math.inf, floors[-1], columns, [1.0] * len(columns))
        self.engine.set_integer(self.integers)
        at_floors = all(f == self.outlook.floors.get(n, 0.0) for (n, _), f in zip(self.tiers, floors, strict=True))
        cuts = self._block_cuts() if at_floors else []
        self._start_from_blocks()
        result = self._cost_tier()
        values = floors
        if result.status == IMPOSSIBLE and self.tiers:
            for row in cuts:
                # Above the floors of the tiers a block may be cheaper than at them.
                self.engine.set_row_bounds(row, -math.inf, math.inf)
            values, floors = self._tier_by_tier(self.first_row, floors)
            if not values:
                return Found(None, timed_out=self.timed_out, impossible=not self.timed_out)
            result = self._cost_tier()
        if result.values is None:
            return Found(None, timed_out=result.timed_out, impossible=result.status == IMPOSSIBLE and not self.tiers)
        tiers = [Tier(name, v, f) for (name, _), v, f in zip(self.tiers, values, floors, strict=True)]
        timed = self.timed_out or result.timed_out
        return Found(result.values[: self.model.columns], tiers, result.bound, timed, self.exact)

    def _block_cuts(self) -> list[int]:
        """Rows: the columns of a block cost at least what the block costs alone."""
        problem = self.model.problem
        cost = np.array(self.model.cost)
        rows = []
        for codes, targets, least in self.outlook.costs:
            block = {i for i, p in enumerate(problem.programmes) if p.code in codes}
            columns = [
                c for cells in (self.model.seats, self.model.classes) for cell, c in cells.items() if cell[0] in block
            ]
            columns += [c for k, c in self.model.missing.items() if problem.targets[k].code in targets]
            for k, kind in enumerate(self.model.types):
                if kind.previous and kind.component.programmes[0] in block:
                    first = self.model.flow_start[k]
                    columns += range(first, first + len(self.model.networks[k].arcs))
            columns = [c for c in columns if cost[c]]
            if columns:
                rows.append(self.engine.highs.getNumRow())
                least_here = least / self.model.scale
                least_here -= abs(least_here) * 1e-9 + TOLERANCE
                self.engine.add_row(least_here, math.inf, columns, cost[columns].tolist())
        return rows

    def _start_from_blocks(self) -> None:
        """Offer the classes of an earlier plan or of the blocks' optima; the solver completes them where it can."""
        problem = self.model.problem
        known = self.effort.start or self.outlook.classes
        columns, values = [], []
        for i, p in enumerate(problem.programmes):
            total = 0
            for year in problem.years:
                if (i, year) in self.model.classes and (self.effort.start or (p.code, year) in known):
                    total += known.get((p.code, year), 0)
                    columns.append(self.total_of[i, year])
                    values.append(float(total))
        if columns:
            self.engine.start_from(np.array(columns), np.array(values))

    def _tier_by_tier(self, first_row: int, floors: list[float]) -> tuple[list[float], list[float]]:
        """The floors of the relaxation cannot all be reached: minimise one tier after the other."""
        for k in range(len(self.tiers)):
            self.engine.set_row_bounds(first_row + k, -math.inf, math.inf)
        values: list[float] = []
        bounds: list[float] = []
        for k, (name, columns) in enumerate(self.tiers):
            self.phase = name
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
        self.phase = "cost"
        self._objective(None)
        gap = 0.0 if self.model.flows <= 200 else self.effort.gap
        # The solver measures the gap a little differently, and whole officials may cost a little more.
        return self.engine.search(gap * 0.8, self.effort.nodes, self.effort.left())
