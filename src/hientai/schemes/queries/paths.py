"""The path of a target over the years beside its readings: what a line chart shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hientai.schemes.queries.progress import Standing, path_share


@dataclass(frozen=True, slots=True)
class PathPoint:
    """One day of a target's path: the share asked for, the share read (None where nothing was read)."""

    day: date
    asked: Fraction | None
    read: Fraction | None
    is_mark: bool


def path_points(standing: Standing) -> list[PathPoint]:
    """From the baseline through every year-end to the last mark, with all readings and the standing of the day."""
    readings = {
        m.measured_on: Fraction(m.meeting_count, m.population_count)
        for m in standing.target.measurements.all()
        if m.population_count and m.measured_on <= standing.on
    }
    if standing.share is not None:
        readings[standing.on] = standing.share
    marks = [d.mark for d in standing.distances]
    base = next((m for m in standing.target.measurements.all() if m.is_baseline and m.population_count), None)
    baseline = (base.measured_on, Fraction(base.meeting_count, base.population_count)) if base else None
    first = min([*readings, *(m.due_on for m in marks)], default=standing.on)
    last = max((m.year for m in marks), default=standing.on.year)
    days = sorted({*readings, *(date(year, 12, 31) for year in range(first.year, last + 1))})
    ends = {m.due_on for m in marks}
    return [
        PathPoint(day, path_share(marks, baseline, day) if day <= date(last, 12, 31) else None, readings.get(day),
                  day in ends)
        for day in days
    ]  # fmt: skip
