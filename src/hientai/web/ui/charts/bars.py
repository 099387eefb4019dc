"""Bars lie on their side, because the names of units and standards are long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hientai.web.ui.charts.drawing import (
    INK,
    LINE,
    PALETTE,
    TARGET,
    Chart,
    Write,
    column_texts,
    empty_drawing,
    line,
    links_around,
    n,
    plain_number,
    rect,
    text,
    text_on,
    text_width,
    ticks,
    wrapped_text,
)
from hientai.web.ui.formats import write_share


@dataclass(frozen=True, slots=True)
class Series:
    """One set of values, in the order of the labels."""

    name: str
    values: Sequence[float]
    colour: str = ""


def _label_width(labels: Sequence[str], width: float) -> float:
    longest = max((text_width(label) for label in labels), default=0)
    return min(longest + 4, width * 0.36)


def _scale(left: float, right: float, top: float, bottom: float, marks: Sequence[float], write: Write) -> str:
    span = right - left
    return "".join(
        line(left + span * mark / marks[-1], top, left + span * mark / marks[-1], bottom, LINE)
        + text(left + span * mark / marks[-1], bottom + 15, write(mark), anchor="middle", size=11)
        for mark in marks
    )


def _value(left: float, end: float, y: float, words: str, target: float | None, colour: str) -> str:
    """The figure after the bar, or inside its end where a target's tick would run through it."""
    room = text_width(words) + 8
    if target is not None and end + 2 < target < end + room and end - left > room:
        return text(end - 5, y, words, anchor="end", fill=text_on(colour), weight=500)
    return text(end + 6, y, words, fill=INK, weight=500, halo=True)


def _group(
    label: str,
    pairs: Sequence[tuple[Series, float]],
    target: float | None,
    place: tuple[float, float, float, float],
    write: Write,
) -> str:
    """The bars of one label; ``place`` is left edge, top, width of one unit of value, thickness of a bar."""
    left, top, unit, thick = place
    block = thick * len(pairs)
    drawn, figures = wrapped_text(left - 10, top + block / 2, label, left - 12), ""
    at = None if target is None else left + target * unit
    for row, (one, value) in enumerate(pairs):
        y, colour = top + thick * row, one.colour or PALETTE[row % len(PALETTE)]
        tip = f"{label} · {one.name}: {write(value)}" if one.name else f"{label}: {write(value)}"
        drawn += rect(left, y + 1, value * unit, thick - 2, colour, rx=2, tip=tip)
        figures += _value(left, left + value * unit, y + thick / 2 + 4, write(value), at, colour)
    tick = "" if at is None else line(at, top - 3, at, top + block + 3, TARGET, 2)
    return drawn + tick + figures


def bar_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    description: str = "",
    targets: Sequence[float | None] = (),
    urls: Sequence[str] = (),
    write: Write = plain_number,
    width: float = 560,
    note: str = "",
) -> Chart:
    """Bars of one series, or groups of several; ``targets`` draws a tick each bar should reach.

    Values must not be negative. ``urls`` leads from each label's bars to the names behind them.
    """
    if not labels:
        return _empty(title, description, width, series)
    thick, gap = (18.0, 12.0) if len(series) == 1 else (13.0, 14.0)
    left = _label_width(labels, width) + 10
    highest = max([v for one in series for v in one.values] + [t for t in targets if t] + [0])
    marks = ticks(highest)
    right = width - text_width(write(highest)) - 10
    span = right - left
    y, parts = 6.0, []
    for index, label in enumerate(labels):
        target = targets[index] if index < len(targets) else None
        drawn = _group(
            label, [(one, one.values[index]) for one in series], target, (left, y, span / marks[-1], thick), write
        )
        parts.append(links_around(urls[index] if index < len(urls) else "", drawn))
        y += thick * len(series) + gap
    bottom = y - gap / 2
    legend = [(one.name, one.colour or PALETTE[i % len(PALETTE)]) for i, one in enumerate(series) if one.name]
    if targets:
        legend.append((_("Mục tiêu"), TARGET))
    rows = tuple(
        (label, *column_texts([one.values[i] for one in series], write), *column_texts(targets[i : i + 1], write))
        for i, label in enumerate(labels)
    )
    return Chart(
        title=title,
        description=description or _described(labels, series[0], write),
        drawing=_scale(left, right, 0, bottom, marks, write) + "".join(parts),
        width=width,
        height=bottom + 22,
        headings=("", *(one.name or _("Giá trị") for one in series), *((_("Mục tiêu"),) if targets else ())),
        rows=rows,
        legend=tuple(legend) if len(legend) > 1 else (),
        note=note,
    )


