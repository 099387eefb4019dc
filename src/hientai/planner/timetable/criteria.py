"""What a timetable must keep and what it should: one function a rule, one function a wish.

Hard rules (each finding is a violation)
    session_placed                  every session of the half-year stands somewhere, once
    class_not_double_booked         a class is at one place at a time
    lecturer_not_double_booked      so is a lecturer
    room_not_double_booked          and a room holds one session at a time
    lecturer_qualified              only those assigned to a topic teach it
    lecturer_available              nobody teaches on a half-day they are not to be had
    room_available                  nor in a room that is not
    order_kept                      what comes after comes after
    room_large_enough               every learner has a seat
    room_equipped                   the room has what the topic needs
    class_window_kept               inside the class's windows and parts of the day
    closed_days_kept                no teaching on holidays, congress and election days
    fixed_day_kept                  opening, exam, interviews stand on their day
    whole_day_kept                  a field study takes the morning and afternoon of one day
    boarding_within_capacity        learners who board on one day fit into the hostel
    week_limit_kept                 no lecturer above the limit of half-days a week
    pin_kept                        what a planner has locked stays
Wishes (each finding has an amount, multiplied by the wish's weight): module `wishes`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hientai.planner.timetable.problem import PARTS
from hientai.planner.timetable.sheet import Placed, Sheet


@dataclass(frozen=True)
class Finding:
    """One violation or one unfulfilled wish: the criterion, the sessions, whom or what it is about, and by how much."""

    criterion: str
    subject: str
    amount: int = 1
    sessions: tuple[str, ...] = ()
    slot: int | None = None


Rule = Callable[[Sheet], Iterator[Finding]]


def session_placed(sheet: Sheet) -> Iterator[Finding]:
    """Every session of the half-year stands somewhere, once."""
    for one in sheet.book.problem.sessions:
        if one.id not in sheet.placed:
            yield Finding("session_placed", one.class_id, 1, (one.id,))
    for at in sheet.off_grid:
        yield Finding("session_placed", at.session, 1, (at.session,))


def _double(name: str, groups: dict[str, list[Placed]]) -> Iterator[Finding]:
    for subject, sessions in groups.items():
        at: dict[int, list[str]] = defaultdict(list)
        for one in sessions:
            for slot in one.slots:
                at[slot].append(one.session.id)
        for slot, ids in sorted(at.items()):
            if len(ids) > 1:
                yield Finding(name, subject, len(ids) - 1, tuple(ids), slot)


def class_not_double_booked(sheet: Sheet) -> Iterator[Finding]:
    """A class is at one place at a time."""
    return _double("class_not_double_booked", sheet.of_class)


def lecturer_not_double_booked(sheet: Sheet) -> Iterator[Finding]:
    """A lecturer is at one place at a time."""
    return _double("lecturer_not_double_booked", sheet.of_lecturer)


def room_not_double_booked(sheet: Sheet) -> Iterator[Finding]:
    """A room holds one session at a time."""
    return _double("room_not_double_booked", sheet.of_room)


def lecturer_qualified(sheet: Sheet) -> Iterator[Finding]:
    """Only those assigned to a topic teach it; a session that needs a lecturer has one."""
    for one in sheet.placed.values():
        who, session = one.at.lecturer, one.session
        fits = who in sheet.book.qualified[session.topic or ""] if session.needs_lecturer else who is None
        if not fits:
            yield Finding("lecturer_qualified", who or "", 1, (session.id,))


def lecturer_available(sheet: Sheet) -> Iterator[Finding]:
    """Nobody teaches on a half-day they are not to be had."""
    for one in sheet.placed.values():
        for slot in one.slots:
            if one.at.lecturer is not None and slot in sheet.book.lecturer_absent.get(one.at.lecturer, ()):
                yield Finding("lecturer_available", one.at.lecturer, 1, (one.session.id,), slot)


def room_available(sheet: Sheet) -> Iterator[Finding]:
    """Nothing is held in a room that is not to be had, and a session that needs a room has one."""
    for one in sheet.placed.values():
        room = one.at.room
        if one.session.needs_room != (room is not None) or (room is not None and room not in sheet.book.rooms):
            yield Finding("room_available", room or "", 1, (one.session.id,))
        elif room is not None:
            for slot in one.slots:
                if slot in sheet.book.room_absent[room]:
                    yield Finding("room_available", room, 1, (one.session.id,), slot)


def order_kept(sheet: Sheet) -> Iterator[Finding]:
    """Modules and topics in their order: a session begins after all that precede it are over."""
    for one in sheet.placed.values():
        for earlier in sheet.book.before[one.session.id]:
            first = sheet.placed.get(earlier)
            if first is not None and first.slots[-1] >= one.slots[0]:
                yield Finding("order_kept", one.session.class_id, 1, (earlier, one.session.id), one.slots[0])


def room_large_enough(sheet: Sheet) -> Iterator[Finding]:
    """Every learner has a seat."""
    for one in sheet.placed.values():
        room = sheet.book.rooms.get(one.at.room or "")
        if room is not None and room.capacity < sheet.book.classes[one.session.class_id].size:
            yield Finding("room_large_enough", room.id, 1, (one.session.id,))


def room_equipped(sheet: Sheet) -> Iterator[Finding]:
    """The room has what the topic needs."""
    for one in sheet.placed.values():
        room, topic = sheet.book.rooms.get(one.at.room or ""), sheet.book.topics.get(one.session.topic or "")
        if room is not None and topic is not None and not set(topic.equipment) <= set(room.equipment):
            yield Finding("room_equipped", room.id, 1, (one.session.id,))


def class_window_kept(sheet: Sheet) -> Iterator[Finding]:
    """A class meets inside its windows and in its parts of the day; a day fixed in advance may lie outside."""
    for one in sheet.placed.values():
        course = sheet.book.classes[one.session.class_id]
        day = one.at.on
        inside = one.session.on is not None or any(w.starts_on <= day <= w.ends_on for w in course.windows)
        parts = one.session.part is not None or all(slot % len(PARTS) in course.parts for slot in one.slots)
        if not (inside and parts):
            yield Finding("class_window_kept", course.id, 1, (one.session.id,), one.slots[0])


def closed_days_kept(sheet: Sheet) -> Iterator[Finding]:
    """No teaching on holidays, congress and election days."""
    for one in sheet.placed.values():
        if one.at.on in sheet.book.grid.closed:
            yield Finding("closed_days_kept", one.at.on.isoformat(), 1, (one.session.id,), one.slots[0])


def fixed_day_kept(sheet: Sheet) -> Iterator[Finding]:
    """Opening, exam and interviews stand on the day fixed for them."""
    for one in sheet.placed.values():
        wanted = one.session
        if (wanted.on or one.at.on, one.at.part if wanted.part is None else wanted.part) != (one.at.on, one.at.part):
            yield Finding("fixed_day_kept", wanted.class_id, 1, (wanted.id,), one.slots[0])


def whole_day_kept(sheet: Sheet) -> Iterator[Finding]:
    """A session of two half-days takes the morning and afternoon of one day."""
    for one in sheet.placed.values():
        if one.session.half_days == 2 and one.at.part != 0:
            yield Finding("whole_day_kept", one.session.class_id, 1, (one.session.id,), one.slots[0])


def boarding_within_capacity(sheet: Sheet) -> Iterator[Finding]:
    """Learners who board on one day fit into the hostel."""
    capacity = sheet.book.problem.boarding_capacity
    if capacity is None:
        return
    present: dict[int, set[str]] = defaultdict(set)
    for one in sheet.placed.values():
        present[one.day].add(one.session.class_id)
    for day, classes in sorted(present.items()):
        over = sum(sheet.book.classes[name].boarders for name in classes) - capacity
        if over > 0:
            yield Finding("boarding_within_capacity", "", over, (), day * len(PARTS))


def week_limit_kept(sheet: Sheet) -> Iterator[Finding]:
    """No lecturer above the limit of half-days a week."""
    for name in sheet.of_lecturer:
        limit = sheet.book.lecturers[name].week_limit if name in sheet.book.lecturers else 0
        for week, used in sheet.weeks_of(name).items():
            if used > limit:
                yield Finding("week_limit_kept", name, used - limit, (), _first_slot(sheet, week))


def _first_slot(sheet: Sheet, week: int) -> int:
    return sheet.book.grid.week_of_day.index(week) * len(PARTS)


def pin_kept(sheet: Sheet) -> Iterator[Finding]:
    """What a planner has locked stays."""
    for pin in sheet.book.problem.pins:
        one = sheet.placed.get(pin.session)
        if one is None:
            continue
        wanted = (pin.on, pin.part, pin.lecturer, pin.room)
        found = (one.at.on, one.at.part, one.at.lecturer, one.at.room)
        if any(want is not None and want != have for want, have in zip(wanted, found, strict=True)):
            yield Finding("pin_kept", one.session.class_id, 1, (pin.session,), one.slots[0])


RULES: tuple[Rule, ...] = (
    session_placed,
    class_not_double_booked,
    lecturer_not_double_booked,
    room_not_double_booked,
    lecturer_qualified,
    lecturer_available,
    room_available,
    order_kept,
    room_large_enough,
    room_equipped,
    class_window_kept,
    closed_days_kept,
    fixed_day_kept,
    whole_day_kept,
    boarding_within_capacity,
    week_limit_kept,
    pin_kept,
)
