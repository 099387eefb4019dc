"""Random problems small enough to be solved by trying everything."""

from __future__ import annotations

import random
from decimal import Decimal

from hientai.planner.multiyear.problem import (
    NEVER_LEAVES,
    Admission,
    ClassPin,
    GroupFilter,
    Official,
    Pin,
    Problem,
    Programme,
    Source,
    Target,
    Unit,
    columns,
)

GRANTS = ("a", "b", "c")


def small_problem(seed: int) -> Problem:
    """A problem with up to five officials, three programmes and three years; every rule occurs in some of them."""
    rng = random.Random(seed)
    years = tuple(range(2022, 2022 + rng.choice((2, 3))))
    programmes = tuple(_programme(rng, i, years) for i in range(rng.choice((1, 2, 3))))
    lapsing = {a for p in programmes if p.yearly for a in p.grants}
    units = tuple(Unit(f"u{i}", absence_permille=rng.choice((None, None, 200, 500))) for i in range(rng.choice((1, 2))))
    officials = [_official(rng, i, units) for i in range(rng.choice((2, 3, 4, 5)))]
    table, profiles = columns(officials, units)
    targets = tuple(_target(rng, i, years, programmes, lapsing) for i in range(rng.choice((1, 2, 3))))
    budgets = {y: rng.choice((4, 8, 15, 25)) for y in years if rng.random() < 0.4}
    pins = tuple(
        Pin(rng.choice(officials).code, rng.choice(programmes).code, rng.choice(years), rng.random() < 0.6)
        for _ in range(rng.choice((0, 0, 0, 1)))
    )
    class_pins = tuple(
        ClassPin(
            rng.choice([p.code for p in programmes if not p.external]),
            rng.choice(years),
            *rng.choice(((0, 0), (1, None), (0, 1))),
        )
        for _ in range(rng.choice((0, 0, 0, 1)))
        if not all(p.external for p in programmes)
    )
    previous = {}
    if rng.random() < 0.25:
        previous = {(rng.choice(programmes).code, rng.choice(years)): (rng.choice(officials).code,)}
    return Problem(
        name=f"small-{seed}", years=years, units=units, sources=(Source("s", "", budgets), Source("t")),
        programmes=programmes, targets=targets, profiles=profiles, officials=table, pins=pins, class_pins=class_pins,
        classroom_weeks={y: rng.choice((1, 2, 4)) for y in years if rng.random() < 0.3},
        absence_permille=rng.choice((None, 150, 400)), working_days=100,
        full_time_groups=("key",) if rng.random() < 0.3 else (),
        previous=previous, stability_price=rng.choice((0, 2)) if previous else 0,
    ).checked()  # fmt: skip


def _programme(rng: random.Random, i: int, years: tuple[int, ...]) -> Programme:
    code = "PQR"[i]
    long = rng.random() < 0.5
    yearly = not long and rng.random() < 0.3
    grants = ("y",) if yearly else (rng.choice(GRANTS),) if rng.random() < 0.9 else ()
    requires = () if yearly or rng.random() < 0.6 else (rng.choice([g for g in GRANTS if g not in grants]),)
    low = rng.choice((1, 1, 2))
    who = GroupFilter(any_of=rng.choice(((), ("g",), ("g", "key"))), none_of=rng.choice(((), (), ("h",))))
    admissions = [Admission(who, rng.choice((None, 480)), rng.choice((None, 520)))]
    if rng.random() < 0.2:
        admissions.append(Admission(GroupFilter(("h",)), from_year=years[1]))
    return Programme(
        code, duration_years=rng.choice((1, 2)) if long else 1, days_per_year=rng.choice((5, 20, 40)), long=long,
        full_time=rng.random() < 0.3, yearly=yearly, compulsory=yearly and rng.random() < 0.4,
        external=rng.random() < 0.2, grants=grants, requires=requires, admissions=tuple(admissions),
        start_month=rng.choice((1, 9)), service_after_months=rng.choice((0, 12)), class_min=low,
        class_max=low + rng.choice((0, 1, 3)), classes_per_year=rng.choice((None, 1, 2)),
        seats_per_year=rng.choice((None, None, 2)), weeks_per_class=rng.choice((0, 1, 2)),
        cost_per_learner={"s": rng.choice((0, 1, 3)), "t": rng.choice((0, 1))},
        cost_per_class={"s": rng.choice((0, 2, 5))},
    )  # fmt: skip


def _official(rng: random.Random, i: int, units: tuple[Unit, ...]) -> Official:
    born = 2022 * 12 - rng.choice((470, 490, 500, 530))
    leaves = rng.choice((NEVER_LEAVES, NEVER_LEAVES, 2023 * 12 + 11, 2024 * 12 + 5, 2025 * 12 + 11))
    groups = frozenset(g for g in ("g", "h", "key") if rng.random() < (0.8 if g == "g" else 0.25))
    holds = frozenset(g for g in (*GRANTS, "y") if rng.random() < 0.2)
    return Official(f"o{i}", rng.choice(units).code, born, leaves, rng.choice((0, 0, 0, 2023 * 12)), groups, holds)


def _target(
    rng: random.Random, i: int, years: tuple[int, ...], programmes: tuple[Programme, ...], lapsing: set[str]
) -> Target:
    granted = sorted({a for p in programmes for a in p.grants}) or ["a"]
    first = rng.choice(granted)
    held_any, held_all = (first,), ()
    if first not in lapsing and rng.random() < 0.4:
        other = rng.choice(GRANTS)
        held_any, held_all = ((first, other), ()) if rng.random() < 0.5 else ((), tuple(dict.fromkeys((first, other))))
    hard = rng.random() < 0.35
    by_share = rng.random() < 0.7
    return Target(
        f"t{i}", rng.choice(years), who=GroupFilter(none_of=rng.choice(((), ("h",)))), held_any=held_any,
        held_all=held_all, share=Decimal(rng.choice(("0.3", "0.5", "1"))) if by_share else None,
        required=None if by_share else rng.choice((1, 2)), hard=hard, priority=rng.choice((1, 2, 3)),
        price=None if hard or rng.random() < 0.6 else rng.choice((1, 4, 9)),
    )  # fmt: skip
