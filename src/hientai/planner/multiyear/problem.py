"""The multi-year planning problem: who could attend what in which year, for which targets, with which money.

All dataclasses are frozen. Months are counted as ``year * 12 + month - 1`` (an int), money is whole đồng,
days are working days. The officials are kept by column (NumPy) because a nation has a million of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
NEVER_LEAVES = 9999 * 12


class ProblemError(ValueError):
    """The problem contradicts its own schema; the message names the place."""


def month_index(year: int, month: int) -> int:
    """Months since year 0, January = 0: ``month_index(2022, 1) == 24264``."""
    return year * 12 + month - 1


@dataclass(frozen=True, slots=True)
class GroupFilter:
    """Officials carrying all labels of ``all_of``, at least one of ``any_of`` (if any) and none of ``none_of``."""

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    def matches(self, groups: frozenset[str]) -> bool:
        """True when an official with these labels is inside the population."""
        return (
            all(g in groups for g in self.all_of)
            and (not self.any_of or any(g in groups for g in self.any_of))
            and not any(g in groups for g in self.none_of)
        )


@dataclass(frozen=True, slots=True)
class Admission:
    """One dated eligibility rule: officials who match ``who`` and whose age at the start lies in the bounds.

    ``from_year``/``until_year`` (both inclusive, None = open) are the years of *starting* in which it is in force.
    A programme with several rules in force admits whoever one of them admits.
    """

    who: GroupFilter = GroupFilter()
    age_min_months: int | None = None
    age_max_months: int | None = None
    from_year: int | None = None
    until_year: int | None = None

    def in_force(self, year: int) -> bool:
        """True when the rule governs a start in ``year``."""
        return (self.from_year is None or year >= self.from_year) and (
            self.until_year is None or year <= self.until_year
        )


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme that officials can be sent to.

    ``days_per_year`` and the costs are for each year that the programme runs (``duration_years``).
    ``long`` programmes exclude each other in time. ``yearly`` ones may be repeated and count only in their year;
    ``compulsory`` (yearly only) ones are owed every year by everybody eligible. ``external`` ones have no classes
    of ours, only seats. ``requires``: achievements held before the start, all of them.
    """

    code: str
    name: str = ""
    duration_years: int = 1
    days_per_year: int = 0
    long: bool = False
    full_time: bool = False
    yearly: bool = False
    compulsory: bool = False
    external: bool = False
    grants: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    admissions: tuple[Admission, ...] = (Admission(),)
    start_month: int = 1
    service_after_months: int = 0
    class_min: int = 1
    class_max: int = 1
    classes_per_year: int | None = None
    seats_per_year: int | None = None
    weeks_per_class: int = 0
    cost_per_learner: Mapping[str, int] = field(default_factory=dict)
    cost_per_class: Mapping[str, int] = field(default_factory=dict)

    @property
    def learner_cost(self) -> int:
        """Đồng for one learner over the whole programme, all sources."""
        return sum(self.cost_per_learner.values()) * self.duration_years

    @property
    def class_cost(self) -> int:
        """Đồng for one class over the whole programme, all sources."""
        return sum(self.cost_per_class.values()) * self.duration_years


