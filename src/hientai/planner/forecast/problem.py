"""What is to be forecast and what came out: frozen dataclasses with JSON in and out.

Time is counted in calendar years; every figure is that of 31 December. The people are given as groups of officials
with the same future (a group may be one person); how the groups are cut does not change the outcome's distribution.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

PROBLEM_FORMAT = "hientai.forecast/1"
RESULT_FORMAT = "hientai.forecast-result/1"
MOST_COMPLETIONS = 8


class ForecastError(ValueError):
    """The problem contradicts itself; the message is Vietnamese and says where."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One past year of the registry: `events` among `exposure` people (or person-years) at risk."""

    year: int
    events: int
    exposure: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A yearly or one-time probability: fixed (`value`), or estimated from the registry's own past (`history`)."""

    code: str
    name: str = ""
    value: float | None = None
    history: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A planned completion: counted from 31 December of `completes`, if it succeeds.

    `dropout` is a rate per year of study (`years` of them), `failure` a rate at the end; None means none.
    """

    credential: str
    completes: int
    years: int = 1
    dropout: str | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """`count` officials alike in everything that matters here.

    `retires`: the first year on whose 31 December they are no longer counted (known by law, certain); None: not
    within the horizon. `enters`: the year they join (planned intake), None: present from the start. `leaves`: rate
    per year of leaving for another reason. `holds`: credentials they have; `completions`: what they are to gain.
    """

    count: int
    populations: tuple[str, ...]
    holds: tuple[str, ...] = ()
    retires: int | None = None
    enters: int | None = None
    leaves: str | None = None
    completions: tuple[Completion, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """By the end of `year`, of `population` a `share` (0–1) or a `number` holds one of `credentials`."""

    code: str
    population: str
    credentials: tuple[str, ...]
    year: int
    share: Fraction | None = None
    number: int | None = None
    priority: int = 1
    name: str = ""


@dataclass(frozen=True, slots=True)
class ForecastProblem:
    """Groups, rates and targets over consecutive `years`. Raises ForecastError where they contradict each other."""

    years: tuple[int, ...]
    rates: tuple[Rate, ...]
    groups: tuple[Group, ...]
    targets: tuple[Target, ...]

    def __post_init__(self) -> None:
        years = self.years
        if not years or list(years) != list(range(years[0], years[0] + len(years))):
            raise ForecastError("years: cần các năm liên tiếp, tăng dần.")
        codes = [r.code for r in self.rates]
        if len(set(codes)) != len(codes):
            raise ForecastError("rates: có mã tỷ lệ bị lặp.")
        for rate in self.rates:
            _check_rate(rate)
        for index, group in enumerate(self.groups):
            _check_group(group, f"groups[{index}]", set(codes), years[0])
        populations = {p for g in self.groups for p in g.populations}
        if len({t.code for t in self.targets}) != len(self.targets):
            raise ForecastError("targets: có mã mục tiêu bị lặp.")
        for target in self.targets:
            _check_target(target, years, populations)

    def to_json(self) -> dict[str, Any]:
        """The problem as plain data; `from_json` reads it back unchanged."""
        targets = []
        for target in self.targets:
            share = None if target.share is None else str(target.share)
            targets.append({**asdict(target), "share": share})
        return {
            "format": PROBLEM_FORMAT,
            "years": list(self.years),
            "rates": [asdict(r) for r in self.rates],
            "groups": [asdict(g) for g in self.groups],
            "targets": targets,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ForecastProblem:
        """Read a problem file's content. Raises ForecastError, naming the place, when it is not one."""
        if not isinstance(data, Mapping) or data.get("format") != PROBLEM_FORMAT:
            raise ForecastError(f"format: cần “{PROBLEM_FORMAT}”.")
        return cls(
            tuple(_list(data, "years", "")),
            tuple(_read_rate(r, f"rates[{i}]") for i, r in enumerate(_list(data, "rates", ""))),
            tuple(_read_group(g, f"groups[{i}]") for i, g in enumerate(_list(data, "groups", ""))),
            tuple(_read_target(t, f"targets[{i}]") for i, t in enumerate(_list(data, "targets", ""))),
        )

    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON: says which problem a result belongs to."""
        text = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _check_rate(rate: Rate) -> None:
    if rate.value is not None:
        if not 0 <= rate.value <= 1:
            raise ForecastError(f"rates: {rate.code}: giá trị {rate.value} không nằm trong khoảng 0–1.")
        return
    if not rate.history:
        raise ForecastError(f"rates: {rate.code}: cần value hoặc history.")
    for seen in rate.history:
        if not 0 <= seen.events <= seen.exposure:
            raise ForecastError(f"rates: {rate.code}, năm {seen.year}: events phải từ 0 đến exposure.")


def _check_group(group: Group, where: str, rates: set[str], first_year: int) -> None:
    if group.count < 0:
        raise ForecastError(f"{where}: count âm.")
    used = [group.leaves, *(c.dropout for c in group.completions), *(c.failure for c in group.completions)]
    for code in used:
        if code is not None and code not in rates:
            raise ForecastError(f"{where}: không có tỷ lệ “{code}” trong rates.")
    if len(group.completions) > MOST_COMPLETIONS:
        raise ForecastError(f"{where}: quá {MOST_COMPLETIONS} khóa học cho một nhóm.")
    if any(c.completes < first_year for c in group.completions):
        raise ForecastError(f"{where}: có khóa học xong trước năm {first_year}; hãy ghi vào holds.")
    if any(c.years < 0 for c in group.completions):
        raise ForecastError(f"{where}: số năm học âm.")


def _check_target(target: Target, years: Sequence[int], populations: set[str]) -> None:
    if target.year not in years:
        raise ForecastError(f"targets: {target.code}: năm {target.year} nằm ngoài kỳ dự báo.")
    if (target.share is None) == (target.number is None):
        raise ForecastError(f"targets: {target.code}: cần đúng một trong share và number.")
    if target.share is not None and not 0 <= target.share <= 1:
        raise ForecastError(f"targets: {target.code}: share phải từ 0 đến 1.")
    if target.population not in populations:
        raise ForecastError(f"targets: {target.code}: không nhóm nào thuộc “{target.population}”.")
    if not target.credentials:
        raise ForecastError(f"targets: {target.code}: thiếu credentials.")


def _list(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list | tuple):
        raise ForecastError(f"{where}{'.' if where else ''}{key}: cần một danh sách.")
    return list(value)


def _build(kind: type[Any], data: Any, where: str, **replaced: Any) -> Any:
    if not isinstance(data, Mapping):
        raise ForecastError(f"{where}: cần một đối tượng.")
    known = set(kind.__dataclass_fields__)
    unknown = sorted(set(data) - known)
    if unknown:
        raise ForecastError(f"{where}: không hiểu trường {', '.join(unknown)}.")
    try:
        return kind(**{**data, **replaced})
    except TypeError as error:
        raise ForecastError(f"{where}: thiếu trường ({error}).") from None


def _names(data: Any, key: str, where: str) -> tuple[str, ...]:
    values = data.get(key, []) if isinstance(data, Mapping) else []
    if not isinstance(values, list | tuple) or not all(isinstance(v, str) for v in values):
        raise ForecastError(f"{where}.{key}: cần một danh sách chuỗi.")
    return tuple(values)


def _number(data: Any, key: str, where: str, *, needed: bool) -> None:
    value = data.get(key) if isinstance(data, Mapping) else None
    if (value is None and needed) or (value is not None and (not isinstance(value, int) or isinstance(value, bool))):
        raise ForecastError(f"{where}.{key}: cần một số nguyên.")


def _read_rate(data: Any, where: str) -> Rate:
    history = data.get("history") or [] if isinstance(data, Mapping) else []
    seen = tuple(_build(Observation, h, f"{where}.history[{i}]") for i, h in enumerate(history))
    for key in ("events", "exposure"):
        for i, h in enumerate(history):
            _number(h, key, f"{where}.history[{i}]", needed=True)
    rate: Rate = _build(Rate, data, where, history=seen)
    if rate.value is not None and not isinstance(rate.value, int | float):
        raise ForecastError(f"{where}.value: cần một số.")
    return rate


def _read_group(data: Any, where: str) -> Group:
    _number(data, "count", where, needed=True)
    for key in ("retires", "enters"):
        _number(data, key, where, needed=False)
    planned = data.get("completions") or []
    for i, item in enumerate(planned):
        _number(item, "completes", f"{where}.completions[{i}]", needed=True)
        _number(item, "years", f"{where}.completions[{i}]", needed=False)
    completions = tuple(_build(Completion, c, f"{where}.completions[{i}]") for i, c in enumerate(planned))
    group: Group = _build(
        Group, data, where, populations=_names(data, "populations", where), holds=_names(data, "holds", where),
        completions=completions,
    )  # fmt: skip
    return group


def _read_target(data: Any, where: str) -> Target:
    _number(data, "year", where, needed=True)
    _number(data, "number", where, needed=False)
    raw = data.get("share")
    try:
        share = None if raw is None else Fraction(str(raw))
    except ValueError:
        raise ForecastError(f"{where}.share: “{raw}” không phải là số.") from None
    target: Target = _build(Target, data, where, credentials=_names(data, "credentials", where), share=share)
    return target


@dataclass(frozen=True, slots=True)
class Band:
    """Mean and the 5th, 50th and 95th percentile over the runs."""

    mean: float
    p5: float
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class YearForecast:
    """One target on 31 December of one year: people in the population, of them with the credential, their share,
    and the probability that the target's level is reached that day."""

    year: int
    population: Band
    attained: Band
    share: Band
    probability: float


