"""An impossible problem: the conflict named is one, every part of it is needed, and the relaxation helps."""

from __future__ import annotations

import os

import pytest

from hientai.planner.multiyear.conflict import rule_keys
from hientai.planner.multiyear.plan import INFEASIBLE
from hientai.planner.multiyear.relaxation import relaxed_problem
from hientai.planner.multiyear.solve import Options, solve
from tests.planner.multiyear.oracle import TooLarge, best
from tests.planner.multiyear.small import small_problem

SEEDS = range(2000, 2000 + int(os.environ.get("HIENTAI_CONFLICTS", "60")))


@pytest.mark.parametrize("start", SEEDS[::15])
def test_conflict_is_true_and_smallest(start: int) -> None:
    judged = 0
    for seed in range(start, start + 15):
        problem = small_problem(seed)
        try:
            if best(problem, limit=5_000).value is not None:
                continue
            plan = solve(problem, Options())
            assert plan.status == INFEASIBLE, seed
            assert plan.conflicts, seed
            conflict = plan.conflicts[0]
            assert conflict.proven, seed
            others = frozenset(rule_keys(problem)) - set(conflict.rules)
            assert best(problem, off=others).value is None, (seed, "the rules named do not contradict each other")
            for rule in conflict.rules:
                assert best(problem, off=others | {rule}).value is not None, (seed, rule, "is not needed")
        except TooLarge:
            continue
        judged += 1
    assert judged >= 2


@pytest.mark.parametrize("start", SEEDS[::15])
def test_relaxation_makes_the_problem_possible(start: int) -> None:
    judged = 0
    for seed in range(start, start + 15):
        problem = small_problem(seed)
        try:
            if best(problem, limit=5_000).value is not None:
                continue
            plan = solve(problem, Options())
            if not plan.relaxation:
                continue
            assert best(relaxed_problem(problem, plan.relaxation)).value is not None, (seed, plan.relaxation)
        except TooLarge:
            continue
        judged += 1
    assert judged >= 2
