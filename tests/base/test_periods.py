"""Partial dates, ranges, half-open periods and calendar arithmetic."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.base.errors import BadInput
from hientai.base.periods import (
    PartialDate,
    Period,
    add_months,
    format_date,
    format_header_date,
    last_day_of_month,
    months_between,
    parse_date,
    parse_date_range,
)

days = st.dates(date(1850, 1, 1), date(2150, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(days)
    precision = draw(st.integers(0, 2))
    return PartialDate(day.year, day.month if precision else None, day.day if precision == 2 else None)


@pytest.mark.parametrize(
    ("written", "storage"),
    [
        ("15/3/1975", "1975-03-15"), ("15-03-1975", "1975-03-15"), ("15.3.1975", "1975-03-15"),
        ("3/1975", "1975-03-00"), ("03-1975", "1975-03-00"), ("1975", "1975-00-00"), (" năm 1975 ", "1975-00-00"),
        ("00/03/1975", "1975-03-00"), ("00/00/1975", "1975-00-00"), ("1975-03-15", "1975-03-15"),
        ("1975-03", "1975-03-00"), ("1975-03-15 00:00:00", "1975-03-15"), ("1975-03-15T07:30:00+07:00", "1975-03-15"),
        ("19750315", "1975-03-15"), ("1975/3/15", "1975-03-15"), ("ngày 15 tháng 3 năm 1975", "1975-03-15"),
        ("tháng 3 năm 1975", "1975-03-00"), ("Tháng 3/1975", "1975-03-00"), ("15 / 3 / 1975", "1975-03-15"),
        ("15/3/1975 00:00", "1975-03-15"), (1975, "1975-00-00"), (27468, "1975-03-15"), (27468.5, "1975-03-15"),
        ("27468", "1975-03-15"), (date(1975, 3, 15), "1975-03-15"), (datetime(1975, 3, 15, 8), "1975-03-15"),
    ],
)  # fmt: skip
def test_every_form_in_use_is_read(written: str | int | float | date, storage: str) -> None:
    assert PartialDate.parse(written).to_storage() == storage


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("25/13/1975", "Không có tháng 13"),
        ("30/2/1975", "không có ngày 30"),
        ("15/3/75", "hai chữ số"),
        ("15/00/1975", "không có tháng"),
        ("hôm qua", "không phải là ngày"),
        ("", "không phải là ngày"),
        ("1500", "nằm ngoài khoảng"),
        (True, "không phải là ngày"),
        (float("nan"), "không phải là ngày"),
        (-3, "không phải là ngày"),
        (10**9, "không phải là ngày"),
    ],
)
def test_what_is_no_date_is_refused_with_advice(written: str | float, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        PartialDate.parse(written)
    assert "Hãy viết" in caught.value.message


@settings(deadline=None)
@given(partial_dates())
def test_partial_dates_round_trip(value: PartialDate) -> None:
    assert PartialDate.parse(value.display()) == value
    assert PartialDate.from_storage(value.to_storage()) == value
    assert PartialDate.parse(value) == value


@settings(deadline=None)
@given(partial_dates(), partial_dates())
def test_storage_order_is_the_order_of_the_dates(a: PartialDate, b: PartialDate) -> None:
    assert (a < b) == (a.to_storage() < b.to_storage())
    assert (a == b) == (a.to_storage() == b.to_storage())
    assert (a <= b) or (b <= a)


@settings(deadline=None)
@given(partial_dates())
def test_bounds_enclose_exactly_what_is_known(value: PartialDate) -> None:
    first, last = value.earliest(), value.latest()
    assert first <= last
    known = {"day": (first == last), "month": first.month == last.month, "year": first.year == last.year}
    assert known[value.precision]
    day_before, day_after = PartialDate.from_date(first - timedelta(1)), PartialDate.from_date(last + timedelta(1))
    assert day_before.to_storage() < value.to_storage() < day_after.to_storage()


def test_a_birth_year_alone_counts_from_its_first_day() -> None:
    """Golden test G8: born "1966" is judged as 01/01/1966."""
    assert PartialDate.parse("1966").earliest() == date(1966, 1, 1)
    assert PartialDate.parse("10/1964").latest() == date(1964, 10, 31)


def test_stored_form_is_strict() -> None:
    with pytest.raises(ValueError, match="stored"):
        PartialDate.from_storage("1975-3-1")


def test_a_full_day_is_asked_for() -> None:
    assert parse_date("8/2/2022") == date(2022, 2, 8)
    with pytest.raises(BadInput, match="chưa đủ ngày"):
        parse_date("2/2022")


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("27/5 - 7/6", 2019, (date(2019, 5, 27), date(2019, 6, 7))),
        ("27/5-7/6/2019", None, (date(2019, 5, 27), date(2019, 6, 7))),
        ("27/5 – 7/6/2019", None, (date(2019, 5, 27), date(2019, 6, 7))),
        ("từ ngày 27/5/2019 đến ngày 7/6/2019", None, (date(2019, 5, 27), date(2019, 6, 7))),
        ("27-31/5/2019", None, (date(2019, 5, 27), date(2019, 5, 31))),
        ("28/12 - 5/1/2020", None, (date(2019, 12, 28), date(2020, 1, 5))),
        ("28/12/2019 - 5/1", None, (date(2019, 12, 28), date(2020, 1, 5))),
        ("7/6/2019", None, (date(2019, 6, 7), date(2019, 6, 7))),
    ],
)
def test_ranges_of_class_days(text: str, year: int | None, expected: tuple[date, date]) -> None:
    assert parse_date_range(text, year) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("27/5 - 7/6", "không có năm"),
        ("7/6/2019 - 27/5/2019", "sau ngày kết thúc"),
        ("mùa hè", "không phải là khoảng ngày"),
        ("27 - 7", "không phải là khoảng ngày|không có năm"),
        ("31/6 - 2/7/2019", "không có ngày 31"),
        ("1/1 - 2/1 - 3/1/2019", "không phải là khoảng ngày"),
        ("", "không phải là khoảng ngày"),
    ],
)
def test_ranges_that_cannot_be_meant(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        parse_date_range(text)


@settings(deadline=None)
@given(days, st.integers(0, 900))
def test_written_ranges_read_back(first: date, length: int) -> None:
    last = first + timedelta(length)
    assert parse_date_range(f"{format_date(first)} - {format_date(last)}") == (first, last)


periods = st.builds(
    lambda start, length: Period(start, None if length is None else start + timedelta(length)),
    st.dates(date(2000, 1, 1), date(2000, 3, 1)),
    st.one_of(st.none(), st.integers(1, 60)),
)


@settings(deadline=None)
@given(periods, periods)
def test_overlap_is_a_shared_day(a: Period, b: Period) -> None:
    every_day = [date(2000, 1, 1) + timedelta(n) for n in range(200)]
    shared = [day for day in every_day if a.contains(day) and b.contains(day)]
    assert a.overlaps(b) == b.overlaps(a) == bool(shared)
    both = a.intersection(b)
    assert [day for day in every_day if both and both.contains(day)] == shared


def test_the_end_is_outside_and_a_period_is_never_empty() -> None:
    term = Period(date(2020, 1, 1), date(2025, 7, 1))
    assert term.contains(date(2025, 6, 30))
    assert not term.contains(date(2025, 7, 1))
    with pytest.raises(BadInput, match="sau ngày bắt đầu"):
        Period(date(2020, 1, 1), date(2020, 1, 1))


@settings(deadline=None)
@given(days, st.integers(-600, 600))
def test_months_between_is_the_largest_step_that_fits(start: date, months: int) -> None:
    end = add_months(start, months)
    if months >= 0:
        assert months_between(start, end) == months
    between = months_between(start, start + timedelta(abs(months) * 7))
    assert add_months(start, between) <= start + timedelta(abs(months) * 7) < add_months(start, between + 1)


def test_months_end_where_short_months_end() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert months_between(date(2023, 1, 31), date(2023, 2, 28)) == 1
    assert months_between(date(2020, 5, 10), date(2020, 4, 10)) == -1
    assert last_day_of_month(date(2023, 2, 1)) == date(2023, 2, 28)
    # 61 years 9 months after 01/01/1966, then the end of that month (golden test G8)
    assert last_day_of_month(add_months(date(1966, 1, 1), 61 * 12 + 9)) == date(2027, 10, 31)


def test_header_dates_pad_what_the_decree_pads() -> None:
    assert format_header_date(date(2022, 2, 8)) == "ngày 08 tháng 02 năm 2022"
    assert format_header_date(date(2022, 3, 15)) == "ngày 15 tháng 3 năm 2022"
    assert format_header_date(date(2022, 12, 1)) == "ngày 01 tháng 12 năm 2022"
    assert format_date(date(2022, 2, 8)) == "08/02/2022"
