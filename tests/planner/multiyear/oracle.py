"""A second, naive reading of the rules: every plan of a tiny problem, one official after the other.

Nothing here is shared with the planner but the dataclasses of the problem: it is what the planner is measured against.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from hientai.planner.multiyear.problem import Problem, Programme

Path = tuple[tuple[str, int], ...]


Off = frozenset[str]
NOTHING: Off = frozenset()


class TooLarge(Exception):
    """More plans than anyone would count."""


@dataclass(frozen=True)
class Person:
    code: str
    unit: str
    born: int
    leaves: int
    enters: int
    groups: frozenset[str]
    holds: frozenset[str]


def persons(problem: Problem) -> list[Person]:
    table = problem.officials
    result = []
    for i, code in enumerate(table.code):
        profile = problem.profiles[int(table.profile[i])]
        unit = problem.units[int(table.unit[i])].code
        months = (int(table.born[i]), int(table.leaves[i]), int(table.enters[i]))
        result.append(Person(code, unit, *months, profile.groups, profile.holds))
    return result


def may_start(problem: Problem, person: Person, programme: Programme, year: int, off: Off = NOTHING) -> bool:
    start, end_year = year * 12 + programme.start_month - 1, year + programme.duration_years - 1
    end = end_year * 12 + 11
    if end_year > problem.years[-1] or person.enters > start or person.leaves < end:
        return False
    if person.leaves < end + programme.service_after_months and f"service_pays_back:{programme.code}" not in off:
        return False
    key = f"pool_member_goes_full_time:{programme.code}"
    if key not in off and programme.long and not programme.full_time and person.groups & set(problem.full_time_groups):
        return False
    if f"official_is_admitted:{programme.code}" in off:
        return True
    for rule in programme.admissions:
        if (
            rule.from_year is not None
            and year < rule.from_year
            or rule.until_year is not None
            and year > rule.until_year
        ):
            continue
        age = start - person.born
        if rule.age_min_months is not None and age < rule.age_min_months:
            continue
        if rule.age_max_months is not None and age > rule.age_max_months:
            continue
        who = rule.who
        if set(who.all_of) - person.groups or set(who.none_of) & person.groups:
            continue
        if who.any_of and not set(who.any_of) & person.groups:
            continue
        return True
    return False


def paths(problem: Problem, person: Person, off: Off = NOTHING) -> list[Path]:
    """Every set of starts that keeps the rules about one official, pins included."""
    starts = [(p, y) for y in problem.years for p in problem.programmes if may_start(problem, person, p, y, off)]
    result = []
    for size in range(len(starts) + 1):
        for chosen in itertools.combinations(starts, size):
            if len(result) > 400:
                raise TooLarge
            if _keeps_rules(problem, person, chosen, off):
                result.append(tuple((p.code, y) for p, y in chosen))
    return result


def _keeps_rules(problem: Problem, person: Person, chosen: tuple[tuple[Programme, int], ...], off: Off) -> bool:
    taken = {(p.code, y) for p, y in chosen}
    for p, y in chosen:
        before = held_at(problem, person, chosen, y - 1)
        if set(p.requires) - before and f"prerequisite_held_in_time:{p.code}" not in off:
            return False
        if not p.yearly:
            if p.grants and set(p.grants) <= before:
                return False
            if sum(q.code == p.code for q, _ in chosen) > 1:
                return False
        if p.long:
            for q, z in chosen:
                if q.long and (q.code, z) != (p.code, y) and z <= y < z + q.duration_years:
                    return False
    for k, pin in enumerate(problem.pins):
        if pin.official == person.code and f"pin_kept:{k}" not in off:
            sent = any(code == pin.programme and (pin.year is None or pin.year == y) for code, y in taken)
            if sent != pin.send:
                return False
    for p in problem.programmes:
        for y in problem.years:
            excused = f"obligation_met:{p.code}:{y}" in off or any(
                pin.official == person.code and pin.programme == p.code and not pin.send and pin.year in (None, y)
                for pin in problem.pins
            )
            if p.compulsory and may_start(problem, person, p, y) and not excused and (p.code, y) not in taken:
                return False
    return True


def held_at(problem: Problem, person: Person, chosen: tuple[tuple[Programme, int], ...], year: int) -> set[str]:
    """What the person holds at the end of ``year``."""
    lapsing = {a for p in problem.programmes if p.yearly for a in p.grants}
    held = set(person.holds) - lapsing
    for p, y in chosen:
        if y + p.duration_years - 1 <= year and (not p.yearly or y == year):
            held |= set(p.grants)
    return held


@dataclass(frozen=True)
class Answer:
    """The lexicographic optimum: shortfalls by priority, then cost with penalties; None when nothing is feasible."""

    value: tuple[int, ...] | None
    plans: int


def best(problem: Problem, limit: int = 30_000, off: Off = NOTHING) -> Answer:
    """Try every plan, with the rules ``off`` (keys as the planner names them) left out of account.

    Raises TooLarge beyond ``limit`` plans.
    """
    people = persons(problem)
    choices = [paths(problem, person, off) for person in people]
    if math.prod(len(c) for c in choices) > limit:
        raise TooLarge
    by_code = {p.code: p for p in problem.programmes}
    optimum: tuple[int, ...] | None = None
    count = 0
    for combination in itertools.product(*choices):
        count += 1
        value = _value(problem, people, combination, by_code, off)
        if value is not None and (optimum is None or value < optimum):
            optimum = value
    return Answer(optimum, count)


def _value(
    problem: Problem, people: list[Person], combination: tuple[Path, ...], by_code: dict[str, Programme], off: Off
) -> tuple[int, ...] | None:
    seats: dict[tuple[str, int], int] = {}
    for path in combination:
        for cell in path:
            seats[cell] = seats.get(cell, 0) + 1
    classes = _classes(problem, seats, by_code, off)
    if classes is None or not _affordable(problem, seats, classes, by_code, off):
        return None
    if not _absences(problem, people, combination, by_code, off):
        return None
    shortfall = [0, 0, 0]
    cost = sum(by_code[p].learner_cost * n for (p, _), n in seats.items())
    cost += sum(by_code[p].class_cost * n for (p, _), n in classes.items())
    for target in problem.targets:
        population = [
            (i, person) for i, person in enumerate(people)
            if person.enters <= target.year * 12 + 11 <= person.leaves and target.who.matches(person.groups)
        ]  # fmt: skip
        needed = target.required if target.required is not None else math.ceil((target.share or 0) * len(population))
        reached = 0
        for i, person in population:
            chosen = tuple((by_code[p], y) for p, y in combination[i])
            held = held_at(problem, person, chosen, target.year)
            if set(target.held_all) <= held and (not target.held_any or set(target.held_any) & held):
                reached += 1
        missing = max(0, needed - reached)
        if target.hard and missing and f"target_met:{target.code}" not in off:
            return None
        if target.price is not None and not target.hard:
            cost += target.price * missing
        elif not target.hard:
            shortfall[target.priority - 1] += missing
    for (p, y), officials in problem.previous.items():
        kept = sum((p, y) in combination[i] for i, person in enumerate(people) if person.code in officials)
        cost -= problem.stability_price * kept
    return (*shortfall, cost)


def _classes(
    problem: Problem, seats: dict[tuple[str, int], int], by_code: dict[str, Programme], off: Off
) -> dict[tuple[str, int], int] | None:
    """The fewest classes for these seats (they only cost), or None when the sizes or limits forbid them."""
    pins = {(c.programme, c.year): c for c in problem.class_pins}
    result = {}
    for cell in {*seats, *pins}:
        p, n = by_code[cell[0]], seats.get(cell, 0)
        pin = pins.get(cell) if f"class_pin_kept:{cell[0]}:{cell[1]}" not in off else None
        if (
            p.seats_per_year is not None
            and n > p.seats_per_year
            and f"seats_within_limit:{p.code}:{cell[1]}" not in off
        ):
            return None
        if p.external:
            continue
        any_size = f"class_size_within_bounds:{p.code}" in off
        count = max(0 if any_size else math.ceil(n / p.class_max), pin.at_least if pin else 0)
        if not any_size and (count * p.class_min > n or count * p.class_max < n):
            return None
        limited = p.classes_per_year is not None and f"classes_within_limit:{p.code}:{cell[1]}" not in off
        if limited and count > (p.classes_per_year or 0):
            return None
        if pin and pin.at_most is not None and count > pin.at_most:
            return None
        result[cell] = count
    return result


def _affordable(
    problem: Problem,
    seats: dict[tuple[str, int], int],
    classes: dict[tuple[str, int], int],
    by_code: dict[str, Programme],
    off: Off,
) -> bool:
    for year in problem.years:
        running = {
            cell for cell in {*seats, *classes} if cell[1] <= year < cell[1] + by_code[cell[0]].duration_years
        }  # fmt: skip
        if year in problem.classroom_weeks and f"classroom_weeks_within_limit:{year}" not in off:
            weeks = sum(classes.get(c, 0) * by_code[c[0]].weeks_per_class for c in running)
            if weeks > problem.classroom_weeks[year]:
                return False
        for source in problem.sources:
            spent = sum(
                by_code[c[0]].cost_per_learner.get(source.code, 0) * seats.get(c, 0)
                + by_code[c[0]].cost_per_class.get(source.code, 0) * classes.get(c, 0)
                for c in running
            )
            free = f"budget_within_limit:{source.code}:{year}" in off
            if not free and year in source.budgets and spent > source.budgets[year]:
                return False
    return True


def _absences(
    problem: Problem, people: list[Person], combination: tuple[Path, ...], by_code: dict[str, Programme], off: Off
) -> bool:
    for unit in problem.units:
        permille = problem.absence_permille if unit.absence_permille is None else unit.absence_permille
        if permille is None:
            continue
        for year in problem.years:
            months, away = 0, 0
            for person, path in zip(people, combination, strict=True):
                if person.unit != unit.code:
                    continue
                months += sum(person.enters <= m <= person.leaves for m in range(year * 12, year * 12 + 12))
                away += sum(by_code[p].days_per_year for p, y in path if y <= year < y + by_code[p].duration_years)
            free = f"unit_absence_within_limit:{unit.code}:{year}" in off
            if not free and away > months * problem.working_days * permille // 12_000:
                return False
    return True
