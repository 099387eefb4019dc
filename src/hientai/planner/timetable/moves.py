"""The moves of the annealing for the school's half-year, and its loop."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hientai.planner.timetable.compiled import compiled, inlined
from hientai.planner.timetable.kernel import (
    Fixed,
    Ints,
    State,
    changed,
    drop,
    energy,
    lift,
    shift_lecturer,
    shift_room,
)

CHAIN = 40
REACH = 8
PUSH = 12
Words = NDArray[np.uint64]


@inlined
def uniform(rng: Words) -> float:
    """A number in [0, 1) by xorshift64*; `rng` holds one non-zero word."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inlined
def pick(rng: Words, start: int, end: int) -> int:
    """A number from `start` up to but without `end`."""
    return start + int(uniform(rng) * (end - start))


@inlined
def lecturer_free(f: Fixed, s: State, who: int, slot: int, length: int) -> bool:
    """Whether a lecturer is to be had and not teaching."""
    for k in range(length):  # noqa: SIM110 - compiled code knows no all()
        if s.who_busy[who, slot + k] > 0 or f.absent[who, slot + k] == 1:
            return False
    return True


@inlined
def room_free(f: Fixed, s: State, room: int, slot: int, length: int) -> bool:
    """Whether a room is to be had and empty."""
    for k in range(length):  # noqa: SIM110 - compiled code knows no all()
        if s.room_busy[room, slot + k] > 0 or f.room_absent[room, slot + k] == 1:
            return False
    return True


@compiled
def settle(f: Fixed, s: State, session: int, slot: int, rng: Words) -> int:
    """Place a session, with another lecturer or room when its own are not free there; returns the packed change of
    cost.
    """
    n = f.length[session]
    who, room = s.who[session], s.room[session]
    if who >= 0 and not lecturer_free(f, s, who, slot, n):
        start, end = f.who_start[session], f.who_start[session + 1]
        at = pick(rng, start, end)
        for _ in range(start, end):
            at = at + 1 if at + 1 < end else start
            if lecturer_free(f, s, f.who_list[at], slot, n):
                s.who[session] = f.who_list[at]
                break
    if room >= 0 and not room_free(f, s, room, slot, n):
        start, end = f.room_start[session], f.room_start[session + 1]
        at = pick(rng, start, end)
        for _ in range(start, end):
            at = at + 1 if at + 1 < end else start
            if room_free(f, s, f.room_list[at], slot, n):
                s.room[session] = f.room_list[at]
                break
    return drop(f, s, session, slot)


@compiled
def exchange(f: Fixed, s: State, work: Ints, size: int, allowed: float, rng: Words) -> int:
    """Bring the first `size` sessions of `work` (rows: session, new slot) to their new slots if the energy grows by at
    most `allowed`; returns the packed change made (0 if none)."""
    for k in range(size):
        if f.may_at[work[k, 0], work[k, 1]] == 0:
            return 0
    delta: int = 0
    for k in range(size):
        one = work[k, 0]
        work[k, 2], work[k, 3], work[k, 4] = s.slot[one], s.who[one], s.room[one]
        delta += lift(f, s, one)
    for k in range(size):
        delta += settle(f, s, work[k, 0], work[k, 1], rng)
    if energy(delta) <= allowed:
        return delta
    for k in range(size):
        lift(f, s, work[k, 0])
    for k in range(size):
        s.who[work[k, 0]], s.room[work[k, 0]] = work[k, 3], work[k, 4]
        drop(f, s, work[k, 0], work[k, 2])
    return 0


@inlined
def plan_retime(f: Fixed, s: State, session: int, slot: int, work: Ints) -> int:
    """A session to a slot; the session of its class that stands there takes the old one. Returns the number of
    moves.
    """
    other = s.class_at[f.class_of[session], slot]
    work[0, 0], work[0, 1] = session, slot
    if other < 0 or other == session:
        return 1
    if f.length[other] != f.length[session] or s.slot[other] != slot:
        return 0
    work[1, 0], work[1, 1] = other, s.slot[session]
    return 2


