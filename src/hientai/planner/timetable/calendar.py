"""The grid of half-days, and the Vietnamese holidays with the lunar calendar.

The lunar dates follow the public algorithm of Hồ Ngọc Đức (after Meeus, *Astronomical Algorithms*): months begin on
the day of the new moon at UTC+7, the eleventh month holds the winter solstice, the first month without a major solar
term in a leap year is the leap month.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from hientai.planner.timetable.problem import PARTS, Absence, ClosedDay, Problem

_TIME_ZONE = 7.0


@dataclass(frozen=True)
class Grid:
    """The half-days of a problem: day d is `days[d]`, slot = d * 3 + part; closed days keep their place and are
    not open.
    """

    days: tuple[date, ...]
    closed: frozenset[date]

    @cached_property
    def day_of(self) -> dict[date, int]:
        """The number of every day."""
        return {on: number for number, on in enumerate(self.days)}

    @cached_property
    def week_of_day(self) -> tuple[int, ...]:
        """The week of every day, numbered from 0 by its Monday."""
        first = self.days[0] - timedelta(days=self.days[0].weekday())
        return tuple((on - first).days // 7 for on in self.days)

    @property
    def weeks(self) -> int:
        """The number of weeks."""
        return self.week_of_day[-1] + 1

    @property
    def slots(self) -> int:
        """The number of half-days, evenings included."""
        return len(self.days) * len(PARTS)

    def slot(self, on: date, part: int) -> int | None:
        """The slot of a half-day, None outside the grid."""
        day = self.day_of.get(on)
        return None if day is None or not 0 <= part < len(PARTS) else day * len(PARTS) + part

    def half_day(self, slot: int) -> tuple[date, int]:
        """The date and part of a slot."""
        return self.days[slot // len(PARTS)], slot % len(PARTS)

    def absent(self, absences: Iterable[Absence]) -> set[int]:
        """The slots covered by absences."""
        covered = set()
        for one in absences:
            for part in range(len(PARTS)) if one.part is None else (one.part,):
                slot = self.slot(one.on, part)
                if slot is not None:
                    covered.add(slot)
        return covered


def grid_of(problem: Problem) -> Grid:
    """The grid of a problem: its teaching weekdays from the first to the last day."""
    span = (problem.ends_on - problem.starts_on).days
    every = (problem.starts_on + timedelta(days=number) for number in range(span + 1))
    days = tuple(on for on in every if on.weekday() in problem.weekdays)
    return Grid(days, frozenset(one.on for one in problem.closed))


def public_holidays(year: int) -> tuple[ClosedDay, ...]:
    """The paid holidays of the Labour Code 2019 (art. 112) in a solar year, Saturdays and Sundays not yet made up.

    Tết is taken as the last day of the old year and four days of the new, the usual choice; the government may decide
    otherwise each year.
    """
    new_year = solar_of(year, 1, 1)
    days = [ClosedDay(date(year, 1, 1), "Tết Dương lịch")]
    days += [ClosedDay(new_year + timedelta(days=shift), "Tết Nguyên đán") for shift in range(-1, 4)]
    days += [
        ClosedDay(solar_of(year, 3, 10), "Giỗ Tổ Hùng Vương"),
        ClosedDay(date(year, 4, 30), "Ngày Giải phóng miền Nam"),
        ClosedDay(date(year, 5, 1), "Quốc tế Lao động"),
        ClosedDay(date(year, 9, 1), "Quốc khánh"),
        ClosedDay(date(year, 9, 2), "Quốc khánh"),
    ]
    return tuple(days)


def solar_of(year: int, month: int, day: int) -> date:
    """The solar date of a day of an ordinary (not leap) lunar month of lunar year `year`."""
    before = _month_eleven(year - 1)
    after = _month_eleven(year)
    if month >= 11:
        before, after = after, _month_eleven(year + 1)
    first = math.floor(0.5 + (before - 2415021.076998695) / 29.530588853)
    shift = month - 11 if month >= 11 else month + 1
    if after - before > 365 and shift >= _leap_shift(before):
        shift += 1
    return date.fromordinal(_new_moon(first + shift) + day - 1 - 1721425)


def _new_moon(k: int) -> int:
    """The Julian day number, at UTC+7, of the k-th new moon after 1 January 1900."""
    t = k / 1236.85
    radian = math.pi / 180
    moment = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    moment += 0.00033 * math.sin((166.56 + 132.87 * t - 0.009173 * t**2) * radian)
    sun = (359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3) * radian
    moon = (306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3) * radian
    node = (21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3) * radian
    moment += (0.1734 - 0.000393 * t) * math.sin(sun) + 0.0021 * math.sin(2 * sun)
    moment += -0.4068 * math.sin(moon) + 0.0161 * math.sin(2 * moon) - 0.0004 * math.sin(3 * moon)
    moment += 0.0104 * math.sin(2 * node) - 0.0051 * math.sin(sun + moon) - 0.0074 * math.sin(sun - moon)
    moment += 0.0004 * math.sin(2 * node + sun) - 0.0004 * math.sin(2 * node - sun) - 0.0006 * math.sin(2 * node + moon)
    moment += 0.0010 * math.sin(2 * node - moon) + 0.0005 * math.sin(2 * moon + sun)
    difference = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return math.floor(moment - difference + 0.5 + _TIME_ZONE / 24)


def _sun_sector(day: int) -> int:
    """Which twelfth of the ecliptic (0 from the spring equinox) the sun is in as the Julian day `day` begins at
    UTC+7.
    """
    t = (day - 2451545.5 - _TIME_ZONE / 24) / 36525
    radian = math.pi / 180
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3) * radian
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    longitude += (1.914600 - 0.004817 * t - 0.000014 * t**2) * math.sin(anomaly)
    longitude += (0.019993 - 0.000101 * t) * math.sin(2 * anomaly) + 0.000290 * math.sin(3 * anomaly)
    return math.floor(longitude % 360 / 30)


def _month_eleven(year: int) -> int:
    """The Julian day on which the eleventh lunar month, the one with the winter solstice, begins."""
    k = math.floor((date(year, 12, 31).toordinal() + 1721425 - 2415021) / 29.530588853)
    start = _new_moon(k)
    return _new_moon(k - 1) if _sun_sector(start) >= 9 else start


def _leap_shift(month_eleven: int) -> int:
    """How many months after the eleventh the leap month comes: the first month without a change of the sun's sector."""
    k = math.floor((month_eleven - 2415021.076998695) / 29.530588853 + 0.5)
    shift, sector = 1, _sun_sector(_new_moon(k + 1))
    while shift < 14:
        following = _sun_sector(_new_moon(k + shift + 1))
        if following == sector and shift > 1:
            break
        sector = following
        shift += 1
    return shift - 1
