"""The judge: recomputes what a result claims, in integers and fractions, with none of the solving code.

It also judges allocations made by hand: seats without divisors are checked for totals and bounds, and a vector is
checked against the strength of the claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hientai.planner.apportion.criteria import (
    below_quorum,
    claim,
    gives_first_seat_freely,
    power,
    signpost,
    strongest_lists,
    voter_number,
)
from hientai.planner.apportion.problem import (
    Axis,
    Method,
    SeatProblem,
    SeatResult,
    TableProblem,
    TableResult,
    Unit,
    VoterNumbers,
)


class Breach(StrEnum):
    """Which rule an allocation breaks."""

    WRONG_LENGTH = "wrong_length"
    WRONG_TOTAL = "wrong_total"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    WITHOUT_WEIGHT = "without_weight"
    EXCLUDED_HAS_SEATS = "excluded_has_seats"
    STRONGER_CLAIM_PASSED_OVER = "stronger_claim_passed_over"
    OUTSIDE_QUOTA = "outside_quota"
    DIVISOR_OUTSIDE_INTERVAL = "divisor_outside_interval"
    UNIT_MARGIN = "unit_margin"
    PROGRAMME_MARGIN = "programme_margin"
    DIVISOR_REFUSES_SEAT = "divisor_refuses_seat"
    DIVISOR_GRANTS_MORE = "divisor_grants_more"
    WINNER_WITHOUT_SEAT = "winner_without_seat"
    WRONG_EXCLUSION = "wrong_exclusion"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: where (unit and programme names, as far as they apply), what was found, what was due."""

    breach: Breach
    where: tuple[str, ...]
    found: str
    due: str


def verify(problem: SeatProblem, result: SeatResult) -> tuple[Violation, ...]:
    """Everything wrong with `result`; empty when it is a right apportionment of `problem`."""
    units, seats = problem.units, result.seats
    if len(seats) != len(units):
        return (Violation(Breach.WRONG_LENGTH, (), str(len(seats)), str(len(units))),)
    out = []
    if sum(seats) != problem.seats:
        out.append(Violation(Breach.WRONG_TOTAL, (), str(sum(seats)), str(problem.seats)))
    total = sum((u.weight for u in units), Fraction(0))
    weights = [
        Fraction(0) if problem.quorum is not None and u.weight < problem.quorum * total else u.weight for u in units
    ]
    for unit, weight, k in zip(units, weights, seats, strict=True):
        if k < unit.minimum:
            out.append(Violation(Breach.BELOW_MINIMUM, (unit.name,), str(k), str(unit.minimum)))
        if unit.maximum is not None and k > unit.maximum:
            out.append(Violation(Breach.ABOVE_MAXIMUM, (unit.name,), str(k), str(unit.maximum)))
        if weight == 0 and k > unit.minimum:
            breach = Breach.EXCLUDED_HAS_SEATS if unit.weight > 0 else Breach.WITHOUT_WEIGHT
            out.append(Violation(breach, (unit.name,), str(k), str(unit.minimum)))
    if problem.method is Method.HAMILTON:
        return (*out, *_hamilton(problem, weights, seats))
    return (*out, *_claims(problem, weights, result))


def _claims(problem: SeatProblem, weights: Sequence[Fraction], result: SeatResult) -> list[Violation]:
    method, out = problem.method, []
    waiting = []
    granted = []
    for unit, weight, k in zip(problem.units, weights, result.seats, strict=True):
        if weight == 0:
            continue
        if unit.maximum is None or k < unit.maximum:
            waiting.append((claim(method, weight, k + 1), unit.name))
        if k > unit.minimum:
            granted.append((claim(method, weight, k), unit.name))
    if waiting and granted and max(waiting)[0] > min(granted)[0]:
        passed, favoured = max(waiting)[1], min(granted)[1]
        out.append(Violation(Breach.STRONGER_CLAIM_PASSED_OVER, (passed, favoured), favoured, passed))
    if result.divisor is not None:
        low = max((c[1] for c, _ in waiting if c[0] == 0), default=Fraction(0))
        high = min((c[1] for c, _ in granted if c[0] == 0), default=None)
        if result.divisor < low or (high is not None and result.divisor > high):
            out.append(Violation(Breach.DIVISOR_OUTSIDE_INTERVAL, (), str(result.divisor), f"{low}…{high}"))
    return out


