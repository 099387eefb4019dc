"""The judge: recomputes everything about a plan from the problem alone, without the solver library.

It trusts nothing the plan says about itself and also judges plans made by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from hientai.planner.multiyear.criteria import PERSON_RULES, UNLIMITED, Facts, absence_limits, facts_of
from hientai.planner.multiyear.plan import Opening, Plan
from hientai.planner.multiyear.problem import BoolArray, IntArray, Problem, Target
from hientai.planner.score import Violation, count_by_rule


@dataclass(frozen=True, slots=True)
class TargetResult:
    """``reached`` of ``population`` officials hold it; ``needed`` must; ``missing`` = needed − reached, at least 0."""

    target: str
    population: int
    reached: int
    needed: int

    @property
    def missing(self) -> int:
        """Officials missing."""
        return max(0, self.needed - self.reached)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All violations of hard rules (a hard target missed is one), money by (source, year) and the soft figures.

    ``cost``: all money in đồng. ``penalty``: prices of missing officials. ``dropped``: starts of the previous plan not
    kept. ``unfairness``: mean absolute difference of the units' starts per serving official from the mean.
    """

    violations: tuple[Violation, ...]
    targets: tuple[TargetResult, ...]
    cost: int
    penalty: int
    dropped: int
    unfairness: float
    spent: Mapping[tuple[str, int], int] = field(default_factory=dict)

    @property
    def is_feasible(self) -> bool:
        """True when no hard rule is broken."""
        return not self.violations

    def by_rule(self) -> dict[str, int]:
        """Number of violations per rule."""
        return count_by_rule(self.violations)


def verify(problem: Problem, plan: Plan) -> Verdict:
    """Judge a plan.

    Raises KeyError when the plan names a programme that the problem does not know.
    """
    return _Judge(problem, plan).verdict()


