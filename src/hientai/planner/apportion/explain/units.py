"""Why each unit has its seats: typed facts, and one Vietnamese sentence for each.

Facts on "how much more weight" are exact for divisor methods, all other weights unchanged. They are not given for
Hamilton, where a unit may lose a seat by gaining weight elsewhere in the list (its known paradoxes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isqrt, lcm

from hientai.planner.apportion.criteria import Claim, claim, power, signpost
from hientai.planner.apportion.problem import Method, SeatProblem, SeatResult
from hientai.planner.apportion.solve.rounding import root_text


class BoundKind(StrEnum):
    """Which bound holds a unit away from what its weight alone would give."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"


class SeatSource(StrEnum):
    """Why a single seat is there."""

    MINIMUM = "minimum"
    QUOTA = "quota"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class QuotaFact:
    """The share of the seats the weight alone stands for (no bounds), and the seats received."""

    unit: str
    quota: Fraction
    seats: int


@dataclass(frozen=True, slots=True)
class DivisorFact:
    """weight ÷ divisor, rounded as the method says, gives the seats; every divisor in [low, high] does.

    The numbers are raised to `power`; `high` None: no upper end.
    """

    method: Method
    divisor: Fraction
    low: Fraction
    high: Fraction | None
    power: int


@dataclass(frozen=True, slots=True)
class BoundFact:
    """A bound is binding: at the same divisor the weight alone would give `otherwise` seats (Hamilton: not given)."""

    unit: str
    kind: BoundKind
    bound: int
    otherwise: int | None


@dataclass(frozen=True, slots=True)
class NextSeatFact:
    """With `needed` more weight the unit surely has one seat more, taken from `loser`."""

    unit: str
    seat: int
    needed: Fraction
    loser: str


@dataclass(frozen=True, slots=True)
class KeptSeatFact:
    """The unit surely keeps its seats while it loses less than `margin` of its weight; then `gainer` is next."""

    unit: str
    seat: int
    margin: Fraction
    gainer: str


@dataclass(frozen=True, slots=True)
class ExcludedFact:
    """Below the quorum: `needed` more weight would reach it."""

    unit: str
    needed: Fraction


@dataclass(frozen=True, slots=True)
class TieFact:
    """Equal claims on the last `seats` seats: `units` are equal, `winners` got them by the documented order."""

    units: tuple[str, ...]
    seats: int
    winners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatFact:
    """One seat: the `number`-th of the unit, why, and the place of its claim among all seats given by claims."""

    unit: str
    number: int
    source: SeatSource
    rank: int | None


Fact = QuotaFact | DivisorFact | BoundFact | NextSeatFact | KeptSeatFact | ExcludedFact | TieFact | SeatFact


