"""Vietnamese alphabetical order as bytes, so that SQLite and PostgreSQL sort alike and can use an index.

The order is that of the CLDR collation ``vi``: letters decide first (a < ă < â < b … d < đ …), then tones from
left to right (ngang < huyền < hỏi < ngã < sắc < nặng), then case (lower first). Spaces and punctuation sort
before digits, digits before letters. A test compares it with a table of pairs produced by ICU.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from hientai.base.text.letters import ALPHABET, TONES
from hientai.base.text.tones import tone_style

# Root order of CLDR for ASCII below the letters: spaces, punctuation, symbols, currency, digits.
_BEFORE_LETTERS = "\t\n\v\f\r\u0085\u2028\u2029 _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789"
_PRIMARY = {c: i + 2 for i, c in enumerate(_BEFORE_LETTERS)}
_FIRST_LETTER = 0x60
_PRIMARY.update({c: _FIRST_LETTER + i for i, c in enumerate(ALPHABET)})
_OTHER = 0xF0  # lead byte of every character outside the table; three bytes of code point follow

_COMMON = 2  # secondary and tertiary weight of a plain letter
_FOREIGN_MARK = 8  # secondary weight of a mark that is no Vietnamese tone (ñ, ü): after the tones
_MARK = {mark: 2 + rank for mark, rank in TONES.items()}


@lru_cache(maxsize=8192)
def _weights(char: str) -> tuple[bytes, bytes, bytes]:
    """Primary, secondary and tertiary weights of one composed character."""
    marks: list[str] = []
    rest: list[str] = []
    for part in unicodedata.normalize("NFD", char):
        (marks if part in _MARK else rest).append(part)
    letter = unicodedata.normalize("NFC", "".join(rest))
    lower = letter.lower()
    foreign = 0
    if lower not in _PRIMARY and len(rest) > 1 and unicodedata.combining(rest[-1]):
        letter = rest[0]
        lower = letter.lower()
        foreign = len(rest) - 1
    if len(lower) == 1 and unicodedata.combining(lower):
        return b"", bytes([_FOREIGN_MARK]), bytes([_COMMON])  # a stray mark is no letter
    if not lower:  # a stray tone mark
        return b"", bytes(_MARK[m] for m in marks), bytes([_COMMON])
    weight = _PRIMARY.get(lower)
    primary = bytes([weight]) if weight else b"".join(bytes([_OTHER]) + ord(c).to_bytes(3, "big") for c in lower)
    secondary = bytes([_COMMON, *(_MARK[m] for m in marks), *([_FOREIGN_MARK] * foreign)])
    return primary, secondary, bytes([_COMMON if letter == lower else _COMMON + 1])


@lru_cache(maxsize=32768)
def _word_key(word: str) -> tuple[bytes, bytes, bytes]:
    parts = [_weights(c) for c in word]
    return b"".join(p[0] for p in parts), b"".join(p[1] for p in parts), b"".join(p[2] for p in parts)


_SPACE = (bytes([_PRIMARY[" "]]), bytes([_COMMON]), bytes([_COMMON]))


def sort_key(s: str) -> bytes:
    """Bytes whose binary order is the Vietnamese order of the texts.

    Texts that differ only in Unicode form or tone style (hoà, hòa) get the same key. Runs of white space
    count as one space and white space at the ends not at all.
    """
    words = tone_style(s, "old").split()
    primary = []
    secondary = []
    tertiary = []
    for i, word in enumerate(words):
        for p, q, t in (_SPACE, _word_key(word)) if i else (_word_key(word),):
            primary.append(p)
            secondary.append(q)
            tertiary.append(t)
    return b"\0".join((b"".join(primary), b"".join(secondary), b"".join(tertiary)))


_SUFFIX = re.compile(r"\s*\([^()]*\)\s*$")


def _name_tokens(full_name: str) -> list[str]:
    """Words of a name without a trailing remark in brackets, as in "Nguyễn Văn Hùng (B)"."""
    return (_SUFFIX.sub("", full_name) or full_name).split()


def given_name(full_name: str) -> str:
    """The given name (tên): the last word. Peoples who put the family name last need a sort name of their own."""
    tokens = _name_tokens(full_name)
    return tokens[-1] if tokens else ""


@lru_cache(maxsize=32768)
def _name_part(word: str) -> bytes:
    primary, secondary, _ = _word_key(word.lower())
    return primary + b"\1" + secondary


def name_key(full_name: str) -> bytes:
    """Sort key of a list of people: given name first, then family name, then middle names, word by word.

    Case does not count. Ties between equal names are the caller's (birth date, then number).
    """
    tokens = _name_tokens(tone_style(full_name, "old"))
    if not tokens:
        return b""
    return b"\0".join(_name_part(word) for word in (tokens[-1], *tokens[:-1]))
