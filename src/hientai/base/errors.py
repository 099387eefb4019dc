"""Errors of the domain: every one carries a sentence in Vietnamese that says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping


class DomainError(Exception):
    """Something the user asked for cannot be done.

    ``message`` is a complete Vietnamese sentence shown as it is; ``fields`` maps form field names to
    messages, so that a form can show each error beside its field.
    """

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields: dict[str, str] = dict(fields or {})

    def __str__(self) -> str:
        return self.message


class RuleBroken(DomainError):
    """A rule of the field forbids this act in this state (who may do what, when)."""


class NotPermitted(DomainError):
    """The actor has no grant that covers this act on this row."""


class BadInput(DomainError):
    """A value typed, pasted or imported cannot be understood."""


class Frozen(DomainError):
    """An approved or issued thing is written to; a correction must be a new row that cites the old one."""


class AuditMissing(RuntimeError):
    """An operation ended without an act in the audit; a programming error, everything is rolled back."""
