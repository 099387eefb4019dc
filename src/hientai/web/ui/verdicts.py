"""The four verdicts on a requirement and the face each one wears; words first, colour second."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class VerdictFace:
    """How a verdict is shown: its code, words and icon name."""

    code: str
    label: str | Promise
    icon: str


_FACES = {
    face.code: face
    for face in (
        VerdictFace("met", _("Đạt"), "circle-check"),
        VerdictFace("missing", _("Thiếu"), "circle-x"),
        VerdictFace("owed", _("Nợ"), "clock-exclamation"),
        VerdictFace("unconfirmed", _("Cần xác nhận"), "help-circle"),
    )
}


def verdict_face(code: str) -> VerdictFace:
    """Return the face of a verdict; raises ``KeyError`` for an unknown code."""
    return _FACES[str(code)]


def all_verdicts() -> tuple[VerdictFace, ...]:
    """Return every verdict in the order of a legend."""
    return tuple(_FACES.values())
