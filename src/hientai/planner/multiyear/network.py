"""The time-expanded network of one type: states of what has been completed, arcs of what is started.

Every path from the start to the sink is a sequence of programmes one official may follow, prerequisites in time and
long programmes one after the other; every allowed sequence is such a path.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations

from hientai.planner.multiyear.criteria import NOTHING_RELAXED, Relaxed
from hientai.planner.multiyear.futures import FutureType
from hientai.planner.multiyear.problem import Problem, ProblemError

SINK = -1
START = 0
LARGEST_NETWORK = 20_000

Take = tuple[int, int]
"""A start: (programme index, year)."""


@dataclass(frozen=True, slots=True)
class Arc:
    """Officials moving from node ``tail`` to ``head`` (or ``SINK``): they start ``takes``; ``counts`` maps targets
    (indices) to 1 where the arc is the moment from which they satisfy it by its year."""

    tail: int
    head: int
    takes: tuple[Take, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes are numbered from ``START``; arcs without takes are waits."""

    nodes: int
    arcs: tuple[Arc, ...]


_State = tuple[int, int, int, int]
"""(year, completed programmes as bits, running long programme or -1, its last year)."""


class _Maker:
    def __init__(self, problem: Problem, kind: FutureType, relaxed: Relaxed) -> None:
        self.kind = kind
        self.part = kind.component
        self.programmes = [problem.programmes[i] for i in self.part.programmes]
        self.free = [f"prerequisite_held_in_time:{p.code}" in relaxed for p in self.programmes]
        self.repeat_ok = [f"achievement_not_already_held:{p.code}" in relaxed for p in self.programmes]
        self.targets = [(k, problem.targets[k]) for k in kind.counts]
        self.last = self.part.years[-1]
        self.offset = self.part.years[0]
        self.held_cache: dict[int, frozenset[str]] = {}
        self.options_cache: dict[tuple[int, int, int], list[tuple[tuple[int, ...], int]]] = {}

    def held(self, done: int) -> frozenset[str]:
        known = self.held_cache.get(done)
        if known is None:
            granted = chain.from_iterable(p.grants for i, p in enumerate(self.programmes) if done >> i & 1)
            known = self.held_cache[done] = self.kind.holds | frozenset(granted)
        return known

    def options(self, year: int, done: int, running: int) -> list[tuple[tuple[int, ...], int]]:
        """What may be started in ``year``: (short programmes, long programme or -1), never nothing."""
        key = (year, done, running)
        known = self.options_cache.get(key)
        if known is not None:
            return known
        held = self.held(done)
        short, long = [], [-1]
        for i, p in enumerate(self.programmes):
            if done >> i & 1 or i == running or not self.kind.eligible[i, year - self.offset]:
                continue
            if not self.free[i] and not held.issuperset(p.requires):
                continue
            if p.grants and not p.yearly and not self.repeat_ok[i] and held.issuperset(p.grants):
                continue
            if not p.long:
                short.append(i)
            elif running < 0:
                long.append(i)
        subsets = chain.from_iterable(combinations(short, r) for r in range(len(short) + 1))
        result = [(s, x) for s in subsets for x in long if s or x >= 0]
        self.options_cache[key] = result
        return result

    def advance(self, state: _State) -> _State | None:
        """The next state in which something may be started; None when there is none."""
        year, done, running, end = state
        while year <= self.last:
            if running >= 0 and end < year:
                done, running, end = done | 1 << running, -1, 0
            if self.options(year, done, running):
                return (year, done, running, end)
            year += 1
        return None

    def counts(self, state: _State, after: _State, head: _State | None) -> tuple[int, ...]:
        """Targets newly satisfied (by their year) between the two states."""
        result = []
        _, done, running, end = after
        until = head[0] - 1 if head else self.last
        for k, target in self.targets:
            if state[0] > target.year or target.satisfied(self.held(state[1])):
                continue
            at = min(until, target.year)
            reached = done | 1 << running if running >= 0 and end <= at else done
            if target.satisfied(self.held(reached)):
                result.append(k)
        return tuple(result)

    def build(self) -> Network:
        number: dict[_State, int] = {}
        arcs: list[Arc] = []
        queue: list[_State] = []

        def node(state: _State | None) -> int:
            if state is None:
                return SINK
            if state not in number:
                number[state] = len(number) + 1
                queue.append(state)
            return number[state]

        def leave(tail: int, state: _State) -> None:
            year, done, running, end = state
            for short, long in self.options(year, done, running):
                reached = done
                for i in short:
                    reached |= 1 << i
                now, until = (long, year + self.programmes[long].duration_years - 1) if long >= 0 else (running, end)
                after = (year + 1, reached, now, until)
                head = self.advance(after)
                chosen = (*short, long) if long >= 0 else short
                takes = tuple((self.part.programmes[i], year) for i in chosen)
                arcs.append(Arc(tail, node(head), takes, self.counts(state, after, head)))

        for year in self.part.years:
            leave(START, (year, 0, -1, 0))
        at = 0
        while at < len(queue):
            state = queue[at]
            at += 1
            leave(number[state], state)
            after = (state[0] + 1, *state[1:])
            head = self.advance(after)
            gained = self.counts(state, after, head)
            # A wait that leads nowhere and gains nothing needs no arc: officials may simply stay at a node.
            if head is not None or gained:
                arcs.append(Arc(number[state], node(head), (), gained))
            if len(arcs) > LARGEST_NETWORK:
                codes = ", ".join(p.code for p in self.programmes)
                raise ProblemError(f"too many combinations of programmes that depend on each other: {codes}")
        return Network(len(number) + 1, tuple(arcs))


def build_network(problem: Problem, kind: FutureType, relaxed: Relaxed = NOTHING_RELAXED) -> Network:
    """The network of one type.

    Raises ProblemError when the programmes of the component can be combined in more than ``LARGEST_NETWORK`` arcs.
    """
    return _Maker(problem, kind, relaxed).build()
