"""The rules of the forecast.

Index
-----
- `posterior`: what the registry's past says about a rate, with its uncertainty
- `counted_from`, `counted_until`: when a person is counted at all (intake; retirement by law is certain)
- `exposed_from`: the first year in which a person may leave for another reason
- `success`: a planned completion is neither dropped nor failed
- `is_met`: a target is reached
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hientai.planner.forecast.problem import Group, Rate

JEFFREYS = 0.5
"""Prior weight of an event and of a non-event: the reference prior for a proportion."""


def posterior(rate: Rate) -> tuple[float, float] | None:
    """(a, b) of the Beta distribution of the rate given its history; None for a fixed rate.

    Years that differ more than chance explains widen it: counts are divided by the dispersion found
    (χ² ÷ degrees of freedom, when above one), as in quasi-likelihood.
    """
    if rate.value is not None:
        return None
    events = sum(h.events for h in rate.history)
    exposure = sum(h.exposure for h in rate.history)
    spread = max(1.0, _dispersion(rate, events, exposure))
    return JEFFREYS + events / spread, JEFFREYS + (exposure - events) / spread


def _dispersion(rate: Rate, events: int, exposure: int) -> float:
    seen = [h for h in rate.history if h.exposure > 0]
    if len(seen) < 2 or events in (0, exposure):
        return 1.0
    p = events / exposure
    return sum((h.events - h.exposure * p) ** 2 / (h.exposure * p * (1 - p)) for h in seen) / (len(seen) - 1)


def counted_from(group: Group, years: Sequence[int]) -> int:
    """Index of the first year the group is counted (may be beyond the horizon)."""
    return 0 if group.enters is None else max(0, group.enters - years[0])


def counted_until(group: Group, years: Sequence[int]) -> int:
    """Index of the first year the group is no longer counted, at most the horizon."""
    end = len(years) if group.retires is None else min(max(0, group.retires - years[0]), len(years))
    return max(end, min(counted_from(group, years), len(years)))


def exposed_from(group: Group, years: Sequence[int]) -> int:
    """Index of the first year in which the group may lose people: the year after it enters, else the first year."""
    start = 0 if group.enters is None or group.enters < years[0] else group.enters - years[0] + 1
    return min(start, counted_until(group, years))


def success(dropout: Any, failure: Any, study_years: int) -> Any:
    """Probability that a completion succeeds: no drop-out in any year of study, then no failure (elementwise)."""
    return (1 - dropout) ** study_years * (1 - failure)


def is_met(attained: Any, population: Any, share: Fraction | None, number: int | None) -> Any:
    """Whether whole numbers of people reach the target exactly (elementwise). Nobody left to train: met."""
    if share is not None:
        return attained * share.denominator >= population * share.numerator
    return attained >= (number or 0)
