"""From simulated totals to bands, probabilities and drivers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from hientai.planner.forecast.criteria import is_met, posterior
from hientai.planner.forecast.problem import (
    Band,
    Driver,
    ForecastError,
    ForecastProblem,
    ForecastResult,
    Target,
    TargetForecast,
    YearForecast,
)
from hientai.planner.forecast.solve.atoms import Compiled, compile_problem, merge
from hientai.planner.forecast.solve.expectation import Expectation
from hientai.planner.forecast.solve.sampling import Simulation, simulate

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LATE = "late:"
DIGITS = 9
"""Figures are rounded here, so that processors that add in another order still give the same file."""


def _figure(value: float | np.floating[Any]) -> float:
    return round(float(value), DIGITS)


def forecast(problem: ForecastProblem, *, runs: int = 10_000, seed: int = 1, threads: int = 2) -> ForecastResult:
    """Simulate `runs` futures and summarise them; reproducible by `seed`. Raises ForecastError when runs < 1."""
    if runs < 1:
        raise ForecastError("runs: cần ít nhất một lượt mô phỏng.")
    compiled = compile_problem(problem)
    simulation = simulate(problem, compiled, runs, seed, threads)
    cube = simulation.totals.reshape(runs, -1, compiled.years)
    drivers = _Drivers(problem, compiled, simulation)
    targets, met_all = [], []
    for target in problem.targets:
        summary, met = _target(problem, compiled, cube, target, drivers)
        targets.append(summary)
        met_all.append(met)
    joint = np.logical_and.reduce(met_all) if met_all else np.ones(runs, bool)
    priorities = sorted({t.priority for t in problem.targets})
    by_priority = tuple(
        (p, _share([m for m, t in zip(met_all, problem.targets, strict=True) if t.priority == p])) for p in priorities
    )
    people = sum(g.count for g in problem.groups)
    return ForecastResult(
        problem.fingerprint(), runs, seed, tuple(targets), float(joint.mean()), by_priority, people, len(compiled.atoms)
    )


def _share(met: list[Bools]) -> float:
    return float(np.logical_and.reduce(met).mean())


def _position(compiled: Compiled, target: Target) -> tuple[int, int, int]:
    k = compiled.indicators.index((target.population, tuple(sorted(target.credentials))))
    population, own = compiled.series(k)
    return k, population, own


def _ratio(attained: Floats, population: Floats) -> Floats:
    return np.divide(attained, population, out=np.ones_like(attained), where=population > 0)


def _target(
    problem: ForecastProblem, compiled: Compiled, cube: Floats, target: Target, drivers: _Drivers
) -> tuple[TargetForecast, Bools]:
    _, p, own = _position(compiled, target)
    population, attained = cube[:, p, :], cube[:, own, :]
    share = _ratio(attained, population)
    met = is_met(attained.astype(np.int64), population.astype(np.int64), target.share, target.number)
    bands = [_bands(values) for values in (population, attained, share)]
    years = tuple(
        YearForecast(year, bands[0][y], bands[1][y], bands[2][y], float(met[:, y].mean()))
        for y, year in enumerate(problem.years)
    )
    due = target.year - problem.years[0]
    probability = float(met[:, due].mean())
    return TargetForecast(target.code, target.year, probability, years, drivers.of(target, share[:, due])), met[:, due]


def _bands(values: Floats) -> list[Band]:
    # Nearest-rank percentiles: always a value that occurred, the same on every machine.
    ordered = np.sort(values, axis=0)
    places = [max(0, -(-len(values) * q // 100) - 1) for q in (5, 50, 95)]
    means = values.mean(axis=0)
    return [Band(_figure(m), *(_figure(ordered[k, y]) for k in places)) for y, m in enumerate(means)]


class _Drivers:
    """Expected shares in closed form, under changed assumptions."""

    def __init__(self, problem: ForecastProblem, compiled: Compiled, simulation: Simulation) -> None:
        self.problem, self.compiled, self.simulation = problem, compiled, simulation
        mean = {r.code: float(v) for r, v in zip(problem.rates, simulation.rates.mean(axis=0), strict=False)}
        merged = dict(zip(compiled.atoms, compiled.counts.tolist(), strict=True))
        model = Expectation(merged, len(compiled.indicators), compiled.years)
        self.changed: list[tuple[str, int | None, Floats, Floats]] = []
        for i, rate in enumerate(problem.rates):
            if posterior(rate) is not None:
                low, high = np.percentile(simulation.rates[:, i], [5, 95], method="inverted_cdf")
                ends = [_shares(model.totals({**mean, rate.code: float(v)})) for v in (low, high)]
                self.changed.append((rate.code, i, ends[0], ends[1]))
        planned = sorted({c.credential for g in problem.groups for c in g.completions})
        expected = model.totals(mean)
        for credential in planned:
            self.changed.append((LATE + credential, None, _shares(expected), self._delayed(credential, mean, expected)))

    def _delayed(self, credential: str, rates: dict[str, float], expected: tuple[Floats, Floats]) -> Floats:
        """Shares when every planned completion of a credential slips by one year: only its groups are recomputed."""
        affected = [g for g in self.problem.groups if any(c.credential == credential for c in g.completions)]
        people, attained = expected
        for late, sign in (("", -1), (credential, 1)):
            merged = merge(affected, self.problem.years, self.compiled.indicators, late)
            part = Expectation(merged, len(self.compiled.indicators), self.compiled.years).totals(rates)
            people, attained = people + sign * part[0], attained + sign * part[1]
        return _shares((people, attained))

    def of(self, target: Target, share: Floats) -> tuple[Driver, ...]:
        k, _, _ = _position(self.compiled, target)
        due = target.year - self.problem.years[0]
        spread = float(share.std())
        out = []
        for name, rate, low, high in self.changed:
            explained = None
            if rate is not None:
                draws = self.simulation.rates[:, rate]
                fixed = spread == 0 or float(draws.std()) == 0
                explained = 0.0 if fixed else _figure(np.corrcoef(draws, share)[0, 1] ** 2)
            out.append(Driver(name, _figure(low[k, due]), _figure(high[k, due]), explained))
        out.sort(key=lambda d: (-round(d.swing, 12), d.assumption))
        return tuple(out)


def _shares(totals: tuple[Floats, Floats]) -> Floats:
    people, attained = totals
    return np.clip(_ratio(attained, np.where(people > 1e-9, people, 0.0)), 0.0, 1.0)
