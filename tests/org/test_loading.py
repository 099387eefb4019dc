"""Thousands of units in a handful of queries, refused as a whole when a row cannot stand."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.org.codes import UnitEventKind
from hientai.org.models import Unit, UnitVersion
from hientai.org.operations import (
    EventRow,
    UnitRow,
    VersionRow,
    change_parent,
    load_communes_2025,
    load_events,
    load_ha_giang,
    load_provinces_2025,
    load_units,
    load_versions,
    rename_unit,
)
from hientai.org.queries import children_on, find_units, history, roots_on, tree_on
from tests.org.conftest import FOUNDED, row

DAY = date(2020, 1, 1)


def many(count: int) -> list[UnitRow]:
    """A root, then units of ten below each of the former."""
    return [row("U0", "Tỉnh ủy")] + [row(f"U{i}", f"Đơn vị {i}", f"U{(i - 1) // 10}") for i in range(1, count)]


def queries_of_loading(by: Actor, rows: list[UnitRow]) -> int:
    with CaptureQueriesContext(connection) as captured:
        load_units(by=by, rows=rows)
    return len(captured)


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_rows(by: Actor) -> None:
    load_units(by=by, rows=many(1))  # the very first act also starts the audit's chain
    few = queries_of_loading(by, many(10))
    assert queries_of_loading(by, many(3000)) == few <= 15
    assert Unit.objects.count() == 3000


@pytest.mark.django_db
def test_tree_of_five_thousand_units_is_one_query(by: Actor) -> None:
    load_units(by=by, rows=many(5000))
    with CaptureQueriesContext(connection) as captured:
        tree = tree_on(DAY)
    assert (len(tree), len(captured)) == (5000, 1)
    assert max(node.depth for node in tree) == Unit.objects.order_by("-depth")[0].depth == 4
    place = {node.id: i for i, node in enumerate(tree)}
    assert all(node.parent_id is None or place[node.parent_id] < place[node.id] for node in tree)


@pytest.mark.django_db
def test_rows_come_in_any_order_and_twice(by: Actor) -> None:
    rows = many(30)
    first = load_units(by=by, rows=rows[::-1])
    second = load_units(by=by, rows=rows)
    assert first == second and Unit.objects.count() == 30
    for unit in Unit.objects.select_related("parent"):
        assert unit.path == (unit.parent.path if unit.parent else "") + f"{unit.pk:06d}"
        version = unit.versions.get()
        assert (version.valid_from, version.parent_id, version.name) == (FOUNDED, unit.parent_id, unit.name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([row("A", "A", "không có")], {"A"}),
        ([row("A", "A", "B"), row("B", "B", "A")], {"A", "B"}),
        ([row("A", "A", valid_from=DAY), row("B", "B", "A")], {"B"}),
        ([row("A", "A", valid_until=DAY), row("B", "B", "A"), row("C", "C", "A", valid_until=DAY)], {"B"}),
        ([row("A", "A", valid_until=FOUNDED)], {"A"}),
    ],
)
def test_rows_that_cannot_stand_are_all_named_and_nothing_is_written(
    by: Actor, rows: list[UnitRow], wrong: set[str]
) -> None:
    with pytest.raises(BadInput) as refusal:
        load_units(by=by, rows=rows)
    assert set(refusal.value.fields) == wrong
    assert not Unit.objects.exists()


def test_siblings_stand_in_vietnamese_order_under_their_order_number(db: None, by: Actor) -> None:
    names = ["Sở Ý tế", "Sở Đất đai", "Sở Dân số", "Sở Ăn uống", "Sở Anh ngữ", "Sở Án phí"]
    load_units(by=by, rows=[row(str(i), name) for i, name in enumerate(names)])
    load_units(by=by, rows=[row("99", "Ủy ban", sort_order=-1)])
    in_order = ["Ủy ban", "Sở Án phí", "Sở Anh ngữ", "Sở Ăn uống", "Sở Dân số", "Sở Đất đai", "Sở Ý tế"]
    assert [node.name for node in tree_on(DAY)] == in_order
    assert [node.name for node in roots_on(DAY)] == in_order


def test_tree_narrowed_to_some_units_starts_at_the_highest_of_them(units: dict[str, Unit]) -> None:
    seen = tree_on(DAY, units=Unit.objects.filter(code__startswith="S"))
    assert [(node.code, node.depth) for node in seen] == [("S", 0), ("S.1", 1), ("S.2", 1)]
    party = tree_on(DAY, sectors=["party"])
    assert {node.code for node in party} == {"T", "T.TC", "T.TG", "T.DV"}


def test_branches_and_searches_say_what_the_tree_says(units: dict[str, Unit], by: Actor) -> None:
    rename_unit(by=by, unit=units["S.1"], name="Phòng Nhân sự", on=date(2021, 1, 1))
    for day in (DAY, date(2022, 1, 1)):
        tree = tree_on(day)
        assert [(n.id, n.has_children) for n in roots_on(day)] == [(n.id, n.has_children) for n in tree if n.depth == 0]
        for parent in tree:
            below = [(n.name, n.has_children) for n in tree if n.parent_id == parent.id]
            assert [(n.name, n.has_children) for n in children_on(parent.id, day)] == below
        assert [n.name for n in find_units(day, "phong")] == sorted(n.name for n in tree if "Phòng" in n.name)
    assert [n.code for n in find_units(DAY, "cong chuc")] == ["S.1"]
    assert find_units(date(2022, 1, 1), "cong chuc") == []
    seen = roots_on(DAY, units=Unit.objects.filter(code__startswith="S"))
    assert [(n.code, n.has_children) for n in seen] == [("S", True)]


def test_versions_and_events_load_together(units: dict[str, Unit], by: Actor) -> None:
    event = EventRow("gộp", UnitEventKind.CHANGE_PARENT, DAY, "Chuyển các phòng", (("L", "S", True),))
    keys = load_events(by=by, rows=[event])
    moves = [
        VersionRow("L.1", DAY, parent_code="S", event="gộp"),
        VersionRow("S.2", DAY, name="Phòng Biên chế", event="gộp"),
    ]
    assert load_versions(by=by, rows=moves, events=keys) == 2
    moved = Unit.objects.get(code="L.1")
    assert moved.path.startswith(units["S"].path)
    assert [e.title for e in history(moved).events] == ["Chuyển các phòng"]
    assert {v.closed_by_id for v in UnitVersion.objects.filter(valid_until=DAY)} == {keys["gộp"]}
    assert Unit.objects.get(code="S.2").name == "Phòng Biên chế"


def test_loaded_versions_follow_the_latest_and_make_no_circle(units: dict[str, Unit], by: Actor) -> None:
    with pytest.raises(BadInput):
        load_versions(by=by, rows=[VersionRow("S", FOUNDED, name="Cùng ngày")])
    with pytest.raises(BadInput):
        load_versions(by=by, rows=[VersionRow("S", DAY, parent_code="S.1")])
    change_parent(by=by, unit=units["S"], parent=units["L"], on=date(2018, 1, 1))
    change_parent(by=by, unit=units["S"], parent=units["T"], on=date(2022, 1, 1))
    with pytest.raises(BadInput, match="vòng tròn"):  # today's tree would be sound, that of 2020 would not
        load_versions(by=by, rows=[VersionRow("L", DAY, parent_code="S")])


def test_event_of_an_unknown_unit_is_refused(units: dict[str, Unit], by: Actor) -> None:
    with pytest.raises(BadInput, match="Z"):
        load_events(by=by, rows=[EventRow("x", UnitEventKind.ABSORB, DAY, "Sai", (("Z", "S", False),))])


@pytest.mark.django_db
def test_territory_tables_load_again_without_change(by: Actor) -> None:
    load_provinces_2025(by=by)
    load_communes_2025(by=by, provinces=frozenset({"08"}))
    load_ha_giang(by=by)
    counts = Unit.objects.count(), UnitVersion.objects.count()
    assert load_provinces_2025(by=by) == load_communes_2025(by=by, provinces=frozenset({"08"})) == 0
    assert load_ha_giang(by=by) == 0
    assert (Unit.objects.count(), UnitVersion.objects.count()) == counts
