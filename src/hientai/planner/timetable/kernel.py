"""The compiled inner loop of the annealing for the school's half-year: counters, their change of cost, and the moves.

Costs are packed: violations of hard rules × `BIG` + penalty, so that the packed number orders plans by violations
first. The search itself weighs a violation as `HARD` points and may cross infeasible ground while it is hot. The
meaning of every count is that of `criteria` and `wishes`; the tests compare the running cost with the judge's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hientai.planner.timetable.compiled import compiled, inlined

Ints = NDArray[np.int64]
BIG = 1 << 20
HARD = 90
PARTS = 3
EVENING = 2
EASY_WEEK = 6
NEAR_CAP = 5
# Places of the weights in `Fixed.weights`.
COMPACT, WEEKS, NEAR, FAIR, SPREAD, TRIPS, BUNDLED, FEES, TOPIC, MODULE, EVENINGS, STEADY, STABLE = range(13)


class Fixed(NamedTuple):
    """The problem as arrays; s session, c class, l lecturer, r room, t slot, d day, w week, g group of one lecturer."""

    weights: Ints
    class_of: Ints  # [s]
    length: Ints  # [s] half-days
    slot_start: Ints  # [s + 1] slices of slot_list: the slots a session may take
    slot_list: Ints
    who_start: Ints
    who_list: Ints
    room_start: Ints
    room_list: Ints
    may_at: NDArray[np.int8]  # [s, t]
    may_teach: NDArray[np.int8]  # [s, l]
    may_hold: NDArray[np.int8]  # [s, r]
    class_start: Ints  # [c + 1] slices of class_list: the sessions of a class
    class_list: Ints
    absent: NDArray[np.int8]  # [l, t]
    room_absent: NDArray[np.int8]  # [r, t]
    before_start: Ints  # [s + 1] slices of before_list: what must be over first
    before_list: Ints
    behind_start: Ints  # [s + 1] slices of behind_list: what must come later
    behind_list: Ints
    near: Ints  # [s] the lecture to follow closely, or -1
    near_start: Ints  # [s + 1] slices of near_list: the sessions that follow s closely
    near_list: Ints
    groups: Ints  # [s, 2] topic and module group, or -1
    member_start: Ints  # [g + 1] slices of member_list
    member_list: Ints
    week_of: Ints  # [d]
    bit_of: Ints  # [t] place of a slot in its week's mask
    open_mask: Ints  # [c, w] open daytime half-days
    fewest_weeks: Ints  # [c]
    boarders: Ints  # [c]
    boarding_capacity: int
    norm: Ints  # [l]
    limit: Ints  # [l]
    visiting: Ints  # [l]
    fee: Ints  # [l]
    far_lecturer: Ints  # [l]
    far_class: Ints  # [c]
    previous: Ints  # [s, 3] slot, lecturer, room of the plan to stay near; slot -2 when there is none


class State(NamedTuple):
    """A plan and everything counted from it."""

    slot: Ints  # [s] or -1
    who: Ints  # [s] or -1
    room: Ints  # [s] or -1
    class_busy: Ints  # [c, t]
    class_at: Ints  # [c, t] a session of the class there, or -1; out of date after two stood there: check its slot
    class_mask: Ints  # [c, w]
    class_weeks: Ints  # [c]
    class_day: Ints  # [c, d]
    boarding: Ints  # [d]
    who_busy: Ints  # [l, t]
    who_week: Ints  # [l, w]
    who_day: Ints  # [l, d]
    who_total: Ints  # [l]
    group_who: Ints  # [g, l]
    group_size: Ints  # [g] distinct lecturers
    room_busy: Ints  # [r, t]
    room_at: Ints  # [r, t] a session in the room, or -1; out of date likewise
    class_room: Ints  # [c, r]
    class_rooms: Ints  # [c] distinct rooms


@inlined
def above(count: int, limit: int) -> int:
    """How far a count exceeds its limit."""
    return count - limit if count > limit else 0


@inlined
def idle(mask: int, open_mask: int) -> int:
    """Open half-days without a session between the first and the last of a week."""
    if mask == 0:
        return 0
    fill: int = mask
    for shift in (1, 2, 4, 8, 16):
        fill |= fill >> shift
    gaps = fill & ~((mask & -mask) - 1) & ~mask & open_mask
    count = 0
    while gaps:
        gaps &= gaps - 1
        count += 1
    return count


@inlined
def boarding_excess(f: Fixed, present: int) -> int:
    """Violations of the hostel's capacity on one day, one for every ten learners or part of ten."""
    return 0 if present <= f.boarding_capacity else 1 + (present - f.boarding_capacity) // 10


