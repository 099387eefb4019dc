"""Units end: their successors are known, what hung below them has a place, and nobody is left in the air."""

from __future__ import annotations

from datetime import date

import pytest

from hientai.base.actor import Actor
from hientai.base.errors import BadInput, RuleBroken
from hientai.org.models import Unit, UnitEvent
from hientai.org.operations import (
    NewUnit,
    absorb_units,
    consolidate_units,
    dissolve_unit,
    rename_unit,
    split_unit,
)
from hientai.org.queries import convert, descendant_ids, history, successor_map, tree_on

DAY = date(2025, 3, 1)
EVE = date(2025, 2, 28)
LATER = date(2025, 7, 1)


def codes_on(day: date) -> set[str]:
    return {node.code for node in tree_on(day)}


def test_absorbed_unit_ends_and_its_divisions_follow(units: dict[str, Unit], by: Actor) -> None:
    event = absorb_units(by=by, into=units["S"], units=[units["L"]], on=DAY)
    assert "L" in codes_on(EVE) and "L" not in codes_on(DAY)
    assert Unit.objects.get(code="L.1").path.startswith(units["S"].path)
    assert {units["L.1"].pk, units["S.1"].pk} < descendant_ids(units["S"].pk, DAY)
    assert [s.successor for s in history(units["L"]).successors] == [units["S"]]
    assert units["L"].versions.get().closed_by == event
    assert successor_map(EVE, DAY)[units["L"].pk] == (units["S"].pk,)


def test_sub_unit_can_be_sent_elsewhere(units: dict[str, Unit], by: Actor) -> None:
    absorb_units(
        by=by, into=units["S"], units=[units["L"]], on=DAY, children={units["L.1"].pk: units["T"]}
    )
    assert Unit.objects.get(code="L.1").parent == units["T"]


def test_successor_that_hung_below_what_it_absorbs_takes_the_place_above(units: dict[str, Unit], by: Actor) -> None:
    absorb_units(by=by, into=units["S.1"], units=[units["S"]], on=DAY)
    heir = Unit.objects.get(code="S.1")
    assert heir.parent == units["T"]
    assert Unit.objects.get(code="S.2").parent == heir


@pytest.mark.parametrize("into", ["L", "ended"])
def test_successor_must_be_another_unit_that_exists(units: dict[str, Unit], by: Actor, into: str) -> None:
    if into == "ended":
        dissolve_unit(by=by, unit=units["T.DV"], on=date(2024, 1, 1))
    heir = units["L"] if into == "L" else units["T.DV"]
    with pytest.raises((BadInput, RuleBroken)):
        absorb_units(by=by, into=heir, units=[units["L"]], on=DAY)
    assert Unit.objects.get(code="L").valid_until is None


def test_two_commissions_become_one(units: dict[str, Unit], by: Actor) -> None:
    new = NewUnit("T.TGDV", "Ban Tuyên giáo và Dân vận", "BAN_DANG", "party", "province", parent=units["T"])
    unit = consolidate_units(by=by, units=[units["T.TG"], units["T.DV"]], new=new, on=DAY)
    assert {"T.TG", "T.DV"} & codes_on(DAY) == set()
    assert {s.predecessor.code for s in history(unit).predecessors} == {"T.TG", "T.DV"}
    mapping = successor_map(EVE, DAY)
    assert convert({units["T.TG"].pk: 7, units["T.DV"].pk: 5}, mapping).figures == {unit.pk: 12}


def test_going_back_what_was_joined_stays_unconverted(units: dict[str, Unit], by: Actor) -> None:
    new = NewUnit("T.TGDV", "Ban Tuyên giáo và Dân vận", "BAN_DANG", "party", "province", parent=units["T"])
    unit = consolidate_units(by=by, units=[units["T.TG"], units["T.DV"]], new=new, on=DAY)
    back = convert({unit.pk: 12}, successor_map(DAY, EVE))
    assert back.figures == {}
    assert back.unconverted == {unit.pk: (12, tuple(sorted([units["T.TG"].pk, units["T.DV"].pk])))}


