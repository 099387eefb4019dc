"""How values are written for a Vietnamese reader: 1.234.567,5 · 43,75% · 19/5/2026 · 5/2010.

Pure functions, used by the template tags, the lists and the charts, so that a figure looks the same everywhere.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Protocol, TypeGuard

from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

NONE_MARK = "–"


class DateParts(Protocol):
    """What a date known only in part offers: a year, perhaps a month, perhaps a day."""

    year: int
    month: int | None
    day: int | None


def write_number(value: object, places: int | None = None) -> str:
    """Write a number with ``.`` between thousands and ``,`` before decimals; ``places`` rounds half up.

    Without ``places`` at most two decimals are shown and trailing zeros are dropped. Anything that is not a
    number comes back as text, ``None`` as a dash.
    """
    if value is None or value == "":
        return NONE_MARK
    if isinstance(value, bool):
        return write_boolean(value)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return NONE_MARK
    kept = 2 if places is None else max(places, 0)
    number = number.quantize(Decimal(1).scaleb(-kept), rounding=ROUND_HALF_UP)
    text = f"{abs(number):,.{kept}f}".translate(str.maketrans(",.", ".,"))
    if places is None and "," in text:
        text = text.rstrip("0").rstrip(",")
    return f"−{text}" if number < 0 else text


def write_share(value: object, places: int = 2) -> str:
    """Write a share between 0 and 1 as a percentage: ``Decimal("0.4375")`` → ``43,75%``."""
    if value is None or value == "":
        return NONE_MARK
    try:
        share = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return f"{write_number(share * 100, places)}%"


def write_money(value: object) -> str:
    """Write whole đồng: ``1250000`` → ``1.250.000 ₫`` with a space that does not break."""
    if value is None or value == "":
        return NONE_MARK
    return f"{write_number(value, 0)}\u00a0₫"


def write_date(value: dt.date | None) -> str:
    """Write a date as people do here: ``19/05/2026``."""
    if value is None:
        return NONE_MARK
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


def write_moment(value: dt.datetime | None) -> str:
    """Write a date with its time of day: ``14:05 19/05/2026``."""
    if value is None:
        return NONE_MARK
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local.hour:02d}:{local.minute:02d} {write_date(local)}"


def _has_parts(value: object) -> TypeGuard[DateParts]:
    return isinstance(getattr(value, "year", None), int) and hasattr(value, "month") and hasattr(value, "day")


def write_partial_date(value: object) -> str:
    """Write a date of which perhaps only the month or the year is known: ``2010``, ``05/2010``, ``19/05/2010``.

    Accepts a date, an object with ``year``, ``month``, ``day`` (the last two perhaps ``None``), or ISO text cut
    short (``"2010"``, ``"2010-05"``) or filled up with zeros (``"2010-05-00"``).
    """
    if value is None or value == "":
        return NONE_MARK
    if isinstance(value, str):
        pieces = [piece for piece in value.split("-") if piece != "00"]
        if not all(piece.isdigit() for piece in pieces) or len(pieces) > 3:
            return value
        year, *rest = pieces
        return "/".join([f"{int(piece):02d}" for piece in reversed(rest)] + [year])
    if _has_parts(value):
        parts = [f"{part:02d}" for part in (value.day, value.month) if part]
        return "/".join([*parts, str(value.year)])
    return str(value)


def write_boolean(value: bool) -> str:
    """Write yes or no."""
    return _("Có") if value else _("Không")


def display(value: object) -> SafeString:
    """Return any cell value as escaped HTML in its usual form; nothing is a grey dash."""
    if value is None or value == "":
        return mark_safe(f'<span class="ht-none" aria-label="{_("không có")}">{NONE_MARK}</span>')  # noqa: S308
    if isinstance(value, SafeString):
        return value
    if isinstance(value, bool):
        return format_html("{}", write_boolean(value))
    if isinstance(value, int | float | Decimal):
        return format_html("{}", write_number(value))
    if isinstance(value, dt.datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), write_moment(value))
    if isinstance(value, dt.date):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), write_date(value))
    return SafeString(conditional_escape(str(value)))
