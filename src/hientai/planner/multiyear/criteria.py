"""The rules of the multi-year plan, by name.

Index. Person rules (this module, vectorised over officials):
  official_is_admitted, official_serves_throughout, service_pays_back, pool_member_goes_full_time,
  programme_ends_within_years, achievement_not_already_held
Path rules (``network.py`` builds only paths that keep them, ``verify.py`` checks them on attendances):
  prerequisite_held_in_time, one_long_programme_at_a_time, sent_once
Rules of the whole (``model.py`` rows, ``verify.py`` sums):
  class_size_within_bounds, classes_within_limit, seats_within_limit, classroom_weeks_within_limit,
  budget_within_limit, unit_absence_within_limit, obligation_met, target_met, pin_kept, class_pin_kept

A rule can be *relaxed* to learn whether it is part of a conflict. Its key is ``rule`` or ``rule:subject``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hientai.planner.multiyear.problem import BoolArray, IntArray, Problem, Programme, month_index

Relaxed = frozenset[str]
NOTHING_RELAXED: Relaxed = frozenset()
UNLIMITED = int(np.iinfo(np.int64).max // 4)
"""A limit of days that stands for none."""


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What the person rules look at: int64 arrays of one length, as in ``Officials``."""

    profile: IntArray
    born: IntArray
    leaves: IntArray
    enters: IntArray


PersonRule = Callable[[Problem, Facts, Programme, int], BoolArray]


def facts_of(problem: Problem) -> Facts:
    """The facts of all officials of the problem, in their order."""
    table = problem.officials
    return Facts(table.profile, table.born, table.leaves, table.enters)


def official_is_admitted(problem: Problem, facts: Facts, programme: Programme, year: int) -> BoolArray:
    """One of the admission rules in force in the year of the start admits the official (labels and age)."""
    admitted = np.zeros(len(facts.profile), dtype=bool)
    age = month_index(year, programme.start_month) - facts.born
    for rule in programme.admissions:
        if not rule.in_force(year):
            continue
        inside = np.array([rule.who.matches(p.groups) for p in problem.profiles], dtype=bool)[facts.profile]
        if rule.age_min_months is not None:
            inside &= age >= rule.age_min_months
        if rule.age_max_months is not None:
            inside &= age <= rule.age_max_months
        admitted |= inside
    return admitted


def official_serves_throughout(problem: Problem, facts: Facts, programme: Programme, year: int) -> BoolArray:
    """The official is in service from the month of the start to the December of the last year."""
    start = month_index(year, programme.start_month)
    end = month_index(year + programme.duration_years - 1, 12)
    return np.asarray((facts.enters <= start) & (facts.leaves >= end))


def service_pays_back(problem: Problem, facts: Facts, programme: Programme, year: int) -> BoolArray:
    """Nobody is sent who retires before it pays: enough months of service remain after completion."""
    end = month_index(year + programme.duration_years - 1, 12)
    return np.asarray(facts.leaves - end >= programme.service_after_months)


def pool_member_goes_full_time(problem: Problem, facts: Facts, programme: Programme, year: int) -> BoolArray:
    """Those planned for key titles attend long programmes full time only (groups ``full_time_groups``)."""
    if programme.full_time or not programme.long:
        return np.ones(len(facts.profile), dtype=bool)
    key = set(problem.full_time_groups)
    free = np.array([not (key & p.groups) for p in problem.profiles], dtype=bool)
    return np.asarray(free[facts.profile])


def programme_ends_within_years(problem: Problem, facts: Facts, programme: Programme, year: int) -> BoolArray:
    """A programme is started only if it ends within the years planned (its money is in the budgets)."""
    return np.full(len(facts.profile), year + programme.duration_years - 1 <= problem.last_year)


def achievement_not_already_held(problem: Problem, facts: Facts, programme: Programme, year: int) -> BoolArray:
    """Nobody is sent to a programme that grants only what he or she already holds."""
    if programme.yearly or not programme.grants:
        return np.ones(len(facts.profile), dtype=bool)
    grants = set(programme.grants)
    lacking = np.array([not grants <= p.holds for p in problem.profiles], dtype=bool)
    return np.asarray(lacking[facts.profile])


PERSON_RULES: dict[str, PersonRule] = {
    rule.__name__: rule
    for rule in (
        official_is_admitted,
        official_serves_throughout,
        service_pays_back,
        pool_member_goes_full_time,
        programme_ends_within_years,
        achievement_not_already_held,
    )
}


def eligible(
    problem: Problem, facts: Facts, programme: Programme, year: int, relaxed: Relaxed = NOTHING_RELAXED
) -> BoolArray:
    """Who keeps every person rule (but the relaxed ones) when starting ``programme`` in ``year``: bool[facts]."""
    result = np.ones(len(facts.profile), dtype=bool)
    for name, rule in PERSON_RULES.items():
        if f"{name}:{programme.code}" not in relaxed:
            result &= rule(problem, facts, programme, year)
    return result


def absence_limits(problem: Problem) -> IntArray:
    """Days that officials may be away: int64[units, years], ``UNLIMITED`` where there is no limit."""
    table = problem.officials
    limits = np.full((len(problem.units), len(problem.years)), UNLIMITED, dtype=np.int64)
    permille = np.array(
        [problem.absence_permille if u.absence_permille is None else u.absence_permille for u in problem.units],
        dtype=object,
    )
    limited = np.array([p is not None for p in permille], dtype=bool)
    share = np.array([0 if p is None else p for p in permille], dtype=np.int64)
    for j, year in enumerate(problem.years):
        served = np.minimum(table.leaves, year * 12 + 11) - np.maximum(table.enters, year * 12) + 1
        months = np.bincount(table.unit, weights=np.clip(served, 0, 12), minlength=len(problem.units)).astype(np.int64)
        limits[limited, j] = (months * problem.working_days * share // 12_000)[limited]
    return limits
