"""Alternating scaling and transfers on a table, in floating point: finds the seats, proves nothing.

The seats of a biproportional table are the cheapest integer flow from rows to columns when the k-th seat of a cell
costs log(threshold k ÷ weight); row and column multipliers are its prices. Scaling one side at a time brings the
prices close; the last seats travel along cheapest paths (tie-and-transfer as successive shortest paths), which
ends for every method, also where scaling alone would cycle. `solve.exact` then proves or corrects the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hientai.planner.apportion.problem import Method

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ROUNDS = 12
SMOOTH_ROUNDS = 40
JITTER = 1e-10
"""Relative size of the fixed pseudo-random disturbance that keeps equal cells from moving all together."""


def log_threshold(method: Method, k: Ints) -> Floats:
    """log of the threshold of the k-th seat, elementwise; -inf where it is zero."""
    f = k.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        if method is Method.ADAMS:
            return np.log(f - 1)
        if method is Method.DEAN:
            return np.log(2 * f * (f - 1) / (2 * f - 1))
        if method is Method.HUNTINGTON_HILL:
            return 0.5 * np.log(f * (f - 1))
        if method is Method.WEBSTER:
            return np.log(f - 0.5)
        return np.log(f)


def seats_at(method: Method, quotient: Floats) -> Ints:
    """How many thresholds lie at or below each quotient."""
    if method is Method.WEBSTER:
        return np.floor(quotient + 0.5).astype(np.int64)
    whole = np.floor(quotient).astype(np.int64)
    if method is Method.DHONDT:
        return whole
    with np.errstate(divide="ignore"):
        reached = np.log(quotient) >= log_threshold(method, whole + 1)
    return whole + reached.astype(np.int64)


@dataclass(slots=True)
class Cells:
    """One orientation of the table: log weights (-inf where the cell is fixed), bounds, rows first."""

    method: Method
    log_weight: Floats
    lower: Ints
    upper: Ints

    def turned(self) -> Cells:
        """The same cells with rows and columns exchanged."""
        return Cells(
            self.method,
            np.ascontiguousarray(self.log_weight.T),
            np.ascontiguousarray(self.lower.T),
            np.ascontiguousarray(self.upper.T),
        )

    def costs(self, seats: Ints) -> tuple[Floats, Floats]:
        """(cost of the last seat held, cost of the next seat) per cell: ∓inf where a bound forbids the move."""
        with np.errstate(invalid="ignore"):
            last = np.where(
                seats > self.lower, log_threshold(self.method, np.maximum(seats, 1)) - self.log_weight, -np.inf
            )
            following = np.where(seats < self.upper, log_threshold(self.method, seats + 1) - self.log_weight, np.inf)
        return last, following

    def part(self, rows: npt.NDArray[np.bool_]) -> Cells:
        """Only some rows."""
        return Cells(self.method, self.log_weight[rows], self.lower[rows], self.upper[rows])

    def rounded(self, prices: Floats) -> Ints:
        """Seats at given log quotients prices, inside the bounds."""
        quotient = np.exp(np.clip(self.log_weight + prices, -700, 35))
        return np.clip(seats_at(self.method, quotient), self.lower, self.upper)


def fit_rows(cells: Cells, need: Ints, across: Floats) -> tuple[Ints, Floats]:
    """Seats and log multiplier per row so that each row sums to `need`, given the log multipliers `across`.

    Bisection on the multiplier, then single steps where several cells share one threshold.
    """
    rows = len(need)
    shifted = cells.log_weight + across
    top = shifted.max(axis=1)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        total = np.log(np.exp(shifted - top[:, None]).sum(axis=1)) + top
    total = np.where(np.isfinite(total), total, 0.0)
    start = np.log(np.maximum(need, 0.25)) - total
    low, high = start - 1.0, start + 1.0
    seats = cells.rounded(across + start[:, None])
    multiplier = start.copy()
    active = seats.sum(axis=1) != need
    for attempt in range(60):
        if not active.any():
            break
        part = cells.part(active)
        if attempt < 8:
            width = 2.0 ** (attempt * 0.9)
            over = seats[active].sum(axis=1) > need[active]
            low[active] = np.where(over, np.minimum(low[active], start[active] - width), low[active])
            high[active] = np.where(over, high[active], np.maximum(high[active], start[active] + width))
        middle = (low[active] + high[active]) / 2
        trial = part.rounded(across + middle[:, None])
        gap = trial.sum(axis=1) - need[active]
        low[active] = np.where(gap < 0, middle, low[active])
        high[active] = np.where(gap > 0, middle, high[active])
        seats[active], multiplier[active] = trial, middle
        active[np.flatnonzero(active)[gap == 0]] = False
    _step(cells, seats, need, across)
    last, following = cells.costs(seats)
    least, most = (last - across).max(axis=1), (following - across).min(axis=1)
    both = np.isfinite(least) & np.isfinite(most)
    centre = np.where(both, (np.where(both, least, 0) + np.where(both, most, 0)) / 2, multiplier)
    centre = np.where(np.isfinite(least) & ~both, np.maximum(multiplier, least), centre)
    centre = np.where(np.isfinite(most) & ~both, np.minimum(centre, most), centre)
    assert len(centre) == rows
    return seats, centre


def _step(cells: Cells, seats: Ints, need: Ints, across: Floats) -> None:
    while True:
        gap = seats.sum(axis=1) - need
        rows = np.flatnonzero(gap)
        if not len(rows):
            return
        last, following = Cells(cells.method, cells.log_weight[rows], cells.lower[rows], cells.upper[rows]).costs(
            seats[rows]
        )
        cheapest, dearest = (following - across).argmin(axis=1), (last - across).argmax(axis=1)
        missing = gap[rows] < 0
        seats[rows, np.where(missing, cheapest, dearest)] += np.where(missing, 1, -1)


def scale(cells: Cells, rows: Ints, columns: Ints) -> tuple[Ints, Floats]:
    """Seats with exact row sums, column sums nearly right, and the log multipliers of the columns."""
    across = _smooth(cells, rows, columns)
    turned = cells.turned()
    best: tuple[int, Ints, Floats] | None = None
    stalled = 0
    for _ in range(ROUNDS):
        seats, down = fit_rows(cells, rows, across)
        flaw = int(np.abs(seats.sum(axis=0) - columns).sum())
        if best is None or flaw < best[0]:
            best, stalled = (flaw, seats, across.copy()), 0
        else:
            stalled += 1
        if flaw == 0 or stalled == 3:
            break
        _, across = fit_rows(turned, columns, down)
    assert best is not None
    return best[1], best[2]


def _smooth(cells: Cells, rows: Ints, columns: Ints) -> Floats:
    """Column multipliers of the fractional table (iterative proportional fitting), a start for the whole one."""
    weight = np.where(cells.upper > 0, cells.log_weight, -np.inf)
    top = weight.max(axis=1)
    weight = np.exp(weight - np.where(np.isfinite(top), top, 0.0)[:, None])
    across = np.ones(len(columns))
    for _ in range(SMOOTH_ROUNDS):
        down = np.maximum(rows, 1e-9) / np.maximum(weight @ across, 1e-250)
        across = np.maximum(columns, 1e-9) / np.maximum(down @ weight, 1e-250)
        across /= across.max()
        across = np.maximum(across, 1e-200)
    logged: Floats = np.log(across)
    return logged


def arcs(last: Floats, following: Floats) -> Floats:
    """Cheapest price of moving a seat from column j to column k inside some row: matrix (j, k)."""
    columns = last.shape[1]
    out = np.empty((columns, columns))
    for j in range(columns):
        out[j] = (following - last[:, j : j + 1]).min(axis=0)
    np.fill_diagonal(out, np.inf)
    return out


def transfer(cells: Cells, seats: Ints, columns: Ints, across: Floats) -> tuple[Floats, int, list[int]]:
    """Move seats along cheapest paths until the column sums are right; changes `seats` in place.

    Returns the final column multipliers, the number of transfers and, when no path is left, the columns that are
    stuck with too many seats (empty when all went well).
    """
    price, moved = -across, 0
    while True:
        surplus = seats.sum(axis=0) - columns
        if not surplus.any():
            return -price, moved, []
        last, following = cells.costs(seats)
        reduced = np.maximum(arcs(last, following) + price[None, :] - price[:, None], 0.0)
        distance = np.where(surplus > 0, 0.0, np.inf)
        came = np.full(len(columns), -1)
        for _ in range(len(columns)):
            through = distance[:, None] + reduced
            origin = through.argmin(axis=0)
            reach = through[origin, np.arange(len(columns))]
            better = reach < distance
            if not better.any():
                break
            distance, came = np.where(better, reach, distance), np.where(better, origin, came)
        short = np.where(surplus < 0, distance, np.inf)
        end = int(short.argmin())
        if not np.isfinite(short[end]):
            return -price, moved, [int(j) for j in np.flatnonzero(np.isfinite(distance))]
        price = price - np.minimum(distance, short[end])
        path = [end]
        while came[path[-1]] >= 0:
            path.append(int(came[path[-1]]))
        for k, j in zip(path, path[1:], strict=False):
            row = int((following[:, k] - last[:, j]).argmin())
            seats[row, k] += 1
            seats[row, j] -= 1
        moved += 1
