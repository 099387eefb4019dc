"""The judge names every rule that a plan made by hand breaks, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from hientai.planner.multiyear.plan import Opening, Plan
from hientai.planner.multiyear.problem import (
    Admission,
    ClassPin,
    GroupFilter,
    Official,
    Pin,
    Problem,
    Programme,
    Source,
    Target,
    Unit,
    columns,
    month_index,
)
from hientai.planner.multiyear.verify import verify

YEARS = (2022, 2023, 2024)
OFFICIALS = [
    Official("an", "u1", month_index(1985, 3), groups=frozenset({"leader"})),
    Official("binh", "u1", month_index(1985, 3), groups=frozenset({"leader"})),
    Official("chi", "u2", month_index(1985, 3), groups=frozenset({"leader", "key"})),
    Official("dung", "u2", month_index(1962, 3), leaves=month_index(2024, 6), groups=frozenset({"leader"})),
    Official("em", "u2", month_index(2000, 3), groups=frozenset(), holds=frozenset({"basic"})),
]
LEADERS = (Admission(GroupFilter(("leader",)), age_min_months=30 * 12),)
PROGRAMMES = (
    Programme(
        "BASIC", days_per_year=20, long=True, grants=("basic",), admissions=LEADERS, class_min=2, class_max=3,
        classes_per_year=1, weeks_per_class=4, cost_per_learner={"state": 3}, cost_per_class={"state": 10},
    ),
    Programme(
        "HIGH", duration_years=2, days_per_year=30, long=True, full_time=True, external=True, seats_per_year=1,
        grants=("high",), requires=("basic",), admissions=LEADERS, service_after_months=24,
        cost_per_learner={"state": 20},
    ),
    Programme("YEARLY", days_per_year=1, yearly=True, compulsory=True, grants=("fresh",), class_min=1, class_max=9),
)  # fmt: skip


def problem_of(**changes: object) -> Problem:
    units = (Unit("u1"), Unit("u2"))
    table, profiles = columns(OFFICIALS, units)
    target = Target("T", 2024, who=GroupFilter(("leader",)), held_any=("basic",), share=Decimal("0.5"), hard=True)
    problem = Problem(
        "by hand", YEARS, units, (Source("state", "", {2022: 1_000}),), PROGRAMMES, (target,), profiles, table,
        classroom_weeks={2022: 4}, absence_permille=500, working_days=200, full_time_groups=("key",),
    )  # fmt: skip
    return replace(problem, **changes).checked()  # type: ignore[arg-type]


def plan_of(*openings: tuple[str, int, int, str], yearly: bool = True) -> Plan:
    """Openings as (programme, year, classes, names); the yearly obligation is met unless told otherwise."""
    codes = [o.code for o in OFFICIALS]
    rows = [*openings]
    if yearly:
        everybody = " ".join(codes)
        rows += [("YEARLY", 2022, 1, everybody), ("YEARLY", 2023, 1, everybody)]
        rows += [("YEARLY", 2024, 1, "an binh chi em")]
    return Plan("given", tuple(Opening(p, y, n, np.array([codes.index(c) for c in w.split()])) for p, y, n, w in rows))


GOOD = ("BASIC", 2022, 1, "an binh")


def test_good_plan_breaks_nothing() -> None:
    verdict = verify(problem_of(), plan_of(GOOD, ("HIGH", 2023, 0, "an")))
    assert verdict.violations == ()
    assert verdict.is_feasible
    assert verdict.cost == 2 * 3 + 10 + 2 * 20
    assert verdict.spent == {("state", 2022): 16, ("state", 2023): 20, ("state", 2024): 20}
    assert [(t.population, t.reached, t.needed, t.missing) for t in verdict.targets] == [(3, 2, 2, 0)]


def only(verdict_of: Problem, plan: Plan) -> set[tuple[str, tuple[str, ...], int]]:
    return {(v.rule, v.subject, v.amount) for v in verify(verdict_of, plan).violations}


CASES: list[tuple[Callable[[], set[tuple[str, tuple[str, ...], int]]], set[tuple[str, tuple[str, ...], int]]]] = [
    (lambda: only(problem_of(), plan_of()), {("target_met", ("T",), 2)}),
    (
        lambda: only(problem_of(), plan_of(("BASIC", 2022, 1, "an binh em"))),
        {
            ("official_is_admitted", ("em", "BASIC", "2022"), 1),
            ("achievement_not_already_held", ("em", "BASIC", "2022"), 1),
        },
    ),
    (
        lambda: only(problem_of(), plan_of(("BASIC", 2024, 1, "an binh dung"))),
        {
            ("official_serves_throughout", ("dung", "BASIC", "2024"), 1),
            ("service_pays_back", ("dung", "BASIC", "2024"), 1),
        },
    ),
    (
        lambda: only(problem_of(), plan_of(("BASIC", 2022, 1, "an binh dung"), ("HIGH", 2023, 0, "dung"))),
        {
            ("official_serves_throughout", ("dung", "HIGH", "2023"), 1),
            ("service_pays_back", ("dung", "HIGH", "2023"), 1),
        },
    ),
    (
        lambda: only(problem_of(), plan_of(("BASIC", 2022, 1, "an binh chi"))),
        {("pool_member_goes_full_time", ("chi", "BASIC", "2022"), 1)},
    ),
    (
        lambda: only(problem_of(), plan_of(GOOD, ("HIGH", 2024, 0, "an"))),
        {("programme_ends_within_years", ("an", "HIGH", "2024"), 1)},
    ),
    (
        lambda: only(problem_of(), plan_of(GOOD, ("HIGH", 2022, 0, "an"))),
        {
            ("prerequisite_held_in_time", ("an", "HIGH", "2022"), 1),
            ("one_long_programme_at_a_time", ("an", "HIGH", "2022"), 1),
        },
    ),
    (
        lambda: only(problem_of(), plan_of(GOOD, ("BASIC", 2023, 1, "an dung"))),
        {("sent_once", ("an", "BASIC", "2023"), 1)},
    ),
    (
        lambda: only(problem_of(), plan_of(GOOD, ("HIGH", 2023, 0, "an binh"))),
        {("seats_within_limit", ("HIGH", "2023"), 1)},
    ),
    (
        lambda: only(problem_of(), plan_of(GOOD, ("BASIC", 2023, 1, "dung"))),
        {("class_size_within_bounds", ("BASIC", "2023"), 1)},
    ),
    (
        lambda: only(problem_of(), plan_of(("BASIC", 2022, 2, "an binh dung"))),
        {
            ("class_size_within_bounds", ("BASIC", "2022"), 1),
            ("classes_within_limit", ("BASIC", "2022"), 1),
            ("classroom_weeks_within_limit", ("2022",), 4),
        },
    ),
    (
        lambda: only(problem_of(sources=(Source("state", "", {2022: 12}),)), plan_of(GOOD)),
        {("budget_within_limit", ("state", "2022"), 4)},
    ),
    (
        # u1 has 2 officials × 200 days × 5% = 20 days; two learners are away for 20 days each and one yearly day each.
        lambda: only(problem_of(absence_permille=50), plan_of(GOOD)),
        {("unit_absence_within_limit", ("u1", "2022"), 22)},
    ),
    (
        lambda: only(problem_of(), plan_of(GOOD, yearly=False)),
        {
            ("obligation_met", ("YEARLY", "2022"), 5),
            ("obligation_met", ("YEARLY", "2023"), 5),
            ("obligation_met", ("YEARLY", "2024"), 4),
        },
    ),
    (
        lambda: only(
            problem_of(pins=(Pin("dung", "BASIC", 2022), Pin("an", "BASIC", None, send=False))), plan_of(GOOD)
        ),
        {("pin_kept", ("dung", "BASIC", "2022"), 1), ("pin_kept", ("an", "BASIC", ""), 1)},
    ),
    (
        lambda: only(problem_of(class_pins=(ClassPin("BASIC", 2023, 1),)), plan_of(GOOD)),
        {("class_pin_kept", ("BASIC", "2023"), 1)},
    ),
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_broken_rule_is_named(number: int) -> None:
    found, expected = CASES[number]
    assert found() == expected


def test_soft_targets_are_figures_not_violations() -> None:
    soft = Target("S", 2024, held_any=("high",), required=2, price=7)
    verdict = verify(problem_of(targets=(soft,)), plan_of(GOOD))
    assert verdict.is_feasible
    assert verdict.penalty == 14


def test_dropped_starts_of_the_previous_plan_are_counted() -> None:
    previous = {("BASIC", 2022): ("an", "dung", "unknown")}
    assert verify(problem_of(previous=previous), plan_of(GOOD)).dropped == 1
