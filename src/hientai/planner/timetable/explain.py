"""Violations, wishes, conflicts and repairs as Vietnamese sentences.

The facts are typed (`Finding`, `Fact`, `Change`); the sentences here are templates filled with the names of the
problem.
"""

from __future__ import annotations

from datetime import date

from hientai.planner.timetable.conflict import (
    BOARDING,
    CLOSED,
    EQUIPMENT,
    FIXED_DAY,
    LECTURER_ABSENT,
    ORDER,
    PIN,
    QUALIFIED,
    ROOM_ABSENT,
    SEATS,
    WEEK_LIMIT,
    WINDOW,
    Conflict,
    Fact,
)
from hientai.planner.timetable.criteria import Finding
from hientai.planner.timetable.problem import Pin, Placement
from hientai.planner.timetable.repair import Change
from hientai.planner.timetable.sheet import Book

PART_NAMES = ("sáng", "chiều", "tối")

_FINDINGS = {
    "session_placed": "{subject}: chưa xếp được {sessions}.",
    "class_not_double_booked": "{subject} có {count} buổi cùng lúc {when}: {sessions}.",
    "lecturer_not_double_booked": "{subject} phải dạy {count} nơi cùng lúc {when}: {sessions}.",
    "room_not_double_booked": "{subject} xếp {count} buổi cùng lúc {when}: {sessions}.",
    "lecturer_qualified": "{sessions}: {subject} không được phân công chuyên đề này.",
    "lecturer_available": "{subject} bận {when} nhưng được xếp dạy {sessions}.",
    "room_available": "{sessions}: {subject} không dùng được {when}.",
    "order_kept": "{subject}: sai thứ tự giữa {sessions}.",
    "room_large_enough": "{sessions}: {subject} không đủ chỗ.",
    "room_equipped": "{sessions}: {subject} thiếu thiết bị.",
    "class_window_kept": "{subject}: {sessions} nằm ngoài thời gian tập trung ({when}).",
    "closed_days_kept": "{sessions} rơi vào ngày nghỉ {when}.",
    "fixed_day_kept": "{sessions} không đúng ngày đã ấn định.",
    "whole_day_kept": "{sessions} phải trọn một ngày, bắt đầu buổi sáng.",
    "boarding_within_capacity": "Ký túc xá thiếu {amount} chỗ ngày {when}.",
    "week_limit_kept": "{subject} vượt {amount} buổi trong tuần có {when}.",
    "pin_kept": "{sessions} đã khóa nhưng bị dời.",
    "days_compact": "{subject} chờ {amount} buổi trống trong tuần có {when}.",
    "weeks_full": "{subject} kéo dài thêm {amount} tuần so với mức ít nhất.",
    "discussion_near": "{sessions}: cách nhau thêm {amount} ngày.",
    "load_fair": "{subject} vượt định mức {amount} buổi.",
    "load_spread": "{subject} dồn thêm {amount} buổi trong tuần có {when}.",
    "trips_few": "{subject} phải đến {amount} tuần.",
    "visits_bundled": "{subject} có {amount} ngày chỉ dạy một buổi.",
    "fees_low": "Thù lao của {subject}: {amount} điểm.",
    "lecturer_through_topic": "{subject} có thêm {amount} giảng viên trong một chuyên đề.",
    "lecturer_through_module": "{subject} có thêm {amount} giảng viên trong một học phần.",
    "evenings_spared": "{sessions}: buổi tối cho người ở xa.",
    "room_steady": "{subject} dùng thêm {amount} phòng.",
    "plan_stable": "{sessions} khác với lịch đã công bố.",
}

_FACTS = {
    LECTURER_ABSENT: "{subject} bận ngày {on}",
    ROOM_ABSENT: "{subject} không dùng được ngày {on}",
    CLOSED: "ngày {on} nghỉ ({reason})",
    WINDOW: "{subject} chỉ tập trung {windows}",
    FIXED_DAY: "{subject} ấn định {on}",
    PIN: "{subject} đã khóa {pin}",
    ORDER: "{subject} phải học theo đúng thứ tự",
    QUALIFIED: "chuyên đề {subject} chỉ do {lecturers} dạy",
    SEATS: "{subject} có {size} học viên, cần phòng đủ chỗ",
    EQUIPMENT: "chuyên đề {subject} cần phòng có {equipment}",
    WEEK_LIMIT: "{subject} dạy nhiều nhất {limit} buổi một tuần",
    BOARDING: "ký túc xá có {capacity} chỗ",
}


def day_name(on: date) -> str:
    """A date as it is written in the school's papers."""
    return f"{on.day:02d}/{on.month:02d}/{on.year}"


