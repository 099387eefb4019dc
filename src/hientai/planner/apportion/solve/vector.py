"""Seats among one list of units: quota and divisor methods with bounds, exact.

Order of equal claims: the larger weight first, then the order of the list. The result therefore does not depend on
the order of units except among units that are equal in weight.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hientai.planner.apportion.criteria import (
    Claim,
    below_quorum,
    claim,
    clamped_shares,
    power,
    signpost,
)
from hientai.planner.apportion.problem import (
    ApportionmentError,
    Method,
    Quorum,
    SeatProblem,
    SeatResult,
    Tie,
)
from hientai.planner.apportion.solve.rounding import roundest


@dataclass(frozen=True, slots=True)
class _Limits:
    weights: tuple[Fraction, ...]
    lower: tuple[int, ...]
    upper: tuple[int, ...]
    excluded: tuple[int, ...]


def apportion(problem: SeatProblem) -> SeatResult:
    """Apportion the seats; the same problem always gives the same result.

    Raises ApportionmentError (Vietnamese) when bounds, quorum and seats contradict each other.
    """
    limits = _limits(problem)
    shares = clamped_shares(limits.weights, limits.lower, limits.upper, problem.seats)
    if problem.method is Method.HAMILTON:
        return _hamilton(problem, limits, shares)
    return _divisor(problem, limits, shares)


def _limits(problem: SeatProblem) -> _Limits:
    units, seats = problem.units, problem.seats
    if seats < 0:
        raise ApportionmentError("negative_seats", f"Số chỉ tiêu âm ({seats}).")
    excluded: tuple[int, ...] = ()
    if problem.quorum is not None:
        excluded = below_quorum([[u.weight for u in units]], Quorum(total=problem.quorum))
        for i in excluded:
            if units[i].minimum > 0:
                raise ApportionmentError(
                    "minimum_below_quorum",
                    f"{units[i].name}: dưới ngưỡng nên không được chỉ tiêu, nhưng mức tối thiểu là {units[i].minimum}.",
                    names=[units[i].name],
                )
    out = set(excluded)
    weights = tuple(Fraction(0) if i in out else u.weight for i, u in enumerate(units))
    lower = tuple(u.minimum for u in units)
    # One above all seats where there is no maximum: the proof must also show that such a unit earns no more.
    upper = tuple(
        u.minimum if w == 0 else max(min(seats + 1, seats + 1 if u.maximum is None else u.maximum), u.minimum)
        for u, w in zip(units, weights, strict=True)
    )
    if sum(lower) > seats:
        raise ApportionmentError(
            "minimums_exceed_seats",
            f"Tổng mức tối thiểu của các đơn vị là {sum(lower)}, lớn hơn số chỉ tiêu {seats}: "
            f"cần thêm {sum(lower) - seats} chỉ tiêu hoặc hạ mức tối thiểu.",
            names=[u.name for u in units if u.minimum],
        )
    if sum(upper) < seats:
        raise ApportionmentError(
            "maximums_below_seats",
            f"Các đơn vị chỉ nhận được tối đa {sum(upper)} chỉ tiêu, ít hơn {seats}: còn thừa {seats - sum(upper)} "
            "(đơn vị không có trọng số chỉ nhận mức tối thiểu).",
            names=[u.name for u in units if u.maximum is not None],
        )
    return _Limits(weights, lower, upper, excluded)


def _hamilton(problem: SeatProblem, limits: _Limits, shares: Sequence[Fraction]) -> SeatResult:
    seats = [s.numerator // s.denominator for s in shares]
    remainders = [s - k for s, k in zip(shares, seats, strict=True)]
    left = problem.seats - sum(seats)
    order = sorted(
        (i for i, r in enumerate(remainders) if r > 0), key=lambda i: (-remainders[i], -limits.weights[i], i)
    )
    for i in order[:left]:
        seats[i] += 1
    ties: tuple[Tie, ...] = ()
    if left and remainders[order[left - 1]] == remainders[order[left]]:
        edge = remainders[order[left]]
        tied = tuple(sorted(i for i in order if remainders[i] == edge))
        winners = tuple(sorted(i for i in order[:left] if remainders[i] == edge))
        ties = (Tie(tied, len(winners), winners),)
    return SeatResult(problem.method, tuple(seats), tuple(shares), ties=ties, excluded=limits.excluded)


class _Ledger:
    """Seats held so far, the strongest waiting claim and the weakest granted one."""

    def __init__(self, method: Method, limits: _Limits, seats: list[int]) -> None:
        self.method, self.limits, self.seats = method, limits, seats
        self._waiting: list[tuple[int, Fraction, Fraction, int, int]] = []
        self._granted: list[tuple[int, Fraction, Fraction, int, int]] = []
        for i in range(len(seats)):
            self._announce(i)

    def _announce(self, i: int) -> None:
        k, weight = self.seats[i], self.limits.weights[i]
        if k < self.limits.upper[i]:
            rank, value = claim(self.method, weight, k + 1)
            heapq.heappush(self._waiting, (-rank, -value, -weight, i, k))
        if k > self.limits.lower[i]:
            rank, value = claim(self.method, weight, k)
            heapq.heappush(self._granted, (rank, value, weight, -i, k))

    def strongest_waiting(self) -> tuple[int, Fraction, Fraction, int] | None:
        while self._waiting and self.seats[self._waiting[0][3]] != self._waiting[0][4]:
            heapq.heappop(self._waiting)
        if not self._waiting:
            return None
        rank, value, weight, i, _ = self._waiting[0]
        return (-rank, -value, -weight, -i)

    def weakest_granted(self) -> tuple[int, Fraction, Fraction, int] | None:
        while self._granted and self.seats[-self._granted[0][3]] != self._granted[0][4]:
            heapq.heappop(self._granted)
        return self._granted[0][:4] if self._granted else None

    def move(self, i: int, step: int) -> None:
        self.seats[i] += step
        self._announce(i)


def _thresholds_reached(method: Method, share: Fraction) -> int:
    k = share.numerator // share.denominator
    raised = share ** power(method)
    return k + 1 if share > 0 and signpost(method, k + 1) <= raised else k


def _divisor(problem: SeatProblem, limits: _Limits, shares: Sequence[Fraction]) -> SeatResult:
    method, target = problem.method, problem.seats
    start = [
        min(max(_thresholds_reached(method, s), lo), hi)
        for s, lo, hi in zip(shares, limits.lower, limits.upper, strict=True)
    ]
    total = sum(start)
    ledger = _Ledger(method, limits, start)
    while total != target:
        edge = ledger.strongest_waiting() if total < target else ledger.weakest_granted()
        assert edge is not None, "the limits were checked"
        step = 1 if total < target else -1
        ledger.move(-edge[3], step)
        total += step
    while True:
        waiting, granted = ledger.strongest_waiting(), ledger.weakest_granted()
        if waiting is None or granted is None or waiting < granted:
            break
        ledger.move(-waiting[3], 1)
        ledger.move(-granted[3], -1)
    return _with_proof(problem, limits, shares, ledger.seats)


def _with_proof(problem: SeatProblem, limits: _Limits, shares: Sequence[Fraction], seats: Sequence[int]) -> SeatResult:
    method = problem.method
    waiting: dict[int, Claim] = {}
    granted: dict[int, Claim] = {}
    for i, k in enumerate(seats):
        if k < limits.upper[i]:
            waiting[i] = claim(method, limits.weights[i], k + 1)
        if k > limits.lower[i]:
            granted[i] = claim(method, limits.weights[i], k)
    strongest = max(waiting.values(), default=(0, Fraction(0)))
    weakest = min(granted.values(), default=None)
    ties: tuple[Tie, ...] = ()
    if weakest is not None and strongest == weakest:
        winners = tuple(i for i, c in granted.items() if c == weakest)
        tied = tuple(sorted([*winners, *(i for i, c in waiting.items() if c == weakest)]))
        ties = (Tie(tied, len(winners), winners),)
    divisor: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    if strongest[0] == 0:
        low = strongest[1]
        high = weakest[1] if weakest is not None and weakest[0] == 0 else None
        divisor = roundest(low, high, power(method))
    return SeatResult(method, tuple(seats), tuple(shares), divisor, low, high, ties=ties, excluded=limits.excluded)
