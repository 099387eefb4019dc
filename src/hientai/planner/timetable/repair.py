"""Mend a timetable with the fewest changes after a lecturer, a room or a day is lost.

First only the sessions that cannot stay are moved: if that succeeds, the number of changes is proven to be the least,
since each of them must change. Otherwise their neighbours join, and the proof rests on the infeasibility of moving
fewer.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ortools.sat.python import cp_model

from hientai.planner.timetable.domains import Domain, domains
from hientai.planner.timetable.model import Model, solver_for
from hientai.planner.timetable.problem import PARTS, Absence, Placement, Plan, Problem
from hientai.planner.timetable.sheet import Book, Sheet
from hientai.planner.timetable.verify import verify

FEWEST, SUBSTITUTE, POSTPONE = "fewest", "substitute", "postpone"
# Rules a session breaks on its own account: whatever the others do, it cannot stay as it is.
ALONE = frozenset(
    {
        "session_placed",
        "lecturer_qualified",
        "lecturer_available",
        "room_available",
        "room_large_enough",
        "room_equipped",
        "class_window_kept",
        "closed_days_kept",
        "fixed_day_kept",
        "whole_day_kept",
        "pin_kept",
    }
)
NEIGHBOURS = 160
MOVED = 10_000


@dataclass(frozen=True)
class Change:
    """What one session was and what it becomes; None stands for unplaced."""

    session: str
    before: Placement | None
    after: Placement | None


@dataclass(frozen=True)
class Repair:
    """A mended plan: the changes, the proven least number of changes, the penalty before and after, and how it was
    made.
    """

    plan: Plan
    changes: tuple[Change, ...]
    least: int
    penalty_before: int
    penalty: int
    way: str
    seconds: float

    @property
    def is_proven(self) -> bool:
        """No repair changes fewer sessions."""
        return len(self.changes) == self.least


def without(problem: Problem, lecturer: str, on: date, part: int | None = None) -> Problem:
    """The problem after a lecturer has reported unavailable on a day, or a part of it; unknown lecturers raise
    `ValueError`.
    """
    if lecturer not in {one.id for one in problem.lecturers}:
        raise ValueError(f"no lecturer is called {lecturer}")
    lecturers = tuple(
        replace(one, unavailable=(*one.unavailable, Absence(on, part))) if one.id == lecturer else one
        for one in problem.lecturers
    )
    return replace(problem, lecturers=lecturers)


def changes_between(before: Plan, after: Plan) -> tuple[Change, ...]:
    """The sessions whose half-day, lecturer or room differ."""
    old, new = before.by_session(), after.by_session()
    names = sorted(old.keys() | new.keys())
    return tuple(Change(one, old.get(one), new.get(one)) for one in names if old.get(one) != new.get(one))


def repair(problem: Problem, plan: Plan, *, time_limit: float = 5.0, seed: int = 1, way: str = FEWEST) -> Repair | None:
    """The plan mended with the fewest changes found within `time_limit` seconds; None when no repair was found.

    `way` restricts it: `SUBSTITUTE` keeps every half-day, `POSTPONE` keeps every lecturer, `FEWEST` allows both.
    """
    started = time.monotonic()
    book = Book(problem)
    verdict = verify(problem, plan, book=book)
    alone = {name for one in verdict.violations if one.criterion in ALONE for name in one.sessions}
    # Sessions the problem does not know fall away; they are changes as well.
    strangers = [one.session for one in plan.placements if one.session not in book.sessions]
    known = Plan(tuple(one for one in plan.placements if one.session in book.sessions))
    together = {name for one in verdict.violations for name in one.sessions if name in book.sessions} - alone
    alone &= set(book.sessions)
    least = len(alone) + len(strangers)
    allowed = _restricted(book, known, way)
    for size in (0, 1, 2, 4, 8, 26):
        free = _ring(book, known, alone | together, size)
        mended, is_refuted = _mend(book, known, allowed, free, started + time_limit - time.monotonic(), seed)
        if mended is not None:
            changes = changes_between(plan, mended)
            penalty = verify(problem, mended, book=book).penalty
            seconds = time.monotonic() - started
            return Repair(mended, changes, min(least, len(changes)), verdict.penalty, penalty, way, seconds)
        if size == 0 and is_refuted and way == FEWEST and not together:
            # Moving only those that must move is impossible: at least one more has to.
            least += 1
        if time.monotonic() - started >= time_limit:
            return None
    return None


def repairs(problem: Problem, plan: Plan, *, time_limit: float = 5.0, seed: int = 1) -> tuple[Repair, ...]:
    """Up to three different repairs to choose from, the fewest changes first, then the lowest penalty."""
    found: list[Repair] = []
    for way in (FEWEST, SUBSTITUTE, POSTPONE):
        one = repair(problem, plan, time_limit=time_limit / 3, seed=seed, way=way)
        if one is not None and all(set(one.plan.placements) != set(other.plan.placements) for other in found):
            found.append(one)
    return tuple(sorted(found, key=lambda one: (len(one.changes), one.penalty)))


def _restricted(book: Book, plan: Plan, way: str) -> dict[str, Domain]:
    """The domains, narrowed to the half-day (`SUBSTITUTE`) or the lecturer (`POSTPONE`) each session has."""
    allowed = domains(book)
    if way == FEWEST:
        return allowed
    at = plan.by_session()
    for name, domain in allowed.items():
        one = at.get(name)
        if one is None:
            continue
        if way == SUBSTITUTE:
            slot = book.grid.slot(one.on, one.part)
            allowed[name] = replace(domain, slots=tuple(other for other in domain.slots if other == slot))
        elif one.lecturer is not None:
            allowed[name] = replace(domain, lecturers=tuple(who for who in domain.lecturers if who == one.lecturer))
    return allowed


def _ring(book: Book, plan: Plan, core: set[str], size: int) -> set[str]:
    """The core with its neighbours: sessions of its classes within `size` weeks, and those near it in time that its
    possible lecturers teach; at most `NEIGHBOURS` × 4 more."""
    if size == 0 or not core:
        return set(core)
    sheet = Sheet(book, plan)
    days = {name: sheet.placed[name].day for name in core if name in sheet.placed}
    classes = {book.sessions[name].class_id for name in core}
    lecturers = {who for name in core for who in book.qualified[book.sessions[name].topic or ""]}
    reach = 5 * size

    def gap(one: str) -> int:
        day = sheet.placed[one].day
        return min((abs(day - other) for other in days.values()), default=0)

    near = [
        one
        for one, placed in sheet.placed.items()
        if one not in core
        and gap(one) <= reach
        and (placed.session.class_id in classes or placed.at.lecturer in lecturers)
    ]
    near.sort(key=lambda one: (sheet.placed[one].session.class_id not in classes, gap(one), one))
    return core | set(near[: NEIGHBOURS * min(size, 4)])


def _mend(
    book: Book, plan: Plan, allowed: dict[str, Domain], free: set[str], seconds: float, seed: int
) -> tuple[Plan | None, bool]:
    """The plan with the free sessions moved as little as possible, or None and whether that is proven impossible."""
    still = [one for one in plan.placements if one.session not in free]
    order = [one.id for one in book.problem.sessions if one.id in free]
    model = Model(book, allowed, order, still)
    if model.is_impossible:
        return None, True
    at = plan.by_session()
    model.cp.minimize(sum(_terms(model, order, at)))
    for (name, slot), choice in model.at.items():
        if name in at:
            model.cp.add_hint(choice, book.grid.slot(at[name].on, at[name].part) == slot)
    solver = solver_for(seconds, seed)
    status = solver.solve(model.cp)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, status == cp_model.INFEASIBLE
    mended = model.plan(solver, still)
    return (None, False) if verify(book.problem, mended, book=book).violations else (mended, False)


def _terms(model: Model, order: Iterable[str], at: dict[str, Placement]) -> list[cp_model.LinearExprT]:
    """Changes first; among equal ones short shifts, own lecturers and the same room."""
    terms: list[cp_model.LinearExprT] = []
    book = model.book
    for name in order:
        before = at.get(name)
        if before is None:
            continue
        old = book.grid.slot(before.on, before.part)
        stays = [model.at.get((name, old if old is not None else -1))]
        if before.lecturer is not None:
            stays.append(model.taught.get((name, before.lecturer)))
        if before.room is not None:
            stays.append(model.held.get((name, before.room)))
        same = model.cp.new_bool_var(f"same {name}")
        for choice in stays:
            model.cp.add(same == 0) if choice is None else model.cp.add_implication(same, choice)
        terms.append(MOVED * (1 - same))
    free = set(order)
    for (name, slot), choice in model.at.items():
        if name in at and name in free:
            old = book.grid.slot(at[name].on, at[name].part)
            days = abs(slot // len(PARTS) - (old or 0) // len(PARTS))
            terms.append((0 if slot == old else 4 + min(days, 20)) * choice)
    for (_name, lecturer), choice in model.taught.items():
        who = book.lecturers[lecturer]
        terms.append(((6 if who.is_visiting else 0) + who.fee) * choice)
    for (name, room), choice in model.held.items():
        if name in at and at[name].room != room:
            terms.append(2 * choice)
    return terms
