"""The compiled inner loop of the annealing for ITC-2007 track 3.

A cell is a (period, room) pair, cell = period * rooms + room, and holds one lecture or -1: room occupation is never
broken. Conflicts and unavailability are counted and cost `HARD` each, so the search may cross infeasible ground while
it is hot.

Neighbourhoods: a lecture to any cell (a swap when the cell is taken), a lecture to another room of its period, a swap
of two lectures, and Kempe chains (every lecture that conflicts follows to the other period, rooms chosen anew).
Annealing with moves and swaps: Bellio, Ceschia, Di Gaspero, Schaerf, Urli, "Feature-based tuning of simulated
annealing applied to the curriculum-based course timetabling problem", 2016.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hientai.planner.timetable.compiled import compiled, inlined

Ints = NDArray[np.int32]
HARD = 100
WORKING_DAYS = 5
COMPACTNESS = 2


class Fixed(NamedTuple):
    """The instance as arrays; c course, l lecture, p period (day * periods_per_day + period), r room, q curriculum."""

    sizes: Ints  # courses, lectures, periods, periods a day, rooms
    course_of: Ints  # [l]
    min_days: Ints  # [c]
    seats_short: Ints  # [c, r] students without a seat
    unavailable: Ints  # [c, p]
    clash: Ints  # [c, c] 1 when the two may not be in one period (also c with itself)
    clash_start: Ints  # [c + 1] slices of clash_list
    clash_list: Ints
    curricula_start: Ints  # [c + 1] slices of curricula_list
    curricula_list: Ints
    in_curriculum: Ints  # [q, c]
    isolated: Ints  # [mask of a day's periods] lectures without a neighbour


class State(NamedTuple):
    """A placement and everything counted from it."""

    cell: Ints  # [l] cell or -1
    holder: Ints  # [cell] lecture or -1
    clashing: Ints  # [c, p] lectures in p that c may not meet (its own included)
    on_day: Ints  # [c, day]
    days_used: Ints  # [c]
    in_room: Ints  # [c, r]
    met: Ints  # [q, p]
    day_mask: Ints  # [q, day]


@inlined
def uniform(rng: NDArray[np.uint64]) -> float:
    """A number in [0, 1) by xorshift64*; `rng` holds one non-zero word."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inlined
def lift(f: Fixed, s: State, lecture: int) -> int:
    """Take a placed lecture out; returns the change of cost."""
    rooms, per_day = f.sizes[4], f.sizes[3]
    c = f.course_of[lecture]
    p = s.cell[lecture] // rooms
    r = s.cell[lecture] % rooms
    day = p // per_day
    bit = 1 << (p % per_day)
    s.holder[s.cell[lecture]] = -1
    s.cell[lecture] = -1
    delta: int = -f.seats_short[c, r] - HARD * (f.unavailable[c, p] + s.clashing[c, p] - 1)
    for k in range(f.clash_start[c], f.clash_start[c + 1]):
        s.clashing[f.clash_list[k], p] -= 1
    s.on_day[c, day] -= 1
    if s.on_day[c, day] == 0:
        s.days_used[c] -= 1
        if s.days_used[c] < f.min_days[c]:
            delta += WORKING_DAYS
    s.in_room[c, r] -= 1
    if s.in_room[c, r] == 0:
        delta -= 1
    for k in range(f.curricula_start[c], f.curricula_start[c + 1]):
        q = f.curricula_list[k]
        s.met[q, p] -= 1
        if s.met[q, p] == 0:
            mask = s.day_mask[q, day]
            s.day_mask[q, day] = mask & ~bit
            delta += COMPACTNESS * (f.isolated[mask & ~bit] - f.isolated[mask])
    return delta