def stacked_bar_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    description: str = "",
    as_shares: bool = False,
    urls: Sequence[str] = (),
    write: Write = plain_number,
    width: float = 560,
    note: str = "",
) -> Chart:
    """Bars made of parts; ``as_shares`` stretches each to 100% and writes the percentages."""
    thick, gap = 22.0, 12.0
    left = _label_width(labels, width) + 10
    totals = [sum(one.values[i] for one in series) for i in range(len(labels))]
    marks = [0.0, 0.25, 0.5, 0.75, 1.0] if as_shares else ticks(max([*totals, 0]))
    right = width - (26 if as_shares else text_width(write(max([*totals, 0]))) + 10)
    span = right - left
    y, parts = 4.0, []
    for index, label in enumerate(labels):
        drawn, x = wrapped_text(left - 10, y + thick / 2, label, left - 12), left
        whole = totals[index] or 1
        for place, one in enumerate(series):
            value = one.values[index]
            share = value / whole if as_shares else value / marks[-1]
            colour = one.colour or PALETTE[place % len(PALETTE)]
            words = write_share(value / whole, 0) if as_shares else write(value)
            drawn += rect(x, y, span * share - 1, thick, colour, tip=f"{label} · {one.name}: {write(value)} ({words})")
            if span * share > text_width(words) + 8:
                middle = x + span * share / 2
                drawn += text(middle, y + thick / 2 + 4, words, anchor="middle", size=11, fill=text_on(colour))
            x += span * share
        if not as_shares:
            drawn += text(x + 6, y + thick / 2 + 4, write(totals[index]), fill=INK, weight=500)
        parts.append(links_around(urls[index] if index < len(urls) else "", drawn))
        y += thick + gap
    bottom = y - gap / 2
    if not labels:
        return _empty(title, description, width, series)
    on_scale: Write = (lambda mark: write_share(mark, 0)) if as_shares else write
    return Chart(
        title=title,
        description=description or _described(labels, Series(_("Tổng"), totals), write),
        drawing=_scale(left, right, 0, bottom, marks, on_scale) + "".join(parts),
        width=width,
        height=bottom + 22,
        headings=("", *(one.name for one in series), _("Tổng")),
        rows=tuple(
            (label, *column_texts([one.values[i] for one in series], write), write(totals[i]))
            for i, label in enumerate(labels)
        ),
        legend=tuple((one.name, one.colour or PALETTE[i % len(PALETTE)]) for i, one in enumerate(series)),
        note=note,
    )


def _described(labels: Sequence[str], one: Series, write: Write) -> str:
    pairs = sorted(zip(labels, one.values, strict=True), key=lambda pair: pair[1])
    if len(pairs) == 1:
        return f"{pairs[0][0]}: {write(pairs[0][1])}"
    low, high = pairs[0], pairs[-1]
    return _("Cao nhất: %(high)s (%(h)s); thấp nhất: %(low)s (%(l)s).") % {
        "high": high[0],
        "h": write(high[1]),
        "low": low[0],
        "l": write(low[1]),
    }


def _empty(title: str, description: str, width: float, series: Sequence[Series]) -> Chart:
    headings = ("", *(one.name for one in series))
    return Chart(title, description or _("Chưa có số liệu"), empty_drawing(width, 120), width, 120, headings, ())


def inline_meter(share: float, target: float | None = None, *, width: float = 120, height: float = 10) -> SafeString:
    """A bare bar of one share for a table cell, with a tick at the target; the figure stands beside it as text."""
    filled = min(max(share, 0), 1) * width
    reached = target is None or share >= target
    drawn = rect(0, 0, width, height, "#ebe5dc", rx=height / 2)
    drawn += rect(0, 0, filled, height, PALETTE[3] if reached else PALETTE[2], rx=height / 2)
    if target is not None:
        drawn += line(target * width, 0, target * width, height, TARGET, 2)
    box = f'viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}" height="{n(height)}"'
    return mark_safe(f'<span class="ht-spark"><svg {box} aria-hidden="true">{drawn}</svg></span>')  # noqa: S308
