"""Days, months and years as personnel files hold them: partial dates, ranges, half-open periods, Vietnamese forms.

Many dates of birth, admission or appointment are known only by year or month. A `PartialDate` keeps what is known
and says which days it may be.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Literal, Self

from hientai.base.errors import BadInput

Precision = Literal["day", "month", "year"]
DateInput = str | int | float | date

_FIRST_YEAR, _LAST_YEAR = 1800, 2200
_EXCEL_EPOCH = date(1899, 12, 30)
_LAST_SERIAL = (date(_LAST_YEAR, 12, 31) - _EXCEL_EPOCH).days

_TIME = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})" + _TIME + ")?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})" + _TIME)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})" + _TIME)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDS = re.compile(
    r"(?:(?:ngày|ng[.]?)\s*(?P<day>\d{1,2})\s*)?(?:tháng|th[.]?)\s*(?P<month>\d{1,2})\s*(?:năm\s*|[-/.,]\s*)(?P<year>\d{4})"
)
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2}")
_HOW = "Hãy viết ngày như 15/3/1975, chỉ tháng như 3/1975, hoặc chỉ năm như 1975."


def _unreadable(shown: object) -> BadInput:
    return BadInput(f"“{shown}” không phải là ngày. {_HOW}")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year. Ordered by year, month, day, the unknown before the known of the same year or month."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse days that do not exist, and a day without a month."""
        if not _FIRST_YEAR <= self.year <= _LAST_YEAR:
            raise BadInput(f"Năm {self.year} nằm ngoài khoảng {_FIRST_YEAR}–{_LAST_YEAR}. {_HOW}")
        if self.month is None:
            if self.day is not None:
                raise BadInput(f"Có ngày {self.day} mà không có tháng. {_HOW}")
            return
        if not 1 <= self.month <= 12:
            raise BadInput(f"Không có tháng {self.month}; ngày viết trước, tháng viết sau. {_HOW}")
        if self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise BadInput(f"Tháng {self.month}/{self.year} không có ngày {self.day}. {_HOW}")

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._parts() < other._parts()

    def _parts(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0

    def __str__(self) -> str:
        return self.display()

    @classmethod
    def from_date(cls, day: date) -> Self:
        """The fully known date of a day (or of a datetime, without its time)."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, value: DateInput | PartialDate) -> Self:
        """What a cell or a field means as a date.

        Accepts "15/3/1975" (also with dots or dashes), "3/1975", "1975", "ngày 15 tháng 3 năm 1975", ISO forms
        with or without time, date and datetime objects, and Excel serial numbers. A whole number 1800–2200 is a
        year. "00" stands for an unknown day or month. Two-digit years are refused. Raises `BadInput`.
        """
        if isinstance(value, PartialDate):
            return cls(value.year, value.month, value.day)
        if isinstance(value, date):
            return cls.from_date(value)
        if isinstance(value, (int, float)):
            return cls._from_number(value)
        return cls._from_text(value)

    @classmethod
    def _from_number(cls, value: float) -> Self:
        if isinstance(value, bool) or value != value:
            raise _unreadable(value)
        if _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value):
            return cls(int(value))
        if _LAST_YEAR < value <= _LAST_SERIAL + 1:
            return cls.from_date(_EXCEL_EPOCH + timedelta(days=int(value)))
        raise _unreadable(value)

    @classmethod
    def _from_text(cls, value: str) -> Self:
        text = " ".join(value.replace("\u00a0", " ").replace("–", "-").split()).lower()
        for pattern in (_ISO, _YEAR_FIRST, _COMPACT):
            if match := pattern.fullmatch(text):
                year, month, day = (int(part or 0) for part in match.groups())
                return cls._known(year, month, day)
        if match := _DAY_FIRST.fullmatch(text):
            return cls._known(int(match[3]), int(match[2]), int(match[1]))
        if match := _MONTH_YEAR.fullmatch(text):
            return cls._known(int(match[2]), int(match[1]), 0)
        if match := _WORDS.fullmatch(text):
            return cls._known(int(match["year"]), int(match["month"]), int(match["day"] or 0))
        if match := re.fullmatch(r"(?:năm\s*)?(\d{4})", text):
            return cls(int(match[1]))
        if re.fullmatch(r"\d{5,6}(\.0+)?", text):
            return cls._from_number(float(text))
        if _SHORT_YEAR.fullmatch(text):
            raise BadInput(f"“{value.strip()}” viết năm hai chữ số, không rõ thế kỷ. Hãy viết đủ bốn chữ số của năm.")
        raise _unreadable(value.strip())

    @classmethod
    def _known(cls, year: int, month: int, day: int) -> Self:
        return cls(year, month or None, day or None)

    @classmethod
    def from_storage(cls, stored: str) -> Self:
        """Read back what `to_storage` wrote. Raises ValueError for any other text."""
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", stored):
            raise ValueError(f"not a stored partial date: {stored!r}")
        return cls._known(int(stored[:4]), int(stored[5:7]), int(stored[8:]))

    def to_storage(self) -> str:
        """ "1975-03-15", "1975-03-00" or "1975-00-00": text order is the order of the dates."""
        return f"{self.year:04d}-{self.month or 0:02d}-{self.day or 0:02d}"

    @property
    def sortable(self) -> str:
        """The storage form, for sorting beside plain texts."""
        return self.to_storage()

    @property
    def precision(self) -> Precision:
        """How much is known: "day", "month" or "year"."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    def earliest(self) -> date:
        """The first day it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """The last day it may be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def display(self) -> str:
        """dd/mm/yyyy, mm/yyyy or yyyy."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.month:02d}/{self.year:04d}"
        return f"{self.day:02d}/{self.month:02d}/{self.year:04d}"


def parse_date(value: DateInput) -> date:
    """A fully known day from any form `PartialDate.parse` reads. Raises `BadInput` when only month or year is given."""
    partial = PartialDate.parse(value)
    if partial.precision != "day":
        raise BadInput(f"“{value}” chưa đủ ngày, tháng, năm. Hãy viết đủ như 15/3/1975.")
    return partial.earliest()


_RANGE_MARK = re.compile(r"\s*(?:->|→|đến hết|đến|tới)\s*(?:ngày\s*)?|\s+-\s+")
_RANGE_END = re.compile(r"(\d{1,2})(?:[/.](\d{1,2})(?:[/.](\d{4}))?)?")


def parse_date_range(text: str, year: int | None = None) -> tuple[date, date]:
    """First and last day (both inside) of "27/5 - 7/6/2019", "từ 27/5/2019 đến 7/6/2019", "27-31/5/2019" or one day.

    A year or month missing on the left is taken from the right; when the start would then fall after the end it is
    the year before ("28/12 - 5/1/2020"). A year missing on both sides comes from ``year``. Raises `BadInput`.
    """
    tidy = re.sub(r"[–—−]", "-", " ".join(text.lower().split()))
    tidy = re.sub(r"^(từ\s*)?(ngày\s*)?", "", tidy)
    sides = [side for side in _RANGE_MARK.split(tidy) if side]
    if len(sides) == 1 and tidy.count("-") == 1:
        sides = [side.strip() for side in tidy.split("-")]
    matches = [_RANGE_END.fullmatch(side.strip()) for side in sides]
    if not 1 <= len(sides) <= 2 or any(match is None for match in matches):
        raise _bad_range(text)
    left, right = ([int(g) if g else None for g in m.groups()] for m in (matches[0], matches[-1]) if m)
    end_year = right[2] or left[2] or year
    if end_year is None:
        raise BadInput(f"“{text.strip()}” không có năm. Hãy ghi năm, ví dụ 27/5/2019 - 7/6/2019.")
    end_month = right[1]
    if end_month is None:
        raise _bad_range(text)
    start_month = left[1] or end_month
    start_year = left[2]
    end = PartialDate(end_year, end_month, right[0]).earliest()
    start = PartialDate(start_year or end_year, start_month, left[0]).earliest()
    if start > end:
        if start_year is None and left[1] is not None:
            start = PartialDate(end_year - 1, start_month, left[0]).earliest()
        elif start_year is not None and right[2] is None:
            end = PartialDate(end_year + 1, end_month, right[0]).earliest()
        else:
            raise BadInput(f"“{text.strip()}” có ngày bắt đầu sau ngày kết thúc. Hãy kiểm tra lại hai ngày.")
    return start, end


def _bad_range(text: str) -> BadInput:
    return BadInput(f"“{text.strip()}” không phải là khoảng ngày. Hãy viết như 27/5/2019 - 7/6/2019.")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A validity: from a day on, until the day before ``valid_until`` (None: still valid). Half-open, never empty."""

    valid_from: date
    valid_until: date | None = None

    def __post_init__(self) -> None:
        """Refuse an end that is not after the start."""
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise BadInput("Ngày hết hiệu lực phải sau ngày bắt đầu hiệu lực. Hãy kiểm tra lại hai ngày.")

    def contains(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    def overlaps(self, other: Period) -> bool:
        """Whether some day lies in both."""
        return (other.valid_until is None or self.valid_from < other.valid_until) and (
            self.valid_until is None or other.valid_from < self.valid_until
        )

    def intersection(self, other: Period) -> Period | None:
        """The days in both, None when there are none."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.valid_until, other.valid_until) if end is not None]
        return Period(max(self.valid_from, other.valid_from), min(ends) if ends else None)


def last_day_of_month(day: date) -> date:
    """The last day of the month the day is in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day so many months later (earlier if negative), or the last day of a month that is too short."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Whole months from start to end: the largest n with add_months(start, n) <= end; negative when end is earlier."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def format_date(day: date) -> str:
    """dd/mm/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_header_date(day: date) -> str:
    """The date line of an official document: days below 10 and months 1 and 2 get a leading zero.

    "ngày 08 tháng 02 năm 2022", "ngày 15 tháng 3 năm 2022" (Decree 30/2020/NĐ-CP, annex I).
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
