"""What facts a criterion may ask: each says how it is filled in, explained, turned into a query and tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Q

from hientai.base.criteria.tree import MAX_LEAVES, Leaf, Node, leaves
from hientai.base.errors import BadInput

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One blank of a fact: kind "int", "bool", "choice" or "choices"; options are (code, label) pairs."""

    name: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    minimum: int = 0
    maximum: int = 1200

    def clean(self, value: Any) -> Any:
        """The value in its proper type. Raises BadInput naming the blank."""
        if self.kind == "bool":
            if not isinstance(value, bool):
                raise BadInput(f"«{self.label}» phải là đúng hoặc sai.")
            return value
        if self.kind == "int":
            if isinstance(value, bool) or not isinstance(value, int) or not self.minimum <= value <= self.maximum:
                raise BadInput(f"«{self.label}» phải là số nguyên từ {self.minimum} đến {self.maximum}.")
            return value
        given = value if self.kind == "choices" else [value]
        if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
            raise BadInput(f"«{self.label}» phải là {'một danh sách mã' if self.kind == 'choices' else 'một mã'}.")
        known = {code for code, _ in self.options}
        unknown = [item for item in given if item not in known] if known else []
        if unknown:
            raise BadInput(f"«{self.label}» có giá trị không có trong danh mục: {', '.join(unknown)}.")
        return value

    def label_of(self, code: str) -> str:
        """The label of an option, or its code when unknown."""
        return next((label for known, label in self.options if known == code), code)

    def labels(self, codes: list[str], *, proper: bool = False) -> str:
        """The labels of several options joined by commas and "hoặc"; proper names keep their capitals."""
        found = [self.label_of(code) if proper else inside_sentence(self.label_of(code)) for code in codes]
        return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " hoặc " + found[-1]


def inside_sentence(label: str) -> str:
    """A label with its first letter small, as it stands inside a sentence; abbreviations keep theirs."""
    return label if label[1:2].isupper() or label.partition(" ")[0].isupper() else label[:1].lower() + label[1:]


@dataclass(frozen=True, slots=True)
class Fact(Generic[Subject]):
    """One askable fact.

    ``explain(params)`` gives the clause of the sentence; ``compile(params, on)`` the query condition;
    ``test(subject, params, on)`` the verdict on one subject; ``evidence(subject, params, on)`` what was seen;
    ``fault(params)`` what is wrong with blanks that are each in order but do not go together, or None.
    """

    code: str
    label: str
    parameters: tuple[Parameter, ...]
    explain: Callable[[Mapping[str, Any]], str]
    compile: Callable[[Mapping[str, Any], date], Q]
    test: Callable[[Subject, Mapping[str, Any], date], bool]
    evidence: Callable[[Subject, Mapping[str, Any], date], str]
    fault: Callable[[Mapping[str, Any]], str | None] = lambda params: None

    def parameter(self, name: str) -> Parameter:
        """The blank of this name."""
        return next(p for p in self.parameters if p.name == name)


@dataclass(frozen=True, slots=True)
class Catalogue(Generic[Subject]):
    """The facts known to one kind of subject."""

    facts: Mapping[str, Fact[Subject]] = field(default_factory=dict)

    def fact(self, leaf: Leaf) -> Fact[Subject]:
        """The fact a leaf asks. Raises BadInput when there is none of this code."""
        found = self.facts.get(leaf.fact)
        if found is None:
            raise BadInput(f"Không có điều kiện «{leaf.fact}» trong ngôn ngữ tiêu chí.")
        return found

    def check(self, node: Node) -> None:
        """Raise BadInput for the first leaf that is unknown or wrongly filled in."""
        for count, leaf in enumerate(leaves(node), start=1):
            if count > MAX_LEAVES:
                raise BadInput(f"Tiêu chí có hơn {MAX_LEAVES} điều kiện.")
            fact = self.fact(leaf)
            known = {p.name: p for p in fact.parameters}
            for name, value in leaf.params.items():
                if name not in known:
                    raise BadInput(f"Điều kiện «{fact.label}» không có tham số «{name}».")
                known[name].clean(value)
            for parameter in fact.parameters:
                if parameter.required and leaf.params.get(parameter.name) in (None, [], ""):
                    raise BadInput(f"Điều kiện «{fact.label}» còn thiếu «{parameter.label}».")
            fault = fact.fault(leaf.params)
            if fault:
                raise BadInput(fault)
