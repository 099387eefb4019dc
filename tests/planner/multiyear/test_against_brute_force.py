"""The planner against a naive reading of the rules that tries every plan."""

from __future__ import annotations

import os

import pytest

from hientai.planner.multiyear.plan import INFEASIBLE, OPTIMAL, Plan
from hientai.planner.multiyear.solve import Options, solve
from hientai.planner.multiyear.verify import verify
from tests.planner.multiyear.oracle import TooLarge, best
from tests.planner.multiyear.small import small_problem

BATCH = 25
BATCHES = int(os.environ.get("HIENTAI_SMALL_PROBLEMS", "300")) // BATCH


def value_of(plan: Plan) -> tuple[int, ...]:
    """Shortfalls by priority and cost, as the oracle gives them."""
    tiers = {tier.name: round(tier.value) for tier in plan.tiers}
    return (*(tiers.get(f"targets, priority {k}", 0) for k in (1, 2, 3)), tiers["cost"])


@pytest.mark.parametrize("batch", range(BATCHES))
def test_plan_equals_the_best_of_all_plans(batch: int) -> None:
    compared = 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        problem = small_problem(seed)
        plan = solve(problem, Options(explain_conflicts=False))
        verdict = verify(problem, plan)
        try:
            answer = best(problem)
        except TooLarge:
            assert plan.status == INFEASIBLE or verdict.is_feasible, seed
            continue
        compared += 1
        if answer.value is None:
            assert plan.status == INFEASIBLE, seed
            assert not verdict.is_feasible, seed
        else:
            assert plan.status == OPTIMAL, (seed, plan.status, verdict.violations)
            assert verdict.is_feasible, (seed, verdict.violations)
            assert value_of(plan) == answer.value, seed
    assert compared >= BATCH // 2