@inlined
def shift_class(f: Fixed, s: State, session: int, sign: int) -> int:
    """Enter (+1) or strike (-1) a session in its class's counts; returns the packed change of cost."""
    c, t = f.class_of[session], s.slot[session]
    d = t // PARTS
    w = f.week_of[d]
    mask = s.class_mask[c, w]
    after = mask
    delta: int = 0
    for k in range(f.length[session]):
        busy = s.class_busy[c, t + k]
        s.class_busy[c, t + k] = busy + sign
        delta += BIG * (above(busy + sign, 1) - above(busy, 1))
        bit = 1 << f.bit_of[t + k]
        if busy + sign == 0:
            after &= ~bit
            s.class_at[c, t + k] = -1
        else:
            after |= bit
            if sign > 0:
                s.class_at[c, t + k] = session
    s.class_mask[c, w] = after
    delta += f.weights[COMPACT] * (idle(after, f.open_mask[c, w]) - idle(mask, f.open_mask[c, w]))
    if (after == 0) != (mask == 0):
        weeks = s.class_weeks[c]
        s.class_weeks[c] = weeks + sign
        fewest = f.fewest_weeks[c]
        delta += f.weights[WEEKS] * (above(weeks + sign, fewest) - above(weeks, fewest))
    day = s.class_day[c, d]
    s.class_day[c, d] = day + sign
    if (day == 0) != (day + sign == 0):
        present = s.boarding[d]
        s.boarding[d] = present + sign * f.boarders[c]
        delta += BIG * (boarding_excess(f, s.boarding[d]) - boarding_excess(f, present))
    if f.far_class[c] == 1 and t % PARTS == EVENING:
        delta += sign * f.weights[EVENINGS]
    return delta