def test_split_unit_is_unconverted_and_its_divisions_need_a_choice(units: dict[str, Unit], by: Actor) -> None:
    parts = [
        NewUnit("S.A", "Sở Một", "SO_NGANH", "state", "province", parent=units["T"]),
        NewUnit("S.B", "Sở Hai", "SO_NGANH", "state", "province", parent=units["T"]),
    ]
    with pytest.raises(RuleBroken, match="Phòng Tổ chức biên chế"):
        split_unit(by=by, unit=units["S"], into=parts, on=DAY, children={units["S.1"].pk: 0})
    assert not UnitEvent.objects.exists(), "a refused split leaves nothing behind"
    first, second = split_unit(
        by=by, unit=units["S"], into=parts, on=DAY, children={units["S.1"].pk: 0, units["S.2"].pk: 1}
    )
    assert Unit.objects.get(code="S.2").parent == second
    result = convert({units["S"].pk: 40, units["S.1"].pk: 3}, successor_map(EVE, DAY))
    assert result.figures == {units["S.1"].pk: 3}
    assert result.unconverted == {units["S"].pk: (40, (first.pk, second.pk))}


def test_parts_that_meet_again_convert_at_the_level_above(units: dict[str, Unit], by: Actor) -> None:
    parts = [
        NewUnit(f"S.1{x}", f"Tổ {x}", "PHONG", "state", "commune", parent=units["S"]) for x in ("a", "b")
    ]
    split_unit(by=by, unit=units["S.1"], into=parts, on=DAY)
    assert len(successor_map(EVE, DAY)[units["S.1"].pk]) == 2
    assert successor_map(EVE, DAY, level="province")[units["S.1"].pk] == (units["S"].pk,)


def test_unit_that_gives_up_a_part_goes_on_but_is_unconverted(units: dict[str, Unit], by: Actor) -> None:
    part = NewUnit("S.C", "Sở Ba", "SO_NGANH", "state", "province", parent=units["T"])
    (new,) = split_unit(
        by=by, unit=units["S"], into=[part], on=DAY, goes_on=True, children={units["S.2"].pk: 0}
    )
    assert Unit.objects.get(code="S").valid_until is None
    assert Unit.objects.get(code="S.2").parent == new
    assert successor_map(EVE, DAY)[units["S"].pk] == tuple(sorted([units["S"].pk, new.pk]))


def test_dissolved_unit_needs_a_place_for_its_divisions(units: dict[str, Unit], by: Actor) -> None:
    with pytest.raises(RuleBroken, match="Phòng Việc làm"):
        dissolve_unit(by=by, unit=units["L"], on=DAY)
    dissolve_unit(by=by, unit=units["L"], on=DAY, with_subunits=True)
    assert {"L", "L.1"} & codes_on(DAY) == set()
    assert successor_map(EVE, DAY)[units["L"].pk] == ()


def test_ended_unit_keeps_its_last_place(units: dict[str, Unit], by: Actor) -> None:
    before = units["L"].path
    absorb_units(by=by, into=units["S"], units=[units["L"]], on=DAY)
    ended = Unit.objects.get(code="L")
    assert (ended.path, ended.valid_until) == (before, DAY)


def test_chain_of_successors_is_followed_to_the_day_asked(units: dict[str, Unit], by: Actor) -> None:
    absorb_units(by=by, into=units["S"], units=[units["L"]], on=DAY)
    new = NewUnit("X", "Sở Mới", "SO_NGANH", "state", "province", parent=units["T"])
    joined = consolidate_units(by=by, units=[units["S"], units["T.DV"]], new=new, on=LATER)
    assert successor_map(EVE, DAY)[units["L"].pk] == (units["S"].pk,)
    assert successor_map(EVE, LATER)[units["L"].pk] == (joined.pk,)
    assert successor_map(DAY, LATER)[units["S"].pk] == (joined.pk,)


def test_unit_ends_once(units: dict[str, Unit], by: Actor) -> None:
    dissolve_unit(by=by, unit=units["T.DV"], on=DAY)
    with pytest.raises(RuleBroken, match="đã được ghi kết thúc"):
        dissolve_unit(by=by, unit=units["T.DV"], on=LATER)
    with pytest.raises(RuleBroken):
        rename_unit(by=by, unit=units["T.DV"], name="Ban Khác", on=LATER)


def test_one_unit_is_no_consolidation(units: dict[str, Unit], by: Actor) -> None:
    new = NewUnit("X", "Sở Mới", "SO_NGANH", "state", "province")
    with pytest.raises(BadInput, match="hai đơn vị"):
        consolidate_units(by=by, units=[units["S"]], new=new, on=DAY)
    with pytest.raises(BadInput):
        split_unit(by=by, unit=units["S"], into=[new], on=DAY)
