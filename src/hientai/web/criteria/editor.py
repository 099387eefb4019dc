"""The criterion form as its templates read it: nodes with their blanks, the sentence, the count of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from hientai.base.criteria.catalogue import Catalogue, Parameter
from hientai.base.criteria.meaning import explain
from hientai.base.criteria.tree import EVERYONE, Node, from_json
from hientai.base.errors import DomainError
from hientai.officials.queries.criteria import load_catalogue, officials_meeting, read_criterion
from hientai.officials.queries.dossier import Dossier
from hientai.officials.queries.scope import visible_officials
from hientai.web.acting import scope
from hientai.web.criteria.draft import GROUPS, ROOT, Draft, draft_of, read_draft


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank of a fact as a form field; ``options`` are (value, label, chosen)."""

    name: str
    label: str
    kind: str
    value: str
    options: tuple[tuple[str, str, bool], ...]
    required: bool


@dataclass(frozen=True, slots=True)
class NodeForm:
    """One node as a form: ``key`` begins the names of its fields, ``facts`` are (code, label, chosen)."""

    key: str
    path: str
    kind: str
    negated: bool
    fact: str
    facts: tuple[tuple[str, str, bool], ...]
    blanks: tuple[Blank, ...]
    children: tuple[NodeForm, ...]
    problem: str

    @property
    def is_root(self) -> bool:
        """Whether this is the top of the tree, which cannot be removed."""
        return self.path == ROOT


@dataclass(frozen=True, slots=True)
class Editor:
    """The whole criterion form: give it to ``criteria/editor.html`` as ``editor``.

    ``data`` is the criterion as stored, None while ``problem`` says what is wrong; ``count`` the people who meet it
    within the reader's scope; ``acted`` whether a button of this form was pressed, so nothing is to be saved yet.
    """

    prefix: str
    label: str
    root: NodeForm
    sentence: str
    count: int | None
    problem: str
    data: Mapping[str, Any] | None
    acted: bool


def build_editor(
    request: HttpRequest, prefix: str, on: date, *, label: str = "", initial: Mapping[str, Any] | None = None,
    catalogue: Catalogue[Dossier] | None = None,
) -> Editor:  # fmt: skip
    """The form for a request: what was posted, else ``initial`` (a stored criterion), else everyone."""
    known = catalogue or load_catalogue()
    draft = read_draft(request.POST, prefix, known)
    acted = draft is not None and bool(request.POST.get(f"{prefix}-act"))
    if draft is None:
        draft = draft_of(from_json(initial) if initial else EVERYONE)
    node, problem = _checked(draft, known)
    return Editor(
        prefix=prefix, label=label, root=_form(draft, f"{prefix}-{ROOT}", ROOT, known),
        sentence=explain(node, known) if node is not None else "", problem=problem,
        count=officials_meeting(node, known, on, within=visible_officials(scope(request))).order_by().count()
        if node is not None else None,
        data=draft.to_json() if node is not None else None, acted=acted,
    )  # fmt: skip


def _checked(draft: Draft, catalogue: Catalogue[Dossier]) -> tuple[Node | None, str]:
    try:
        return read_criterion(draft.to_json(), catalogue), ""
    except DomainError as error:
        return None, _first_problem(draft) or error.message


def _first_problem(draft: Draft) -> str:
    if draft.kind not in GROUPS:
        return "" if draft.fact else "Còn một điều kiện chưa chọn nội dung."
    return next(filter(None, map(_first_problem, draft.children)), "")


def _form(draft: Draft, key: str, path: str, catalogue: Catalogue[Dossier]) -> NodeForm:
    prefix = key.rpartition("-")[0]
    fact = catalogue.facts.get(draft.fact)
    children = tuple(
        _form(child, f"{prefix}-{path}_{place}", f"{path}_{place}", catalogue)
        for place, child in enumerate(draft.children)
    )
    problem = ""
    if fact is not None:
        problem = _leaf_problem(draft, catalogue)
    return NodeForm(
        key=key, path=path, kind=draft.kind, negated=draft.negated, fact=draft.fact,
        facts=tuple((f.code, f.label, f.code == draft.fact) for f in catalogue.facts.values()),
        blanks=tuple(_blank(p, key, draft.params.get(p.name)) for p in fact.parameters) if fact else (),
        children=children, problem=problem,
    )  # fmt: skip


def _leaf_problem(draft: Draft, catalogue: Catalogue[Dossier]) -> str:
    try:
        read_criterion({"fact": draft.fact, **draft.params}, catalogue)
    except DomainError as error:
        return error.message
    return ""


def _blank(parameter: Parameter, key: str, value: Any) -> Blank:
    chosen = {str(item) for item in value} if isinstance(value, list) else {str(value)} if value is not None else set()
    options = parameter.options
    if parameter.kind == "bool":
        chosen = {"1" if value is True else "0" if value is False else ""}
        options = (("1", "có"), ("0", "không"))
    kind = "text" if parameter.kind == "choices" and not parameter.options else parameter.kind
    return Blank(
        name=f"{key}-p-{parameter.name}", label=parameter.label, kind=kind, required=parameter.required,
        value=", ".join(value) if isinstance(value, list) else "" if value is None else str(value),
        options=tuple((code, label, code in chosen) for code, label in options),
    )  # fmt: skip
