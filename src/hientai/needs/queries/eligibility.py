"""Who may be sent to a class, under the rules of the decision day (350-QĐ/TW from 08/2025, 57-QĐ/TW before …)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hientai.base.criteria.catalogue import Catalogue
from hientai.base.criteria.meaning import explain, judge
from hientai.base.criteria.tree import AllOf, Leaf, Node
from hientai.needs.codes import PackKind, Severity
from hientai.needs.models import EligibilityRule, RulePack
from hientai.needs.queries.gaps import evidence_of
from hientai.officials.queries.criteria import read_criterion
from hientai.officials.queries.dossier import Dossier


@dataclass(frozen=True, slots=True)
class EligibilityLine:
    """One rule on one person: does it hold, what was asked and seen, which pack and basis say so."""

    code: str
    label: str
    holds: bool
    severity: str
    asked: str
    evidence: str
    legal_basis: str
    pack: str
    needs_confirmation: bool
    override_authority: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a person may be sent, with every line; ``packs`` names the rule packs that judged."""

    subject: str
    form: str
    on: date
    packs: tuple[str, ...]
    lines: tuple[EligibilityLine, ...]

    @property
    def is_eligible(self) -> bool:
        """True when no blocking rule fails. Rules that need confirmation never block by themselves."""
        return not self.blocking

    @property
    def blocking(self) -> tuple[EligibilityLine, ...]:
        """The blocking rules that fail."""
        return tuple(line for line in self.lines if not line.holds and line.severity == Severity.BLOCK)


@dataclass(frozen=True, slots=True)
class ReadRule:
    """One eligibility rule with its condition as a tree; None while its legal text is not confirmed."""

    rule: EligibilityRule
    condition: Node | None

    def judges(self, form: str) -> bool:
        """Whether it rules on this form of study (a rule without a form rules on all)."""
        return self.rule.form in ("", form)


RuleBook = Mapping[str, Sequence[ReadRule]]
"""The rules in force on a day, by kind of class."""


def load_rules(on: date, catalogue: Catalogue[Dossier], subject: str = "") -> RuleBook:
    """The eligibility rules in force on a day (of one kind of class, or of all) in one query."""
    packs = RulePack.objects.in_force(on).filter(kind=PackKind.ELIGIBILITY)
    rows = EligibilityRule.objects.filter(pack__in=packs).select_related("pack").order_by("sort_order", "code")
    if subject:
        rows = rows.filter(subject=subject)
    book: dict[str, list[ReadRule]] = {}
    for rule in rows:
        condition = None if rule.condition is None else read_criterion(rule.condition, catalogue)
        book.setdefault(rule.subject, []).append(ReadRule(rule, condition))
    return book


def judge_rules(
    rules: RuleBook, dossier: Dossier, subject: str, form: str, on: date, catalogue: Catalogue[Dossier]
) -> Eligibility:
    """Judge one person by rules already read; all are judged, none cut short.

    A rule without a condition (its legal text not yet confirmed) is shown as a notice and judges nobody.
    """
    asked = [read for read in rules.get(subject, ()) if read.judges(form)]
    names = dict.fromkeys(read.rule.pack.name for read in asked)
    return Eligibility(subject, form, on, tuple(names), tuple(_line(read, dossier, on, catalogue) for read in asked))


def _line(read: ReadRule, dossier: Dossier, on: date, catalogue: Catalogue[Dossier]) -> EligibilityLine:
    rule = read.rule
    basis = rule.legal_basis or rule.pack.legal_basis
    if read.condition is None:
        return EligibilityLine(
            rule.code, rule.label, True, Severity.INFO, "chưa có quy định được xác nhận", "", basis, rule.pack.name,
            True, rule.override_authority,
        )  # fmt: skip
    verdict = judge(read.condition, catalogue, dossier, on)
    return EligibilityLine(
        rule.code, rule.label, verdict.holds, rule.severity, explain(read.condition, catalogue), evidence_of(verdict),
        basis, rule.pack.name, rule.needs_confirmation, rule.override_authority,
    )  # fmt: skip


def eligibility_of(dossier: Dossier, subject: str, form: str, on: date, catalogue: Catalogue[Dossier]) -> Eligibility:
    """Judge one person for a kind of class and a form of study on a day; all rules are judged, none cut short."""
    return judge_rules(load_rules(on, catalogue, subject), dossier, subject, form, on, catalogue)


def may_be_sent(rules: RuleBook, subject: str, form: str) -> Node:
    """Who may be sent, as a criterion for lists: at work, and no blocking rule of this kind and form fails."""
    blocking = [
        read.condition
        for read in rules.get(subject, ())
        if read.condition is not None and read.rule.severity == Severity.BLOCK and read.judges(form)
    ]
    return AllOf((Leaf("employed"), *blocking))
