"""The wishes of the school, one function a wish: what is unfulfilled in a plan, and by how much.

Weights are points a unit; a problem may override each by name. The lower bounds of the wishes are in `bound`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from hientai.planner.timetable.criteria import Finding, Rule
from hientai.planner.timetable.problem import EVENING, PARTS
from hientai.planner.timetable.sheet import Sheet

NEAR_CAP = 5
EASY_WEEK = 6


@dataclass(frozen=True)
class Wish:
    """A wish: points a unit, the unit, and why the school has it."""

    name: str
    weight: int
    unit: str
    reason: str
    find: Rule


def days_compact(sheet: Sheet) -> Iterator[Finding]:
    """Open daytime half-days without a session between a class's first and last session of a week."""
    week = sheet.book.grid.week_of_day
    for name, sessions in sheet.of_class.items():
        used: dict[int, set[int]] = defaultdict(set)
        for one in sessions:
            for slot in one.slots:
                used[week[one.day]].add(slot)
        for number, slots in used.items():
            between = range(min(slots), max(slots))
            idle = [
                s for s in between if s in sheet.book.class_open[name] and s % len(PARTS) != EVENING and s not in slots
            ]
            if idle:
                yield Finding(
                    "days_compact", name, len(idle), (), sheet.book.grid.week_of_day.index(number) * len(PARTS)
                )


def weeks_full(sheet: Sheet) -> Iterator[Finding]:
    """Weeks in which a class meets for fewer than its fair number of half-days: weeks used above the least possible."""
    week = sheet.book.grid.week_of_day
    for name, sessions in sheet.of_class.items():
        over = len({week[one.day] for one in sessions}) - fewest_weeks(sheet, name)
        if over > 0:
            yield Finding("weeks_full", name, over)


