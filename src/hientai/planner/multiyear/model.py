"""The mixed-integer programme over flows of types, as plain arrays (no solver library here).

Columns: one flow per arc of every type's network; per (programme, year) the learners who start and the classes that
open; per target the officials missing. Every rule of the whole is a row with a key, so that conflicts can be named.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hientai.planner.multiyear.criteria import NOTHING_RELAXED, UNLIMITED, Relaxed, absence_limits
from hientai.planner.multiyear.futures import FutureType, build_types, components
from hientai.planner.multiyear.network import SINK, START, Network, build_network
from hientai.planner.multiyear.problem import Problem, Programme

FloatArray = npt.NDArray[np.float64]
INF = float("inf")
Cell = tuple[int, int]
"""(programme index, year)."""


@dataclass(slots=True)
class Rows:
    """Rows under construction: bounds, keys ("" = structural, never relaxed) and coefficients as triplets."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    key: list[str] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def add(self, lower: float, upper: float, terms: list[tuple[int, float]], key: str = "") -> int:
        """Append ``lower ≤ Σ value·column ≤ upper``; returns the row's index."""
        index = len(self.lower)
        self.lower.append(lower)
        self.upper.append(upper)
        self.key.append(key)
        self.row.extend([index] * len(terms))
        self.column.extend(c for c, _ in terms)
        self.value.extend(v for _, v in terms)
        return index


@dataclass(slots=True, eq=False)
class Model:
    """``types[k]`` has the network ``networks[k]`` whose arcs are the flow columns ``flow_start[k]`` …

    ``scale``: đồng per unit of the cost column coefficients. ``seats``, ``classes`` and ``missing`` give column
    indices; ``classes`` has no entry for external programmes.
    """

    problem: Problem
    types: list[FutureType]
    networks: list[Network]
    flow_start: list[int]
    flows: int
    seats: dict[Cell, int]
    classes: dict[Cell, int]
    missing: dict[int, int]
    needed: dict[int, int]
    lower: list[float]
    upper: list[float]
    cost: list[float]
    rows: Rows
    scale: float
    fixed_missing: dict[int, int] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.lower)


def prefixes(key: str) -> list[str]:
    """The key and everything that includes it: ``a:b:c`` → ``a:b:c``, ``a:b``, ``a``."""
    parts = key.split(":")
    return [":".join(parts[:n]) for n in range(len(parts), 0, -1)]


def cost_scale(problem: Problem) -> float:
    """Đồng that count as one in the solver: keeps coefficients near 1."""
    prices = [p.learner_cost for p in problem.programmes] + [t.price or 0 for t in problem.targets]
    largest = max([1, *prices])
    return float(10 ** max(0, len(str(largest)) - 2))


def running(programme: Programme, year: int, problem: Problem) -> list[int]:
    """Start years of classes of ``programme`` that run in ``year``."""
    return [y for y in range(year - programme.duration_years + 1, year + 1) if y in problem.years]


