"""Old encodings: what is detected, what is left alone, and that nothing is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.base.text import decode_legacy, detect_legacy, from_legacy
from hientai.base.text.legacy import TCVN3, VNI

SENTENCES = [
    "Nguyễn Văn Tám",
    "Trần Thị Hường",
    "Lê Đức Thọ",
    "Sở Lao động - Thương binh và Xã hội",
    "Trưởng phòng Tổ chức cán bộ",
    "Hoàng Thị Ngọc Ánh, sinh năm 1975",
    "Đặng Quốc Việt",
    "Ủy ban nhân dân huyện Vị Xuyên",
    "Bồi dưỡng lý luận chính trị",
    "Phạm Hữu Nghĩa",
]
# TCVN3 has capitals only for Ă Â Ê Ô Ơ Ư Đ; toned capitals come from a font of their own.
TO_TCVN3 = {letter: char for char, letter in TCVN3.items()}
TO_VNI: dict[str, str] = {}
for _sequence, _letter in VNI.items():
    TO_VNI.setdefault(_letter, _sequence)
VIQR = str.maketrans(
    {"\u0302": "^", "\u0306": "(", "\u031b": "+", "\u0300": "`", "\u0301": "'", "\u0309": "?", "\u0303": "~",
     "\u0323": ".", "đ": "dd", "Đ": "DD"}
)  # fmt: skip


def to_tcvn3(text: str) -> str:
    return "".join(TO_TCVN3.get(char, TO_TCVN3.get(char.lower(), char)) for char in text)


def to_vni(text: str) -> str:
    return "".join(TO_VNI.get(char, char) for char in text)


def to_viqr(text: str) -> str:
    out = []
    for char in text:
        marks = unicodedata.normalize("NFD", char)
        hats = [m for m in marks[1:] if m in "\u0302\u0306\u031b"]
        out.append((marks[0] + "".join(hats) + "".join(m for m in marks[1:] if m not in hats)).translate(VIQR))
    return "".join(out)


lower_sentences = st.sampled_from([s for s in SENTENCES if not s.startswith(("Ủ", "Á"))])


@pytest.mark.parametrize("text", SENTENCES)
def test_each_encoding_round_trips(text: str) -> None:
    assert from_legacy(to_vni(text)) == (text, "vni")
    assert from_legacy(to_viqr(text)) == (text, "viqr")
    assert from_legacy(unicodedata.normalize("NFD", text)) == (text, "decomposed")
    assert from_legacy(text.encode().decode("latin-1")) == (text, "utf-8")
    converted, encoding = from_legacy(to_tcvn3(text))
    assert encoding == "tcvn3"
    assert converted.casefold() == text.casefold()


@settings(deadline=None)
@given(st.lists(lower_sentences, min_size=1, max_size=5).map("; ".join))
def test_longer_texts_round_trip_too(text: str) -> None:
    assert from_legacy(to_vni(text)) == (text, "vni")
    assert from_legacy(to_viqr(text)) == (text, "viqr")
    assert from_legacy(to_tcvn3(text))[0].casefold() == text.casefold()


def test_text_as_found_in_old_documents() -> None:
    assert from_legacy("bé lao ®éng") == ("bộ lao động", "tcvn3")
    assert from_legacy("Lª V¨n T©m") == ("Lê Văn Tâm", "tcvn3")
    assert from_legacy("NGUYÔN V¡N HïNG") == ("NGUYỄN VĂN HÙNG", "tcvn3")
    assert from_legacy("Nguyeãn Vaên Taùm") == ("Nguyễn Văn Tám", "vni")
    assert from_legacy("Nguyá»…n VÄƒn An") == ("Nguyễn Văn An", "utf-8")


@pytest.mark.parametrize(
    "text",
    [*SENTENCES, "Hà", "Lý Trí", "bé", "H'Hen Niê", "Microsoft®", "José Müller", "25 µm", "a^2 + b^2", "Nhóm O+", "C++",
     "(Ba)", "Đạt (a)", "add", "§ 3", "10 m²", "café", "", "Y Moan Êban", "Côte d'Ivoire"],
)  # fmt: skip
def test_unicode_and_foreign_text_is_left_alone(text: str) -> None:
    assert from_legacy(text) == (text, None)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_any_latin_text_is_answered(text: str) -> None:
    converted, encoding = from_legacy(text)
    if encoding is None:
        assert converted == text


def test_a_short_word_is_ambiguous_but_its_column_is_not() -> None:
    column = [to_tcvn3(text) for text in SENTENCES] + ["bé"]
    assert from_legacy("bé") == ("bé", None)
    assert detect_legacy(column) == "tcvn3"
    assert decode_legacy("bé", detect_legacy(column)) == "bộ"


def test_a_column_of_unicode_is_not_legacy() -> None:
    assert detect_legacy([*SENTENCES, "NguyÔn"]) is None
    assert detect_legacy([]) is None


def test_unknown_encoding_names_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="unknown encoding"):
        decode_legacy("x", "ebcdic")
