"""Privacy classes of fields: Luật 91/2025/QH15 and NĐ 356/2025/NĐ-CP tell basic from sensitive personal data.

Every model declares ``privacy``: a mapping from field name to class, with the key ``"*"`` for all fields not
named. A house test walks every model and every field.
"""

from __future__ import annotations

from enum import StrEnum


class Privacy(StrEnum):
    """How far a field may be seen."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    IDENTITY = "identity"


NOT_PERSONAL: dict[str, Privacy] = {"*": Privacy.INTERNAL}


def privacy_of(model: type, field: str) -> Privacy | None:
    """The privacy class of a field of a model, or None when the model does not say."""
    declared: dict[str, Privacy] = getattr(model, "privacy", {})
    return declared.get(field, declared.get("*"))


MASK = "•••"


def masked(value: str, keep: int = 0) -> str:
    """A value with all but the last ``keep`` characters hidden; empty stays empty."""
    if not value:
        return value
    return MASK + (value[-keep:] if keep else "")
