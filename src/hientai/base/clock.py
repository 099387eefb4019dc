"""The day of the installation. Only the shell (web, console, worker) asks; rooms are given their day.

A demo installation lives on a fixed day, kept as the code item ``installation/today``, so that its figures are the same
whenever it is opened; HIENTAI_TODAY overrides it. A real installation has neither and lives on the calendar's day.
"""

from __future__ import annotations

import os
import time
from datetime import date

from django.utils import timezone

from hientai.base.models import CodeItem

_seen: dict[str, tuple[float, date | None]] = {}


def fixed_day() -> date | None:
    """The fixed day of a demo installation; None for a real one. Read from the database once in ten seconds."""
    given = os.environ.get("HIENTAI_TODAY")
    if given:
        return date.fromisoformat(given)
    read_at, day = _seen.get("today", (0.0, None))
    if time.monotonic() - read_at > 10 or read_at == 0.0:
        stored = CodeItem.objects.filter(list_name="installation", code="today").values_list("label", flat=True).first()
        day = date.fromisoformat(stored) if stored else None
        _seen["today"] = (time.monotonic(), day)
    return day


def forget_fixed_day() -> None:
    """Read the fixed day anew at the next question (after a demo was built, or between tests)."""
    _seen.clear()


def today() -> date:
    """Today in Vietnam, or the fixed day of a demo installation."""
    return fixed_day() or timezone.localdate()