@inlined
def drop(f: Fixed, s: State, lecture: int, cell: int) -> int:
    """Put an unplaced lecture into a free cell; returns the change of cost (each course counts one room too many,
    a constant).
    """
    rooms, per_day = f.sizes[4], f.sizes[3]
    c = f.course_of[lecture]
    p = cell // rooms
    r = cell % rooms
    day = p // per_day
    bit = 1 << (p % per_day)
    s.holder[cell] = lecture
    s.cell[lecture] = cell
    delta: int = f.seats_short[c, r] + HARD * (f.unavailable[c, p] + s.clashing[c, p])
    for k in range(f.clash_start[c], f.clash_start[c + 1]):
        s.clashing[f.clash_list[k], p] += 1
    if s.on_day[c, day] == 0:
        if s.days_used[c] < f.min_days[c]:
            delta -= WORKING_DAYS
        s.days_used[c] += 1
    s.on_day[c, day] += 1
    if s.in_room[c, r] == 0:
        delta += 1
    s.in_room[c, r] += 1
    for k in range(f.curricula_start[c], f.curricula_start[c + 1]):
        q = f.curricula_list[k]
        if s.met[q, p] == 0:
            mask = s.day_mask[q, day]
            s.day_mask[q, day] = mask | bit
            delta += COMPACTNESS * (f.isolated[mask | bit] - f.isolated[mask])
        s.met[q, p] += 1
    return delta


@inlined
def period_change(f: Fixed, s: State, c: int, p: int, to: int, partner: int) -> int:
    """The soft change when a lecture of `c` goes from period p to another, while one of `partner` (-1: none) goes
    the other way.
    """
    per_day = f.sizes[3]
    day, new_day = p // per_day, to // per_day
    bit, new_bit = 1 << (p % per_day), 1 << (to % per_day)
    delta: int = 0
    if day != new_day:
        used = s.days_used[c]
        after = used - (s.on_day[c, day] == 1) + (s.on_day[c, new_day] == 0)
        delta = WORKING_DAYS * (max(0, f.min_days[c] - after) - max(0, f.min_days[c] - used))
    isolated: int = 0
    for k in range(f.curricula_start[c], f.curricula_start[c + 1]):
        q = f.curricula_list[k]
        if partner >= 0 and f.in_curriculum[q, partner] == 1:
            continue
        mask = s.day_mask[q, day]
        left = mask & ~bit if s.met[q, p] == 1 else mask
        if day == new_day:
            isolated += f.isolated[left | new_bit] - f.isolated[mask]
        else:
            new_mask = s.day_mask[q, new_day]
            isolated += f.isolated[left] - f.isolated[mask] + f.isolated[new_mask | new_bit] - f.isolated[new_mask]
    return delta + COMPACTNESS * isolated


@inlined
def room_change(f: Fixed, s: State, c: int, r: int, to: int) -> int:
    """The change of seats and room stability when one lecture of `c` goes from room r to another."""
    if r == to:
        return 0
    delta: int = f.seats_short[c, to] - f.seats_short[c, r]
    if s.in_room[c, to] == 0:
        delta += 1
    if s.in_room[c, r] == 1:
        delta -= 1
    return delta


@inlined
def try_move(f: Fixed, s: State, lecture: int, cell: int, allowed: float) -> int:
    """Move a lecture to a cell, swapping when it is taken, if the cost grows by at most `allowed`; returns the
    change made (0 if none).
    """
    rooms = f.sizes[4]
    old = s.cell[lecture]
    if old == cell:
        return 0
    c = f.course_of[lecture]
    p, r, to, to_room = old // rooms, old % rooms, cell // rooms, cell % rooms
    other = s.holder[cell]
    o = f.course_of[other] if other >= 0 else -1
    if o == c:
        return 0
    delta = 0
    if p != to:
        delta = f.unavailable[c, to] - f.unavailable[c, p] + s.clashing[c, to] - s.clashing[c, p] + 1
        if o >= 0:
            delta += f.unavailable[o, p] - f.unavailable[o, to] + s.clashing[o, p] - s.clashing[o, to] + 1
            delta -= 2 * f.clash[c, o]
        delta *= HARD
        if delta > allowed + 2 * HARD:
            return 0
    delta += room_change(f, s, c, r, to_room)
    if o >= 0:
        delta += room_change(f, s, o, to_room, r)
    if p != to:
        delta += period_change(f, s, c, p, to, o)
        if o >= 0:
            delta += period_change(f, s, o, to, p, c)
    if delta > allowed:
        return 0
    lift(f, s, lecture)
    if other >= 0:
        lift(f, s, other)
        drop(f, s, other, old)
    drop(f, s, lecture, cell)
    return delta


