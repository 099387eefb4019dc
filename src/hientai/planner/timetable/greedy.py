"""The timetable as a careful clerk makes it by hand: class after class, session after session, the first place that
fits.

It looks no further than the session in hand. It is the yardstick of the benchmark and the start of the search.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hientai.planner.timetable.domains import Domain, domains
from hientai.planner.timetable.problem import PARTS, Placement, Plan, Problem, Session
from hientai.planner.timetable.sheet import Book


@dataclass
class _Desk:
    """What the clerk has on the desk: who and what is taken when."""

    book: Book
    domains: dict[str, Domain]
    taken: set[tuple[str, str, int]] = field(default_factory=set)  # (kind, id, slot)
    load: Counter[str] = field(default_factory=Counter)
    week_load: Counter[tuple[str, int]] = field(default_factory=Counter)
    boarding: Counter[int] = field(default_factory=Counter)
    present: set[tuple[str, int]] = field(default_factory=set)
    hands: dict[tuple[str, str], str] = field(default_factory=dict)  # (class, topic or module) -> lecturer
    usual_room: dict[str, str] = field(default_factory=dict)
    placed: dict[str, tuple[int, Placement]] = field(default_factory=dict)

    def place(self, session: Session) -> bool:
        """Put a session into the first half-day where a lecturer and a room are free; False when there is none."""
        ready = max((self._end(earlier) for earlier in self.book.before[session.id]), default=-1)
        latest = min(
            (self.placed[one][0] for one in self.placed if session.id in self.book.before[one]), default=1 << 30
        )
        for slot in self.domains[session.id].slots:
            slots = range(slot, slot + session.half_days)
            if slot <= ready or slots[-1] >= latest or not self._class_free(session, slots):
                continue
            lecturer = self._lecturer(session, slots)
            room = self._room(session, slots)
            if (lecturer is None and session.needs_lecturer) or (room is None and session.needs_room):
                continue
            self._take(session, slots, lecturer, room)
            return True
        return False

    def _end(self, session: str) -> int:
        if session not in self.placed:
            return -1
        return self.placed[session][0] + self.book.sessions[session].half_days - 1

    def _class_free(self, session: Session, slots: range) -> bool:
        if any(("class", session.class_id, slot) in self.taken for slot in slots):
            return False
        capacity = self.book.problem.boarding_capacity
        day = slots[0] // len(PARTS)
        if capacity is None or (session.class_id, day) in self.present:
            return True
        return self.boarding[day] + self.book.classes[session.class_id].boarders <= capacity

    def _lecturer(self, session: Session, slots: range) -> str | None:
        week = self.book.grid.week_of_day[slots[0] // len(PARTS)]
        free = [
            name
            for name in self.domains[session.id].lecturers
            if not any(
                ("lecturer", name, slot) in self.taken or slot in self.book.lecturer_absent[name] for slot in slots
            )
            and self.week_load[name, week] + len(slots) <= self.book.lecturers[name].week_limit
        ]
        if not free:
            return None
        for key in self._keys(session):
            if self.hands.get((session.class_id, key)) in free:
                return self.hands[session.class_id, key]
        staff = self.book.lecturers
        return min(free, key=lambda name: (staff[name].is_visiting, self.load[name] / max(1, staff[name].norm), name))

    def _keys(self, session: Session) -> tuple[str, ...]:
        return (session.topic, self.book.topics[session.topic].module) if session.topic else ()

    def _room(self, session: Session, slots: range) -> str | None:
        free = [
            name
            for name in self.domains[session.id].rooms
            if not any(("room", name, slot) in self.taken or slot in self.book.room_absent[name] for slot in slots)
        ]
        usual = self.usual_room.get(session.class_id)
        return usual if usual in free else (free[0] if free else None)

    def _take(self, session: Session, slots: range, lecturer: str | None, room: str | None) -> None:
        day = slots[0] // len(PARTS)
        for slot in slots:
            self.taken.add(("class", session.class_id, slot))
            if lecturer is not None:
                self.taken.add(("lecturer", lecturer, slot))
            if room is not None:
                self.taken.add(("room", room, slot))
        if (session.class_id, day) not in self.present:
            self.present.add((session.class_id, day))
            self.boarding[day] += self.book.classes[session.class_id].boarders
        if lecturer is not None:
            self.load[lecturer] += len(slots)
            self.week_load[lecturer, self.book.grid.week_of_day[day]] += len(slots)
            for key in self._keys(session):
                self.hands.setdefault((session.class_id, key), lecturer)
        if room is not None:
            self.usual_room.setdefault(session.class_id, room)
        on, part = self.book.grid.half_day(slots[0])
        self.placed[session.id] = (slots[0], Placement(session.id, on, part, lecturer, room))


def greedy(problem: Problem, *, book: Book | None = None) -> Plan:
    """The clerk's plan: days fixed in advance first, then the classes by their first day, each in its order."""
    book = book or Book(problem)
    desk = _Desk(book, domains(book))
    starts = {one.id: min(w.starts_on for w in one.windows) for one in problem.classes}
    rank = {one.id: number for number, one in enumerate(problem.sessions)}
    pinned = {pin.session for pin in problem.pins if pin.on is not None}

    def turn(one: Session) -> tuple[object, ...]:
        fixed = one.on is not None or one.id in pinned
        return (not fixed, starts[one.class_id], one.class_id, len(book.before[one.id]), rank[one.id])

    for session in sorted(problem.sessions, key=turn):
        desk.place(session)
    return Plan(tuple(placement for _slot, placement in desk.placed.values()))
