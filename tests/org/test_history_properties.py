"""Whatever happens to organisations, in whatever order: no circle, no overlap, no gap, nobody lost."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hientai.base.actor import Actor
from hientai.base.errors import DomainError
from hientai.org.models import Unit, UnitVersion
from hientai.org.operations import (
    NewUnit,
    absorb_units,
    change_parent,
    consolidate_units,
    dissolve_unit,
    load_units,
    rename_unit,
    split_unit,
)
from hientai.org.queries import successor_map, tree_on
from tests.org.conftest import PROVINCE

START = date(2018, 1, 1)
DAYS = [START + timedelta(days=60 * i) for i in range(8)]
BY = Actor.system("Người kiểm thử", date(2026, 11, 24))

step = st.tuples(
    st.sampled_from(["rename", "move", "absorb", "consolidate", "split", "part", "dissolve", "dissolve all"]),
    st.sampled_from(DAYS), st.integers(0, 30), st.integers(0, 30), st.booleans(),
)  # fmt: skip


def happen(number: int, kind: str, day: date, one: int, other: int, flag: bool) -> None:
    """Let one random thing happen to random units."""
    units = list(Unit.objects.order_by("id"))
    unit, second = units[one % len(units)], units[other % len(units)]

    def new(mark: str) -> NewUnit:
        return NewUnit(f"N{number}{mark}", f"Mới {number}{mark}", "PHONG", "state", "province",
                       parent=second if flag else None)  # fmt: skip

    below = Unit.objects.filter(parent=unit)
    acts: dict[str, Any] = {
        "rename": lambda: rename_unit(by=BY, unit=unit, name=f"Tên {number}", on=day),
        "move": lambda: change_parent(by=BY, unit=unit, parent=second if flag else None, on=day),
        "absorb": lambda: absorb_units(by=BY, into=second, units=[unit], on=day),
        "consolidate": lambda: consolidate_units(by=BY, units=[unit, second], new=new(""), on=day),
        "split": lambda: split_unit(by=BY, unit=unit, into=[new("a"), new("b")], on=day,
                                    children={child.pk: child.pk % 2 for child in below}),
        "part": lambda: split_unit(by=BY, unit=unit, into=[new("c")], on=day, goes_on=True),
        "dissolve": lambda: dissolve_unit(by=BY, unit=unit, on=day, children={c.pk: second for c in below}),
        "dissolve all": lambda: dissolve_unit(by=BY, unit=unit, on=day, with_subunits=True),
    }  # fmt: skip
    acts[kind]()


def check_versions() -> None:
    """Versions of a unit follow each other without overlap or gap, and its period is theirs."""
    for unit in Unit.objects.prefetch_related("versions"):
        versions = sorted(unit.versions.all(), key=lambda v: v.valid_from)
        for earlier, later in zip(versions, versions[1:], strict=False):
            assert earlier.valid_until == later.valid_from
        assert (versions[0].valid_from, versions[-1].valid_until) == (unit.valid_from, unit.valid_until)
        assert (versions[-1].name, versions[-1].parent_id) == (unit.name, unit.parent_id)


def check_trees() -> None:
    """On every day every unit of the day is reached from a root, and its parent exists that day."""
    for day in [START - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=1)]:
        standing = {
            v.unit_id: v.parent_id
            for v in UnitVersion.objects.filter(valid_from__lte=day)
            if v.valid_until is None or v.valid_until > day
        }
        assert all(parent is None or parent in standing for parent in standing.values())
        assert {node.id for node in tree_on(day)} == set(standing), "a unit in a circle is not reached"


def check_successors() -> None:
    """Every unit of a day has an entry for every later day, and all ids in it exist then."""
    for start, end in [(DAYS[0], DAYS[-1]), (START - timedelta(days=1), DAYS[3]), (DAYS[-1], DAYS[0])]:
        there = {node.id for node in tree_on(start)}
        mapping = successor_map(start, end)
        assert set(mapping) == there
        arrived = {node.id for node in tree_on(end)}
        assert all(set(heirs) <= arrived for heirs in mapping.values())
        assert all(unit in heirs for unit, heirs in mapping.items() if unit in arrived)


def check_paths() -> None:
    """A unit's path is that of its parent and its own number."""
    for unit in Unit.objects.select_related("parent"):
        above = unit.parent.path if unit.parent else ""
        assert (unit.path, unit.depth) == (above + f"{unit.pk:06d}", len(above) // 6)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(step, min_size=1, max_size=12))
def test_any_sequence_of_events_leaves_sound_histories(steps: list[tuple[str, date, int, int, bool]]) -> None:
    point = transaction.savepoint()
    try:
        load_units(by=BY, rows=PROVINCE)
        for number, given_step in enumerate(steps):
            with contextlib.suppress(DomainError):
                happen(number, *given_step)
        check_versions()
        check_trees()
        check_successors()
        check_paths()
    finally:
        transaction.savepoint_rollback(point)
