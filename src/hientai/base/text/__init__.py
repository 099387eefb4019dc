"""Vietnamese text: comparison and search forms, alphabetical order, legacy encodings, numbers in figures and words."""

from .collation import given_name, name_key, sort_key
from .folding import fold, normalise
from .legacy import decode_legacy, detect_legacy, from_legacy
from .likeness import similarity
from .numbers import format_number, format_share, largest_remainder, parse_number
from .numerals import from_roman, money_in_words, roman
from .tones import ToneStyle, tone_style

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
