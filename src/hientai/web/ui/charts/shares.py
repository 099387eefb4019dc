"""Parts of a whole: a ring, and a gauge of one share against its target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _

from hientai.web.ui.charts.drawing import (
    INK,
    PALETTE,
    TARGET,
    Chart,
    Write,
    empty_drawing,
    line,
    n,
    plain_number,
    rect,
    text,
    text_width,
)
from hientai.web.ui.formats import write_share


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a whole."""

    label: str
    value: float
    colour: str = ""
    url: str = ""


def _arc(cx: float, cy: float, radius: float, start: float, end: float) -> str:
    """Return the path of an arc between two shares of the circle, clockwise from the top."""
    a, b = (2 * math.pi * share - math.pi / 2 for share in (start, end))
    large = 1 if end - start > 0.5 else 0
    return (
        f"M{n(cx + radius * math.cos(a))} {n(cy + radius * math.sin(a))}"
        f"A{n(radius)} {n(radius)} 0 {large} 1 {n(cx + radius * math.cos(b))} {n(cy + radius * math.sin(b))}"
    )


def donut_chart(
    title: str,
    slices: Sequence[Slice],
    *,
    centre: str = "",
    centre_note: str = "",
    description: str = "",
    write: Write = plain_number,
    width: float = 420,
    note: str = "",
) -> Chart:
    """A ring with its legend beside it, each part with figure and share. ``centre`` is the figure in the middle."""
    total = sum(one.value for one in slices)
    headings = ("", _("Số lượng"), _("Tỷ lệ"))
    if total <= 0:
        return Chart(title, _("Chưa có số liệu"), empty_drawing(width, 140), width, 140, headings, ())
    radius, ring = 62.0, 24.0
    cx = radius + ring / 2 + 4
    height = max(2 * (radius + ring / 2) + 8, 26.0 * len(slices) + 8)
    cy, start, drawn = height / 2, 0.0, ""
    x, y = 2 * cx + 14, height / 2 - 13.0 * len(slices) + 17
    for place, one in enumerate(slices):
        colour, share = one.colour or PALETTE[place % len(PALETTE)], one.value / total
        words = f"{write(one.value)} · {write_share(share, 1)}"
        if share > 0:
            gap = 0.004 if len(slices) > 1 and share > 0.012 else 0
            end = min(start + share - gap, 0.9999)
            drawn += (
                f'<path d="{_arc(cx, cy, radius, start, end)}" fill="none" stroke="{colour}" '
                f'stroke-width="{n(ring)}"><title>{escape(one.label)}: {words}</title></path>'
            )
        label = one.label
        room = width - x - 24 - text_width(words)
        while text_width(label) > room and len(label) > 3:
            label = label.rstrip("…")[:-1].rstrip() + "…"
        drawn += rect(x, y - 9, 11, 11, colour, rx=2) + text(x + 18, y, label, fill=INK)
        drawn += text(width - 2, y, words, anchor="end", fill=INK, weight=500)
        start, y = start + share, y + 26
    drawn += text(
        cx, cy + (3 if centre_note else 8), centre or write(total), anchor="middle", size=22, fill=INK, weight=600
    )
    if centre_note:
        drawn += text(cx, cy + 20, centre_note, anchor="middle", size=11)
    return Chart(
        title=title,
        description=description or "; ".join(f"{s.label}: {write_share(s.value / total, 1)}" for s in slices),
        drawing=drawn,
        width=width,
        height=height,
        headings=headings,
        rows=tuple((s.label, write(s.value), write_share(s.value / total, 2)) for s in slices),
        note=note,
    )


def share_gauge(
    title: str,
    share: float,
    *,
    target: float | None = None,
    baseline: float | None = None,
    description: str = "",
    width: float = 420,
    note: str = "",
) -> Chart:
    """One share (0–1) on a bar of 0–100%, with ticks where it started and where it should arrive."""
    reached = target is None or share >= target
    colour = PALETTE[3] if reached else PALETTE[2]
    left, span, top, thick = 4.0, width - 8, 30.0, 18.0
    at = left + span * min(max(share, 0), 1)
    drawn = rect(left, top, span, thick, "#ebe5dc", rx=4) + rect(left, top, at - left, thick, colour, rx=4)
    drawn += text(
        min(max(at, 34), width - 34), top - 9, write_share(share), anchor="middle", size=15, fill=INK, weight=600
    )
    rows = [(_("Hiện tại"), write_share(share))]
    below, taken, words_drawn = top + thick + 18, 0.0, ""
    for label, place in ((_("Xuất phát"), baseline), (_("Mục tiêu"), target)):
        if place is None:
            continue
        x, words = left + span * min(max(place, 0), 1), f"{label} {write_share(place)}"
        half = text_width(words, 11) / 2
        middle = min(max(x, half + 2), width - half - 2)
        if middle - half < taken:  # the labels would run into each other: the second goes one line down
            below += 15
        taken = middle + half + 8
        drawn += line(x, top - 3, x, below - 11, TARGET, 2)
        words_drawn += text(middle, below, words, anchor="middle", size=11, halo=True)
        rows.append((label, write_share(place)))
    return Chart(
        title=title,
        description=description or "; ".join(f"{label}: {words}" for label, words in rows),
        drawing=drawn + words_drawn,
        width=width,
        height=below + 6,
        headings=("", _("Tỷ lệ")),
        rows=tuple(rows),
        note=note,
    )
