"""What a tree means: one Vietnamese sentence, one query condition, one verdict with a reason per leaf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Q

from hientai.base.criteria.catalogue import Catalogue
from hientai.base.criteria.tree import AllOf, AnyOf, Leaf, Negation, Node

Subject = TypeVar("Subject")
NOBODY = Q(pk__in=[])


def explain(node: Node, catalogue: Catalogue[Any]) -> str:
    """The whole tree as one Vietnamese sentence without a final stop, capitalised."""
    text = _clause(node, catalogue, inner=False)
    start = next((place for place, letter in enumerate(text) if letter.isalnum()), 0)
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def _clause(node: Node, catalogue: Catalogue[Any], *, inner: bool) -> str:
    if isinstance(node, Leaf):
        return catalogue.fact(node).explain(node.params)
    if isinstance(node, Negation):
        return f"không thỏa ({_clause(node.child, catalogue, inner=False)})"
    if not node.children:
        return "mọi người" if isinstance(node, AllOf) else "không ai"
    if len(node.children) == 1:
        return _clause(node.children[0], catalogue, inner=inner)
    parts = [_clause(child, catalogue, inner=True) for child in node.children]
    text = "; và ".join(parts) if isinstance(node, AllOf) else ", hoặc ".join(parts)
    return f"({text})" if inner else text


def compile_query(node: Node, catalogue: Catalogue[Any], on: date) -> Q:
    """The tree as a condition on the subject's table, as of a day."""
    if isinstance(node, Leaf):
        return catalogue.fact(node).compile(node.params, on)
    if isinstance(node, Negation):
        inner = compile_query(node.child, catalogue, on)
        return ~inner if inner else NOBODY  # an empty condition is everyone, and Django forgets to negate it
    if isinstance(node, AllOf):
        whole = Q()
        for child in node.children:
            whole &= compile_query(child, catalogue, on)
        return whole
    parts = [compile_query(child, catalogue, on) for child in node.children]
    if not parts:
        return NOBODY
    if any(not part for part in parts):
        return Q()
    either = parts[0]
    for part in parts[1:]:
        either |= part
    return either


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a node holds for one subject, with the sentence asked, the evidence seen and the children's verdicts."""

    holds: bool
    asked: str
    evidence: str = ""
    kind: str = "leaf"
    children: tuple[Verdict, ...] = ()


def judge(node: Node, catalogue: Catalogue[Subject], subject: Subject, on: date) -> Verdict:
    """The verdict on one subject as of a day, every leaf judged (nothing is cut short)."""
    if isinstance(node, Leaf):
        fact = catalogue.fact(node)
        return Verdict(
            holds=fact.test(subject, node.params, on),
            asked=fact.explain(node.params),
            evidence=fact.evidence(subject, node.params, on),
        )
    if isinstance(node, Negation):
        child = judge(node.child, catalogue, subject, on)
        return Verdict(not child.holds, _clause(node, catalogue, inner=False), "", "not", (child,))
    children = tuple(judge(child, catalogue, subject, on) for child in node.children)
    if isinstance(node, AllOf):
        return Verdict(all(c.holds for c in children), "tất cả", "", "all", children)
    return Verdict(any(c.holds for c in children), "ít nhất một", "", "any", children)


def holds(node: Node, catalogue: Catalogue[Subject], subject: Subject, on: date) -> bool:
    """Whether the tree holds for one subject; faster than :func:`judge` because it stops early and explains nothing."""
    if isinstance(node, Leaf):
        return catalogue.fact(node).test(subject, node.params, on)
    if isinstance(node, Negation):
        return not holds(node.child, catalogue, subject, on)
    if isinstance(node, AnyOf):
        return any(holds(child, catalogue, subject, on) for child in node.children)
    return all(holds(child, catalogue, subject, on) for child in node.children)