class _Facts:
    def __init__(self, problem: SeatProblem, result: SeatResult) -> None:
        self.problem, self.result = problem, result
        self.excluded = set(result.excluded)
        self.total = sum((u.weight for u in problem.units), Fraction(0))
        self.grain = Fraction(1, lcm(*(u.weight.denominator for u in problem.units)))
        waiting: list[tuple[Claim, int]] = []
        granted: list[tuple[Claim, int]] = []
        if problem.method is not Method.HAMILTON:
            for i, (unit, k) in enumerate(zip(problem.units, result.seats, strict=True)):
                if unit.weight == 0 or i in self.excluded:
                    continue
                if unit.maximum is None or k < unit.maximum:
                    waiting.append((claim(problem.method, unit.weight, k + 1), i))
                if k > unit.minimum:
                    granted.append((claim(problem.method, unit.weight, k), i))
        # Hamilton: the factor of every unit that is not at one of its bounds.
        self.factor = next(
            (
                share / unit.weight
                for unit, share in zip(problem.units, result.shares, strict=True)
                if unit.weight and unit.minimum < share and (unit.maximum is None or share < unit.maximum)
            ),
            None,
        )
        # The two at the edge are enough: a unit competes with the others, never with itself.
        self.strongest = sorted(waiting, reverse=True)[:2]
        self.weakest = sorted(granted)[:2]

    def quota(self, i: int) -> QuotaFact:
        unit = self.problem.units[i]
        counted = self.total - sum((self.problem.units[e].weight for e in self.excluded), Fraction(0))
        weight = Fraction(0) if i in self.excluded else unit.weight
        quota = weight * self.problem.seats / counted if counted else Fraction(0)
        return QuotaFact(unit.name, quota, self.result.seats[i])

    def bound(self, i: int) -> BoundFact | None:
        unit, k, method = self.problem.units[i], self.result.seats[i], self.problem.method
        if i in self.excluded or unit.weight == 0 or k not in (unit.minimum, unit.maximum):
            return None
        otherwise: int | None = None
        if method is Method.HAMILTON:
            if self.factor is None or self.result.shares[i] != k:
                return None
            free = self.factor * unit.weight
        elif self.result.divisor is None:
            return None
        else:
            otherwise = _seats_for(method, unit.weight ** power(method) / self.result.divisor)
            free = Fraction(otherwise)
        if k == unit.minimum and free < k:
            return BoundFact(unit.name, BoundKind.MINIMUM, k, otherwise)
        if k == unit.maximum and free > k:
            return BoundFact(unit.name, BoundKind.MAXIMUM, k, otherwise)
        return None

    def next_seat(self, i: int) -> NextSeatFact | None:
        unit, k = self.problem.units[i], self.result.seats[i]
        rival = next(((c, j) for c, j in self.weakest if j != i), None)
        closed = unit.maximum is not None and k >= unit.maximum
        if i in self.excluded or closed or unit.weight == 0 or rival is None or rival[0][0] == 1:
            return None
        p = power(self.problem.method)
        limit = rival[0][1] * signpost(self.problem.method, k + 1) / self.grain**p
        enough = _root(limit, p) + 1
        return NextSeatFact(
            unit.name, k + 1, max(enough * self.grain - unit.weight, Fraction(0)), self.problem.units[rival[1]].name
        )

    def kept_seat(self, i: int) -> KeptSeatFact | None:
        unit, k = self.problem.units[i], self.result.seats[i]
        rival = next(((c, j) for c, j in self.strongest if j != i), None)
        if i in self.excluded or k <= unit.minimum or unit.weight == 0 or rival is None or rival[0][0] == 1:
            return None
        p = power(self.problem.method)
        threshold = signpost(self.problem.method, k)
        if threshold == 0:
            return None
        floor = _root(rival[0][1] * threshold / self.grain**p, p)
        return KeptSeatFact(unit.name, k, unit.weight - floor * self.grain, self.problem.units[rival[1]].name)

    def exclusion(self, i: int) -> ExcludedFact | None:
        quorum = self.problem.quorum
        if i not in self.excluded or quorum is None or quorum >= 1:
            return None
        unit = self.problem.units[i]
        exact = (quorum * self.total - unit.weight) / (1 - quorum)
        return ExcludedFact(unit.name, -(-exact // self.grain) * self.grain)


def _root(value: Fraction, p: int) -> int:
    whole = value.numerator // value.denominator
    return isqrt(whole) if p == 2 else whole


def _seats_for(method: Method, raised: Fraction) -> int:
    """The number of thresholds at or below a quotient given raised to the method's power."""
    k = _root(raised, power(method))
    while signpost(method, k + 1) <= raised and raised > 0:
        k += 1
    while k > 0 and signpost(method, k) > raised:
        k -= 1
    return k


def explain_unit(problem: SeatProblem, result: SeatResult, i: int) -> tuple[Fact, ...]:
    """Every fact about unit `i`."""
    return _unit_facts(_Facts(problem, result), i)


def _unit_facts(facts: _Facts, i: int) -> tuple[Fact, ...]:
    found = (facts.quota(i), facts.bound(i), facts.next_seat(i), facts.kept_seat(i), facts.exclusion(i))
    return tuple(f for f in found if f is not None)


def explain(problem: SeatProblem, result: SeatResult) -> Iterator[tuple[Fact, ...]]:
    """The facts of each unit in turn."""
    facts = _Facts(problem, result)
    for i in range(len(problem.units)):
        yield _unit_facts(facts, i)


def explain_whole(problem: SeatProblem, result: SeatResult) -> tuple[Fact, ...]:
    """Facts about the apportionment as a whole: the divisor and the ties."""
    facts: list[Fact] = []
    if result.divisor is not None and result.divisor_low is not None:
        p = power(result.method)
        facts.append(DivisorFact(result.method, result.divisor, result.divisor_low, result.divisor_high, p))
    for tie in result.ties:
        names = tuple(problem.units[i].name for i in tie.units)
        facts.append(TieFact(names, tie.seats, tuple(problem.units[i].name for i in tie.winners)))
    return tuple(facts)


def explain_seats(problem: SeatProblem, result: SeatResult) -> Iterator[SeatFact]:
    """One fact per seat, unit by unit: by minimum, by whole quota (Hamilton), or by the rank of its claim."""
    claims = (
        sorted(
            (
                (claim(problem.method, u.weight, n), u.weight, -i, n)
                for i, (u, k) in enumerate(zip(problem.units, result.seats, strict=True))
                for n in range(u.minimum + 1, k + 1)
            ),
            reverse=True,
        )
        if problem.method is not Method.HAMILTON
        else []
    )
    ranks = {(-i, n): place for place, (_, _, i, n) in enumerate(claims, 1)}
    for i, (unit, k) in enumerate(zip(problem.units, result.seats, strict=True)):
        whole = result.shares[i].numerator // result.shares[i].denominator
        for n in range(1, k + 1):
            if n <= unit.minimum:
                yield SeatFact(unit.name, n, SeatSource.MINIMUM, None)
            elif problem.method is Method.HAMILTON:
                yield SeatFact(unit.name, n, SeatSource.QUOTA if n <= whole else SeatSource.CLAIM, None)
            else:
                yield SeatFact(unit.name, n, SeatSource.CLAIM, ranks[i, n])


def _number(value: Fraction, digits: int = 2) -> str:
    text = root_text(value, 1, digits).lstrip("≈")
    return text.replace(".", ",")


def as_text(fact: Fact) -> str:
    """The fact as one Vietnamese sentence."""
    match fact:
        case QuotaFact(unit, quota, seats):
            return f"{unit}: theo trọng số ứng với {_number(quota)} chỉ tiêu, được {seats}."
        case DivisorFact(_, divisor, low, high, p):
            end = "trở lên" if high is None else f"đến {root_text(high, p).replace('.', ',')}"
            start = root_text(low, p).replace(".", ",")
            return f"Ước số {root_text(divisor, p).replace('.', ',')}; mọi ước số từ {start} {end} cho cùng kết quả."
        case BoundFact(unit, kind, bound, otherwise):
            word = "tối thiểu" if kind is BoundKind.MINIMUM else "tối đa"
            alone = "" if otherwise is None else f"; với cùng ước số, riêng trọng số ứng với {otherwise}"
            return f"{unit}: được {bound}, đúng bằng mức {word}{alone}."
        case NextSeatFact(unit, seat, needed, loser):
            return f"{unit}: cần thêm {_number(needed)} trọng số để chắc có chỉ tiêu thứ {seat}, thay cho {loser}."
        case KeptSeatFact(unit, seat, margin, gainer):
            return f"{unit}: giảm {_number(margin)} trọng số thì có thể mất chỉ tiêu thứ {seat} cho {gainer}."
        case ExcludedFact(unit, needed):
            return f"{unit}: dưới ngưỡng nên không được chỉ tiêu; cần thêm {_number(needed)} trọng số để đạt ngưỡng."
        case TieFact(units, seats, winners):
            return (
                f"Ngang nhau ở {seats} chỉ tiêu cuối: {', '.join(units)}; theo quy tắc trọng số lớn hơn rồi đến "
                f"thứ tự trong danh sách, chọn {', '.join(winners)}."
            )
        case SeatFact(unit, number, SeatSource.MINIMUM, _):
            return f"{unit}, chỉ tiêu thứ {number}: mức tối thiểu."
        case SeatFact(unit, number, SeatSource.QUOTA, _):
            return f"{unit}, chỉ tiêu thứ {number}: phần nguyên của định suất."
        case SeatFact(unit, number, _, None):
            return f"{unit}, chỉ tiêu thứ {number}: phần dư lớn."
        case SeatFact(unit, number, _, rank):
            return f"{unit}, chỉ tiêu thứ {number}: xếp thứ {rank} theo độ mạnh của yêu cầu."
