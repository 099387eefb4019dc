"""Seats among units, fairly, with bounds and reasons.

One unit list (:class:`SeatProblem` → :func:`apportion`) or a table of units × programmes with fixed margins
(:class:`TableProblem` → :func:`apportion_table`). All comparisons that decide a seat are made in rational
arithmetic; :mod:`.verify` judges a result without any of the solving code, :mod:`.explain` gives the reasons.
"""

from hientai.planner.apportion.problem import (
    ApportionmentError,
    Axis,
    CellTie,
    Method,
    Quorum,
    QuorumRule,
    SeatProblem,
    SeatResult,
    TableProblem,
    TableResult,
    Tie,
    Unit,
    VoterNumbers,
    method_named,
)
from hientai.planner.apportion.solve import apportion, apportion_table

__all__ = [
    "ApportionmentError",
    "Axis",
    "CellTie",
    "Method",
    "Quorum",
    "QuorumRule",
    "SeatProblem",
    "SeatResult",
    "TableProblem",
    "TableResult",
    "Tie",
    "Unit",
    "VoterNumbers",
    "apportion",
    "apportion_table",
    "method_named",
]
