"""The rules that decide a seat.

Index
-----
- `power`, `signpost`: thresholds of the divisor methods (when is a unit entitled to its k-th seat)
- `claim`: the strength of a unit's claim on its k-th seat
- `clamped_shares`: the exact quota of each unit inside its bounds
- `below_quorum`: lists that may not take part
- `strongest_lists`: the winner of each district gets one of its seats
- `voter_number`: votes of a district turned into voters
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hientai.planner.apportion.problem import Method, Quorum, QuorumRule, VoterNumbers

Claim = tuple[int, Fraction]
"""Strength of a claim: (1, weight) for a first seat granted without condition, else (0, weightᵖ ÷ thresholdᵖ)."""


def power(method: Method) -> int:
    """The power p at which the method's thresholds are rational: 2 for Huntington–Hill, else 1."""
    return 2 if method is Method.HUNTINGTON_HILL else 1


def signpost(method: Method, k: int) -> Fraction:
    """The threshold of the k-th seat (k ≥ 1), raised to `power(method)`.

    A quotient between the thresholds of k and k + 1 earns k seats. It is the lower, middle or upper mean of k − 1
    and k: Adams k − 1, Dean harmonic, Huntington–Hill geometric, Webster arithmetic, D'Hondt k
    (Balinski and Young, *Fair Representation*, appendix A).
    """
    if method is Method.ADAMS:
        return Fraction(k - 1)
    if method is Method.DEAN:
        return Fraction(2 * k * (k - 1), 2 * k - 1)
    if method is Method.HUNTINGTON_HILL:
        return Fraction(k * (k - 1))
    if method is Method.WEBSTER:
        return Fraction(2 * k - 1, 2)
    if method is Method.DHONDT:
        return Fraction(k)
    raise ValueError(method)


def gives_first_seat_freely(method: Method) -> bool:
    """True where every unit with weight gets a first seat whatever the divisor (Adams, Dean, Huntington–Hill)."""
    return method in (Method.ADAMS, Method.DEAN, Method.HUNTINGTON_HILL)


def claim(method: Method, weight: Fraction, k: int) -> Claim:
    """How strongly a unit of this weight claims its k-th seat: seats go to the strongest claims."""
    threshold = signpost(method, k)
    if threshold == 0:
        return (1, weight)
    return (0, weight ** power(method) / threshold)


def clamped_shares(
    weights: Sequence[Fraction], lower: Sequence[int], upper: Sequence[int], seats: int
) -> tuple[Fraction, ...]:
    """Shares proportional to the weights, cut to [lower, upper], summing to `seats` exactly.

    They are cut(t × weight) for one common t ≥ 0, which is found by walking over the breakpoints lower/weight and
    upper/weight. Needs Σ lower ≤ seats ≤ Σ upper, counting a unit without weight at its lower bound.
    """
    fixed = sum(lo for w, lo in zip(weights, lower, strict=True) if w == 0)
    moving = [i for i, w in enumerate(weights) if w > 0]
    events = sorted(
        [(Fraction(lower[i]) / weights[i], 0, i) for i in moving]
        + [(Fraction(upper[i]) / weights[i], 1, i) for i in moving]
    )
    constant, slope, factor = Fraction(fixed + sum(lower[i] for i in moving)), Fraction(0), Fraction(0)
    for at, kind, i in events:
        if slope > 0 and constant + slope * at >= seats:
            break
        if kind == 0:
            constant, slope = constant - lower[i], slope + weights[i]
        else:
            constant, slope = constant + upper[i], slope - weights[i]
        factor = at
    if slope > 0:
        factor = (seats - constant) / slope
    return tuple(
        min(max(factor * w, Fraction(lo)), Fraction(hi)) if w > 0 else Fraction(lo)
        for w, lo, hi in zip(weights, lower, upper, strict=True)
    )


def below_quorum(votes: Sequence[Sequence[Fraction]], quorum: Quorum) -> tuple[int, ...]:
    """Indices of the lists below the quorum; `votes` is districts × lists. Reaching it exactly is enough."""
    lists = range(len(votes[0]) if votes else 0)
    district_sums = [sum(row, Fraction(0)) for row in votes]
    everything = sum(district_sums, Fraction(0))
    out = []
    for j in lists:
        tests = []
        if quorum.district is not None:
            share = quorum.district
            tests.append(any(s > 0 and row[j] >= share * s for row, s in zip(votes, district_sums, strict=True)))
        if quorum.total is not None:
            tests.append(sum((row[j] for row in votes), Fraction(0)) >= quorum.total * everything)
        passed = all(tests) if quorum.rule is QuorumRule.ALL else any(tests)
        if tests and not passed:
            out.append(j)
    return tuple(out)


def strongest_lists(votes: Sequence[Sequence[Fraction]], seats: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """(district, list) pairs of the strongest list of each district that has a seat.

    Lists that are equally strong all count while the district has a seat for each; otherwise the first in the
    order of the table.
    """
    cells = []
    for i, (row, count) in enumerate(zip(votes, seats, strict=True)):
        best = max(row, default=Fraction(0))
        if best > 0 and count > 0:
            cells.extend([(i, j) for j, v in enumerate(row) if v == best][:count])
    return tuple(cells)


def voter_number(votes: Fraction, seats: int, kind: VoterNumbers) -> Fraction:
    """Votes of one list in a district of `seats` seats, as they count in the sum over all districts."""
    if kind is VoterNumbers.VOTES:
        return votes
    if seats == 0:
        return Fraction(0)
    quotient = votes / seats
    if kind is VoterNumbers.ROUNDED_VOTERS:
        return Fraction((2 * quotient.numerator + quotient.denominator) // (2 * quotient.denominator))
    return quotient
