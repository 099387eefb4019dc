"""A plan laid out on its grid: what the criteria look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from hientai.planner.timetable.calendar import Grid, grid_of
from hientai.planner.timetable.problem import (
    DISCUSSION,
    LECTURE,
    PARTS,
    Lecturer,
    Placement,
    Plan,
    Problem,
    Room,
    Session,
    Topic,
    TrainingClass,
    order_closure,
)


@dataclass(frozen=True)
class Placed:
    """A session with its placement; `slots` are the half-days it takes (grid numbers)."""

    session: Session
    at: Placement
    slots: tuple[int, ...]

    @property
    def day(self) -> int:
        """The number of its day in the grid."""
        return self.slots[0] // len(PARTS)


class Book:
    """A problem with its parts by id and its grid; built once, used for any number of plans."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.grid: Grid = grid_of(problem)
        self.sessions: dict[str, Session] = {one.id: one for one in problem.sessions}
        self.topics: dict[str, Topic] = {one.id: one for one in problem.topics}
        self.lecturers: dict[str, Lecturer] = {one.id: one for one in problem.lecturers}
        self.rooms: dict[str, Room] = {one.id: one for one in problem.rooms}
        self.classes: dict[str, TrainingClass] = {one.id: one for one in problem.classes}
        self.qualified: dict[str, list[str]] = defaultdict(list)
        for lecturer in problem.lecturers:
            for topic in lecturer.topics:
                self.qualified[topic].append(lecturer.id)

    @cached_property
    def before(self) -> dict[str, frozenset[str]]:
        """All that must be over before each session."""
        return order_closure(self.problem)

    @cached_property
    def lecturer_absent(self) -> dict[str, set[int]]:
        """The slots on which each lecturer is not to be had."""
        return {one.id: self.grid.absent(one.unavailable) for one in self.problem.lecturers}

    @cached_property
    def room_absent(self) -> dict[str, set[int]]:
        """The slots on which each room is not to be had."""
        return {one.id: self.grid.absent(one.unavailable) for one in self.problem.rooms}

    @cached_property
    def class_open(self) -> dict[str, frozenset[int]]:
        """The slots of each class: inside its windows, in its parts of the day, closed days out."""
        return {
            one.id: frozenset(
                day * len(PARTS) + part
                for day, on in enumerate(self.grid.days)
                if on not in self.grid.closed and any(w.starts_on <= on <= w.ends_on for w in one.windows)
                for part in one.parts
            )
            for one in self.problem.classes
        }

    def taught_by_one(self, session: Session) -> bool:
        """Whether the session counts for 'the same lecturer through the topic and the module'."""
        return session.needs_lecturer and session.kind in (LECTURE, DISCUSSION)


class Sheet:
    """A plan of a book: the placed sessions by class, lecturer, room and half-day."""

    def __init__(self, book: Book, plan: Plan) -> None:
        self.book = book
        self.plan = plan
        self.placed: dict[str, Placed] = {}
        self.off_grid: list[Placement] = []
        for at in plan.placements:
            session = book.sessions.get(at.session)
            first = book.grid.slot(at.on, at.part)
            if session is None or first is None or at.session in self.placed:
                self.off_grid.append(at)
                continue
            self.placed[at.session] = Placed(session, at, tuple(range(first, first + session.half_days)))

    @cached_property
    def of_class(self) -> dict[str, list[Placed]]:
        """The placed sessions of every class."""
        return self._group(lambda one: one.session.class_id)

    @cached_property
    def of_lecturer(self) -> dict[str, list[Placed]]:
        """The placed sessions of every lecturer who has any."""
        return self._group(lambda one: one.at.lecturer)

    @cached_property
    def of_room(self) -> dict[str, list[Placed]]:
        """The placed sessions of every room that has any."""
        return self._group(lambda one: one.at.room)

    def _group(self, key: Callable[[Placed], str | None]) -> dict[str, list[Placed]]:
        groups: dict[str, list[Placed]] = defaultdict(list)
        for one in self.placed.values():
            name = key(one)
            if name is not None:
                groups[name].append(one)
        return groups

    def half_days(self, lecturer: str) -> int:
        """The half-days a lecturer teaches."""
        return sum(len(one.slots) for one in self.of_lecturer.get(lecturer, []))

    def weeks_of(self, lecturer: str) -> Counter[int]:
        """Half-days of a lecturer by week."""
        week = self.book.grid.week_of_day
        return Counter(week[slot // len(PARTS)] for one in self.of_lecturer.get(lecturer, []) for slot in one.slots)

    def days_of(self, lecturer: str) -> Counter[int]:
        """Half-days of a lecturer by day."""
        return Counter(slot // len(PARTS) for one in self.of_lecturer.get(lecturer, []) for slot in one.slots)
