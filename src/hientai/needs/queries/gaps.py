"""The gap: what each official lacks against the standards of a day, for one person and for everyone at once.

Both ways read the same criteria; a test proves that they agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hientai.base.criteria.catalogue import Catalogue
from hientai.base.criteria.meaning import Verdict, explain, judge
from hientai.base.criteria.tree import Node, from_json, leaves
from hientai.base.periods import add_months
from hientai.needs.codes import GapState, PackKind
from hientai.needs.models import EligibilityRule, Requirement, RulePack
from hientai.officials.models import Appointment
from hientai.officials.queries.asking import Asking
from hientai.officials.queries.criteria import load_catalogue, read_criterion
from hientai.officials.queries.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Standard:
    """One requirement ready to be asked: who it applies to and what must hold, as trees."""

    pk: int
    code: str
    label: str
    audience: Node
    condition: Node
    grace_months: int
    severity: str
    closes_with: str
    legal_basis: str
    needs_confirmation: bool
    pack_id: int
    pack_name: str


@dataclass(frozen=True, slots=True)
class GapLine:
    """One requirement on one official: the verdict, its evidence, and until when it may be owed."""

    standard: Standard
    state: GapState
    asked: str
    evidence: str
    owed_until: date | None = None
    verdict: Verdict | None = None


def standards_on(on: date, catalogue: Catalogue[Dossier]) -> list[Standard]:
    """The requirements of all title standards in force on a day, in display order, in one query."""
    packs = RulePack.objects.in_force(on).filter(kind=PackKind.STANDARD)
    rows = Requirement.objects.filter(pack__in=packs).select_related("pack").order_by("sort_order", "code")
    return [
        Standard(
            pk=r.pk, code=r.code, label=r.label, audience=read_criterion(r.audience, catalogue),
            condition=read_criterion(r.condition, catalogue), grace_months=r.grace_months, severity=r.severity,
            closes_with=r.closes_with, legal_basis=r.legal_basis or r.pack.legal_basis,
            needs_confirmation=r.needs_confirmation or r.pack.needs_confirmation, pack_id=r.pack_id,
            pack_name=r.pack.name,
        )
        for r in rows
    ]  # fmt: skip


def state_of(holds: bool, standard: Standard, appointed_on: date | None, on: date) -> tuple[GapState, date | None]:
    """Met, owed until a day (counted from the latest appointment), or missing."""
    if holds:
        return GapState.MET, None
    if standard.grace_months and appointed_on is not None:
        until = add_months(appointed_on, standard.grace_months)
        if until > on:
            return GapState.OWED, until
        return GapState.MISSING, until
    return GapState.MISSING, None


def gap_of_official(
    dossier: Dossier, standards: Sequence[Standard], catalogue: Catalogue[Dossier], on: date
) -> list[GapLine]:
    """The gap of one official on a day: one line for each requirement that applies, each with its evidence."""
    appointed = max((post.since for post in dossier.posts_on(on)), default=None)
    lines = []
    for standard in standards:
        if not judge(standard.audience, catalogue, dossier, on).holds:
            continue
        verdict = judge(standard.condition, catalogue, dossier, on)
        state, until = state_of(verdict.holds, standard, appointed, on)
        lines.append(
            GapLine(standard, state, explain(standard.condition, catalogue), evidence_of(verdict), until, verdict)
        )
    return lines


def evidence_of(verdict: Verdict) -> str:
    """The evidence of all leaves below a verdict, each said once."""
    if verdict.kind == "leaf":
        return verdict.evidence
    return "; ".join(dict.fromkeys(filter(None, (evidence_of(child) for child in verdict.children))))


@dataclass(slots=True)
class GapColumn:
    """One requirement over a population: ids of those it applies to, of those who owe it, of those who lack it."""

    standard: Standard
    audience: frozenset[int]
    missing: frozenset[int]
    owed: frozenset[int]

    @property
    def met(self) -> int:
        """How many meet it."""
        return len(self.audience) - len(self.missing) - len(self.owed)


@dataclass(slots=True)
class GapTable:
    """The gap of a population on a day, requirement by requirement."""

    on: date
    columns: list[GapColumn] = field(default_factory=list)

    def lacking(self) -> frozenset[int]:
        """The ids of all officials who lack at least one requirement."""
        return frozenset().union(*(column.missing for column in self.columns))


def gaps_of_population(
    people: frozenset[int], standards: Iterable[Standard], catalogue: Catalogue[Dossier], on: date
) -> GapTable:
    """The gap of these officials on a day: one query for each different question, whatever the number of people."""
    table = GapTable(on)
    asking = Asking(people, catalogue, on)
    recent: dict[int, frozenset[int]] = {}
    for standard in standards:
        audience = asking.meeting(standard.audience)
        unmet = audience - asking.meeting(standard.condition)
        owed: frozenset[int] = frozenset()
        if standard.grace_months and unmet:
            if standard.grace_months not in recent:
                recent[standard.grace_months] = appointed_within(standard.grace_months, on)
            owed = unmet & recent[standard.grace_months]
        table.columns.append(GapColumn(standard, audience, unmet - owed, owed))
    return table


def last_day_out_of_grace(months: int, on: date) -> date:
    """The last day of appointment whose months of grace are over on the day: later ones still owe in time."""
    day = add_months(on, -months) + timedelta(days=4)
    while add_months(day, months) > on:
        day -= timedelta(days=1)
    return day


def recently_appointed(months: int, on: date) -> Any:
    """The posts held on the day whose months of grace are not over, as a queryset."""
    return Appointment.objects.held(on).filter(valid_from__gt=last_day_out_of_grace(months, on))


def appointed_within(months: int, on: date) -> frozenset[int]:
    """The officials with a post held on the day whose months of grace are not over."""
    return frozenset(recently_appointed(months, on).order_by().values_list("official_id", flat=True))


def catalogue_on(on: date) -> Catalogue[Dossier]:
    """The catalogue that the rules in force on a day need: units are many, and only those the rules name are read."""
    packs = RulePack.objects.in_force(on)
    stored: list[Any] = []
    for pair in Requirement.objects.filter(pack__in=packs).values_list("audience", "condition"):
        stored += pair
    stored += EligibilityRule.objects.filter(pack__in=packs).values_list("condition", flat=True)
    named = {
        code
        for data in stored
        if data is not None
        for leaf in leaves(from_json(data))
        for code in leaf.params.get("units", ())
    }
    return load_catalogue(with_units=sorted(named))
