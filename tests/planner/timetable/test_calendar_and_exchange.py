"""Holidays against a table of the lunar calendar; problems and plans survive their file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from hientai.planner.timetable.calendar import grid_of, public_holidays, solar_of
from hientai.planner.timetable.exchange import plan_from_json, plan_to_json, problem_from_json, problem_to_json
from hientai.planner.timetable.generate import generate
from hientai.planner.timetable.problem import Pin, ProblemError, order_closure
from tests.planner.timetable.half_years import MONDAY, fitting, small

# First day of Tết as decided in Vietnam; in 2007 and 2030 it is a day before the Chinese new year.
TET = {
    2007: date(2007, 2, 17),
    2020: date(2020, 1, 25),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2030: date(2030, 2, 2),
}


@pytest.mark.parametrize(("year", "first"), TET.items())
def test_tet_falls_on_the_day_of_the_table(year: int, first: date) -> None:
    assert solar_of(year, 1, 1) == first
    assert first in {one.on for one in public_holidays(year)}


def test_the_kings_day_and_a_leap_year() -> None:
    assert solar_of(2025, 3, 10) == date(2025, 4, 7)
    assert solar_of(2025, 8, 15) == date(2025, 10, 6)  # after the leap sixth month
    assert solar_of(2023, 8, 15) == date(2023, 9, 29)  # after the leap second month


def test_the_grid_counts_teaching_days_and_weeks() -> None:
    grid = grid_of(small())
    assert len(grid.days) == 10 and grid.weeks == 2
    assert grid.slot(MONDAY, 1) == 1 and grid.half_day(4) == (date(2026, 3, 3), 1)
    assert grid.slot(date(2026, 3, 7), 0) is None


def test_problem_and_plan_survive_their_files() -> None:
    for problem in (replace(small(), pins=(Pin("A1", MONDAY),), previous=fitting()), generate(classes=3, seed=4)):
        assert problem_from_json(problem_to_json(problem)) == problem
    assert plan_from_json(plan_to_json(fitting(), {"seed": 1})) == fitting()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"capacity": 100', '"capacity": "large"', r"rooms\[0\].capacity: expected int"),
        ('"capacity": 100', '"seats": 100', "unknown field seats"),
        ('"2026-03-13"', '"13/3/2026"', "not a date"),
        ('"format": 1', '"format": 9', "format 9"),
        ('"near": "A1"', '"near": "Z9"', "unknown session Z9"),
    ],
)
def test_a_problem_file_that_is_wrong_is_refused_with_the_place(old: str, new: str, complaint: str) -> None:
    text = problem_to_json(small())
    assert old in text
    with pytest.raises(ProblemError, match=complaint):
        problem_from_json(text.replace(old, new, 1))


def test_a_circle_in_the_order_is_refused() -> None:
    sessions = tuple(replace(one, after=("A3",)) if one.id == "A1" else one for one in small().sessions)
    with pytest.raises(ProblemError, match="circle"):
        order_closure(replace(small(), sessions=sessions))


def test_the_generator_depends_on_its_seed_alone() -> None:
    assert generate(classes=4, seed=2) == generate(classes=4, seed=2)
    assert generate(classes=4, seed=2) != generate(classes=4, seed=3)
    assert json.loads(problem_to_json(generate(classes=4, seed=2)))["format"] == 1
