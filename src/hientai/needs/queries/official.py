"""All that a page says about one official's gap: the verdicts, the packs that judged, the next training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hientai.base.codelists import CodeBook, load_codes
from hientai.base.criteria.catalogue import Catalogue
from hientai.needs.codes import GapState
from hientai.needs.queries.eligibility import load_rules
from hientai.needs.queries.gaps import GapLine, catalogue_on, gap_of_official, standards_on
from hientai.needs.queries.training import Recommendation, recommend_training
from hientai.officials.queries.dossier import Dossier, load_dossier


@dataclass(frozen=True, slots=True)
class OfficialGap:
    """One official's gap on a day, under the rules of that day."""

    on: date
    lines: tuple[GapLine, ...]
    packs: tuple[str, ...]
    recommendations: tuple[Recommendation, ...]
    book: CodeBook

    def count(self, state: GapState) -> int:
        """How many requirements have this verdict."""
        return sum(line.state == state for line in self.lines)

    @property
    def met(self) -> int:
        """How many requirements are met."""
        return self.count(GapState.MET)

    @property
    def missing(self) -> int:
        """How many are missing."""
        return self.count(GapState.MISSING)

    @property
    def owed(self) -> int:
        """How many are owed in time."""
        return self.count(GapState.OWED)

    @property
    def next_training(self) -> list[tuple[str, Recommendation, list[tuple[str, bool, tuple[str, ...]]]]]:
        """(label of the class kind, recommendation, [(form, may be sent, labels of the rules that block)])."""
        return [
            (
                self.book.label("class_type", r.subject), r,
                [(self.book.label("study_form", o.form), o.is_eligible, tuple(line.label for line in o.blocking))
                 for o in r.options],
            )
            for r in self.recommendations
        ]  # fmt: skip


def official_gap(official_id: int, on: date, catalogue: Catalogue[Dossier] | None = None) -> OfficialGap | None:
    """The gap of one official on a day, in a constant number of queries; None when there is no such record."""
    dossier = load_dossier(official_id)
    if dossier is None:
        return None
    known = catalogue or catalogue_on(on)
    lines = gap_of_official(dossier, standards_on(on, known), known, on)
    return OfficialGap(
        on, tuple(lines), tuple(dict.fromkeys(line.standard.pack_name for line in lines)),
        tuple(recommend_training(dossier, lines, load_rules(on, known), known, on)),
        load_codes(["class_type", "study_form"]),
    )  # fmt: skip
