"""The province of seed 002: the article's figures come out of 4.920 fictional officials (golden tests G1 and G2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Max

from hientai.base.audit.chain import verify_chain
from hientai.base.models import RowChange
from hientai.demo.build import TODAY, build_demo
from hientai.needs.queries.gaps import gap_of_official, gaps_of_population, standards_on
from hientai.officials.models import Official, Population, TrainingRecord
from hientai.officials.queries.criteria import ids_meeting, load_catalogue, read_criterion
from hientai.officials.queries.dossier import load_dossiers
from hientai.schemes.models import Scheme
from hientai.schemes.queries.footing import check_baseline
from hientai.schemes.queries.progress import standings, targets_of

BASELINE_DAY = date(2021, 12, 31)
BEFORE: list[int] = []
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def province(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole province, built once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        BEFORE.append(RowChange.objects.aggregate(last=Max("id"))["last"] or 0)
        build_demo("province")
        yield
        transaction.set_rollback(True)


def count(code: str, on: date = BASELINE_DAY) -> int:
    catalogue = load_catalogue()
    criterion = Population.objects.get(code=code).criterion
    return len(ids_meeting(read_criterion(criterion, catalogue), catalogue, on))


def test_the_populations_are_those_of_the_article_and_overlap() -> None:
    assert count("HG-ALL") == 4920
    assert (count("HG-BTV"), count("HG-PD"), count("HG-COMMUNE")) == (384, 2943, 1977)
    assert count("HG-PD") + count("HG-COMMUNE") == count("HG-ALL")  # so the 384 are contained in the 2.943 (A1)


def test_the_baseline_counts_and_shares_are_those_of_the_article() -> None:
    groups = {g.name: g for g in check_baseline(Scheme.objects.get().pk, load_catalogue())}
    counts = {(name, c.figure.label): c.meeting for name, g in groups.items() for c in g.figures}
    senior = "Cán bộ lãnh đạo, quản lý diện Ban Thường vụ Tỉnh ủy quản lý: trình độ chuyên môn"
    both = "Cấp ủy viên, cán bộ lãnh đạo, quản lý cấp tỉnh, cấp huyện: "
    commune = "Cán bộ lãnh đạo, quản lý cấp xã: "
    assert counts[senior, "Trên đại học"] == 168
    assert counts[senior, "Đại học, cao đẳng"] == 216
    assert [counts[both + "trình độ chuyên môn", x] for x in ("Trên đại học", "Đại học", "Cao đẳng, trung cấp")] == [
        416, 2453, 74,
    ]  # fmt: skip
    assert counts[both + "lý luận chính trị", "Cử nhân, cao cấp"] == 862
    assert counts[both + "lý luận chính trị", "Trung cấp"] == 1866
    assert [counts[commune + "trình độ chuyên môn", x] for x in ("Trên đại học", "Đại học", "Cao đẳng, trung cấp")] == [
        34, 1583, 360,
    ]  # fmt: skip
    assert counts[commune + "lý luận chính trị", "Cao cấp"] == 107
    assert counts[commune + "lý luận chính trị", "Trung cấp"] == 1650


def test_only_the_group_that_prints_100_02_percent_is_flagged() -> None:
    groups = check_baseline(Scheme.objects.get().pk, load_catalogue())
    flagged = [g for g in groups if g.warning]
    assert [g.printed_sum for g in flagged] == [Decimal("1.000200")]
    assert "100,02%" in flagged[0].warning
    disagreeing = [c.figure.label for g in groups for c in g.figures if not c.agrees]
    assert disagreeing == ["Cao đẳng, trung cấp"]  # 74 of 2.943 is 2,51 %; the article prints 2,54 %


def test_the_distances_in_people_are_163_360_and_63() -> None:
    found = {s.target.code: s for s in standings(targets_of(Scheme.objects.get().pk), load_catalogue(), TODAY)}
    assert [(d.mark.year, d.needed, d.lacking) for d in found["T2"].distances] == [(2025, 1780, 163), (2030, 1977, 360)]
    assert [(d.mark.year, d.needed, d.lacking) for d in found["T3"].distances][0] == (2025, 231, 63)
    assert len(found["T2"].lacking_people) == 360


def test_the_gap_of_all_agrees_with_the_gap_of_each() -> None:
    catalogue = load_catalogue()
    standards = standards_on(TODAY, catalogue)
    people = frozenset(Official.objects.working().values_list("pk", flat=True))
    table = gaps_of_population(people, standards, catalogue, TODAY)
    sample = sorted(people)[::41]
    dossiers = load_dossiers(sample)
    for pk in sample:
        lines = {
            line.standard.code: line.state.value for line in gap_of_official(dossiers[pk], standards, catalogue, TODAY)
        }
        bulk = {
            c.standard.code: "missing" if pk in c.missing else "owed" if pk in c.owed else "met"
            for c in table.columns
            if pk in c.audience
        }
        assert lines == bulk


def test_everything_was_written_through_operations_and_the_chain_holds() -> None:
    assert not RowChange.objects.filter(act_key=None, id__gt=BEFORE[-1]).exists()
    assert list(verify_chain()) == []


def test_a_course_is_stamped_exactly_where_a_post_was_held_on_its_last_day() -> None:
    for record in TrainingRecord.objects.order_by("pk").prefetch_related("official__appointments")[:400]:
        held = {
            (a.unit_id, a.level)
            for a in record.official.appointments.all()
            if a.valid_from <= record.ends_on < (a.valid_until or date.max)
        }
        assert ((record.unit_then_id, record.level_then) in held) if held else record.level_then == ""


def test_nobody_retires_before_the_demo_begins_and_all_have_a_retirement_day() -> None:
    assert not Official.objects.filter(retires_on=None).exists()
    assert not Official.objects.filter(retires_on__lte=TODAY).exists()
