"""Expected totals in closed form at given rates: what the drivers are computed from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from hientai.planner.forecast.criteria import success
from hientai.planner.forecast.solve.atoms import Atom, Risk

Floats = npt.NDArray[np.float64]


class Expectation:
    """Atoms laid out as arrays, so that one evaluation is a handful of array operations."""

    def __init__(self, merged: Mapping[Atom, int], indicators: int, years: int) -> None:
        self.shape = (indicators, years)
        atoms = list(merged)
        self.counts = np.array([merged[a] for a in atoms], np.float64)
        year = np.arange(years)
        ends = np.array([a.ends for a in atoms])[:, None]
        starts = np.array([a.starts for a in atoms])[:, None]
        exposed = np.array([a.exposed for a in atoms])[:, None]
        self.counted = ((year >= starts) & (year < ends)).reshape(len(atoms), years)
        self.survived = np.maximum(year - exposed + 1, 0).reshape(len(atoms), years)
        self.leaves = [a.leaves for a in atoms]
        pairs = [(i, k) for i, a in enumerate(atoms) for k in a.belongs]
        self.pair_atom = np.array([i for i, _ in pairs], np.int64)
        self.pair_indicator = np.array([k for _, k in pairs], np.int64)
        at = {pair: row for row, pair in enumerate(pairs)}
        self.lacking = np.ones((len(pairs), years))
        self.tries: dict[Risk, npt.NDArray[np.int64]] = {}
        for i, atom in enumerate(atoms):
            for k, since in atom.since:
                self.lacking[at[i, k], since:] = 0
            for chance in atom.chances:
                for k in chance.serves:
                    if chance.risk not in self.tries:
                        self.tries[chance.risk] = np.zeros((len(pairs), years), np.int64)
                    self.tries[chance.risk][at[i, k], chance.year :] += 1

    def totals(self, rates: Mapping[str, float]) -> tuple[Floats, Floats]:
        """(population, attained): expected people per indicator and year."""
        people, attained = np.zeros(self.shape), np.zeros(self.shape)
        if not len(self.counts):
            return people, attained
        stay = np.array([1 - rates[code] if code else 1.0 for code in self.leaves])[:, None]
        alive = self.counts[:, None] * stay**self.survived * self.counted
        lacking = self.lacking.copy()
        for (years, dropout, failure), tries in self.tries.items():
            won = success(rates[dropout] if dropout else 0.0, rates[failure] if failure else 0.0, years)
            lacking *= (1 - won) ** tries
        alive = alive[self.pair_atom]
        np.add.at(people, self.pair_indicator, alive)
        np.add.at(attained, self.pair_indicator, alive * (1 - lacking))
        return people, attained
