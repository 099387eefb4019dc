"""What all charts share: the figure with its table twin, escaped SVG elements, wrapped labels, round scales.

Colours are presentation attributes, never inline styles, so the drawings hold under the strict policy, on paper
and outside the page.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hientai.web.ui.formats import write_number

PALETTE = ("#8c1c24", "#2f6690", "#b0781a", "#3c7a57", "#6b4e8a", "#b2533f", "#4b7f86", "#7a7168")
INK, INK_2, LINE, LINE_STRONG, PAPER = "#2a2521", "#574f48", "#e5dfd6", "#938a7f", "#ffffff"
TARGET, BLACK = "#2a2521", "#000000"

Write = Callable[[float], str]
_ids = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn figure. Written into a template with ``{{ chart }}``."""

    title: str
    description: str
    drawing: str
    width: float
    height: float
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    legend: tuple[tuple[str, str], ...] = ()  # (words, colour)
    note: str = ""
    wide: bool = False

    @property
    def svg(self) -> SafeString:
        """The drawing alone."""
        key = f"chart{next(_ids)}"
        return mark_safe(  # noqa: S308
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(self.width)} {n(self.height)}" '
            f'width="{n(self.width)}" height="{n(self.height)}" role="img" aria-labelledby="{key}t {key}d">'
            f'<title id="{key}t">{escape(self.title)}</title><desc id="{key}d">{escape(self.description)}</desc>'
            f"{self.drawing}</svg>"
        )

    @property
    def table(self) -> SafeString:
        """The same figures as a table."""
        head = format_html_join("", '<th scope="col">{}</th>', ((text,) for text in self.headings))
        body = format_html_join(
            "",
            '<tr><th scope="row">{}</th>{}</tr>',
            (
                (row[0], format_html_join("", '<td class="ht-num">{}</td>', ((text,) for text in row[1:])))
                for row in self.rows
            ),
        )
        return format_html(
            '<div class="ht-table-wrap"><table class="ht-table"><caption class="ht-sr">{}</caption>'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
            self.title,
            head,
            body,
        )

    @property
    def figure(self) -> SafeString:
        """The drawing with its title, legend and table twin."""
        legend = format_html_join(
            "",
            '<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" rx="2" fill="{}"></rect>'
            "</svg>{}</li>",
            ((colour, label) for label, colour in self.legend),
        )
        twin = format_html(
            '<details class="ht-chart__data"><summary>{}</summary>{}</details>', _("Xem bảng số liệu"), self.table
        )
        twin = twin if self.rows else SafeString("")
        return format_html(
            '<figure class="ht-chart"><figcaption><p class="ht-chart__title">{}</p>{}</figcaption>'
            '<div class="ht-chart__paper{}">{}</div>{}{}</figure>',
            self.title,
            format_html('<p class="ht-chart__note">{}</p>', self.note) if self.note else "",
            " ht-chart__paper--wide" if self.wide else " ht-chart__paper--middle" if self.width > 450 else "",
            self.svg,
            format_html('<ul class="ht-chart__legend">{}</ul>', legend) if legend else "",
            twin,
        )

    def __str__(self) -> SafeString:
        return self.figure

    def __html__(self) -> SafeString:
        return self.figure


def n(value: float) -> str:
    """Write a coordinate shortly."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def rect(x: float, y: float, width: float, height: float, fill: str, *, rx: float = 0, tip: str = "") -> str:
    """A rectangle; ``tip`` is shown on hover."""
    body = f"<title>{escape(tip)}</title>" if tip else ""
    corner = f' rx="{n(rx)}"' if rx else ""
    return (
        f'<rect x="{n(x)}" y="{n(y)}" width="{n(max(width, 0))}" height="{n(max(height, 0))}"{corner} '
        f'fill="{fill}">{body}</rect>'
    )


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE, width: float = 1, dash: str = "") -> str:
    """A straight line."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}" stroke="{stroke}" stroke-width="{n(width)}"'
        f"{dashes}></line>"
    )


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: float = 12,
    fill: str = INK_2,
    weight: int = 400,
    halo: bool = False,
) -> str:
    """A line of text; ``halo`` keeps it readable where it crosses lines."""
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    edge = f' stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    return f'<text x="{n(x)}" y="{n(y)}" font-size="{n(size)}" fill="{fill}"{place}{bold}{edge}>{escape(words)}</text>'


def text_width(words: str, size: float = 12) -> float:
    """Estimate the width of text in Be Vietnam Pro; a little generous, so that labels do not collide."""
    narrow = sum(1 for char in words if char in "iIlj.,:;'|! tfr")
    return size * (0.58 * len(words) - 0.2 * narrow)


def wrap(words: str, width: float, size: float = 12, lines: int = 2) -> list[str]:
    """Break words into at most ``lines`` lines of that width; what does not fit ends in an ellipsis."""
    found: list[str] = [""]
    for word in words.split():
        longer = f"{found[-1]} {word}".strip()
        if text_width(longer, size) <= width or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    last = found[-1]
    while text_width(last, size) > width and len(last) > 1:
        last = last.rstrip("…")[:-1].rstrip() + "…"
    return [*found[:-1], last]


def wrapped_text(
    x: float, middle: float, words: str, width: float, *, size: float = 12, anchor: str = "end", lines: int = 2
) -> str:
    """A label of up to ``lines`` lines, centred on ``middle``, whole words in its hover title."""
    parts = wrap(words, width, size, lines)
    step = size * 1.25
    top = middle - step * (len(parts) - 1) / 2 + size * 0.36
    drawn = "".join(text(x, top + step * i, part, anchor=anchor, size=size, fill=INK) for i, part in enumerate(parts))
    return f"<g><title>{escape(words)}</title>{drawn}</g>"


def ticks(highest: float, count: int = 5) -> list[float]:
    """Return round values from 0 to at least ``highest``."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough - 1e-12)
    return [step * index for index in range(math.ceil(highest / step - 1e-9) + 1)]


def text_on(colour: str) -> str:
    """Return white or black, whichever is easier to read on a ``#rrggbb`` colour: one of them reaches 4.5:1 on any."""
    return PAPER if contrast(colour, PAPER) >= contrast(colour, BLACK) else BLACK


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(low: str, high: str, share: float) -> str:
    """Return the colour at ``share`` (0–1) of the way from ``low`` to ``high``."""
    share = min(max(share, 0.0), 1.0)
    pairs = ((int(low[i : i + 2], 16), int(high[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def plain_number(value: float) -> str:
    """The usual way to write a figure in a chart."""
    return write_number(value)


def empty_drawing(width: float, height: float) -> str:
    """What a chart without figures shows."""
    return rect(0, 0, width, height, "#fbfaf7", rx=6) + text(
        width / 2, height / 2 + 4, _("Chưa có số liệu"), anchor="middle", size=13
    )


def links_around(url: str, drawn: str) -> str:
    """Wrap a drawn part in a link when there is somewhere to go."""
    return f'<a href="{escape(url)}">{drawn}</a>' if url else drawn


def column_texts(values: Sequence[float | None], write: Write) -> tuple[str, ...]:
    """Write the cells of a table row."""
    return tuple("–" if value is None else write(value) for value in values)
