"""The school's half-year as data: what is to be placed, with whom, where and when; JSON in and out.

The unit of time is the half-day (buổi, 4 tiết), named by its date and its part of the day (0 morning, 1 afternoon, 2
evening).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

PARTS = ("morning", "afternoon", "evening")
EVENING = 2
LECTURE, DISCUSSION, FIELD_STUDY, EXAM, INTERVIEW, OPENING, CLOSING = (
    "lecture",
    "discussion",
    "field_study",
    "exam",
    "interview",
    "opening",
    "closing",
)
KINDS = (LECTURE, DISCUSSION, FIELD_STUDY, EXAM, INTERVIEW, OPENING, CLOSING)


class ProblemError(ValueError):
    """A problem or plan file that contradicts itself; the message names the part."""


@dataclass(frozen=True)
class Absence:
    """A half-day, or with `part` None a whole day, on which a lecturer or a room is not to be had."""

    on: date
    part: int | None = None


@dataclass(frozen=True)
class ClosedDay:
    """A day without teaching: a holiday, a congress, an election."""

    on: date
    reason: str


@dataclass(frozen=True)
class Topic:
    """A topic (chuyên đề) of a module (học phần) and the equipment its room must have."""

    id: str
    module: str
    name: str = ""
    equipment: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lecturer:
    """Who may teach which topics; `norm` in half-days of the half-year, `week_limit` in half-days, `fee` in points
    a half-day.
    """

    id: str
    name: str
    topics: tuple[str, ...]
    is_visiting: bool = False
    lives_far: bool = False
    norm: int = 60
    week_limit: int = 10
    fee: int = 0
    unavailable: tuple[Absence, ...] = ()


@dataclass(frozen=True)
class Room:
    """A room with its seats and equipment."""

    id: str
    name: str
    capacity: int
    equipment: tuple[str, ...] = ()
    unavailable: tuple[Absence, ...] = ()


@dataclass(frozen=True)
class Window:
    """Days, both inclusive, on which a class may meet."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class TrainingClass:
    """A class: learners, those of them who board on days with sessions, when it may meet, in which parts of the day."""

    id: str
    name: str
    size: int
    windows: tuple[Window, ...]
    boarders: int = 0
    parts: tuple[int, ...] = (0, 1)
    lives_far: bool = False


@dataclass(frozen=True)
class Session:
    """One thing to be placed: a half-day, or a whole day when `half_days` is 2.

    `after` names the sessions of the class that must be over before; `near` the one it should follow closely; `on`
    and `part` a day fixed in advance (opening, exam, interviews).
    """

    id: str
    class_id: str
    topic: str | None
    kind: str = LECTURE
    half_days: int = 1
    after: tuple[str, ...] = ()
    near: str | None = None
    on: date | None = None
    part: int | None = None
    needs_lecturer: bool = True
    needs_room: bool = True


@dataclass(frozen=True)
class Placement:
    """Where a session stands: its (first) half-day, lecturer and room (None when it needs none)."""

    session: str
    on: date
    part: int
    lecturer: str | None = None
    room: str | None = None


@dataclass(frozen=True)
class Pin:
    """What a planner has locked of a session; None leaves that side free."""

    session: str
    on: date | None = None
    part: int | None = None
    lecturer: str | None = None
    room: str | None = None


@dataclass(frozen=True)
class Plan:
    """A timetable; sessions of the problem that are missing here are unplaced."""

    placements: tuple[Placement, ...]

    def by_session(self) -> dict[str, Placement]:
        """The placement of every placed session."""
        return {one.session: one for one in self.placements}


@dataclass(frozen=True)
class Problem:
    """A half-year. `weekdays` are the teaching days (0 Monday), `weights` override those of `criteria`, `previous`
    is the plan to stay near.
    """

    name: str
    starts_on: date
    ends_on: date
    topics: tuple[Topic, ...]
    lecturers: tuple[Lecturer, ...]
    rooms: tuple[Room, ...]
    classes: tuple[TrainingClass, ...]
    sessions: tuple[Session, ...]
    closed: tuple[ClosedDay, ...] = ()
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    boarding_capacity: int | None = None
    pins: tuple[Pin, ...] = ()
    weights: dict[str, int] = field(default_factory=dict)
    previous: Plan | None = None

    def __post_init__(self) -> None:
        _check(self)


def _check(problem: Problem) -> None:
    if problem.ends_on < problem.starts_on:
        raise ProblemError("the half-year ends before it starts")
    topics = _unique("topic", [one.id for one in problem.topics])
    lecturers = _unique("lecturer", [one.id for one in problem.lecturers])
    rooms = _unique("room", [one.id for one in problem.rooms])
    classes = _unique("class", [one.id for one in problem.classes])
    sessions = _unique("session", [one.id for one in problem.sessions])
    for lecturer in problem.lecturers:
        _known("topic", lecturer.topics, topics, f"lecturer {lecturer.id}")
    owner = {one.id: one.class_id for one in problem.sessions}
    for one in problem.sessions:
        _known("class", (one.class_id,), classes, f"session {one.id}")
        if one.topic is not None:
            _known("topic", (one.topic,), topics, f"session {one.id}")
        linked = (*one.after, *((one.near,) if one.near else ()))
        _known("session", linked, sessions, f"session {one.id}")
        if any(owner[other] != one.class_id for other in linked):
            raise ProblemError(f"session {one.id} is ordered after a session of another class")
        if one.kind not in KINDS or one.half_days not in (1, 2):
            raise ProblemError(f"session {one.id}: unknown kind {one.kind!r} or length {one.half_days}")
        if one.needs_lecturer and one.topic is None:
            raise ProblemError(f"session {one.id} needs a lecturer but has no topic")
    for pin in problem.pins:
        _known("session", (pin.session,), sessions, "a pin")
        _known("lecturer", (pin.lecturer,) if pin.lecturer else (), lecturers, f"the pin of {pin.session}")
        _known("room", (pin.room,) if pin.room else (), rooms, f"the pin of {pin.session}")


def _unique(what: str, ids: list[str]) -> set[str]:
    if len(set(ids)) != len(ids):
        raise ProblemError(f"two {what}s have the same id")
    return set(ids)


def _known(what: str, ids: tuple[str, ...], known: set[str], where: str) -> None:
    for one in ids:
        if one not in known:
            raise ProblemError(f"{where} names the unknown {what} {one}")


def order_closure(problem: Problem) -> dict[str, frozenset[str]]:
    """For every session all that must be over before it, directly or through others; raises `ProblemError` on a
    circle.
    """
    direct = {one.id: one.after for one in problem.sessions}
    closure: dict[str, frozenset[str]] = {}
    open_ids: set[str] = set()
    for start in direct:
        stack = [start]
        while stack:
            one = stack[-1]
            if one in closure:
                stack.pop()
                open_ids.discard(one)
                continue
            waiting = [other for other in direct[one] if other not in closure]
            if waiting:
                open_ids.add(one)
                if any(other in open_ids for other in waiting):
                    raise ProblemError(f"the order of session {one} runs in a circle")
                stack.extend(waiting)
            else:
                closure[one] = frozenset(direct[one]).union(*(closure[other] for other in direct[one]))
    return closure
