"""The age pyramid: women on one side, men on the other, youngest at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from hientai.web.ui.charts.drawing import (
    INK,
    LINE,
    PALETTE,
    Chart,
    empty_drawing,
    line,
    plain_number,
    rect,
    text,
    text_width,
    ticks,
)


def age_pyramid(
    title: str,
    ages: Sequence[str],
    women: Sequence[int],
    men: Sequence[int],
    *,
    description: str = "",
    width: float = 440,
    note: str = "",
) -> Chart:
    """Numbers of women and men per age band; bands run from the youngest to the oldest."""
    headings = (_("Độ tuổi"), _("Nữ"), _("Nam"), _("Tổng"))
    if not ages or sum(women) + sum(men) == 0:
        return Chart(title, _("Chưa có số liệu"), empty_drawing(width, 140), width, 140, headings, ())
    middle_room = max(text_width(age) for age in ages) / 2 + 10
    centre, thick = width / 2, 22.0
    marks = ticks(max([*women, *men]), 3)
    side = centre - middle_room - text_width(plain_number(marks[-1])) - 6
    top, bottom = 24.0, 24.0 + thick * len(ages)
    drawn = text(centre - middle_room, 14, _("Nữ"), anchor="end", fill=INK, weight=600)
    drawn += text(centre + middle_room, 14, _("Nam"), fill=INK, weight=600)
    for mark in marks[1:]:
        reach = side * mark / marks[-1]
        for x in (centre - middle_room - reach, centre + middle_room + reach):
            drawn += line(x, top, x, bottom, LINE)
            drawn += text(x, bottom + 15, plain_number(mark), anchor="middle", size=11)
    for place, age in enumerate(ages):
        y = bottom - thick * (place + 1)
        drawn += text(centre, y + thick / 2 + 4, age, anchor="middle", fill=INK)
        for value, colour, name, direction in (
            (women[place], PALETTE[0], _("Nữ"), -1),
            (men[place], PALETTE[1], _("Nam"), 1),
        ):
            reach = side * value / marks[-1]
            edge = centre + direction * middle_room
            x = edge - reach if direction < 0 else edge
            drawn += rect(x, y + 2, reach, thick - 4, colour, rx=2, tip=f"{name}, {age}: {plain_number(value)}")
            anchor = "end" if direction < 0 else "start"
            drawn += text(
                edge + direction * (reach + 5), y + thick / 2 + 4, plain_number(value), anchor=anchor, size=11
            )
    total_women, total = sum(women), sum(women) + sum(men)
    return Chart(
        title=title,
        description=description
        or _("%(total)s người, trong đó %(women)s nữ.")
        % {"total": plain_number(total), "women": plain_number(total_women)},
        drawing=drawn,
        width=width,
        height=bottom + 22,
        headings=headings,
        rows=tuple(
            (age, plain_number(w), plain_number(m), plain_number(w + m))
            for age, w, m in zip(ages, women, men, strict=True)
        ),
        note=note,
    )
