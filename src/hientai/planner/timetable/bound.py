"""A proven lower bound of the penalty: no timetable of the problem that keeps every rule can be cheaper.

Three relaxations that share no wish are solved and added: each class alone with its half-days (compact days, full
weeks, discussions near), the distribution of the half-days among the lecturers and the weeks of the visiting ones
(norms, fees, trips), and the fewest hands of each module. All other wishes are at least 0.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from ortools.linear_solver.python import model_builder as mb
from ortools.sat.python import cp_model

from hientai.planner.timetable.domains import Domain, domains, slots_of
from hientai.planner.timetable.model import Literal, Model, solver_for
from hientai.planner.timetable.problem import EVENING, PARTS, Placement, Plan, Session
from hientai.planner.timetable.sheet import Book, Sheet
from hientai.planner.timetable.wishes import NEAR_CAP, fewest_weeks, weights_of


@dataclass(frozen=True)
class Bound:
    """Points no plan can go below, from the classes and from the lecturers."""

    classes: int
    lecturers: int

    @property
    def total(self) -> int:
        """The bound of the penalty."""
        return self.classes + self.lecturers


def bound(book: Book, *, time_limit: float = 10.0, seed: int = 1) -> Bound:
    """The bound found within about `time_limit` seconds; more time can only raise it."""
    started = time.monotonic()
    staff = _hand_bound(book) + _lecturer_bound(book, 0.6 * time_limit)
    allowed = domains(book)
    total = 0
    for number, course in enumerate(book.problem.classes):
        left = started + time_limit - time.monotonic()
        if left <= 0:
            break
        share = max(0.2, 2 * left / (len(book.problem.classes) - number))
        total += _class_bound(book, course.id, allowed, min(left, share), seed)
    return Bound(total, staff)


def _whole(value: float) -> int:
    """A proven bound of a whole-numbered minimum as a whole number; 0 when there is none."""
    return max(0, math.ceil(value - 1e-6)) if math.isfinite(value) else 0


def _class_bound(book: Book, name: str, allowed: dict[str, Domain], seconds: float, seed: int) -> int:
    """The least penalty of one class's half-days, everyone else and all lecturers and rooms left aside."""
    sessions = [one for one in book.problem.sessions if one.class_id == name]
    timeless = Book(
        replace(
            book.problem,
            sessions=tuple(replace(one, needs_lecturer=False, needs_room=False) for one in sessions),
            pins=(),
            boarding_capacity=None,
            previous=None,
        )
    )
    model = Model(timeless, allowed, [one.id for one in sessions], ())
    if model.is_impossible:
        return 0
    weights = weights_of(book.problem.weights)
    weeks, idle = _week_terms(model, sessions, book.class_open[name])
    floor = fewest_weeks(Sheet(timeless, _all_first(timeless)), name)
    over = model.cp.new_int_var(0, max(1, len(weeks)), "weeks over")
    model.cp.add(over >= sum(weeks) - floor)
    near = [weights["discussion_near"] * far for far in _nearness(model, sessions)]
    model.cp.minimize(sum(near) + weights["weeks_full"] * over + weights["days_compact"] * sum(idle))
    solver = solver_for(seconds, seed)
    status = solver.solve(model.cp)
    if status in (cp_model.MODEL_INVALID, cp_model.INFEASIBLE):
        return 0
    return _whole(solver.best_objective_bound)


def _all_first(book: Book) -> Plan:
    return Plan(tuple(Placement(one.id, book.grid.days[0], 0) for one in book.problem.sessions))