def _hamilton(problem: SeatProblem, weights: Sequence[Fraction], seats: Sequence[int]) -> list[Violation]:
    """Every unit holds its share rounded down or up, and no waiting remainder exceeds a granted one."""
    shares = _shares(problem, weights)
    out = []
    waiting: list[tuple[Fraction, str]] = []
    granted: list[tuple[Fraction, str]] = []
    for unit, share, k in zip(problem.units, shares, seats, strict=True):
        floor = share.numerator // share.denominator
        if not floor <= k <= floor + (share != floor):
            out.append(Violation(Breach.OUTSIDE_QUOTA, (unit.name,), str(k), str(share)))
        elif share != floor:
            (granted if k > floor else waiting).append((share - floor, unit.name))
    if waiting and granted and max(waiting)[0] > min(granted)[0]:
        passed, favoured = max(waiting)[1], min(granted)[1]
        out.append(Violation(Breach.STRONGER_CLAIM_PASSED_OVER, (passed, favoured), favoured, passed))
    return out


def _shares(problem: SeatProblem, weights: Sequence[Fraction]) -> list[Fraction]:
    """cut(t × weight) summing to the seats, by fixing the units that hit a bound one side at a time."""
    upper = [problem.seats if u.maximum is None else min(u.maximum, problem.seats) for u in problem.units]
    lower = [u.minimum for u in problem.units]
    shares: list[Fraction | None] = [Fraction(lo) if w == 0 else None for w, lo in zip(weights, lower, strict=True)]
    while True:
        free = [i for i, s in enumerate(shares) if s is None]
        left = problem.seats - sum((s for s in shares if s is not None), Fraction(0))
        weight = sum((weights[i] for i in free), Fraction(0))
        if not free:
            break
        trial = {i: weights[i] * left / weight for i in free}
        short = {i: lower[i] for i in free if trial[i] < lower[i]}
        over = {i: upper[i] for i in free if trial[i] > upper[i]}
        lack = sum((lower[i] - trial[i] for i in short), Fraction(0))
        excess = sum((trial[i] - upper[i] for i in over), Fraction(0))
        if not short and not over:
            shares = [trial.get(i, s) for i, s in enumerate(shares)]
            break
        # Only the heavier side is certain to stay at its bound: fixing it moves the others away from theirs.
        for i, value in (short if lack >= excess else over).items():
            shares[i] = Fraction(value)
        if lack == excess:
            for i, value in over.items():
                shares[i] = Fraction(value)
    return [s if s is not None else Fraction(0) for s in shares]


def verify_table(problem: TableProblem, result: TableResult) -> tuple[Violation, ...]:
    """Everything wrong with `result`: margins, bounds, winners, and the proof by divisors cell by cell, exactly."""
    out: list[Violation] = []
    units, programmes = problem.units, problem.programmes
    for name, row, due in zip(units, result.seats, result.unit_seats, strict=True):
        if sum(row) != due:
            out.append(Violation(Breach.UNIT_MARGIN, (name,), str(sum(row)), str(due)))
    for j, (name, due) in enumerate(zip(programmes, result.programme_seats, strict=True)):
        found = sum(row[j] for row in result.seats)
        if found != due:
            out.append(Violation(Breach.PROGRAMME_MARGIN, (name,), str(found), str(due)))
    given = ((problem.unit_seats, result.unit_seats), (problem.programme_seats, result.programme_seats))
    for asked, used in given:
        if asked is not None and asked != used:
            out.append(Violation(Breach.WRONG_TOTAL, (), str(used), str(asked)))
    out.extend(_exclusions(problem, result))
    out.extend(_missing_margin(problem, result))
    first = _winner_cells(problem, result)
    for i, j in first:
        if result.seats[i][j] < 1:
            out.append(Violation(Breach.WINNER_WITHOUT_SEAT, (units[i], programmes[j]), "0", "1"))
    excluded = set(result.excluded)
    for i, weights in enumerate(problem.weights):
        for j, weight in enumerate(weights):
            barred = (j if problem.lists is Axis.PROGRAMMES else i) in excluded
            out.extend(_cell(problem, result, (i, j), Fraction(0) if barred else weight, (i, j) in first))
    return tuple(out)


def _exclusions(problem: TableProblem, result: TableResult) -> list[Violation]:
    due: tuple[int, ...] = ()
    if problem.quorum is not None:
        turned = problem.lists is Axis.UNITS
        due = below_quorum(list(zip(*problem.weights, strict=True)) if turned else problem.weights, problem.quorum)
    if due == result.excluded:
        return []
    return [Violation(Breach.WRONG_EXCLUSION, (), str(result.excluded), str(due))]


