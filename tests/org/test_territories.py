"""The territory tables as history: Hà Giang until 30/06/2025 (G6), Hà Tây until 2008, Từ Liêm until 2014 (G5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from hientai.base.actor import Actor
from hientai.org.codes import TerritoryKind
from hientai.org.models import Unit
from hientai.org.operations import load_territories
from hientai.org.queries import ancestors, convert, descendant_ids, history, successor_map, tree_on, unit_on

EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """All tables, loaded once for this file and rolled back after it; each test rolls back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_territories(by=Actor.system("Người kiểm thử", date(2026, 11, 24)))
        transaction.set_rollback(True)


@pytest.fixture
def territory(loaded: int, db: None) -> int:
    """How many units the tables made."""
    return loaded


def below(code: str, day: date) -> Counter[str]:
    """How many units of each level hung below one on a day, itself included."""
    ids = descendant_ids(Unit.objects.get(code=code).pk, day)
    return Counter(node.level for node in tree_on(day) if node.id in ids)


def named(name: str, level: str) -> Unit:
    unit: Unit = Unit.objects.get(name=name, level=level, code__endswith="-cu")
    return unit


def test_golden_g6_ha_giang_on_30_june_and_tuyen_quang_on_1_july(territory: int) -> None:
    assert below("DB-02-cu", EVE) == {"province": 1, "district": 11, "commune": 193}
    assert below("DB-02-cu", DAY) == {}
    assert below("DB-08", DAY) == {"province": 1, "commune": 124}
    assert "Tỉnh Hà Giang" in {node.name for node in tree_on(EVE)}
    assert "Tỉnh Hà Giang" not in {node.name for node in tree_on(DAY)}
    heirs = successor_map(EVE, DAY)
    assert heirs[Unit.objects.get(code="DB-02-cu").pk] == (Unit.objects.get(code="DB-08").pk,)


def test_thirty_four_provinces_and_3321_communes(territory: int) -> None:
    today = tree_on(DAY)
    assert Counter(node.level for node in today) == {"central": 1, "province": 34, "commune": 3321}
    kinds = Counter(node.kind for node in today)
    assert kinds[TerritoryKind.SPECIAL_ZONE] == 13
    assert Counter(node.level for node in tree_on(date(2008, 7, 31)))["province"] == 64
    assert Counter(node.level for node in tree_on(EVE))["province"] == 63


def test_every_province_of_before_has_one_successor_and_none_is_lost(territory: int) -> None:
    provinces = [node.id for node in tree_on(EVE) if node.level == "province"]
    heirs = successor_map(EVE, DAY)
    assert all(len(heirs[unit]) == 1 for unit in provinces)
    assert len({heirs[unit][0] for unit in provinces}) == 34


def test_communes_of_ha_giang_convert_except_those_divided(territory: int) -> None:
    heirs = successor_map(EVE, DAY)
    old = Unit.objects.filter(code__endswith="-cu", level="commune", parent__parent__code="DB-02-cu")
    ends = Counter(len(heirs[unit.pk]) for unit in old)
    assert sum(ends.values()) == 193 and ends[0] == 0
    assert ends[1] == 190
    assert convert({unit.pk: 1 for unit in old}, heirs).figures != {}
    kept = convert({unit.pk: 1 for unit in old}, heirs)
    assert sum(kept.figures.values()) + sum(value for value, _ in kept.unconverted.values()) == 193


def test_districts_end_without_a_successor_by_a_named_event(territory: int) -> None:
    district = Unit.objects.get(code="DB-026-cu")
    assert successor_map(EVE, DAY)[district.pk] == ()
    assert "cấp huyện" in history(district).events[0].title


def test_ha_tay_came_to_ha_noi_in_2008(territory: int) -> None:
    quoc_oai = named("Huyện Quốc Oai", "district")
    eve, day = date(2008, 7, 31), date(2008, 8, 1)
    assert [node.name for node in ancestors(quoc_oai, eve)] == ["Việt Nam", "Tỉnh Hà Tây"]
    assert [node.name for node in ancestors(quoc_oai, day)] == ["Việt Nam", "Thành phố Hà Nội"]
    assert successor_map(eve, day)[Unit.objects.get(name="Tỉnh Hà Tây").pk] == (Unit.objects.get(code="DB-01").pk,)
    ha_dong = Unit.objects.get(name="Quận Hà Đông")
    assert unit_on(ha_dong, date(2009, 5, 7)).name == "Thành phố Hà Đông"  # type: ignore[union-attr]
    dong_xuan = named("Xã Đông Xuân", "commune")
    assert [node.name for node in ancestors(dong_xuan, eve)][-1] == "Huyện Lương Sơn"
    assert [node.name for node in ancestors(dong_xuan, date(2009, 5, 8))][-1] == "Huyện Quốc Oai"


def test_golden_g5_figures_of_tu_liem_by_three_geographies(territory: int) -> None:
    """176 enrolments of 2005–2012, eleven from each of 16 units: by 2012, by 2014, by 07/2025."""
    counted_on = date(2012, 12, 31)
    figures = {unit.pk: 11 for unit in Unit.objects.filter(parent=named("Huyện Từ Liêm", "district"))}
    assert sum(figures.values()) == 176

    same = convert(figures, successor_map(counted_on, date(2013, 12, 31)))
    assert same.figures == figures

    by_ward = convert(figures, successor_map(counted_on, date(2014, 4, 1)))
    assert (len(by_ward.figures), len(by_ward.unconverted)) == (8, 8)

    by_district = convert(figures, successor_map(counted_on, date(2014, 4, 1), level="district"))
    shown = {Unit.objects.get(pk=unit).name: value for unit, value in by_district.figures.items()}
    assert shown == {"Quận Bắc Từ Liêm": 99, "Quận Nam Từ Liêm": 55}
    apart = {Unit.objects.get(pk=unit).name for unit in by_district.unconverted}
    assert apart == {"Thị trấn Cầu Diễn", "Xã Xuân Phương"}

    by_city = convert(figures, successor_map(counted_on, DAY, level="province"))
    assert by_city.figures == {Unit.objects.get(code="DB-01").pk: 176}
    today = convert(figures, successor_map(counted_on, DAY))
    assert sum(today.figures.values()) + sum(value for value, _ in today.unconverted.values()) == 176


def test_hue_was_a_province_until_2025(territory: int) -> None:
    hue = Unit.objects.get(code="DB-46")
    assert unit_on(hue, date(2024, 12, 31)).name == "Tỉnh Thừa Thiên Huế"  # type: ignore[union-attr]
    assert hue.name == "Thành phố Huế"
    assert history(hue).events[0].needs_confirmation
