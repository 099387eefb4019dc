"""Comparison form, search form, tone placement and likeness."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.base.text import fold, normalise, similarity, tone_style

TABLE = Path(__file__).parent / "data" / "collation_vi.txt"
texts = st.one_of(st.text(), st.sampled_from([line[1:] for line in TABLE.read_text("utf-8").splitlines()[1:]]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ủy ban nhân dân", "Uỷ ban nhân dân"),
        ("Khánh Hòa, Thanh Hóa", "Khánh Hoà, Thanh Hoá"),
        ("sức khỏe", "sức khoẻ"),
        ("THÚY", "THUÝ"),
        ("quý, quỵ, hoàn, huỳnh, ngoéo, toàn, thuở, hào", "quý, quỵ, hoàn, huỳnh, ngoéo, toàn, thuở, hào"),
    ],
)
def test_open_rimes_move_their_tone(old: str, new: str) -> None:
    assert tone_style(old, "new") == new
    assert tone_style(new, "old") == old


@settings(deadline=None)
@given(texts)
def test_tone_style_round_trips(text: str) -> None:
    new = tone_style(text, "new")
    assert tone_style(new, "new") == new
    assert tone_style(tone_style(text, "old"), "new") == new
    assert tone_style(new, "old") == tone_style(text, "old")


def test_normalise_folds_what_typists_vary() -> None:
    assert normalise("Thành\u00a0uỷ  –  Hoà\u200b Bình ") == "Thành ủy - Hòa Bình"
    assert normalise("Ho\u0300a") == "Hòa"
    assert normalise("H’Hen Niê") == "H'Hen Niê"
    assert normalise("Ðạt") == "Đạt"  # the Icelandic letter looks the same


@settings(deadline=None)
@given(texts)
def test_normalise_is_idempotent_and_nfc(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_search_without_marks_finds_both_spellings() -> None:
    """Golden test G10."""
    assert fold("Đạt") == "dat"
    assert fold("Thành ủy") == fold("Thành uỷ") == "thanh uy"
    assert fold("Mác - Lê-nin (TW), H’Ă") == "mac le nin tw h a"


@settings(deadline=None)
@given(texts)
def test_fold_is_idempotent(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@settings(deadline=None)
@given(texts)
def test_fold_does_not_see_style_case_or_form(text: str) -> None:
    assert fold(tone_style(text, "new")) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_likeness_ranks_headers_as_people_do() -> None:
    assert similarity("Họ và tên", "HỌ VÀ TÊN ") == 1
    assert similarity("Họ và tên", "Ho va ten") == 0.95
    assert similarity("Hà", "Hạ") < 1
    header = "Ngày, tháng, năm sinh"
    candidates = ["Ngày tháng năm sinh", "Ngày sinh", "Năm bổ nhiệm", "Đơn vị công tác"]
    assert sorted(candidates, key=lambda c: -similarity(header, c)) == candidates
    assert similarity("Trình độ LLCT", "Trình độ LLTC") > 0.7
    assert similarity("Quê quán", "Số CCCD") < 0.2


@settings(deadline=None)
@given(texts, texts)
def test_likeness_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, a) == 1
