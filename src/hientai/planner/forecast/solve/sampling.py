"""Simulation: how many people of every effect there are in each run.

Rates are drawn once per run (they are uncertain, not changing). Given the rates, people are independent. Small atoms
are drawn person by person, large ones by binomials year after year; both are exact in distribution. Runs come in
blocks of fixed size, each with its own random stream, so a longer simulation starts with the runs of a shorter one.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hientai.planner.forecast.criteria import posterior, success
from hientai.planner.forecast.problem import ForecastProblem, Rate
from hientai.planner.forecast.solve.atoms import Compiled, Risk

Floats = npt.NDArray[np.float64]

BLOCK = 250
LARGE = 64
"""From this many people on an atom is drawn by binomials: measured, about 18 ns a person against 1.2 µs an atom."""


@dataclass(slots=True)
class Simulation:
    """`totals[run, series × years]` people per series; `rates[run, rate]` the rates drawn, in the problem's order."""

    totals: Floats
    rates: Floats


@dataclass(slots=True)
class _Layout:
    """People of small atoms, one row each, sorted by rate of leaving; large atoms apart."""

    slices: list[tuple[str | None, slice]]
    horizon: npt.NDArray[np.float32]
    width: npt.NDArray[np.int32]
    offset: npt.NDArray[np.int32]
    trials: list[tuple[Risk, int, npt.NDArray[np.int64]]]
    large: list[int]


def simulate(problem: ForecastProblem, compiled: Compiled, runs: int, seed: int, threads: int = 2) -> Simulation:
    """Draw `runs` futures; the same problem, runs and seed give the same figures whatever the number of threads."""
    layout = _layout(compiled)
    blocks = -(-runs // BLOCK)
    streams = np.random.SeedSequence(seed).spawn(blocks)
    with ThreadPoolExecutor(max_workers=max(1, threads)) as pool:
        parts = list(pool.map(lambda s: _block(problem, compiled, layout, np.random.default_rng(s)), streams))
    totals = np.concatenate([t for t, _ in parts])[:runs]
    return Simulation(totals, np.concatenate([r for _, r in parts])[:runs])


def _layout(compiled: Compiled) -> _Layout:
    small = [a for a, count in enumerate(compiled.counts) if count < LARGE]
    small.sort(key=lambda a: compiled.atoms[a].leaves or "")
    people = np.repeat(np.array(small, np.int64), compiled.counts[small] if small else [])
    atoms = [compiled.atoms[a] for a in people]
    slices: list[tuple[str | None, slice]] = []
    for row, atom in enumerate(atoms):
        if not slices or slices[-1][0] != atom.leaves:
            slices.append((atom.leaves, slice(row, row + 1)))
        else:
            slices[-1] = (atom.leaves, slice(slices[-1][1].start, row + 1))
    trials: dict[tuple[Risk, int], list[int]] = {}
    for row, atom in enumerate(atoms):
        for bit, chance in enumerate(atom.chances):
            trials.setdefault((chance.risk, bit), []).append(row)
    order = sorted(trials.items(), key=lambda item: (item[0][1], str(item[0][0])))
    return _Layout(
        slices,
        np.array([a.ends - a.exposed for a in atoms], np.float32),
        np.array([1 << len(a.chances) for a in atoms], np.int32),
        compiled.offsets[people].astype(np.int32),
        [(risk, bit, np.array(rows, np.int64)) for (risk, bit), rows in order],
        [a for a, count in enumerate(compiled.counts) if count >= LARGE],
    )


def draw_rate(rate: Rate, random: np.random.Generator, size: int) -> Floats:
    """`size` draws of one rate; a fixed rate is the same in all."""
    beta = posterior(rate)
    if beta is None:
        return np.full(size, float(rate.value or 0.0))
    return random.beta(*beta, size)


def _block(
    problem: ForecastProblem, compiled: Compiled, layout: _Layout, random: np.random.Generator
) -> tuple[Floats, Floats]:
    drawn = np.stack([draw_rate(r, random, BLOCK) for r in problem.rates] or [np.zeros(BLOCK)], axis=1)
    by_code = {r.code: drawn[:, i] for i, r in enumerate(problem.rates)}
    effects = len(compiled.effects)
    numbers = compiled.fate_effect[_fates(layout, by_code, random)]
    numbers += np.arange(BLOCK) * effects
    counts = np.bincount(numbers.ravel(), minlength=BLOCK * effects).reshape(BLOCK, effects)
    for a in layout.large:
        _draw_large(compiled, a, by_code, random, counts)
    # Sums of whole numbers are exact in any order while they fit the mantissa, so threads cannot change them.
    kind = np.float32 if int(compiled.counts.sum()) < 1 << 24 else np.float64
    totals = (counts.astype(kind) @ compiled.effects.astype(kind)).astype(np.float64)
    return totals, drawn


def _fates(layout: _Layout, rates: dict[str, Floats], random: np.random.Generator) -> npt.NDArray[np.int32]:
    """The fate number of every person (rows) in every run of the block (columns)."""
    fates = np.empty((len(layout.offset), BLOCK), np.int32)
    for code, rows in layout.slices:
        horizon = layout.horizon[rows, None]
        if code is None:
            fates[rows] = horizon
            continue
        # ⌊exponential ÷ −log(1 − p)⌋ is the number of years survived: geometric
        hazard = -np.log1p(-np.minimum(rates[code], 1 - 1e-12))
        waits = random.standard_exponential((rows.stop - rows.start, BLOCK), dtype=np.float32)
        waits *= (1 / np.maximum(hazard, 1e-30)).astype(np.float32)
        np.minimum(waits, horizon, out=waits)
        np.copyto(fates[rows], waits, casting="unsafe")  # cuts towards zero: the floor
    fates *= layout.width[:, None]
    fates += layout.offset[:, None]
    for risk, bit, people_at_risk in layout.trials:
        chance = _success(risk, rates).astype(np.float32)
        won = random.random((len(people_at_risk), BLOCK), dtype=np.float32) < chance
        fates[people_at_risk] += won.astype(np.int32) << np.int32(bit)
    return fates


def _success(risk: Risk, rates: dict[str, Floats]) -> Floats:
    years, dropout, failure = risk
    chance: Floats = success(
        rates[dropout] if dropout else np.zeros(BLOCK), rates[failure] if failure else np.zeros(BLOCK), years
    )
    return chance


def _draw_large(
    compiled: Compiled, index: int, rates: dict[str, Floats], random: np.random.Generator, counts: npt.NDArray[np.int64]
) -> None:
    atom = compiled.atoms[index]
    left = np.full(BLOCK, int(compiled.counts[index]), np.int64)
    leave = rates[atom.leaves] if atom.leaves else np.zeros(BLOCK)
    chances = [_success(c.risk, rates) for c in atom.chances]
    horizon = atom.ends - atom.exposed
    for served in range(horizon + 1):
        gone = random.binomial(left, leave) if served < horizon else left
        left = left - gone
        groups = {0: gone}
        for bit, (chance, planned) in enumerate(zip(chances, atom.chances, strict=True)):
            if planned.year >= atom.exposed + served:
                continue  # they left before it ended: won or not has no effect
            split = {}
            for won, number in groups.items():
                passed = random.binomial(number, chance)
                split[won] = number - passed
                split[won | 1 << bit] = passed
            groups = split
        for won, number in groups.items():
            fate = compiled.offsets[index] + (served << len(chances)) + won
            counts[:, compiled.fate_effect[fate]] += number
