"""One form of a text for comparison (`normalise`) and one for search (`fold`)."""

from __future__ import annotations

import re
import unicodedata

from hientai.base.text.tones import tone_style

_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F], "")
_DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-")
_QUOTES = {0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x00B4: "'", 0x201C: '"', 0x201D: '"', 0x201E: '"'}
# Typists on Windows 1252 get Icelandic eth or African D where đ is meant; both look the same in print.
_LOOKALIKES = {0x00D0: "Đ", 0x0189: "Đ", 0x00F0: "đ"}
_TIDY = str.maketrans({**_INVISIBLE, **_DASHES, **_QUOTES, **_LOOKALIKES})
_STROKE = str.maketrans("đĐ", "dD")
_PUNCTUATION = re.compile(r"[^\w]+|_+")


def normalise(s: str) -> str:
    """The text in one spelling, still readable and still accented: what is stored and compared.

    NFC; no-break and other odd spaces become one space; dashes and curly quotes become ASCII; zero-width
    characters and soft hyphens go; open rimes take the old tone style (hòa, ủy), the style of the official
    names of provinces and committees. Convert legacy encodings first: TCVN3 uses the soft hyphen as a letter.
    """
    if s.isascii():
        return " ".join(s.split())
    tidy = unicodedata.normalize("NFC", s).translate(_TIDY)
    return tone_style(" ".join(tidy.split()), "old")


def fold(s: str) -> str:
    """The search key: lower case, no tones or hats, đ as d, punctuation as a space, single spaces.

    ``fold("Thành uỷ – Đà Nẵng")`` is ``"thanh uy da nang"``. Folding twice changes nothing.
    """
    if not s.isascii():
        s = s.translate(_TIDY)
        s = unicodedata.normalize("NFKD", s.translate(_STROKE)).casefold()
        s = unicodedata.normalize("NFKD", s)
        s = "".join(c for c in s if not unicodedata.combining(c)).translate(_STROKE)
    else:
        s = s.lower()
    return " ".join(_PUNCTUATION.sub(" ", s).split())
