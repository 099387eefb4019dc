"""The search: every plan passes the judge, pins stay, the seed decides, and no plan is cheaper than the bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from hientai.planner.timetable.anneal import Chain
from hientai.planner.timetable.arrays import compile_problem, empty_state, enter, plan_of, unpacked
from hientai.planner.timetable.bound import bound
from hientai.planner.timetable.generate import generate
from hientai.planner.timetable.greedy import greedy
from hientai.planner.timetable.moves import CHAIN, anneal
from hientai.planner.timetable.problem import Pin, Plan
from hientai.planner.timetable.sheet import Book
from hientai.planner.timetable.solve import frozen, solve, without_violations
from hientai.planner.timetable.verify import verify
from tests.planner.timetable.half_years import fitting, small


@pytest.mark.parametrize(("classes", "seed", "hot"), [(3, 1, 0.5), (6, 2, 3.0), (9, 3, 60.0)])
def test_the_running_cost_is_that_of_the_judge(classes: int, seed: int, hot: float) -> None:
    problem = generate(classes=classes, seed=seed)
    problem = replace(problem, previous=greedy(problem))
    book = Book(problem)
    compiled = compile_problem(book)
    chain = Chain(compiled, greedy(problem, book=book), seed)
    for _ in range(3):
        anneal(
            compiled.fixed,
            chain.state,
            compiled.movable,
            chain.best,
            chain.costs,
            chain.words,
            hot,
            hot,
            20_000,
            np.zeros((CHAIN + 1, 5), np.int64),
        )
        now = plan_of(compiled, np.array([chain.state.slot, chain.state.who, chain.state.room]))
        recount = enter(compiled, empty_state(compiled), now, np.random.default_rng(0))
        assert chain.costs[0] == recount
        violations, penalty = unpacked(int(chain.costs[0]))
        verdict = verify(problem, now, book=book)
        assert penalty == verdict.penalty
        assert (violations == 0) == verdict.is_feasible


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_half_years_are_solved_and_pass_the_judge(seed: int) -> None:
    problem = generate(classes=6, seed=seed)
    outcome = solve(problem, seed=seed, steps=150_000, chains=1)
    assert outcome.verdict.is_feasible
    assert verify(problem, outcome.plan) == outcome.verdict
    assert outcome.verdict.penalty < 0.8 * outcome.greedy.penalty


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = generate(classes=4, seed=5)
    first, again = (solve(problem, seed=3, steps=40_000, chains=2) for _ in range(2))
    assert first.plan == again.plan


def test_no_plan_is_cheaper_than_the_bound() -> None:
    problem = generate(classes=4, seed=7)
    floor = bound(Book(problem), time_limit=4)
    outcome = solve(problem, seed=1, steps=400_000, chains=1)
    assert 0 < floor.total <= outcome.verdict.penalty
    verdict = verify(small(), fitting())
    assert bound(Book(small()), time_limit=2).total <= verdict.penalty


def test_pins_stay_where_they_are() -> None:
    problem = generate(classes=3, seed=6)
    plan = solve(problem, seed=1, steps=30_000, chains=1).plan
    chosen = plan.placements[::7]
    pins = tuple(Pin(one.session, one.on, one.part, one.lecturer, one.room) for one in chosen)
    again = solve(replace(problem, pins=pins), seed=9, steps=30_000, chains=1).plan.by_session()
    assert [again[one.session] for one in chosen] == list(chosen)


def test_a_half_year_that_has_begun_is_extended_without_touching_its_past() -> None:
    problem = generate(classes=3, seed=8)
    plan = solve(problem, seed=1, steps=30_000, chains=1).plan
    middle = problem.starts_on + timedelta(days=60)
    extended = frozen(problem, plan, until=middle)
    again = solve(extended, seed=2, steps=30_000, chains=1, start=plan)
    assert again.verdict.is_feasible
    past = {one for one in plan.placements if one.on < middle}
    assert past and past <= set(again.plan.placements)


def test_what_breaks_a_rule_is_left_out_and_reported() -> None:
    problem = small()
    tight = replace(problem, boarding_capacity=30)
    plan = without_violations(Book(tight), fitting())
    left = verify(tight, plan)
    assert {one.criterion for one in left.violations} == {"session_placed"}
    assert not solve(tight, steps=5_000, chains=1).verdict.violations or left.unplaced > 0


def test_the_clerk_never_breaks_a_rule() -> None:
    for seed in range(1, 5):
        problem = generate(classes=12, seed=seed)
        assert {one.criterion for one in verify(problem, greedy(problem)).violations} <= {"session_placed"}
    assert verify(small(), Plan(())).unplaced == 6
