"""What an official should learn next: the kinds of class that close what is missing, and whether they may be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hientai.base.criteria.catalogue import Catalogue
from hientai.needs.codes import GapState, Severity
from hientai.needs.queries.eligibility import Eligibility, RuleBook, judge_rules
from hientai.needs.queries.gaps import GapLine
from hientai.officials.queries.dossier import Dossier

FORMS = ("TAP_TRUNG", "KHONG_TAP_TRUNG")
SEVERITY_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One kind of class with the requirements it closes and the eligibility of the person, form by form."""

    subject: str
    closes: tuple[GapLine, ...]
    options: tuple[Eligibility, ...]

    @property
    def severity(self) -> str:
        """The gravest severity among the requirements it closes."""
        return min((line.standard.severity for line in self.closes), key=lambda s: SEVERITY_ORDER.get(Severity(s), 9))

    @property
    def is_missing(self) -> bool:
        """Whether it closes something missing, and not only something owed in time."""
        return any(line.state == GapState.MISSING for line in self.closes)

    @property
    def due_on(self) -> date | None:
        """The first day by which something owed must be met; None when nothing has such a day."""
        owed = (line.owed_until for line in self.closes if line.state == GapState.OWED and line.owed_until)
        return min(owed, default=None)

    @property
    def open_forms(self) -> tuple[str, ...]:
        """The forms of study the person may be sent to."""
        return tuple(option.form for option in self.options if option.is_eligible)


def recommend_training(
    dossier: Dossier, lines: Sequence[GapLine], rules: RuleBook, catalogue: Catalogue[Dossier], on: date
) -> list[Recommendation]:
    """The kinds of class that close what is missing or owed: the gravest first, missing before owed, then soonest due.

    A requirement that names no kind of class leads to no recommendation.
    """
    by_subject: dict[str, list[GapLine]] = {}
    for line in lines:
        if line.state in (GapState.MISSING, GapState.OWED) and line.standard.closes_with:
            by_subject.setdefault(line.standard.closes_with, []).append(line)
    found = [
        Recommendation(
            subject,
            tuple(closes),
            tuple(judge_rules(rules, dossier, subject, form, on, catalogue) for form in FORMS),
        )
        for subject, closes in by_subject.items()
    ]
    return sorted(
        found,
        key=lambda r: (
            SEVERITY_ORDER.get(Severity(r.severity), 9), not r.is_missing, -len(r.closes), r.due_on or date.max,
            r.subject,
        ),
    )  # fmt: skip
