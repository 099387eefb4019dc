"""Seeded problems of any size, shaped like the scheme of a mountain province for 2022–2030.

The shares (tiers, degrees, political theory) are those that the province published for its 4,920 officials; ages,
entries, pools and prices are invented. The same size and seed give the same problem on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from hientai.planner.multiyear.problem import (
    Admission,
    BoolArray,
    GroupFilter,
    IntArray,
    Officials,
    Problem,
    Profile,
    Programme,
    Source,
    Target,
    Unit,
)

YEARS = tuple(range(2022, 2031))
PROVINCE_SIZE = 4_920
UNIT_SIZE = 24
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class _Tier:
    """Shares of a tier: ``degree`` (college, university, postgraduate), ``theory`` (none, intermediate, advanced)."""

    label: str
    share: float
    degree: tuple[float, float, float]
    theory: tuple[float, float, float]
    age: tuple[int, int]


# 384 within the 2,943 of province and district; 1,977 of communes.
_TIERS = (
    _Tier("tier.province", 384 / 4920, (0.0, 0.5625, 0.4375), (0.0, 0.0, 1.0), (38, 59)),
    _Tier("tier.district", 2559 / 4920, (0.0292, 0.8732, 0.0976), (0.084, 0.729, 0.187), (29, 59)),
    _Tier("tier.commune", 1977 / 4920, (0.1821, 0.8007, 0.0172), (0.1113, 0.8346, 0.0541), (26, 58)),
)
_DEGREES = (("degree.college",), ("degree.university",), ("degree.university", "degree.postgraduate"))
_THEORY = ((), ("theory.intermediate",), ("theory.intermediate", "theory.advanced"))


def _who(*all_of: str, any_of: tuple[str, ...] = (), none_of: tuple[str, ...] = ()) -> GroupFilter:
    return GroupFilter(all_of, any_of, none_of)


def _long_programmes(scale: float) -> list[Programme]:
    def seats(number: int) -> int:
        return max(4, round(number * scale))

    leaders = ("tier.province", "tier.district")
    return [
        Programme(
            "UNI", "Đại học vừa làm vừa học", 3, 40, long=True, grants=("degree.university",),
            requires=("degree.college",), admissions=(Admission(age_max_months=50 * 12),),
            service_after_months=36, class_min=25, class_max=60, weeks_per_class=8,
            cost_per_learner={"province": 6 * MILLION, "local": 3 * MILLION}, cost_per_class={"province": 90 * MILLION},
        ),
        Programme(
            "MASTER", "Thạc sĩ", 2, 45, long=True, external=True, grants=("degree.postgraduate",),
            requires=("degree.university",),
            admissions=(Admission(_who(any_of=leaders), age_max_months=50 * 12),), service_after_months=60,
            seats_per_year=seats(40), cost_per_learner={"province": 14 * MILLION, "central": 8 * MILLION},
        ),
        Programme(
            "THEORY_MID", "Trung cấp lý luận chính trị", 1, 55, long=True, grants=("theory.intermediate",),
            admissions=(
                Admission(_who("sex.f"), age_min_months=28 * 12), Admission(_who("sex.m"), age_min_months=30 * 12),
            ),
            service_after_months=24, class_min=40, class_max=80, weeks_per_class=12, classes_per_year=seats(8),
            cost_per_learner={"province": 7 * MILLION}, cost_per_class={"province": 160 * MILLION},
        ),
        Programme(
            "THEORY_ADV_FT", "Cao cấp lý luận chính trị, tập trung", 1, 170, long=True, full_time=True, external=True,
            grants=("theory.advanced",), requires=("theory.intermediate", "degree.university"),
            admissions=(Admission(_who(any_of=leaders)), Admission(_who("pool.key"))), service_after_months=60,
            seats_per_year=seats(45), cost_per_learner={"central": 30 * MILLION, "province": 10 * MILLION},
        ),
        Programme(
            "THEORY_ADV_PT", "Cao cấp lý luận chính trị, không tập trung", 2, 50, long=True,
            grants=("theory.advanced",), requires=("theory.intermediate", "degree.university"),
            admissions=(
                Admission(_who("sex.f", any_of=leaders), age_min_months=35 * 12),
                Admission(_who("sex.m", any_of=leaders), age_min_months=40 * 12),
            ),
            service_after_months=36, class_min=50, class_max=90, weeks_per_class=10, classes_per_year=seats(5),
            cost_per_learner={"central": 8 * MILLION, "province": 4 * MILLION},
            cost_per_class={"province": 210 * MILLION},
        ),
    ]  # fmt: skip


def _short_programmes(scale: float) -> list[Programme]:
    def short(code: str, name: str, who: GroupFilter, grants: str, days: int, size: tuple[int, int],
              learner: int, group: int, source: str = "province", age_max: int | None = None) -> Programme:  # fmt: skip
        return Programme(
            code, name, 1, days, grants=(grants,), admissions=(Admission(who, age_max_months=age_max),),
            service_after_months=12, class_min=size[0], class_max=size[1], weeks_per_class=max(1, days // 5),
            cost_per_learner={source: learner * MILLION}, cost_per_class={"province": group * MILLION},
        )  # fmt: skip

    return [
        short("POOL_KEY", "Nguồn quy hoạch chức danh chủ chốt", _who("pool.key"), "pool.key", 20, (30, 60), 9, 240),
        short("POOL_DISTRICT", "Nguồn cấp ủy cấp huyện", _who("pool.district"), "pool.district", 10, (40, 80), 4, 120),
        short("POOL_COMMUNE", "Nguồn cấp ủy xã", _who("pool.commune"), "pool.commune", 5, (50, 100), 2, 45, "local"),
        short("TITLE_PROVINCE", "Chức danh diện Tỉnh ủy quản lý", _who("tier.province"), "title", 5, (25, 60), 6, 110),
        short("TITLE_DISTRICT", "Lãnh đạo cấp phòng, cấp huyện", _who("tier.district"), "title", 10, (40, 90), 4, 95),
        short("TITLE_COMMUNE", "Cán bộ chủ chốt cấp xã", _who("tier.commune"), "title", 7, (50, 100), 2, 70, "local"),
        short("LANGUAGE", "Ngoại ngữ, kỹ năng quốc tế", _who(), "language", 25, (20, 30), 12, 150, "central", 45 * 12),
        Programme(
            "UPDATE", "Cập nhật kiến thức", 1, 3, yearly=True, compulsory=True, grants=("updated",),
            class_min=50, class_max=250, weeks_per_class=1, cost_per_learner={"local": MILLION // 2},
            cost_per_class={"province": 25 * MILLION},
        ),
    ]  # fmt: skip


def _targets() -> tuple[Target, ...]:
    university, advanced = ("degree.university",), ("theory.advanced",)
    leaders = _who(any_of=("tier.province", "tier.district"))
    pool = _who(any_of=("pool.key", "pool.district", "pool.commune"))
    trained = ("pool.key", "pool.district", "pool.commune")
    district, commune, province = _who("tier.district"), _who("tier.commune"), _who("tier.province")
    share = Decimal

    def target(code: str, year: int, name: str, who: GroupFilter, held: tuple[str, ...], of: str, priority: int,
               hard: bool = False) -> Target:  # fmt: skip
        return Target(code, year, name, who, held, share=share(of), priority=priority, hard=hard)

    return (
        target("T01", 2025, "Cấp huyện đạt đại học", district, university, "1", 1),
        target("T02", 2025, "Cấp xã đạt đại học", commune, university, "0.90", 1, hard=True),
        target("T03", 2030, "Cấp xã đạt đại học", commune, university, "1", 2),
        target("T04", 2025, "Diện Tỉnh ủy sau đại học", province, ("degree.postgraduate",), "0.55", 1, hard=True),
        target("T05", 2030, "Diện Tỉnh ủy sau đại học", province, ("degree.postgraduate",), "0.60", 1, hard=True),
        target("T06", 2025, "Cán bộ trẻ có ngoại ngữ", _who("young"), ("language",), "0.15", 2, hard=True),
        target("T07", 2030, "Cán bộ trẻ có ngoại ngữ", _who("young"), ("language",), "0.25", 2, hard=True),
        target("T08", 2025, "Lãnh đạo có trung cấp lý luận", leaders, ("theory.intermediate",), "1", 1),
        target("T09", 2030, "Lãnh đạo có trung cấp lý luận", leaders, ("theory.intermediate",), "1", 1),
        target("T10", 2025, "Lãnh đạo có cao cấp lý luận", leaders, advanced, "0.50", 2, hard=True),
        target("T11", 2030, "Lãnh đạo có cao cấp lý luận", leaders, advanced, "0.70", 2),
        target("T12", 2025, "Diện Tỉnh ủy qua bồi dưỡng chức danh", province, ("title",), "1", 1),
        target("T13", 2025, "Cấp huyện qua bồi dưỡng chức danh", district, ("title",), "0.90", 2, hard=True),
        target("T14", 2025, "Cấp xã qua bồi dưỡng chức danh", commune, ("title",), "0.90", 2, hard=True),
        target("T15", 2030, "Tất cả qua bồi dưỡng chức danh", _who(), ("title",), "1", 3),
        target("T16", 2025, "Nguồn quy hoạch qua bồi dưỡng", pool, trained, "0.60", 3, hard=True),
        target("T17", 2030, "Nguồn quy hoạch qua bồi dưỡng", pool, trained, "0.95", 3),
        target("T18", 2030, "Cấp xã có trung cấp lý luận", commune, ("theory.intermediate",), "0.97", 3),
    )


# Months of age at retirement by year of law: men 62 from 2028, women 60 from 2035 (rules as published in 2020).
def _retirement(born: IntArray, woman: BoolArray) -> IntArray:
    """Last month of service by the retirement ages that rise year by year since 2021."""
    leaves = np.zeros(len(born), dtype=np.int64)
    for year in range(2060, 2020, -1):
        men = min(62 * 12, 60 * 12 + 3 + (year - 2021) * 3)
        women = min(60 * 12, 55 * 12 + 4 + (year - 2021) * 4)
        age = np.where(woman, women, men)
        here = born + age
        leaves = np.where(here // 12 <= year, here, leaves)
    return leaves


def _people(size: int, seed: int) -> tuple[Officials, tuple[Profile, ...], int]:
    random = np.random.default_rng(np.random.PCG64(seed))
    tier = random.choice(len(_TIERS), size=size, p=[t.share for t in _TIERS])
    woman = random.random(size) < 0.34
    low = np.array([t.age[0] for t in _TIERS])[tier]
    high = np.array([t.age[1] for t in _TIERS])[tier] - np.where(woman, 4, 0)
    # Two draws: leaders are more often in the middle of their span than at its ends.
    middle = (random.random(size) + random.random(size)) / 2
    age = (low * 12 + middle * (high - low) * 12).astype(np.int64)
    born = YEARS[0] * 12 - age
    late = random.random(size) < 0.10
    enters = np.where(late, YEARS[0] * 12 + random.integers(0, 60, size), 0).astype(np.int64)
    uniform = random.random((size, 6))
    degree, theory = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for k, t in enumerate(_TIERS):
        mine = tier == k
        degree[mine] = np.searchsorted(np.cumsum(t.degree), uniform[mine, 0]).clip(0, 2)
        theory[mine] = np.searchsorted(np.cumsum(t.theory), uniform[mine, 1]).clip(0, 2)
    pool = np.where(age < 52 * 12, np.searchsorted([0.06, 0.24, 0.44], uniform[:, 2]), 3)
    pool = np.where((pool == 0) & (tier == 2), 2, pool)
    language = uniform[:, 3] < 0.06
    title = uniform[:, 4] < np.array([0.55, 0.45, 0.40])[tier]
    young = age < 42 * 12
    units = max(1, size // UNIT_SIZE + 1)
    commune_units = max(1, round(units * 0.75))
    unit = np.where(
        tier == 2, random.integers(0, commune_units, size), random.integers(commune_units, units + 1, size) - 1
    )
    unit = np.clip(unit, 0, units - 1)
    key = ((((((tier * 2 + woman) * 3 + degree) * 3 + theory) * 4 + pool) * 2 + language) * 2 + title) * 2 + young
    values, profile = np.unique(key, return_inverse=True)
    profiles = tuple(_profile(int(v)) for v in values)
    width = len(str(size))
    codes = tuple(f"O{i:0{width}d}" for i in range(1, size + 1))
    table = Officials(
        codes, unit.astype(np.int64), np.asarray(profile, dtype=np.int64), born, _retirement(born, woman), enters
    )
    return table, profiles, units


def _profile(key: int) -> Profile:
    """The labels and achievements that one packed number stands for."""
    key, young = divmod(key, 2)
    key, title = divmod(key, 2)
    key, language = divmod(key, 2)
    key, pool = divmod(key, 4)
    key, theory = divmod(key, 3)
    key, degree = divmod(key, 3)
    tier, woman = divmod(key, 2)
    groups = {_TIERS[tier].label, "sex.f" if woman else "sex.m"}
    groups |= {"young"} if young else set()
    groups |= {("pool.key", "pool.district", "pool.commune")[pool]} if pool < 3 else set()
    holds = {*_DEGREES[degree], *_THEORY[theory]}
    holds |= ({"language"} if language else set()) | ({"title"} if title else set())
    return Profile(frozenset(groups), frozenset(holds))


def generate(size: int = PROVINCE_SIZE, seed: int = 0) -> Problem:
    """A problem with ``size`` officials, 13 programmes (12 chosen, one owed every year), 18 targets, 9 years."""
    officials, profiles, units = _people(size, seed)
    scale = size / PROVINCE_SIZE
    budget = {"province": 9_000, "central": 3_600, "local": 4_600}
    return Problem(
        name=f"generated-{size}-{seed}",
        years=YEARS,
        units=tuple(Unit(f"U{i:05d}", f"Đơn vị {i}") for i in range(1, units + 1)),
        sources=tuple(
            Source(code, name, {y: round(budget[code] * scale) * MILLION for y in YEARS})
            for code, name in (("province", "Ngân sách tỉnh"), ("central", "Trung ương"), ("local", "Đơn vị"))
        ),
        programmes=(*_long_programmes(scale), *_short_programmes(scale)),
        targets=_targets(),
        profiles=profiles,
        officials=officials,
        classroom_weeks={y: max(20, round(115 * scale)) for y in YEARS},
        full_time_groups=("pool.key",),
    ).checked()
