"""What is to be apportioned and what came out: frozen dataclasses with JSON in and out.

Weights are exact rationals (`Fraction`); in JSON they are integers or strings such as "12.5" or "25/2".
Divisors are stored *raised to* ``criteria.power(method)``: as they are for the rational methods, squared for
Huntington–Hill, whose thresholds are square roots. This keeps every certificate rational.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

PROBLEM_FORMAT = "hientai.seats/1"
TABLE_FORMAT = "hientai.seat-table/1"


class Method(StrEnum):
    """How seats follow weights. Names of the literature (Balinski and Young, *Fair Representation*)."""

    HAMILTON = "hamilton"
    WEBSTER = "webster"
    DHONDT = "dhondt"
    HUNTINGTON_HILL = "huntington-hill"
    ADAMS = "adams"
    DEAN = "dean"


_ALIASES = {
    "hare": Method.HAMILTON,
    "hare-niemeyer": Method.HAMILTON,
    "largest-remainder": Method.HAMILTON,
    "sainte-lague": Method.WEBSTER,
    "saintelague": Method.WEBSTER,
    "round": Method.WEBSTER,
    "jefferson": Method.DHONDT,
    "d'hondt": Method.DHONDT,
    "hagenbach-bischoff": Method.DHONDT,
    "hill": Method.HUNTINGTON_HILL,
    "equal-proportions": Method.HUNTINGTON_HILL,
}


def method_named(name: str) -> Method:
    """The method meant by `name` or one of its other names; accents, case, spaces and dashes do not matter."""
    plain = name.strip().lower().replace("ë", "e").replace("ü", "u").replace("–", "-").replace("_", "-")
    plain = plain.replace("’", "'").replace(" ", "-")
    if plain in _ALIASES:
        return _ALIASES[plain]
    try:
        return Method(plain)
    except ValueError:
        known = ", ".join(sorted([*(m.value for m in Method), *_ALIASES]))
        raise ApportionmentError(
            "unknown_method", f"Không có phương pháp “{name}”. Các phương pháp: {known}."
        ) from None


class ApportionmentError(ValueError):
    """The problem cannot be solved as it stands; the message is Vietnamese and names the conflict."""

    def __init__(self, code: str, message: str, *, names: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.names = tuple(names)


def exact(value: Any) -> Fraction:
    """`value` (int, Fraction, Decimal, float or text like "12.5") as an exact rational."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Decimal | float | str):
        raise ApportionmentError("not_a_number", f"“{value}” không phải là số.")
    try:
        return Fraction(value)
    except (ValueError, OverflowError, ZeroDivisionError):
        raise ApportionmentError("not_a_number", f"“{value}” không phải là số.") from None


def plain(value: Fraction) -> int | str:
    """`value` for JSON: an int when whole, else "numerator/denominator"."""
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _plain_or_none(value: Fraction | None) -> int | str | None:
    return None if value is None else plain(value)


@dataclass(frozen=True, slots=True)
class Unit:
    """A receiver of seats: its weight (≥ 0), and the fewest and the most seats it may get."""

    name: str
    weight: Fraction
    minimum: int = 0
    maximum: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", exact(self.weight))
        if self.weight < 0:
            raise ApportionmentError("negative_weight", f"{self.name}: trọng số âm ({self.weight}).", names=[self.name])
        if self.minimum < 0:
            raise ApportionmentError("negative_minimum", f"{self.name}: mức tối thiểu âm.", names=[self.name])
        if self.maximum is not None and self.maximum < self.minimum:
            raise ApportionmentError(
                "minimum_above_maximum",
                f"{self.name}: mức tối thiểu {self.minimum} lớn hơn mức tối đa {self.maximum}.",
                names=[self.name],
            )


