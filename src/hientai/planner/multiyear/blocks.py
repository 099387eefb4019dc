"""Blocks of programmes that share nothing but money, classrooms and the time of units.

Alone, each block is small and its optimum is proven fast. Leaving out what the blocks share is a relaxation: the sums
of their tiers and costs are lower bounds for the whole, and their classes are a good place to start from.
"""

from __future__ import annotations

from dataclasses import replace

from hientai.planner.multiyear.futures import components
from hientai.planner.multiyear.model import Model, build_model
from hientai.planner.multiyear.problem import Problem
from hientai.planner.multiyear.search import Effort, Found, Outlook, Search, tighten


def split(problem: Problem) -> list[Problem]:
    """One problem per block, with its programmes, targets, pins and the money of all."""
    result = []
    granted = {a for p in problem.programmes for a in p.grants}
    # A target that no programme serves is missed by a constant: any one block may carry it.
    hopeless = [t for t in problem.targets if not granted & {*t.held_any, *t.held_all}]
    for group in dict.fromkeys(part.programmes for part in components(problem)):
        programmes = tuple(problem.programmes[i] for i in group)
        codes = {p.code for p in programmes}
        grants = {a for p in programmes for a in p.grants}
        targets = tuple(t for t in problem.targets if grants & {*t.held_any, *t.held_all} or t in hopeless)
        hopeless = []
        result.append(
            replace(
                problem,
                programmes=programmes,
                targets=targets,
                pins=tuple(p for p in problem.pins if p.programme in codes),
                class_pins=tuple(c for c in problem.class_pins if c.programme in codes),
                previous={key: who for key, who in problem.previous.items() if key[0] in codes},
            )
        )
    return result


def look_ahead(problem: Problem, effort: Effort, elastic: bool) -> Outlook:
    """Solve every block alone."""
    outlook = Outlook()
    for block in split(problem):
        model = build_model(block)
        tighten(model)
        # The absence of units is left to the whole; a block may take half of the time that is left, no more.
        found = Search(model, replace(effort, report=_silent), elastic).run()
        codes = frozenset(p.code for p in block.programmes)
        if found.values is None:
            if found.impossible:
                outlook.impossible = outlook.impossible or tuple(sorted(codes))
            continue
        for tier in found.tiers:
            outlook.floors[tier.name] = outlook.floors.get(tier.name, 0.0) + tier.bound
        if all(tier.value <= tier.bound for tier in found.tiers):
            outlook.costs.append((codes, frozenset(t.code for t in block.targets), found.bound * model.scale))
        _note_classes(outlook, model, found)
    return outlook


def _silent(phase: str, value: float, bound: float) -> None:
    return None


def _note_classes(outlook: Outlook, model: Model, found: Found) -> None:
    assert found.values is not None
    for (i, year), column in model.classes.items():
        outlook.classes[model.problem.programmes[i].code, year] = round(found.values[column])
