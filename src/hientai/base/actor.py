"""Who acts: passed explicitly to every operation, never read from a hidden global."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or process on whose behalf an operation runs.

    ``today`` is the day the act is dated: the shell reads the clock, the rooms never do.
    ``name`` is frozen into the audit so that it survives a renamed or removed account.
    """

    name: str
    today: date
    user_id: int | None = None
    unit_id: int | None = None
    unit_name: str = ""
    source: str = "web"
    request_id: str = ""

    @classmethod
    def system(cls, name: str, today: date, *, source: str = "console") -> Actor:
        """An actor without an account: console, worker, demo builder."""
        return cls(name=name, today=today, source=source)
