"""Where a target stands: always measured from the registry, as of a day, in people and as a share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hientai.base.criteria.catalogue import Catalogue
from hientai.officials.queries.asking import Asking, everyone
from hientai.officials.queries.criteria import read_criterion
from hientai.officials.queries.dossier import Dossier
from hientai.schemes.codes import ProgressState
from hientai.schemes.models import Target


@dataclass(frozen=True, slots=True)
class Mark:
    """A share to reach by the end of a year."""

    year: int
    share: Fraction

    @property
    def due_on(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a population is from a mark: people needed in all, and people still lacking."""

    mark: Mark
    needed: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One target on one day: the population, those who meet the condition, the path and the distances."""

    target: Target
    on: date
    population: frozenset[int]
    meeting: frozenset[int]
    path_share: Fraction | None
    due_share: Fraction | None
    distances: tuple[Distance, ...]

    @property
    def share(self) -> Fraction | None:
        """The share that meets the condition; None for an empty population."""
        return Fraction(len(self.meeting), len(self.population)) if self.population else None

    @property
    def next_distance(self) -> Distance | None:
        """The distance to the first mark whose day has not passed; the last mark when all have."""
        ahead = [d for d in self.distances if d.mark.due_on >= self.on]
        return ahead[0] if ahead else (self.distances[-1] if self.distances else None)

    @property
    def state(self) -> ProgressState:
        """Met (the next mark is reached), on its path, or behind it.

        Plans run by the year, so the share is held against the path at the end of the last full year.
        """
        if self.share is None:
            return ProgressState.EMPTY
        ahead = self.next_distance
        if ahead is None or ahead.lacking == 0:
            return ProgressState.MET
        return ProgressState.ON_PATH if self.due_share is None or self.share >= self.due_share else ProgressState.BEHIND

    @property
    def lacking_people(self) -> frozenset[int]:
        """The ids of those in the population who do not meet the condition."""
        return self.population - self.meeting


def people_needed(share: Fraction, population: int) -> int:
    """The smallest number of people that reaches the share: 90% of 1.977 is 1.780."""
    return math.ceil(share * population)


def path_share(marks: Sequence[Mark], baseline: tuple[date, Fraction] | None, on: date) -> Fraction | None:
    """The share the straight path from the baseline through the marks asks for on a day; None without a baseline."""
    if baseline is None:
        return None
    start, share = baseline
    for mark in marks:
        if on <= mark.due_on:
            span = (mark.due_on - start).days
            return mark.share if span <= 0 else share + (mark.share - share) * Fraction(max(0, (on - start).days), span)
        start, share = mark.due_on, mark.share
    return share


def standings(targets: Sequence[Target], catalogue: Catalogue[Dossier], on: date) -> list[Standing]:
    """All these targets on a day: one query for each different question in their criteria, whatever the number.

    The targets come with milestones and baseline measurements prefetched (``targets_of``).
    """
    asking = Asking(everyone(), catalogue, on) if targets else None

    def answer(data: object) -> frozenset[int]:
        return asking.meeting(read_criterion(data, catalogue)) if asking else frozenset()

    return [_standing(t, answer(t.population.criterion), answer(t.condition), on) for t in targets]


def _standing(target: Target, population: frozenset[int], condition: frozenset[int], on: date) -> Standing:
    marks = [Mark(m.year, Fraction(m.share)) for m in target.milestones.all()]
    meeting = population & condition
    base = next((m for m in target.measurements.all() if m.is_baseline and m.population_count), None)
    baseline = (base.measured_on, Fraction(base.meeting_count, base.population_count)) if base else None
    distances = []
    for mark in marks:
        needed = people_needed(mark.share, len(population))
        distances.append(Distance(mark, needed, max(0, needed - len(meeting))))
    due = path_share(marks, baseline, date(on.year - 1, 12, 31))
    return Standing(target, on, population, meeting, path_share(marks, baseline, on), due, tuple(distances))


def targets_of(scheme_id: int) -> list[Target]:
    """The targets of a scheme with all that ``standings`` needs, in three queries."""
    return list(
        Target.objects.filter(scheme_id=scheme_id)
        .select_related("population")
        .prefetch_related("milestones", "measurements")
    )
