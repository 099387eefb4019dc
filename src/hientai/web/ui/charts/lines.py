"""Lines over time: what was, what should be (the path to a target), what may be (a band)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hientai.web.ui.charts.drawing import (
    INK,
    LINE,
    PALETTE,
    PAPER,
    TARGET,
    Chart,
    Write,
    column_texts,
    empty_drawing,
    line,
    n,
    plain_number,
    text,
    text_width,
    ticks,
)


@dataclass(frozen=True, slots=True)
class LineSeries:
    """One line over the labels; ``None`` leaves a gap. ``is_target`` draws a dashed path without points."""

    name: str
    values: Sequence[float | None]
    colour: str = ""
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A range per label (low, high), e.g. a forecast's; ``None`` where there is none."""

    name: str
    ranges: Sequence[tuple[float, float] | None]
    colour: str = "#e9d9b8"


def _strokes(points: Sequence[tuple[float, float] | None]) -> str:
    path, pen_down = [], False
    for point in points:
        if point is None:
            pen_down = False
            continue
        path.append(f"{'L' if pen_down else 'M'}{n(point[0])} {n(point[1])}")
        pen_down = True
    return "".join(path)


class _Plot:
    """Turns label positions and values into places on the paper."""

    def __init__(self, labels: Sequence[str], marks: Sequence[float], write: Write, width: float, height: float):
        self.marks, self.write, self.count = marks, write, len(labels)
        self.left = max(text_width(write(mark), 11) for mark in marks) + 10
        self.right, self.top, self.bottom = width - 18, 12.0, height - 26

    def x(self, index: int) -> float:
        return self.left + (self.right - self.left) * (index + 0.5) / self.count

    def y(self, value: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        return self.bottom - (self.bottom - self.top) * (value - low) / (high - low)

    def frame(self, labels: Sequence[str]) -> str:
        drawn = "".join(
            line(self.left, self.y(mark), self.right, self.y(mark), LINE)
            + text(self.left - 8, self.y(mark) + 4, self.write(mark), anchor="end", size=11)
            for mark in self.marks
        )
        room = (self.right - self.left) / self.count
        every = max(1, -(-int(max(text_width(label, 11) for label in labels) + 6) // max(int(room), 1)))
        return drawn + "".join(
            text(self.x(i), self.bottom + 17, label, anchor="middle", size=11)
            for i, label in enumerate(labels)
            if i % every == 0
        )

    def band(self, band: Band) -> str:
        places = [(i, pair) for i, pair in enumerate(band.ranges) if pair is not None]
        if not places:
            return ""
        upper = [f"{n(self.x(i))},{n(self.y(pair[1]))}" for i, pair in places]
        lower = [f"{n(self.x(i))},{n(self.y(pair[0]))}" for i, pair in reversed(places)]
        return f'<polygon points="{" ".join(upper + lower)}" fill="{band.colour}" fill-opacity="0.55"></polygon>'

    def series(self, one: LineSeries, colour: str, labels: Sequence[str], others: Sequence[LineSeries]) -> str:
        points = [None if v is None else (self.x(i), self.y(v)) for i, v in enumerate(one.values)]
        dash = ' stroke-dasharray="5 4"' if one.is_target else ""
        weight = 1.75 if one.is_target else 2.25
        drawn = (
            f'<path d="{_strokes(points)}" fill="none" stroke="{colour}" stroke-width="{weight}" '
            f'stroke-linejoin="round" stroke-linecap="round"{dash}></path>'
        )
        for index, (point, value) in enumerate(zip(points, one.values, strict=True)):
            if point is None or value is None:
                continue
            tip = escape(f"{one.name}, {labels[index]}: {self.write(value)}")
            radius, fill = (2.5, colour) if one.is_target else (4, PAPER)
            drawn += (
                f'<circle cx="{n(point[0])}" cy="{n(point[1])}" r="{radius}" fill="{fill}" stroke="{colour}" '
                f'stroke-width="2"><title>{tip}</title></circle>'
            )
        return drawn + self._last_value(one, points, others)

    def _last_value(
        self, one: LineSeries, points: Sequence[tuple[float, float] | None], others: Sequence[LineSeries]
    ) -> str:
        known = [
            (i, p, v)
            for i, (p, v) in enumerate(zip(points, one.values, strict=True))
            if p is not None and v is not None
        ]
        if not known:
            return ""
        index, (x, y), value = known[-1]
        beside = [v for other in others if other is not one and (v := other.values[index]) is not None]
        above = any(v >= value for v in beside)  # another line runs above: the figure goes below
        words = self.write(value)
        anchor = "end" if x + text_width(words) / 2 > self.right + 16 else "middle"
        place = y + 19 if above else max(y - 9, 10)
        return text(x, place, words, anchor=anchor, fill=INK, weight=600, halo=True)


def line_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[LineSeries],
    *,
    bands: Sequence[Band] = (),
    description: str = "",
    write: Write = plain_number,
    highest: float | None = None,
    width: float = 560,
    height: float = 260,
    note: str = "",
) -> Chart:
    """Lines over equally spaced labels from zero up; ``highest`` fixes the top of the scale (1 for shares)."""
    seen = [v for one in series for v in one.values if v is not None]
    seen += [pair[1] for band in bands for pair in band.ranges if pair is not None]
    headings = ("", *(one.name for one in series), *(band.name for band in bands))
    if not labels or not seen:
        return Chart(title, _("Chưa có số liệu"), empty_drawing(width, 140), width, 140, headings, ())
    plot = _Plot(labels, ticks(highest or max(seen)), write, width, height)
    colours = [one.colour or (TARGET if one.is_target else PALETTE[i % len(PALETTE)]) for i, one in enumerate(series)]
    drawn = "".join(plot.band(band) for band in bands) + plot.frame(labels)
    drawn += "".join(plot.series(one, colour, labels, series) for one, colour in zip(series, colours, strict=True))
    rows = tuple(
        (
            label,
            *column_texts([one.values[i] for one in series], write),
            *(_range_text(band.ranges[i], write) for band in bands),
        )
        for i, label in enumerate(labels)
    )
    legend = [(one.name, colour) for one, colour in zip(series, colours, strict=True)]
    legend += [(band.name, band.colour) for band in bands]
    return Chart(
        title=title,
        description=description or "; ".join(_journey(one, labels, write) for one in series),
        drawing=drawn,
        width=width,
        height=height,
        headings=headings,
        rows=rows,
        legend=tuple(legend) if len(legend) > 1 else (),
        note=note,
    )


def _range_text(pair: tuple[float, float] | None, write: Write) -> str:
    return "–" if pair is None else f"{write(pair[0])} – {write(pair[1])}"


def _journey(one: LineSeries, labels: Sequence[str], write: Write) -> str:
    known = [(label, value) for label, value in zip(labels, one.values, strict=True) if value is not None]
    if not known:
        return f"{one.name}: –"
    first, last = known[0], known[-1]
    return _("%(name)s: từ %(a)s (%(x)s) đến %(b)s (%(y)s)") % {
        "name": one.name,
        "a": write(first[1]),
        "x": first[0],
        "b": write(last[1]),
        "y": last[0],
    }


def sparkline(values: Sequence[float | None], label: str, *, width: float = 120, height: float = 28) -> SafeString:
    """A bare line for a figure or a table cell; ``label`` says in words what it shows."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return SafeString("")
    low, high = min(known), max(known)
    span = (high - low) or 1
    step = (width - 8) / (len(values) - 1)
    points = [
        None if v is None else (4 + step * i, height - 5 - (height - 10) * (v - low) / span)
        for i, v in enumerate(values)
    ]
    end = next(point for point in reversed(points) if point is not None)
    return mark_safe(  # noqa: S308
        f'<span class="ht-spark"><svg viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}" height="{n(height)}" '
        f'role="img" aria-label="{escape(label)}"><path d="{_strokes(points)}" fill="none" stroke="{PALETTE[0]}" '
        f'stroke-width="1.75" stroke-linejoin="round" stroke-linecap="round"></path><circle cx="{n(end[0])}" '
        f'cy="{n(end[1])}" r="2.75" fill="{PALETTE[0]}"></circle></svg></span>'
    )
