"""Half-years of an invented school, for tests and benchmarks: deterministic by seed, nothing taken from a real one.

In-service classes meet one week a month; short courses run three days to two weeks. Modules come in order, topics of
four or eight periods in order within them, discussions some time after their lecture, a field study of a whole day,
opening, exam and closing on fixed days, the Vietnamese holidays with Tết. About one session in eight can only be
taught by visiting leaders.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from hientai.planner.timetable.calendar import public_holidays
from hientai.planner.timetable.problem import (
    CLOSING,
    DISCUSSION,
    EXAM,
    FIELD_STUDY,
    LECTURE,
    OPENING,
    Absence,
    ClosedDay,
    Lecturer,
    Problem,
    Room,
    Session,
    Topic,
    TrainingClass,
    Window,
)

WEEKS = 26


@dataclass
class _Draft:
    """The half-year under construction."""

    rng: random.Random
    classes: int
    monday: date
    closed: tuple[ClosedDay, ...]
    modules: dict[str, list[Topic]] = field(default_factory=dict)
    programmes: list[list[str]] = field(default_factory=list)
    courses: list[TrainingClass] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    def open_days(self, week: int) -> list[date]:
        """The teaching days of a week."""
        shut = {one.on for one in self.closed}
        days = [self.monday + timedelta(days=7 * week + shift) for shift in range(5)]
        return [on for on in days if on not in shut]


def generate(*, classes: int, seed: int, year: int = 2026) -> Problem:
    """A half-year of `classes` classes from January to the end of June of `year`."""
    if classes < 1:
        raise ValueError("a half-year has at least one class")
    rng = random.Random(f"{classes}/{seed}/{year}")
    first = date(year, 1, 1)
    monday = first + timedelta(days=-first.weekday() % 7)
    congress = monday + timedelta(days=7 * 14 + 2)
    closed = (
        *public_holidays(year),
        ClosedDay(congress, "Đại hội"),
        ClosedDay(congress + timedelta(days=1), "Đại hội"),
    )
    draft = _Draft(rng, classes, monday, tuple(one for one in closed if one.on >= monday))
    _programmes(draft)
    for number in range(classes):
        if number % 9 < 5:
            _in_service(draft, number)
        else:
            _short_course(draft, number)
    weekly = _weekly_presence(draft)
    return Problem(
        name=f"{classes} classes, seed {seed}",
        starts_on=monday,
        ends_on=monday + timedelta(days=7 * WEEKS - 3),
        topics=tuple(topic for topics in draft.modules.values() for topic in topics),
        lecturers=_lecturers(draft),
        rooms=_rooms(draft, max(len(present) for present in weekly)),
        classes=tuple(draft.courses),
        sessions=tuple(draft.sessions),
        closed=draft.closed,
        boarding_capacity=int(1.05 * max(sum(one.boarders for one in present) for present in weekly)),
    )


def _programmes(draft: _Draft) -> None:
    """Programmes of six to eight modules; a module has three to five topics and may belong to two programmes."""
    rng = draft.rng
    count = 10 if draft.classes < 15 else 22
    for number in range(count):
        name = f"M{number + 1:02d}"
        topics = []
        for topic in range(rng.randint(3, 5)):
            equipment = ("projector",) if rng.random() < 0.6 else ()
            topics.append(Topic(f"{name}.{topic + 1}", name, f"Chuyên đề {number + 1}.{topic + 1}", equipment))
        draft.modules[name] = topics
    names = list(draft.modules)
    for _ in range(2 if draft.classes < 15 else 5):
        draft.programmes.append(rng.sample(names, rng.randint(6, 8)))


def _in_service(draft: _Draft, number: int) -> None:
    """A class that meets one week in four; its half-year fills about nine tenths of its windows."""
    rng = draft.rng
    windows = []
    for week in range(number % 4, WEEKS, 4):
        shifted = next((one for one in (week, week + 1) if len(draft.open_days(one)) >= 3), None)
        if shifted is not None and shifted < WEEKS:
            days = draft.open_days(shifted)
            windows.append(Window(days[0], days[-1]))
    course = _course(draft, number, "tại chức", tuple(windows))
    on_offer = sum(2 for one in _dates(draft, course))
    _fill(
        draft,
        course,
        draft.programmes[number % len(draft.programmes)],
        int(on_offer * rng.uniform(0.8, 0.92)),
        exam=True,
    )


def _short_course(draft: _Draft, number: int) -> None:
    """A course of three days to two weeks with a fifth of its window to spare."""
    rng = draft.rng
    start = next(week for week in iter(lambda: rng.randrange(WEEKS - 2), None) if len(draft.open_days(week)) >= 4)
    span = draft.open_days(start) + (draft.open_days(start + 1) if rng.random() < 0.6 else [])
    length = rng.randint(3, len(span))
    course = _course(draft, number, "bồi dưỡng", (Window(span[0], span[length - 1]),))
    modules = rng.sample(list(draft.modules), 6)
    _fill(draft, course, modules, max(4, int(2 * length * rng.uniform(0.7, 0.85))), exam=False)


def _course(draft: _Draft, number: int, kind: str, windows: tuple[Window, ...]) -> TrainingClass:
    rng = draft.rng
    size = rng.choice((35, 40, 45, 50, 60, 70, 80))
    boarders = rng.randrange(0, size // 2, 5)
    course = TrainingClass(
        f"C{number + 1:02d}", f"Lớp {kind} {number + 1}", size, windows, boarders, lives_far=rng.random() < 0.3
    )
    draft.courses.append(course)
    return course


def _dates(draft: _Draft, course: TrainingClass) -> list[date]:
    days = [on for week in range(WEEKS) for on in draft.open_days(week)]
    return [on for on in days if any(w.starts_on <= on <= w.ends_on for w in course.windows)]


def _fill(draft: _Draft, course: TrainingClass, modules: list[str], half_days: int, *, exam: bool) -> None:
    """Give a class its sessions: opening, modules in order up to `half_days`, field study, exam and closing."""
    rng, dates = draft.rng, _dates(draft, course)
    made: list[Session] = []
    field_after = rng.randrange(2, 4) if half_days > 12 else 0

    def add(kind: str, topic: str | None = None, **more: object) -> Session:
        one = Session(f"{course.id}-{len(made) + 1:02d}", course.id, topic, kind, **more)  # type: ignore[arg-type]
        made.append(one)
        return one

    opening = add(OPENING, on=dates[0], part=0, needs_lecturer=False)
    barrier: tuple[str, ...] = (opening.id,)
    left = half_days - (3 if exam else 2)
    for position, module in enumerate(modules):
        ends: list[str] = []
        previous = barrier
        for topic in draft.modules[module]:
            parts = 2 if rng.random() < 0.45 else 1
            talk = rng.random() < 0.3
            if left < parts + talk:
                break
            left -= parts + talk
            lecture = add(LECTURE, topic.id, after=previous)
            if parts == 2:
                lecture = add(LECTURE, topic.id, after=(lecture.id,), near=lecture.id)
            previous = (lecture.id,)
            if talk:
                ends.append(add(DISCUSSION, topic.id, after=(lecture.id,), near=lecture.id).id)
        barrier = tuple(dict.fromkeys((*previous, *ends)))
        if position + 1 == field_after and left >= 2:
            left -= 2
            barrier = (add(FIELD_STUDY, None, half_days=2, after=barrier, needs_lecturer=False, needs_room=False).id,)
        if left < 1:
            break
    if exam:
        barrier = (add(EXAM, None, after=barrier, on=dates[-1], part=0, needs_lecturer=False).id,)
    add(CLOSING, None, after=barrier, on=dates[-1], part=1, needs_lecturer=False)
    draft.sessions.extend(made)


def _weekly_presence(draft: _Draft) -> list[list[TrainingClass]]:
    weekly = []
    for week in range(WEEKS):
        days = set(draft.open_days(week))
        weekly.append([one for one in draft.courses if days & set(_dates(draft, one))])
    return weekly


def _lecturers(draft: _Draft) -> tuple[Lecturer, ...]:
    """Own lecturers by department (each knows the topics of some modules) and visiting leaders for topics of their
    own field.
    """
    rng = draft.rng
    demand = sum(one.half_days for one in draft.sessions if one.needs_lecturer)
    own = max(6, round(demand / 38))
    visiting = max(3, round(demand / 90))
    topics = [topic for group in draft.modules.values() for topic in group]
    leaders_only = {topic.id for topic in topics if rng.random() < 0.12}
    knows: dict[str, list[str]] = {f"L{number + 1:02d}": [] for number in range(own)}
    called: dict[str, list[str]] = {f"V{number + 1:02d}": [] for number in range(visiting)}
    for module in draft.modules.values():
        staff = rng.sample(list(knows), min(own, max(3, round(own * 0.28))))
        for topic in module:
            if topic.id not in leaders_only:
                for name in rng.sample(staff, max(2, round(len(staff) * 0.7))):
                    knows[name].append(topic.id)
            guests = min(visiting, max(3, visiting // 2)) if topic.id in leaders_only else rng.randint(0, 1)
            for name in rng.sample(list(called), guests):
                called[name].append(topic.id)
    norm = round(demand / own * 0.85)
    return tuple(
        Lecturer(
            name, f"Giảng viên {name}", tuple(known), norm=norm + rng.randint(-6, 6), unavailable=_busy(draft, 0.05)
        )
        for name, known in knows.items()
    ) + tuple(
        Lecturer(
            name,
            f"Lãnh đạo {name}",
            tuple(known),
            is_visiting=True,
            lives_far=rng.random() < 0.4,
            week_limit=6,
            fee=rng.randint(1, 3),
            unavailable=_busy(draft, 0.25),
        )
        for name, known in called.items()
    )


def _busy(draft: _Draft, share: float) -> tuple[Absence, ...]:
    """Absences of whole days, half of them in runs of a week."""
    rng = draft.rng
    days: set[date] = set()
    for week in range(WEEKS):
        open_days = draft.open_days(week)
        if rng.random() < share / 2:
            days.update(open_days)
        days.update(on for on in open_days if rng.random() < share / 2)
    return tuple(Absence(on) for on in sorted(days))


def _rooms(draft: _Draft, peak: int) -> tuple[Room, ...]:
    """One room more than the busiest week has classes; every third a hall, four in five with a projector."""
    rooms = []
    for number in range(peak + 1):
        capacity = 90 if number % 3 == 0 else draft.rng.choice((50, 60, 80))
        equipment = () if number % 5 == 4 else ("projector",)
        rooms.append(Room(f"R{number + 1:02d}", f"Phòng {number + 1}", capacity, equipment))
    return tuple(rooms)
