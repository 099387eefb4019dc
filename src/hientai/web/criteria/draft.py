"""A criterion while it is being edited: it may be incomplete, every node can be added to, removed and negated.

The fields of node ``0_1`` of the editor ``condition`` are ``condition-0_1-kind``, ``-not``, ``-fact``, ``-was`` and
``-p-<parameter>``; buttons post ``condition-act`` as ``add:0``, ``group:0`` or ``remove:0_1``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from hientai.base.criteria.catalogue import Catalogue, Parameter
from hientai.base.criteria.tree import MAX_DEPTH, MAX_LEAVES, AnyOf, Leaf, Negation, Node

GROUPS = ("all", "any")
ROOT = "0"


@dataclass(slots=True)
class Draft:
    """One node being edited: a group ("all", "any") with children, or a leaf with a fact and its filled blanks."""

    kind: str
    negated: bool = False
    fact: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    children: list[Draft] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The criterion as stored; a group at the top with one child is that child."""
        if self.kind in GROUPS and len(self.children) == 1 and not self.negated:
            return self.children[0]._node_json()
        return self._node_json()

    def _node_json(self) -> dict[str, Any]:
        if self.kind in GROUPS:
            inner: dict[str, Any] = {self.kind: [child._node_json() for child in self.children]}
        else:
            inner = {"fact": self.fact, **self.params}
        return {"not": inner} if self.negated else inner


def draft_of(node: Node) -> Draft:
    """A stored criterion ready for editing: the top is always a group."""
    draft = _draft_of(node)
    return draft if draft.kind in GROUPS and not draft.negated else Draft("all", children=[draft])


def _draft_of(node: Node) -> Draft:
    if isinstance(node, Negation):
        inner = _draft_of(node.child)
        inner.negated = not inner.negated
        return inner
    if isinstance(node, Leaf):
        return Draft("leaf", fact=node.fact, params=dict(node.params))
    return Draft("any" if isinstance(node, AnyOf) else "all", children=[_draft_of(child) for child in node.children])


def read_draft(posted: QueryDict, prefix: str, catalogue: Catalogue[Any]) -> Draft | None:
    """The draft as posted, with the button that was pressed carried out; None when this editor was not posted."""
    if f"{prefix}-{ROOT}-kind" not in posted:
        return None
    root = _read(posted, prefix, ROOT, catalogue, 0)
    act, _, path = posted.get(f"{prefix}-act", "").partition(":")
    if act:
        change(root, act, path)
    return root


def _read(posted: QueryDict, prefix: str, path: str, catalogue: Catalogue[Any], depth: int) -> Draft:
    key = f"{prefix}-{path}"
    negated = posted.get(f"{key}-not") == "1"
    kind = posted.get(f"{key}-kind", "leaf")
    if kind in GROUPS:
        draft = Draft(kind, negated)
        while depth < MAX_DEPTH and len(draft.children) < MAX_LEAVES:
            below = f"{path}_{len(draft.children)}"
            if f"{prefix}-{below}-kind" not in posted:
                break
            draft.children.append(_read(posted, prefix, below, catalogue, depth + 1))
        return draft
    fact = catalogue.facts.get(posted.get(f"{key}-fact", ""))
    if fact is None:
        return Draft("leaf", negated)
    # Blanks filled in for another fact mean nothing for this one, even when they are named alike.
    same = posted.get(f"{key}-was", fact.code) == fact.code
    filled = {p.name: _value(posted, f"{key}-p-{p.name}", p) for p in fact.parameters} if same else {}
    given = {name: value for name, value in filled.items() if value not in (None, "", [])}
    return Draft("leaf", negated, fact.code, given)


def _value(posted: QueryDict, name: str, parameter: Parameter) -> Any:
    text = posted.get(name, "").strip()
    if parameter.kind == "choices":
        if parameter.options:
            return [value for value in posted.getlist(name) if value]
        return [piece.strip() for piece in text.split(",") if piece.strip()]
    if parameter.kind == "bool":
        return {"1": True, "0": False}.get(text)
    if parameter.kind == "int" and text.lstrip("-").isdigit():
        return int(text)
    return text  # an unreadable number stays as typed: the check names it


def change(root: Draft, act: str, path: str) -> None:
    """Carry out a button: add a condition or a group to a group, or remove a node. Unknown paths change nothing."""
    steps = path.split("_")[1:] if path.startswith(ROOT) else None
    if steps is None or not all(step.isdigit() for step in steps):
        return
    above, node = root, root
    for step in steps:
        if int(step) >= len(node.children):
            return
        above, node = node, node.children[int(step)]
    if act == "remove" and node is not root:
        above.children.remove(node)
    elif act == "add" and node.kind in GROUPS:
        node.children.append(Draft("leaf"))
    elif act == "group" and node.kind in GROUPS and len(steps) < MAX_DEPTH - 2:
        other = "any" if node.kind == "all" else "all"
        node.children.append(Draft(other, children=[Draft("leaf"), Draft("leaf")]))
