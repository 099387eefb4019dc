"""Cancellations are mended with the fewest changes; what cannot be solved is explained by facts that can be taken
back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hientai.planner.timetable.conflict import Conflict, Fact, find_conflict, is_solvable, relax, restrict
from hientai.planner.timetable.explain import change_in_words, conflict_in_words
from hientai.planner.timetable.generate import generate
from hientai.planner.timetable.problem import Absence, Pin, Problem
from hientai.planner.timetable.repair import changes_between, repair, repairs, without
from hientai.planner.timetable.sheet import Book
from hientai.planner.timetable.solve import solve
from hientai.planner.timetable.verify import verify
from tests.planner.timetable.half_years import MONDAY, TUESDAY, WEDNESDAY, fitting, small


def test_a_substitute_is_found_for_the_one_session_lost() -> None:
    problem = without(small(), "an", TUESDAY)
    mended = repair(problem, fitting())
    assert mended is not None
    assert verify(problem, mended.plan).is_feasible
    assert [one.session for one in mended.changes] == ["A3"]
    assert mended.is_proven and mended.least == 1
    words = change_in_words(Book(problem), mended.changes[0])
    assert words.startswith("buổi A3 (Xây dựng Đảng, Lớp A): sáng 03/03/2026, Cô An, Hội trường → ")


def test_when_moving_the_lost_session_alone_is_impossible_one_more_moves_and_that_is_proven() -> None:
    # Bình may not substitute and An is gone from Tuesday: A3 must go to Monday, where A1 and A2 stand.
    problem = without(without(without(small(), "an", TUESDAY), "an", WEDNESDAY), "an", date(2026, 3, 5))
    lecturers = tuple(replace(one, topics=()) if one.id == "binh" else one for one in problem.lecturers)
    windows = tuple(replace(one.windows[0], starts_on=date(2026, 3, 2)) for one in problem.classes[:1])
    evenings = replace(problem.classes[0], windows=windows, parts=(0, 1, 2))
    shut = tuple(replace(one, unavailable=(Absence(MONDAY, 2),)) if one.id == "hall" else one for one in problem.rooms)
    problem = replace(problem, lecturers=lecturers, classes=(evenings, problem.classes[1]), rooms=shut)
    assert repair(problem, fitting()) is None
    opened = replace(problem, rooms=small().rooms)
    mended = repair(opened, fitting())
    assert mended is not None and [one.session for one in mended.changes] == ["A3"]


def test_nothing_changes_when_nothing_is_lost() -> None:
    mended = repair(small(), fitting())
    assert mended is not None and mended.changes == () and mended.is_proven


def test_cancellations_in_a_generated_half_year_are_mended_and_bounded() -> None:
    problem = generate(classes=6, seed=2)
    plan = solve(problem, seed=1, steps=60_000, chains=1).plan
    taught = sorted({(one.lecturer, one.on) for one in plan.placements if one.lecturer})
    for lecturer, on in taught[:: len(taught) // 5]:
        assert lecturer is not None
        lost = sum(one.lecturer == lecturer and one.on == on for one in plan.placements)
        after = without(problem, lecturer, on)
        mended = repair(after, plan, time_limit=10)
        assert mended is not None
        assert verify(after, mended.plan).is_feasible
        assert mended.changes == changes_between(plan, mended.plan)
        assert len(mended.changes) >= mended.least >= lost


def test_the_tutor_sees_different_repairs_the_smallest_first() -> None:
    problem = without(small(), "an", TUESDAY)
    found = repairs(problem, fitting(), time_limit=6)
    assert len(found) >= 2
    assert [len(one.changes) for one in found] == sorted(len(one.changes) for one in found)
    for one in found:
        assert verify(problem, one.plan).is_feasible
    kept = [one for one in found if one.way == "postpone"]
    assert all(change.after and change.after.lecturer == "an" for one in kept for change in one.changes)


def test_an_unknown_lecturer_is_refused() -> None:
    with pytest.raises(ValueError, match="no lecturer is called zed"):
        without(small(), "zed", MONDAY)


def check_irreducible(problem: Problem, conflict: Conflict) -> None:
    """Together the facts exclude the sessions; without any one of them these sessions can be placed."""
    part = restrict(problem, conflict.sessions)
    assert is_solvable(part, time_limit=10) is False
    for fact in conflict.facts:
        assert is_solvable(relax(part, [fact]), time_limit=10) is True


def kinds(conflict: Conflict) -> set[str]:
    return {fact.kind for fact in conflict.facts}


def test_a_solvable_problem_has_no_conflict() -> None:
    assert is_solvable(small(), time_limit=10) is True
    assert find_conflict(small(), time_limit=10) is None


def test_two_sessions_pinned_to_one_lecturer_at_once_are_named() -> None:
    problem = replace(small(), pins=(Pin("A1", MONDAY, 0, "an"), Pin("B1", MONDAY, 0, "an")))
    conflict = find_conflict(problem, time_limit=30)
    assert conflict is not None and conflict.is_irreducible
    assert set(conflict.facts) == {Fact("pin", "A1"), Fact("pin", "B1")}
    check_irreducible(problem, conflict)
    words = conflict_in_words(Book(problem), conflict)
    assert "buổi A1" in words and "02/03/2026" in words and "Cô An" in words


def test_a_class_with_more_sessions_than_half_days_is_explained_by_its_window() -> None:
    problem = small()
    narrow = replace(problem.classes[0].windows[0], ends_on=MONDAY)
    classes = (replace(problem.classes[0], windows=(narrow,)), problem.classes[1])
    conflict = find_conflict(replace(problem, classes=classes), time_limit=30)
    assert conflict is not None and conflict.is_irreducible
    assert set(conflict.facts) == {Fact("class_window", "A")}
    check_irreducible(replace(problem, classes=classes), conflict)


def test_nobody_to_teach_a_topic_is_explained() -> None:
    problem = small()
    staff = tuple(replace(one, topics=()) for one in problem.lecturers)
    conflict = find_conflict(replace(problem, lecturers=staff), time_limit=30)
    assert conflict is not None and len(conflict.facts) == 1
    assert kinds(conflict) == {"qualified"}


def test_two_classes_that_need_one_lecturer_at_one_time_are_explained_across_classes() -> None:
    problem = small()
    sessions = tuple(
        replace(one, topic="t1", on=TUESDAY, part=0) if one.id in ("A1", "B1") else replace(one, after=(), near=None)
        for one in problem.sessions
    )
    staff = tuple(replace(one, topics=()) if one.id == "binh" else one for one in problem.lecturers)
    rooms = tuple(replace(one, equipment=("projector",)) for one in problem.rooms)
    harder = replace(problem, sessions=sessions, lecturers=staff, rooms=rooms)
    conflict = find_conflict(harder, time_limit=40)
    assert conflict is not None and conflict.is_irreducible
    assert set(conflict.facts) == {Fact("qualified", "t1"), Fact("fixed_day", "A1"), Fact("fixed_day", "B1")}
    check_irreducible(harder, conflict)


def test_an_absence_planted_in_a_generated_half_year_is_found() -> None:
    problem = generate(classes=4, seed=3)
    victim = next(one for one in problem.sessions if one.needs_lecturer)
    days = [on for course in problem.classes if course.id == victim.class_id for on in _days(problem, course.id)]
    able = {one.id for one in problem.lecturers if victim.topic in one.topics}
    staff = tuple(
        replace(one, unavailable=tuple(Absence(on) for on in days)) if one.id in able else one
        for one in problem.lecturers
    )
    harder = replace(problem, lecturers=staff)
    assert not solve(harder, steps=10_000, chains=1).verdict.is_feasible
    conflict = find_conflict(harder, time_limit=12)
    assert conflict is not None
    assert victim.id in conflict.sessions or kinds(conflict) & {"lecturer_absent", "qualified"}
    # The named sessions are impossible as they stand, whether or not there was time to shrink the facts.
    assert is_solvable(restrict(harder, conflict.sessions), time_limit=10) is False
    if conflict.is_irreducible:
        check_irreducible(harder, conflict)


def _days(problem: Problem, course: str) -> list[date]:
    book = Book(problem)
    return sorted({book.grid.half_day(slot)[0] for slot in book.class_open[course]})
