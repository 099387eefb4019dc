"""The criterion language itself: trees in and out of JSON, refusals in Vietnamese, sentences, verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from hientai.base.criteria.catalogue import Catalogue, Fact, Parameter, inside_sentence
from hientai.base.criteria.meaning import compile_query, explain, holds, judge
from hientai.base.criteria.tree import (
    EVERYONE,
    MAX_DEPTH,
    MAX_LEAVES,
    AllOf,
    AnyOf,
    Leaf,
    Negation,
    Node,
    from_json,
    leaves,
    to_json,
)
from hientai.base.errors import BadInput

ON = date(2026, 11, 24)
COLOURS = (("red", "Đỏ"), ("blue", "Xanh"), ("TW", "TW quản lý"))
FACTS: Catalogue[set[str]] = Catalogue(
    {
        "has": Fact(
            "has", "Có màu", (Parameter("in", "Màu", "choices", COLOURS, required=True),),
            explain=lambda p: "có màu " + FACTS.fact(Leaf("has")).parameter("in").labels(p["in"]),
            compile=lambda p, on: Q(colour__in=p["in"]),
            test=lambda subject, p, on: bool(subject & set(p["in"])),
            evidence=lambda subject, p, on: ", ".join(sorted(subject)) or "không màu",
        ),
        "size": Fact(
            "size", "Cỡ", (Parameter("min", "Từ", "int", maximum=10), Parameter("big", "To", "bool"),
                            Parameter("kind", "Loại", "choice", COLOURS)),
            explain=lambda p: "cỡ lớn",
            compile=lambda p, on: Q(size__gte=p.get("min", 0)),
            test=lambda subject, p, on: len(subject) >= p.get("min", 0),
            evidence=lambda subject, p, on: str(len(subject)),
            fault=lambda p: "Cỡ to thì phải từ 2 trở lên." if p.get("big") and p.get("min", 9) < 2 else None,
        ),
    }
)  # fmt: skip
RED, BLUE, SIZE = Leaf("has", {"in": ["red"]}), Leaf("has", {"in": ["blue"]}), Leaf("size", {"min": 1})

leaf_strategy = st.one_of(
    st.lists(st.sampled_from([code for code, _ in COLOURS]), min_size=1, max_size=3).map(
        lambda codes: Leaf("has", {"in": codes})
    ),
    st.integers(0, 10).map(lambda least: Leaf("size", {"min": least})),
)
tree_strategy: st.SearchStrategy[Node] = st.recursive(
    leaf_strategy,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda c: AllOf(tuple(c))),
        st.lists(inner, max_size=3).map(lambda c: AnyOf(tuple(c))),
        inner.map(Negation),
    ),
    max_leaves=8,
)


def depth(node: Node) -> int:
    """How deep a tree is."""
    if isinstance(node, Leaf):
        return 0
    children = (node.child,) if isinstance(node, Negation) else node.children
    return 1 + max((depth(child) for child in children), default=0)


@given(tree_strategy)
def test_json_there_and_back(node: Node) -> None:
    if depth(node) <= MAX_DEPTH:
        assert from_json(to_json(node)) == node
        assert list(leaves(from_json(to_json(node)))) == list(leaves(node))


@given(tree_strategy, st.sets(st.sampled_from([code for code, _ in COLOURS])))
def test_the_short_way_and_the_explained_way_agree(node: Node, subject: set[str]) -> None:
    assert holds(node, FACTS, subject, ON) == judge(node, FACTS, subject, ON).holds


@given(tree_strategy, st.sets(st.sampled_from([code for code, _ in COLOURS])))
def test_not_is_the_opposite_and_twice_not_is_itself(node: Node, subject: set[str]) -> None:
    straight = holds(node, FACTS, subject, ON)
    assert holds(Negation(node), FACTS, subject, ON) is not straight
    assert holds(Negation(Negation(node)), FACTS, subject, ON) is straight


@given(tree_strategy)
def test_every_tree_has_one_sentence(node: Node) -> None:
    text = explain(node, FACTS)
    assert text.lstrip("(")[:1].isupper() and "\n" not in text and not text.endswith(".")
    assert text.count("(") == text.count(")")


def too_deep() -> dict[str, Any]:
    """A tree that nests deeper than people can read."""
    data: dict[str, Any] = {"fact": "size"}
    for _ in range(MAX_DEPTH + 1):
        data = {"not": data}
    return data


BAD = [
    ("một chuỗi", "đối tượng"),
    ([], "đối tượng"),
    (None, "đối tượng"),
    ({}, "đúng một khóa"),
    ({"all": [], "any": []}, "đúng một khóa"),
    ({"neither": []}, "neither"),
    ({"all": {"fact": "size"}}, "danh sách"),
    ({"any": "size"}, "danh sách"),
    ({"not": []}, "đối tượng"),
    ({"all": [{"fact": "size"}, 7]}, "đối tượng"),
    (too_deep(), "tầng"),
    ({"fact": "weight"}, "weight"),
    ({"fact": None}, "None"),
    ({"fact": "has"}, "còn thiếu «Màu»"),
    ({"fact": "has", "in": []}, "còn thiếu «Màu»"),
    ({"fact": "has", "in": "red"}, "danh sách"),
    ({"fact": "has", "in": ["green"]}, "green"),
    ({"fact": "has", "in": [["red"]]}, "danh sách"),
    ({"fact": "has", "in": [1]}, "danh sách"),
    ({"fact": "has", "in": ["red"], "weight": 1}, "weight"),
    ({"fact": "size", "min": "5"}, "số nguyên"),
    ({"fact": "size", "min": True}, "số nguyên"),
    ({"fact": "size", "min": 11}, "0 đến 10"),
    ({"fact": "size", "min": -1}, "0 đến 10"),
    ({"fact": "size", "min": None}, "số nguyên"),
    ({"fact": "size", "big": 1}, "đúng hoặc sai"),
    ({"fact": "size", "kind": {}}, "một mã"),
    ({"fact": "size", "kind": "green"}, "green"),
    ({"fact": "size", "min": 1, "big": True}, "từ 2 trở lên"),
    ({"not": {"any": [{"fact": "has", "in": ["green"]}]}}, "green"),
    ({"all": [{"fact": "size"}] * (MAX_LEAVES + 1)}, str(MAX_LEAVES)),
]


NONSENSE_KEYS = ("all", "any", "not", "fact", "in", "min", "x")


@pytest.mark.parametrize(("data", "told"), BAD, ids=[str(data)[:50] for data, _ in BAD])
def test_a_bad_tree_is_refused_in_vietnamese(data: Any, told: str) -> None:
    with pytest.raises(BadInput) as refusal:
        FACTS.check(from_json(data))
    assert told in refusal.value.message
    assert any(ord(letter) > 127 for letter in refusal.value.message)


NONSENSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["has", "size", "red"]),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(NONSENSE_KEYS), x, max_size=3),
    max_leaves=8,
)


@given(NONSENSE)
def test_nonsense_is_read_or_refused_but_never_breaks(data: Any) -> None:
    try:
        FACTS.check(from_json(data))
    except BadInput as refusal:
        assert refusal.message


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        (RED, "Có màu đỏ"),
        (Leaf("has", {"in": ["red", "blue", "TW"]}), "Có màu đỏ, xanh hoặc TW quản lý"),
        (AllOf((RED, BLUE)), "Có màu đỏ; và có màu xanh"),
        (AnyOf((RED, BLUE)), "Có màu đỏ, hoặc có màu xanh"),
        (AllOf((SIZE, AnyOf((RED, BLUE)))), "Cỡ lớn; và (có màu đỏ, hoặc có màu xanh)"),
        (Negation(AllOf((RED, BLUE))), "Không thỏa (có màu đỏ; và có màu xanh)"),
        (AllOf((AnyOf((RED,)),)), "Có màu đỏ"),
        (EVERYONE, "Mọi người"),
        (AnyOf(()), "Không ai"),
    ],
)
def test_sentences(node: Node, sentence: str) -> None:
    assert explain(node, FACTS) == sentence


def test_a_verdict_tells_every_leaf_even_when_the_first_decides() -> None:
    verdict = judge(AllOf((RED, Negation(BLUE), AnyOf((SIZE,)))), FACTS, {"blue"}, ON)
    assert (verdict.holds, verdict.kind) == (False, "all")
    red, not_blue, some = verdict.children
    assert (red.holds, red.asked, red.evidence) == (False, "có màu đỏ", "blue")
    assert (not_blue.holds, not_blue.kind, not_blue.children[0].holds) == (False, "not", True)
    assert (some.holds, some.kind, some.children[0].evidence) == (True, "any", "1")


def test_empty_groups() -> None:
    assert holds(EVERYONE, FACTS, set(), ON) and not holds(AnyOf(()), FACTS, {"red"}, ON)
    assert not compile_query(EVERYONE, FACTS, ON)
    assert compile_query(Negation(EVERYONE), FACTS, ON) == compile_query(AnyOf(()), FACTS, ON) == Q(pk__in=[])
    assert not compile_query(AnyOf((RED, EVERYONE)), FACTS, ON)


def test_labels_inside_a_sentence() -> None:
    assert inside_sentence("Cử nhân") == "cử nhân"
    assert inside_sentence("TW quản lý") == "TW quản lý"
