"""The roundest number in an interval, so that a published divisor can be checked with pencil and paper."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt


def _floor_root(value: Fraction, power: int) -> int:
    whole = value.numerator // value.denominator
    return isqrt(whole) if power == 2 else whole


def _is_power(value: Fraction, power: int) -> bool:
    if power == 1:
        return True
    return isqrt(value.numerator) ** 2 == value.numerator and isqrt(value.denominator) ** 2 == value.denominator


def roundest(low: Fraction, high: Fraction | None, power: int = 1) -> Fraction:
    """dᵖ for the decimal d with the fewest digits such that low < dᵖ < high (`high` None: no upper end).

    When the interval is a single point (a tie), that point. Needs 0 ≤ low ≤ high, high > 0.
    """
    if high is not None and low == high:
        return low
    top = high if high is not None else (low + 1) * 4
    exponent = max(len(str(_floor_root(top, power))), 1)
    while True:
        step = Fraction(10) ** exponent
        candidate = (_floor_root(low / step**power, power) + 1) * step
        if high is None or candidate**power < high:
            return candidate**power
        exponent -= 1


def root_text(value: Fraction, power: int, digits: int = 6) -> str:
    """The p-th root of `value` as a decimal text with at most `digits` decimals ("≈" in front when it is rounded)."""
    if power == 2 and _is_power(value, 2):
        value, power = Fraction(isqrt(value.numerator), isqrt(value.denominator)), 1
    scaled = value * 10 ** (digits * power)
    cut = _floor_root(scaled, power)
    exact = power == 1 and cut * scaled.denominator == scaled.numerator
    whole, part = divmod(cut, 10**digits)
    tail = f"{part:0{digits}d}".rstrip("0")
    return ("" if exact else "≈") + (f"{whole}.{tail}" if tail else str(whole))