@dataclass(frozen=True, slots=True)
class Driver:
    """How much one assumption moves the expected share of a target at its deadline.

    For a rate: the share with the rate at its 5th (`low`) and 95th (`high`) percentile, the others at their mean,
    and `explained`, the part of the variance over the runs that goes with it (0–1). For ``late:CREDENTIAL``: the
    share as planned (`low`) and with all its planned completions one year later (`high`); `explained` is None.
    """

    assumption: str
    low: float
    high: float
    explained: float | None

    @property
    def swing(self) -> float:
        """Absolute difference between the two shares."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class TargetForecast:
    """A target year by year, the probability of meeting it at its deadline, and its drivers, strongest first."""

    code: str
    year: int
    probability: float
    years: tuple[YearForecast, ...]
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class ForecastResult:
    """All targets. `all_probability`: every target met at its deadline; `by_priority`: all of that priority."""

    problem: str
    runs: int
    seed: int
    targets: tuple[TargetForecast, ...]
    all_probability: float
    by_priority: tuple[tuple[int, float], ...]
    people: int
    atoms: int

    def to_json(self) -> dict[str, Any]:
        """The result as plain data, the same for the same problem, runs and seed."""
        data = asdict(self)
        for target in data["targets"]:
            for driver in target["drivers"]:
                driver["swing"] = round(abs(driver["high"] - driver["low"]), 9)
        data["by_priority"] = [{"priority": p, "probability": v} for p, v in self.by_priority]
        return {"format": RESULT_FORMAT, **data}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ForecastResult:
        """Read what `to_json` wrote."""
        if data.get("format") != RESULT_FORMAT:
            raise ForecastError(f"format: cần “{RESULT_FORMAT}”.")
        targets = tuple(
            TargetForecast(
                t["code"],
                t["year"],
                t["probability"],
                tuple(
                    YearForecast(
                        y["year"], Band(**y["population"]), Band(**y["attained"]), Band(**y["share"]), y["probability"]
                    )
                    for y in t["years"]
                ),
                tuple(Driver(d["assumption"], d["low"], d["high"], d["explained"]) for d in t["drivers"]),
            )
            for t in data["targets"]
        )
        priorities = tuple((p["priority"], p["probability"]) for p in data["by_priority"])
        return cls(
            data["problem"], data["runs"], data["seed"], targets, data["all_probability"], priorities, data["people"],
            data["atoms"],
        )  # fmt: skip