@compiled
def plan_push(f: Fixed, s: State, session: int, slot: int, work: Ints) -> int:
    """A session one place on in its class's order, the next one too, and so on up to `slot`: the order stays."""
    c = f.class_of[session]
    step = 1 if slot > s.slot[session] else -1
    at = s.slot[session]
    size = 0
    moving = session
    while at != slot:
        at += step
        other = s.class_at[c, at]
        if other < 0 and at != slot:
            continue
        if other >= 0 and s.slot[other] != at:
            return 0
        if size == PUSH or f.length[moving] != 1:
            return 0
        work[size, 0], work[size, 1] = moving, at
        size += 1
        if other < 0:
            return size
        moving = other
    return 0


@compiled
def plan_insert(f: Fixed, s: State, session: int, slot: int, work: Ints) -> int:
    """A session into the place of another of its class, those between move up by one place each."""
    c = f.class_of[session]
    if s.class_at[c, slot] < 0 or f.length[session] != 1:
        return 0
    step = 1 if slot > s.slot[session] else -1
    at = s.slot[session]
    hole = at
    size = 1
    while at != slot:
        at += step
        other = s.class_at[c, at]
        if other < 0:
            continue
        if s.slot[other] != at:
            return 0
        if size == PUSH or f.length[other] != 1:
            return 0
        work[size, 0], work[size, 1] = other, hole
        size += 1
        hole = at
    work[0, 0], work[0, 1] = session, slot
    return size


@compiled
def try_lecturer(f: Fixed, s: State, session: int, who: int, g: int, allowed: float, work: Ints) -> int:
    """Give a session, and all of group `g` (-1: none) that the lecturer may teach, to a lecturer; returns the
    change made.
    """
    size = 0
    start, end = (0, 1) if g < 0 else (f.member_start[g], f.member_start[g + 1])
    for k in range(start, end):
        one = session if g < 0 else f.member_list[k]
        if size == CHAIN or s.slot[one] < 0 or s.who[one] == who or f.may_teach[one, who] == 0:
            continue
        if not lecturer_free(f, s, who, s.slot[one], f.length[one]):
            if g < 0:
                return 0
            continue
        work[size, 0], work[size, 1] = one, s.who[one]
        size += 1
    delta: int = 0
    for k in range(size):
        one = work[k, 0]
        delta += shift_lecturer(f, s, one, -1) - changed(f, s, one)
        s.who[one] = who
        delta += shift_lecturer(f, s, one, 1) + changed(f, s, one)
    if energy(delta) <= allowed:
        return delta
    for k in range(size):
        one = work[k, 0]
        shift_lecturer(f, s, one, -1)
        s.who[one] = work[k, 1]
        shift_lecturer(f, s, one, 1)
    return 0


@inlined
def put_in_room(f: Fixed, s: State, session: int, room: int) -> int:
    """Enter a session into another room; returns the packed change of cost."""
    delta: int = shift_room(f, s, session, -1) - changed(f, s, session)
    s.room[session] = room
    return delta + shift_room(f, s, session, 1) + changed(f, s, session)


@compiled
def try_room(f: Fixed, s: State, session: int, room: int, whole: bool, allowed: float, work: Ints) -> int:
    """Bring a session, or with `whole` all of its class in the same room, to another room; a session that stands there
    takes the old room. Returns the change made."""
    old, c = s.room[session], f.class_of[session]
    if old == room or old < 0:
        return 0
    size = 0
    delta: int = 0
    for k in range(f.class_start[c], f.class_start[c + 1] if whole else f.class_start[c] + 1):
        one = f.class_list[k] if whole else session
        if size + 1 >= CHAIN or s.slot[one] < 0 or s.room[one] != old or f.may_hold[one, room] == 0:
            continue
        other = s.room_at[room, s.slot[one]]
        if other >= 0:
            if s.slot[other] != s.slot[one] or s.room[other] != room or f.may_hold[other, old] == 0:
                continue
            if f.length[other] != 1 or f.length[one] != 1:
                continue
            delta += put_in_room(f, s, other, old)
            work[size, 0], work[size, 1] = other, room
            size += 1
        delta += put_in_room(f, s, one, room)
        work[size, 0], work[size, 1] = one, old
        size += 1
    if energy(delta) <= allowed:
        return delta
    for k in range(size):
        put_in_room(f, s, work[k, 0], work[k, 1])
    return 0


