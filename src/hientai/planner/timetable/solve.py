"""Make a half-year's timetable: the clerk's plan first, then annealing on every processor, then the judge.

Solve from nothing, or go on from a plan (`start`): what is pinned in the problem stays, and with `Problem.previous` the
search pays for every session that differs from what was announced.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from hientai.planner.timetable.anneal import Chain
from hientai.planner.timetable.arrays import compile_problem
from hientai.planner.timetable.greedy import greedy
from hientai.planner.timetable.problem import Pin, Plan, Problem
from hientai.planner.timetable.sheet import Book
from hientai.planner.timetable.verify import Verdict, verify

HOT = 3.0
COLD = 0.2
WARM = 0.8


@dataclass(frozen=True)
class Outcome:
    """The best plan with its verdict; the clerk's verdict for comparison; seconds until every rule was kept (None:
    never).
    """

    plan: Plan
    verdict: Verdict
    greedy: Verdict
    feasible_after: float | None
    steps: int
    seconds: float
    cpu_seconds: float


def solve(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    seed: int = 1,
    chains: int | None = None,
    steps: int | None = None,
    start: Plan | None = None,
) -> Outcome:
    """The best plan found within `time_limit` seconds.

    With `steps` (per chain) instead of the clock the result depends on the seed alone and `time_limit` is ignored.
    Sessions that cannot be placed without breaking a rule are left out of the plan; the verdict lists them.
    """
    clock = time.monotonic()
    book = Book(problem)
    clerk = greedy(problem, book=book)
    clerk_verdict = verify(problem, clerk, book=book)
    clerk_seconds = time.monotonic() - clock
    compiled = compile_problem(book)
    count = chains or min(2, os.cpu_count() or 1)
    team = [Chain(compiled, start or clerk, seed * 1_000_003 + number) for number in range(count)]
    team[0].run(COLD, COLD, seconds=None, steps=1)
    seconds = None if steps is not None else max(0.1, time_limit - (time.monotonic() - clock) - 0.5)

    def work(chain: Chain) -> None:
        hot = HOT if start is None else WARM
        first = None if seconds is None else 0.75 * seconds
        chain.run(hot, COLD, seconds=first, steps=int(0.75 * (steps or 0)), clock=clock)
        second = None if seconds is None else 0.25 * seconds
        chain.enter(chain.plan())
        chain.run(WARM, COLD, seconds=second, steps=int(0.25 * (steps or 0)), clock=clock)

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, team))
    winner = min(team, key=lambda chain: int(chain.costs[1]))
    plan = without_violations(book, winner.plan())
    verdict = verify(problem, plan, book=book)
    moments = [chain.feasible_after for chain in team if chain.feasible_after is not None]
    if clerk_verdict.is_feasible and start is None:
        moments = [clerk_seconds]
    return Outcome(
        plan=plan,
        verdict=verdict,
        greedy=clerk_verdict,
        feasible_after=min(moments, default=None),
        steps=sum(chain.steps for chain in team),
        seconds=time.monotonic() - clock,
        cpu_seconds=sum(chain.cpu_seconds for chain in team),
    )


def without_violations(book: Book, plan: Plan) -> Plan:
    """The plan without the sessions that break a rule, taken out one by one, those in most violations first."""
    while True:
        blame: dict[str, int] = {}
        placed = {one.session for one in plan.placements}
        for finding in verify(book.problem, plan, book=book).violations:
            names = [name for name in finding.sessions if name in placed] or _blamed(
                book, plan, finding.slot, finding.subject
            )
            for name in names:
                blame[name] = blame.get(name, 0) + 1
        if not blame:
            return plan
        worst = max(blame, key=lambda name: (blame[name], name))
        plan = Plan(tuple(one for one in plan.placements if one.session != worst))


def _blamed(book: Book, plan: Plan, slot: int | None, subject: str) -> list[str]:
    """The sessions behind a finding that names none: those of its day, or of its lecturer's week."""
    if slot is None:
        return []
    on, _part = book.grid.half_day(slot)
    week = on.isocalendar()[:2]
    if subject:
        return [one.session for one in plan.placements if one.lecturer == subject and one.on.isocalendar()[:2] == week]
    return [one.session for one in plan.placements if one.on == on]


def frozen(problem: Problem, plan: Plan, *, until: date) -> Problem:
    """The problem with everything placed before `until` pinned and the plan as the one to stay near: for extending a
    half-year that has begun."""
    pinned = {pin.session for pin in problem.pins}
    past = tuple(
        Pin(one.session, one.on, one.part, one.lecturer, one.room)
        for one in plan.placements
        if one.on < until and one.session not in pinned
    )
    return replace(problem, pins=(*problem.pins, *past), previous=plan)
