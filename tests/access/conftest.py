"""Two branches of a small province, three tiers, one official in each corner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from hientai.access.models import User
from hientai.access.operations.accounts import create_user, grant_role
from hientai.base.actor import Actor
from hientai.officials.models import Appointment, Official, Title
from hientai.officials.operations.standing import refresh_standing
from hientai.org.models import ManagementTier, Unit
from hientai.org.operations.loading import UnitRow, load_units

TODAY = date(2022, 1, 10)
PASSWORD = "Mat-khau-dai-1"
UNITS = (("T", ""), ("A", "T"), ("A.1", "A"), ("B", "T"))


@dataclass(frozen=True, slots=True)
class World:
    """Who prepares the data, the units by code, the officials by unit and tier."""

    by: Actor
    units: dict[str, Unit]
    people: dict[tuple[str, str], Official]

    def user(self, name: str, *grants: tuple[str, str], **facts: object) -> User:
        """An account with roles over units: ("unit_hr", "A")."""
        user = create_user(by=self.by, username=name, full_name=f"Người {name}", password=PASSWORD, must_change=False)
        for role, unit in grants:
            given = {"valid_from": date(2021, 1, 1), **facts}
            grant_role(by=self.by, user=user, role=role, unit=self.units[unit], **given)  # type: ignore[arg-type]
        return user


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The small province on 10 January 2022."""
    monkeypatch.setenv("HIENTAI_TODAY", TODAY.isoformat())
    by = Actor.system("Kiểm thử", TODAY, source="test")
    rows = [
        UnitRow(code=code, name=f"Đơn vị {code}", parent_code=parent, short_name="", kind="SO_NGANH", sector="state",
                level="province", territory_code="", valid_from=date(2000, 1, 1))
        for code, parent in UNITS
    ]  # fmt: skip
    load_units(by=by, rows=rows)
    units = {unit.code: unit for unit in Unit.objects.all()}
    tiers = {
        code: ManagementTier.objects.create(code=code, label=code, rank=rank) for code, rank in (("HI", 9), ("LO", 1))
    }
    title = Title.objects.create(code="HEAD", label="Trưởng phòng", level="province", sector="state")
    people = {}
    for unit in ("A", "A.1", "B"):
        for tier in ("HI", "LO"):
            person = Official.objects.create(
                code=f"{unit}-{tier}", full_name=f"Cán bộ {unit} {tier}", sex="F", birth="1980-02-03",
                birth_on=date(1980, 2, 3), registered_on=date(2010, 1, 1), citizen_number="", phone="0912345678",
                ethnicity="05", religion="Không", residence="Số 7 phố Chợ", party_joined="2005-05-19",
                party_joined_on=date(2005, 5, 19),
            )  # fmt: skip
            Appointment.objects.create(
                official=person,
                unit=units[unit],
                title=title,
                level="province",
                sector="state",
                tier=tiers[tier],
                tier_rank=tiers[tier].rank,
                valid_from=date(2015, 1, 1),
            )
            people[unit, tier] = person
    refresh_standing(by=by)
    return World(by, units, people)
