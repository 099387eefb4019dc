"""Numbers as Vietnamese offices write them: 1.234,56 and 43,75%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

from hientai.base.errors import BadInput

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
_UNIT = re.compile(r"(?i)(đồng|đ|₫|vnđ|vnd)\.?$")
_SCALES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9}
_SCALE = re.compile(r"(?i)(nghìn|ngàn|triệu|tỷ|tỉ)$")
_PLAIN = re.compile(r"\d+(\.\d+)?|\.\d+")


def _separators(digits: str, shown: str) -> str:
    """Digits with dots and commas turned into a plain decimal literal."""
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        decimal = max(digits.rfind("."), digits.rfind(","))
        thousands = "," if digits[decimal] == "." else "."
        whole, fraction = digits[:decimal], digits[decimal + 1 :]
        groups = whole.split(thousands)
        if digits[decimal] in whole or not _is_grouped(groups):
            raise _unreadable(shown)
        return "".join(groups) + "." + fraction
    mark = "." if dots else ","
    count = dots or commas
    if not count:
        return digits
    groups = digits.split(mark)
    if count > 1:
        if not _is_grouped(groups):
            raise _unreadable(shown)
        return "".join(groups)
    if mark == "." and _is_grouped(groups):
        return "".join(groups)  # a dot and exactly three digits is a thousand: 3.033
    return groups[0] + "." + groups[1]


def _is_grouped(groups: list[str]) -> bool:
    """Whether the first group has 1 to 3 digits, no leading zero, and all others exactly 3."""
    head, *rest = groups
    return 1 <= len(head) <= 3 and not head.startswith("0") and all(len(g) == 3 for g in rest)


def _unreadable(shown: str) -> BadInput:
    return BadInput(f"“{shown}” không phải là số. Hãy viết như 1234, 1.234 hoặc 1.234,56.")


def parse_number(s: str | int | float | Decimal) -> Decimal:
    """The number a cell or a field holds.

    A comma is the decimal mark; one dot followed by exactly three digits is a thousand ("3.033" is 3033,
    but "0.125" and "12.5" are decimals); both marks together: the last one is the decimal. Spaces may
    group. A trailing % divides by 100; "1,5 tỷ đồng" is 1500000000. Raises `BadInput` for anything else.
    """
    if isinstance(s, bool):
        raise _unreadable(str(s))
    if isinstance(s, (int, Decimal)):
        number = Decimal(s)
    elif isinstance(s, float):
        number = Decimal(repr(s))
    else:
        return _parse_text(s)
    if not number.is_finite():
        raise _unreadable(str(s))
    return number


def _parse_text(s: str) -> Decimal:
    shown = s.strip()
    text = _SPACES.sub("", shown).replace("\u2212", "-").replace("\u2013", "-")
    negative = text.startswith("(") and text.endswith(")")
    text = text[1:-1] if negative else text
    exponent = 0
    if text.endswith("%"):
        text, exponent = text[:-1], -2
    else:
        text = _UNIT.sub("", text)
        if scale := _SCALE.search(text):
            text, exponent = text[: scale.start()], _SCALES[scale.group().lower()]
    if text[:1] in "+-" and not negative and text:
        negative, text = text[0] == "-", text[1:]
    if not text or not text.isascii() or not set(text) <= set("0123456789.,"):
        raise _unreadable(shown)
    plain = _separators(text, shown)
    if not _PLAIN.fullmatch(plain):
        raise _unreadable(shown)
    try:
        number = Decimal(f"{Decimal(plain).scaleb(exponent):f}")  # 1500000000, not 1.5E+9
    except InvalidOperation as error:
        raise _unreadable(shown) from error
    return -number if negative else number


def format_number(x: int | float | Decimal, decimals: int = 0) -> str:
    """1234567.891 as "1.234.567,89" with two decimals; halves are rounded away from zero."""
    exact = Decimal(repr(x)) if isinstance(x, float) else Decimal(x)
    rounded = _quantise(exact, decimals)
    if not rounded:
        rounded = abs(rounded)  # no "-0"
    return f"{rounded:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def _quantise(x: Decimal, decimals: int) -> Decimal:
    with localcontext() as context:
        context.prec = max(28, x.adjusted() + decimals + 3)
        return x.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def format_share(share: Decimal, decimals: int = 2) -> str:
    """A share 0–1 as a percentage: Decimal("0.4375") is "43,75%"."""
    return format_number(share.scaleb(2), decimals) + "%"


def largest_remainder(counts: Sequence[int], decimals: int = 2) -> list[Decimal]:
    """Shares (0–1) of the counts, rounded so that the printed percentages add up to exactly 100%.

    ``decimals`` are those of the percentage: with 2, each share has four places. Every share is within one
    unit of the last place of the exact one; the units left after rounding down go to the largest
    remainders, ties to the larger count, then to the earlier position. All zero when the total is zero.
    Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("counts must not be negative")
    total = sum(counts)
    if total == 0:
        return [Decimal(0) for _ in counts]
    units = 10 ** (decimals + 2)
    floors = [count * units // total for count in counts]
    order = sorted(range(len(counts)), key=lambda i: (-(counts[i] * units % total), -counts[i], i))
    for i in order[: units - sum(floors)]:
        floors[i] += 1
    return [Decimal(floor).scaleb(-(decimals + 2)) for floor in floors]