@inlined
def chain_of(f: Fixed, s: State, lecture: int, to: int, chain: Ints) -> int:
    """Collect the Kempe chain of a lecture towards period `to` into `chain`; returns its length."""
    rooms = f.sizes[4]
    home = s.cell[lecture] // rooms
    chain[0] = lecture
    size = 1
    k = 0
    while k < size:
        one = chain[k]
        k += 1
        c = f.course_of[one]
        across = to if s.cell[one] // rooms == home else home
        if s.clashing[c, across] == 0:
            continue
        for r in range(rooms):
            other = s.holder[across * rooms + r]
            if other < 0 or f.clash[c, f.course_of[other]] == 0:
                continue
            seen = False
            for j in range(size):
                if chain[j] == other:
                    seen = True
                    break
            if not seen:
                chain[size] = other
                size += 1
    return size


@inlined
def best_room(f: Fixed, s: State, c: int, period: int, preferred: int) -> int:
    """The free room of a period that costs course `c` least, `preferred` on equal terms; -1 when none is free."""
    rooms = f.sizes[4]
    best, least = -1, 1 << 30
    for r in range(rooms):
        if s.holder[period * rooms + r] >= 0:
            continue
        cost = 2 * f.seats_short[c, r] + (2 if s.in_room[c, r] == 0 else 0) + (0 if r == preferred else 1)
        if cost < least:
            best, least = r, cost
    return best


@compiled
def try_chain(f: Fixed, s: State, lecture: int, to: int, allowed: float, chain: Ints, old: Ints) -> int:
    """Exchange a Kempe chain between two periods if the cost grows by at most `allowed`; returns the change made
    (0 if none).
    """
    rooms = f.sizes[4]
    home = s.cell[lecture] // rooms
    if home == to:
        return 0
    size = chain_of(f, s, lecture, to, chain)
    unavailable = 0
    for k in range(size):
        c = f.course_of[chain[k]]
        old[k] = s.cell[chain[k]]
        here = old[k] // rooms
        unavailable += f.unavailable[c, home + to - here] - f.unavailable[c, here]
    if HARD * unavailable > allowed + HARD:
        return 0
    delta = 0
    for k in range(size):
        delta += lift(f, s, chain[k])
    placed = 0
    for k in range(size):
        across = home + to - old[k] // rooms
        r = best_room(f, s, f.course_of[chain[k]], across, old[k] % rooms)
        if r < 0:
            break
        delta += drop(f, s, chain[k], across * rooms + r)
        placed += 1
    if placed == size and delta <= allowed:
        return delta
    for k in range(placed):
        lift(f, s, chain[k])
    for k in range(size):
        drop(f, s, chain[k], old[k])
    return 0


@compiled
def anneal(
    f: Fixed,
    s: State,
    best: Ints,
    costs: NDArray[np.int64],
    rng: NDArray[np.uint64],
    hot: float,
    cold: float,
    steps: int,
    chain_share: float,
    chain: Ints,
    old: Ints,
) -> None:
    """Take `steps` steps while the temperature falls from `hot` to `cold`; `costs` is (current, best), `best` the
    best placement.
    """
    lectures, periods, rooms = f.sizes[1], f.sizes[2], f.sizes[4]
    temperature = hot
    fall = (cold / hot) ** (1024.0 / max(steps, 1024))
    for step in range(steps):
        if step & 1023 == 1023:
            temperature *= fall
        lecture = int(uniform(rng) * lectures)
        allowed = -temperature * math.log(uniform(rng) + 1e-18)
        kind = uniform(rng)
        if kind < chain_share:
            change = try_chain(f, s, lecture, int(uniform(rng) * periods), allowed, chain, old)
        elif kind < 0.55:
            change = try_move(f, s, lecture, int(uniform(rng) * periods * rooms), allowed)
        elif kind < 0.62:
            cell = s.cell[lecture] // rooms * rooms + int(uniform(rng) * rooms)
            change = try_move(f, s, lecture, cell, allowed)
        else:
            change = try_move(f, s, lecture, s.cell[int(uniform(rng) * lectures)], allowed)
        if change != 0:
            costs[0] += change
            if costs[0] < costs[1]:
                costs[1] = costs[0]
                for k in range(lectures):
                    best[k] = s.cell[k]
