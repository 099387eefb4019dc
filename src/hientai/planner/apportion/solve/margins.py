"""From the problem as asked to cells with bounds: quorum, winners, missing margins, and plain contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from hientai.planner.apportion.criteria import (
    below_quorum,
    gives_first_seat_freely,
    strongest_lists,
    voter_number,
)
from hientai.planner.apportion.problem import (
    ApportionmentError,
    Axis,
    SeatProblem,
    SeatResult,
    TableProblem,
    Unit,
    VoterNumbers,
)
from hientai.planner.apportion.solve.scaling import Ints
from hientai.planner.apportion.solve.vector import apportion

Rows = list[list[Fraction]]


@dataclass(slots=True)
class Prepared:
    """The table ready to be solved: weights without the excluded lists, both margins, bounds per cell."""

    weights: Rows
    unit_seats: tuple[int, ...]
    programme_seats: tuple[int, ...]
    lower: Ints
    upper: Ints
    excluded: tuple[int, ...]
    winners: tuple[tuple[int, int], ...]
    upper_result: SeatResult | None


def prepare(problem: TableProblem) -> Prepared:
    """Apply quorum and winner rule, fill in a missing margin. Raises ApportionmentError on a contradiction."""
    weights = [list(row) for row in problem.weights]
    by_columns = problem.lists is Axis.PROGRAMMES
    excluded: tuple[int, ...] = ()
    if problem.quorum is not None:
        excluded = below_quorum(weights if by_columns else _turn(weights), problem.quorum)
        for index in excluded:
            for i in range(len(problem.units)):
                for j in range(len(problem.programmes)):
                    if (j if by_columns else i) == index:
                        weights[i][j] = Fraction(0)
    units, programmes, upper_result = _both_margins(problem, weights)
    if sum(units) != sum(programmes):
        raise ApportionmentError(
            "margins_differ",
            f"Tổng chỉ tiêu theo đơn vị là {sum(units)}, theo chương trình là {sum(programmes)}: "
            "hai tổng phải bằng nhau.",
        )
    winners: tuple[tuple[int, int], ...] = ()
    if problem.winner_seat:
        if by_columns:
            winners = strongest_lists(weights, units)
        else:
            winners = tuple((i, j) for j, i in strongest_lists(_turn(weights), programmes))
    lower, upper = _bounds(problem, weights, units, programmes, winners)
    ready = Prepared(weights, units, programmes, lower, upper, excluded, winners, upper_result)
    _check(problem, ready)
    return ready


def _turn(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def _both_margins(problem: TableProblem, weights: Rows) -> tuple[tuple[int, ...], tuple[int, ...], SeatResult | None]:
    units, programmes = problem.unit_seats, problem.programme_seats
    if units is not None and programmes is not None:
        return units, programmes, None
    if units is not None:
        found = _missing(problem, weights, units, problem.programmes, problem.lists is Axis.PROGRAMMES)
        return units, found.seats, found
    if programmes is not None:
        found = _missing(problem, _turn(weights), programmes, problem.units, problem.lists is Axis.UNITS)
        return found.seats, programmes, found
    raise ApportionmentError("no_margin", "Cần số chỉ tiêu theo đơn vị hoặc theo chương trình (hoặc cả hai).")


def _missing(
    problem: TableProblem, weights: Rows, seats: tuple[int, ...], names: tuple[str, ...], are_lists: bool
) -> SeatResult:
    """Seats per member of the missing side: its weight summed over the given side, all seats to be divided."""
    kind = problem.voter_numbers if are_lists else VoterNumbers.VOTES
    totals = [
        sum((voter_number(row[j], count, kind) for row, count in zip(weights, seats, strict=True)), Fraction(0))
        for j in range(len(names))
    ]
    turned = names is problem.units
    bounds = []
    for matrix in (problem.minimum, problem.maximum):
        rows = matrix if matrix is None or not turned else tuple(zip(*matrix, strict=True))
        bounds.append(None if rows is None else [sum(row[j] for row in rows) for j in range(len(names))])
    lowest, highest = bounds
    receivers = tuple(
        Unit(name, total, 0 if lowest is None else lowest[j], None if highest is None else highest[j])
        for j, (name, total) in enumerate(zip(names, totals, strict=True))
    )
    return apportion(SeatProblem(receivers, sum(seats), problem.method))


def _bounds(
    problem: TableProblem,
    weights: Rows,
    units: tuple[int, ...],
    programmes: tuple[int, ...],
    winners: tuple[tuple[int, int], ...],
) -> tuple[Ints, Ints]:
    shape = (len(units), len(programmes))
    lower = np.zeros(shape, np.int64) if problem.minimum is None else np.array(problem.minimum, np.int64).reshape(shape)
    room = np.minimum(np.array(units, np.int64)[:, None], np.array(programmes, np.int64)[None, :])
    positive = np.array([[w > 0 for w in row] for row in weights], bool).reshape(shape)
    # One above the margins: the proof must also show that a cell holding a whole margin earns no more.
    ceiling = np.where(room == 0, 0, room + 1) if gives_first_seat_freely(problem.method) else room + 1
    asked = ceiling if problem.maximum is None else np.array(problem.maximum, np.int64).reshape(shape)
    upper = np.where(positive, np.minimum(ceiling, asked), lower)
    for cell in winners:
        lower[cell] = max(int(lower[cell]), 1)
    if gives_first_seat_freely(problem.method):
        lower = np.where(positive & (upper > 0), np.maximum(lower, 1), lower)
    bad = np.argwhere(lower > np.minimum(np.minimum(upper, room), asked))
    if len(bad):
        i, j = (int(v) for v in bad[0])
        raise ApportionmentError(
            "cell_impossible",
            f"Ô {problem.units[i]} × {problem.programmes[j]}: phải có ít nhất {lower[i, j]} chỉ tiêu "
            f"nhưng chỉ được tối đa {min(room[i, j], asked[i, j])}.",
            names=[problem.units[i], problem.programmes[j]],
        )
    return lower, upper


def _check(problem: TableProblem, ready: Prepared) -> None:
    sides = (
        ("Đơn vị", problem.units, ready.unit_seats, 1),
        ("Chương trình", problem.programmes, ready.programme_seats, 0),
    )
    room = np.minimum(np.array(ready.unit_seats)[:, None], np.array(ready.programme_seats)[None, :])
    reason = " (gồm chỉ tiêu dành cho danh sách thắng ở từng nơi)" if ready.winners else ""
    if gives_first_seat_freely(problem.method):
        reason += " (phương pháp này dành ít nhất một chỉ tiêu cho mỗi ô có trọng số)"
    for label, names, seats, axis in sides:
        least, most = ready.lower.sum(axis=axis), np.minimum(ready.upper, room).sum(axis=axis)
        for k, (name, count) in enumerate(zip(names, seats, strict=True)):
            if least[k] > count:
                raise ApportionmentError(
                    "minimums_exceed_seats",
                    f"{label} {name}: các ô phải có ít nhất {least[k]} chỉ tiêu nhưng chỉ có {count}{reason}.",
                    names=[name],
                )
            if most[k] < count:
                raise ApportionmentError(
                    "maximums_below_seats",
                    f"{label} {name}: có {count} chỉ tiêu nhưng các ô chỉ nhận được tối đa {most[k]} "
                    "(ô không có trọng số chỉ nhận mức tối thiểu).",
                    names=[name],
                )
