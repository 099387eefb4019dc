"""Vietnamese order: against a table made by ICU, and as properties."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.base.text import given_name, name_key, sort_key, tone_style

TABLE = Path(__file__).parent / "data" / "collation_vi.txt"
SYLLABLES = sorted({word for line in TABLE.read_text("utf-8").splitlines()[1:] for word in line[1:].split()})
texts = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map(" ".join)


def icu_order() -> list[tuple[str, str]]:
    """(sign, text) of the table; the first sign means nothing."""
    return [(line[0], line[1:]) for line in TABLE.read_text("utf-8").splitlines()[1:]]


def test_neighbours_of_the_icu_table_keep_their_order() -> None:
    order = icu_order()
    assert len(order) > 3000
    wrong = [
        (above, text)
        for (_, above), (sign, text) in pairwise(order)
        if not (sort_key(above) < sort_key(text) if sign == "<" else sort_key(above) == sort_key(text))
    ]
    assert wrong == []


def test_sorting_the_shuffled_icu_table_restores_it() -> None:
    order = [text for _, text in icu_order()]
    shuffled = random.Random(7).sample(order, len(order))
    assert sorted(shuffled, key=sort_key) == order


def test_letters_decide_before_tones_and_tones_before_case() -> None:
    assert sorted(["ạ", "á", "ã", "ả", "à", "a", "A", "ă", "b"], key=sort_key) == list("aAàảãáạăb")
    assert sort_key("má") < sort_key("mac") < sort_key("mác")


def test_both_tone_styles_and_both_unicode_forms_have_one_key() -> None:
    assert sort_key("Hoà") == sort_key("Hòa") == sort_key("Ho\u0300a")
    assert name_key("Uỷ") == name_key("Ủy")


def test_seed_list_of_names_is_in_official_order() -> None:
    """Golden test G9."""
    names = ["Phạm An", "Đỗ Thị Ảnh", "Lê Thị Ánh", "Bùi Thị Ắng", "Trần Ân", "Hoàng Ẩn", "Vũ Dũng", "Lê Đạt"]
    assert sorted(random.Random(9).sample(names, len(names)), key=name_key) == names


def test_names_sort_by_given_then_family_then_middle() -> None:
    names = ["Trần Văn An", "Lê Thị Bình", "Lê Văn Bình", "Trần Anh Bình", "Lê Anh"]
    assert sorted(names, key=name_key) == [
        "Trần Văn An", "Lê Anh", "Lê Thị Bình", "Lê Văn Bình", "Trần Anh Bình",
    ]  # fmt: skip


def test_capitals_do_not_part_equal_names() -> None:
    assert name_key("NGUYỄN VĂN AN") == name_key("Nguyễn  Văn An ")


def test_given_name_is_the_last_word_without_the_remark() -> None:
    assert given_name("Nguyễn Văn Hùng (B)") == "Hùng"
    assert given_name("An") == "An"
    assert given_name("  ") == ""
    assert name_key("") == b""


@settings(deadline=None)
@given(st.lists(texts, min_size=2, max_size=30))
def test_word_wise_order_of_names_agrees_with_the_order_of_texts(names: list[str]) -> None:
    """With one word a name sorts as the text does, but for case."""
    words = [name.split()[0].lower() for name in names]
    assert sorted(words, key=lambda w: (name_key(w), w)) == sorted(words, key=lambda w: (sort_key(w), w))


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_text_has_a_key_and_equal_texts_equal_keys(a: str, b: str) -> None:
    assert isinstance(sort_key(a), bytes)
    if tone_style(a, "old").split() == tone_style(b, "old").split():
        assert sort_key(a) == sort_key(b)


@settings(deadline=None)
@given(texts, texts)
def test_a_beginning_sorts_before_its_continuation(a: str, b: str) -> None:
    assert sort_key(a) < sort_key(a + " " + b)


@settings(deadline=None)
@given(texts, texts)
def test_only_equal_vietnamese_texts_tie(a: str, b: str) -> None:
    assert (sort_key(a) == sort_key(b)) == (tone_style(a, "old") == tone_style(b, "old"))
