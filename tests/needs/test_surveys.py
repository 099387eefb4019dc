"""Need surveys: opened, answered by the deadline, returned with a reason, put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hientai.base.codelists import load_codes
from hientai.base.errors import BadInput, RuleBroken
from hientai.needs.codes import CampaignStatus, ResponseStatus
from hientai.needs.exchange import survey_tables
from hientai.needs.models import Campaign, NeedLine, Response
from hientai.needs.operations.packs import load_pack
from hientai.needs.operations.surveys import (
    NeedRow,
    change_campaign,
    close_campaign,
    create_campaign,
    open_campaign,
    return_response,
    save_response,
    submit_response,
)
from hientai.needs.queries.gaps import catalogue_on
from hientai.needs.queries.surveys import consolidate, lacking_in_units
from hientai.needs.rules import may_answer, may_return
from tests.factories.province import Small
from tests.needs.test_gaps import PACK

NEEDS = [
    NeedRow("CM_DAI_HOC", "Đại học quản lý công", 3),
    NeedRow("TIN_HOC_CDS", "Chuyển đổi số", 12, preferred_months="4, 5"),
]


@pytest.fixture
def campaign(small: Small) -> Campaign:
    """An open survey of two units, due on 10/02/2022."""
    made = create_campaign(
        by=small.by, title="Nhu cầu 2023", plan_year=2023, opens_on=date(2022, 1, 10), due_on=date(2022, 2, 10),
        units=[small.units["T-SNV"], small.units["T-XA"], small.units["T-XA"]],
    )  # fmt: skip
    return open_campaign(by=small.by, campaign=made)


def answer(campaign: Campaign, code: str) -> Response:
    return Response.objects.select_related("campaign", "unit").get(campaign=campaign, unit__code=code)


def test_each_unit_is_asked_once(campaign: Campaign) -> None:
    assert [r.unit.code for r in campaign.responses.order_by("unit__code")] == ["T-SNV", "T-XA"]
    assert {r.status for r in campaign.responses.all()} == {ResponseStatus.WAITING}


def test_an_answer_is_drafted_sent_returned_and_sent_again(small: Small, campaign: Campaign) -> None:
    found = answer(campaign, "T-XA")
    save_response(by=small.by, response=found, lines=NEEDS)
    assert found.status == ResponseStatus.DRAFT
    submit_response(by=small.by, response=found)
    assert (found.status, found.submitted_on) == (ResponseStatus.SUBMITTED, small.by.today)
    with pytest.raises(RuleBroken):
        save_response(by=small.by, response=found, lines=[])
    with pytest.raises(RuleBroken):
        submit_response(by=small.by, response=found)
    with pytest.raises(BadInput):
        return_response(by=small.by, response=found, reason=" ")
    return_response(by=small.by, response=found, reason="Ghi rõ số người")
    save_response(by=small.by, response=found, lines=NEEDS[:1])
    assert found.status == ResponseStatus.RETURNED and found.lines.count() == 1
    submit_response(by=small.by, response=found)
    assert (found.status, found.return_reason) == (ResponseStatus.SUBMITTED, "")


@pytest.mark.parametrize(("day", "accepted"), [(date(2022, 2, 10), True), (date(2022, 2, 11), False)])
def test_the_deadline_is_the_last_day(small: Small, campaign: Campaign, day: date, accepted: bool) -> None:
    found = answer(campaign, "T-XA")
    late = replace(small.by, today=day)
    save_response(by=late, response=found, lines=NEEDS)
    if accepted:
        submit_response(by=late, response=found)
        return
    with pytest.raises(RuleBroken, match="quá hạn"):
        submit_response(by=late, response=found)
    change_campaign(by=small.by, campaign=campaign, due_on=day, reason="gia hạn")
    submit_response(by=late, response=answer(campaign, "T-XA"))


def test_no_needs_must_be_said(small: Small, campaign: Campaign) -> None:
    found = answer(campaign, "T-SNV")
    save_response(by=small.by, response=found, lines=[])
    with pytest.raises(RuleBroken, match="chưa có nhu cầu"):
        submit_response(by=small.by, response=found)
    save_response(by=small.by, response=found, lines=[], remark="Đơn vị không có nhu cầu")
    submit_response(by=small.by, response=found)


@pytest.mark.parametrize("line", [NeedRow("", "Nội dung", 1), NeedRow("QPAN", " ", 1), NeedRow("QPAN", "Nội dung", 0)])
def test_an_unfinished_line_is_refused_and_nothing_is_kept(small: Small, campaign: Campaign, line: NeedRow) -> None:
    with pytest.raises(BadInput, match="Dòng 2"):
        save_response(by=small.by, response=answer(campaign, "T-XA"), lines=[NEEDS[0], line])
    assert not NeedLine.objects.exists()


def test_a_closed_survey_takes_nothing_until_opened_again(small: Small, campaign: Campaign) -> None:
    close_campaign(by=small.by, campaign=campaign)
    for act in (
        lambda: save_response(by=small.by, response=answer(campaign, "T-XA"), lines=NEEDS),
        lambda: close_campaign(by=small.by, campaign=campaign),
        lambda: change_campaign(by=small.by, campaign=campaign, due_on=date(2022, 3, 1)),
    ):
        with pytest.raises(RuleBroken):
            act()
    open_campaign(by=small.by, campaign=campaign)
    save_response(by=small.by, response=answer(campaign, "T-XA"), lines=NEEDS)


def test_further_units_are_added_and_nobody_is_dropped(small: Small, campaign: Campaign) -> None:
    change_campaign(
        by=small.by, campaign=campaign, due_on=date(2022, 3, 1), units=[small.units["T"], small.units["T-XA"]]
    )
    assert campaign.responses.count() == 3


def test_needs_are_put_together_from_what_was_sent(small: Small, campaign: Campaign, official: Any) -> None:
    load_pack(by=small.by, data=PACK)
    official(unit="T-XA")
    official(unit="T-XA")
    official(unit="T-SNV", title="P_DEPARTMENT_HEAD")
    save_response(by=small.by, response=answer(campaign, "T-XA"), lines=NEEDS)
    submit_response(by=small.by, response=answer(campaign, "T-XA"))
    save_response(by=small.by, response=answer(campaign, "T-SNV"), lines=NEEDS)  # a draft does not count
    rows = campaign.responses.select_related("unit").prefetch_related("lines").order_by("unit__path")
    found = consolidate(rows)
    assert [(s.subject, s.people, len(s.units)) for s in found.subjects] == [
        ("TIN_HOC_CDS", 12, 1),
        ("CM_DAI_HOC", 3, 1),
    ]
    assert (found.people, found.answered, len(found.units)) == (15, 1, 2)
    lacking = lacking_in_units([small.units["T-XA"].path], catalogue_on(small.by.today), small.by.today)
    assert lacking == {"CM_DAI_HOC": 2, "TIN_HOC_CDS": 2}
    sheets = survey_tables(campaign, found, load_codes(["class_type"]), lacking)
    assert list(sheets[0].rows) == [
        ("Bồi dưỡng tin học, chuyển đổi số", 12, 1, 1, 2), ("Đào tạo đại học", 3, 1, 1, 2),
    ]  # fmt: skip
    assert [row[1] for row in sheets[2].rows] == ["Bồi dưỡng tin học, chuyển đổi số", "Đào tạo đại học"]


def test_a_survey_needs_a_name_units_and_days_in_order(small: Small) -> None:
    good: dict[str, Any] = {"title": "A", "plan_year": 2023, "opens_on": date(2022, 1, 1), "due_on": date(2022, 2, 1),
                            "units": [small.units["T"]]}  # fmt: skip
    for wrong in ({"title": " "}, {"units": []}, {"due_on": date(2021, 1, 1)}):
        with pytest.raises(BadInput):
            create_campaign(by=small.by, **{**good, **wrong})
    assert not Campaign.objects.exists()


def test_only_the_unit_asked_answers_and_only_the_commission_returns(small: Small, signed: Any) -> None:
    _, _, commune = signed("unit_hr", "T-XA")
    _, _, officer = signed("commission_officer", "T")
    path = small.units["T-XA"].path
    assert may_answer.allows(commune, CampaignStatus.OPEN, ResponseStatus.WAITING, path)
    assert not may_answer.allows(commune, CampaignStatus.OPEN, ResponseStatus.WAITING, small.units["T-SNV"].path)
    assert not may_answer.allows(commune, CampaignStatus.OPEN, ResponseStatus.SUBMITTED, path)
    assert not may_answer.allows(commune, CampaignStatus.CLOSED, ResponseStatus.DRAFT, path)
    assert may_return.allows(officer, ResponseStatus.SUBMITTED) and not may_return.allows(
        commune, ResponseStatus.SUBMITTED
    )
    assert not may_return.allows(officer, ResponseStatus.DRAFT)
