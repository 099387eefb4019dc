"""Numbers in figures, in words and in Roman letters."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.base.errors import BadInput
from hientai.base.text import (
    format_number,
    format_share,
    from_roman,
    largest_remainder,
    money_in_words,
    parse_number,
    roman,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1145", "1145"), ("3.033", "3033"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("12.5", "12.5"),
        ("0.125", "0.125"), ("0,125", "0.125"), ("1.234.567", "1234567"), ("1,234,567", "1234567"),
        ("43,75%", "0.4375"), ("1 234 567", "1234567"), ("1\u00a0234", "1234"), ("-5,5", "-5.5"),
        ("(1.000)", "-1000"), ("−3", "-3"), ("1,5 tỷ đồng", "1500000000"), ("250 triệu", "250000000"),
        ("50.000 đ", "50000"), ("+7", "7"), ("1,234", "1.234"),
    ],
)  # fmt: skip
def test_numbers_as_offices_write_them(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "1,23,456", "1.234,5,6", "--5", "12a", "%", ".", "1..2", "1e5", "²", "nan"]
)
def test_what_is_no_number_is_refused_with_advice(text: str) -> None:
    with pytest.raises(BadInput, match=r"không phải là số\. Hãy viết"):
        parse_number(text)


def test_cells_that_are_numbers_pass_through() -> None:
    assert parse_number(4.98) == Decimal("4.98")
    assert parse_number(7) == 7
    for odd in (True, float("nan"), float("inf")):
        with pytest.raises(BadInput):
            parse_number(odd)


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=2))
def test_formatted_numbers_parse_back(x: Decimal) -> None:
    assert parse_number(format_number(x, 2)) == x


@settings(deadline=None)
@given(st.integers(-(10**18), 10**18))
def test_formatted_integers_parse_back(n: int) -> None:
    assert parse_number(format_number(n)) == n


def test_shares_print_as_the_documents_do() -> None:
    assert format_share(Decimal("0.4375")) == "43,75%"
    assert format_share(Decimal(74) / Decimal(4300), 2) == "1,72%"
    assert format_number(1234567.891, 2) == "1.234.567,89"
    assert format_number(Decimal("0.5")) == "1"  # halves away from zero
    assert format_number(Decimal("-0.4")) == "0"


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20), st.integers(0, 3))
def test_rounded_shares_add_up_and_stay_near(counts: list[int], decimals: int) -> None:
    shares = largest_remainder(counts, decimals)
    total = sum(counts)
    if not total:
        assert shares == [0] * len(counts)
        return
    unit = Decimal(1).scaleb(-(decimals + 2))
    assert sum(shares) == 1
    assert all(abs(share - Decimal(count) / total) < unit for share, count in zip(shares, counts, strict=True))
    assert all(share % unit == 0 for share in shares)


def test_the_hundredth_that_overflowed_in_the_printed_table_is_taken_back() -> None:
    shares = largest_remainder([1, 1, 1])
    assert [format_share(s) for s in shares] == ["33,34%", "33,33%", "33,33%"]
    with pytest.raises(ValueError, match="negative"):
        largest_remainder([-1, 2])


@settings(deadline=None)
@given(st.integers(1, 3999))
def test_roman_numerals_round_trip(n: int) -> None:
    assert from_roman(roman(n)) == n
    assert from_roman(roman(n).lower()) == n


def test_only_canonical_roman_numerals() -> None:
    assert [roman(n) for n in (4, 9, 12, 16, 40, 1994)] == ["IV", "IX", "XII", "XVI", "XL", "MCMXCIV"]
    for wrong in ("IIII", "VX", "", "ABC", "XIIX"):
        with pytest.raises(BadInput, match="La Mã"):
            from_roman(wrong)
    with pytest.raises(ValueError, match="no Roman"):
        roman(0)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (1_250_000, "Một triệu hai trăm năm mươi nghìn đồng"),
        (10**9, "Một tỷ đồng"),
        (10**12 + 5, "Một nghìn tỷ không trăm linh năm đồng"),
        (2 * 10**18, "Hai tỷ tỷ đồng"),
        (-55_000, "Âm năm mươi lăm nghìn đồng"),
    ],
)
def test_money_in_words(amount: int, words: str) -> None:
    assert money_in_words(amount) == words


UNITS = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
         "tám": 8, "chín": 9}  # fmt: skip


def read_aloud(words: str) -> int:
    """An independent reader of amounts below a thousand billion."""
    total = below_billion = group = pending = 0
    for word in words.lower().split():
        if word in UNITS:
            pending = UNITS[word]
        elif word == "mười":
            group, pending = group + 10, 0
        elif word == "mươi":
            group, pending = group + pending * 10, 0
        elif word == "trăm":
            group, pending = group + pending * 100, 0
        elif word in ("nghìn", "triệu"):
            below_billion += (group + pending) * (1000 if word == "nghìn" else 10**6)
            group = pending = 0
        elif word == "tỷ":
            total += (below_billion + group + pending) * 10**9
            below_billion = group = pending = 0
    return total + below_billion + group + pending


@settings(deadline=None)
@given(st.integers(0, 10**14))
def test_money_in_words_reads_back(amount: int) -> None:
    assert read_aloud(money_in_words(amount)) == amount
