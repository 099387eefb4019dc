"""The judge: checks a forecast against the problem without simulating anything.

Expected numbers are computed in closed form, group by group, with the moments of the rates' distributions (the rates
are independent), and compared with the simulated means; bands, counts and probabilities are checked for sense.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import sqrt

from hientai.planner.forecast.criteria import counted_from, counted_until, exposed_from, posterior
from hientai.planner.forecast.problem import Band, Completion, ForecastProblem, ForecastResult, Group, Target

SIGMAS = 6.0


class Fault(StrEnum):
    """What is wrong with a forecast."""

    OTHER_PROBLEM = "other_problem"
    OTHER_TARGETS = "other_targets"
    BAND_OUT_OF_ORDER = "band_out_of_order"
    IMPOSSIBLE_COUNT = "impossible_count"
    PROBABILITY_OUT_OF_RANGE = "probability_out_of_range"
    MEAN_OFF = "mean_off"


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault: which target and year, what was found, what was due."""

    fault: Fault
    target: str
    year: int | None
    found: str
    due: str


class _Moments:
    """E[∏ (1 − rate)ⁿ] over independent rates."""

    def __init__(self, problem: ForecastProblem) -> None:
        self.rates = {r.code: (posterior(r), float(r.value or 0.0)) for r in problem.rates}
        self.cache: dict[tuple[str, int], float] = {}

    def power(self, code: str, n: int) -> float:
        if (code, n) not in self.cache:
            beta, value = self.rates[code]
            out = 1.0
            for i in range(n):
                out *= (1 - value) if beta is None else (beta[1] + i) / (beta[0] + beta[1] + i)
            self.cache[code, n] = out
        return self.cache[code, n]

    def product(self, powers: Counter[str]) -> float:
        out = 1.0
        for code, n in powers.items():
            out *= self.power(code, n)
        return out


def _won(completion: Completion, first_year: int) -> Counter[str]:
    powers: Counter[str] = Counter()
    if completion.dropout:
        powers[completion.dropout] += min(completion.years, completion.completes - first_year + 1)
    if completion.failure:
        powers[completion.failure] += 1
    return powers


def expected(problem: ForecastProblem, target: Target) -> list[tuple[float, float]]:
    """Per year: expected number in the target's population, and of those holding one of its credentials."""
    moments = _Moments(problem)
    wanted = set(target.credentials)
    alike: dict[Group, int] = {}
    for group in problem.groups:
        if target.population in group.populations:
            # Strip what this target cannot see, so that equal cases are computed once.
            planned = tuple(c for c in group.completions if c.credential in wanted)
            held = target.credentials[:1] if wanted.intersection(group.holds) else ()
            seen = Group(1, (), held, group.retires, group.enters, group.leaves, planned)
            alike[seen] = alike.get(seen, 0) + group.count
    out = []
    for year in problem.years:
        people = attained = 0.0
        for group, count in alike.items():
            alive, holding = _expected(problem, moments, group, target, year)
            people += count * alive
            attained += count * holding
        out.append((people, attained))
    return out


def _expected(
    problem: ForecastProblem, moments: _Moments, group: Group, target: Target, year: int
) -> tuple[float, float]:
    y = year - problem.years[0]
    if not counted_from(group, problem.years) <= y < counted_until(group, problem.years):
        return 0.0, 0.0
    stays: Counter[str] = Counter()
    if group.leaves:
        stays[group.leaves] = max(0, y - exposed_from(group, problem.years) + 1)
    alive = moments.product(stays)
    wanted = set(target.credentials)
    if wanted.intersection(group.holds):
        return alive, alive
    chances = [_won(c, problem.years[0]) for c in group.completions if c.credential in wanted and c.completes <= year]
    holding = 0.0
    for size in range(1, len(chances) + 1):  # inclusion and exclusion: at least one completion is won
        for some in combinations(chances, size):
            together = sum(some, Counter(stays))
            holding += (-1) ** (size + 1) * moments.product(together)
    return alive, holding


def verify(problem: ForecastProblem, result: ForecastResult) -> tuple[Violation, ...]:
    """Everything wrong with `result` as a forecast of `problem`; empty when nothing is."""
    if result.problem != problem.fingerprint():
        return (Violation(Fault.OTHER_PROBLEM, "", None, result.problem, problem.fingerprint()),)
    if [t.code for t in result.targets] != [t.code for t in problem.targets]:
        return (Violation(Fault.OTHER_TARGETS, "", None, str(len(result.targets)), str(len(problem.targets))),)
    out: list[Violation] = []
    known: dict[tuple[str, tuple[str, ...]], list[tuple[float, float]]] = {}
    for target, found in zip(problem.targets, result.targets, strict=True):
        key = (target.population, target.credentials)
        known[key] = known.get(key) or expected(problem, target)
        if [y.year for y in found.years] != list(problem.years):
            out.append(Violation(Fault.OTHER_PROBLEM, target.code, None, str(len(found.years)), "years"))
            continue
        for year, (people, attained) in zip(found.years, known[key], strict=True):
            bands = {"population": year.population, "attained": year.attained, "share": year.share}
            for name, band in bands.items():
                if not band.p5 <= band.p50 <= band.p95:
                    out.append(Violation(Fault.BAND_OUT_OF_ORDER, target.code, year.year, name, "p5 ≤ p50 ≤ p95"))
            if year.attained.mean > year.population.mean + 1e-9 or year.attained.p5 < 0:
                out.append(
                    Violation(Fault.IMPOSSIBLE_COUNT, target.code, year.year, str(year.attained), "≤ population")
                )
            if not 0 <= year.probability <= 1:
                out.append(
                    Violation(Fault.PROBABILITY_OUT_OF_RANGE, target.code, year.year, str(year.probability), "0–1")
                )
            for band, due in ((year.population, people), (year.attained, attained)):
                if abs(band.mean - due) > _tolerance(band, due, result.runs):
                    out.append(Violation(Fault.MEAN_OFF, target.code, year.year, f"{band.mean:.3f}", f"{due:.3f}"))
    return tuple(out)


def _tolerance(band: Band, due: float, runs: int) -> float:
    # The spread of one run is read off the band (p95 − p5 is 3.29 standard deviations of a bell curve); a rare
    # event may lie outside the band altogether, hence the Poisson term.
    one = max((band.p95 - band.p5) / 3.29, 0.5) + sqrt(min(abs(due - round(due)), 1.0))
    return SIGMAS * one / sqrt(runs) + 1e-6 * max(1.0, due)
