"""Vietnamese text: comparison and search forms, alphabetical order, legacy encodings, numbers in figures and words."""

from hientai.base.text.collation import given_name, name_key, sort_key
from hientai.base.text.folding import fold, normalise
from hientai.base.text.legacy import decode_legacy, detect_legacy, from_legacy
from hientai.base.text.likeness import similarity
from hientai.base.text.numbers import format_number, format_share, largest_remainder, parse_number
from hientai.base.text.numerals import from_roman, money_in_words, roman
from hientai.base.text.tones import ToneStyle, tone_style

__all__ = [
    "ToneStyle",
    "decode_legacy",
    "detect_legacy",
    "fold",
    "format_number",
    "format_share",
    "from_legacy",
    "from_roman",
    "given_name",
    "largest_remainder",
    "money_in_words",
    "name_key",
    "normalise",
    "parse_number",
    "roman",
    "similarity",
    "sort_key",
    "tone_style",
]
