"""Solve an instance of ITC-2007 track 3 by simulated annealing, one chain per processor."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hientai.planner.timetable.itc2007.kernel import HARD, WORKING_DAYS, Fixed, Ints, State, anneal, drop
from hientai.planner.timetable.itc2007.problem import Instance, Lecture

HOT = 8.0
COLD = 0.12
CHAIN_SHARE = 0.04
WARM = 0.9
CHUNK = 400_000


@dataclass(frozen=True)
class Outcome:
    """The best placement found, its cost (soft, or with `HARD` a violation), and what the search took."""

    lectures: list[Lecture]
    cost: int
    steps: int
    seconds: float
    cpu_seconds: float
    chain_costs: tuple[int, ...]


def compile_instance(instance: Instance) -> Fixed:
    """The instance as the arrays of the kernel."""
    index = {course.name: number for number, course in enumerate(instance.courses)}
    count = len(index)
    member = np.zeros((len(instance.curricula), count), np.int32)
    for q, curriculum in enumerate(instance.curricula):
        for name in curriculum.courses:
            member[q, index[name]] = 1
    teachers = [course.teacher for course in instance.courses]
    clash = (member.T @ member > 0).astype(np.int32)
    for a in range(count):
        for b in range(count):
            if teachers[a] == teachers[b]:
                clash[a, b] = 1
    unavailable = np.zeros((count, instance.days * instance.periods_per_day), np.int32)
    for name, day, period in instance.unavailable:
        unavailable[index[name], day * instance.periods_per_day + period] = 1
    course_of = [number for number, course in enumerate(instance.courses) for _ in range(course.lectures)]
    clash_start, clash_list = _slices([np.flatnonzero(row) for row in clash])
    curricula_start, curricula_list = _slices([np.flatnonzero(column) for column in member.T])
    sizes = [count, len(course_of), unavailable.shape[1], instance.periods_per_day, len(instance.rooms)]
    return Fixed(
        sizes=np.array(sizes, np.int32),
        course_of=np.array(course_of, np.int32),
        min_days=np.array([course.min_working_days for course in instance.courses], np.int32),
        seats_short=np.array(
            [[max(0, course.students - room.capacity) for room in instance.rooms] for course in instance.courses],
            np.int32,
        ),
        unavailable=unavailable,
        clash=clash,
        clash_start=clash_start,
        clash_list=clash_list,
        curricula_start=curricula_start,
        curricula_list=curricula_list,
        in_curriculum=member,
        isolated=_isolated(instance.periods_per_day),
    )


def _slices(rows: Sequence[NDArray[np.intp]]) -> tuple[Ints, Ints]:
    start = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)
    joined = np.concatenate(rows) if rows else np.zeros(0)
    return start, joined.astype(np.int32)


def _isolated(periods: int) -> Ints:
    """For every set of a day's periods: how many of them have no neighbour in the set."""
    masks = range(1 << periods)
    return np.array([(mask & ~(mask << 1) & ~(mask >> 1)).bit_count() for mask in masks], np.int32)


def empty_state(fixed: Fixed) -> State:
    """No lecture placed; its cost is `empty_cost`."""
    courses, lectures, periods, per_day, rooms = (int(size) for size in fixed.sizes)
    curricula = fixed.in_curriculum.shape[0]
    days = periods // per_day
    return State(
        cell=np.full(lectures, -1, np.int32),
        holder=np.full(periods * rooms, -1, np.int32),
        clashing=np.zeros((courses, periods), np.int32),
        on_day=np.zeros((courses, days), np.int32),
        days_used=np.zeros(courses, np.int32),
        in_room=np.zeros((courses, rooms), np.int32),
        met=np.zeros((curricula, periods), np.int32),
        day_mask=np.zeros((curricula, days), np.int32),
    )


def empty_cost(fixed: Fixed) -> int:
    """The cost before the first lecture is placed: missing working days, less the one room each course may use
    freely.
    """
    used = len(np.unique(fixed.course_of))
    return WORKING_DAYS * int(fixed.min_days.sum()) - used


def construct(fixed: Fixed, state: State, rng: np.random.Generator) -> int:
    """Place every lecture, the hardest courses first, each where it costs least at once; returns the cost."""
    _courses, lectures, periods, _per_day, rooms = (int(size) for size in fixed.sizes)
    hardness = fixed.clash.sum(axis=1) + fixed.unavailable.sum(axis=1)
    order = sorted(range(lectures), key=lambda one: (-int(hardness[fixed.course_of[one]]), rng.random()))
    cost = empty_cost(fixed)
    for lecture in order:
        course = fixed.course_of[lecture]
        burden = (
            HARD * (fixed.unavailable[course] + state.clashing[course])[:, None] + fixed.seats_short[course][None, :]
        )
        burden = burden + rng.random((periods, rooms))
        burden[state.holder.reshape(periods, rooms) >= 0] = np.inf
        cost += drop(fixed, state, lecture, int(burden.argmin()))
    return cost


