"""The office with a spreadsheet: year by year, target by target, the longest-serving first, until the money is gone.

It keeps every hard rule but the hard targets, looks no further than the year at hand, and spreads what is missing
evenly over the years left. It is the baseline that a plan is measured against.
"""

from __future__ import annotations

import math

import numpy as np

from hientai.planner.multiyear.criteria import Facts, absence_limits, eligible, facts_of
from hientai.planner.multiyear.plan import FEASIBLE, Opening, Plan
from hientai.planner.multiyear.problem import BoolArray, IntArray, Problem, Programme, Target


class _Office:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        n = len(problem.officials)
        codes = sorted(
            {a for p in problem.programmes for a in (*p.grants, *p.requires)}
            | {a for t in problem.targets for a in (*t.held_any, *t.held_all)}
        )
        self.bit = {a: i for i, a in enumerate(codes)}
        held = np.array([[a in p.holds for a in codes] for p in problem.profiles], dtype=bool)
        self.held: BoolArray = held.reshape(len(problem.profiles), len(codes))[problem.officials.profile]
        lapses = [self.bit[a] for p in problem.programmes if p.yearly for a in p.grants]
        self.held[:, lapses] = False
        self.coming = self.held.copy()
        self.busy_until = np.full(n, -1, dtype=np.int64)
        self.done = {p.code: np.zeros(n, dtype=bool) for p in problem.programmes}
        self.load = np.zeros((len(problem.units), len(problem.years)), dtype=np.int64)
        self.limits = absence_limits(problem)
        self.left = {(s.code, y): s.budgets[y] for s in problem.sources for y in s.budgets}
        self.weeks = dict(problem.classroom_weeks)
        self.starts: dict[tuple[str, int], tuple[int, list[IntArray]]] = {}
        self.finishing: dict[int, list[tuple[Programme, IntArray]]] = {}
        self.facts: Facts = facts_of(problem)
        self.by_age = np.argsort(problem.officials.born, kind="stable")

    def run(self) -> Plan:
        for year in self.problem.years:
            for p in self.problem.programmes:
                if p.compulsory:
                    self._open(p, year, np.flatnonzero(eligible(self.problem, self.facts, p, year)), all_or_none=True)
            due = [t for t in self.problem.targets if t.year >= year]
            for target in sorted(due, key=lambda t: (not t.hard, t.priority, t.year)):
                self._pursue(target, year)
            for programme, people in self.finishing.pop(year, []):
                for a in programme.grants:
                    self.held[people, self.bit[a]] = True
        openings = tuple(
            Opening(code, year, classes, np.sort(np.concatenate(people)))
            for (code, year), (classes, people) in sorted(self.starts.items())
        )
        return Plan(FEASIBLE, openings)

    def _satisfied(self, target: Target, held: BoolArray) -> BoolArray:
        result = np.ones(len(held), dtype=bool)
        if target.held_any:
            result &= held[:, [self.bit[a] for a in target.held_any]].any(axis=1)
        if target.held_all:
            result &= held[:, [self.bit[a] for a in target.held_all]].all(axis=1)
        return result

    def _pursue(self, target: Target, year: int) -> None:
        """Send this year's share of what the target misses to the first programmes that serve it."""
        population = self.problem.population(target)
        lacking = population & ~self._satisfied(target, self.coming)
        gap = target.needed(int(population.sum())) - int((population & ~lacking).sum())
        for p in self.problem.programmes:
            last_start = target.year if p.yearly else target.year - p.duration_years + 1
            serves = set(p.grants) & {*target.held_any, *target.held_all}
            if gap <= 0 or p.compulsory or not serves or year > last_start or (p.yearly and year != target.year):
                continue
            share = math.ceil(gap / (last_start - year + 1))
            wanted = max(share, p.class_min if not p.external else 1)
            gap -= self._open(p, year, self._candidates(p, year, lacking)[:wanted])

    def _candidates(self, p: Programme, year: int, lacking: BoolArray) -> IntArray:
        fine = lacking & eligible(self.problem, self.facts, p, year) & ~self.done[p.code]
        fine &= ~self.coming[:, [self.bit[a] for a in p.grants]].all(axis=1)
        for a in p.requires:
            fine &= self.held[:, self.bit[a]]
        if p.long:
            fine &= self.busy_until < year
        order = self.by_age[fine[self.by_age]]
        return self._present(p, year, order)

    def _present(self, p: Programme, year: int, people: IntArray) -> IntArray:
        """Those whose unit can spare them, in the order given."""
        first = year - self.problem.first_year
        span = slice(first, first + p.duration_years)
        if not p.days_per_year:
            return people
        room = ((self.limits[:, span] - self.load[:, span]) // p.days_per_year).min(axis=1)
        units = self.problem.officials.unit[people]
        order = np.argsort(units, kind="stable")
        sorted_units = units[order]
        rank = np.arange(len(people)) - np.searchsorted(sorted_units, sorted_units, side="left")
        keep = np.zeros(len(people), dtype=bool)
        keep[order] = rank < room[sorted_units]
        return people[keep]

    def _affordable(self, p: Programme, year: int, learners: int, classes: int) -> bool:
        """Whether money and rooms are left for so many more learners and classes."""
        years = range(year, year + p.duration_years)
        for source in {*p.cost_per_learner, *p.cost_per_class}:
            price = p.cost_per_learner.get(source, 0) * learners + p.cost_per_class.get(source, 0) * classes
            if any(price > self.left.get((source, y), price) for y in years):
                return False
        return all(p.weeks_per_class * classes <= self.weeks.get(y, p.weeks_per_class * classes) for y in years)

    def _open(self, p: Programme, year: int, people: IntArray, all_or_none: bool = False) -> int:
        """Send as many of ``people`` as classes, seats and money allow, the first ones first; returns how many."""
        classes_now, groups = self.starts.get((p.code, year), (0, []))
        learners_now = sum(map(len, groups))
        number = len(people)
        if p.seats_per_year is not None:
            number = min(number, p.seats_per_year - learners_now)
        while number > 0:
            total = learners_now + number
            classes = 0 if p.external else max(classes_now, math.ceil(total / p.class_max))
            fits = p.external or classes * p.class_min <= total
            fits &= p.classes_per_year is None or classes <= p.classes_per_year
            if (fits and self._affordable(p, year, number, classes - classes_now)) or all_or_none:
                break
            number -= max(1, number // 50)
        if number <= 0:
            return 0
        self._book(p, year, people[:number], classes, classes - classes_now)
        return number

    def _book(self, p: Programme, year: int, people: IntArray, classes: int, more: int) -> None:
        _, groups = self.starts.get((p.code, year), (0, []))
        self.starts[p.code, year] = (classes, [*groups, people])
        end = year + p.duration_years - 1
        self.finishing.setdefault(end, []).append((p, people))
        if not p.yearly:
            self.done[p.code][people] = True
            for a in p.grants:
                self.coming[people, self.bit[a]] = True
        if p.long:
            self.busy_until[people] = end
        units = self.problem.officials.unit[people]
        for y in range(year, end + 1):
            self.load[:, y - self.problem.first_year] += np.bincount(units, minlength=len(self.load)) * p.days_per_year
            for source in {*p.cost_per_learner, *p.cost_per_class}:
                price = p.cost_per_learner.get(source, 0) * len(people) + p.cost_per_class.get(source, 0) * more
                if (source, y) in self.left:
                    self.left[source, y] -= price
            if y in self.weeks:
                self.weeks[y] -= p.weeks_per_class * more


def greedy(problem: Problem) -> Plan:
    """The plan of an office that fills classes year by year in a spreadsheet; judge it with ``verify``."""
    return _Office(problem).run()
