"""Need surveys: opened to chosen units, answered by a deadline, returned with a reason, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hientai.base.actor import Actor
from hientai.base.errors import BadInput, RuleBroken
from hientai.base.operation import note, operation
from hientai.needs.codes import CampaignStatus, ResponseStatus
from hientai.needs.models import Campaign, NeedLine, Response
from hientai.needs.rules import may_move_campaign, may_submit
from hientai.org.models import Unit


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need as typed: kind of class, content, how many people, days and months wished."""

    subject: str
    content: str
    people: int
    objective: str = ""
    days: Decimal | None = None
    preferred_months: str = ""


def _check_days(opens_on: date, due_on: date) -> None:
    if due_on < opens_on:
        raise BadInput("Hạn trả lời phải sau ngày mở.", fields={"due_on": "Kiểm tra lại ngày."})


@operation("needs.create_campaign", "Lập đợt khảo sát nhu cầu")
def create_campaign(
    *, by: Actor, title: str, plan_year: int, opens_on: date, due_on: date, units: Sequence[Unit], guidance: str = "",
) -> Campaign:  # fmt: skip
    """This operation prepares a survey of training needs for chosen units, each with an empty answer."""
    if not title.strip():
        raise BadInput("Đợt khảo sát phải có tên.", fields={"title": "Bắt buộc."})
    _check_days(opens_on, due_on)
    if not units:
        raise BadInput("Phải chọn ít nhất một đơn vị.", fields={"units": "Chọn đơn vị được hỏi."})
    campaign = Campaign.objects.create(
        title=title.strip(), guidance=guidance, plan_year=plan_year, opens_on=opens_on, due_on=due_on
    )
    Response.objects.bulk_create(Response(campaign=campaign, unit=unit) for unit in dict.fromkeys(units))
    note(campaign, detail={"units": len(set(units)), "due_on": due_on.isoformat()})
    return campaign


@operation("needs.change_campaign", "Sửa đợt khảo sát nhu cầu")
def change_campaign(
    *, by: Actor, campaign: Campaign, due_on: date, units: Sequence[Unit] = (), reason: str = ""
) -> Campaign:
    """This operation moves the deadline of a survey and asks further units; nobody asked already is dropped."""
    _check_days(campaign.opens_on, due_on)
    if campaign.status == CampaignStatus.CLOSED:
        raise RuleBroken("Đợt khảo sát đã khóa; mở lại rồi mới gia hạn được.")
    asked = set(campaign.responses.values_list("unit_id", flat=True))
    fresh = [unit for unit in dict.fromkeys(units) if unit.pk not in asked]
    Response.objects.bulk_create(Response(campaign=campaign, unit=unit) for unit in fresh)
    campaign.due_on = due_on
    campaign.save(update_fields=["due_on"])
    note(campaign, reason=reason, detail={"due_on": due_on.isoformat(), "added_units": len(fresh)})
    return campaign


@operation("needs.open_campaign", "Mở đợt khảo sát nhu cầu")
def open_campaign(*, by: Actor, campaign: Campaign) -> Campaign:
    """This operation opens a survey to its units, or opens a closed one again."""
    return _move(campaign, CampaignStatus.OPEN)


@operation("needs.close_campaign", "Khóa đợt khảo sát nhu cầu")
def close_campaign(*, by: Actor, campaign: Campaign) -> Campaign:
    """This operation closes a survey: answers stay as they are."""
    return _move(campaign, CampaignStatus.CLOSED)


def _move(campaign: Campaign, to: CampaignStatus) -> Campaign:
    may_move_campaign.check(campaign.status, to)
    campaign.status = to
    campaign.save(update_fields=["status"])
    note(campaign, detail={"status": to})
    return campaign


@operation("needs.save_response", "Nhập phiếu nhu cầu")
def save_response(*, by: Actor, response: Response, lines: Sequence[NeedRow], remark: str = "") -> Response:
    """This operation writes what a unit needs; the lines given replace those kept before."""
    if response.campaign.status != CampaignStatus.OPEN:
        raise RuleBroken("Đợt khảo sát chưa mở hoặc đã khóa, không nhập được.")
    if response.status == ResponseStatus.SUBMITTED:
        raise RuleBroken("Phiếu đã gửi; muốn sửa, đề nghị Ban Tổ chức trả lại.")
    for place, line in enumerate(lines, start=1):
        if not line.subject or not line.content.strip() or line.people < 1:
            raise BadInput(f"Dòng {place}: phải có loại lớp, nội dung và số người từ 1 trở lên.")
    response.lines.all().delete()
    NeedLine.objects.bulk_create(
        NeedLine(
            response=response, subject=line.subject, content=line.content.strip(), objective=line.objective,
            people=line.people, days=line.days, preferred_months=line.preferred_months,
        )
        for line in lines
    )  # fmt: skip
    response.remark = remark
    if response.status == ResponseStatus.WAITING:
        response.status = ResponseStatus.DRAFT
    response.save(update_fields=["remark", "status"])
    note(response, detail={"lines": len(lines), "people": sum(line.people for line in lines)})
    return response


@operation("needs.submit_response", "Gửi phiếu nhu cầu")
def submit_response(*, by: Actor, response: Response) -> Response:
    """This operation sends a unit's answer by the deadline; from then on it is the commission's."""
    campaign = response.campaign
    may_submit.check(
        campaign.status, response.status, campaign.due_on, by.today, response.lines.count(), response.remark
    )
    response.status, response.submitted_on, response.submitted_by_id = ResponseStatus.SUBMITTED, by.today, by.user_id
    response.return_reason = ""
    response.save(update_fields=["status", "submitted_on", "submitted_by", "return_reason"])
    note(response)
    return response


@operation("needs.return_response", "Trả lại phiếu nhu cầu")
def return_response(*, by: Actor, response: Response, reason: str) -> Response:
    """This operation gives an answer back to its unit with the reason."""
    if response.status != ResponseStatus.SUBMITTED:
        raise RuleBroken("Chỉ trả lại được phiếu đã gửi.")
    if not reason.strip():
        raise BadInput("Trả lại phải nêu lý do.", fields={"reason": "Bắt buộc."})
    response.status, response.return_reason = ResponseStatus.RETURNED, reason.strip()
    response.save(update_fields=["status", "return_reason"])
    note(response, reason=reason)
    return response
