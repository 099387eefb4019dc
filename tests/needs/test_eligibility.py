"""Golden test G7: who may be sent to part-time intermediate political theory, under the rules of the day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from hientai.needs.operations.packs import load_pack
from hientai.needs.queries.eligibility import eligibility_of, load_rules, may_be_sent
from hientai.officials.models import Official
from hientai.officials.operations.learning import QualificationRow, RatingRow, save_qualifications, save_ratings
from hientai.officials.queries.criteria import ids_meeting, load_catalogue
from hientai.officials.queries.dossier import load_dossier
from tests.factories.province import Small

DAY = date(2025, 10, 1)
SUBJECT, PART_TIME, FULL_TIME = "LLCT_TRUNG_CAP", "KHONG_TAP_TRUNG", "TAP_TRUNG"
Make = Callable[..., Official]


@pytest.fixture
def packs(small: Small) -> Small:
    """Both packs on political theory."""
    for name in ("20-eligibility-llct-350.json", "21-eligibility-llct-57.json"):
        load_pack(by=small.by, data=json.loads(files("hientai.needs").joinpath("data", name).read_text("utf-8")))
    return small


@pytest.fixture
def candidate(packs: Small, official: Make) -> Make:
    """A party member with a degree, well rated in 2023 and 2024: ``candidate(sex="F", birth="1997-10-01")``."""

    def make(*, ratings: tuple[tuple[int, str], ...] = ((2023, "HTTNV"), (2024, "HTTNV")), degree: str = "DAI_HOC",
             **values: Any) -> Official:  # fmt: skip
        person = official(**{"party_joined": "2019-05-19", "party_official": "2020-05-19", "recruited": "2018-01-00",
                             **values})  # fmt: skip
        save_qualifications(by=packs.by, rows=[QualificationRow(person.pk, "professional", degree, "2018-06-00")])
        save_ratings(by=packs.by, rows=[RatingRow(person.pk, year, code) for year, code in ratings])
        return person

    return make


def judged(person: Official, on: date = DAY, form: str = PART_TIME) -> Any:
    dossier = load_dossier(person.pk)
    assert dossier is not None
    return eligibility_of(dossier, SUBJECT, form, on, load_catalogue())


@pytest.mark.parametrize(
    ("sex", "birth", "passes"),
    [
        ("F", "1998-09-30", False),  # 27 years old
        ("F", "1997-10-02", False),  # 28 tomorrow
        ("F", "1997-10-01", True),  # 28 today
        ("M", "1996-09-30", False),  # 29 years old
        ("M", "1995-10-01", True),  # 30 today
    ],
)
def test_g7_age_for_part_time_study(candidate: Make, sex: str, birth: str, passes: bool) -> None:
    result = judged(candidate(sex=sex, birth=birth))
    assert result.is_eligible is passes
    assert [line.code for line in result.blocking] == ([] if passes else ["TC-TUOI"])
    assert result.packs == ("Đối tượng, tiêu chuẩn học LLCT 07/2025– (350-QĐ/TW)",)


def test_g7_the_age_rule_is_of_part_time_study_alone(candidate: Make) -> None:
    assert judged(candidate(sex="F", birth="1998-09-30"), form=FULL_TIME).is_eligible


@pytest.mark.parametrize(
    "ratings", [((2023, "HTNV"), (2024, "HTTNV")), ((2023, "HTTNV"), (2024, "HTNV")), ((2024, "HTTNV"),)]
)
def test_g7_a_weak_or_missing_rating_in_one_of_two_years_blocks(candidate: Make, ratings: Any) -> None:
    result = judged(candidate(sex="F", birth="1990-01-01", ratings=ratings))
    assert [line.code for line in result.blocking] == ["TC-XL"]
    assert result.blocking[0].legal_basis == "Quy định 350-QĐ/TW ngày 29/08/2025"


def test_g7_before_29_08_2025_the_pack_of_57_judges_and_the_result_names_it(candidate: Make) -> None:
    woman_of_26 = candidate(sex="F", birth="1998-01-01", ratings=((2022, "HTNV"),))
    result = judged(woman_of_26, date(2024, 3, 1))
    assert result.packs == ("Đối tượng, tiêu chuẩn học LLCT 2022–06/2025 (57-QĐ/TW)",)
    # What could not be read of 57 is shown as unconfirmed and judges nobody; the audience rule does judge.
    unread = [line for line in result.lines if line.needs_confirmation and line.severity == "info"]
    assert {line.code for line in unread} == {"TC-TUOI", "TC-TC"} and all(line.holds for line in unread)
    assert result.is_eligible and not judged(woman_of_26).is_eligible


def test_a_rule_without_confirmed_text_judges_nobody(candidate: Make) -> None:
    dossier = load_dossier(candidate().pk)
    assert dossier is not None
    result = eligibility_of(dossier, "LLCT_CAO_CAP", FULL_TIME, DAY, load_catalogue())
    assert result.is_eligible
    assert "CC-TC" in {line.code for line in result.lines if line.needs_confirmation}


def test_the_list_of_those_who_may_be_sent_agrees_with_each_judgement(candidate: Make) -> None:
    people = [
        candidate(sex=sex, birth=birth, degree=degree)
        for sex in "FM" for birth in ("1998-01-01", "1996-12-01", "1990-01-01") for degree in ("DAI_HOC", "TRUNG_CAP")
    ]  # fmt: skip
    catalogue = load_catalogue()
    rules = load_rules(DAY, catalogue, SUBJECT)
    for form in (PART_TIME, FULL_TIME):
        listed = ids_meeting(may_be_sent(rules, SUBJECT, form), catalogue, DAY)
        assert listed == {p.pk for p in people if judged(p, form=form).is_eligible}
        assert 0 < len(listed) < len(people)
