"""HiGHS behind a small door: the only module of the planner room that knows the solver library."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from hientai.planner.multiyear.model import FloatArray, Model
from hientai.planner.multiyear.problem import IntArray

SOLVED, LIMIT, IMPOSSIBLE = "solved", "limit", "impossible"
Watch = Callable[[float, float], bool]
"""Called with (best objective, bound); returns True to stop the search."""
LOOK_EVERY = 0.25
"""Seconds between two calls of a watch."""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """``values`` is None when nothing feasible was found; ``bound`` is proven from below.

    ``timed_out`` tells that the clock or the watch, not the work, ended the search.
    """

    status: str
    objective: float
    bound: float
    values: FloatArray | None
    duals: FloatArray | None = None
    timed_out: bool = False


class Engine:
    """One HiGHS instance over a model (and extra columns or rows); deterministic for one thread and one seed."""

    def __init__(self, model: Model, seed: int = 0, deadline: float = float("inf"), watch: Watch | None = None) -> None:
        self.deadline, self.watch = deadline, watch
        self.highs = _quiet_instance()
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", seed), ("parallel", "off")):
            self.highs.setOptionValue(option, value)
        if self.highs.passModel(_lp(model)) == highspy.HighsStatus.kError:
            raise RuntimeError("the solver library refused the model")
        self.width = model.columns
        self.told = 0.0
        if watch is not None:
            self.highs.cbMipInterrupt.subscribe(self._look)

    def _look(self, event: Any) -> None:
        """Called by the solver from time to time during a search."""
        assert self.watch is not None
        now = time.monotonic()
        if now - self.told >= LOOK_EVERY:
            self.told = now
            if self.watch(float(event.data_out.mip_primal_bound), float(event.data_out.mip_dual_bound)):
                event.interrupt()

    def add_column(self, cost: float, lower: float, upper: float, rows: list[int], values: list[float]) -> int:
        """Append a continuous column; returns its index."""
        self.highs.addCol(cost, lower, upper, len(rows), np.array(rows, dtype=np.int32), np.array(values))
        self.width += 1
        return self.width - 1

    def add_row(self, lower: float, upper: float, columns: list[int], values: list[float]) -> None:
        """Append a row."""
        self.highs.addRow(lower, upper, len(columns), np.array(columns, dtype=np.int32), np.array(values))

    def set_bounds(self, columns: IntArray, lower: FloatArray, upper: FloatArray) -> None:
        """Change bounds of columns."""
        self.highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def set_cost(self, cost: FloatArray) -> None:
        """Change the whole objective (minimised)."""
        self.highs.changeColsCost(self.width, np.arange(self.width, dtype=np.int32), cost)

    def set_row_bounds(self, row: int, lower: float, upper: float) -> None:
        """Change the bounds of one row."""
        self.highs.changeRowBounds(row, lower, upper)

    def set_integer(self, columns: IntArray, integer: bool = True) -> None:
        """Make columns integer, or continuous again."""
        kind = highspy.HighsVarType.kInteger if integer else highspy.HighsVarType.kContinuous
        kinds = np.full(len(columns), int(kind), dtype=np.uint8)
        self.highs.changeColsIntegrality(len(columns), columns.astype(np.int32), kinds)

    def start_from(self, columns: IntArray, values: FloatArray) -> None:
        """Offer a (partial) solution to the next search."""
        self.highs.setSolution(len(columns), columns.astype(np.int32), values)

    def relax(self) -> Result:
        """Solve the linear relaxation; duals are per row."""
        self.highs.setOptionValue("solve_relaxation", True)
        self.highs.setOptionValue("time_limit", self._left())
        try:
            return self._run(mip=False)
        finally:
            self.highs.setOptionValue("solve_relaxation", False)

    def search(self, gap: float = 0.0, nodes: int | None = None, limit: float = float("inf")) -> Result:
        """Branch and bound until the relative ``gap``, the number of ``nodes`` or the time runs out."""
        self.highs.setOptionValue("mip_rel_gap", gap)
        self.highs.setOptionValue("mip_abs_gap", 1e-6)
        self.highs.setOptionValue("mip_max_nodes", nodes if nodes is not None else 2**31 - 1)
        self.highs.setOptionValue("time_limit", min(limit, self._left()))
        return self._run(mip=True)

    def _left(self) -> float:
        # HiGHS adds up the run time of an instance, so the limit is given on its own clock.
        left = max(0.01, self.deadline - time.monotonic())
        return float(min(1e9, left + self.highs.getRunTime()))

    def _run(self, mip: bool) -> Result:
        self.highs.run()
        status = self.highs.getModelStatus()
        info: Any = self.highs.getInfo()
        kinds = highspy.HighsModelStatus
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return Result(IMPOSSIBLE, float("inf"), float("inf"), None)
        feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        solution: Any = self.highs.getSolution()
        values = np.array(solution.col_value) if feasible else None
        duals = None if mip else np.array(solution.row_dual)
        objective = float(info.objective_function_value) if feasible else float("inf")
        done = status == kinds.kOptimal
        bound = float(info.mip_dual_bound) if mip else (objective if done else -float("inf"))
        cut_short = status in (kinds.kTimeLimit, kinds.kInterrupt)
        return Result(SOLVED if done else LIMIT, objective, bound, values, duals, cut_short)


def _quiet_instance() -> Any:
    """A HiGHS instance, made while file descriptor 1 points nowhere: the first one prints a banner before any option
    can forbid it, and standard output may be somebody's JSON."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        return highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _lp(model: Model) -> highspy.HighsLp:
    rows = model.rows
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.columns, len(rows.lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(model.cost), np.array(model.lower), np.array(model.upper)
    lp.row_lower_, lp.row_upper_ = np.array(rows.lower), np.array(rows.upper)
    row, column = np.array(rows.row, dtype=np.int64), np.array(rows.column, dtype=np.int64)
    order = np.lexsort((row, column))
    starts = np.searchsorted(column[order], np.arange(model.columns + 1))
    matrix: Any = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.num_col_, matrix.num_row_ = model.columns, len(rows.lower)
    matrix.start_, matrix.index_ = starts.astype(np.int32), row[order].astype(np.int32)
    matrix.value_ = np.array(rows.value)[order]
    return lp
