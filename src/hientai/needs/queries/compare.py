"""Two versions of a rule pack side by side: what came, what went, what changed, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hientai.base.criteria.catalogue import Catalogue
from hientai.base.errors import DomainError
from hientai.needs.models import EligibilityRule, Requirement, RulePack
from hientai.officials.queries.criteria import explain_criterion
from hientai.officials.queries.dossier import Dossier

CRITERIA = {"audience", "condition"}
REQUIREMENT_FIELDS = (
    "label",
    "audience",
    "condition",
    "grace_months",
    "severity",
    "closes_with",
    "legal_basis",
    "needs_confirmation",
)
RULE_FIELDS = (
    "label",
    "subject",
    "form",
    "condition",
    "severity",
    "override_authority",
    "legal_basis",
    "needs_confirmation",
)
HEAD_FIELDS = ("name", "legal_basis", "valid_from", "valid_until", "needs_confirmation", "note")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs: its label and both texts."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that came ("added"), went ("removed") or changed ("changed")."""

    kind: str
    code: str
    label: str
    fields: tuple[FieldChange, ...] = ()


def sentence(data: Any, catalogue: Catalogue[Dossier]) -> str:
    """A stored criterion as a sentence; what can no longer be read says so instead of failing."""
    if data is None:
        return "chưa có quy định được xác nhận"
    try:
        return explain_criterion(data, catalogue)
    except DomainError as error:
        return f"không đọc được: {error.message}"


def compare_packs(
    old: RulePack, new: RulePack, catalogue: Catalogue[Dossier]
) -> tuple[list[FieldChange], list[RuleChange]]:
    """The changes of the head, and those of the rules in the order of the new pack, then what went."""
    head = _fields(old, new, HEAD_FIELDS, catalogue)
    rules = _rules(old.requirements.all(), new.requirements.all(), REQUIREMENT_FIELDS, catalogue)
    rules += _rules(old.eligibility_rules.all(), new.eligibility_rules.all(), RULE_FIELDS, catalogue)
    return head, rules


def _rules(
    old: Iterable[Requirement] | Iterable[EligibilityRule], new: Iterable[Requirement] | Iterable[EligibilityRule],
    names: tuple[str, ...], catalogue: Catalogue[Dossier],
) -> list[RuleChange]:  # fmt: skip
    before = {row.code: row for row in old}
    changes = []
    for row in new:
        was = before.pop(row.code, None)
        if was is None:
            changes.append(RuleChange("added", row.code, row.label))
        elif fields := _fields(was, row, names, catalogue):
            changes.append(RuleChange("changed", row.code, row.label, tuple(fields)))
    return changes + [RuleChange("removed", row.code, row.label) for row in before.values()]


def _fields(old: Any, new: Any, names: tuple[str, ...], catalogue: Catalogue[Dossier]) -> list[FieldChange]:
    out = []
    for name in names:
        if getattr(old, name) != getattr(new, name):
            label = str(type(new)._meta.get_field(name).verbose_name)
            out.append(
                FieldChange(label[:1].upper() + label[1:], _text(old, name, catalogue), _text(new, name, catalogue))
            )
    return out


def _text(row: Any, name: str, catalogue: Catalogue[Dossier]) -> str:
    value = getattr(row, name)
    if name in CRITERIA:
        return sentence(value, catalogue)
    if name == "severity":
        return str(row.get_severity_display())
    if isinstance(value, bool):
        return "có" if value else "không"
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else "" if value is None else str(value)
