"""Two-way pictures: a heat map of units by requirements, and tasks over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _

from hientai.web.ui.charts.drawing import (
    INK,
    LINE,
    PALETTE,
    Chart,
    Write,
    empty_drawing,
    line,
    links_around,
    mix,
    n,
    rect,
    text,
    text_on,
    text_width,
    wrap,
    wrapped_text,
)
from hientai.web.ui.formats import write_date, write_share

LOW, MIDDLE, HIGH = "#fbf1d9", "#d99a3d", "#8c1c24"
NOTHING = "#f1eee9"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One row of a heat map: a value 0–1 per column or ``None`` (does not apply), its words, and where it leads."""

    label: str
    values: Sequence[float | None]
    texts: Sequence[str] = ()
    urls: Sequence[str] = ()
    url: str = ""


def heat_colour(share: float | None) -> str:
    """Return the colour of a share: pale when nothing is missing, ochre, then deep red; grey when it does not apply."""
    if share is None:
        return NOTHING
    return mix(LOW, MIDDLE, share * 2) if share < 0.5 else mix(MIDDLE, HIGH, share * 2 - 1)


def _column_heads(columns: Sequence[str], left: float, wide: float) -> tuple[float, str]:
    """Return the height of the column heads and their drawing: upright where they fit, else on a slant."""
    if wide >= 68:
        parts = [wrap(name, wide - 6, 11.5, 3) for name in columns]
        height = 15.0 * max(len(part) for part in parts) + 8
        drawn = "".join(
            f"<g><title>{escape(name)}</title>"
            + "".join(
                text(
                    left + wide * (i + 0.5),
                    height - 9 - 15 * (len(part) - 1 - j),
                    words,
                    anchor="middle",
                    size=11.5,
                    fill=INK,
                )
                for j, words in enumerate(part)
            )
            + "</g>"
            for i, (name, part) in enumerate(zip(columns, parts, strict=True))
        )
        return height, drawn
    return 104.0, "".join(_slanted(left + wide * (i + 0.5) - 2, 96, name) for i, name in enumerate(columns))


def _slanted(x: float, y: float, words: str) -> str:
    short = wrap(words, 140, 11, 1)[0]
    turn = f"rotate(-40 {n(x)} {n(y)})"
    return (
        f'<g><title>{escape(words)}</title><text x="{n(x)}" y="{n(y)}" font-size="11" fill="{INK}" '
        f'transform="{turn}">{escape(short)}</text></g>'
    )


def heat_map(
    title: str,
    columns: Sequence[str],
    rows: Sequence[HeatRow],
    *,
    description: str = "",
    write: Write = lambda share: write_share(share, 0),
    width: float = 860,
    note: str = "",
) -> Chart:
    """Cells by row and column, darker where the share is higher, each with its figure and a way to the names."""
    headings = ("", *columns)
    if not rows or not columns:
        return Chart(title, _("Chưa có số liệu"), empty_drawing(width, 140), width, 140, headings, ())
    left = min(max(text_width(row.label) for row in rows) + 14, width * 0.34)
    tall, wide = 32.0, (width - left - 4) / len(columns)
    wide = wide if wide >= 68 else (width - left - 64) / len(columns)
    top, drawn = _column_heads(columns, left, wide)
    table: list[tuple[str, ...]] = []
    for index, row in enumerate(rows):
        y = top + tall * index
        drawn += links_around(row.url, wrapped_text(left - 10, y + tall / 2, row.label, left - 12))
        written = [_cell_text(row, place, write) for place in range(len(columns))]
        for place, words in enumerate(written):
            colour = heat_colour(row.values[place])
            x = left + wide * place
            cell = rect(x + 1, y + 1, wide - 2, tall - 2, colour, rx=3, tip=f"{row.label} · {columns[place]}: {words}")
            cell += text(
                x + wide / 2, y + tall / 2 + 4, words, anchor="middle", size=11.5, fill=text_on(colour), weight=500
            )
            drawn += links_around(row.urls[place] if place < len(row.urls) else "", cell)
        table.append((row.label, *written))
    return Chart(
        title=title,
        description=description or _worst(rows, columns, write),
        drawing=drawn + _scale_key(left, top + tall * len(rows) + 14, write),
        width=width,
        height=top + tall * len(rows) + 44,
        headings=headings,
        rows=tuple(table),
        note=note,
        wide=True,
    )


def _cell_text(row: HeatRow, place: int, write: Write) -> str:
    if place < len(row.texts):
        return row.texts[place]
    value = row.values[place]
    return "–" if value is None else write(value)