class _Chain:
    """One annealing chain with its own random numbers, state and best placement."""

    def __init__(self, fixed: Fixed, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.fixed = fixed
        self.state = empty_state(fixed)
        cost = construct(fixed, self.state, rng)
        self.costs = np.array([cost, cost], np.int64)
        self.best = self.state.cell.copy()
        self.words = rng.integers(1, 1 << 62, 1, dtype=np.uint64)
        self.paper = (np.empty_like(self.best), np.empty_like(self.best))
        self.steps = 0
        self.cpu_seconds = 0.0

    def run(self, hot: float, cold: float, steps: int) -> None:
        started = time.thread_time()
        anneal(self.fixed, self.state, self.best, self.costs, self.words, hot, cold, steps, CHAIN_SHARE, *self.paper)
        self.steps += steps
        self.cpu_seconds += time.thread_time() - started

    def restart_from(self, cell: Ints) -> None:
        """Go on from a given placement."""
        fresh = empty_state(self.fixed)
        for mine, new in zip(self.state, fresh, strict=True):
            mine[...] = new
        cost = empty_cost(self.fixed)
        for lecture, where in enumerate(cell):
            cost += drop(self.fixed, self.state, lecture, int(where))
        self.costs[0] = cost

    def anneal(self, hot: float, cold: float, seconds: float | None, steps: int) -> None:
        """Cool from `hot` to `cold` within `seconds`, or within `steps` when there is no time limit; stops at cost
        0.
        """
        started = time.monotonic()
        done, temperature = 0, hot
        while self.costs[1] > 0:
            share = done / steps if seconds is None else (time.monotonic() - started) / seconds
            if share >= 1:
                return
            size = min(CHUNK, steps - done) if seconds is None else CHUNK
            ahead = size / steps if seconds is None else (share / done * size if done else 0.001)
            target = hot * (cold / hot) ** min(1.0, share + ahead)
            self.run(temperature, target, size)
            temperature = target
            done += size


def solve(
    instance: Instance, *, time_limit: float, seed: int = 1, chains: int | None = None, steps: int | None = None
) -> Outcome:
    """The best timetable found within `time_limit` seconds.

    With `steps` (per chain) instead of the clock the result depends on the seed alone and is the same on every
    machine; `time_limit` is then ignored.
    """
    started = time.monotonic()
    fixed = compile_instance(instance)
    if len(fixed.course_of) > fixed.sizes[2] * fixed.sizes[4]:
        raise ValueError("there are more lectures than rooms times periods: no timetable exists")
    count = chains or min(2, os.cpu_count() or 1)
    team = [_Chain(fixed, seed * 1_000_003 + number) for number in range(count)]
    team[0].run(COLD, COLD, 0)
    seconds = None if steps is not None else max(0.1, time_limit - (time.monotonic() - started) - 0.3)

    def work(chain: _Chain) -> None:
        first, second = _shares(seconds, steps)
        chain.anneal(HOT, COLD, first[0], first[1])
        if second[0] != 0 and chain.costs[1] > 0:
            chain.restart_from(chain.best)
            chain.anneal(WARM, COLD, second[0], second[1])

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, team))
    winner = min(team, key=lambda chain: int(chain.costs[1]))
    return Outcome(
        lectures=_lectures(instance, fixed, winner.best),
        cost=int(winner.costs[1]),
        steps=sum(chain.steps for chain in team),
        seconds=time.monotonic() - started,
        cpu_seconds=sum(chain.cpu_seconds for chain in team),
        chain_costs=tuple(int(chain.costs[1]) for chain in team),
    )


def _shares(seconds: float | None, steps: int | None) -> tuple[tuple[float | None, int], tuple[float | None, int]]:
    """Most of the effort for one long cooling, the rest for a reheating of the best."""
    if seconds is not None:
        return (0.8 * seconds, 0), (0.2 * seconds, 0)
    total = steps or 0
    return (None, int(0.8 * total)), (None, total - int(0.8 * total))


def _lectures(instance: Instance, fixed: Fixed, cell: Ints) -> list[Lecture]:
    rooms, per_day = len(instance.rooms), instance.periods_per_day
    found = []
    for lecture, where in enumerate(cell):
        period, room = divmod(int(where), rooms)
        day, slot = divmod(period, per_day)
        found.append(Lecture(instance.courses[fixed.course_of[lecture]].name, instance.rooms[room].name, day, slot))
    return found