@inlined
def distance(f: Fixed, s: State, lecture: int, follower: int) -> int:
    """Teaching days between a lecture and its follower beyond the next day, capped."""
    days: int = abs(s.slot[follower] // PARTS - s.slot[lecture] // PARTS) - 1
    return min(max(days, 0), NEAR_CAP)


@inlined
def order_cost(f: Fixed, s: State, session: int) -> int:
    """The packed cost of a session's order and nearness towards the sessions placed."""
    first = s.slot[session]
    last = first + f.length[session] - 1
    cost: int = 0
    for k in range(f.before_start[session], f.before_start[session + 1]):
        other = f.before_list[k]
        if s.slot[other] >= 0 and s.slot[other] + f.length[other] - 1 >= first:
            cost += BIG
    for k in range(f.behind_start[session], f.behind_start[session + 1]):
        other = f.behind_list[k]
        if s.slot[other] >= 0 and last >= s.slot[other]:
            cost += BIG
    if f.near[session] >= 0 and s.slot[f.near[session]] >= 0:
        cost += f.weights[NEAR] * distance(f, s, f.near[session], session)
    for k in range(f.near_start[session], f.near_start[session + 1]):
        if s.slot[f.near_list[k]] >= 0:
            cost += f.weights[NEAR] * distance(f, s, session, f.near_list[k])
    return cost


@inlined
def shift_group(f: Fixed, s: State, g: int, who: int, sign: int, weight: int) -> int:
    """Enter or strike one session of a group that should have one lecturer."""
    if g < 0:
        return 0
    held = s.group_who[g, who]
    s.group_who[g, who] = held + sign
    if (held == 0) == (held + sign == 0):
        return 0
    size: int = s.group_size[g]
    s.group_size[g] = size + sign
    return weight * (above(size + sign, 1) - above(size, 1))


@inlined
def shift_lecturer(f: Fixed, s: State, session: int, sign: int) -> int:
    """Enter or strike a session in its lecturer's counts; returns the packed change of cost."""
    who, t, n = s.who[session], s.slot[session], f.length[session]
    if who < 0:
        return 0
    d = t // PARTS
    w = f.week_of[d]
    delta: int = 0
    for k in range(n):
        busy = s.who_busy[who, t + k]
        s.who_busy[who, t + k] = busy + sign
        delta += BIG * (above(busy + sign, 1) - above(busy, 1) + sign * f.absent[who, t + k])
    step = sign * n
    week, day, total = s.who_week[who, w], s.who_day[who, d], s.who_total[who]
    s.who_week[who, w] = week + step
    s.who_day[who, d] = day + step
    s.who_total[who] = total + step
    delta += BIG * (above(week + step, f.limit[who]) - above(week, f.limit[who]))
    if f.visiting[who] == 1:
        delta += f.weights[TRIPS] * ((week + step > 0) - (week > 0))
        delta += f.weights[BUNDLED] * ((day + step == 1) - (day == 1))
    else:
        delta += f.weights[FAIR] * (above(total + step, f.norm[who]) - above(total, f.norm[who]))
        delta += f.weights[SPREAD] * (above(week + step, EASY_WEEK) - above(week, EASY_WEEK))
    delta += step * f.weights[FEES] * f.fee[who]
    if f.far_lecturer[who] == 1 and t % PARTS == EVENING:
        delta += sign * f.weights[EVENINGS]
    delta += shift_group(f, s, f.groups[session, 0], who, sign, f.weights[TOPIC])
    delta += shift_group(f, s, f.groups[session, 1], who, sign, f.weights[MODULE])
    return delta


@inlined
def shift_room(f: Fixed, s: State, session: int, sign: int) -> int:
    """Enter or strike a session in its room's counts; returns the packed change of cost."""
    r, t, c = s.room[session], s.slot[session], f.class_of[session]
    if r < 0:
        return 0
    delta: int = 0
    for k in range(f.length[session]):
        busy = s.room_busy[r, t + k]
        s.room_busy[r, t + k] = busy + sign
        if sign > 0:
            s.room_at[r, t + k] = session
        elif busy == 1:
            s.room_at[r, t + k] = -1
        delta += BIG * (above(busy + sign, 1) - above(busy, 1) + sign * f.room_absent[r, t + k])
    held = s.class_room[c, r]
    s.class_room[c, r] = held + sign
    if (held == 0) != (held + sign == 0):
        rooms = s.class_rooms[c]
        s.class_rooms[c] = rooms + sign
        delta += f.weights[STEADY] * (above(rooms + sign, 1) - above(rooms, 1))
    return delta


@inlined
def changed(f: Fixed, s: State, session: int) -> int:
    """The cost of standing elsewhere, with another lecturer or room than in the previous plan."""
    if f.previous[session, 0] == -2:
        return 0
    same = (
        s.slot[session] == f.previous[session, 0]
        and s.who[session] == f.previous[session, 1]
        and s.room[session] == f.previous[session, 2]
    )
    return 0 if same else int(f.weights[STABLE])


@compiled
def lift(f: Fixed, s: State, session: int) -> int:
    """Take a placed session out of all counts (its lecturer and room stay noted); returns the packed change of cost."""
    delta: int = -order_cost(f, s, session) - changed(f, s, session)
    delta += shift_class(f, s, session, -1) + shift_lecturer(f, s, session, -1) + shift_room(f, s, session, -1)
    s.slot[session] = -1
    return delta


@compiled
def drop(f: Fixed, s: State, session: int, slot: int) -> int:
    """Place a session at a slot with its noted lecturer and room; returns the packed change of cost."""
    s.slot[session] = slot
    delta: int = shift_class(f, s, session, 1) + shift_lecturer(f, s, session, 1) + shift_room(f, s, session, 1)
    return delta + order_cost(f, s, session) + changed(f, s, session)


@inlined
def energy(packed: int) -> int:
    """The points the search sees: `HARD` for every violation, and the penalty."""
    hard = (packed + BIG // 2) // BIG
    return int(hard * HARD + packed - hard * BIG)
