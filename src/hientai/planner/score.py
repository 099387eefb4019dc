"""Scores and named violations, shared by every planner.

A plan is judged by the rules it breaks (``Violation``, hard) and then by its tiers (``Tier``), compared one after
the other: a lower tier never pays for a higher one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One hard rule broken: ``rule`` as named in ``criteria.py``, ``subject`` (codes), by how much (``amount``).

    The unit of ``amount`` belongs to the rule (đồng, days, officials, classes); 1 where there is nothing to measure.
    """

    rule: str
    subject: tuple[str, ...]
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Tier:
    """One lexicographic tier: the value reached and what no plan can go below (``bound``), both to be minimised."""

    name: str
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """Relative distance to the bound: 0 when proven optimal."""
        if self.value - self.bound <= 1e-9 * max(1.0, abs(self.value)):
            return 0.0
        return (self.value - self.bound) / max(abs(self.value), 1e-9)


def count_by_rule(violations: Iterable[Violation]) -> dict[str, int]:
    """How often each rule is broken, in the order of the names."""
    return dict(sorted(Counter(v.rule for v in violations).items()))
