"""Facts about plans are true: each is checked against the judge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hientai.planner.multiyear.explain import BARRED, LIMITED, NOT_NEEDED, PINNED, SENT, USEFUL, Explainer
from hientai.planner.multiyear.plan import Opening, Plan
from hientai.planner.multiyear.solve import Options, solve
from tests.planner.multiyear.small import small_problem
from tests.planner.multiyear.test_verify import GOOD, plan_of, problem_of

BATCH = 10


def fact_of(explainer: Explainer, official: str, programme: str):  # type: ignore[no-untyped-def]
    return next(f for f in explainer.official(official) if f.programme == programme)


def test_reasons_for_and_against() -> None:
    explainer = Explainer(problem_of(), plan_of(GOOD, ("HIGH", 2023, 0, "an")))
    assert (fact_of(explainer, "an", "BASIC").kind, fact_of(explainer, "an", "BASIC").year) == (SENT, 2022)
    assert fact_of(explainer, "an", "BASIC").targets == ("T",)
    young = fact_of(explainer, "em", "BASIC")
    assert young.kind == BARRED
    assert ("official_is_admitted", (2022, 2023, 2024), ()) in young.rules
    key = fact_of(explainer, "chi", "BASIC")
    assert (key.kind, key.rules[0][0]) == (BARRED, "pool_member_goes_full_time")
    second = fact_of(explainer, "binh", "HIGH")
    assert second.kind == LIMITED
    assert second.rules == (("seats_within_limit", (2023,), ("HIGH", "2023")),)


def test_who_could_still_serve_a_missed_target_is_told_apart() -> None:
    explainer = Explainer(problem_of(), plan_of())
    fact = explainer.target("T")
    assert (fact.result.missing, fact.free) == (2, 2)
    assert fact.barred == (("pool_member_goes_full_time", 1),)


def test_unknown_names() -> None:
    explainer = Explainer(problem_of(), plan_of(GOOD))
    with pytest.raises(KeyError):
        explainer.official("nobody")
    with pytest.raises(KeyError):
        explainer.target("NONE")


@pytest.mark.parametrize("start", range(0, 40, BATCH))
def test_every_fact_about_a_solved_plan_holds(start: int) -> None:
    for seed in range(start, start + BATCH):
        problem = small_problem(seed)
        plan = solve(problem, Options(explain_conflicts=False))
        explainer = Explainer(problem, plan)
        for k, code in enumerate(problem.officials.code):
            for fact in explainer.official(code):
                years = [o.year for o in plan.openings if o.programme == fact.programme and k in o.attendees]
                assert (fact.kind in (SENT, PINNED)) == bool(years), (seed, fact)
                if fact.kind in (NOT_NEEDED, USEFUL):
                    assert any(_adds_cleanly(problem, plan, k, fact.programme, y) for y in problem.years), (seed, fact)
                if fact.kind in (BARRED, LIMITED):
                    assert fact.rules, (seed, fact)
                    assert not any(_adds_cleanly(problem, plan, k, fact.programme, y) for y in problem.years)
        assert sum(f.cost for f in explainer.openings()) == explainer.verdict.cost
        for target in problem.targets:
            found = explainer.target(target.code)
            lacking = found.result.population - found.result.reached
            assert found.free + sum(n for _, n in found.barred) == lacking, (seed, target.code, found)


def _adds_cleanly(problem, plan: Plan, person: int, programme: str, year: int) -> bool:  # type: ignore[no-untyped-def]
    """Whether the official can be added without breaking anything that was not broken before."""
    before = set(Explainer(problem, plan).verdict.violations)
    for more in (0, 1):
        old = plan.opening(programme, year)
        people = np.union1d(old.attendees if old else [], [person]).astype(np.int64)
        added = Opening(programme, year, (old.classes if old else 0) + more, people)
        rest = tuple(o for o in plan.openings if o is not old)
        if set(Explainer(problem, replace(plan, openings=(*rest, added))).verdict.violations) <= before:
            return True
    return False