def _scale_key(x: float, y: float, write: Write) -> str:
    steps = [0.0, 0.25, 0.5, 0.75, 1.0]
    return "".join(
        rect(x + 56 * i, y, 56, 10, heat_colour(step))
        + text(x + 56 * i + 28, y + 24, write(step), anchor="middle", size=11)
        for i, step in enumerate(steps)
    )


def _worst(rows: Sequence[HeatRow], columns: Sequence[str], write: Write) -> str:
    known = [(v, row.label, columns[i]) for row in rows for i, v in enumerate(row.values) if v is not None]
    if not known:
        return _("Chưa có số liệu")
    value, label, column = max(known)
    return _("Cao nhất: %(row)s, %(column)s (%(value)s).") % {"row": label, "column": column, "value": write(value)}


@dataclass(frozen=True, slots=True)
class GanttTask:
    """A task from one day to another (both included); ``done`` 0–1; a milestone has one day."""

    label: str
    starts_on: dt.date
    ends_on: dt.date
    done: float = 0.0
    is_overdue: bool = False
    is_milestone: bool = False
    url: str = ""


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60) if count / step <= 10 or step == 60)
    found, year, month = [], first.year, first.month - (first.month - 1) % min(step, 12)
    while (day := dt.date(year, month, 1)) <= last:
        if day >= first.replace(day=1):
            found.append(day)
        year, month = year + (month - 1 + step) // 12, (month - 1 + step) % 12 + 1
    return found


def gantt_chart(
    title: str,
    tasks: Sequence[GanttTask],
    *,
    on: dt.date | None = None,
    description: str = "",
    width: float = 860,
    note: str = "",
) -> Chart:
    """Tasks over months, the done part filled, a line at ``on`` (the day it is seen from)."""
    headings = ("", _("Từ ngày"), _("Đến ngày"), _("Đã làm"))
    if not tasks:
        return Chart(title, _("Chưa có số liệu"), empty_drawing(width, 140), width, 140, headings, ())
    first, last = min(task.starts_on for task in tasks), max(task.ends_on for task in tasks)
    days = (last - first).days + 1
    left, top, tall = min(max(text_width(task.label) for task in tasks) + 14, width * 0.36), 26.0, 30.0
    span, bottom = width - left - 12, top + tall * len(tasks)

    def x(day: dt.date) -> float:
        return left + span * (day - first).days / days

    drawn = "".join(
        line(max(x(day), left), top - 6, max(x(day), left), bottom, LINE)
        + text(max(x(day), left) + 3, 13, f"{day.month}/{day.year}", size=11)
        for day in _months(first, last)
    )
    for index, task in enumerate(tasks):
        drawn += links_around(task.url, _task(task, left, top + tall * index, tall, x))
    if on is not None and first <= on <= last:
        drawn += line(x(on), top - 6, x(on), bottom, PALETTE[0], 1.5, "4 3")
        drawn += text(x(on), bottom + 14, _("Hôm nay"), anchor="middle", size=11, fill=PALETTE[0], weight=600)
    overdue = sum(task.is_overdue for task in tasks)
    return Chart(
        title=title,
        description=description or _("%(count)s việc, %(late)s việc quá hạn.") % {"count": len(tasks), "late": overdue},
        drawing=drawn,
        width=width,
        height=bottom + 20,
        headings=headings,
        rows=tuple(
            (task.label, write_date(task.starts_on), write_date(task.ends_on), write_share(task.done, 0))
            for task in tasks
        ),
        legend=((_("Đã làm"), PALETTE[3]), (_("Còn lại"), "#cfd9d1"), (_("Quá hạn"), PALETTE[5])),
        note=note,
        wide=True,
    )


def _task(task: GanttTask, left: float, y: float, tall: float, x: Callable[[dt.date], float]) -> str:
    middle, start, end = y + tall / 2, x(task.starts_on), x(task.ends_on + dt.timedelta(days=1))
    drawn = wrapped_text(left - 10, middle, task.label, left - 12)
    tip = f"{task.label}: {write_date(task.starts_on)} – {write_date(task.ends_on)}, {write_share(task.done, 0)}"
    colour = PALETTE[5] if task.is_overdue else PALETTE[3]
    if task.is_milestone:
        points = f"{n(end - 7)},{n(middle)} {n(end)},{n(middle - 7)} {n(end + 7)},{n(middle)} {n(end)},{n(middle + 7)}"
        return drawn + f'<polygon points="{points}" fill="{colour}"><title>{escape(tip)}</title></polygon>'
    base = "#f0cfc7" if task.is_overdue else "#cfd9d1"
    drawn += rect(start, middle - 8, end - start, 16, base, rx=3, tip=tip)
    return drawn + rect(start, middle - 8, (end - start) * min(max(task.done, 0), 1), 16, colour, rx=3, tip=tip)
