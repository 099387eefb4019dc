"""What a forecast says, as typed facts, and one Vietnamese sentence for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hientai.planner.forecast.problem import (
    Driver,
    ForecastProblem,
    ForecastResult,
    Target,
    TargetForecast,
    YearForecast,
)
from hientai.planner.forecast.solve.summary import LATE


class Outlook(StrEnum):
    """How likely a target is, in words that stand for fixed ranges of probability (see `outlook`)."""

    CERTAIN = "certain"
    LIKELY = "likely"
    OPEN = "open"
    UNLIKELY = "unlikely"
    EXCLUDED = "excluded"


RANGES = ((0.99, Outlook.CERTAIN), (0.8, Outlook.LIKELY), (0.2, Outlook.OPEN), (0.01, Outlook.UNLIKELY))
WORDS = {
    Outlook.CERTAIN: "gần như chắc chắn đạt",
    Outlook.LIKELY: "nhiều khả năng đạt",
    Outlook.OPEN: "chưa chắc",
    Outlook.UNLIKELY: "khó đạt",
    Outlook.EXCLUDED: "gần như không thể đạt",
}


@dataclass(frozen=True, slots=True)
class OutlookFact:
    """A target at its deadline: probability, the band of the share, and people lacking in the middle case (0: none)."""

    target: str
    year: int
    outlook: Outlook
    probability: float
    p5: float
    p50: float
    p95: float
    short: int


@dataclass(frozen=True, slots=True)
class FirstYearFact:
    """The first year in which the level is reached with a probability of at least one half; None: never."""

    target: str
    year: int | None


@dataclass(frozen=True, slots=True)
class DriverFact:
    """The assumption that moves the target most, and by how much of the share."""

    target: str
    assumption: str
    late: bool
    low: float
    high: float


Fact = OutlookFact | FirstYearFact | DriverFact


def outlook(probability: float) -> Outlook:
    """The word for a probability: ≥ 99%, ≥ 80%, ≥ 20%, ≥ 1%, less."""
    return next((word for floor, word in RANGES if probability >= floor), Outlook.EXCLUDED)


def explain(problem: ForecastProblem, result: ForecastResult) -> tuple[tuple[Fact, ...], ...]:
    """The facts of each target, in the order of the problem."""
    return tuple(_explain(t, f) for t, f in zip(problem.targets, result.targets, strict=True))


def _explain(target: Target, found: TargetForecast) -> tuple[Fact, ...]:
    due = next(y for y in found.years if y.year == target.year)
    share = due.share
    facts: list[Fact] = [
        OutlookFact(
            target.code,
            target.year,
            outlook(found.probability),
            found.probability,
            share.p5,
            share.p50,
            share.p95,
            _short(target, due),
        )  # fmt: skip
    ]
    facts.append(FirstYearFact(target.code, next((y.year for y in found.years if y.probability >= 0.5), None)))
    strongest: Driver | None = found.drivers[0] if found.drivers else None
    if strongest is not None and strongest.swing > 1e-6:
        name = strongest.assumption
        facts.append(
            DriverFact(target.code, name.removeprefix(LATE), name.startswith(LATE), strongest.low, strongest.high)
        )
    return tuple(facts)


def _short(target: Target, due: YearForecast) -> int:
    if target.share is not None:
        needed = -(-due.population.p50 * target.share.numerator // target.share.denominator)
    else:
        needed = float(target.number or 0)
    return max(0, round(needed - due.attained.p50))


def _percent(value: float) -> str:
    return f"{value * 100:.1f}".replace(".", ",") + "%"


def as_text(fact: Fact) -> str:
    """The fact as one Vietnamese sentence."""
    match fact:
        case OutlookFact():
            lack = f", ở mức giữa còn thiếu {fact.short} người" if fact.short else ""
            return (
                f"Mục tiêu {fact.target} ({fact.year}): {WORDS[fact.outlook]}, xác suất {_percent(fact.probability)}; "
                f"dự báo {_percent(fact.p50)} (khoảng {_percent(fact.p5)}–{_percent(fact.p95)}){lack}."
            )
        case FirstYearFact(target, None):
            return f"Mục tiêu {target}: không năm nào có khả năng đạt từ một nửa trở lên."
        case FirstYearFact(target, year):
            return f"Mục tiêu {target}: từ năm {year} khả năng đạt ít nhất một nửa."
        case DriverFact(late=True):
            return (
                f"Mục tiêu {fact.target}: ảnh hưởng lớn nhất là khóa “{fact.assumption}” chậm một năm "
                f"({_percent(fact.low)} thành {_percent(fact.high)})."
            )
        case DriverFact():
            return (
                f"Mục tiêu {fact.target}: ảnh hưởng lớn nhất là tỷ lệ “{fact.assumption}” "
                f"(từ {_percent(fact.low)} đến {_percent(fact.high)})."
            )