class _Judge:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.place = {p.code: i for i, p in enumerate(problem.programmes)}
        self.openings = sorted(plan.openings, key=lambda o: (o.year, self.place[o.programme]))
        self.found: list[Violation] = []
        self.facts = facts_of(problem)
        self.start: dict[tuple[int, int], Opening] = {(self.place[o.programme], o.year): o for o in self.openings}
        lasting = sorted({a for p in problem.programmes for a in (*p.grants, *p.requires) if not p.yearly})
        lasting += sorted({a for t in problem.targets for a in (*t.held_any, *t.held_all)} - set(lasting))
        self.bit = {a: i for i, a in enumerate(lasting)}
        held = np.array([[a in p.holds for a in lasting] for p in problem.profiles], dtype=bool)
        held = held.reshape(len(problem.profiles), len(lasting))
        lapses = {a for p in problem.programmes if p.yearly for a in p.grants}
        held[:, [self.bit[a] for a in lapses if a in self.bit]] = False
        self.held: BoolArray = held[problem.officials.profile]

    def fault(self, rule: str, *subject: object, amount: int = 1) -> None:
        self.found.append(Violation(rule, tuple(str(s) for s in subject), int(amount)))

    def fault_each(self, rule: str, officials: IntArray, *subject: object) -> None:
        for official in officials:
            self.fault(rule, self.problem.officials.code[official], *subject)

    def verdict(self) -> Verdict:
        if len(self.start) != len(self.openings):
            self.fault("sent_once", "the same programme opens twice in one year")
        targets = self._walk()
        self._classes()
        self._obligations()
        spent, cost = self._money()
        self._absences()
        self._pins()
        penalty = 0
        results = []
        for target in self.problem.targets:
            result = targets[target.code]
            results.append(result)
            if target.hard and result.missing:
                self.fault("target_met", target.code, amount=result.missing)
            elif not target.hard:
                penalty += (target.price or 0) * result.missing
        dropped = self._dropped()
        violations = tuple(sorted(self.found))
        return Verdict(violations, tuple(results), cost, penalty, dropped, self._unfairness(), spent)

    def _walk(self) -> dict[str, TargetResult]:
        """Year by year: person rules at each start, achievements at each end, targets at each end of year."""
        problem = self.problem
        busy_until = np.full(len(problem.officials), -1, dtype=np.int64)
        attended = {i: np.zeros(len(problem.officials), dtype=bool) for i in range(len(problem.programmes))}
        results = {}
        for year in problem.years:
            for opening in (o for o in self.openings if o.year == year):
                self._start(opening, busy_until, attended)
            for opening in self.openings:
                programme = problem.programmes[self.place[opening.programme]]
                if not programme.yearly and opening.year + programme.duration_years - 1 == year:
                    for a in programme.grants:
                        self.held[opening.attendees, self.bit[a]] = True
            for target in problem.targets:
                if target.year == year:
                    results[target.code] = self._target(target)
        for opening in self.openings:
            if opening.year not in problem.years:
                self.fault("programme_ends_within_years", opening.programme, opening.year)
        return results

    def _start(self, opening: Opening, busy_until: IntArray, attended: dict[int, BoolArray]) -> None:
        i, year = self.place[opening.programme], opening.year
        programme, people = self.problem.programmes[i], opening.attendees
        unique = np.unique(people)
        if len(unique) != len(people):
            self.fault("sent_once", opening.programme, year, amount=len(people) - len(unique))
        facts = Facts(
            *(column[unique] for column in (self.facts.profile, self.facts.born, self.facts.leaves, self.facts.enters))
        )
        for name, rule in PERSON_RULES.items():
            broken = unique[~rule(self.problem, facts, programme, year)]
            self.fault_each(name, broken, opening.programme, year)
        if not programme.yearly:
            again = attended[i][unique]
            self.fault_each("sent_once", unique[again], opening.programme, year)
            attended[i][unique] = True
            if programme.grants:
                base = np.array([set(programme.grants) <= p.holds for p in self.problem.profiles], dtype=bool)
                held = self.held[unique][:, [self.bit[a] for a in programme.grants]].all(axis=1)
                # Whoever held it from the beginning was named by the person rule already.
                late = unique[held & ~base[facts.profile] & ~again]
                self.fault_each("achievement_not_already_held", late, opening.programme, year)
        for a in programme.requires:
            self.fault_each(
                "prerequisite_held_in_time", unique[~self.held[unique, self.bit[a]]], opening.programme, year
            )
        if programme.long:
            self.fault_each("one_long_programme_at_a_time", unique[busy_until[unique] >= year], opening.programme, year)
            busy_until[unique] = np.maximum(busy_until[unique], year + programme.duration_years - 1)

    def _target(self, target: Target) -> TargetResult:
        population = self.problem.population(target)
        held = self.held.copy()
        for i, programme in enumerate(self.problem.programmes):
            if programme.yearly and (i, target.year) in self.start:
                for a in programme.grants:
                    if a in self.bit:
                        held[self.start[i, target.year].attendees, self.bit[a]] = True
        satisfied = np.ones(len(held), dtype=bool)
        if target.held_any:
            satisfied &= held[:, [self.bit[a] for a in target.held_any]].any(axis=1)
        if target.held_all:
            satisfied &= held[:, [self.bit[a] for a in target.held_all]].all(axis=1)
        size = int(population.sum())
        return TargetResult(target.code, size, int((satisfied & population).sum()), target.needed(size))

    def _running(self, year: int) -> list[Opening]:
        return [
            o for o in self.openings
            if o.year <= year < o.year + self.problem.programmes[self.place[o.programme]].duration_years
        ]  # fmt: skip

    def _classes(self) -> None:
        for opening in self.openings:
            p = self.problem.programmes[self.place[opening.programme]]
            seats, here = len(opening.attendees), (opening.programme, opening.year)
            if p.external:
                if opening.classes:
                    self.fault("classes_within_limit", *here, amount=opening.classes)
            elif not p.class_min * opening.classes <= seats <= p.class_max * opening.classes:
                amount = max(p.class_min * opening.classes - seats, seats - p.class_max * opening.classes)
                self.fault("class_size_within_bounds", *here, amount=amount)
            if p.seats_per_year is not None and seats > p.seats_per_year:
                self.fault("seats_within_limit", *here, amount=seats - p.seats_per_year)
            if not p.external and p.classes_per_year is not None and opening.classes > p.classes_per_year:
                self.fault("classes_within_limit", *here, amount=opening.classes - p.classes_per_year)
        for year, limit in sorted(self.problem.classroom_weeks.items()):
            weeks = sum(
                o.classes * self.problem.programmes[self.place[o.programme]].weeks_per_class
                for o in self._running(year)
                if not self.problem.programmes[self.place[o.programme]].external
            )
            if weeks > limit:
                self.fault("classroom_weeks_within_limit", year, amount=weeks - limit)

    def _obligations(self) -> None:
        for i, p in enumerate(self.problem.programmes):
            if not p.compulsory:
                continue
            for year in self.problem.years:
                owed = np.ones(len(self.problem.officials), dtype=bool)
                for rule in PERSON_RULES.values():
                    owed &= rule(self.problem, self.facts, p, year)
                for pin in self.problem.pins:
                    if not pin.send and pin.programme == p.code and pin.year in (None, year):
                        owed[self.problem.officials.code.index(pin.official)] = False
                if (i, year) in self.start:
                    owed[self.start[i, year].attendees] = False
                if owed.any():
                    self.fault("obligation_met", p.code, year, amount=int(owed.sum()))

    def _money(self) -> tuple[dict[tuple[str, int], int], int]:
        spent: dict[tuple[str, int], int] = {}
        for opening in self.openings:
            p = self.problem.programmes[self.place[opening.programme]]
            for year in range(opening.year, opening.year + p.duration_years):
                for source, price in p.cost_per_learner.items():
                    spent[source, year] = spent.get((source, year), 0) + price * len(opening.attendees)
                for source, price in p.cost_per_class.items():
                    spent[source, year] = spent.get((source, year), 0) + price * (0 if p.external else opening.classes)
        for source_row in self.problem.sources:
            for year, limit in sorted(source_row.budgets.items()):
                over = spent.get((source_row.code, year), 0) - limit
                if over > 0:
                    self.fault("budget_within_limit", source_row.code, year, amount=over)
        return spent, sum(spent.values())

    def _absences(self) -> None:
        problem = self.problem
        limits = absence_limits(problem)
        for j, year in enumerate(problem.years):
            load = np.zeros(len(problem.units), dtype=np.int64)
            for opening in self._running(year):
                days = problem.programmes[self.place[opening.programme]].days_per_year
                units = problem.officials.unit[opening.attendees]
                load += np.bincount(units, minlength=len(problem.units)) * days
            for unit in np.flatnonzero((load > limits[:, j]) & (limits[:, j] < UNLIMITED)):
                amount = int(load[unit] - limits[unit, j])
                self.fault("unit_absence_within_limit", problem.units[unit].code, year, amount=amount)

    def _pins(self) -> None:
        problem = self.problem
        index_of = {code: i for i, code in enumerate(problem.officials.code)} if problem.pins else {}
        for pin in problem.pins:
            official = index_of[pin.official]
            years = problem.years if pin.year is None else (pin.year,)
            openings = [self.start.get((self.place[pin.programme], year)) for year in years]
            sent = any(o is not None and bool(np.isin(official, o.attendees)) for o in openings)
            if sent != pin.send:
                self.fault("pin_kept", pin.official, pin.programme, pin.year or "")
        for class_pin in problem.class_pins:
            opening = self.start.get((self.place[class_pin.programme], class_pin.year))
            classes = opening.classes if opening else 0
            most = classes if class_pin.at_most is None else class_pin.at_most
            if not class_pin.at_least <= classes <= most:
                self.fault("class_pin_kept", class_pin.programme, class_pin.year)

    def _dropped(self) -> int:
        if not self.problem.previous:
            return 0
        codes = self.problem.officials.code
        kept, planned, known = 0, 0, set(codes)
        for (code, year), officials in self.problem.previous.items():
            opening = self.start.get((self.place.get(code, -1), year))
            now = {codes[i] for i in opening.attendees} if opening else set()
            planned += sum(o in known for o in officials)
            kept += sum(o in now for o in officials)
        return planned - kept

    def _unfairness(self) -> float:
        units = len(self.problem.units)
        people = np.bincount(self.problem.officials.unit, minlength=units)
        starts = np.zeros(units)
        for opening in self.openings:
            if not self.problem.programmes[self.place[opening.programme]].compulsory:
                starts += np.bincount(self.problem.officials.unit[opening.attendees], minlength=units)
        filled = people > 0
        if not filled.any():
            return 0.0
        rate = starts[filled] / people[filled]
        return float(np.abs(rate - starts.sum() / people.sum()).mean())
