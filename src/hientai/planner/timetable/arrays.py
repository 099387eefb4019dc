"""The school's problem as the arrays of the kernel, and plans in and out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hientai.planner.timetable.domains import domains
from hientai.planner.timetable.kernel import BIG, Fixed, Ints, State, drop
from hientai.planner.timetable.problem import EVENING, PARTS, Placement, Plan
from hientai.planner.timetable.sheet import Book, Sheet
from hientai.planner.timetable.wishes import WISHES, fewest_weeks, weights_of

NO_CAPACITY = 1 << 30


@dataclass(frozen=True)
class Compiled:
    """The arrays of a problem with the names behind the numbers; `movable` are the sessions with a domain."""

    book: Book
    fixed: Fixed
    sessions: tuple[str, ...]
    lecturers: tuple[str, ...]
    rooms: tuple[str, ...]
    movable: Ints


def compile_problem(book: Book) -> Compiled:
    """The problem as arrays."""
    problem, grid = book.problem, book.grid
    sessions = {one.id: number for number, one in enumerate(problem.sessions)}
    lecturers = {one.id: number for number, one in enumerate(problem.lecturers)}
    rooms = {one.id: number for number, one in enumerate(problem.rooms)}
    classes = {one.id: number for number, one in enumerate(problem.classes)}
    domain = domains(book)
    allowed = [domain[one.id] for one in problem.sessions]
    slot_lists = [list(one.slots) for one in allowed]
    who_lists = [[lecturers[name] for name in one.lecturers] for one in allowed]
    room_lists = [[rooms[name] for name in one.rooms] for one in allowed]
    before = [[sessions[name] for name in one.after] for one in problem.sessions]
    near = [sessions[one.near] if one.near else -1 for one in problem.sessions]
    groups, members = _groups(book)
    of_class: list[list[int]] = [[] for _ in classes]
    for number, one in enumerate(problem.sessions):
        of_class[classes[one.class_id]].append(number)
    slices = _named_slices(
        slot=slot_lists, who=who_lists, room=room_lists, before=before, behind=_inverse(before), member=members,
        near=_inverse([[one] if one >= 0 else [] for one in near]), **{"class": of_class},
    )  # fmt: skip
    capacity = problem.boarding_capacity
    weights = weights_of(problem.weights)
    fixed = Fixed(
        weights=_ints([weights[wish.name] for wish in WISHES]),
        class_of=_ints([classes[one.class_id] for one in problem.sessions]),
        length=_ints([one.half_days for one in problem.sessions]),
        may_at=_table(slot_lists, grid.slots),
        may_teach=_table(who_lists, len(lecturers)),
        may_hold=_table(room_lists, len(rooms)),
        absent=_table([book.lecturer_absent[name] for name in lecturers], grid.slots),
        room_absent=_table([book.room_absent[name] for name in rooms], grid.slots),
        near=_ints(near),
        groups=groups,
        week_of=_ints(grid.week_of_day),
        bit_of=_ints([on.weekday() * len(PARTS) + part for on in grid.days for part in range(len(PARTS))]),
        open_mask=_open_masks(book),
        fewest_weeks=_fewest(book),
        boarders=_ints([one.boarders for one in problem.classes]),
        boarding_capacity=NO_CAPACITY if capacity is None else capacity,
        norm=_ints([one.norm for one in problem.lecturers]),
        limit=_ints([one.week_limit for one in problem.lecturers]),
        visiting=_ints([one.is_visiting for one in problem.lecturers]),
        fee=_ints([one.fee for one in problem.lecturers]),
        far_lecturer=_ints([one.lives_far for one in problem.lecturers]),
        far_class=_ints([one.lives_far for one in problem.classes]),
        previous=_previous(book, sessions, lecturers, rooms),
        **slices,
    )
    movable = [
        number
        for number, one in enumerate(problem.sessions)
        if slot_lists[number]
        and (who_lists[number] or not one.needs_lecturer)
        and (room_lists[number] or not one.needs_room)
    ]
    return Compiled(book, fixed, tuple(sessions), tuple(lecturers), tuple(rooms), _ints(movable))


def _named_slices(**lists: list[list[int]]) -> dict[str, Ints]:
    """For each name the start and the list of its slices: ``slot_start``, ``slot_list`` and so on."""
    found: dict[str, Ints] = {}
    for name, rows in lists.items():
        found[f"{name}_start"], found[f"{name}_list"] = _slices(rows)
    return found


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int64).reshape(-1)


def _slices(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    start = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
    return start, _ints([one for row in rows for one in row])


def _inverse(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    turned: list[list[int]] = [[] for _ in rows]
    for number, row in enumerate(rows):
        for one in row:
            turned[one].append(number)
    return turned


def _table(rows: Sequence[Sequence[int] | set[int]], width: int) -> NDArray[np.int8]:
    table = np.zeros((len(rows), width), np.int8)
    for number, row in enumerate(rows):
        table[number, list(row)] = 1
    return table


def _groups(book: Book) -> tuple[Ints, list[list[int]]]:
    """The topic and the module group of every session, and the members of every group."""
    numbers: dict[tuple[str, str, str], int] = {}
    members: list[list[int]] = []
    groups = np.full((len(book.problem.sessions), 2), -1, np.int64)
    for number, one in enumerate(book.problem.sessions):
        if not book.taught_by_one(one) or one.topic is None:
            continue
        for column, key in enumerate((("topic", one.topic), ("module", book.topics[one.topic].module))):
            group = numbers.setdefault((one.class_id, *key), len(numbers))
            if group == len(members):
                members.append([])
            members[group].append(number)
            groups[number, column] = group
    return groups, members


def _open_masks(book: Book) -> Ints:
    masks = np.zeros((len(book.problem.classes), book.grid.weeks), np.int64)
    for number, course in enumerate(book.problem.classes):
        for slot in book.class_open[course.id]:
            day, part = divmod(slot, len(PARTS))
            if part != EVENING:
                bit = book.grid.days[day].weekday() * len(PARTS) + part
                masks[number, book.grid.week_of_day[day]] |= 1 << bit
    return masks


def _fewest(book: Book) -> Ints:
    """The floor of weeks of each class when all its sessions are placed."""
    placements = tuple(Placement(one.id, book.grid.days[0], 0) for one in book.problem.sessions)
    sheet = Sheet(book, Plan(placements))
    return _ints([fewest_weeks(sheet, one.id) for one in book.problem.classes])


def _previous(book: Book, sessions: dict[str, int], lecturers: dict[str, int], rooms: dict[str, int]) -> Ints:
    rows = np.full((len(sessions), 3), -2, np.int64)
    for at in book.problem.previous.placements if book.problem.previous else ():
        slot = book.grid.slot(at.on, at.part)
        if at.session in sessions:
            who = lecturers.get(at.lecturer, -3) if at.lecturer else -1
            room = rooms.get(at.room, -3) if at.room else -1
            rows[sessions[at.session]] = (-3 if slot is None else slot, who, room)
    return rows


def empty_state(compiled: Compiled) -> State:
    """No session placed, no cost."""
    f, grid = compiled.fixed, compiled.book.grid
    sessions, classes = len(f.class_of), len(f.boarders)
    lecturers, rooms, groups = len(f.norm), len(compiled.rooms), len(f.member_start) - 1

    def zeros(*shape: int) -> Ints:
        return np.zeros(shape, np.int64)

    return State(
        slot=np.full(sessions, -1, np.int64),
        who=np.full(sessions, -1, np.int64),
        room=np.full(sessions, -1, np.int64),
        class_busy=zeros(classes, grid.slots),
        class_at=np.full((classes, grid.slots), -1, np.int64),
        class_mask=zeros(classes, grid.weeks),
        class_weeks=zeros(classes),
        class_day=zeros(classes, len(grid.days)),
        boarding=zeros(len(grid.days)),
        who_busy=zeros(lecturers, grid.slots),
        who_week=zeros(lecturers, grid.weeks),
        who_day=zeros(lecturers, len(grid.days)),
        who_total=zeros(lecturers),
        group_who=zeros(max(1, groups), max(1, lecturers)),
        group_size=zeros(max(1, groups)),
        room_busy=zeros(rooms, grid.slots),
        room_at=np.full((rooms, grid.slots), -1, np.int64),
        class_room=zeros(classes, max(1, rooms)),
        class_rooms=zeros(classes),
    )


def enter(compiled: Compiled, state: State, plan: Plan, rng: np.random.Generator) -> int:
    """Place a plan into an empty state; movable sessions it lacks go to random places. Returns the packed cost."""
    f = compiled.fixed
    at = plan.by_session()
    lecturers = {name: number for number, name in enumerate(compiled.lecturers)}
    rooms = {name: number for number, name in enumerate(compiled.rooms)}
    cost = 0
    for number in compiled.movable:
        placement = at.get(compiled.sessions[number])
        slot = None if placement is None else compiled.book.grid.slot(placement.on, placement.part)
        if placement is None or slot is None or not f.may_at[number, slot]:
            slot = int(rng.choice(f.slot_list[f.slot_start[number] : f.slot_start[number + 1]]))
        who = lecturers.get(placement.lecturer or "", -1) if placement else -1
        room = rooms.get(placement.room or "", -1) if placement else -1
        state.who[number] = _kept(who, f.who_list[f.who_start[number] : f.who_start[number + 1]], rng)
        state.room[number] = _kept(room, f.room_list[f.room_start[number] : f.room_start[number + 1]], rng)
        cost += drop(f, state, int(number), slot)
    return cost


def _kept(wanted: int, choices: Ints, rng: np.random.Generator) -> int:
    if len(choices) == 0:
        return -1
    return wanted if wanted in choices else int(rng.choice(choices))


def plan_of(compiled: Compiled, best: Ints) -> Plan:
    """The plan in the rows of `best`: slots, lecturers, rooms."""
    placements = []
    for number, name in enumerate(compiled.sessions):
        slot, who, room = (int(one) for one in best[:, number])
        if slot >= 0:
            on, part = compiled.book.grid.half_day(slot)
            lecturer = compiled.lecturers[who] if who >= 0 else None
            placements.append(Placement(name, on, part, lecturer, compiled.rooms[room] if room >= 0 else None))
    return Plan(tuple(placements))


def unpacked(cost: int) -> tuple[int, int]:
    """Violations and penalty of a packed cost."""
    hard = (cost + BIG // 2) // BIG
    return hard, cost - hard * BIG
