"""Where the tone mark stands: hoà, uỷ (new style) and hòa, ủy (old style) are one word in two spellings.

The two styles differ only in the open rimes oa, oe and uy. The old (traditional, and still the usual
typewriter) style marks the first vowel, the new (phonological) style the second. After q the letter u
belongs to the consonant, so "quý" has one spelling. Closed rimes (hoàn, huỳnh) have one spelling too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from hientai.base.text.letters import add_tone, split_tone

ToneStyle = Literal["new", "old"]

_WORD = re.compile(r"[^\W\d_]+")
_OPEN_RIMES = {("o", "a"), ("o", "e"), ("u", "y")}
_MARKED = frozenset("òóỏõọùúủũụàáảãạèéẻẽẹỳýỷỹỵ")


@lru_cache(maxsize=32768)
def _restyle(word: str, style: ToneStyle) -> str:
    """The word with its tone mark moved to the asked place; words without an open rime come back as they are."""
    if len(word) < 2 or word[-1].lower() not in "aàáảãạeèéẻẽẹyỳýỷỹỵ":
        return word
    first, first_tone = split_tone(word[-2])
    second, second_tone = split_tone(word[-1])
    pair = (first.lower(), second.lower())
    if pair not in _OPEN_RIMES or bool(first_tone) == bool(second_tone):
        return word
    before = word[:-2].lower()
    if pair == ("u", "y") and before.endswith("q"):
        return word
    if before and split_tone(before[-1])[0] in "aăâeêioôơuưy":
        return word  # a third vowel: "khuỷa" and foreign words keep what was typed
    tone = first_tone or second_tone
    if style == "new":
        return word[:-2] + first + add_tone(second, tone)
    return word[:-2] + add_tone(first, tone) + second


def tone_style(s: str, style: ToneStyle) -> str:
    """Spell every open rime oa, oe, uy of the text in one tone style; the text comes back in NFC.

    ``tone_style("Ủy ban, Thanh Hóa", "new")`` is ``"Uỷ ban, Thanh Hoá"``.
    """
    s = unicodedata.normalize("NFC", s)
    if _MARKED.isdisjoint(s.lower()):
        return s
    return _WORD.sub(lambda m: _restyle(m.group(), style), s)