def _nearness(model: Model, sessions: list[Session]) -> list[Literal]:
    """The capped distances between lectures and what follows them."""
    day = {one.id: sum(slot // len(PARTS) * model.at[one.id, slot] for slot in model.slots(one)) for one in model.free}
    terms: list[Literal] = []
    for one in sessions:
        if one.near is not None:
            far = model.cp.new_int_var(0, NEAR_CAP, f"far {one.id}")
            capped = model.cp.new_bool_var(f"capped {one.id}")
            model.cp.add(far >= day[one.id] - day[one.near] - 1).only_enforce_if(~capped)
            model.cp.add(far == NEAR_CAP).only_enforce_if(capped)
            terms.append(far)
    return terms


def _week_terms(
    model: Model, sessions: list[Session], open_slots: frozenset[int]
) -> tuple[list[Literal], list[Literal]]:
    """For every week whether the class meets, and for every open daytime half-day whether it is idle between
    sessions.
    """
    week_of = model.book.grid.week_of_day
    covering: dict[int, list[Literal]] = defaultdict(list)
    for one in sessions:
        for slot in model.slots(one):
            for covered in range(slot, slot + one.half_days):
                covering[covered].append(model.at[one.id, slot])
    by_week: dict[int, list[int]] = defaultdict(list)
    for slot in sorted(set(covering) | {one for one in open_slots if one % len(PARTS) != EVENING}):
        by_week[week_of[slot // len(PARTS)]].append(slot)
    met: list[Literal] = []
    idle: list[Literal] = []
    for week, slots in by_week.items():
        used = model.cp.new_bool_var(f"week {week}")
        met.append(used)
        here_at_all = [choice for slot in slots for choice in covering[slot]]
        model.cp.add(sum(here_at_all) <= len(slots) * used)
        begun = [model.cp.new_bool_var(f"begun {slot}") for slot in slots]
        goes_on = [model.cp.new_bool_var(f"goes on {slot}") for slot in slots]
        for place, slot in enumerate(slots):
            here = covering[slot]
            for choice in here:
                for implied in (used, begun[place], goes_on[place]):
                    model.cp.add_implication(choice, implied)
            if place:
                model.cp.add_implication(begun[place - 1], begun[place])
                model.cp.add_implication(goes_on[place], goes_on[place - 1])
            if slot in open_slots and slot % len(PARTS) != EVENING:
                gap = model.cp.new_bool_var(f"idle {slot}")
                model.cp.add_bool_or([gap, ~begun[place], ~goes_on[place], *here])
                idle.append(gap)
    return met, idle


def _lecturer_bound(book: Book, seconds: float) -> int:
    """The least penalty of distributing the topics of every class among the lecturers; the half-days of visiting
    lecturers also among the weeks in which the class meets and they are to be had, the others without any time.

    The linear relaxation is solved first, the whole-numbered model in the time that is left: either bound is valid.
    """
    started = time.monotonic()
    relaxed = _distribution(book, is_whole=False)
    if relaxed is None:
        return 0
    floor = _solved(relaxed, "glop", seconds)
    left = started + seconds - time.monotonic()
    if left > 1.0:
        whole = _distribution(book, is_whole=True)
        floor = max(floor, _solved(whole, "scip", left)) if whole is not None else floor
    return floor


def _solved(milp: mb.Model, engine: str, seconds: float) -> int:
    """The proven bound of a model after at most `seconds`."""
    solver = mb.Solver(engine)
    solver.set_time_limit_in_seconds(max(0.5, seconds))
    status = solver.solve(milp)
    if engine == "glop":
        return _whole(solver.objective_value) if status == mb.SolveStatus.OPTIMAL else 0
    # An interrupted search may have no bound at all: the library then returns a value that is no number.
    known = status in (mb.SolveStatus.OPTIMAL, mb.SolveStatus.FEASIBLE)
    return _whole(solver.best_objective_bound) if known else 0


def _distribution(book: Book, *, is_whole: bool) -> mb.Model | None:
    """The model of the distribution, None when a topic has nobody to teach it."""
    weights = weights_of(book.problem.weights)
    milp = mb.Model()  # type: ignore[no-untyped-call]
    yes_no = milp.new_bool_var if is_whole else partial(milp.new_num_var, 0, 1)
    weeks = _common_weeks(book)
    load: dict[str, list[mb.LinearExprT]] = defaultdict(list)
    trip_load: dict[tuple[str, int], list[tuple[int, mb.LinearExprT]]] = defaultdict(list)
    for (course, topic, pinned), half_days in _parcels(book).items():
        parts: list[mb.LinearExprT] = []
        for name in book.qualified[topic]:
            if pinned not in (None, name):
                continue
            part = milp.new_num_var(0, half_days, f"{course} {topic} {name} half-days")
            parts.append(part)
            load[name].append(part)
            if book.lecturers[name].is_visiting:
                split = [(week, milp.new_num_var(0, half_days, f"{name} {week}")) for week in weeks[course, name]]
                milp.add(part == mb.LinearExpr.sum([one for _week, one in split]))
                for week, one in split:
                    trip_load[name, week].append((half_days, one))
        if not parts:
            return None
        milp.add(mb.LinearExpr.sum(parts) == half_days)
    cost = _load_terms(book, milp, yes_no, load, trip_load, weights)
    milp.minimize(mb.LinearExpr.sum(cost))
    return milp


def _parcels(book: Book) -> dict[tuple[str, str, str | None], int]:
    """Half-days by class, topic, pinned lecturer."""
    pins = {pin.session: pin.lecturer for pin in book.problem.pins if pin.lecturer}
    parcels: dict[tuple[str, str, str | None], int] = defaultdict(int)
    for one in book.problem.sessions:
        if one.needs_lecturer and one.topic is not None:
            parcels[one.class_id, one.topic, pins.get(one.id)] += one.half_days
    return parcels


def _common_weeks(book: Book) -> dict[tuple[str, str], list[int]]:
    """The weeks in which a class may meet and a visiting lecturer is to be had, by class and lecturer."""
    week_of = book.grid.week_of_day
    fixed: dict[str, set[int]] = defaultdict(set)
    for one in book.problem.sessions:
        if one.on is not None:
            fixed[one.class_id].update(slots_of(book, one))
    common = {}
    for course in book.problem.classes:
        may_meet = book.class_open[course.id] | fixed[course.id]
        for who in book.problem.lecturers:
            if who.is_visiting:
                there = may_meet - book.lecturer_absent[who.id]
                common[course.id, who.id] = sorted({week_of[slot // len(PARTS)] for slot in there})
    return common


def _hand_bound(book: Book) -> int:
    """The fewest lecturers who can cover each module of each class, less one."""
    weight = weights_of(book.problem.weights)["lecturer_through_module"]
    topics: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in book.problem.sessions:
        if book.taught_by_one(one) and one.topic is not None:
            topics[one.class_id, book.topics[one.topic].module].add(one.topic)
    return weight * sum(_smallest_cover(book, frozenset(group)) - 1 for group in topics.values())


def _smallest_cover(book: Book, topics: frozenset[str]) -> int:
    """How many lecturers are needed at least so that every topic has one who may teach it (1 when none can)."""
    covers = {frozenset(topics & set(who.topics)) for who in book.problem.lecturers} - {frozenset()}
    reached: set[frozenset[str]] = {frozenset()}
    for count in range(1, len(topics) + 1):
        reached = {done | more for done in reached for more in covers}
        if topics in reached:
            return count
    return 1


def _load_terms(
    book: Book,
    milp: mb.Model,
    yes_no: Callable[..., mb.Variable],
    load: dict[str, list[mb.LinearExprT]],
    trip_load: dict[tuple[str, int], list[tuple[int, mb.LinearExprT]]],
    weights: dict[str, int],
) -> list[mb.LinearExprT]:
    cost: list[mb.LinearExprT] = []
    for name, parts in load.items():
        who = book.lecturers[name]
        cost.append(weights["fees_low"] * who.fee * mb.LinearExpr.sum(parts))
        if not who.is_visiting:
            over = milp.new_num_var(0, 10_000, f"over {name}")
            milp.add(over >= mb.LinearExpr.sum(parts) - who.norm)
            cost.append(weights["load_fair"] * over)
    for (name, week), pieces in trip_load.items():
        trip = yes_no(name=f"trip {name} {week}")
        milp.add(mb.LinearExpr.sum([one for _half_days, one in pieces]) <= book.lecturers[name].week_limit * trip)
        for half_days, one in pieces:
            milp.add(one <= half_days * trip)
        cost.append(weights["trips_few"] * trip)
    return cost