@compiled
def target(f: Fixed, s: State, session: int, rng: Words) -> int:
    """A slot of the session's domain: mostly one within `REACH` places of where it stands, sometimes any."""
    start, end = f.slot_start[session], f.slot_start[session + 1]
    if uniform(rng) < 0.15:
        return int(f.slot_list[pick(rng, start, end)])
    here = s.slot[session]
    low, high = start, end
    while low < high:
        middle = (low + high) // 2
        if f.slot_list[middle] < here:
            low = middle + 1
        else:
            high = middle
    at = low + pick(rng, -REACH, REACH + 1)
    return int(f.slot_list[min(max(at, start), end - 1)])


@compiled
def try_any(f: Fixed, s: State, session: int, allowed: float, rng: Words, work: Ints) -> int:
    """One move of a random kind that begins at `session`; returns the packed change made."""
    kind = uniform(rng)
    lecturers = f.who_start[session + 1] - f.who_start[session]
    rooms = f.room_start[session + 1] - f.room_start[session]
    if kind < 0.40 and lecturers > 1:
        who = f.who_list[pick(rng, f.who_start[session], f.who_start[session + 1])]
        g = -1 if kind < 0.18 else (f.groups[session, 0] if kind < 0.32 else f.groups[session, 1])
        return try_lecturer(f, s, session, who, g, allowed, work)
    if kind < 0.52 and rooms > 1:
        room = f.room_list[pick(rng, f.room_start[session], f.room_start[session + 1])]
        if uniform(rng) < 0.5:
            held = s.room[
                f.class_list[pick(rng, f.class_start[f.class_of[session]], f.class_start[f.class_of[session] + 1])]
            ]
            if held >= 0 and f.may_hold[session, held] == 1:
                room = held
        return try_room(f, s, session, room, uniform(rng) < 0.5, allowed, work)
    if f.slot_start[session + 1] - f.slot_start[session] < 2:
        return 0
    slot = target(f, s, session, rng)
    if slot == s.slot[session]:
        return 0
    if kind < 0.66:
        size = plan_retime(f, s, session, slot, work)
    elif kind < 0.84:
        size = plan_push(f, s, session, slot, work)
    else:
        size = plan_insert(f, s, session, slot, work)
    return exchange(f, s, work, size, allowed, rng) if size > 0 else 0


@compiled
def anneal(
    f: Fixed,
    s: State,
    movable: Ints,
    best: Ints,
    costs: NDArray[np.int64],
    rng: Words,
    hot: float,
    cold: float,
    steps: int,
    work: Ints,
) -> None:
    """Take `steps` steps while the temperature falls from `hot` to `cold`; `costs` is (current, best), packed, and
    `best` [3, s] the slots, lecturers and rooms of the best plan; `work` [`CHAIN` + 1, 5] is scratch paper."""
    temperature = hot
    fall = (cold / hot) ** (256.0 / max(steps, 256))
    for step in range(steps):
        if step & 255 == 255:
            temperature *= fall
        allowed = -temperature * math.log(uniform(rng) + 1e-18)
        change = try_any(f, s, movable[pick(rng, 0, len(movable))], allowed, rng, work)
        if change != 0:
            costs[0] += change
            if costs[0] < costs[1]:
                costs[1] = costs[0]
                for k in range(len(s.slot)):
                    best[0, k] = s.slot[k]
                    best[1, k] = s.who[k]
                    best[2, k] = s.room[k]
