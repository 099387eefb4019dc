"""A signed-in officer over a small province, and a unit's own personnel officer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from django.test import Client

from hientai.access.models import Grant, User
from hientai.base.actor import Actor
from hientai.officials.models import Appointment, Official, Title
from hientai.officials.operations.standing import refresh_standing
from hientai.org.models import Document, Unit
from hientai.org.operations import load_units, register_document, save_management_tier
from tests.org.conftest import PROVINCE

SINCE = date(2021, 1, 1)


@pytest.fixture
def by() -> Actor:
    """Who prepares the data."""
    return Actor.system("Người kiểm thử", date(2026, 11, 24))


@pytest.fixture
def units(db: None, by: Actor) -> dict[str, Unit]:
    """The province by code."""
    load_units(by=by, rows=PROVINCE)
    return {unit.code: unit for unit in Unit.objects.all()}


@pytest.fixture
def people(units: dict[str, Unit], by: Actor) -> dict[str, Official]:
    """Three heads: of two departments and of a division."""
    tier = save_management_tier(by=by, code="PROVINCE_STANDING", label="Diện Ban Thường vụ", rank=30)
    title = Title.objects.create(code="HEAD", label="Giám đốc", level="province", sector="state", tier=tier, rank=5)
    found = {}
    for unit, name in (("L", "Lò Thị Hạnh"), ("L.1", "Vàng A Páo"), ("S", "Giàng Mí Sính")):
        person = Official.objects.create(
            code=f"CB-{unit}", full_name=name, sex="M", birth="1980-01-01", birth_on=date(1980, 1, 1),
            registered_on=SINCE,
        )  # fmt: skip
        Appointment.objects.create(
            official=person, unit=units[unit], title=title, level="province", sector="state", tier=tier, tier_rank=30,
            valid_from=SINCE,
        )
        found[unit] = person
    refresh_standing(by=by)
    return found


@pytest.fixture
def decision(units: dict[str, Unit], by: Actor) -> Document:
    """The deciding document."""
    return register_document(by=by, symbol="77-QĐ/TU", issuer="Tỉnh ủy", title="Về sắp xếp bộ máy")


def signed_in(units: dict[str, Unit], role: str, code: str, tiers: Sequence[str] = ()) -> Client:
    """A client of somebody who holds a role over a unit, for some management tiers (none named: all)."""
    name = "-".join([role, code, *tiers])
    user = User.objects.create(username=name, full_name="Người dùng", unit=units[code])
    Grant.objects.create(user=user, role=role, unit=units[code], valid_from=SINCE, tiers=list(tiers))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(units: dict[str, Unit]) -> Client:
    """The commission's officer, over everything."""
    return signed_in(units, "commission_officer", "T")


@pytest.fixture
def clerk(units: dict[str, Unit]) -> Client:
    """Personnel officer of one department."""
    return signed_in(units, "unit_hr", "S")