class _Builder:
    def __init__(self, problem: Problem, refined: Collection[int], relaxed: Relaxed) -> None:
        self.problem, self.refined, self.relaxed = problem, refined, relaxed
        self.rows = Rows()
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.cost: list[float] = []
        self.scale = cost_scale(problem)
        self.types = build_types(problem, components(problem), refined, relaxed)
        self.networks = [build_network(problem, t, relaxed) for t in self.types]
        self.takers: dict[Cell, list[int]] = {}
        self.counting: dict[int, list[int]] = {k: [] for k in range(len(problem.targets))}
        self.absence: dict[tuple[int, int], dict[int, float]] = {}
        self.seats: dict[Cell, int] = {}
        self.classes: dict[Cell, int] = {}
        self.missing: dict[int, int] = {}
        self.needed: dict[int, int] = {}

    def column(self, lower: float, upper: float, cost: float = 0.0) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        self.cost.append(cost)
        return len(self.lower) - 1

    def build(self) -> Model:
        flow_start = [self._flows(k) for k in range(len(self.types))]
        flows = len(self.lower)
        self._seats_and_classes()
        self._budgets()
        self._classrooms()
        self._targets()
        self._absences()
        for row, key in enumerate(self.rows.key):
            # A relaxed key may name one row, or a rule or a subject with all its rows.
            if key and not self.relaxed.isdisjoint(prefixes(key)):
                self.rows.lower[row], self.rows.upper[row] = -INF, INF
        return Model(
            self.problem, self.types, self.networks, flow_start, flows, self.seats, self.classes,
            self.missing, self.needed, self.lower, self.upper, self.cost, self.rows, self.scale,
        )  # fmt: skip

    def _flows(self, k: int) -> int:
        kind, network = self.types[k], self.networks[k]
        first = len(self.lower)
        balance: list[list[tuple[int, float]]] = [[] for _ in range(network.nodes)]
        pins = {(p, y): index for p, y, index in kind.forced}
        pin_terms: dict[Cell, list[tuple[int, float]]] = {cell: [] for cell in pins}
        for arc in network.arcs:
            kept = sum(take in kind.previous for take in arc.takes)
            column = self.column(0.0, float(kind.size), -kept * self.problem.stability_price / self.scale)
            balance[arc.tail].append((column, 1.0))
            if arc.head != SINK:
                balance[arc.head].append((column, -1.0))
            for cell in arc.takes:
                self.takers.setdefault(cell, []).append(column)
                if cell in pin_terms:
                    pin_terms[cell].append((column, 1.0))
                if kind.unit >= 0:
                    self._away(kind.unit, cell, column)
            for target in arc.counts:
                self.counting[target].append(column)
        for node, terms in enumerate(balance):
            limit = float(kind.size) if node == START else 0.0
            if terms:
                self.rows.add(-INF, limit, terms)
        for cell, terms in pin_terms.items():
            self.rows.add(float(kind.size), INF, terms, f"pin_kept:{pins[cell]}")
        return first

    def _away(self, unit: int, cell: Cell, column: int) -> None:
        programme = self.problem.programmes[cell[0]]
        for year in range(cell[1], cell[1] + programme.duration_years):
            # One arc may start several programmes in the same year.
            days = self.absence.setdefault((unit, year), {})
            days[column] = days.get(column, 0.0) + programme.days_per_year

    def _seats_and_classes(self) -> None:
        problem = self.problem
        pins = {(c.programme, c.year): c for c in problem.class_pins}
        for i, p in enumerate(problem.programmes):
            for year in problem.years:
                cell = (i, year)
                takers = self.takers.get(cell, [])
                pin = pins.get((p.code, year))
                if not takers and pin is None and not p.compulsory:
                    continue
                seats = self.column(0.0, INF, p.learner_cost / self.scale)
                self.seats[cell] = seats
                self.rows.add(0.0, 0.0, [(seats, -1.0), *((c, 1.0) for c in takers)])
                if p.seats_per_year is not None:
                    key = f"seats_within_limit:{p.code}:{year}"
                    self.rows.add(-INF, float(p.seats_per_year), [(seats, 1.0)], key)
                if p.compulsory:
                    due = float(sum(t.size for t in self.types if self._owes(t, cell)))
                    self.rows.add(due, INF, [(seats, 1.0)], f"obligation_met:{p.code}:{year}")
                if not p.external:
                    self._classes(cell, seats, pin.at_least if pin else 0, pin.at_most if pin else None)

    def _owes(self, kind: FutureType, cell: Cell) -> bool:
        part = kind.component
        if cell[0] not in part.programmes or cell[1] not in part.years:
            return False
        return bool(kind.eligible[part.programmes.index(cell[0]), part.years.index(cell[1])])

    def _classes(self, cell: Cell, seats: int, at_least: int, at_most: int | None) -> None:
        p = self.problem.programmes[cell[0]]
        classes = self.column(0.0, INF, p.class_cost / self.scale)
        self.classes[cell] = classes
        size = f"class_size_within_bounds:{p.code}"
        self.rows.add(-INF, 0.0, [(seats, 1.0), (classes, -float(p.class_max))], size)
        self.rows.add(0.0, INF, [(seats, 1.0), (classes, -float(p.class_min))], size)
        if p.classes_per_year is not None:
            key = f"classes_within_limit:{p.code}:{cell[1]}"
            self.rows.add(-INF, float(p.classes_per_year), [(classes, 1.0)], key)
        key = f"class_pin_kept:{p.code}:{cell[1]}"
        if at_least:
            self.rows.add(float(at_least), INF, [(classes, 1.0)], key)
        if at_most is not None:
            self.rows.add(-INF, float(at_most), [(classes, 1.0)], key)

    def _budgets(self) -> None:
        problem = self.problem
        for source in problem.sources:
            for year, limit in sorted(source.budgets.items()):
                terms = []
                for i, p in enumerate(problem.programmes):
                    for start in running(p, year, problem):
                        if price := p.cost_per_learner.get(source.code, 0):
                            terms += [(self.seats[i, start], price / self.scale)] if (i, start) in self.seats else []
                        if price := p.cost_per_class.get(source.code, 0):
                            terms += (
                                [(self.classes[i, start], price / self.scale)] if (i, start) in self.classes else []
                            )
                if terms:
                    self.rows.add(-INF, limit / self.scale, terms, f"budget_within_limit:{source.code}:{year}")

    def _classrooms(self) -> None:
        problem = self.problem
        for year, limit in sorted(problem.classroom_weeks.items()):
            terms = [
                (self.classes[i, start], float(p.weeks_per_class))
                for i, p in enumerate(problem.programmes)
                for start in running(p, year, problem)
                if p.weeks_per_class and (i, start) in self.classes
            ]
            if terms:
                self.rows.add(-INF, float(limit), terms, f"classroom_weeks_within_limit:{year}")

    def _targets(self) -> None:
        problem = self.problem
        for k, target in enumerate(problem.targets):
            population = problem.population(target)
            lapses = {a for p in problem.programmes if p.yearly for a in p.grants}
            holding = np.array(
                [
                    target.satisfied(p.holds) and not lapses & {*target.held_any, *target.held_all}
                    for p in problem.profiles
                ],
                dtype=bool,
            )
            already = int((holding[problem.officials.profile] & population).sum()) if len(population) else 0
            need = max(0, target.needed(int(population.sum())) - already)
            self.needed[k] = need
            price = 0.0 if target.hard or target.price is None else target.price / self.scale
            self.missing[k] = self.column(0.0, 0.0 if target.hard else float(need), price)
            key = f"target_met:{target.code}"
            if target.hard and key in self.relaxed:
                self.upper[self.missing[k]] = float(need)
            terms = [(c, 1.0) for c in self.counting[k]]
            self.rows.add(float(need), INF, [(self.missing[k], 1.0), *terms], key if target.hard else "")

    def _absences(self) -> None:
        limits = absence_limits(self.problem)
        for (unit, year), terms in sorted(self.absence.items()):
            limit = int(limits[unit, year - self.problem.first_year])
            if limit < UNLIMITED:
                key = f"unit_absence_within_limit:{self.problem.units[unit].code}:{year}"
                self.rows.add(-INF, float(limit), sorted(terms.items()), key)


def build_model(problem: Problem, refined: Collection[int] = (), relaxed: Relaxed = NOTHING_RELAXED) -> Model:
    """The model of a problem; ``refined`` units keep their own types and get rows that limit their absence."""
    return _Builder(problem, refined, relaxed).build()
