"""Instances (`.ctt`) and solution files of ITC-2007 track 3.

Format: Di Gaspero, McCollum, Schaerf, "The Second International Timetabling Competition (ITC-2007): Curriculum-based
Course Timetabling (Track 3)", technical report, 2007. Days and periods are counted from 0.
"""

from __future__ import annotations

from dataclasses import dataclass


class InstanceError(ValueError):
    """A file that is not a readable instance or solution; the message names the line."""


@dataclass(frozen=True)
class Course:
    """A course: `lectures` meetings spread over at least `min_working_days` days, heard by `students`."""

    name: str
    teacher: str
    lectures: int
    min_working_days: int
    students: int


@dataclass(frozen=True)
class Room:
    """A room with its number of seats."""

    name: str
    capacity: int


@dataclass(frozen=True)
class Curriculum:
    """A group of courses with common students: no two of its lectures may be at the same time."""

    name: str
    courses: tuple[str, ...]


@dataclass(frozen=True)
class Instance:
    """An instance; `unavailable` holds (course, day, period)."""

    name: str
    days: int
    periods_per_day: int
    courses: tuple[Course, ...]
    rooms: tuple[Room, ...]
    curricula: tuple[Curriculum, ...]
    unavailable: frozenset[tuple[str, int, int]]


@dataclass(frozen=True)
class Lecture:
    """One line of a solution: a lecture of `course` in `room` on `day` at `period`."""

    course: str
    room: str
    day: int
    period: int


def read_instance(text: str) -> Instance:
    """Read the text of a `.ctt` file; raises `InstanceError` on anything that does not add up."""
    header: dict[str, str] = {}
    sections: dict[str, list[list[str]]] = {
        "COURSES": [],
        "ROOMS": [],
        "CURRICULA": [],
        "UNAVAILABILITY_CONSTRAINTS": [],
    }
    section: str | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        if line.rstrip(".").upper() == "END":
            break
        title = line.rstrip(":").strip().upper()
        if line.endswith(":") and title in sections:
            section = title
        elif section is None:
            key, separator, value = line.partition(":")
            if not separator:
                raise InstanceError(f"line {number}: expected 'Key: value', found {line!r}")
            header[key.strip().lower()] = value.strip()
        else:
            sections[section].append(line.split())
    return _checked(_built(header, sections), header)


def _built(header: dict[str, str], sections: dict[str, list[list[str]]]) -> Instance:
    try:
        return Instance(
            name=header["name"],
            days=int(header["days"]),
            periods_per_day=int(header["periods_per_day"]),
            courses=tuple(Course(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in sections["COURSES"]),
            rooms=tuple(Room(row[0], int(row[1])) for row in sections["ROOMS"]),
            curricula=tuple(_curriculum(row) for row in sections["CURRICULA"]),
            unavailable=frozenset((row[0], int(row[1]), int(row[2])) for row in sections["UNAVAILABILITY_CONSTRAINTS"]),
        )
    except KeyError as error:
        raise InstanceError(f"the header lacks {error.args[0]}") from error
    except (IndexError, ValueError) as error:
        raise InstanceError(f"a row is malformed: {error}") from error


def _curriculum(row: list[str]) -> Curriculum:
    if len(row) != int(row[1]) + 2:
        raise ValueError(f"curriculum {row[0]} announces {row[1]} courses and names {len(row) - 2}")
    return Curriculum(row[0], tuple(row[2:]))


def _checked(instance: Instance, header: dict[str, str]) -> Instance:
    counts = {"courses": instance.courses, "rooms": instance.rooms, "curricula": instance.curricula}
    for key, rows in counts.items():
        if key in header and int(header[key]) != len(rows):
            raise InstanceError(f"the header announces {header[key]} {key}, the file has {len(rows)}")
    known = {course.name for course in instance.courses}
    if len(known) != len(instance.courses) or len({room.name for room in instance.rooms}) != len(instance.rooms):
        raise InstanceError("two courses or two rooms have the same name")
    for curriculum in instance.curricula:
        for name in curriculum.courses:
            if name not in known:
                raise InstanceError(f"curriculum {curriculum.name} names the unknown course {name}")
    for name, day, period in instance.unavailable:
        if name not in known or not (0 <= day < instance.days and 0 <= period < instance.periods_per_day):
            raise InstanceError(f"unavailability {name} {day} {period} is outside the instance")
    if not instance.rooms or instance.days < 1 or instance.periods_per_day < 1:
        raise InstanceError("the instance has no rooms or no periods")
    return instance


def write_solution(lectures: list[Lecture]) -> str:
    """The official solution format: a line `course room day period` per lecture."""
    return "".join(f"{one.course} {one.room} {one.day} {one.period}\n" for one in lectures)


def read_solution(text: str) -> list[Lecture]:
    """Read a solution file; raises `InstanceError` with the number of the first malformed line."""
    lectures = []
    for number, line in enumerate(text.splitlines(), start=1):
        fields = line.split()
        if not fields:
            continue
        try:
            course, room, day, period = fields
            lectures.append(Lecture(course, room, int(day), int(period)))
        except ValueError as error:
            raise InstanceError(f"line {number}: expected 'course room day period', found {line.strip()!r}") from error
    return lectures
