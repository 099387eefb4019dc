"""The demo province, built only through operations, deterministic by seed.

Sizes: ``small`` (about 500 officials), ``province`` (4.920, the marginals of seed 002 exact), ``region`` (100.000
officials and 2 million training records: twenty provinces of the same make and part of another).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hientai.base.actor import Actor
from hientai.base.clock import forget_fixed_day
from hientai.base.statistics import refresh_statistics
from hientai.demo.accounts import create_logins
from hientai.demo.careers import CareerMaker
from hientai.demo.marginals import deal
from hientai.demo.people import PeopleMaker
from hientai.demo.places import Province, Slot, build_places
from hientai.demo.pools import pool_rows
from hientai.demo.reference import install_reference
from hientai.demo.scheme import load_scheme
from hientai.demo.standards import load_standards
from hientai.officials.models import Title
from hientai.officials.operations.learning import record_training, save_qualifications, save_ratings
from hientai.officials.operations.pools import save_pool_entries
from hientai.officials.operations.posts import save_appointments
from hientai.officials.operations.reference import load_code_items
from hientai.officials.operations.registry import OfficialRow, save_officials
from hientai.officials.operations.standing import RetirementTable, refresh_standing
from hientai.org.operations import load_territories
from hientai.org.operations.loading import load_units

TODAY = date(2022, 1, 10)
SIZES = ("small", "province", "region")
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What was built."""

    units: int
    officials: int
    training_records: int


def build_demo(size: str = "province", seed: int = 2022, tell: Tell = lambda text: None) -> Built:
    """Build the demo in the present database. Raises KeyError for an unknown size."""
    by = Actor.system("Dựng tỉnh mẫu", TODAY, source="demo")
    tell("Nạp danh mục, chức danh, bảng tuổi nghỉ hưu")
    install_reference(by)
    if size != "small":
        tell("Nạp địa bàn trước và sau 01/07/2025")
        load_territories(by=by)
    copies = {"small": 1, "province": 1, "region": 21}[size]
    total = Built(0, 0, 0)
    for number in range(copies):
        prefix = "HG" if number == 0 else f"V{number:02d}"
        places = build_places(prefix, most_districts=1 if size == "small" else None)
        slots = places.slots
        if size == "small":
            slots = [s for i, s in enumerate(slots) if i % 3 == 0 or s.also]
        if size == "region" and number == copies - 1:
            slots = slots[: 100_000 - total.officials]
        courses = 20 if size == "region" else 3
        made = _build_province(by, places, slots, prefix, Random(f"{seed}/{number}"), courses, tell)
        total = Built(
            total.units + made.units, total.officials + made.officials, total.training_records + made.training_records
        )
    refresh_statistics()
    return total


def _build_province(
    by: Actor, places: Province, slots: list[Slot], prefix: str, rng: Random, courses: int, tell: Tell
) -> Built:
    tell(f"{prefix}: {len(places.units)} đơn vị")
    units = load_units(by=by, rows=places.units)
    titles = dict(Title.objects.values_list("code", "rank"))
    tiers = dict(Title.objects.values_list("code", "tier__code"))
    hands = deal([_group(slot, tiers) for slot in slots], rng)
    maker = PeopleMaker(rng, TODAY, RetirementTable.load())
    people = [maker.make(slot, titles[slot.title]) for slot in slots]
    tell(f"{prefix}: {len(people)} cán bộ")
    rows = [
        OfficialRow(
            code=f"{prefix}{n:05d}", full_name=p.full_name, sex=p.sex, birth=p.birth_on.isoformat(),
                ethnicity=p.ethnicity,
            native_place="Hà Giang", party_joined=p.party_joined_on.isoformat(),
            party_official=p.party_official_on.isoformat(), recruited=p.recruited_on.isoformat(),
            general_education="12/12", position_fit=rng.random() < 0.92, position_fit_on=date(2021, 12, 20),
        )
        for n, p in enumerate(people, start=1)
    ]  # fmt: skip
    ids = save_officials(by=by, rows=rows, reason="Dựng tỉnh mẫu", refresh=False).ids
    careers = CareerMaker(rng, TODAY, units, titles, courses)
    for row, person, slot, hand in zip(rows, people, slots, hands, strict=True):
        careers.write(ids[row.code], person, slot, hand)
    tell(f"{prefix}: chức vụ, trình độ, xếp loại, quá trình bồi dưỡng")
    save_appointments(by=by, rows=careers.rows.appointments, refresh=False)
    save_qualifications(by=by, rows=careers.rows.qualifications, refresh=False)
    save_ratings(by=by, rows=careers.rows.ratings)
    for start in range(0, len(careers.rows.training), 50_000):
        record_training(by=by, rows=careers.rows.training[start : start + 50_000])
    save_pool_entries(by=by, rows=pool_rows(rng, list(zip(ids.values(), slots, people, strict=True)), units, titles))
    refresh_standing(by=by, official_ids=list(ids.values()))
    if prefix == "HG":
        tell("Tiêu chuẩn, quy tắc, Đề án, tài khoản")
        load_standards(by)
        load_scheme(by, units, prefix)
        create_logins(by, units, prefix, TODAY - timedelta(days=30))
        load_code_items(by=by, rows=[{"list_name": "installation", "code": "today", "label": TODAY.isoformat()}])
        forget_fixed_day()
    return Built(len(places.units), len(rows), len(careers.rows.training))


def _group(slot: Slot, tiers: Mapping[str, str | None]) -> str:
    if slot.level == "commune":
        return "commune"
    return {"CENTRAL": "central", "PROVINCE_STANDING": "standing"}.get(tiers[slot.title] or "", "province_district")
