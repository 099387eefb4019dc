"""The judge of the school's timetables: recomputes every rule and wish from the problem and the plan, without a
solver library.

It judges plans made by hand as well as those of the solver.
"""

from __future__ import annotations

from dataclasses import dataclass

from hientai.planner.timetable.criteria import RULES, Finding
from hientai.planner.timetable.problem import Plan, Problem
from hientai.planner.timetable.sheet import Book, Sheet
from hientai.planner.timetable.wishes import WISHES, weights_of


@dataclass(frozen=True)
class Verdict:
    """Violations of the hard rules, unfulfilled wishes, the penalty of each wish (weighted) and the sum."""

    violations: tuple[Finding, ...]
    wishes: tuple[Finding, ...]
    penalties: dict[str, int]

    @property
    def penalty(self) -> int:
        """The weighted sum of the wishes; lower is better."""
        return sum(self.penalties.values())

    @property
    def unplaced(self) -> int:
        """How many sessions stand nowhere."""
        return sum(one.criterion == "session_placed" for one in self.violations)

    @property
    def is_feasible(self) -> bool:
        """No hard rule is broken and everything is placed."""
        return not self.violations

    def as_json(self) -> dict[str, object]:
        """The totals, and the broken rules by name."""
        broken: dict[str, int] = {}
        for one in self.violations:
            broken[one.criterion] = broken.get(one.criterion, 0) + 1
        return {
            "feasible": self.is_feasible,
            "violations": len(self.violations),
            "unplaced": self.unplaced,
            "penalty": self.penalty,
            "penalties": self.penalties,
            "broken": broken,
        }


def verify(problem: Problem, plan: Plan, *, book: Book | None = None) -> Verdict:
    """Judge a plan; `book` saves the indexing when many plans of one problem are judged."""
    sheet = Sheet(book or Book(problem), plan)
    weights = weights_of(problem.weights)
    violations = tuple(finding for rule in RULES for finding in rule(sheet))
    wishes = tuple(finding for wish in WISHES for finding in wish.find(sheet))
    penalties = {wish.name: 0 for wish in WISHES}
    for finding in wishes:
        penalties[finding.criterion] += weights[finding.criterion] * finding.amount
    return Verdict(violations, wishes, penalties)
