"""How alike two short texts are: column headers, unit names, people's names."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from hientai.base.text.folding import fold, normalise

_UNACCENTED = 0.95  # equal but for marks: "Hà" and "Hạ" are not one name, "Ho ten" and "Họ tên" one header


@lru_cache(maxsize=8192)
def _grams(folded: str) -> Counter[str]:
    """Pairs of neighbouring letters, each word between two spaces so that word beginnings weigh more."""
    padded = f" {folded} "
    return Counter(padded[i : i + 2] for i in range(len(padded) - 1))


def _dice(a: Counter[str], b: Counter[str]) -> float:
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def similarity(a: str, b: str) -> float:
    """Likeness from 0 (nothing in common) to 1 (equal but for case, spacing and tone style); symmetric.

    0.95 when only tones, hats or punctuation differ. Otherwise 0.95 times the better of two Dice
    coefficients, over pairs of letters and over whole words, so that both a typing slip and a changed
    word order ("Ngày sinh" / "Sinh ngày") stay close.
    """
    if normalise(a).casefold() == normalise(b).casefold():
        return 1.0
    left, right = fold(a), fold(b)
    if left == right:
        return _UNACCENTED if left else 0.0
    by_letters = _dice(_grams(left), _grams(right))
    by_words = _dice(Counter(left.split()), Counter(right.split()))
    return _UNACCENTED * max(by_letters, by_words)
