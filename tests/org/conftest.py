"""A small province: a committee with two commissions, a department with two divisions."""

from __future__ import annotations

from datetime import date

import pytest

from hientai.base.actor import Actor
from hientai.org.models import Unit
from hientai.org.operations import UnitRow, load_units

FOUNDED = date(2015, 1, 1)


def row(code: str, name: str, parent: str = "", **facts: object) -> UnitRow:
    """A row of the province; facts override."""
    given = {
        "short_name": "", "kind": "SO_NGANH", "sector": "state", "level": "province", "territory_code": "",
        "valid_from": FOUNDED, **facts,
    }  # fmt: skip
    return UnitRow(code=code, name=name, parent_code=parent, **given)  # type: ignore[arg-type]


PROVINCE = (
    row("T", "Tỉnh ủy", sector="party", kind="CAP_UY"),
    row("T.TC", "Ban Tổ chức", "T", sector="party"),
    row("T.TG", "Ban Tuyên giáo", "T", sector="party"),
    row("T.DV", "Ban Dân vận", "T", sector="party"),
    row("S", "Sở Nội vụ", "T"),
    row("S.1", "Phòng Công chức", "S"),
    row("S.2", "Phòng Tổ chức biên chế", "S"),
    row("L", "Sở Lao động", "T"),
    row("L.1", "Phòng Việc làm", "L"),
)


@pytest.fixture
def by() -> Actor:
    """Who acts, on a day after everything the tests do."""
    return Actor.system("Người kiểm thử", date(2026, 11, 24))


@pytest.fixture
def units(db: None, by: Actor) -> dict[str, Unit]:
    """The province's units by code."""
    load_units(by=by, rows=PROVINCE)
    return {unit.code: unit for unit in Unit.objects.all()}
