"""A proven lower bound of the penalty: no timetable of the problem that keeps every rule can be cheaper.

Two relaxations that share no wish are solved and added: each class alone with its half-days (compact days, full
weeks, discussions near), and the distribution of the topics among the lecturers without any time (norms, fees, trips,
one hand). All other wishes are at least 0.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from hientai.planner.timetable.domains import Domain, domains
from hientai.planner.timetable.model import Literal, Model, solver_for
from hientai.planner.timetable.problem import EVENING, PARTS, Plan, Session
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
    staff = _lecturer_bound(book, 0.4 * time_limit, seed)
    allowed = domains(book)
    total = 0
    for number, course in enumerate(book.problem.classes):
        left = started + time_limit - time.monotonic()
        if left <= 0:
            break
        share = max(0.2, 2 * left / (len(book.problem.classes) - number))
        total += _class_bound(book, course.id, allowed, min(left, share), seed)
    return Bound(total, staff)


def _floor(solver: cp_model.CpSolver, status: object) -> int:
    """The proven bound of a solved minimisation as a whole number."""
    if status in (cp_model.MODEL_INVALID, cp_model.INFEASIBLE):
        return 0
    value = solver.best_objective_bound
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
    cost = weights["discussion_near"] * _nearness(model, sessions)
    weeks, idle = _week_terms(model, sessions, book.class_open[name])
    floor = fewest_weeks(Sheet(timeless, _all_first(timeless)), name)
    over = model.cp.new_int_var(0, max(1, len(weeks)), "weeks over")
    model.cp.add(over >= sum(weeks) - floor)
    model.cp.minimize(cost + weights["weeks_full"] * over + weights["days_compact"] * sum(idle))
    solver = solver_for(seconds, seed)
    return _floor(solver, solver.solve(model.cp))


def _all_first(book: Book) -> Plan:
    from hientai.planner.timetable.problem import Placement

    return Plan(tuple(Placement(one.id, book.grid.days[0], 0) for one in book.problem.sessions))


def _nearness(model: Model, sessions: list[Session]) -> cp_model.LinearExprT:
    """The capped distances between lectures and what follows them."""
    day = {one.id: sum(slot // len(PARTS) * model.at[one.id, slot] for slot in model.slots(one)) for one in model.free}
    terms: list[cp_model.LinearExprT] = []
    for one in sessions:
        if one.near is not None:
            far = model.cp.new_int_var(0, NEAR_CAP, f"far {one.id}")
            capped = model.cp.new_bool_var(f"capped {one.id}")
            model.cp.add(far >= day[one.id] - day[one.near] - 1).only_enforce_if(~capped)
            model.cp.add(far == NEAR_CAP).only_enforce_if(capped)
            terms.append(far)
    return sum(terms)


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


def _lecturer_bound(book: Book, seconds: float, seed: int) -> int:
    """The least penalty of distributing the topics of every class among the lecturers, without any time."""
    weights = weights_of(book.problem.weights)
    pins = {pin.session: pin.lecturer for pin in book.problem.pins if pin.lecturer}
    parcels: dict[tuple[str, str, str | None, bool], int] = defaultdict(int)
    for one in book.problem.sessions:
        if one.needs_lecturer and one.topic is not None:
            parcels[one.class_id, one.topic, pins.get(one.id), book.taught_by_one(one)] += one.half_days
    cp = cp_model.CpModel()
    load: dict[str, list[cp_model.LinearExprT]] = defaultdict(list)
    topic_hands: dict[tuple[str, str], dict[str, list[Literal]]] = defaultdict(lambda: defaultdict(list))
    for (course, topic, pinned, by_one), half_days in parcels.items():
        parts: list[Literal] = []
        for name in book.qualified[topic]:
            if pinned in (None, name):
                part = cp.new_int_var(0, half_days, f"{course} {topic} {name}")
                used = cp.new_bool_var(f"{course} {topic} {name} used")
                cp.add(part <= half_days * used)
                parts.append(part)
                load[name].append(part)
                if by_one:
                    topic_hands[course, topic][name].append(used)
        if not parts:
            return 0
        cp.add(sum(parts) == half_days)
    cost = _hand_terms(book, cp, topic_hands, weights) + _load_terms(book, cp, load, weights)
    cp.minimize(sum(cost))
    solver = solver_for(seconds, seed)
    return _floor(solver, solver.solve(cp))


def _hand_terms(
    book: Book,
    cp: cp_model.CpModel,
    topic_hands: dict[tuple[str, str], dict[str, list[Literal]]],
    weights: dict[str, int],
) -> list[cp_model.LinearExprT]:
    cost: list[cp_model.LinearExprT] = []
    module_hands: dict[tuple[str, str], dict[str, list[Literal]]] = defaultdict(lambda: defaultdict(list))
    for (course, topic), hands in topic_hands.items():
        for name, used in hands.items():
            module_hands[course, book.topics[topic].module][name] += used
    for kind, groups in (("lecturer_through_topic", topic_hands), ("lecturer_through_module", module_hands)):
        for key, hands in groups.items():
            ones = []
            for name, used in hands.items():
                hand = cp.new_bool_var(f"{kind} {key} {name}")
                for one in used:
                    cp.add_implication(one, hand)
                ones.append(hand)
            cp.add(sum(ones) >= 1)
            cost += [weights[kind] * (sum(ones) - 1)]
    return cost


def _load_terms(
    book: Book, cp: cp_model.CpModel, load: dict[str, list[cp_model.LinearExprT]], weights: dict[str, int]
) -> list[cp_model.LinearExprT]:
    cost: list[cp_model.LinearExprT] = []
    for name, parts in load.items():
        who = book.lecturers[name]
        cost.append(weights["fees_low"] * who.fee * sum(parts))
        if who.is_visiting:
            trips = cp.new_int_var(0, book.grid.weeks, f"trips {name}")
            cp.add(max(1, who.week_limit) * trips >= sum(parts))
            cost.append(weights["trips_few"] * trips)
        else:
            over = cp.new_int_var(0, 10_000, f"over {name}")
            cp.add(over >= sum(parts) - who.norm)
            cost.append(weights["load_fair"] * over)
    return cost
