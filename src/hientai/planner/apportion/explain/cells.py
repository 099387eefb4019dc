"""Why each cell of a table has its seats, and how much more weight the next one needs.

In a table a cell's next seat travels: its row gives one up, and other rows pass it on until every margin is kept
again. The weight needed is the price of the cheapest such circle, all other weights unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, exp, log

import numpy as np

from hientai.planner.apportion.criteria import power, signpost
from hientai.planner.apportion.problem import Method, TableProblem, TableResult
from hientai.planner.apportion.solve.margins import Prepared, prepare
from hientai.planner.apportion.solve.scaling import Cells, Floats
from hientai.planner.apportion.solve.table import log_weights


class CellBound(StrEnum):
    """What else than its weight decides a cell."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    WINNER = "winner"
    NO_WEIGHT = "no_weight"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class CellFact:
    """`quotient` = weight ÷ (unit divisor × programme divisor) lies between the thresholds of the seats held and one
    more."""

    unit: str
    programme: str
    seats: int
    quotient: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class CellBoundFact:
    """The cell's seats are decided by a rule, not by its weight."""

    unit: str
    programme: str
    seats: int
    bound: CellBound


@dataclass(frozen=True, slots=True)
class CellNextFact:
    """With about `needed` more weight (rounded up to a whole number) the cell has one seat more."""

    unit: str
    programme: str
    seat: int
    needed: int


Fact = CellFact | CellBoundFact | CellNextFact


def explain_table(problem: TableProblem, result: TableResult) -> Iterator[tuple[Fact, ...]]:
    """The facts of each cell, row by row. Cells without weight and seats have none."""
    ready = prepare(problem)
    missing = _missing_factors(problem, result, ready)
    winners = set(result.winners)
    for i in range(len(problem.units)):
        for j in range(len(problem.programmes)):
            yield tuple(_cell(problem, result, ready, (i, j), (i, j) in winners, missing))


def _threshold(method: Method, k: int) -> float:
    return float(signpost(method, k)) ** (1 / power(method)) if k > 0 else 0.0


def _cell(
    problem: TableProblem,
    result: TableResult,
    ready: Prepared,
    at: tuple[int, int],
    wins: bool,
    missing: Floats,
) -> Iterator[Fact]:
    i, j = at
    unit, programme, k = problem.units[i], problem.programmes[j], result.seats[i][j]
    weight = ready.weights[i][j]
    if weight == 0:
        if problem.weights[i][j] > 0:
            yield CellBoundFact(unit, programme, k, CellBound.EXCLUDED)
        elif k > 0:
            yield CellBoundFact(unit, programme, k, CellBound.NO_WEIGHT)
        return
    p = power(problem.method)
    divisor = (float(result.unit_divisors[i]) * float(result.programme_divisors[j])) ** (1 / p)
    quotient = float(weight) / divisor
    lower, upper = _threshold(problem.method, k), _threshold(problem.method, k + 1)
    if quotient < lower * (1 - 1e-12):
        yield CellBoundFact(unit, programme, k, CellBound.WINNER if wins and k == 1 else CellBound.MINIMUM)
    elif quotient > upper * (1 + 1e-12):
        yield CellBoundFact(unit, programme, k, CellBound.MAXIMUM)
    else:
        yield CellFact(unit, programme, k, quotient, lower, upper)
    if np.isfinite(missing[i, j]) and missing[i, j] < 30:
        yield CellNextFact(unit, programme, k + 1, max(0, ceil(float(weight) * (exp(missing[i, j]) - 1) - 1e-6)))


def _missing_factors(problem: TableProblem, result: TableResult, ready: Prepared) -> Floats:
    """log of the factor by which each weight must grow for the next seat; inf where a bound forbids it."""
    turned = len(problem.units) < len(problem.programmes)
    cells = Cells(problem.method, log_weights(ready), ready.lower, ready.upper)
    seats = np.array(result.seats, np.int64).reshape(ready.lower.shape)
    prices = np.array([log(d) / power(problem.method) for d in result.programme_divisors])
    if turned:
        cells, seats = cells.turned(), np.ascontiguousarray(seats.T)
        prices = np.array([log(d) / power(problem.method) for d in result.unit_divisors])
    last, following = cells.costs(seats)
    out = _circles(last + prices, following + prices)  # in prices of the proof every move costs at least nothing
    return out.T if turned else out


def _circles(last: Floats, following: Floats) -> Floats:
    rows, columns = last.shape
    best, second, holder = _moves(last, following)
    out = np.full((rows, columns), np.inf)
    for j in range(columns):
        others = np.arange(columns) != j
        if not others.any():
            continue
        # The circle's first step leaves column j in another row: taking it back in the same cell is no exchange.
        distance = _distances(best, without=j)
        own = holder[j][None, :] == np.arange(rows)[:, None]
        first = np.where(own, second[j][None, :], best[j][None, :])
        through = (first[:, :, None] + distance[None, :, :]).min(axis=1)
        closing = np.where(others[None, :], through - last, np.inf)
        out[:, j] = following[:, j] + closing.min(axis=1)
    return np.where(out < 1e8, np.maximum(out, 0.0), np.inf)


def _distances(best: Floats, *, without: int) -> Floats:
    """Cheapest ways between columns that do not touch one of them."""
    distance = np.minimum(best, 1e9)
    distance[without, :] = distance[:, without] = 1e9
    np.fill_diagonal(distance, 0.0)
    for via in range(len(distance)):
        distance = np.minimum(distance, distance[:, via : via + 1] + distance[via : via + 1, :])
    return distance


def _moves(last: Floats, following: Floats) -> tuple[Floats, Floats, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    """Cheapest move from column j to k, the cheapest in another row than that, and the row of the cheapest."""
    rows, columns = last.shape
    best, second = np.full((columns, columns), np.inf), np.full((columns, columns), np.inf)
    holder = np.zeros((columns, columns), np.int64)
    for j in range(columns):
        cost = following - last[:, j : j + 1]
        holder[j] = cost.argmin(axis=0)
        best[j] = cost[holder[j], np.arange(columns)]
        cost[holder[j], np.arange(columns)] = np.inf
        second[j] = cost.min(axis=0)
    np.fill_diagonal(best, np.inf)
    np.fill_diagonal(second, np.inf)
    return np.maximum(best, 0.0), np.maximum(second, 0.0), holder


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")


WORDS = {
    CellBound.MINIMUM: "nhờ mức tối thiểu của ô",
    CellBound.MAXIMUM: "dừng ở mức tối đa của ô",
    CellBound.WINNER: "vì là danh sách mạnh nhất ở nơi đó",
    CellBound.NO_WEIGHT: "là mức tối thiểu, ô không có trọng số",
    CellBound.EXCLUDED: "vì danh sách ở dưới ngưỡng",
}


def cell_as_text(fact: Fact) -> str:
    """The fact as one Vietnamese sentence."""
    match fact:
        case CellFact(unit, programme, seats, quotient, lower, upper):
            return (
                f"{unit} × {programme}: trọng số chia hai ước số được {_number(quotient)}, nằm giữa ngưỡng "
                f"{_number(lower)} và {_number(upper)} nên có {seats} chỉ tiêu."
            )
        case CellBoundFact(unit, programme, seats, bound):
            return f"{unit} × {programme}: {seats} chỉ tiêu, {WORDS[bound]}."
        case CellNextFact(unit, programme, seat, needed):
            return f"{unit} × {programme}: cần thêm khoảng {needed} trọng số để có chỉ tiêu thứ {seat}."
