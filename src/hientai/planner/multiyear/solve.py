"""Solve a multi-year problem: types → flows and classes → whole officials → people, with a proven bound.

The bound is proven on the relaxation by types (it is valid for people: every plan of people is a flow of types), the
plan is judged by ``verify.py`` and its cost is recomputed from the people, so the gap printed is that of the plan.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from hientai.planner.multiyear import conflict
from hientai.planner.multiyear.blocks import look_ahead
from hientai.planner.multiyear.model import Model, build_model
from hientai.planner.multiyear.people import Assignment, assign
from hientai.planner.multiyear.plan import FEASIBLE, INFEASIBLE, OPTIMAL, UNSOLVED, Opening, Plan, Relaxation
from hientai.planner.multiyear.problem import Problem
from hientai.planner.multiyear.relaxation import DECISIONS, smallest_relaxation, without_decisions
from hientai.planner.multiyear.rounding import integer_flows, paths_of_type
from hientai.planner.multiyear.search import EXACT_FLOWS, Effort, Found, Outlook, Search, tier_columns, tighten
from hientai.planner.multiyear.verify import Verdict, verify
from hientai.planner.score import Tier

VERSION = "1"
REFINEMENTS = 12
"""How often units whose absence cannot be kept by exchanges are given types of their own."""


ACCEPTED = 5e-4
"""A refined plan with the same classes is taken up to this gap (or twice the gap asked for) without a new search."""


@dataclass(frozen=True, slots=True)
class Options:
    """``gap``: relative gap of the cost at which to stop. ``time_limit`` in seconds (None = none): when it ends the
    search the plan says so (``reproducible`` False). ``start``: the plan of a similar problem to start from.
    ``report`` gets (phase, value, bound); ``stop`` is asked all the while and ends the search early."""

    gap: float = 1e-3
    time_limit: float | None = None
    seed: int = 0
    nodes: int = 200_000
    exact_flows: int = EXACT_FLOWS
    explain_conflicts: bool = True
    start: Plan | None = None
    stop: Callable[[], bool] = lambda: False
    report: Callable[[str, float, float], None] = lambda phase, value, bound: None


EXPLANATION = 60.0
"""Seconds after which the search for conflicts ends with what it has."""
GRACE = 10.0
"""Seconds for the best plan that can still be had, after the time limit has passed."""


class Clock:
    """Seconds spent per phase."""

    def __init__(self) -> None:
        self.begun = self.last = time.monotonic()
        self.phases: dict[str, float] = {}

    def lap(self, phase: str) -> None:
        """Book the time since the last lap on ``phase``."""
        now = time.monotonic()
        self.phases[phase] = self.phases.get(phase, 0.0) + now - self.last
        self.last = now


@dataclass(slots=True, eq=False)
class _Attempt:
    """One pass from model to people."""

    model: Model
    found: Found
    people: Assignment | None = None


def solve(problem: Problem, options: Options = Options()) -> Plan:  # noqa: B008 (frozen)
    """The best plan found for a checked problem, and what is proven about it.

    When the hard rules contradict each other the status is ``infeasible``; the plan is then the best that can
    still be had (hard targets missed as little as possible, by priority).
    """
    clock = Clock()
    deadline = math.inf if options.time_limit is None else time.monotonic() + options.time_limit
    effort = Effort(
        gap=options.gap,
        nodes=options.nodes,
        deadline=deadline,
        seed=options.seed,
        stop=options.stop,
        exact_flows=options.exact_flows,
        report=options.report,
        start={(o.programme, o.year): o.classes for o in options.start.openings} if options.start else {},
    )
    attempt = _attempt(problem, effort, clock, elastic=False)
    if attempt.people is not None:
        return _plan(problem, attempt, effort, clock)
    status = INFEASIBLE if attempt.found.impossible else UNSOLVED
    # The best that can still be had needs some time of its own when the clock has run out.
    effort = replace(effort, deadline=max(deadline, time.monotonic() + GRACE))
    found = conflict.Explanation()
    changes: tuple[Relaxation, ...] = ()
    if status == INFEASIBLE and options.explain_conflicts:
        brief = replace(effort, deadline=min(effort.deadline, time.monotonic() + EXPLANATION))
        found = conflict.explain(problem, brief)
        changes = smallest_relaxation(problem, replace(brief, deadline=brief.deadline + GRACE))
        clock.lap("conflict")
    fallback = _attempt(problem, effort, clock, elastic=True)
    if fallback.found.impossible:
        # Decisions taken by hand contradict the rules even without targets: the plan leaves them out.
        soft = replace(problem, targets=tuple(replace(t, hard=False) for t in problem.targets))
        dropped = conflict.explain(soft, effort, first=DECISIONS).dropped
        fallback = _attempt(without_decisions(problem, dropped), effort, clock, elastic=True)
    plan = _plan(problem, fallback, effort, clock)
    return replace(plan, status=status, conflicts=found.conflicts, relaxation=changes)


def _attempt(problem: Problem, effort: Effort, clock: Clock, elastic: bool) -> _Attempt:
    """Search, round and assign; refine the types of units whose absence limit cannot be kept, and again."""
    refined: set[int] = set()
    attempt: _Attempt | None = None
    outlook = None
    for turn in range(REFINEMENTS):
        model = build_model(problem, sorted(refined))
        tighten(model)
        clock.lap("model")
        if turn == 0 and model.flows > effort.exact_flows:
            outlook = look_ahead(problem, effort, elastic)
            clock.lap("blocks")
        found = _same_classes(model, attempt, effort, elastic) if attempt else None
        if found is None:
            found = _find(model, effort, elastic, outlook, clock)
        if found.values is None:
            # Out of time while refining: the attempt before breaks the limits of a few units, and is kept.
            return attempt if attempt and not found.impossible else _Attempt(model, found)
        _inherit_bounds(found, attempt.found if attempt else None)
        paths = [paths_of_type(model, k, found.values) for k in range(len(model.types))]
        people = assign(problem, model, paths, effort.seed)
        clock.lap("people")
        attempt = _Attempt(model, found, people)
        over = {int(u) for u in people.excess_units()}
        effort.report("people", float(len(over)), 0.0)
        if over <= refined:
            break
        refined |= over
    assert attempt is not None
    return attempt


def _find(model: Model, effort: Effort, elastic: bool, outlook: Outlook | None, clock: Clock) -> Found:
    """Search and round to whole officials; when no whole officials fit the classes chosen, search both at once."""
    found = Search(model, effort, elastic, outlook).run()
    clock.lap("search")
    if found.values is not None and not found.exact:
        found.values = integer_flows(model, found.values, found.tiers, effort, elastic)
        clock.lap("integer flows")
        if found.values is None:
            found = Search(model, replace(effort, exact_flows=model.flows), elastic, outlook).run()
            clock.lap("search")
    return found


def _same_classes(model: Model, earlier: _Attempt, effort: Effort, elastic: bool) -> Found | None:
    """The refined model with the classes of the attempt before, if that is still good enough."""
    before = earlier.found
    if before.values is None or before.exact:
        return None
    values = np.zeros(model.columns)
    for cell, column in model.classes.items():
        values[column] = before.values[earlier.model.classes[cell]]
    whole = integer_flows(model, values, before.tiers, effort, elastic)
    if whole is None:
        return None
    cost = float(np.dot(whole, np.array(model.cost)))
    if cost - before.bound > max(ACCEPTED, 2 * effort.gap) * abs(cost):
        return None
    return Found(whole, list(before.tiers), before.bound, before.timed_out)


def _inherit_bounds(found: Found, earlier: Found | None) -> None:
    """Refining only adds rules, so a bound proven before stays valid as long as the tiers above it are as good."""
    if earlier is None:
        return
    for k, (now, before) in enumerate(zip(found.tiers, earlier.tiers, strict=True)):
        found.tiers[k] = Tier(now.name, now.value, max(now.bound, before.bound))
        if now.value > before.value:
            return
    found.bound = max(found.bound, earlier.bound)


def _plan(problem: Problem, attempt: _Attempt, effort: Effort, clock: Clock) -> Plan:
    model, found = attempt.model, attempt.found
    openings: list[Opening] = []
    if attempt.people is not None and found.values is not None:
        going = attempt.people.attendances()
        for cell in sorted(set(going) | set(model.classes)):
            classes = round(found.values[model.classes[cell]]) if cell in model.classes else 0
            if cell in going and len(going[cell]) or classes:
                people = going.get(cell, attempt.people.load[:0, 0])
                openings.append(Opening(problem.programmes[cell[0]].code, cell[1], classes, people))
    plan = Plan(FEASIBLE, tuple(openings), seed=effort.seed, version=VERSION)
    verdict = verify(problem, plan)
    clock.lap("verify")
    tiers = _tiers(problem, attempt, verdict)
    met = all(t.gap <= (effort.gap if t.name == "cost" else 0.0) for t in tiers)
    status = UNSOLVED if not verdict.is_feasible else OPTIMAL if met else FEASIBLE
    clock.lap("plan")
    return replace(
        plan,
        status=status,
        tiers=tuple(tiers),
        cost=verdict.cost,
        bound=tiers[-1].bound,
        reproducible=not found.timed_out,
        seconds=time.monotonic() - clock.begun,
        phases=dict(clock.phases),
    )


def _tiers(problem: Problem, attempt: _Attempt, verdict: Verdict) -> list[Tier]:
    """The tiers as verified on the people, next to their proven bounds."""
    missing = {r.target: r.missing for r in verdict.targets}
    tiers = []
    names = tier_columns(attempt.model, elastic=any(t.name.startswith("hard") for t in attempt.found.tiers))
    of_column = {column: k for k, column in attempt.model.missing.items()}
    for (name, columns), tier in zip(names, attempt.found.tiers, strict=False):
        value = sum(missing[problem.targets[of_column[c]].code] for c in columns)
        tiers.append(Tier(name, float(value), tier.bound))
    kept = sum(len(p) for p in problem.previous.values()) - verdict.dropped if problem.previous else 0
    cost = verdict.cost + verdict.penalty - problem.stability_price * kept
    bound = attempt.found.bound * attempt.model.scale
    if math.isfinite(bound):
        # Every plan costs whole đồng.
        bound = math.ceil(bound - max(1e-3, abs(bound) * 1e-9))
    tiers.append(Tier("cost", float(cost), min(float(bound), float(cost))))
    return tiers


def digest(text: str) -> str:
    """The identity of a problem file."""
    return hashlib.sha256(text.encode()).hexdigest()