def _missing_margin(problem: TableProblem, result: TableResult) -> list[Violation]:
    """A margin that was not given must be a right apportionment of the weights summed over the given one."""
    for axis, asked, found, other, names in (
        (Axis.UNITS, problem.unit_seats, result.unit_seats, result.programme_seats, problem.units),
        (Axis.PROGRAMMES, problem.programme_seats, result.programme_seats, result.unit_seats, problem.programmes),
    ):
        if asked is not None:
            continue
        lines = problem.weights if axis is Axis.UNITS else tuple(zip(*problem.weights, strict=True))
        least, most = (_sums(matrix, axis) for matrix in (problem.minimum, problem.maximum))
        kind = problem.voter_numbers if axis is problem.lists else VoterNumbers.VOTES
        barred = set(result.excluded)
        units = []
        for k, (name, line) in enumerate(zip(names, lines, strict=True)):
            kept = [
                Fraction(0) if (k if axis is problem.lists else m) in barred else weight
                for m, weight in enumerate(line)
            ]
            total = sum((voter_number(w, s, kind) for w, s in zip(kept, other, strict=True)), Fraction(0))
            units.append(Unit(name, total, least[k] if least else 0, most[k] if most else None))
        upper = SeatProblem(tuple(units), sum(other), problem.method)
        return list(verify(upper, SeatResult(problem.method, found, ())))
    return []


def _sums(matrix: Sequence[Sequence[int]] | None, axis: Axis) -> list[int] | None:
    if matrix is None:
        return None
    return [sum(line) for line in (matrix if axis is Axis.UNITS else zip(*matrix, strict=True))]


def _winner_cells(problem: TableProblem, result: TableResult) -> set[tuple[int, int]]:
    if not problem.winner_seat:
        return set()
    excluded = set(result.excluded)
    if problem.lists is Axis.PROGRAMMES:
        votes = [[Fraction(0) if j in excluded else w for j, w in enumerate(row)] for row in problem.weights]
        return set(strongest_lists(votes, result.unit_seats))
    votes = [
        [Fraction(0) if i in excluded else problem.weights[i][j] for i in range(len(problem.units))]
        for j in range(len(problem.programmes))
    ]
    return {(i, j) for j, i in strongest_lists(votes, result.programme_seats)}


def _cell(
    problem: TableProblem, result: TableResult, at: tuple[int, int], weight: Fraction, wins: bool
) -> list[Violation]:
    i, j = at
    k = result.seats[i][j]
    lowest = problem.minimum[i][j] if problem.minimum is not None else 0
    lowest = max(lowest, 1) if wins else lowest
    highest = problem.maximum[i][j] if problem.maximum is not None else None
    where = (problem.units[i], problem.programmes[j])
    out = []
    if k < lowest:
        out.append(Violation(Breach.BELOW_MINIMUM, where, str(k), str(lowest)))
    if highest is not None and k > highest:
        out.append(Violation(Breach.ABOVE_MAXIMUM, where, str(k), str(highest)))
    if weight == 0:
        return [*out, Violation(Breach.WITHOUT_WEIGHT, where, str(k), str(lowest))] if k > lowest else out
    # weightᵖ ÷ (unit divisor × programme divisor) against the thresholds, as one comparison of integers each
    row, column = result.unit_divisors[i], result.programme_divisors[j]
    p = power(problem.method)
    held = weight.numerator**p * row.denominator * column.denominator
    scale = weight.denominator**p * row.numerator * column.numerator
    if k > lowest:
        threshold = signpost(problem.method, k)
        if held * threshold.denominator < threshold.numerator * scale:
            out.append(Violation(Breach.DIVISOR_REFUSES_SEAT, where, str(k), f"≤ {k - 1}"))
    # Where a margin is zero, a method that gives every cell its first seat has no divisor large enough.
    closed = min(result.unit_seats[i], result.programme_seats[j]) == 0 and gives_first_seat_freely(problem.method)
    if not closed and (highest is None or k < highest):
        threshold = signpost(problem.method, k + 1)
        if held * threshold.denominator > threshold.numerator * scale:
            out.append(Violation(Breach.DIVISOR_GRANTS_MORE, where, str(k), f"≥ {k + 1}"))
    return out
