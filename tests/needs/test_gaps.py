"""The gap of one official: met, owed until a day, missing; the past keeps its rules; what to learn next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hientai.needs.codes import GapState, Severity
from hientai.needs.models import Requirement, RulePack
from hientai.needs.operations.packs import load_pack
from hientai.needs.queries.gaps import (
    catalogue_on,
    gaps_of_population,
    last_day_out_of_grace,
    standards_on,
)
from hientai.needs.queries.official import official_gap
from hientai.officials.operations.learning import QualificationRow, save_qualifications
from hientai.officials.queries.asking import everyone
from tests.factories.province import Small

PACK: dict[str, Any] = {
    "code": "THU", "kind": "standard", "name": "Tiêu chuẩn thử", "legal_basis": "Quyết định 1",
    "valid_from": "2015-01-01",
    "requirements": [
        {"code": "DH", "label": "Đại học", "audience": {"fact": "employed"}, "severity": "block",
         "condition": {"fact": "qualification", "kind": "professional", "min": "DAI_HOC"}, "closes_with": "CM_DAI_HOC"},
        {"code": "TH", "label": "Tin học", "audience": {"fact": "employed"}, "severity": "warn", "grace_months": 12,
         "condition": {"fact": "qualification", "kind": "it", "min": "CO_BAN"}, "closes_with": "TIN_HOC_CDS"},
    ],
}  # fmt: skip


def test_a_requirement_is_owed_until_its_day_then_missing(small: Small, official: Any) -> None:
    load_pack(by=small.by, data=PACK)
    person = official(since=date(2021, 5, 31))
    for on, state in ((date(2022, 5, 30), GapState.OWED), (date(2022, 5, 31), GapState.MISSING)):
        gap = official_gap(person.pk, on)
        assert gap is not None
        line = next(line for line in gap.lines if line.standard.code == "TH")
        assert (line.state, line.owed_until) == (state, date(2022, 5, 31))
        catalogue = catalogue_on(on)
        column = gaps_of_population(everyone(), standards_on(on, catalogue), catalogue, on).columns[1]
        assert (person.pk in column.owed) == (state == GapState.OWED)


@pytest.mark.parametrize("on", [date(2022, 2, 28), date(2024, 2, 29), date(2022, 3, 1), date(2022, 12, 31)])
@pytest.mark.parametrize("months", [1, 6, 12, 24])
def test_the_last_day_out_of_grace_is_the_last(on: date, months: int) -> None:
    from datetime import timedelta

    from hientai.base.periods import add_months

    day = last_day_out_of_grace(months, on)
    assert add_months(day, months) <= on < add_months(day + timedelta(days=1), months)


def test_the_gap_of_a_past_day_is_under_the_rules_of_that_day(small: Small, official: Any) -> None:
    load_pack(by=small.by, data=PACK)
    stricter = {**PACK, "valid_from": "2021-01-01", "requirements": [PACK["requirements"][0] | {
        "condition": {"fact": "qualification", "kind": "professional", "min": "THAC_SI"}}]}  # fmt: skip
    load_pack(by=small.by, data=stricter)
    person = official()
    save_qualifications(by=small.by, rows=[QualificationRow(person.pk, "professional", "DAI_HOC", "2005-06-00")])
    states = {}
    for on in (date(2020, 12, 31), date(2021, 1, 1)):
        gap = official_gap(person.pk, on)
        assert gap is not None
        states[on.year] = next(line.state for line in gap.lines if line.standard.code == "DH")
    assert states == {2020: GapState.MET, 2021: GapState.MISSING}


def test_a_qualification_gained_later_does_not_fill_an_earlier_gap(small: Small, official: Any) -> None:
    load_pack(by=small.by, data=PACK)
    person = official()
    save_qualifications(by=small.by, rows=[QualificationRow(person.pk, "professional", "DAI_HOC", "2021-06-15")])
    for on, missing in ((date(2021, 6, 14), True), (date(2021, 6, 15), False)):
        catalogue = catalogue_on(on)
        column = gaps_of_population(everyone(), standards_on(on, catalogue), catalogue, on).columns[0]
        assert (person.pk in column.missing) is missing


def test_the_next_training_is_the_gravest_first(small: Small, official: Any) -> None:
    load_pack(by=small.by, data=PACK)
    gap = official_gap(official().pk, small.by.today)
    assert gap is not None and (gap.missing, gap.owed, gap.met) == (2, 0, 0)
    assert [r.subject for r in gap.recommendations] == ["CM_DAI_HOC", "TIN_HOC_CDS"]
    first = gap.recommendations[0]
    assert first.severity == Severity.BLOCK and first.is_missing and [x.standard.code for x in first.closes] == ["DH"]
    assert first.open_forms == ("TAP_TRUNG", "KHONG_TAP_TRUNG")


def test_a_draft_pack_judges_nobody(small: Small, official: Any) -> None:
    load_pack(by=small.by, data=PACK, put_in_force=False)
    gap = official_gap(official().pk, small.by.today)
    assert gap is not None and gap.lines == () and RulePack.objects.count() == 1 and Requirement.objects.count() == 2
