"""Answers to a survey put together by kind of class and by unit, beside what the registry says is lacking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from hientai.base.criteria.catalogue import Catalogue
from hientai.needs.codes import ResponseStatus
from hientai.needs.models import NeedLine, Response
from hientai.needs.queries.gaps import GapTable, gaps_of_population, standards_on
from hientai.needs.queries.matrix import units_of_officials
from hientai.officials.queries.dossier import Dossier


@dataclass(slots=True)
class SubjectNeed:
    """One kind of class over all answers sent: people asked for (places, not distinct people), lines, units."""

    subject: str
    people: int = 0
    units: set[int] = field(default_factory=set)
    lines: list[NeedLine] = field(default_factory=list)


@dataclass(slots=True)
class UnitNeed:
    """One unit's answer with its people asked for."""

    response: Response
    people: int = 0
    lines: int = 0


@dataclass(slots=True)
class Consolidation:
    """A survey put together; only answers that were sent count in ``subjects``."""

    subjects: list[SubjectNeed]
    units: list[UnitNeed]

    @property
    def people(self) -> int:
        """All places asked for in answers sent."""
        return sum(row.people for row in self.subjects)

    @property
    def answered(self) -> int:
        """How many units have sent their answer."""
        return sum(row.response.status == ResponseStatus.SUBMITTED for row in self.units)


def consolidate(responses: Iterable[Response]) -> Consolidation:
    """Put answers together; they come with unit selected and lines prefetched."""
    subjects: dict[str, SubjectNeed] = {}
    units = []
    for response in responses:
        lines = list(response.lines.all())
        units.append(UnitNeed(response, sum(line.people for line in lines), len(lines)))
        if response.status != ResponseStatus.SUBMITTED:
            continue
        for line in lines:
            row = subjects.setdefault(line.subject, SubjectNeed(line.subject))
            row.people += line.people
            row.units.add(response.unit_id)
            row.lines.append(line)
    return Consolidation(sorted(subjects.values(), key=lambda row: (-row.people, row.subject)), units)


def lacking_by_subject(table: GapTable) -> dict[str, frozenset[int]]:
    """The officials each kind of class would help: those who lack a requirement that it closes."""
    found: dict[str, frozenset[int]] = {}
    for column in table.columns:
        if column.standard.closes_with and column.missing:
            subject = column.standard.closes_with
            found[subject] = found.get(subject, frozenset()) | column.missing
    return found


def lacking_in_units(paths: Iterable[str], catalogue: Catalogue[Dossier], on: date) -> dict[str, int]:
    """How many officials of these subtrees each kind of class would help on a day, by the registry."""
    wanted = tuple(dict.fromkeys(paths))
    people = frozenset(pk for pk, path in units_of_officials(on).items() if path.startswith(wanted))
    table = gaps_of_population(people, standards_on(on, catalogue), catalogue, on)
    return {subject: len(ids) for subject, ids in lacking_by_subject(table).items()}
