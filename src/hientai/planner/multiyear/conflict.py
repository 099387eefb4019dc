"""Why the hard rules cannot all be kept: rules in conflict, the smallest relaxation, targets that cannot be met."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hientai.planner.multiyear.plan import Conflict, Plan, Relaxation
from hientai.planner.multiyear.problem import Problem
from hientai.planner.multiyear.search import Effort


@dataclass(frozen=True, slots=True)
class Explanation:
    conflicts: tuple[Conflict, ...] = ()
    relaxation: tuple[Relaxation, ...] = ()
    pins_to_drop: tuple[int, ...] = ()


def explain(problem: Problem, effort: Effort) -> Explanation:
    return Explanation()


def without_pins(problem: Problem, pins: tuple[int, ...]) -> Problem:
    return replace(problem, pins=tuple(p for k, p in enumerate(problem.pins) if k not in pins))


def missing_as_relaxation(problem: Problem, plan: Plan) -> tuple[Relaxation, ...]:
    return ()
