"""Figures and dates are written the Vietnamese way, everywhere the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hientai.web.ui.formats import display, write_money, write_number, write_partial_date, write_share


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (4920, None, "4.920"),
        (1234567.5, None, "1.234.567,5"),
        (Decimal("0.10"), None, "0,1"),
        (Decimal("2.345"), 2, "2,35"),
        (-12, None, "−12"),
        (Decimal("-0.001"), 2, "0,00"),
        (None, None, "–"),
        (float("nan"), None, "–"),
        ("chưa rõ", None, "chưa rõ"),
    ],
)
def test_numbers_have_points_between_thousands_and_a_comma_before_decimals(
    value: object, places: int | None, written: str
) -> None:
    assert write_number(value, places) == written


@given(st.integers(-(10**15), 10**15))
def test_a_written_whole_number_reads_back_as_itself(number: int) -> None:
    assert int(write_number(number).replace(".", "").replace("−", "-")) == number


def test_the_baseline_shares_of_the_scheme_are_written_to_two_decimals() -> None:
    assert [write_share(Decimal(text)) for text in ("0.4375", "0.0172", "0.8007", "1.0002")] == [
        "43,75%",
        "1,72%",
        "80,07%",
        "100,02%",
    ]


def test_money_is_whole_dong_and_its_sign_never_wraps() -> None:
    assert write_money(48_250_000_000) == "48.250.000.000\u00a0₫"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2010", "2010"),
        ("2010-05", "05/2010"),
        ("2010-05-03", "03/05/2010"),
        (dt.date(2010, 5, 3), "03/05/2010"),
        (SimpleNamespace(year=2010, month=5, day=None), "05/2010"),
        (SimpleNamespace(year=2010, month=None, day=None), "2010"),
        ("không rõ", "không rõ"),
        (None, "–"),
    ],
)
def test_a_date_shows_only_what_is_known_of_it(value: object, written: str) -> None:
    assert write_partial_date(value) == written


def test_cells_escape_text_and_say_that_nothing_is_there() -> None:
    assert display("<b>An</b>") == "&lt;b&gt;An&lt;/b&gt;"
    assert "–" in display(None) and "aria-label" in display("")
    assert display(dt.date(2026, 5, 19)) == '<time datetime="2026-05-19">19/05/2026</time>'
