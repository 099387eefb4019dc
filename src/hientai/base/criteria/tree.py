"""The criterion language: a tree of all / any / not over leaves that ask one dated fact each.

Stored as JSON: ``{"all": [...]}``, ``{"any": [...]}``, ``{"not": {...}}`` or a leaf ``{"fact": "age", "min": 30}``.
The same tree is edited by a form, explained in one Vietnamese sentence, compiled to a query and evaluated on one
person with a verdict per leaf. What facts exist is told by a :class:`Catalogue`; this module knows none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hientai.base.errors import BadInput

MAX_DEPTH = 8
MAX_LEAVES = 60


@dataclass(frozen=True, slots=True)
class Leaf:
    """One question about one dated fact: the fact's code and its parameters."""

    fact: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.fact, repr(sorted(self.params.items()))))


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every child must hold; without children it always holds."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one child must hold; without children it never holds."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """The child must not hold."""

    child: Node


Node = Leaf | AllOf | AnyOf | Negation
EVERYONE = AllOf(())


def from_json(data: Any, depth: int = 0) -> Node:
    """Read a tree from JSON. Raises BadInput with a Vietnamese sentence saying what is wrong."""
    if depth > MAX_DEPTH:
        raise BadInput(f"Tiêu chí lồng quá {MAX_DEPTH} tầng; hãy tách thành các nhóm cán bộ có tên.")
    if not isinstance(data, Mapping):
        raise BadInput("Tiêu chí phải là một đối tượng có khóa all, any, not hoặc fact.")
    if "fact" in data:
        return Leaf(str(data["fact"]), {k: v for k, v in data.items() if k != "fact"})
    if set(data) == {"not"}:
        return Negation(from_json(data["not"], depth + 1))
    for key, make in (("all", AllOf), ("any", AnyOf)):
        if set(data) == {key}:
            if not isinstance(data[key], list):
                raise BadInput(f"Khóa «{key}» phải chứa một danh sách tiêu chí con.")
            return make(tuple(from_json(child, depth + 1) for child in data[key]))
    given = ", ".join(map(str, data)) or "không khóa nào"
    raise BadInput(f"Tiêu chí phải có đúng một khóa all, any, not hoặc fact; nhận được: {given}.")


def to_json(node: Node) -> dict[str, Any]:
    """The JSON form of a tree; ``from_json`` gives the same tree back."""
    if isinstance(node, Leaf):
        return {"fact": node.fact, **node.params}
    if isinstance(node, Negation):
        return {"not": to_json(node.child)}
    key = "all" if isinstance(node, AllOf) else "any"
    return {key: [to_json(child) for child in node.children]}


def leaves(node: Node) -> Iterator[Leaf]:
    """All leaves from left to right, repeated ones repeated."""
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Negation):
        yield from leaves(node.child)
    else:
        for child in node.children:
            yield from leaves(child)
