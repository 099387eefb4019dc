"""People with the same meaning for every target, merged; and what each possible fate of theirs counts for.

Only what a target can see is kept: an atom is its rate of leaving, the years it is counted, and for each indicator
(population × credentials) whether it belongs, holds, or is to gain the credential, when, and at which risk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hientai.planner.forecast.criteria import counted_from, counted_until, exposed_from
from hientai.planner.forecast.problem import ForecastProblem, Group

Indicators = tuple[tuple[str, tuple[str, ...]], ...]
"""Population and credentials, any of which counts."""

Risk = tuple[int, str | None, str | None]
"""Years of study, drop-out rate, failure rate."""

Effect = tuple[int, int, tuple[int, ...], tuple[tuple[int, int], ...]]
"""First year, end, populations counted in, (indicator, first year attained) …: equal effects are equal."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A planned completion as the targets see it: year index, risk, and the indicators it serves."""

    year: int
    risk: Risk
    serves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Atom:
    """`starts`…`ends` (exclusive): counted; from `exposed` on people may leave.

    `belongs`: indicator indices; `since`: (indicator, year index) of what is held or certain to be gained.
    """

    leaves: str | None
    starts: int
    exposed: int
    ends: int
    belongs: tuple[int, ...]
    since: tuple[tuple[int, int], ...]
    chances: tuple[Chance, ...]

    @property
    def fates(self) -> int:
        """How many fates the atom has: last years of service × outcomes of its completions."""
        return (self.ends - self.exposed + 1) << len(self.chances)


@dataclass(slots=True)
class Compiled:
    """Indicators, atoms with their counts, and the distinct effects of all fates.

    A series is a population (the first `len(populations)`) or an indicator (the rest), each with one column a year;
    `effects[e, series × years]` is what one person of effect `e` adds to it, `fate_effect[offsets[a] + fate]` the
    effect of fate `fate` of atom `a`, where fate = years served after `exposed` × 2ᵐ + bits of the completions won.
    """

    years: int
    populations: tuple[str, ...]
    indicators: Indicators
    atoms: tuple[Atom, ...]
    counts: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    fate_effect: npt.NDArray[np.int64]
    effects: npt.NDArray[np.float32]

    def series(self, indicator: int) -> tuple[int, int]:
        """Positions of the population's and of the indicator's own series."""
        return self.populations.index(self.indicators[indicator][0]), len(self.populations) + indicator


def compile_problem(problem: ForecastProblem) -> Compiled:
    """Merge the groups into atoms and tabulate the effects of their fates."""
    indicators = tuple(sorted({(t.population, tuple(sorted(t.credentials))) for t in problem.targets}))
    populations = tuple(sorted({p for p, _ in indicators}))
    merged = merge(problem.groups, problem.years, indicators)
    atoms = tuple(sorted(merged, key=_order))
    counts = np.array([merged[a] for a in atoms], np.int64)
    return _tabulate(len(problem.years), populations, indicators, atoms, counts)


def merge(groups: Iterable[Group], years: tuple[int, ...], indicators: Indicators, late: str = "") -> dict[Atom, int]:
    """People per atom; `late` names a credential whose planned completions all come a year later than planned."""
    merged: dict[Atom, int] = {}
    for group in groups:
        atom = _atom(group, years, indicators, late)
        if atom is not None and group.count:
            merged[atom] = merged.get(atom, 0) + group.count
    return merged


def _order(atom: Atom) -> tuple[object, ...]:
    chances = [(c.year, c.risk[0], c.risk[1] or "", c.risk[2] or "", c.serves) for c in atom.chances]
    return (atom.leaves or "", atom.starts, atom.exposed, atom.ends, atom.belongs, atom.since, chances)


def _atom(group: Group, years: tuple[int, ...], indicators: Indicators, late: str) -> Atom | None:
    belongs = tuple(k for k, (population, _) in enumerate(indicators) if population in group.populations)
    start, end = counted_from(group, years), counted_until(group, years)
    if not belongs or start >= end:
        return None
    owned = set(group.holds)
    since = {k: start for k in belongs if owned.intersection(indicators[k][1])}
    chances: list[Chance] = []
    for completion in sorted(group.completions, key=lambda c: c.completes + (c.credential == late)):
        year = completion.completes - years[0] + (completion.credential == late)
        serves = tuple(k for k in belongs if since.get(k, end) > year and completion.credential in indicators[k][1])
        if year >= end or not serves:
            continue
        if completion.dropout is None and completion.failure is None:
            since.update(dict.fromkeys(serves, max(year, start)))
            continue
        # Years of study before the horizon are over: only the rest is still at risk.
        left = min(completion.years, year + 1) if completion.dropout else 0
        chances.append(Chance(year, (left, completion.dropout if left else None, completion.failure), serves))
    chances.sort(key=lambda c: (c.year, c.risk[0], c.risk[1] or "", c.risk[2] or "", c.serves))
    return Atom(
        group.leaves, start, exposed_from(group, years), end, belongs, tuple(sorted(since.items())), tuple(chances)
    )


def _tabulate(
    years: int,
    populations: tuple[str, ...],
    indicators: Indicators,
    atoms: tuple[Atom, ...],
    counts: npt.NDArray[np.int64],
) -> Compiled:
    offsets = np.zeros(len(atoms), np.int64)
    known: dict[Effect, int] = {}
    fates: list[int] = []
    for index, atom in enumerate(atoms):
        offsets[index] = len(fates)
        for served in range(atom.ends - atom.exposed + 1):
            until = atom.exposed + served
            for won in range(1 << len(atom.chances)):
                key = _effect(atom, until, won, indicators, populations)
                fates.append(known.setdefault(key, len(known)))
    width = len(populations) + len(indicators)
    effects = np.zeros((max(len(known), 1), width, years), np.float32)
    for (start, until, members, gained), number in known.items():
        for p in members:
            effects[number, p, start:until] = 1
        for k, since in gained:
            effects[number, len(populations) + k, since:until] = 1
    return Compiled(
        years, populations, indicators, atoms, counts, offsets, np.array(fates, np.int64),
        effects.reshape(len(effects), width * years),
    )  # fmt: skip


def _effect(
    atom: Atom,
    until: int,
    won: int,
    indicators: Indicators,
    populations: tuple[str, ...],
) -> Effect:
    """(first year, end, populations counted in, (indicator, first year attained) …): equal effects get equal keys."""
    since = dict(atom.since)
    for bit, chance in enumerate(atom.chances):
        if won >> bit & 1:
            for k in chance.serves:
                since[k] = min(since.get(k, until), max(chance.year, atom.starts))
    if until <= atom.starts:
        return (0, 0, (), ())
    members = tuple(sorted({populations.index(indicators[k][0]) for k in atom.belongs}))
    return (atom.starts, until, members, tuple(sorted((k, s) for k, s in since.items() if s < until)))