def fewest_weeks(sheet: Sheet, name: str) -> int:
    """A floor for the weeks a class needs: its half-days divided by the most a week of its windows offers (at
    least 1).
    """
    grid = sheet.book.grid
    offered: dict[int, int] = defaultdict(int)
    for slot in sheet.book.class_open[name]:
        offered[grid.week_of_day[slot // len(PARTS)]] += 1
    needed = sum(len(one.slots) for one in sheet.of_class.get(name, []))
    weeks = 0
    for size in sorted(offered.values(), reverse=True):
        if needed <= 0:
            break
        needed -= size
        weeks += 1
    return weeks


def discussion_near(sheet: Sheet) -> Iterator[Finding]:
    """Teaching days between a lecture and its second part or discussion beyond the next day, at most `NEAR_CAP`."""
    for one in sheet.placed.values():
        lecture = sheet.placed.get(one.session.near or "")
        if lecture is not None:
            far = min(NEAR_CAP, abs(one.day - lecture.day) - 1)
            if far > 0:
                yield Finding("discussion_near", one.session.class_id, far, (lecture.session.id, one.session.id))


def load_fair(sheet: Sheet) -> Iterator[Finding]:
    """Half-days of the school's own lecturers above their norm."""
    for lecturer in sheet.book.problem.lecturers:
        over = sheet.half_days(lecturer.id) - lecturer.norm
        if not lecturer.is_visiting and over > 0:
            yield Finding("load_fair", lecturer.id, over)


def load_spread(sheet: Sheet) -> Iterator[Finding]:
    """Half-days of an own lecturer in one week above `EASY_WEEK`."""
    for lecturer in sheet.book.problem.lecturers:
        if not lecturer.is_visiting:
            for week, used in sheet.weeks_of(lecturer.id).items():
                if used > EASY_WEEK:
                    slot = sheet.book.grid.week_of_day.index(week) * len(PARTS)
                    yield Finding("load_spread", lecturer.id, used - EASY_WEEK, (), slot)


def trips_few(sheet: Sheet) -> Iterator[Finding]:
    """Weeks in which a visiting lecturer comes: one invitation and one journey each."""
    for lecturer in sheet.book.problem.lecturers:
        weeks = len(sheet.weeks_of(lecturer.id))
        if lecturer.is_visiting and weeks:
            yield Finding("trips_few", lecturer.id, weeks)


def visits_bundled(sheet: Sheet) -> Iterator[Finding]:
    """Days on which a visiting lecturer comes for a single half-day."""
    for lecturer in sheet.book.problem.lecturers:
        single = sum(used == 1 for used in sheet.days_of(lecturer.id).values())
        if lecturer.is_visiting and single:
            yield Finding("visits_bundled", lecturer.id, single)


def fees_low(sheet: Sheet) -> Iterator[Finding]:
    """Fee points of the half-days taught."""
    for lecturer in sheet.book.problem.lecturers:
        points = lecturer.fee * sheet.half_days(lecturer.id)
        if points:
            yield Finding("fees_low", lecturer.id, points)


def _distinct(sheet: Sheet, name: str, by_module: bool) -> Iterator[Finding]:
    taught: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in sheet.placed.values():
        if sheet.book.taught_by_one(one.session) and one.at.lecturer is not None:
            topic = sheet.book.topics[one.session.topic or ""]
            taught[one.session.class_id, topic.module if by_module else topic.id].add(one.at.lecturer)
    for (course, _part), lecturers in taught.items():
        if len(lecturers) > 1:
            yield Finding(name, course, len(lecturers) - 1)


def lecturer_through_topic(sheet: Sheet) -> Iterator[Finding]:
    """Lecturers of one topic of a class beyond the first: lecture and discussion belong in one hand."""
    return _distinct(sheet, "lecturer_through_topic", by_module=False)


def lecturer_through_module(sheet: Sheet) -> Iterator[Finding]:
    """Lecturers of one module of a class beyond the first."""
    return _distinct(sheet, "lecturer_through_module", by_module=True)


def evenings_spared(sheet: Sheet) -> Iterator[Finding]:
    """Evening half-days of classes and lecturers that live far away."""
    for one in sheet.placed.values():
        lecturer = sheet.book.lecturers.get(one.at.lecturer or "")
        far = sheet.book.classes[one.session.class_id].lives_far + (lecturer is not None and lecturer.lives_far)
        if one.slots[0] % len(PARTS) == EVENING and far:
            yield Finding("evenings_spared", one.session.class_id, far, (one.session.id,), one.slots[0])


def room_steady(sheet: Sheet) -> Iterator[Finding]:
    """Rooms of a class beyond the first."""
    for name, sessions in sheet.of_class.items():
        rooms = {one.at.room for one in sessions if one.at.room is not None}
        if len(rooms) > 1:
            yield Finding("room_steady", name, len(rooms) - 1)


def plan_stable(sheet: Sheet) -> Iterator[Finding]:
    """Sessions whose half-day, lecturer or room differ from the previous plan."""
    previous = sheet.book.problem.previous
    if previous is None:
        return
    for before in previous.placements:
        now = sheet.placed.get(before.session)
        if now is not None and now.at != before:
            yield Finding("plan_stable", now.session.class_id, 1, (before.session,))


WISHES: tuple[Wish, ...] = (
    Wish("days_compact", 2, "half-day", "learners away from their post should not wait", days_compact),
    Wish("weeks_full", 6, "week", "every week more is another journey for the whole class", weeks_full),
    Wish("discussion_near", 1, "day", "a discussion lives from the lecture just heard", discussion_near),
    Wish("load_fair", 3, "half-day", "over-norm hours cost fees and goodwill", load_fair),
    Wish("load_spread", 1, "half-day", "a lecturer needs time to prepare", load_spread),
    Wish("trips_few", 4, "week", "each visit of a leader is a separate invitation and journey", trips_few),
    Wish("visits_bundled", 2, "day", "a leader who comes should teach morning and afternoon", visits_bundled),
    Wish("fees_low", 1, "point", "visiting fees are paid from the training budget", fees_low),
    Wish("lecturer_through_topic", 4, "lecturer", "lecture and discussion belong in one hand", lecturer_through_topic),
    Wish("lecturer_through_module", 1, "lecturer", "one hand through a module", lecturer_through_module),
    Wish("evenings_spared", 2, "half-day", "those from far away cannot go home at night", evenings_spared),
    Wish("room_steady", 1, "room", "a class keeps its room", room_steady),
    Wish("plan_stable", 3, "session", "what has been announced should stand", plan_stable),
)


def weights_of(overrides: dict[str, int]) -> dict[str, int]:
    """The weight of every wish, with a problem's overrides; unknown names raise `ValueError`."""
    weights = {wish.name: wish.weight for wish in WISHES}
    unknown = set(overrides) - set(weights)
    if unknown:
        raise ValueError(f"no wish is called {min(unknown)}")
    return weights | overrides