@dataclass(frozen=True, slots=True)
class SeatProblem:
    """`seats` seats among `units`. Units with less than the share `quorum` of all weight get nothing."""

    units: tuple[Unit, ...]
    seats: int
    method: Method = Method.WEBSTER
    quorum: Fraction | None = None

    def to_json(self) -> dict[str, Any]:
        """The problem as plain data; `from_json` reads it back unchanged."""
        rows = [{"name": u.name, "weight": plain(u.weight), "min": u.minimum, "max": u.maximum} for u in self.units]
        return {
            "format": PROBLEM_FORMAT,
            "method": self.method.value,
            "seats": self.seats,
            "quorum": _plain_or_none(self.quorum),
            "units": rows,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SeatProblem:
        """Read what `to_json` wrote. Raises ApportionmentError on another format."""
        _check_format(data, PROBLEM_FORMAT)
        units = tuple(Unit(u["name"], exact(u["weight"]), u.get("min") or 0, u.get("max")) for u in data["units"])
        quorum = None if data.get("quorum") is None else exact(data["quorum"])
        return cls(units, data["seats"], method_named(data["method"]), quorum)


@dataclass(frozen=True, slots=True)
class Tie:
    """`seats` equal claims fall to `units` (indices), more than there are seats; `winners` got them by the rule."""

    units: tuple[int, ...]
    seats: int
    winners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SeatResult:
    """Seats per unit, in the order of the problem, with what proves them.

    `divisor` is a round number inside [`divisor_low`, `divisor_high`]; all three are raised to the method's power.
    They are None for Hamilton, and where no divisor exists (fewer seats than units under a method that gives every
    unit its first seat). `divisor_high` is None when no seat was won by weight. `shares` are the exact quotas
    within the bounds. `excluded` are the units below the quorum.
    """

    method: Method
    seats: tuple[int, ...]
    shares: tuple[Fraction, ...]
    divisor: Fraction | None = None
    divisor_low: Fraction | None = None
    divisor_high: Fraction | None = None
    ties: tuple[Tie, ...] = ()
    excluded: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The result as plain data."""
        return {
            "method": self.method.value,
            "seats": list(self.seats),
            "shares": [plain(s) for s in self.shares],
            "divisor": _plain_or_none(self.divisor),
            "divisor_low": _plain_or_none(self.divisor_low),
            "divisor_high": _plain_or_none(self.divisor_high),
            "ties": [{"units": list(t.units), "seats": t.seats, "winners": list(t.winners)} for t in self.ties],
            "excluded": list(self.excluded),
        }


class Axis(StrEnum):
    """A side of the table: its rows (units) or its columns (programmes)."""

    UNITS = "units"
    PROGRAMMES = "programmes"


class QuorumRule(StrEnum):
    """Whether one of the two thresholds is enough, or both are needed."""

    ANY = "any"
    ALL = "all"


class VoterNumbers(StrEnum):
    """How weights are summed across districts to divide all seats among the lists.

    VOTES: as they are. VOTERS: divided by the seats of the district, where everyone has as many votes as there are
    seats. ROUNDED_VOTERS: the same, each quotient rounded to the nearest whole number first.
    """

    VOTES = "votes"
    VOTERS = "voters"
    ROUNDED_VOTERS = "rounded-voters"


@dataclass(frozen=True, slots=True)
class Quorum:
    """A list takes part if it reaches the share `district` in some district, `total` overall, or both (`rule`)."""

    district: Fraction | None = None
    total: Fraction | None = None
    rule: QuorumRule = QuorumRule.ANY


Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class TableProblem:
    """Units × programmes with fixed margins; a missing margin is apportioned from the weights (`method`).

    `lists` is the axis whose members compete inside each member of the other axis (the *districts*): quorum and
    `winner_seat` (the strongest list of a district gets at least one of its seats) speak of that axis. `minimum`
    and `maximum` bound single cells.
    """

    units: tuple[str, ...]
    programmes: tuple[str, ...]
    weights: tuple[tuple[Fraction, ...], ...]
    unit_seats: tuple[int, ...] | None
    programme_seats: tuple[int, ...] | None = None
    method: Method = Method.WEBSTER
    minimum: Matrix | None = None
    maximum: Matrix | None = None
    lists: Axis = Axis.PROGRAMMES
    quorum: Quorum | None = None
    winner_seat: bool = False
    voter_numbers: VoterNumbers = VoterNumbers.VOTES

    def __post_init__(self) -> None:
        rows = tuple(tuple(exact(w) for w in row) for row in self.weights)
        object.__setattr__(self, "weights", rows)
        if self.method is Method.HAMILTON:
            raise ApportionmentError("not_a_divisor_method", "Phân bổ hai chiều cần một phương pháp ước số.")
        _check_shape("trọng số", self.units, self.programmes, rows)
        for label, bound in (("tối thiểu", self.minimum), ("tối đa", self.maximum)):
            if bound is not None:
                _check_shape(label, self.units, self.programmes, bound)
        _check_margin("đơn vị", self.units, self.unit_seats)
        _check_margin("chương trình", self.programmes, self.programme_seats)

    def to_json(self) -> dict[str, Any]:
        """The problem as plain data; `from_json` reads it back unchanged."""
        quorum = self.quorum and {
            "district": _plain_or_none(self.quorum.district),
            "total": _plain_or_none(self.quorum.total),
            "rule": self.quorum.rule.value,
        }
        return {
            "format": TABLE_FORMAT,
            "method": self.method.value,
            "units": list(self.units),
            "programmes": list(self.programmes),
            "weights": [[plain(w) for w in row] for row in self.weights],
            "unit_seats": self.unit_seats and list(self.unit_seats),
            "programme_seats": self.programme_seats and list(self.programme_seats),
            "minimum": self.minimum and [list(row) for row in self.minimum],
            "maximum": self.maximum and [list(row) for row in self.maximum],
            "lists": self.lists.value,
            "quorum": quorum,
            "winner_seat": self.winner_seat,
            "voter_numbers": self.voter_numbers.value,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TableProblem:
        """Read what `to_json` wrote. Raises ApportionmentError on another format."""
        _check_format(data, TABLE_FORMAT)
        raw = data.get("quorum")
        quorum = raw and Quorum(
            None if raw.get("district") is None else exact(raw["district"]),
            None if raw.get("total") is None else exact(raw["total"]),
            QuorumRule(raw.get("rule", "any")),
        )
        return cls(
            units=tuple(data["units"]),
            programmes=tuple(data["programmes"]),
            weights=tuple(tuple(exact(w) for w in row) for row in data["weights"]),
            unit_seats=_margin(data.get("unit_seats")),
            programme_seats=_margin(data.get("programme_seats")),
            method=method_named(data.get("method", "webster")),
            minimum=_matrix(data.get("minimum")),
            maximum=_matrix(data.get("maximum")),
            lists=Axis(data.get("lists", "programmes")),
            quorum=quorum or None,
            winner_seat=bool(data.get("winner_seat", False)),
            voter_numbers=VoterNumbers(data.get("voter_numbers", "votes")),
        )


@dataclass(frozen=True, slots=True)
class CellTie:
    """Cells (row, column) with equal claims: they could exchange seats and every margin would still hold.

    `holders` are those of them that hold the contested seat.
    """

    cells: tuple[tuple[int, int], ...]
    holders: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class TableResult:
    """Seats per cell and the divisors that prove them (raised to the method's power).

    Cell (i, j) holds k seats because weight ÷ (unit divisor i × programme divisor j) lies between the thresholds
    of k and k + 1 seats, or because a bound of the cell is binding. `winners` are the cells whose first seat the
    winner rule grants; `excluded` the list indices below the quorum; `upper` how the lists' seats were found.
    """

    method: Method
    seats: Matrix
    unit_seats: tuple[int, ...]
    programme_seats: tuple[int, ...]
    unit_divisors: tuple[Fraction, ...]
    programme_divisors: tuple[Fraction, ...]
    ties: tuple[CellTie, ...] = ()
    winners: tuple[tuple[int, int], ...] = ()
    excluded: tuple[int, ...] = ()
    upper: SeatResult | None = None
    transfers: int = field(default=0, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The result as plain data."""
        return {
            "method": self.method.value,
            "seats": [list(row) for row in self.seats],
            "unit_seats": list(self.unit_seats),
            "programme_seats": list(self.programme_seats),
            "unit_divisors": [plain(d) for d in self.unit_divisors],
            "programme_divisors": [plain(d) for d in self.programme_divisors],
            "ties": [
                {"cells": [list(c) for c in tie.cells], "holders": [list(c) for c in tie.holders]} for tie in self.ties
            ],
            "winners": [list(cell) for cell in self.winners],
            "excluded": list(self.excluded),
            "upper": self.upper and self.upper.to_json(),
        }


def _margin(values: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if values is None else tuple(values)


def _matrix(values: Sequence[Sequence[int]] | None) -> Matrix | None:
    return None if values is None else tuple(tuple(row) for row in values)


def _check_format(data: Mapping[str, Any], wanted: str) -> None:
    if data.get("format") != wanted:
        found = data.get("format")
        raise ApportionmentError("wrong_format", f"Tệp không đúng định dạng: cần “{wanted}”, có “{found}”.")


def _check_shape(
    label: str, units: Sequence[str], programmes: Sequence[str], rows: Sequence[Sequence[Fraction | int]]
) -> None:
    if len(rows) != len(units):
        raise ApportionmentError("wrong_shape", f"Bảng {label} có {len(rows)} dòng, cần {len(units)}.")
    for name, row in zip(units, rows, strict=True):
        if len(row) != len(programmes):
            message = f"Bảng {label}, dòng {name}: {len(row)} cột, cần {len(programmes)}."
            raise ApportionmentError("wrong_shape", message, names=[name])
        if any(value < 0 for value in row):
            raise ApportionmentError("negative_weight", f"Bảng {label}, dòng {name}: có số âm.", names=[name])


def _check_margin(label: str, names: Sequence[str], seats: Sequence[int] | None) -> None:
    if seats is None:
        return
    if len(seats) != len(names):
        raise ApportionmentError("wrong_shape", f"Có {len(seats)} số chỉ tiêu theo {label}, cần {len(names)}.")
    for name, count in zip(names, seats, strict=True):
        if count < 0:
            raise ApportionmentError("negative_seats", f"Chỉ tiêu âm cho {label} {name}.", names=[name])
