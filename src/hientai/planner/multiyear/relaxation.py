"""The smallest relaxation of an impossible problem, and how to apply it.

Every limit may give at a price of one per its own size (a budget of 900 million raised by 90 costs 0.1, a target of 50
officials lowered by 5 costs 0.1, a pinned decision dropped costs 1); the cheapest sum is *the smallest*.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from hientai.planner.multiyear.conflict import absence_units
from hientai.planner.multiyear.highs import Engine
from hientai.planner.multiyear.model import INF, Model, build_model
from hientai.planner.multiyear.plan import Relaxation
from hientai.planner.multiyear.problem import Problem, Target
from hientai.planner.multiyear.search import EXACT_FLOWS, Effort, add_totals

DECISIONS = ("pin_kept", "class_pin_kept", "obligation_met")


def smallest_relaxation(problem: Problem, effort: Effort) -> tuple[Relaxation, ...]:
    """The limits that must give and by how much (đồng, officials, classes, seats, weeks, days; 1 for a pin).

    Empty when the person rules or class sizes alone make the problem impossible, or time ran out.
    """
    model = build_model(problem, absence_units(problem))
    model.cost = [0.0] * model.columns
    engine = Engine(model, effort.seed, effort.deadline)
    slack = _add_slack(engine, model)
    integers = list(add_totals(engine, model).values())
    integers += [column for key, column in slack.items() if not key.startswith("budget_within_limit")]
    integers += range(model.flows) if model.flows <= EXACT_FLOWS else []
    engine.set_integer(np.array(integers, dtype=np.int64))
    result = engine.search(1e-4, effort.nodes, effort.left(0.5))
    if result.values is None:
        return ()
    changes = []
    for key, column in slack.items():
        value = float(result.values[column])
        if value > 1e-6:
            unit = model.scale if key.startswith("budget_within_limit") else 1.0
            changes.append(Relaxation(key, math.ceil(value * unit - 1e-4)))
    return tuple(changes)


def _add_slack(engine: Engine, model: Model) -> dict[str, int]:
    """One column per limit that may give, priced by the size of the limit."""
    slack: dict[str, int] = {}
    for row, key in enumerate(model.rows.key):
        name = key.split(":")[0]
        if not key or name == "class_size_within_bounds":
            continue
        lower, upper = model.rows.lower[row], model.rows.upper[row]
        size = 1.0 if name == "pin_kept" else max(1.0, abs(upper if upper < INF else lower))
        sign = -1.0 if upper < INF else 1.0
        if key in slack:
            # A class pin with both bounds has two rows: one change serves both.
            slack[f"{key}:"] = engine.add_column(1.0 / size, 0.0, INF, [row], [sign])
        else:
            slack[key] = engine.add_column(1.0 / size, 0.0, INF, [row], [sign])
    return slack


def relaxed_problem(problem: Problem, changes: Iterable[Relaxation]) -> Problem:
    """The problem with every change applied; where a limit is kept per programme, all its years are widened."""
    for change in changes:
        problem = _apply(problem, change)
    return problem


def _apply(problem: Problem, change: Relaxation) -> Problem:
    name, *subject = change.rule.rstrip(":").split(":")
    if name == "budget_within_limit":
        code, year = subject[0], int(subject[1])
        sources = tuple(
            replace(s, budgets={**s.budgets, year: s.budgets[year] + change.amount}) if s.code == code else s
            for s in problem.sources
        )
        return replace(problem, sources=sources)
    if name == "target_met":
        return replace(
            problem, targets=tuple(_lowered(problem, k, subject[0], change.amount) for k in range(len(problem.targets)))
        )
    if name == "classroom_weeks_within_limit":
        year = int(subject[0])
        weeks = {**problem.classroom_weeks, year: problem.classroom_weeks[year] + change.amount}
        return replace(problem, classroom_weeks=weeks)
    if name == "unit_absence_within_limit":
        units = tuple(replace(u, absence_permille=1_000_000) if u.code == subject[0] else u for u in problem.units)
        return replace(problem, units=units)
    if name == "pin_kept":
        return replace(problem, pins=tuple(p for k, p in enumerate(problem.pins) if k != int(subject[0])))
    if name == "class_pin_kept":
        pins = tuple(c for c in problem.class_pins if (c.programme, str(c.year)) != (subject[0], subject[1]))
        return replace(problem, class_pins=pins)
    field = {"seats_within_limit": "seats_per_year", "classes_within_limit": "classes_per_year"}.get(name)
    programmes = []
    for p in problem.programmes:
        if p.code == subject[0] and field:
            p = replace(p, **{field: getattr(p, field) + change.amount})
        elif p.code == subject[0] and name == "obligation_met":
            p = replace(p, compulsory=False)
        programmes.append(p)
    return replace(problem, programmes=tuple(programmes))


def _lowered(problem: Problem, k: int, code: str, amount: int) -> Target:
    target = problem.targets[k]
    if target.code != code:
        return target
    needed = target.needed(int(problem.population(target).sum()))
    return replace(target, share=None, required=max(0, needed - amount))


def without_decisions(problem: Problem, dropped: Iterable[str]) -> Problem:
    """The problem without the pins, class pins and obligations among the rules dropped."""
    gone = set(dropped)
    pins = tuple(pin for k, pin in enumerate(problem.pins) if f"pin_kept:{k}" not in gone)
    class_pins = tuple(c for c in problem.class_pins if f"class_pin_kept:{c.programme}:{c.year}" not in gone)
    programmes = tuple(
        replace(p, compulsory=False) if any(k.startswith(f"obligation_met:{p.code}:") for k in gone) else p
        for p in problem.programmes
    )
    return replace(problem, pins=pins, class_pins=class_pins, programmes=programmes)
