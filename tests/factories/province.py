"""A small province for tests of the registry, made through the same operations as everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from hientai.access.codes import Role
from hientai.access.models import User
from hientai.access.operations.accounts import create_user, grant_role
from hientai.access.queries import Scope, scope_of
from hientai.base.actor import Actor
from hientai.demo.reference import install_reference
from hientai.officials.models import Official
from hientai.officials.operations.posts import AppointmentRow, save_appointments
from hientai.officials.operations.registry import OfficialRow, save_officials
from hientai.org.models import Unit
from hientai.org.operations.loading import UnitRow, load_units

TODAY = date(2022, 1, 10)
BORN_WITH_THE_LAW = date(2000, 1, 1)
PASSWORD = "mat-khau-dai-1442"


@dataclass(frozen=True, slots=True)
class Small:
    """The actor and the units of the small province."""

    by: Actor
    units: dict[str, Unit]


@pytest.fixture
def small(db: None) -> Small:
    """A province with a department and a commune, and all code lists."""
    by = Actor.system("Kiểm thử", TODAY, source="test")
    install_reference(by)
    rows = [
        UnitRow("T", "Tỉnh Thử", "", "DIA_BAN", "territory", "province", "", "02", BORN_WITH_THE_LAW),
        UnitRow("T-SNV", "Sở Nội vụ", "", "SO_NGANH", "state", "province", "T", "02", BORN_WITH_THE_LAW),
        UnitRow("T-XA", "Ủy ban nhân dân xã Mẫu", "", "UBND", "state", "commune", "T", "001", BORN_WITH_THE_LAW),
    ]
    load_units(by=by, rows=rows)
    return Small(by, {u.code: u for u in Unit.objects.all()})


@pytest.fixture
def official(small: Small) -> Callable[..., Official]:
    """Make one official: ``official("Nguyễn Văn An", unit="T-XA", title="C_PC_CHAIR", birth="1980-05-00")``."""

    def make(name: str = "Nguyễn Văn An", *, unit: str = "T-XA", title: str = "C_PC_CHAIR", **values: Any) -> Official:
        given = {"sex": "M", "birth": "1980-05-12", "recruited": "2004-09-00", **values}
        code = given.pop("code", f"CB{Official.objects.count() + 1:04d}")
        since = given.pop("since", date(2018, 3, 1))
        ids = save_officials(by=small.by, rows=[OfficialRow(code=code, full_name=name, **given)]).ids
        if title:
            save_appointments(by=small.by, rows=[AppointmentRow(ids[code], small.units[unit].pk, title, since)])
        return Official.objects.get(pk=ids[code])

    return make


@pytest.fixture
def signed(small: Small) -> Callable[..., tuple[User, Actor, Scope]]:
    """Make an account in a role over a unit: (user, actor, scope today)."""

    def make(role: str = Role.COMMISSION_OFFICER, unit: str = "T", **grant: Any) -> tuple[User, Actor, Scope]:
        name = f"nguoi{User.objects.count() + 1}"
        user = create_user(by=small.by, username=name, full_name=name.title(), password=PASSWORD, must_change=False)
        grant_role(by=small.by, user=user, role=role, unit=small.units[unit], valid_from=BORN_WITH_THE_LAW, **grant)
        return user, Actor(name=user.full_name, today=TODAY, user_id=user.pk, source="test"), scope_of(user, TODAY)

    return make
