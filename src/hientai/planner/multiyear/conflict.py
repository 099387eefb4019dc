"""Why the hard rules cannot all be kept: rules in conflict, the smallest relaxation, targets that cannot be met.

A conflict is found by a deletion filter: rules are taken out one by one; one whose absence leaves the rest impossible
is not needed for the conflict, one whose absence makes it possible is part of it. What remains is a smallest set:
keeping all of them is impossible, dropping any one of them resolves that conflict. Each further conflict is looked for
with the earlier ones resolved, so dropping what ``dropped`` names makes the whole problem possible.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from hientai.planner.multiyear.criteria import Relaxed
from hientai.planner.multiyear.highs import IMPOSSIBLE, Engine
from hientai.planner.multiyear.model import INF, Model, build_model, prefixes
from hientai.planner.multiyear.plan import Conflict
from hientai.planner.multiyear.problem import IntArray, Problem
from hientai.planner.multiyear.search import EXACT_FLOWS, Effort, add_totals, tighten

SMALL = 400
"""Up to so many officials the absence of units takes part in conflicts."""
CONFLICTS = 8
"""At most so many conflicts are named."""
EASY_TO_CHANGE = (
    "budget_within_limit", "seats_within_limit", "classes_within_limit", "classroom_weeks_within_limit",
    "class_pin_kept", "pin_kept", "obligation_met", "unit_absence_within_limit", "class_size_within_bounds",
    "official_is_admitted", "service_pays_back", "pool_member_goes_full_time", "prerequisite_held_in_time",
    "target_met",
)  # fmt: skip
"""Rules in the order in which a conflict is resolved: the first of them that occurs in it is dropped."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """``conflicts`` found, and one rule of each (``dropped``) whose absence resolves it."""

    conflicts: tuple[Conflict, ...] = ()
    dropped: tuple[str, ...] = ()


def person_keys(problem: Problem) -> list[str]:
    """Keys of rules about one official, per programme (they change the networks, not a row)."""
    result = []
    for p in problem.programmes:
        if p.compulsory:
            continue  # Admitting more officials would oblige more of them: not a relaxation.
        result += [f"official_is_admitted:{p.code}"]
        result += [f"service_pays_back:{p.code}"] if p.service_after_months else []
        result += [f"prerequisite_held_in_time:{p.code}"] if p.requires else []
        full_time = p.long and not p.full_time and problem.full_time_groups
        result += [f"pool_member_goes_full_time:{p.code}"] if full_time else []
    return result


def absence_units(problem: Problem) -> tuple[int, ...]:
    """Units whose absence takes part in conflicts: all of a small problem, none of a large one."""
    return tuple(range(len(problem.units))) if len(problem.officials) <= SMALL else ()


def row_keys(problem: Problem) -> list[str]:
    """Keys of every rule that can be a row of the model, also of one with person rules relaxed."""
    keys = [f"budget_within_limit:{s.code}:{y}" for s in problem.sources for y in s.budgets]
    for p in problem.programmes:
        keys += [] if p.external else [f"class_size_within_bounds:{p.code}"]
        for year in problem.years:
            keys += [f"seats_within_limit:{p.code}:{year}"] if p.seats_per_year is not None else []
            keys += [f"classes_within_limit:{p.code}:{year}"] if p.classes_per_year is not None else []
            keys += [f"obligation_met:{p.code}:{year}"] if p.compulsory else []
    keys += [f"classroom_weeks_within_limit:{year}" for year in problem.classroom_weeks]
    keys += [f"class_pin_kept:{c.programme}:{c.year}" for c in problem.class_pins]
    keys += [f"pin_kept:{k}" for k, pin in enumerate(problem.pins) if pin.send]
    keys += [f"target_met:{t.code}" for t in problem.targets if t.hard]
    keys += [
        f"unit_absence_within_limit:{problem.units[u].code}:{y}" for u in absence_units(problem) for y in problem.years
    ]
    return list(dict.fromkeys(keys))


def rule_keys(problem: Problem) -> list[str]:
    """Every rule that a conflict can name, hardest to change last."""
    return [*person_keys(problem), *sorted(row_keys(problem), key=lambda k: _rank(k, EASY_TO_CHANGE))]


@dataclass(frozen=True, slots=True, eq=False)
class _Ready:
    """A model with some person rules relaxed, and the solver instance whose rows are switched on and off."""

    person: Relaxed
    model: Model
    engine: Engine
    integers: IntArray


class _Prober:
    """Answers whether the problem is impossible when only some rules are kept."""

    def __init__(self, problem: Problem, effort: Effort) -> None:
        self.problem, self.effort = problem, effort
        self.refined = absence_units(problem)
        self.ready: _Ready | None = None
        self.conclusive = True

    def _prepared(self, person: Relaxed) -> _Ready:
        if self.ready is None or self.ready.person != person:
            model = build_model(self.problem, self.refined, person)
            tighten(model)
            # Bounds that stem from a rule would survive its being switched off.
            model.lower = [0.0] * model.columns
            for k, column in model.missing.items():
                model.upper[column] = 0.0 if self.problem.targets[k].hard else float(model.needed[k])
            model.cost = [0.0] * model.columns
            engine = Engine(model, self.effort.seed, self.effort.deadline)
            integers = list(add_totals(engine, model).values())
            integers += range(model.flows) if model.flows <= EXACT_FLOWS else []
            self.ready = _Ready(person, model, engine, np.array(integers, dtype=np.int64))
        return self.ready

    def impossible(self, relaxed: Iterable[str], exact: bool = True) -> bool:
        """True when it is proven that the rules not in ``relaxed`` contradict each other."""
        relaxed = frozenset(relaxed)
        ready = self._prepared(relaxed & frozenset(person_keys(self.problem)))
        model, engine, integers = ready.model, ready.engine, ready.integers
        for row, key in enumerate(model.rows.key):
            if key:
                off = not relaxed.isdisjoint(prefixes(key))
                lower, upper = (-INF, INF) if off else (model.rows.lower[row], model.rows.upper[row])
                engine.set_row_bounds(row, lower, upper)
        engine.set_integer(integers, integer=False)
        result = engine.relax()
        if result.status != IMPOSSIBLE and exact and result.values is not None:
            engine.set_integer(integers)
            result = engine.search(0.0, self.effort.nodes, self.effort.left(0.3))
        self.conclusive &= result.status == IMPOSSIBLE or result.values is not None
        return result.status == IMPOSSIBLE


def explain(problem: Problem, effort: Effort, first: tuple[str, ...] = EASY_TO_CHANGE) -> Explanation:
    """Name the conflicts of a problem that is known to be impossible; ``first``: rules to drop before others."""
    prober = _Prober(problem, effort)
    keys = rule_keys(problem)
    conflicts: list[Conflict] = []
    dropped: list[str] = []
    while len(conflicts) < CONFLICTS and time.monotonic() < effort.deadline:
        linear = prober.impossible(dropped, exact=False)
        if not linear and not prober.impossible(dropped):
            break
        rules = _filter(prober, keys, dropped, exact=not linear)
        conflicts.append(Conflict(tuple(rules), prober.conclusive and time.monotonic() < effort.deadline))
        if not rules:
            break
        dropped.append(min(rules, key=lambda k: _rank(k, first)))
    return Explanation(tuple(conflicts), tuple(dropped))


def _rank(key: str, first: tuple[str, ...]) -> tuple[int, str]:
    name = key.split(":", maxsplit=1)[0]
    return (first.index(name) if name in first else len(first), key)


def _filter(prober: _Prober, keys: list[str], dropped: list[str], exact: bool) -> list[str]:
    """A smallest set of keys that contradict each other, by halving: whole groups go before single rules."""
    needed = [k for k in keys if k not in dropped]
    out: set[str] = set(dropped)
    pieces = [[k for k in needed if k.split(":")[0] == name] for name in dict.fromkeys(k.split(":")[0] for k in needed)]
    kept: list[str] = []
    while pieces:
        piece = pieces.pop(0)
        if time.monotonic() >= prober.effort.deadline:
            kept += piece
            continue
        if prober.impossible(out | set(piece), exact):
            out |= set(piece)
        elif len(piece) == 1:
            kept += piece
        else:
            half = len(piece) // 2
            pieces[:0] = [piece[:half], piece[half:]]
    return kept if exact else _sharpen(prober, kept, out)


def _sharpen(prober: _Prober, kept: list[str], out: set[str]) -> list[str]:
    """A conflict of the linear relaxation may be larger than one of whole classes: try to do without each rule."""
    result = list(kept)
    for key in kept:
        if len(result) > 1 and time.monotonic() < prober.effort.deadline and prober.impossible(out | {key}):
            result.remove(key)
            out = out | {key}
    return result
