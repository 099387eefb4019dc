"""Where, with whom and in which rooms each session may stand, before it meets the others."""

from __future__ import annotations

from dataclasses import dataclass

from hientai.planner.timetable.problem import PARTS, Pin, Session
from hientai.planner.timetable.sheet import Book


@dataclass(frozen=True)
class Domain:
    """First slots (ascending), lecturers and rooms of one session; `lecturers` or `rooms` is empty when it needs
    none.
    """

    slots: tuple[int, ...]
    lecturers: tuple[str, ...]
    rooms: tuple[str, ...]


def domains(book: Book) -> dict[str, Domain]:
    """The domain of every session, pins included."""
    pins = {pin.session: pin for pin in book.problem.pins}
    return {one.id: _domain(book, one, pins.get(one.id, Pin(one.id))) for one in book.problem.sessions}


def slots_of(book: Book, session: Session) -> list[int]:
    """The first slots a session may take by its class's windows, its fixed day and its length, absences aside."""
    parts = len(PARTS)
    open_slots = book.class_open[session.class_id]
    allowed = book.classes[session.class_id].parts
    if session.on is not None:
        fixed = book.grid.slot(session.on, 0)
        if fixed is None or session.on in book.grid.closed:
            return []
        found = [fixed + part for part in (allowed if session.part is None else (session.part,))]
    else:
        found = sorted(open_slots)
    if session.part is not None:
        found = [slot for slot in found if slot % parts == session.part]
    if session.half_days == 2:
        found = [slot for slot in found if slot % parts == 0 and (session.part is not None or 1 in allowed)]
    return found


def rooms_of(book: Book, session: Session) -> list[str]:
    """The rooms with the seats and equipment a session needs, the smallest first."""
    if not session.needs_room:
        return []
    size = book.classes[session.class_id].size
    needs = set(book.topics[session.topic].equipment) if session.topic else set()
    fitting = [one for one in book.problem.rooms if one.capacity >= size and needs <= set(one.equipment)]
    return [one.id for one in sorted(fitting, key=lambda one: (one.capacity, one.id))]


def _domain(book: Book, session: Session, pin: Pin) -> Domain:
    slots = [
        slot
        for slot in slots_of(book, session)
        if (pin.on is None or book.grid.half_day(slot)[0] == pin.on)
        and (pin.part is None or slot % len(PARTS) == pin.part)
    ]
    lecturers = book.qualified[session.topic or ""] if session.needs_lecturer else []
    rooms = rooms_of(book, session)
    return Domain(
        tuple(slots),
        tuple(name for name in lecturers if pin.lecturer is None or name == pin.lecturer),
        tuple(name for name in rooms if pin.room is None or name == pin.room),
    )
