"""Who may be sent to a class, under the rules of the decision day (350-QĐ/TW from 08/2025, 57-QĐ/TW before …)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hientai.base.criteria.catalogue import Catalogue
from hientai.base.criteria.meaning import explain, judge
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


def eligibility_of(dossier: Dossier, subject: str, form: str, on: date, catalogue: Catalogue[Dossier]) -> Eligibility:
    """Judge one person for a kind of class and a form of study on a day; all rules are judged, none cut short.

    A rule without a condition (its legal text not yet confirmed) is shown as a notice and judges nobody.
    """
    packs = RulePack.objects.in_force(on).filter(kind=PackKind.ELIGIBILITY)
    rules = (
        EligibilityRule.objects.filter(pack__in=packs, subject=subject, form__in=["", form])
        .select_related("pack")
        .order_by("sort_order", "code")
    )
    lines = []
    names: dict[str, None] = {}
    for rule in rules:
        names.setdefault(rule.pack.name)
        basis = rule.legal_basis or rule.pack.legal_basis
        if rule.condition is None:
            lines.append(
                EligibilityLine(rule.code, rule.label, True, Severity.INFO, "chưa có quy định được xác nhận", "",
                                basis, rule.pack.name, True, rule.override_authority)
            )  # fmt: skip
            continue
        node = read_criterion(rule.condition, catalogue)
        verdict = judge(node, catalogue, dossier, on)
        lines.append(
            EligibilityLine(
                rule.code, rule.label, verdict.holds, rule.severity, explain(node, catalogue), evidence_of(verdict),
                basis, rule.pack.name, rule.needs_confirmation, rule.override_authority,
            )
        )  # fmt: skip
    return Eligibility(subject, form, on, tuple(names), tuple(lines))
