"""The letters and tones of Vietnamese: the tables every other module of this package stands on."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""Alphabetical order of the 29 letters with f, j, w, z in their Latin places."""

VOWELS = frozenset("aăâeêioôơuưy")

GRAVE, HOOK, TILDE, ACUTE, DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
TONES = {GRAVE: 1, HOOK: 2, TILDE: 3, ACUTE: 4, DOT: 5}
"""Combining tone mark to its rank: huyền < hỏi < ngã < sắc < nặng; no mark (ngang) ranks 0."""


@lru_cache(maxsize=4096)
def split_tone(char: str) -> tuple[str, str]:
    """Separate one composed character into (letter without tone, tone mark or "").

    ``"Ậ"`` gives ``("Â", DOT)``; characters without a Vietnamese tone come back as they are.
    """
    tone = ""
    rest = []
    for part in unicodedata.normalize("NFD", char):
        if part in TONES and not tone:
            tone = part
        else:
            rest.append(part)
    if not tone:
        return char, ""
    return unicodedata.normalize("NFC", "".join(rest)), tone


def add_tone(letter: str, tone: str) -> str:
    """Put a tone mark (or "") on a letter and compose."""
    return unicodedata.normalize("NFC", letter + tone)