@dataclass(frozen=True, slots=True)
class Target:
    """A share of a population that must hold something at the end of ``year``.

    The population is counted among those serving on 31 December of ``year``. Exactly one of ``share`` (0–1)
    and ``required`` (officials) is given. ``hard`` targets are constraints; a soft one without ``price`` is met
    before money is looked at, in order of ``priority`` (1 first); a soft one with ``price`` (đồng per official
    missing) is traded against money.
    """

    code: str
    year: int
    name: str = ""
    who: GroupFilter = GroupFilter()
    held_any: tuple[str, ...] = ()
    held_all: tuple[str, ...] = ()
    share: Decimal | None = None
    required: int | None = None
    hard: bool = False
    priority: int = 1
    price: int | None = None

    def needed(self, population: int) -> int:
        """How many of ``population`` officials must hold it (rounded up)."""
        if self.required is not None:
            return self.required
        assert self.share is not None
        return math.ceil(self.share * population)

    def satisfied(self, held: frozenset[str]) -> bool:
        """True when somebody holding ``held`` counts."""
        return (not self.held_any or any(a in held for a in self.held_any)) and all(a in held for a in self.held_all)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; ``absence_permille`` overrides the limit of the problem."""

    code: str
    name: str = ""
    absence_permille: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A funding source and its yearly ceilings in đồng; a year not named has no ceiling."""

    code: str
    name: str = ""
    budgets: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """Labels (tier, sex, pool, title …) and achievements held at the start, shared by many officials."""

    groups: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Official:
    """One official, for those who build small problems by hand; ``leaves`` is the last month of service."""

    code: str
    unit: str
    born: int
    leaves: int = NEVER_LEAVES
    enters: int = 0
    groups: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Officials:
    """All officials by column: ``code`` (strings), the rest int64 arrays of one length.

    ``unit`` and ``profile`` index ``Problem.units`` and ``Problem.profiles``; ``born``, ``leaves`` (last month of
    service) and ``enters`` (first one) are month indices.
    """

    code: tuple[str, ...]
    unit: IntArray
    profile: IntArray
    born: IntArray
    leaves: IntArray
    enters: IntArray

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, slots=True)
class Pin:
    """A decision that is already taken: ``send`` the official in ``year``, or not (``year`` None = in no year)."""

    official: str
    programme: str
    year: int | None
    send: bool = True


