"""Biproportional apportionment: a table with both margins exact and every cell as proportional as they allow."""

from __future__ import annotations

from math import log
from typing import NoReturn

import numpy as np

from hientai.planner.apportion.problem import ApportionmentError, CellTie, TableProblem, TableResult
from hientai.planner.apportion.solve.exact import Exact, prove
from hientai.planner.apportion.solve.margins import Prepared, prepare
from hientai.planner.apportion.solve.scaling import JITTER, Cells, Ints, scale, transfer
from hientai.planner.apportion.solve.ties import take_first

SEED = 20221130  # any fixed number: it only spreads equal cells, the proof is exact


def apportion_table(problem: TableProblem) -> TableResult:
    """Apportion the table; the same problem always gives the same result, with the divisors that prove it.

    Raises ApportionmentError (Vietnamese) when margins, bounds, quorum or winner rule contradict each other.
    """
    ready = prepare(problem)
    turned = len(problem.units) < len(problem.programmes)
    weights = [list(column) for column in zip(*ready.weights, strict=True)] if turned else ready.weights
    cells = Cells(problem.method, log_weights(ready), ready.lower, ready.upper)
    rows, columns = np.array(ready.unit_seats, np.int64), np.array(ready.programme_seats, np.int64)
    if turned:
        cells, rows, columns = cells.turned(), columns, rows
    seats, across, moved = _find(problem, cells, rows, columns, turned)
    row_divisors, column_divisors, ties = prove(Exact(problem.method, weights, cells), seats, across)
    if turned:
        seats, row_divisors, column_divisors = seats.T.copy(), column_divisors, row_divisors
        ties = tuple(_turned_tie(tie) for tie in ties)
    ties = take_first(seats, ties)
    return TableResult(
        method=problem.method,
        seats=tuple(tuple(int(k) for k in row) for row in seats),
        unit_seats=ready.unit_seats,
        programme_seats=ready.programme_seats,
        unit_divisors=tuple(row_divisors),
        programme_divisors=tuple(column_divisors),
        ties=ties,
        winners=ready.winners,
        excluded=ready.excluded,
        upper=ready.upper_result,
        transfers=moved,
    )


def log_weights(ready: Prepared) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """log of each weight, -inf where it is zero or excluded."""
    shape = (len(ready.unit_seats), len(ready.programme_seats))
    values = [log(w.numerator) - log(w.denominator) if w > 0 else -np.inf for row in ready.weights for w in row]
    return np.array(values, np.float64).reshape(shape)


def _find(
    problem: TableProblem, cells: Cells, rows: Ints, columns: Ints, turned: bool
) -> tuple[Ints, np.ndarray[tuple[int], np.dtype[np.float64]], int]:
    shake = np.random.default_rng(SEED).random(cells.log_weight.shape) * JITTER
    shaken = Cells(cells.method, cells.log_weight + shake, cells.lower, cells.upper)
    seats, across = scale(shaken, rows, columns)
    across, moved, stuck = transfer(shaken, seats, columns, across)
    if stuck:
        _refuse(problem, cells, rows, columns, stuck, turned)
    return seats, across, moved


def _refuse(problem: TableProblem, cells: Cells, rows: Ints, columns: Ints, stuck: list[int], turned: bool) -> NoReturn:
    """Name the columns that must take more than their seats: what the others can hold is not enough (a cut)."""
    inside = np.zeros(len(columns), bool)
    inside[stuck] = True
    elsewhere = np.minimum(cells.upper, np.minimum(rows[:, None], columns[None, :]))[:, ~inside].sum(axis=1)
    least = int(np.maximum(cells.lower[:, inside].sum(axis=1), rows - elsewhere).sum())
    label, names = ("các đơn vị", problem.units) if turned else ("các chương trình", problem.programmes)
    chosen = [names[j] for j in stuck]
    raise ApportionmentError(
        "margins_impossible",
        f"Không có cách phân bổ nào: {label} {', '.join(chosen)} phải nhận ít nhất {least} chỉ tiêu do trọng số bằng "
        f"không và các giới hạn ở những ô khác, nhưng chỉ có {int(columns[inside].sum())}.",
        names=chosen,
    )


def _turned_tie(tie: CellTie) -> CellTie:
    return CellTie(tuple(sorted((i, j) for j, i in tie.cells)), tuple(sorted((i, j) for j, i in tie.holders)))
