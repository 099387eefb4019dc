"""Officials: entered in bulk, changed by code, never deleted; what is derived follows the dated rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hientai.base.errors import BadInput, RuleBroken
from hientai.base.models import Act
from hientai.officials.models import Appointment, Official, TrainingRecord
from hientai.officials.operations.learning import (
    QualificationRow,
    RatingRow,
    TrainingRow,
    record_training,
    save_qualifications,
    save_ratings,
)
from hientai.officials.operations.posts import AppointmentRow, end_appointment, save_appointments
from hientai.officials.operations.registry import (
    OfficialRow,
    decide_retirement,
    link_account,
    record_leaving,
    save_officials,
)
from hientai.officials.operations.standing import RetirementTable, refresh_standing

Make = Callable[..., Official]


def rows(count: int) -> list[OfficialRow]:
    return [OfficialRow(f"B{n:03d}", f"Trần Thị Bình {n}", "F", "1985-00-00") for n in range(count)]


def test_saving_twice_changes_nothing_and_says_so(small: Any) -> None:
    first = save_officials(by=small.by, rows=rows(3))
    again = save_officials(by=small.by, rows=rows(3))
    assert (first.created, first.updated, first.unchanged) == (3, 0, 0)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert first.ids == again.ids


def test_the_number_of_queries_does_not_grow_with_the_number_of_rows(small: Any) -> None:
    save_officials(by=small.by, rows=rows(60))

    def queries(count: int, birth: str) -> int:
        changed = [replace(row, birth=birth) for row in rows(count)]
        with CaptureQueriesContext(connection) as seen:
            assert save_officials(by=small.by, rows=changed).updated == count
        return len(seen)

    assert queries(2, "1986-00-00") == queries(60, "1987-00-00")


def test_a_birth_known_by_year_is_reckoned_from_the_first_of_january(small: Any) -> None:
    save_officials(by=small.by, rows=[OfficialRow("A1", "Lò Văn Đạt", "M", "1966-00-00")])
    found = Official.objects.get(code="A1")
    assert (found.birth, found.birth_on, found.retires_on) == ("1966-00-00", date(1966, 1, 1), date(2027, 10, 31))


@pytest.mark.parametrize(
    ("sex", "birth", "expected"),
    [("M", date(1964, 10, 5), date(2026, 4, 30)), ("F", date(1969, 12, 31), date(2026, 12, 31)),
     ("M", date(1966, 4, 1), date(2028, 4, 30)), ("F", date(1975, 5, 20), date(2035, 5, 31))],
)  # fmt: skip
def test_retirement_follows_the_legal_table(small: Any, sex: str, birth: date, expected: date) -> None:
    assert RetirementTable.load().retires_on(sex, birth) == expected


def test_a_decided_exception_overrides_the_table(official: Make, small: Any) -> None:
    person = official(birth="1964-10-00")
    assert person.retires_on == date(2026, 4, 30)
    decide_retirement(by=small.by, official=person, retires_on=date(2028, 1, 31), reason="Kéo dài", document="1-QĐ/TW")
    person.refresh_from_db()
    assert person.retires_on == date(2028, 1, 31)
    with pytest.raises(BadInput):
        decide_retirement(by=small.by, official=person, retires_on=date(2029, 1, 31), reason="x", document="")


def test_several_posts_at_once_the_highest_tier_decides(official: Make, small: Any) -> None:
    person = official(unit="T-SNV", title="P_DIVISION_HEAD")
    assert person.current_tier is not None and person.current_tier.code == "UNIT"
    row = AppointmentRow(person.pk, small.units["T-SNV"].pk, "P_DEPARTMENT_DEP", date(2021, 5, 1), is_primary=False)
    save_appointments(by=small.by, rows=[row])
    person.refresh_from_db()
    assert person.current_tier.code == "PROVINCE_STANDING"
    assert person.current_post.count(";") == 1


def test_a_post_that_ended_stays_in_the_history(official: Make, small: Any) -> None:
    person = official()
    held = person.appointments.get()
    with pytest.raises(RuleBroken, match="sau ngày giữ chức vụ"):
        end_appointment(by=small.by, appointment=held, ends_on=held.valid_from, reason="nhầm")
    end_appointment(by=small.by, appointment=held, ends_on=date(2022, 1, 1), reason="Luân chuyển")
    person.refresh_from_db()
    assert person.current_post == "" and person.current_unit is not None
    assert Appointment.objects.held(date(2021, 12, 31)).filter(official=person).exists()
    assert not Appointment.objects.held(date(2022, 1, 1)).filter(official=person).exists()


def test_leaving_keeps_the_record_and_ends_the_posts(official: Make, small: Any) -> None:
    person = official()
    with pytest.raises(BadInput):
        record_leaving(by=small.by, official=person, status="working", left_on=date(2022, 1, 1), document="")
    record_leaving(by=small.by, official=person, status="retired", left_on=date(2022, 1, 1), document="9-QĐ")
    assert Official.objects.filter(pk=person.pk, left_on=date(2022, 1, 1)).exists()
    assert person.appointments.get().valid_until == date(2022, 1, 1)


def test_the_highest_degree_is_derived_and_all_are_kept(official: Make, small: Any) -> None:
    person = official()
    given = [
        QualificationRow(person.pk, "professional", "DAI_HOC", "2003-06-00", "Luật"),
        QualificationRow(person.pk, "professional", "THAC_SI", "2012-00-00", "Luật học"),
        QualificationRow(person.pk, "theory", "TRUNG_CAP", "2015-00-00"),
    ]
    assert save_qualifications(by=small.by, rows=given) == (3, 0)
    assert save_qualifications(by=small.by, rows=given) == (0, 3)
    person.refresh_from_db()
    assert (person.professional_rank, person.theory_rank, person.qualifications.count()) == (5, 2, 3)


def test_an_unknown_code_is_refused_and_nothing_is_written(official: Make, small: Any) -> None:
    person = official()
    bad = [QualificationRow(person.pk, "theory", "TRUNG_CAP", ""), QualificationRow(person.pk, "theory", "LA_LUNG", "")]
    acts = Act.objects.count()
    with pytest.raises(BadInput, match="LA_LUNG"):
        save_qualifications(by=small.by, rows=bad)
    assert person.qualifications.count() == 0 and Act.objects.count() == acts


def test_a_rating_of_a_year_is_corrected_not_doubled(official: Make, small: Any) -> None:
    person = official()
    assert save_ratings(by=small.by, rows=[RatingRow(person.pk, 2021, "HTNV")]) == (1, 0)
    assert save_ratings(by=small.by, rows=[RatingRow(person.pk, 2021, "HTTNV")]) == (0, 1)
    assert [r.rank for r in person.ratings.all()] == [3]


def test_a_course_is_stamped_with_the_post_of_its_day(official: Make, small: Any) -> None:
    person = official(since=date(2018, 3, 1))
    row = TrainingRow(person.pk, "refresher", "KY_NANG", "Kỹ năng", date(2020, 6, 5), date(2020, 6, 3))
    before = TrainingRow(person.pk, "refresher", "KY_NANG", "Kỹ năng cũ", date(2010, 6, 5))
    assert record_training(by=small.by, rows=[row, before]) == (2, 0)
    assert record_training(by=small.by, rows=[row]) == (0, 1)
    then = TrainingRecord.objects.get(programme="Kỹ năng")
    assert (then.level_then, then.unit_then, then.year) == ("commune", small.units["T-XA"], 2020)
    assert TrainingRecord.objects.get(programme="Kỹ năng cũ").level_then == ""


def test_refreshing_again_changes_nothing(official: Make, small: Any) -> None:
    official()
    assert refresh_standing(by=small.by) == 0


def test_one_account_belongs_to_one_record(official: Make, small: Any, signed: Any) -> None:
    user, _, _ = signed()
    first, second = official(), official()
    link_account(by=small.by, official=first, account=user)
    with pytest.raises(BadInput, match="đã gắn"):
        link_account(by=small.by, official=second, account=user)
    link_account(by=small.by, official=first, account=None)
    assert link_account(by=small.by, official=second, account=user).account == user
