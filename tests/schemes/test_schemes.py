"""Schemes: targets in people, paths, readings, tasks of agencies, printed figures that do not add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from hientai.base.errors import BadInput, RuleBroken
from hientai.officials.models import Population
from hientai.officials.operations.learning import QualificationRow, save_qualifications
from hientai.officials.operations.reference import save_population
from hientai.officials.queries.criteria import ids_meeting, load_catalogue
from hientai.schemes.codes import ProgressState, SchemeStatus
from hientai.schemes.models import Scheme
from hientai.schemes.operations.measuring import take_measurements
from hientai.schemes.operations.tasks import report_progress, save_task
from hientai.schemes.operations.writing import (
    close_scheme,
    put_in_force,
    save_baseline_figure,
    save_scheme,
    save_target,
    write_review_note,
)
from hientai.schemes.queries.footing import check_baseline
from hientai.schemes.queries.paths import path_points
from hientai.schemes.queries.people import people_of_target
from hientai.schemes.queries.progress import people_needed, standings, targets_of
from hientai.schemes.queries.tasks import overdue, tasks_of
from hientai.schemes.rules import may_edit_scheme, may_measure_scheme, may_report_task
from tests.factories.province import Small

DEGREE = {"fact": "qualification", "kind": "professional", "min": "DAI_HOC"}
START = date(2021, 12, 31)


@pytest.fixture
def everyone(small: Small) -> Population:
    """All officials at work."""
    return save_population(by=small.by, code="TAT_CA", name="Cán bộ", criterion={"fact": "employed"})


@pytest.fixture
def scheme(small: Small, everyone: Population) -> Scheme:
    """A scheme in force with one target: 90% in 2025, 100% in 2030."""
    made = save_scheme(by=small.by, code="DA", name="Đề án thử", owner=small.units["T"], starts_on=date(2022, 1, 1),
                       ends_on=date(2025, 12, 31), horizon_year=2030)  # fmt: skip
    save_target(by=small.by, scheme=made, code="T1", label="Đại học", population=everyone, condition=DEGREE,
                milestones=[(2025, Decimal("0.9"), False), (2030, Decimal(1), False)])  # fmt: skip
    return put_in_force(by=small.by, scheme=made)


def people(small: Small, official: Any, number: int, with_degree: int) -> None:
    for place in range(number):
        person = official()
        if place < with_degree:
            save_qualifications(
                by=small.by, rows=[QualificationRow(person.pk, "professional", "DAI_HOC", "2010-06-00")]
            )


@pytest.mark.parametrize(
    ("share", "population", "needed"),
    [
        ("0.9", 1977, 1780),
        ("1", 1977, 1977),
        ("0.6", 384, 231),
        ("0.5", 2943, 1472),
        ("0.7", 2943, 2061),
        ("0.9", 10, 9),
        ("0", 384, 0),
        ("0.9", 0, 0),
    ],
)
def test_a_share_becomes_the_smallest_number_of_people_that_reaches_it(
    share: str, population: int, needed: int
) -> None:
    assert people_needed(Fraction(Decimal(share)), population) == needed


def test_the_distance_is_in_people_and_leads_to_them(small: Small, scheme: Scheme, official: Any) -> None:
    people(small, official, 10, 6)
    [standing] = standings(targets_of(scheme.pk), load_catalogue(), small.by.today)
    assert (len(standing.population), len(standing.meeting), standing.share) == (10, 6, Fraction(3, 5))
    assert [(d.mark.year, d.needed, d.lacking) for d in standing.distances] == [(2025, 9, 3), (2030, 10, 4)]
    catalogue = load_catalogue()
    found = {
        part: ids_meeting(people_of_target(standing.target, catalogue, meeting=part), catalogue, small.by.today)
        for part in (None, True, False)
    }
    assert found == {None: standing.population, True: standing.meeting, False: standing.lacking_people}


def test_a_target_of_nobody_is_empty_not_met(small: Small, scheme: Scheme) -> None:
    [standing] = standings(targets_of(scheme.pk), load_catalogue(), small.by.today)
    assert standing.state == ProgressState.EMPTY and standing.share is None


def test_the_path_runs_from_the_baseline_through_the_milestones(small: Small, scheme: Scheme, official: Any) -> None:
    people(small, official, 10, 5)
    take_measurements(by=small.by, scheme=scheme, on=START, is_baseline=True)
    [standing] = standings(targets_of(scheme.pk), load_catalogue(), date(2022, 6, 1))
    points = {p.day: p for p in path_points(standing)}
    assert points[START].asked == points[START].read == Fraction(1, 2)
    assert points[date(2025, 12, 31)].asked == Fraction(9, 10) and points[date(2030, 12, 31)].asked == 1
    assert Fraction(1, 2) < (points[date(2023, 12, 31)].asked or 0) < Fraction(9, 10)
    assert points[date(2022, 6, 1)].read == Fraction(1, 2) and points[date(2023, 12, 31)].read is None
    assert [p.day for p in points.values() if p.is_mark] == [date(2025, 12, 31), date(2030, 12, 31)]


def test_a_reading_keeps_its_counts_when_the_registry_changes(small: Small, scheme: Scheme, official: Any) -> None:
    people(small, official, 4, 1)
    [taken] = take_measurements(by=small.by, scheme=scheme, on=START)
    people(small, official, 3, 3)
    taken.refresh_from_db()
    assert (taken.population_count, taken.meeting_count, taken.taken_on) == (4, 1, small.by.today)


def test_printed_figures_that_do_not_add_up_are_flagged_and_kept(
    small: Small, scheme: Scheme, everyone: Population
) -> None:
    rows = [("Trên", "0.1415"), ("Đại học", "0.8335"), ("Dưới", "0.0252")]
    for order, (label, printed) in enumerate(rows):
        save_baseline_figure(by=small.by, scheme=scheme, group="Chuyên môn", label=label, population=everyone,
                             condition=DEGREE, printed_share=Decimal(printed), measured_on=START,
                             sort_order=order)  # fmt: skip
    save_baseline_figure(
        by=small.by,
        scheme=scheme,
        group="Rời",
        label="Một phần",
        population=everyone,
        condition=DEGREE,
        printed_share=Decimal("0.5"),
        measured_on=START,
        sums_to_whole=False,
        sort_order=9,
    )
    checks = {g.name: g for g in check_baseline(scheme.pk, load_catalogue())}
    assert checks["Chuyên môn"].printed_sum == Decimal("1.0002")
    assert "100,02%" in checks["Chuyên môn"].warning and checks["Rời"].warning == ""
    assert [c.figure.printed_share for c in checks["Chuyên môn"].figures] == [Decimal(p) for _, p in rows]


def test_tasks_stand_in_groups_and_the_late_ones_come_first(small: Small, scheme: Scheme) -> None:
    unit, other = small.units["T-SNV"], small.units["T-XA"]
    group = save_task(by=small.by, scheme=scheme, kind="task_group", code="N1", title="Nhóm")
    for code, due in (("N1.1", date(2021, 12, 1)), ("N1.2", date(2021, 6, 1)), ("N1.3", date(2022, 1, 10))):
        save_task(by=small.by, scheme=scheme, kind="work", code=code, title=code, parent=group, lead=unit,
                  cooperating=[other], due_on=due)  # fmt: skip
    [top] = tasks_of(scheme.pk, small.by.today)
    assert [line.task.code for line in overdue([top])] == ["N1.2", "N1.1"] and top.late == 2
    assert top.children[0].cooperating == (str(other),)
    done = report_progress(by=small.by, task=top.children[1].task, status="done", progress_note="xong", evidence="QĐ 5")
    assert done.done_on == small.by.today
    [top] = tasks_of(scheme.pk, small.by.today)
    assert ([line.task.code for line in overdue([top])], top.done) == (["N1.1"], 1)


def test_a_task_is_done_only_with_evidence(small: Small, scheme: Scheme) -> None:
    task = save_task(by=small.by, scheme=scheme, kind="work", code="V1", title="Việc", lead=small.units["T-SNV"])
    with pytest.raises(BadInput):
        report_progress(by=small.by, task=task, status="done", progress_note="xong")
    report_progress(by=small.by, task=task, status="dropped", progress_note="thôi")
    with pytest.raises(RuleBroken):
        report_progress(by=small.by, task=task, status="done", progress_note="xong", evidence="QĐ 5")


def test_only_the_lead_agency_reports(small: Small, signed: Any) -> None:
    path = small.units["T-SNV"].path
    _, _, lead = signed("unit_hr", "T-SNV")
    _, _, other = signed("unit_hr", "T-XA")
    _, _, above = signed("commission_officer", "T")
    assert may_report_task.allows(lead, SchemeStatus.IN_FORCE, path)
    assert not may_report_task.allows(other, SchemeStatus.IN_FORCE, path)
    assert may_report_task.allows(above, SchemeStatus.IN_FORCE, path)
    _, _, wider = signed("school_staff", "T")  # looks at the whole province, speaks for its own unit alone
    assert not may_report_task.allows(wider, SchemeStatus.IN_FORCE, path, small.units["T-XA"].path)
    assert may_report_task.allows(wider, SchemeStatus.IN_FORCE, path, path)
    assert not may_report_task.allows(lead, SchemeStatus.REVIEWED, path)
    assert not may_report_task.allows(lead, SchemeStatus.IN_FORCE, None)
    assert may_report_task.allows(above, SchemeStatus.IN_FORCE, None)


def test_a_scheme_is_edited_by_its_commission_until_reviewed(small: Small, signed: Any, scheme: Scheme) -> None:
    path = small.units["T"].path
    _, _, officer = signed("commission_officer", "T")
    _, _, below = signed("commission_officer", "T-SNV")
    assert may_edit_scheme.allows(officer, SchemeStatus.IN_FORCE, path)
    assert not may_edit_scheme.allows(below, SchemeStatus.IN_FORCE, path)
    assert not may_edit_scheme.allows(officer, SchemeStatus.REVIEWED, path)
    assert not may_measure_scheme.allows(officer, SchemeStatus.DRAFT, path)
    close_scheme(by=small.by, scheme=scheme)
    with pytest.raises(RuleBroken):
        save_target(
            by=small.by,
            scheme=scheme,
            code="T2",
            label="x",
            population=Population.objects.get(),
            condition=DEGREE,
            milestones=[(2025, Decimal(1), False)],
        )
    with pytest.raises(RuleBroken):
        put_in_force(by=small.by, scheme=scheme)


@pytest.mark.parametrize(
    "milestones", [[], [(2025, Decimal("1.1"), False)], [(2025, Decimal("0.5"), False), (2025, Decimal("0.6"), False)]]
)
def test_milestones_must_make_sense(small: Small, scheme: Scheme, everyone: Population, milestones: Any) -> None:
    with pytest.raises(BadInput):
        save_target(by=small.by, scheme=scheme, code="T9", label="x", population=everyone, condition=DEGREE,
                    milestones=milestones)  # fmt: skip
    assert scheme.targets.count() == 1


def test_a_review_note_keeps_who_wrote_it(small: Small, scheme: Scheme) -> None:
    note = write_review_note(by=small.by, scheme=scheme, year=2022, kind="result", text=" Kết quả tốt ")
    assert (note.text, note.written_by, note.written_on) == ("Kết quả tốt", "Kiểm thử", small.by.today)
