"""A half-year small enough to check by hand, and the plan that fits it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hientai.planner.timetable.problem import (
    Absence,
    ClosedDay,
    Lecturer,
    Placement,
    Plan,
    Problem,
    Room,
    Session,
    Topic,
    TrainingClass,
    Window,
)

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
WEDNESDAY = date(2026, 3, 4)
THURSDAY = date(2026, 3, 5)


def small() -> Problem:
    """Two classes in one week: A has a lecture in two parts and its discussion, B a lecture and a field study."""
    week = (Window(MONDAY, date(2026, 3, 6)),)
    return Problem(
        name="small",
        starts_on=MONDAY,
        ends_on=date(2026, 3, 13),
        topics=(Topic("t1", "m1", "Xây dựng Đảng", ("projector",)), Topic("t2", "m1", "Dân vận")),
        lecturers=(
            Lecturer("an", "Cô An", ("t1", "t2"), norm=3, unavailable=(Absence(THURSDAY),)),
            Lecturer("binh", "Thầy Bình", ("t1",), norm=3),
            Lecturer("chi", "Bà Chi", ("t2",), is_visiting=True, lives_far=True, fee=2, week_limit=2),
        ),
        rooms=(Room("hall", "Hội trường", 100, ("projector",)), Room("small", "Phòng nhỏ", 40)),
        classes=(
            TrainingClass("A", "Lớp A", 50, week, boarders=30),
            TrainingClass("B", "Lớp B", 30, week, boarders=20),
        ),
        sessions=(
            Session("A1", "A", "t1"),
            Session("A2", "A", "t1", after=("A1",), near="A1"),
            Session("A3", "A", "t1", kind="discussion", after=("A2",), near="A2"),
            Session("B1", "B", "t2"),
            Session(
                "B2", "B", None, kind="field_study", half_days=2, after=("B1",), needs_lecturer=False, needs_room=False
            ),
            Session("B3", "B", None, kind="closing", after=("B2",), on=THURSDAY, part=1, needs_lecturer=False),
        ),
        closed=(ClosedDay(date(2026, 3, 6), "Đại hội"),),
        boarding_capacity=50,
    )


def fitting() -> Plan:
    """A plan of `small` that keeps every rule."""
    return Plan(
        (
            Placement("A1", MONDAY, 0, "an", "hall"),
            Placement("A2", MONDAY, 1, "an", "hall"),
            Placement("A3", TUESDAY, 0, "an", "hall"),
            Placement("B1", MONDAY, 0, "chi", "small"),
            Placement("B2", TUESDAY, 0),
            Placement("B3", THURSDAY, 1, None, "small"),
        )
    )


def moved(plan: Plan, session: str, **changes: Any) -> Plan:
    """The plan with one placement changed."""
    return Plan(tuple(replace(one, **changes) if one.session == session else one for one in plan.placements))