@dataclass(frozen=True, slots=True)
class ClassPin:
    """Bounds set by hand on the classes that open in one year."""

    programme: str
    year: int
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Everything a multi-year plan depends on. ``years`` are consecutive."""

    name: str
    years: tuple[int, ...]
    units: tuple[Unit, ...]
    sources: tuple[Source, ...]
    programmes: tuple[Programme, ...]
    targets: tuple[Target, ...]
    profiles: tuple[Profile, ...]
    officials: Officials
    pins: tuple[Pin, ...] = ()
    class_pins: tuple[ClassPin, ...] = ()
    classroom_weeks: Mapping[int, int] = field(default_factory=dict)
    absence_permille: int | None = 150
    working_days: int = 220
    full_time_groups: tuple[str, ...] = ()
    previous: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    stability_price: int = 0

    @property
    def first_year(self) -> int:
        """The first year planned."""
        return self.years[0]

    @property
    def last_year(self) -> int:
        """The last year planned; every programme started is completed by its end."""
        return self.years[-1]

    def serving(self, year: int) -> BoolArray:
        """Which officials serve on 31 December of ``year``: bool[officials]."""
        december = month_index(year, 12)
        return np.asarray((self.officials.enters <= december) & (self.officials.leaves >= december))

    def population(self, target: Target) -> BoolArray:
        """Which officials the target counts in its denominator: bool[officials]."""
        inside = np.array([target.who.matches(p.groups) for p in self.profiles], dtype=bool)
        return np.asarray(inside[self.officials.profile] & self.serving(target.year))

    def checked(self) -> Problem:
        """This problem, after every cross-reference was checked.

        Raises ProblemError naming the first contradiction.
        """
        _check_programmes(self)
        _check_targets(self)
        _check_officials(self)
        return self


def columns(officials: Sequence[Official], units: Sequence[Unit]) -> tuple[Officials, tuple[Profile, ...]]:
    """Turn single officials into columns and the profiles they share."""
    unit_of = {unit.code: i for i, unit in enumerate(units)}
    profiles: dict[Profile, int] = {}
    index = [profiles.setdefault(Profile(o.groups, o.holds), len(profiles)) for o in officials]
    try:
        unit = [unit_of[o.unit] for o in officials]
    except KeyError as error:
        raise ProblemError(f"official in unknown unit {error}") from None
    table = Officials(
        tuple(o.code for o in officials),
        np.array(unit, dtype=np.int64),
        np.array(index, dtype=np.int64),
        np.array([o.born for o in officials], dtype=np.int64),
        np.array([o.leaves for o in officials], dtype=np.int64),
        np.array([o.enters for o in officials], dtype=np.int64),
    )
    return table, tuple(profiles)


def _check_programmes(problem: Problem) -> None:
    years = problem.years
    if not years or years != tuple(range(years[0], years[0] + len(years))):
        raise ProblemError("years: must be consecutive and not empty")
    codes = [p.code for p in problem.programmes]
    if len(set(codes)) != len(codes):
        raise ProblemError("programmes: a code occurs twice")
    yearly_codes = {a for p in problem.programmes if p.yearly for a in p.grants}
    sources = {s.code for s in problem.sources}
    for p in problem.programmes:
        here = f"programme {p.code}"
        if p.duration_years < 1 or (p.duration_years > 1 and not p.long):
            raise ProblemError(f"{here}: only a long programme may last several years")
        if p.yearly and (p.long or p.requires):
            raise ProblemError(f"{here}: a yearly programme is short and has no prerequisites")
        if p.compulsory and not p.yearly:
            raise ProblemError(f"{here}: only a yearly programme can be compulsory")
        if not p.external and not 1 <= p.class_min <= p.class_max:
            raise ProblemError(f"{here}: class sizes must satisfy 1 ≤ class_min ≤ class_max")
        if unknown := (set(p.cost_per_learner) | set(p.cost_per_class)) - sources:
            raise ProblemError(f"{here}: unknown source {sorted(unknown)}")
        if min([0, *p.cost_per_learner.values(), *p.cost_per_class.values()]) < 0:
            raise ProblemError(f"{here}: a cost is negative")
        if set(p.requires) & yearly_codes:
            raise ProblemError(f"{here}: requires an achievement that lapses every year")
        if not p.yearly and set(p.grants) & yearly_codes:
            raise ProblemError(f"{here}: grants an achievement that a yearly programme grants too")


def _check_targets(problem: Problem) -> None:
    yearly_codes = {a for p in problem.programmes if p.yearly for a in p.grants}
    codes = [t.code for t in problem.targets]
    if len(set(codes)) != len(codes):
        raise ProblemError("targets: a code occurs twice")
    for t in problem.targets:
        here = f"target {t.code}"
        if t.year not in problem.years:
            raise ProblemError(f"{here}: year {t.year} is not planned")
        if (t.share is None) == (t.required is None):
            raise ProblemError(f"{here}: give either share or required")
        if t.share is not None and not 0 <= t.share <= 1:
            raise ProblemError(f"{here}: share must lie between 0 and 1")
        if t.priority not in (1, 2, 3):
            raise ProblemError(f"{here}: priority must be 1, 2 or 3")
        wanted = set(t.held_any) | set(t.held_all)
        if not wanted:
            raise ProblemError(f"{here}: asks for no achievement")
        if wanted & yearly_codes and len(wanted) > 1:
            raise ProblemError(f"{here}: a yearly achievement must stand alone")


def _check_officials(problem: Problem) -> None:
    table = problem.officials
    if len(set(table.code)) != len(table):
        raise ProblemError("officials: a code occurs twice")
    for column in (table.unit, table.profile, table.born, table.leaves, table.enters):
        if column.shape != (len(table),):
            raise ProblemError("officials: columns differ in length")
    for column, size, name in (
        (table.unit, len(problem.units), "unit"),
        (table.profile, len(problem.profiles), "profile"),
    ):
        if len(table) and not (int(column.min()) >= 0 and int(column.max()) < size):
            raise ProblemError(f"officials: unknown {name}")
    if not (problem.pins or problem.class_pins):
        return
    codes, programmes = set(table.code), {p.code for p in problem.programmes}
    for pin in problem.pins:
        if pin.official not in codes or pin.programme not in programmes:
            raise ProblemError(f"pin {pin}: unknown official or programme")
        if pin.year not in problem.years and (pin.send or pin.year is not None):
            raise ProblemError(f"pin {pin}: year is not planned")
    for class_pin in problem.class_pins:
        if class_pin.programme not in programmes or class_pin.year not in problem.years:
            raise ProblemError(f"class pin {class_pin}: unknown programme or year")
