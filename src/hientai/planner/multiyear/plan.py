"""The plan: who attends what in which year, how many classes open, and what is proven about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hientai.planner.multiyear.problem import IntArray
from hientai.planner.score import Tier

OPTIMAL = "optimal"
FEASIBLE = "feasible"
INFEASIBLE = "infeasible"
UNSOLVED = "unsolved"


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """One programme in one year: how many classes open and who starts (indices into the officials, ascending)."""

    programme: str
    year: int
    classes: int
    attendees: IntArray


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot all be kept: a smallest set of keys as in ``criteria.py``.

    ``proven`` is False when the time limit stopped the reduction to a smallest set.
    """

    rules: tuple[str, ...]
    proven: bool = True


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change of the smallest relaxation: the rule's key and by how much its limit must give (the rule's unit)."""

    rule: str
    amount: int


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The answer to one problem.

    ``status``: ``optimal`` (gap within the tolerance asked for), ``feasible`` (stopped earlier, gap proven),
    ``infeasible`` (hard rules cannot all be kept: ``conflicts`` and ``relaxation`` say why, and the plan is the
    best that can still be had), ``unsolved`` (neither a plan that keeps the hard rules nor a proof that there is none
    was found in the time given; the plan is the best seen). ``tiers`` are the lexicographic objectives in order.
    ``reproducible`` is False when a time limit, not the work itself, ended the search.
    """

    status: str
    openings: tuple[Opening, ...]
    tiers: tuple[Tier, ...] = ()
    cost: int = 0
    bound: float = 0.0
    conflicts: tuple[Conflict, ...] = ()
    relaxation: tuple[Relaxation, ...] = ()
    problem_digest: str = ""
    seed: int = 0
    version: str = ""
    reproducible: bool = True
    seconds: float = 0.0
    phases: Mapping[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """Relative gap of the cost tier to its proven bound."""
        return next((tier.gap for tier in self.tiers if tier.name == "cost"), 0.0)

    def opening(self, programme: str, year: int) -> Opening | None:
        """The opening of a programme in a year, None when nobody starts then."""
        return next((o for o in self.openings if o.programme == programme and o.year == year), None)
