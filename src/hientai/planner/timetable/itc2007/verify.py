"""The judge of ITC-2007 track 3: recomputes everything from the instance and the solution file alone.

It shares no code with the solver. The rules and weights are those of the official validator: a missing lecture, a
conflict, an unavailability and a doubly used room are hard; seats (1 a student), working days (5), compactness (2)
and room stability (1) are soft.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import combinations

from hientai.planner.timetable.itc2007.problem import Instance, Lecture

WEIGHT_WORKING_DAYS = 5
WEIGHT_COMPACTNESS = 2


@dataclass(frozen=True)
class Verdict:
    """Violations (hard, counted) and penalties (soft, weighted) of one solution; `errors` are unreadable references."""

    lectures: int
    conflicts: int
    availability: int
    room_occupation: int
    room_capacity: int
    min_working_days: int
    curriculum_compactness: int
    room_stability: int
    errors: tuple[str, ...] = ()

    @property
    def violations(self) -> int:
        """The number of broken hard rules."""
        return self.lectures + self.conflicts + self.availability + self.room_occupation + len(self.errors)

    @property
    def cost(self) -> int:
        """The sum of the weighted soft penalties."""
        return self.room_capacity + self.min_working_days + self.curriculum_compactness + self.room_stability

    @property
    def is_feasible(self) -> bool:
        """No hard rule is broken."""
        return self.violations == 0

    def as_json(self) -> dict[str, object]:
        """Every count, with the totals."""
        return {
            "feasible": self.is_feasible,
            "violations": self.violations,
            "cost": self.cost,
            **asdict(self),
            "errors": list(self.errors),
        }


def verify(instance: Instance, lectures: Iterable[Lecture]) -> Verdict:
    """Judge a solution; unknown courses, rooms or periods are listed as errors and otherwise ignored."""
    known: list[Lecture] = []
    errors: list[str] = []
    courses = {course.name: course for course in instance.courses}
    capacity = {room.name: room.capacity for room in instance.rooms}
    for one in lectures:
        if one.course not in courses:
            errors.append(f"unknown course {one.course}")
        elif one.room not in capacity:
            errors.append(f"unknown room {one.room}")
        elif not (0 <= one.day < instance.days and 0 <= one.period < instance.periods_per_day):
            errors.append(f"course {one.course}: no period {one.day} {one.period}")
        else:
            known.append(one)
    return Verdict(
        lectures=_lecture_violations(instance, known),
        conflicts=_conflicts(instance, known),
        availability=sum((one.course, one.day, one.period) in instance.unavailable for one in known),
        room_occupation=sum(used - 1 for used in Counter((one.room, one.day, one.period) for one in known).values()),
        room_capacity=sum(max(0, courses[one.course].students - capacity[one.room]) for one in known),
        min_working_days=_working_days(instance, known),
        curriculum_compactness=_compactness(instance, known),
        room_stability=_room_stability(known),
        errors=tuple(errors),
    )


def _lecture_violations(instance: Instance, lectures: list[Lecture]) -> int:
    """Lectures missing or too many, and lectures of one course in the same period."""
    total = Counter(one.course for one in lectures)
    distinct = Counter(course for course, _day, _period in {(one.course, one.day, one.period) for one in lectures})
    return sum(
        abs(course.lectures - total[course.name]) + total[course.name] - distinct[course.name]
        for course in instance.courses
    )


def _conflicts(instance: Instance, lectures: list[Lecture]) -> int:
    """Pairs of different courses in one period that share a teacher or a curriculum."""
    curricula: dict[str, set[str]] = defaultdict(set)
    for curriculum in instance.curricula:
        for name in curriculum.courses:
            curricula[name].add(curriculum.name)
    teacher = {course.name: course.teacher for course in instance.courses}
    together: dict[tuple[int, int], set[str]] = defaultdict(set)
    for one in lectures:
        together[one.day, one.period].add(one.course)
    return sum(
        teacher[first] == teacher[second] or not curricula[first].isdisjoint(curricula[second])
        for courses in together.values()
        for first, second in combinations(sorted(courses), 2)
    )


def _working_days(instance: Instance, lectures: list[Lecture]) -> int:
    days: dict[str, set[int]] = defaultdict(set)
    for one in lectures:
        days[one.course].add(one.day)
    return WEIGHT_WORKING_DAYS * sum(
        max(0, course.min_working_days - len(days[course.name])) for course in instance.courses
    )


def _compactness(instance: Instance, lectures: list[Lecture]) -> int:
    """Lectures of a curriculum with no other lecture of it just before or after on the same day."""
    periods: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in lectures:
        periods[one.course].append((one.day, one.period))
    isolated = 0
    for curriculum in instance.curricula:
        used = Counter(slot for name in set(curriculum.courses) for slot in periods[name])
        isolated += sum(
            count
            for (day, period), count in used.items()
            if (day, period - 1) not in used and (day, period + 1) not in used
        )
    return WEIGHT_COMPACTNESS * isolated


def _room_stability(lectures: list[Lecture]) -> int:
    rooms: dict[str, set[str]] = defaultdict(set)
    for one in lectures:
        rooms[one.course].add(one.room)
    return sum(len(used) - 1 for used in rooms.values())
