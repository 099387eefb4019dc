"""From flows to whole officials: integer flows for given classes, paths, and who follows them."""

from __future__ import annotations

import math

import numpy as np

from hientai.planner.multiyear.highs import Engine
from hientai.planner.multiyear.model import FloatArray, Model
from hientai.planner.multiyear.network import SINK, START, Take
from hientai.planner.multiyear.problem import IntArray
from hientai.planner.multiyear.search import Effort, tier_columns
from hientai.planner.score import Tier

WHOLE = 1e-6


def integer_flows(
    model: Model, values: FloatArray, tiers: list[Tier], effort: Effort, elastic: bool
) -> FloatArray | None:
    """Integer flows with the classes of ``values``, as cheap as can be found; None when there are none.

    Types whose flows are whole already are kept; the others are searched again, with a widening neighbourhood.
    """
    engine = Engine(model, effort.seed, effort.deadline)
    lower, upper = np.array(model.lower), np.array(model.upper)
    for k, column in model.missing.items():
        if elastic and model.problem.targets[k].hard:
            upper[column] = model.needed[k]
    for column in model.classes.values():
        lower[column] = upper[column] = round(values[column])
    engine.set_bounds(np.arange(model.columns), lower, upper)
    for tier, (_, columns) in zip(tiers, tier_columns(model, elastic), strict=True):
        engine.add_row(-math.inf, tier.value, columns, [1.0] * len(columns))
    relaxed = engine.relax()
    if relaxed.values is None:
        return None
    owner = _type_of_flow(model)
    flows = np.arange(model.flows)
    loose = np.unique(owner[np.abs(relaxed.values[: model.flows] - np.round(relaxed.values[: model.flows])) > WHOLE])
    random = np.random.default_rng(np.random.PCG64(effort.seed))
    missing = np.array(sorted(model.missing.values()), dtype=np.int64)
    for _ in range(6):
        free = np.isin(owner, loose)
        low, high = lower.copy(), upper.copy()
        fixed = flows[~free]
        low[fixed] = high[fixed] = np.round(relaxed.values[fixed])
        engine.set_bounds(np.arange(model.columns), low, high)
        engine.set_integer(np.concatenate([flows, missing]), integer=False)
        engine.set_integer(np.concatenate([flows[free], missing]))
        result = engine.search(1e-6, effort.nodes, effort.left(0.5))
        if result.values is not None:
            whole = np.round(result.values)
            rest = np.setdiff1d(np.arange(model.columns), np.concatenate([flows, missing]))
            whole[rest] = result.values[rest]
            return whole
        others = np.setdiff1d(np.arange(len(model.types)), loose)
        if len(others) == 0:
            return None
        loose = np.union1d(loose, random.permutation(others)[: max(50, 2 * len(loose))])
    return None


def _type_of_flow(model: Model) -> IntArray:
    sizes = [len(network.arcs) for network in model.networks]
    return np.repeat(np.arange(len(model.types)), sizes)


def paths_of_type(model: Model, k: int, values: FloatArray) -> list[tuple[tuple[Take, ...], int]]:
    """Decompose the integer flow of one type into (starts, number of officials), idle officials left out."""
    network, first = model.networks[k], model.flow_start[k]
    left = [round(values[first + j]) for j in range(len(network.arcs))]
    leaving: list[list[int]] = [[] for _ in range(network.nodes)]
    for j, arc in enumerate(network.arcs):
        if left[j]:
            leaving[arc.tail].append(j)
    result: dict[tuple[Take, ...], int] = {}
    while leaving[START]:
        node, path = START, []
        while node != SINK:
            while leaving[node] and left[leaving[node][-1]] == 0:
                leaving[node].pop()
            if not leaving[node]:
                break
            path.append(leaving[node][-1])
            node = network.arcs[path[-1]].head
        if not path:
            break
        amount = min(left[j] for j in path)
        # Staying at a node is allowed, so officials who stop there must not carry on along another's arc.
        takes = tuple(take for j in path for take in network.arcs[j].takes)
        for j in path:
            left[j] -= amount
        result[takes] = result.get(takes, 0) + amount
    return sorted(result.items())
