"""Numbers as letters: Roman numerals of congresses and courses, and money in words."""

from __future__ import annotations

from hientai.base.errors import BadInput

_ROMAN = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]  # fmt: skip
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu")


def roman(n: int) -> str:
    """13 as "XIII". Raises ValueError outside 1–3999."""
    if not 1 <= n <= 3999:
        raise ValueError(f"{n} has no Roman numeral")
    letters = []
    for value, sign in _ROMAN:
        count, n = divmod(n, value)
        letters.append(sign * count)
    return "".join(letters)


def from_roman(s: str) -> int:
    """ "xiii" as 13; only the canonical spelling is accepted. Raises `BadInput`."""
    text = s.strip().upper()
    total, rest = 0, text
    for value, sign in _ROMAN:
        while rest.startswith(sign):
            total, rest = total + value, rest[len(sign) :]
    if rest or not 1 <= total <= 3999 or roman(total) != text:
        raise BadInput(f"“{s.strip()}” không phải là số La Mã. Hãy viết như XII hoặc XIV.")
    return total


def _below_thousand(n: int, *, full: bool) -> list[str]:
    """Words of 1–999; ``full`` speaks the empty hundreds too (… không trăm linh năm)."""
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    words = []
    if hundreds or full:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        if ones:
            words += (["linh"] if words else []) + [_DIGITS[ones]]
        return words
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 4 and tens > 1:
        words.append("tư")
    elif ones == 5:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return words


def _below_billion(n: int, *, full: bool) -> list[str]:
    words: list[str] = []
    for power in (2, 1, 0):
        group = n // 1000**power % 1000
        if group:
            words += _below_thousand(group, full=full or bool(words))
            if power:
                words.append(_SCALES[power])
    return words


def money_in_words(dong: int) -> str:
    """An amount of đồng as the sentence after "Bằng chữ:", e.g. "Một triệu không trăm linh năm nghìn đồng"."""
    if dong == 0:
        return "Không đồng"
    groups: list[int] = []
    rest = abs(dong)
    while rest:
        rest, group = divmod(rest, 10**9)
        groups.append(group)
    words: list[str] = ["âm"] if dong < 0 else []
    spoken = False
    for power in range(len(groups) - 1, -1, -1):
        if groups[power]:
            words += _below_billion(groups[power], full=spoken)
            spoken = True
            words += ["tỷ"] * power
    sentence = " ".join([*words, "đồng"])
    return sentence[0].upper() + sentence[1:]
