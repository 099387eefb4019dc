"""Every rule and every wish sees what it is for, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hientai.planner.timetable.criteria import RULES
from hientai.planner.timetable.explain import finding_in_words
from hientai.planner.timetable.problem import Absence, Pin, Placement, Plan, Problem, Room
from hientai.planner.timetable.sheet import Book
from hientai.planner.timetable.verify import verify
from hientai.planner.timetable.wishes import WISHES, weights_of
from tests.planner.timetable.half_years import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, fitting, moved, small


def broken(problem: Problem, plan: Plan) -> set[str]:
    return {one.criterion for one in verify(problem, plan).violations}


def test_the_fitting_plan_keeps_every_rule() -> None:
    assert verify(small(), fitting()).is_feasible


CASES: list[tuple[str, Plan]] = [
    ("session_placed", Plan(fitting().placements[1:])),
    ("class_not_double_booked", moved(fitting(), "A2", on=MONDAY, part=0, room="small", lecturer="binh")),
    ("lecturer_not_double_booked", moved(fitting(), "B1", lecturer="an")),
    ("room_not_double_booked", moved(fitting(), "B1", room="hall")),
    ("lecturer_qualified", moved(fitting(), "B1", lecturer="binh")),
    ("lecturer_available", moved(fitting(), "A3", on=THURSDAY)),
    ("room_available", moved(fitting(), "B1", room=None)),
    ("order_kept", moved(fitting(), "A1", on=WEDNESDAY)),
    ("room_large_enough", moved(fitting(), "A3", room="small")),
    ("room_equipped", moved(fitting(), "A3", room="small")),
    ("class_window_kept", moved(fitting(), "A3", on=date(2026, 3, 9))),
    ("closed_days_kept", moved(fitting(), "A3", on=date(2026, 3, 6))),
    ("fixed_day_kept", moved(fitting(), "B3", part=0)),
    ("whole_day_kept", moved(fitting(), "B2", part=1)),
]


@pytest.mark.parametrize(("rule", "plan"), CASES, ids=[rule for rule, _plan in CASES])
def test_each_rule_sees_its_violation(rule: str, plan: Plan) -> None:
    assert rule in broken(small(), plan)


def test_a_lecturer_double_booked_breaks_only_that_rule() -> None:
    assert broken(small(), moved(fitting(), "B1", lecturer="an")) == {"lecturer_not_double_booked"}


def test_order_is_kept_across_a_session_that_is_missing() -> None:
    plan = moved(fitting(), "A3", on=MONDAY, part=0)
    plan = Plan(tuple(one for one in plan.placements if one.session not in ("A2", "A1")))
    plan = Plan((*plan.placements, Placement("A1", MONDAY, 1, "binh", "hall")))
    assert "order_kept" in broken(small(), plan)


def test_boarding_limits_and_pins_are_seen() -> None:
    problem = small()
    assert broken(replace(problem, boarding_capacity=49), fitting()) == {"boarding_within_capacity"}
    tight = tuple(replace(one, week_limit=2) for one in problem.lecturers)
    assert broken(replace(problem, lecturers=tight), fitting()) == {"week_limit_kept"}
    assert broken(replace(problem, pins=(Pin("A3", lecturer="binh"),)), fitting()) == {"pin_kept"}
    shut = (Room("hall", "Hội trường", 100, ("projector",), (Absence(TUESDAY, 0),)), problem.rooms[1])
    assert broken(replace(problem, rooms=shut), fitting()) == {"room_available"}


def penalty(problem: Problem, plan: Plan, wish: str) -> int:
    return verify(problem, plan).penalties[wish]


def test_the_penalties_of_the_fitting_plan_are_those_counted_by_hand() -> None:
    # B waits on Monday afternoon and from Wednesday morning to Thursday morning: 4 half-days at 2 points.
    # An teaches A1–A3, exactly her norm; Chi comes once (4), for a single half-day (2), at 2 points.
    verdict = verify(small(), fitting())
    assert {name: points for name, points in verdict.penalties.items() if points} == {
        "days_compact": 8,
        "trips_few": 4,
        "visits_bundled": 2,
        "fees_low": 2,
    }
    assert verdict.penalty == 16


def test_each_wish_sees_what_it_is_for() -> None:
    problem = small()
    far = moved(fitting(), "A3", on=THURSDAY, lecturer="binh")
    assert penalty(problem, far, "discussion_near") == 2
    assert penalty(problem, far, "lecturer_through_topic") == 4
    assert penalty(problem, far, "lecturer_through_module") == 1
    low = tuple(replace(one, norm=1) for one in problem.lecturers)
    assert penalty(replace(problem, lecturers=low), fitting(), "load_fair") == 6
    assert penalty(problem, moved(fitting(), "B3", room="hall"), "room_steady") == 1
    assert penalty(problem, moved(fitting(), "B1", part=2), "evenings_spared") == 2
    previous = replace(problem, previous=fitting())
    assert penalty(previous, far, "plan_stable") == 3
    assert penalty(previous, fitting(), "plan_stable") == 0
    cheap = replace(problem, weights={"trips_few": 0})
    assert penalty(cheap, fitting(), "trips_few") == 0


def test_a_second_week_costs_the_class() -> None:
    problem = small()
    wide = tuple(replace(one, windows=(replace(one.windows[0], ends_on=date(2026, 3, 13)),)) for one in problem.classes)
    plan = moved(fitting(), "A3", on=date(2026, 3, 9))
    assert penalty(replace(problem, classes=wide), plan, "weeks_full") == 6


def test_unknown_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="no wish is called haste"):
        weights_of({"haste": 1})


def test_every_rule_and_wish_has_a_name_a_reason_and_a_sentence() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES) == 17
    book = Book(small())
    for _rule, plan in CASES:
        for finding in verify(small(), plan).violations:
            assert finding_in_words(book, finding).endswith(".")
    for wish in WISHES:
        assert wish.reason and wish.weight > 0
    for finding in verify(small(), fitting()).wishes:
        assert "{" not in finding_in_words(book, finding)
