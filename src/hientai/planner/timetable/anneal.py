"""Simulated annealing of the school's half-year from a given plan: one chain, stepped by the caller."""

from __future__ import annotations

import time

import numpy as np

from hientai.planner.timetable.arrays import Compiled, empty_state, enter, plan_of, unpacked
from hientai.planner.timetable.moves import CHAIN, anneal
from hientai.planner.timetable.problem import Plan

CHUNK = 20_000


class Chain:
    """One annealing chain with its own random numbers and state."""

    def __init__(self, compiled: Compiled, plan: Plan, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.compiled = compiled
        self.rng = rng
        self.words = rng.integers(1, 1 << 62, 1, dtype=np.uint64)
        self.steps = 0
        self.cpu_seconds = 0.0
        self.feasible_after: float | None = None
        self.best = np.zeros((3, len(compiled.sessions)), np.int64)
        self.costs = np.zeros(2, np.int64)
        self.work = np.zeros((CHAIN + 1, 5), np.int64)
        self.enter(plan)
        self.costs[1] = self.costs[0]
        self._note()

    def enter(self, plan: Plan) -> None:
        """Go on from a plan; the best plan found so far is kept."""
        self.state = empty_state(self.compiled)
        self.costs[0] = enter(self.compiled, self.state, plan, self.rng)
        if self.costs[0] < self.costs[1]:
            self.costs[1] = self.costs[0]
            self._note()

    def _note(self) -> None:
        for row, values in enumerate((self.state.slot, self.state.who, self.state.room)):
            self.best[row] = values

    @property
    def violations(self) -> int:
        """Violations of the best plan."""
        return unpacked(int(self.costs[1]))[0]

    @property
    def penalty(self) -> int:
        """Penalty of the best plan."""
        return unpacked(int(self.costs[1]))[1]

    def plan(self) -> Plan:
        """The best plan."""
        return plan_of(self.compiled, self.best)

    def run(self, hot: float, cold: float, *, seconds: float | None, steps: int = 0, clock: float = 0.0) -> None:
        """Cool from `hot` to `cold` within `seconds`, or within `steps` when there is no time limit.

        `clock` is the monotonic time the search began, to note when the plan first kept every rule.
        """
        started = time.monotonic()
        done, temperature = 0, hot
        while len(self.compiled.movable):
            share = done / steps if seconds is None else (time.monotonic() - started) / seconds
            if share >= 1:
                return
            size = min(CHUNK, steps - done) if seconds is None else CHUNK
            ahead = size / steps if seconds is None else (share / done * size if done else 0.001)
            target = hot * (cold / hot) ** min(1.0, share + ahead)
            began = time.thread_time()
            anneal(
                self.compiled.fixed,
                self.state,
                self.compiled.movable,
                self.best,
                self.costs,
                self.words,
                temperature,
                target,
                size,
                self.work,
            )
            self.cpu_seconds += time.thread_time() - began
            self.steps += size
            done += size
            temperature = target
            if self.feasible_after is None and self.violations == 0:
                self.feasible_after = time.monotonic() - clock
