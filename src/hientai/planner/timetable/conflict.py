"""Why a problem has no timetable: a smallest set of facts that cannot all hold.

A fact is a statement of the problem file that can be taken back (`relax`): an absence, a window, a fixed day, a pin,
the order of a class, who is assigned to a topic, seats, equipment, limits. The set is irreducible: taken together the
facts exclude every timetable of the named sessions, and without any one of them these sessions can be placed. Nobody
can be in two places at once is never taken back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from ortools.sat.python import cp_model

from hientai.planner.timetable.domains import domains
from hientai.planner.timetable.greedy import greedy
from hientai.planner.timetable.model import Model, solver_for
from hientai.planner.timetable.problem import Problem, Window, order_closure
from hientai.planner.timetable.sheet import Book
from hientai.planner.timetable.verify import verify

(
    LECTURER_ABSENT,
    ROOM_ABSENT,
    CLOSED,
    WINDOW,
    FIXED_DAY,
    PIN,
    ORDER,
    QUALIFIED,
    SEATS,
    EQUIPMENT,
    WEEK_LIMIT,
    BOARDING,
) = (
    "lecturer_absent",
    "room_absent",
    "closed_day",
    "class_window",
    "fixed_day",
    "pin",
    "order",
    "qualified",
    "seats",
    "equipment",
    "week_limit",
    "boarding",
)
UNLIMITED = 1_000_000
Item = TypeVar("Item")


@dataclass(frozen=True)
class Fact:
    """One statement of the problem: its kind, whom it is about, and the day where it has one."""

    kind: str
    subject: str
    on: date | None = None


@dataclass(frozen=True)
class Conflict:
    """Facts that exclude each other over some sessions; `is_irreducible` is False when the time ran out while
    shrinking.
    """

    facts: tuple[Fact, ...]
    sessions: tuple[str, ...]
    is_irreducible: bool


def facts_of(problem: Problem) -> list[Fact]:
    """All that could be taken back, in the order in which one would rather keep it."""
    used = {one.topic for one in problem.sessions if one.topic}
    classes = {one.class_id for one in problem.sessions}
    staff = [one for one in problem.lecturers if used & set(one.topics)]
    facts = [Fact(CLOSED, "", one.on) for one in problem.closed]
    facts += [Fact(ORDER, name) for name in sorted({one.class_id for one in problem.sessions if one.after})]
    facts += [Fact(SEATS, name) for name in sorted(classes)]
    facts += [Fact(EQUIPMENT, one.id) for one in problem.topics if one.id in used and one.equipment]
    facts += [Fact(QUALIFIED, one) for one in sorted(used)]
    facts += [Fact(BOARDING, "")] if problem.boarding_capacity is not None else []
    facts += [Fact(WEEK_LIMIT, one.id) for one in staff]
    facts += [
        Fact(ROOM_ABSENT, room.id, on) for room in problem.rooms for on in sorted({a.on for a in room.unavailable})
    ]
    facts += [Fact(LECTURER_ABSENT, one.id, on) for one in staff for on in sorted({a.on for a in one.unavailable})]
    facts += [Fact(WINDOW, name) for name in sorted(classes)]
    facts += [Fact(FIXED_DAY, one.id) for one in problem.sessions if one.on is not None or one.part is not None]
    return facts + [Fact(PIN, one.session) for one in problem.pins]


def relax(problem: Problem, facts: Iterable[Fact]) -> Problem:
    """The problem with some facts taken back."""
    gone = set(facts)
    wide = (Window(problem.starts_on, problem.ends_on),)
    open_topics = tuple(one.id for one in problem.topics if Fact(QUALIFIED, one.id) in gone)
    return replace(
        problem,
        closed=tuple(one for one in problem.closed if Fact(CLOSED, "", one.on) not in gone),
        topics=tuple(replace(one, equipment=()) if Fact(EQUIPMENT, one.id) in gone else one for one in problem.topics),
        lecturers=tuple(
            replace(
                one,
                topics=(*one.topics, *(topic for topic in open_topics if topic not in one.topics)),
                week_limit=UNLIMITED if Fact(WEEK_LIMIT, one.id) in gone else one.week_limit,
                unavailable=tuple(a for a in one.unavailable if Fact(LECTURER_ABSENT, one.id, a.on) not in gone),
            )
            for one in problem.lecturers
        ),
        rooms=tuple(
            replace(one, unavailable=tuple(a for a in one.unavailable if Fact(ROOM_ABSENT, one.id, a.on) not in gone))
            for one in problem.rooms
        ),
        classes=tuple(
            replace(
                one,
                windows=wide if Fact(WINDOW, one.id) in gone else one.windows,
                size=0 if Fact(SEATS, one.id) in gone else one.size,
            )
            for one in problem.classes
        ),
        sessions=tuple(
            replace(
                one,
                after=() if Fact(ORDER, one.class_id) in gone else one.after,
                on=None if Fact(FIXED_DAY, one.id) in gone else one.on,
                part=None if Fact(FIXED_DAY, one.id) in gone else one.part,
            )
            for one in problem.sessions
        ),
        boarding_capacity=None if Fact(BOARDING, "") in gone else problem.boarding_capacity,
        pins=tuple(one for one in problem.pins if Fact(PIN, one.session) not in gone),
    )


def restrict(problem: Problem, names: Iterable[str]) -> Problem:
    """The problem of some of its sessions only; what they must follow through sessions left out is kept."""
    kept = set(names)
    closure = order_closure(problem)
    sessions = tuple(
        replace(one, after=tuple(sorted(closure[one.id] & kept)), near=one.near if one.near in kept else None)
        for one in problem.sessions
        if one.id in kept
    )
    return replace(problem, sessions=sessions, pins=tuple(p for p in problem.pins if p.session in kept), previous=None)


def is_solvable(problem: Problem, *, time_limit: float, seed: int = 1) -> bool | None:
    """Whether a timetable keeps every rule; None when the time ran out."""
    book = Book(problem)
    model = Model(book, domains(book), [one.id for one in problem.sessions], ())
    if model.is_impossible:
        return False
    solver = solver_for(time_limit, seed)
    status = solver.solve(model.cp)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return True
    return False if status == cp_model.INFEASIBLE else None


def find_conflict(problem: Problem, *, time_limit: float = 30.0, seed: int = 1) -> Conflict | None:
    """A smallest conflict of a problem without a timetable; None when none was proven within `time_limit` seconds."""
    ends = time.monotonic() + time_limit
    sessions = _impossible_sessions(problem, ends, seed)
    if sessions is None:
        return None
    sessions, _done = _shrunk(sessions, lambda some: _refuted(restrict(problem, some), ends, seed), ends)
    small = restrict(problem, sessions)
    every = facts_of(small)

    undecided: list[Sequence[Fact]] = []

    def conflicting(some: Sequence[Fact]) -> bool:
        left = ends - time.monotonic()
        relaxed = relax(small, set(every) - set(some))
        answer = is_solvable(relaxed, time_limit=min(left, 5.0), seed=seed) if left > 0 else None
        if answer is None:
            undecided.append(some)
        return answer is False

    # Whole kinds first, then all facts about one subject, then single facts: most are beside the point.
    facts: list[Fact] = every
    for key in (lambda fact: (fact.kind,), lambda fact: (fact.kind, fact.subject)):
        for block in dict.fromkeys(key(fact) for fact in facts):
            rest = [fact for fact in facts if key(fact) != block]
            if len(rest) < len(facts) and conflicting(rest):
                facts = rest
    undecided.clear()
    facts, is_done = _shrunk(facts, conflicting, ends)
    return Conflict(tuple(facts), tuple(sessions), is_done and not undecided)


def _refuted(problem: Problem, ends: float, seed: int) -> bool:
    left = ends - time.monotonic()
    return left > 0 and is_solvable(problem, time_limit=min(left, 5.0), seed=seed) is False


def _impossible_sessions(problem: Problem, ends: float, seed: int) -> list[str] | None:
    """Sessions proven impossible together: one alone, those of a class, those of the classes a lecturer joins, or
    all.
    """
    book = Book(problem)
    allowed = domains(book)
    for one in problem.sessions:
        domain = allowed[one.id]
        lacking = (one.needs_lecturer and not domain.lecturers) or (one.needs_room and not domain.rooms)
        if not domain.slots or lacking:
            return [one.id]
    unplaced = {one.subject for one in verify(problem, greedy(problem, book=book), book=book).violations}
    classes = sorted(book.classes, key=lambda name: (name not in unplaced, name))
    members = {name: [one.id for one in problem.sessions if one.class_id == name] for name in classes}
    groups = [members[name] for name in classes if name in unplaced]
    for name in (one for one in classes if one in unplaced):
        staff = {who for one in members[name] for who in allowed[one].lecturers}
        # Sessions that compete for lecturers or half-days of this class: those that only its lecturers can teach.
        rivals = [
            one.id for one in problem.sessions if allowed[one.id].lecturers and set(allowed[one.id].lecturers) <= staff
        ]
        groups.append(sorted({*members[name], *rivals}))
    groups += [members[name] for name in classes if name not in unplaced]
    groups.append([one.id for one in problem.sessions])
    for group in groups:
        if time.monotonic() > ends:
            return None
        if _refuted(restrict(problem, group), ends, seed):
            return group
    return None


def _shrunk(items: Sequence[Item], holds: Callable[[Sequence[Item]], bool], ends: float) -> tuple[list[Item], bool]:
    """A subset that still holds and from which nothing can be left out, by leaving out ever smaller blocks; and whether
    the time sufficed to say so."""
    kept = list(items)
    size = max(1, len(kept) // 2)
    while True:
        at = 0
        while at < len(kept):
            if time.monotonic() > ends:
                return kept, False
            rest = kept[:at] + kept[at + size :]
            if holds(rest):
                kept = rest
            else:
                at += size
        if size == 1:
            return kept, True
        size //= 2
