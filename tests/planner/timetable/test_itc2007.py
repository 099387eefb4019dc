"""The public benchmark: the reader refuses nonsense, the judge counts by the rules, the search agrees with the
judge.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hientai.planner.timetable.itc2007 import kernel
from hientai.planner.timetable.itc2007.problem import (
    InstanceError,
    Lecture,
    read_instance,
    read_solution,
    write_solution,
)
from hientai.planner.timetable.itc2007.solve import (
    CHAIN_SHARE,
    compile_instance,
    construct,
    empty_cost,
    empty_state,
    solve,
)
from hientai.planner.timetable.itc2007.verify import verify

DATA = Path(__file__).parent / "data"

TINY = """Name: Tiny
Courses: 3
Rooms: 2
Days: 2
Periods_per_day: 3
Curricula: 1
Constraints: 1

COURSES:
a t1 2 2 30
b t2 1 1 10
c t1 1 1 10

ROOMS:
big 40
small 20

CURRICULA:
q 2 a b

UNAVAILABILITY_CONSTRAINTS:
b 0 0

END.
"""


def test_the_reader_keeps_every_part_of_the_instance() -> None:
    instance = read_instance((DATA / "comp02.ctt").read_text())
    assert (len(instance.courses), len(instance.rooms), len(instance.curricula)) == (82, 16, 70)
    assert len(instance.unavailable) == 513
    assert (instance.days, instance.periods_per_day) == (5, 5)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("Courses: 3", "Courses: 4", "announces 4 courses"),
        ("q 2 a b", "q 2 a z", "unknown course z"),
        ("q 2 a b", "q 3 a b", "malformed"),
        ("b 0 0", "b 0 9", "outside the instance"),
        ("a t1 2 2 30", "a t1 two 2 30", "malformed"),
        ("Days: 2\n", "", "lacks days"),
    ],
)
def test_the_reader_refuses_an_instance_that_does_not_add_up(old: str, new: str, complaint: str) -> None:
    with pytest.raises(InstanceError, match=complaint):
        read_instance(TINY.replace(old, new))


def test_a_solution_survives_writing_and_reading() -> None:
    lectures = [Lecture("a", "big", 0, 0), Lecture("b", "small", 1, 2)]
    assert write_solution(lectures) == "a big 0 0\nb small 1 2\n"
    assert read_solution(write_solution(lectures)) == lectures


def test_a_malformed_solution_line_is_named() -> None:
    with pytest.raises(InstanceError, match="line 2"):
        read_solution("a big 0 0\nb small x 2\n")


def place(*lines: str) -> list[Lecture]:
    return read_solution("\n".join(lines))


def test_the_judge_finds_nothing_wrong_with_a_perfect_timetable() -> None:
    # b stands next to a on day 0, but the lone a of day 1 is isolated in its curriculum: the least possible cost is 2.
    verdict = verify(read_instance(TINY), place("a big 0 0", "b big 0 1", "a big 1 0", "c small 1 1"))
    assert verdict.is_feasible
    assert (verdict.cost, verdict.curriculum_compactness) == (2, 2)


@pytest.mark.parametrize(
    ("lines", "field", "count"),
    [
        (("a big 0 0", "b big 0 1", "c small 1 1"), "lectures", 1),
        (("a big 0 0", "a small 0 0", "b big 0 1", "c small 1 1"), "lectures", 1),
        (("a big 0 0", "b big 0 1", "a big 1 0", "c small 1 0"), "conflicts", 1),
        (("a big 0 1", "b small 0 1", "a big 1 0", "c small 1 1"), "conflicts", 1),
        (("a big 0 1", "b big 0 0", "a big 1 0", "c small 1 1"), "availability", 1),
        (("a big 0 0", "b big 0 1", "a big 1 0", "c big 1 0"), "room_occupation", 1),
        (("a small 0 0", "b small 0 1", "a small 1 0", "c small 1 1"), "room_capacity", 20),
        (("a big 0 0", "b big 0 2", "a big 0 1", "c small 1 1"), "min_working_days", 5),
        (("a big 0 0", "b big 0 2", "a big 1 0", "c small 1 1"), "curriculum_compactness", 6),
        (("a big 0 0", "b big 0 1", "a small 1 0", "c small 1 1"), "room_stability", 1),
    ],
)
def test_the_judge_counts_each_rule(lines: tuple[str, ...], field: str, count: int) -> None:
    assert getattr(verify(read_instance(TINY), place(*lines)), field) == count


def test_unknown_names_make_a_solution_infeasible() -> None:
    verdict = verify(
        read_instance(TINY), place("a big 0 0", "b big 0 1", "a big 1 0", "c small 1 1", "z big 0 0", "a attic 0 0")
    )
    assert not verdict.is_feasible
    assert verdict.errors == ("unknown course z", "unknown room attic")


@pytest.mark.parametrize("name", ["comp01", "comp02", "comp05"])
@pytest.mark.parametrize("hot", [0.2, 40.0])
def test_the_running_cost_of_the_search_is_the_cost_of_its_placement(name: str, hot: float) -> None:
    fixed = compile_instance(read_instance((DATA / f"{name}.ctt").read_text()))
    state = empty_state(fixed)
    cost = construct(fixed, state, np.random.default_rng(3))
    costs = np.array([cost, cost], np.int64)
    best = state.cell.copy()
    kernel.anneal(
        fixed,
        state,
        best,
        costs,
        np.array([12345], np.uint64),
        hot,
        hot,
        30_000,
        10 * CHAIN_SHARE,
        best.copy(),
        best.copy(),
    )
    again = empty_state(fixed)
    recount = empty_cost(fixed) + sum(
        kernel.drop(fixed, again, lecture, int(cell)) for lecture, cell in enumerate(state.cell)
    )
    assert costs[0] == recount
    for ours, theirs in zip(state, again, strict=True):
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize(("name", "ceiling"), [("comp01", 25), ("comp02", 130), ("comp04", 75), ("comp11", 10)])
def test_a_short_search_is_feasible_and_agrees_with_the_judge(name: str, ceiling: int) -> None:
    instance = read_instance((DATA / f"{name}.ctt").read_text())
    outcome = solve(instance, time_limit=1, seed=5, steps=1_500_000, chains=1)
    verdict = verify(instance, outcome.lectures)
    assert verdict.is_feasible
    assert verdict.cost == outcome.cost <= ceiling


def test_the_same_seed_and_steps_give_the_same_timetable() -> None:
    instance = read_instance((DATA / "comp05.ctt").read_text())
    runs = [solve(instance, time_limit=1, seed=9, steps=300_000, chains=2) for _ in range(2)]
    assert runs[0].lectures == runs[1].lectures
    assert solve(instance, time_limit=1, seed=10, steps=300_000, chains=2).lectures != runs[0].lectures


def test_the_clock_is_kept() -> None:
    instance = read_instance((DATA / "comp05.ctt").read_text())
    assert solve(instance, time_limit=2, seed=1).seconds < 3


def test_too_many_lectures_are_refused() -> None:
    with pytest.raises(ValueError, match="no timetable exists"):
        solve(read_instance(TINY.replace("a t1 2", "a t1 20")), time_limit=1)
