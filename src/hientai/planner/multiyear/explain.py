"""Typed facts about a plan: per target, per class, per official. The web layer turns them into sentences.

Every fact is recomputed from the problem and the plan: "because of X" is said only where adding the official to the
plan was judged by ``verify.py`` and X was broken.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from hientai.planner.multiyear.criteria import PERSON_RULES, Facts, facts_of
from hientai.planner.multiyear.plan import Opening, Plan
from hientai.planner.multiyear.problem import BoolArray, IntArray, Problem, Programme, Target
from hientai.planner.multiyear.verify import TargetResult, Verdict, verify
from hientai.planner.score import Violation

SENT = "sent"
PINNED = "pinned"
BARRED = "barred"
"""In no year all rules about the official are kept."""
LIMITED = "limited"
"""Eligible, but going would break a limit of the whole."""
NOT_NEEDED = "not_needed"
"""Going would break nothing, but no target missed would gain by it."""
USEFUL = "useful"
"""Going would break nothing and would serve a target that is missed: the plan is not the best, or cost decided."""


@dataclass(frozen=True, slots=True)
class TargetFact:
    """``result`` of one target; ``served_by``: starts (programme, officials of the population) that made it satisfied.

    ``barred``: how many of those who lack it are kept out of every programme that would serve, by the rule that keeps
    them out in most years; ``free``: how many lack it although a rule about them keeps them out of nothing.
    """

    result: TargetResult
    served_by: tuple[tuple[str, int], ...]
    barred: tuple[tuple[str, int], ...]
    free: int


@dataclass(frozen=True, slots=True)
class OpeningFact:
    """One programme in one year: classes, learners, the seats its classes have, đồng over its whole duration, and the
    targets that some learner counts for."""

    programme: str
    year: int
    classes: int
    learners: int
    seats: int
    cost: int
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonFact:
    """One official and one programme. ``kind``: ``sent`` (in ``year``), ``pinned`` (sent because it was decided),
    ``barred``, ``limited``, ``not_needed`` or ``useful``.

    ``rules``: per reason the rule, the years concerned, and the subject of the rule (unit, source …) where it has one.
    ``targets``: targets the official counts for and the programme serves.
    """

    official: str
    programme: str
    kind: str
    year: int | None = None
    rules: tuple[tuple[str, tuple[int, ...], tuple[str, ...]], ...] = ()
    targets: tuple[str, ...] = ()


class Explainer:
    """Facts about one plan; keeps what is computed once."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self.verdict: Verdict = verify(problem, plan)
        self.results = {r.target: r for r in self.verdict.targets}
        self.place = {p.code: i for i, p in enumerate(problem.programmes)}
        self.index = {code: i for i, code in enumerate(problem.officials.code)}
        self.broken_before = set(self.verdict.violations)

    def serves(self, programme: Programme, target: Target) -> bool:
        """True when the programme grants something the target asks for."""
        return bool(set(programme.grants) & {*target.held_any, *target.held_all})

    def openings(self) -> tuple[OpeningFact, ...]:
        """Every opening of the plan."""
        populations = {t.code: self.problem.population(t) for t in self.problem.targets}
        facts = []
        for o in self.plan.openings:
            p = self.problem.programmes[self.place[o.programme]]
            seats = len(o.attendees) if p.external else o.classes * p.class_max
            cost = p.learner_cost * len(o.attendees) + p.class_cost * o.classes
            end = o.year + p.duration_years - 1
            targets = tuple(
                t.code for t in self.problem.targets
                if self.serves(p, t) and (t.year == o.year if p.yearly else t.year >= end)
                and populations[t.code][o.attendees].any()
            )  # fmt: skip
            facts.append(OpeningFact(o.programme, o.year, o.classes, len(o.attendees), seats, cost, targets))
        return tuple(facts)

    def target(self, code: str) -> TargetFact:
        """Why a target is met or missed. Raises KeyError for an unknown code."""
        target = next((t for t in self.problem.targets if t.code == code), None)
        if target is None:
            raise KeyError(code)
        population = self.problem.population(target)
        before, after = self._satisfied(target, with_plan=False), self._satisfied(target, with_plan=True)
        gained = population & after & ~before
        served: Counter[str] = Counter()
        for o in self.plan.openings:
            p = self.problem.programmes[self.place[o.programme]]
            if self.serves(p, target) and self._in_time(p, o.year, target):
                served[o.programme] += int(gained[o.attendees].sum())
        barred, free = self._barred(target, np.flatnonzero(population & ~after))
        return TargetFact(self.results[code], tuple(sorted((p, n) for p, n in served.items() if n)), barred, free)

    def _in_time(self, programme: Programme, start: int, target: Target) -> bool:
        """True when what is started in ``start`` counts at the end of the target's year."""
        if programme.yearly:
            return start == target.year
        return start + programme.duration_years - 1 <= target.year

    def _satisfied(self, target: Target, with_plan: bool) -> BoolArray:
        """Who holds what the target asks for by its year: bool[officials], without or with the plan."""
        lapses = {a for p in self.problem.programmes if p.yearly for a in p.grants}
        wanted = list(dict.fromkeys((*target.held_any, *target.held_all)))
        base = np.array([[a in p.holds and a not in lapses for a in wanted] for p in self.problem.profiles], dtype=bool)
        held = base.reshape(len(self.problem.profiles), len(wanted))[self.problem.officials.profile]
        for o in self.plan.openings if with_plan else ():
            p = self.problem.programmes[self.place[o.programme]]
            if self._in_time(p, o.year, target):
                for a in set(p.grants) & set(wanted):
                    held[o.attendees, wanted.index(a)] = True
        result = np.ones(len(held), dtype=bool)
        if target.held_any:
            result &= held[:, [wanted.index(a) for a in target.held_any]].any(axis=1)
        if target.held_all:
            result &= held[:, [wanted.index(a) for a in target.held_all]].all(axis=1)
        return result

    def _barred(self, target: Target, people: IntArray) -> tuple[tuple[tuple[str, int], ...], int]:
        """Count ``people`` by the rule that keeps them out of every serving programme in every year in time."""
        reasons: Counter[str] = Counter()
        if not len(people):
            return (), 0
        facts = self._facts(people)
        possible = np.zeros(len(people), dtype=bool)
        counts = {name: np.zeros(len(people), dtype=np.int64) for name in PERSON_RULES}
        for p in self.problem.programmes:
            if not self.serves(p, target):
                continue
            for year in self.problem.years:
                if (year != target.year) if p.yearly else (year + p.duration_years - 1 > target.year):
                    continue
                fine = np.ones(len(people), dtype=bool)
                for name, rule in PERSON_RULES.items():
                    kept = rule(self.problem, facts, p, year)
                    counts[name] += ~kept
                    fine &= kept
                possible |= fine
        names = list(PERSON_RULES)
        table = np.array([counts[name] for name in names])
        for k in np.flatnonzero(~possible):
            worst = int(np.argmax(table[:, k]))
            reasons[names[worst] if table[worst, k] else "no_programme_in_time"] += 1
        return tuple(sorted(reasons.items())), int(possible.sum())

    def _facts(self, people: IntArray) -> Facts:
        facts = facts_of(self.problem)
        return Facts(facts.profile[people], facts.born[people], facts.leaves[people], facts.enters[people])

    def official(self, code: str) -> tuple[PersonFact, ...]:
        """Why an official goes or does not go, programme by programme. Raises KeyError for an unknown code."""
        person = self.index[code]
        facts = []
        for p in self.problem.programmes:
            years = [o.year for o in self.plan.openings if o.programme == p.code and np.isin(person, o.attendees)]
            targets = self._counted(person, p)
            for year in years:
                pinned = any(
                    pin.send and (pin.official, pin.programme, pin.year) == (code, p.code, year)
                    for pin in self.problem.pins
                )
                facts.append(PersonFact(code, p.code, PINNED if pinned else SENT, year, (), targets))
            if not years:
                facts.append(self._why_not(person, code, p, targets))
        return tuple(facts)

    def _counted(self, person: int, programme: Programme) -> tuple[str, ...]:
        profile = self.problem.profiles[int(self.problem.officials.profile[person])]
        return tuple(
            t.code for t in self.problem.targets
            if self.serves(programme, t) and t.who.matches(profile.groups) and self.problem.serving(t.year)[person]
            and (programme.yearly or not t.satisfied(profile.holds))
        )  # fmt: skip

    def _why_not(self, person: int, code: str, programme: Programme, targets: tuple[str, ...]) -> PersonFact:
        """Judge the plan with the official added in every year: what would be broken?"""
        person_rules: dict[str, list[int]] = {}
        limits: dict[tuple[str, tuple[str, ...]], list[int]] = {}
        clean = []
        for year in self.problem.years:
            own, others = self._broken_by(person, code, programme, year)
            for rule in own:
                person_rules.setdefault(rule, []).append(year)
            if not own:
                for v in others:
                    limits.setdefault((v.rule, v.subject), []).append(year)
                if not others:
                    clean.append(year)
        if clean:
            missed = tuple(t for t in targets if self.results[t].missing)
            return PersonFact(code, programme.code, USEFUL if missed else NOT_NEEDED, None, (), missed or targets)
        if limits:
            rules = tuple((rule, tuple(years), subject) for (rule, subject), years in sorted(limits.items()))
            return PersonFact(code, programme.code, LIMITED, None, rules, targets)
        barring = tuple((rule, tuple(years), ()) for rule, years in sorted(person_rules.items()))
        return PersonFact(code, programme.code, BARRED, None, barring, targets)

    def _broken_by(self, person: int, code: str, programme: Programme, year: int) -> tuple[set[str], list[Violation]]:
        """(rules about the official, violations of the whole) that sending the official in ``year`` would break."""
        new = [
            v
            for v in verify(self.problem, self._with(person, programme, year)).violations
            if v not in self.broken_before
        ]
        own = {v.rule for v in new if v.subject and v.subject[0] == code}
        return own, [v for v in new if not (v.subject and v.subject[0] == code)]

    def _with(self, person: int, programme: Programme, year: int) -> Plan:
        """The plan with the official added, and a class more where the classes are full."""
        old = self.plan.opening(programme.code, year)
        attendees = np.union1d(old.attendees, [person]) if old else np.array([person], dtype=np.int64)
        classes = old.classes if old else 0
        if not programme.external and len(attendees) > classes * programme.class_max:
            classes += 1
        added = Opening(programme.code, year, classes, attendees)
        rest = tuple(o for o in self.plan.openings if o is not old)
        return replace(self.plan, openings=(*rest, added))
