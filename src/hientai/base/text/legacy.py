"""Texts typed before Unicode: detect and convert TCVN3 (.VnTime), VNI-Windows, VIQR, decomposed and mangled UTF-8.

A cell of an old workbook arrives as the Latin-1 characters that its font used to draw as Vietnamese. A guess is
taken only when it turns words that cannot be Vietnamese into words that can. One short word may be ambiguous
("bé" is a word and also TCVN3 for "bộ"): ask `detect_legacy` about the whole column, then use `decode_legacy`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from hientai.base.text.letters import add_tone
from hientai.base.text.syllables import is_syllable

_TCVN3_CODES = (
    "A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ B5à B6ả B7ã B8á B9ạ BBằ BCẳ BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ "
    "CAấ CBậ CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ D7ì D8ỉ DCĩ DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố "
    "E9ộ EAờ EBở ECỡ EDớ EEợ EFù F1ủ F2ũ F3ú F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ"
)
TCVN3 = {chr(int(entry[:2], 16)): entry[2:] for entry in _TCVN3_CODES.split()}
"""TCVN 5712 (ABC) character, seen as Latin-1, to Vietnamese letter."""

_TCVN3_TABLE = {ord(char): letter for char, letter in TCVN3.items()}


def _vni_table() -> dict[str, str]:
    """VNI-Windows: a base letter followed by a character that stands for hat and tone."""
    tone_marks = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
    circumflex = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
    breve = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
    table = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}
    for base in "aeouy":
        table.update({base + sign: add_tone(base, tone) for sign, tone in tone_marks.items()})
    for base, letter in (("ô", "ơ"), ("ö", "ư")):
        table.update({base + sign: add_tone(letter, tone) for sign, tone in tone_marks.items()})
    for base in "aeo":
        table.update({base + sign: add_tone(add_tone(base, "\u0302"), tone) for sign, tone in circumflex.items()})
    table.update({"a" + sign: add_tone("ă", tone) for sign, tone in breve.items()})
    for sequence, letter in list(table.items()):
        table[sequence.upper()] = letter.upper()
        table[sequence[0].upper() + sequence[1:]] = letter.upper()
    return table


VNI = _vni_table()
"""VNI-Windows sequence of one or two Latin-1 characters to Vietnamese letter."""

_VNI_SEQUENCE = re.compile("|".join(sorted(VNI, key=len, reverse=True)))
_VIQR_SEQUENCE = re.compile(
    r"(?P<base>[aeiouyAEIOUY])(?P<hat>(?<=[aeoAEO])\^|(?<=[aA])\(|(?<=[ouOU])[+*])?(?P<tone>[`'?~.])?|(?P<stroke>dd|DD|Dd)"
)
_VIQR_HINT = re.compile(r"[aeoAEO]\^|[aA]\((?![^()]*\))|[ouOU][+*]|[aeiouyAEIOUY][`~]")
_VIQR_MARKS = {"^": "\u0302", "(": "\u0306", "+": "\u031b", "*": "\u031b", "": "",
               "`": "\u0300", "'": "\u0301", "?": "\u0309", "~": "\u0303", ".": "\u0323"}  # fmt: skip
_MANGLED = re.compile(
    "[\u00c3-\u00c6][\u0080-\u00bf\u2013-\u203a\u0152-\u017e\u02c6\u02dc\u20ac\u0192]|\u00e1[\u00ba\u00bb]"
)
_WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")
_LETTER = re.compile("[A-Za-z]")
_CERTAIN = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_NAMES = ("tcvn3", "vni", "viqr", "decomposed", "utf-8")


def _decode_tcvn3(s: str) -> str:
    shouting = bool(re.search("[A-Z]{2}", s)) and not re.search("[a-z]", s)
    text = s.translate(_TCVN3_TABLE)
    return text.upper() if shouting else text  # the capitals font .VnTimeH draws lower-case codes as capitals


def _viqr_letter(match: re.Match[str]) -> str:
    if stroke := match["stroke"]:
        return "Đ" if stroke[0] == "D" else "đ"
    return add_tone(add_tone(match["base"], _VIQR_MARKS[match["hat"] or ""]), _VIQR_MARKS[match["tone"] or ""])


def _decode_viqr(s: str) -> str:
    return _VIQR_SEQUENCE.sub(_viqr_letter, s)


def _decode_mangled(s: str) -> str:
    """UTF-8 that was read as Windows-1252, read again as UTF-8; raises UnicodeError when it was not."""
    raw = bytearray()
    for char in s:
        raw += char.encode("latin-1") if ord(char) < 0x100 else char.encode("cp1252")
    return raw.decode("utf-8")


def decode_legacy(s: str, encoding: str | None) -> str:
    """Convert from a known encoding (a name that `from_legacy` returns; None changes nothing) to NFC Unicode.

    Text that already holds letters only Unicode has, or that cannot be converted, comes back in NFC.
    """
    if encoding is not None and encoding not in _NAMES:
        raise ValueError(f"unknown encoding {encoding!r}")
    text = unicodedata.normalize("NFC", s)
    if encoding == "utf-8":
        try:
            return unicodedata.normalize("NFC", _decode_mangled(s))
        except UnicodeError:
            return text
    if _CERTAIN.search(text):
        return text
    if encoding == "tcvn3":
        return _decode_tcvn3(text)
    if encoding == "vni":
        return _VNI_SEQUENCE.sub(lambda m: VNI[m.group()], text)
    if encoding == "viqr":
        return _decode_viqr(text)
    return text


@lru_cache(maxsize=16384)
def _verdict(word: str, encoding: str | None) -> int:
    """+1 when the word, read in this encoding, can be Vietnamese, -1 when not, 0 when it proves nothing."""
    if word.isascii() or not _LETTER.search(word) or word == "µm":
        return 0
    return 1 if is_syllable(decode_legacy(word, encoding)) else -1


def _guess(s: str) -> str | None:
    """The encoding that reads the non-ASCII words of a Latin-1 text best, None for Unicode or doubt."""
    words = _WORD.findall(s)
    best, best_score = None, sum(_verdict(word, None) for word in words)
    for encoding in ("tcvn3", "vni"):
        verdicts = [_verdict(word, encoding) for word in words]
        good, bad = verdicts.count(1), verdicts.count(-1)
        if good - bad > best_score and good >= 0.7 * (good + bad):
            best, best_score = encoding, good - bad
    return best


def _is_viqr(s: str) -> bool:
    changed = [(word, _decode_viqr(word)) for word in s.split()]
    words = [re.sub(r"\W", "", after) for before, after in changed if before != after]
    return bool(words) and all(len(word) > 1 and is_syllable(word) for word in words)


def from_legacy(s: str) -> tuple[str, str | None]:
    """The text in NFC Unicode, and the encoding it was converted from, or None when it was Unicode already.

    Encodings: "tcvn3", "vni", "viqr", "decomposed" (combining marks), "utf-8" (UTF-8 once read as Windows-1252).
    """
    if s.isascii():
        if _VIQR_HINT.search(s) and _is_viqr(s):
            return _decode_viqr(s), "viqr"
        return s, None
    if _MANGLED.search(s):
        try:
            return unicodedata.normalize("NFC", _decode_mangled(s)), "utf-8"
        except UnicodeError:
            pass  # only looked like it
    text = unicodedata.normalize("NFC", s)
    if _CERTAIN.search(text):
        return text, "decomposed" if text != s else None
    if encoding := _guess(text):
        return decode_legacy(text, encoding), encoding
    return text, "decomposed" if text != s else None


def detect_legacy(texts: Iterable[str]) -> str | None:
    """The one encoding most of the texts of a column or sheet speak for, None when none does.

    At least two thirds of the texts that show any encoding must agree, and no fewer texts than those that
    hold letters only Unicode has.
    """
    votes = Counter[str]()
    certain = 0
    for text in texts:
        encoding = from_legacy(text)[1]
        if encoding:
            votes[encoding] += 1
        elif _CERTAIN.search(text):
            certain += 1
    if not votes:
        return None
    winner, count = votes.most_common(1)[0]
    return winner if 3 * count >= 2 * votes.total() and count >= certain else None