def moment_name(on: date, part: int) -> str:
    """A half-day in words."""
    return f"{PART_NAMES[part]} {day_name(on)}"


def name_of(book: Book, subject: str) -> str:
    """The name a person would use for a class, lecturer, room or topic; the id where there is none."""
    found = (book.classes.get(subject), book.lecturers.get(subject), book.rooms.get(subject), book.topics.get(subject))
    return next((one.name for one in found if one is not None and one.name), subject)


def session_name(book: Book, session: str) -> str:
    """A session in words: its topic or kind, and its class."""
    one = book.sessions.get(session)
    if one is None:
        return session
    return f"buổi {session} ({name_of(book, one.topic or one.kind)}, {name_of(book, one.class_id)})"


def finding_in_words(book: Book, finding: Finding) -> str:
    """One violation or unfulfilled wish as a sentence."""
    when = "" if finding.slot is None else moment_name(*book.grid.half_day(finding.slot))
    return _FINDINGS[finding.criterion].format(
        subject=name_of(book, finding.subject) or "(chưa có)",
        amount=finding.amount,
        count=len(finding.sessions),
        sessions=", ".join(session_name(book, one) for one in finding.sessions),
        when=when,
    )


def fact_in_words(book: Book, fact: Fact) -> str:
    """One fact of a conflict as a clause."""
    problem = book.problem
    course, who = book.classes.get(fact.subject), book.lecturers.get(fact.subject)
    topic, session = book.topics.get(fact.subject), book.sessions.get(fact.subject)
    closed = next((one for one in problem.closed if one.on == fact.on), None)
    pin = next((one for one in problem.pins if one.session == fact.subject), None)
    on = fact.on or (session.on if session else None)
    part = session.part if session and fact.kind == FIXED_DAY else None
    return _FACTS[fact.kind].format(
        subject=session_name(book, fact.subject) if session else name_of(book, fact.subject),
        on="" if on is None else day_name(on) if part is None else moment_name(on, part),
        reason=closed.reason if closed else "",
        windows="; ".join(f"{day_name(w.starts_on)}–{day_name(w.ends_on)}" for w in course.windows) if course else "",
        pin=" · ".join(_pinned(book, pin)) if pin else "",
        lecturers=", ".join(name_of(book, one) for one in book.qualified[fact.subject]) or "(chưa ai)",
        size=course.size if course else 0,
        equipment=", ".join(topic.equipment) if topic else "",
        limit=who.week_limit if who else 0,
        capacity=problem.boarding_capacity,
    )


def _pinned(book: Book, pin: Pin) -> list[str]:
    words = [day_name(pin.on)] if pin.on else []
    words += [PART_NAMES[pin.part]] if pin.part is not None else []
    return words + [name_of(book, one) for one in (pin.lecturer, pin.room) if one]


def conflict_in_words(book: Book, conflict: Conflict) -> str:
    """The whole conflict as one sentence, with the sessions it is about."""
    clauses = "; ".join(_clauses(book, conflict.facts))
    named = ", ".join(conflict.sessions[:6]) + (
        f" và {len(conflict.sessions) - 6} buổi khác" * (len(conflict.sessions) > 6)
    )
    if not conflict.facts:
        return f"Không thể xếp {named}: một người, một lớp, một phòng không thể ở hai nơi cùng lúc."
    if not conflict.is_irreducible:
        return f"Không thể xếp {named} khi đồng thời: {clauses}. Hết giờ: có thể còn điều không liên quan."
    return f"Không thể xếp {named} khi đồng thời: {clauses}. Bỏ bất kỳ điều nào trong số đó thì xếp được các buổi này."


def _clauses(book: Book, facts: tuple[Fact, ...]) -> list[str]:
    """One clause a fact, the absences of one lecturer together."""
    days: dict[str, list[str]] = {}
    for fact in facts:
        if fact.kind == LECTURER_ABSENT and fact.on is not None:
            days.setdefault(fact.subject, []).append(day_name(fact.on))
    together = [
        f"{name_of(book, who)} bận các ngày {', '.join(dates)}" for who, dates in days.items() if len(dates) > 1
    ]
    single = [one for one in facts if one.kind != LECTURER_ABSENT or len(days[one.subject]) == 1]
    return [*(fact_in_words(book, one) for one in single), *together]


def change_in_words(book: Book, change: Change) -> str:
    """One change of a repair as a sentence."""
    return f"{session_name(book, change.session)}: {_place(book, change.before)} → {_place(book, change.after)}."


def _place(book: Book, at: Placement | None) -> str:
    if at is None:
        return "chưa xếp"
    words = [moment_name(at.on, at.part), *(name_of(book, one) for one in (at.lecturer, at.room) if one)]
    return ", ".join(words)
