"""Footing of printed figures: do the parts of a printed table add up to 100 %, and what does the registry say?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hientai.base.criteria.catalogue import Catalogue
from hientai.base.text import format_share
from hientai.officials.queries.asking import Asking, everyone
from hientai.officials.queries.criteria import read_criterion
from hientai.officials.queries.dossier import Dossier
from hientai.schemes.models import BaselineFigure


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """One printed share beside the registry's count and share on the same day."""

    figure: BaselineFigure
    population: int
    meeting: int

    @property
    def share(self) -> Decimal:
        """The registry's share (0–1); 0 for an empty population."""
        return Decimal(self.meeting) / self.population if self.population else Decimal(0)

    @property
    def agrees(self) -> bool:
        """True when the printed share is the registry's, rounded or cut to as many decimals as are printed."""
        text = format((self.figure.printed_share * 100).normalize(), "f")
        digits = max(1, len(text.partition(".")[2])) if "." in text else 0
        unit = Decimal(1).scaleb(-digits)
        return abs(self.share * 100 - self.figure.printed_share * 100) < unit


@dataclass(frozen=True, slots=True)
class GroupCheck:
    """A group of printed shares that should make up the whole, with a warning when they do not."""

    name: str
    figures: tuple[FigureCheck, ...]
    printed_sum: Decimal
    sums_to_whole: bool

    @property
    def warning(self) -> str:
        """A Vietnamese warning when the printed parts do not add up; empty otherwise."""
        if not self.sums_to_whole or self.printed_sum == 1:
            return ""
        return (
            f"«{self.name}»: các tỷ lệ in trong văn bản cộng lại là {format_share(self.printed_sum)}, "
            "không phải 100,00%. Hệ thống giữ nguyên số in và tính lại từ hồ sơ."
        )


def check_baseline(scheme_id: int, catalogue: Catalogue[Dossier], on: date | None = None) -> list[GroupCheck]:
    """The printed baseline of a scheme, group by group, beside the registry on the day of the figures (or ``on``)."""
    figures = list(BaselineFigure.objects.filter(scheme_id=scheme_id).select_related("population"))
    groups: dict[str, list[FigureCheck]] = {}
    people = everyone() if figures else frozenset()
    by_day: dict[date, Asking] = {}

    def answer(data: object, day: date) -> frozenset[int]:
        asking = by_day.setdefault(day, Asking(people, catalogue, day))
        return asking.meeting(read_criterion(data, catalogue))

    for figure in figures:
        day = on or figure.measured_on
        population = answer(figure.population.criterion, day)
        meeting = population & answer(figure.condition, day)
        groups.setdefault(figure.group, []).append(FigureCheck(figure, len(population), len(meeting)))
    return [
        GroupCheck(
            name, tuple(checks), sum((c.figure.printed_share for c in checks), Decimal(0)),
            all(c.figure.sums_to_whole for c in checks),
        )
        for name, checks in groups.items()
    ]  # fmt: skip
