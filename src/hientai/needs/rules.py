"""Who may change standards and answer surveys, in which state; rules take facts and never query."""

from __future__ import annotations

from datetime import date

from hientai.access.codes import Permission
from hientai.access.queries import Scope
from hientai.base.rules import rule
from hientai.needs.codes import (
    CAMPAIGN_TRANSITIONS,
    PACK_TRANSITIONS,
    RESPONSE_TRANSITIONS,
    CampaignStatus,
    PackStatus,
    ResponseStatus,
)


def covers(scope: Scope, permission: Permission, path: str) -> bool:
    """Whether a grant that carries the permission covers the unit of this path."""
    return any(path.startswith(area.path) for area in scope.areas_with(permission))


@rule
def may_edit_pack(scope: Scope, status: str) -> str | None:
    """Those with the right to edit standards may change a draft; what is or was in force is frozen."""
    if not scope.has(Permission.EDIT_STANDARDS):
        return "Chỉ cán bộ được giao quản lý tiêu chuẩn mới được sửa."
    if status != PackStatus.DRAFT:
        return f"Bộ quy tắc ở trạng thái «{PackStatus(status).label}» không sửa trực tiếp được; hãy soạn phiên bản mới."
    return None


@rule
def may_draft_pack(scope: Scope, has_draft: bool) -> str | None:
    """A new version may be drafted while there is no other draft of the same pack."""
    if not scope.has(Permission.EDIT_STANDARDS):
        return "Chỉ cán bộ được giao quản lý tiêu chuẩn mới được soạn phiên bản mới."
    if has_draft:
        return "Bộ quy tắc này đang có một bản dự thảo; hãy sửa tiếp bản đó."
    return None


@rule
def may_put_pack_in_force(scope: Scope, status: str) -> str | None:
    """A draft is put in force by those who edit standards."""
    if not scope.has(Permission.EDIT_STANDARDS):
        return "Chỉ cán bộ được giao quản lý tiêu chuẩn mới được áp dụng bộ quy tắc."
    if PackStatus.IN_FORCE not in PACK_TRANSITIONS[status]:
        return "Chỉ áp dụng được bản dự thảo."
    return None


@rule
def may_run_campaign(scope: Scope) -> str | None:
    """Surveys are run by those with the right to."""
    return None if scope.has(Permission.RUN_SURVEY) else "Chỉ Ban Tổ chức được mở và tổng hợp khảo sát."


@rule
def may_move_campaign(status: str, to: str) -> str | None:
    """A survey is opened, closed, and may be opened again."""
    if to not in CAMPAIGN_TRANSITIONS[status]:
        return (
            f"Đợt khảo sát đang «{CampaignStatus(status).label}», không chuyển sang «{CampaignStatus(to).label}» được."
        )
    return None


@rule
def may_answer(scope: Scope, campaign_status: str, response_status: str, unit_path: str) -> str | None:
    """A unit writes its answer while the survey is open and the answer is in its hands."""
    if not covers(scope, Permission.ANSWER_SURVEY, unit_path):
        return "Chỉ đơn vị được hỏi mới trả lời phiếu này."
    if campaign_status != CampaignStatus.OPEN:
        return f"Đợt khảo sát «{CampaignStatus(campaign_status).label}», không nhập được nữa."
    if ResponseStatus.DRAFT not in RESPONSE_TRANSITIONS[response_status]:
        return "Phiếu đã gửi; muốn sửa, đề nghị Ban Tổ chức trả lại."
    return None


@rule
def may_submit(
    campaign_status: str, response_status: str, due_on: date, on: date, lines: int, remark: str
) -> str | None:
    """An answer is sent by the deadline, with needs or with a remark that says there are none."""
    if campaign_status != CampaignStatus.OPEN:
        return f"Đợt khảo sát «{CampaignStatus(campaign_status).label}», không gửi được nữa."
    if ResponseStatus.SUBMITTED not in RESPONSE_TRANSITIONS[response_status]:
        return "Phiếu này đã gửi."
    if on > due_on:
        return f"Đã quá hạn trả lời ({due_on:%d/%m/%Y}); đề nghị Ban Tổ chức gia hạn."
    if not lines and not remark.strip():
        return "Phiếu chưa có nhu cầu nào; nếu đơn vị không có nhu cầu, hãy ghi rõ ở phần ý kiến."
    return None


@rule
def may_return(scope: Scope, response_status: str) -> str | None:
    """The commission gives back an answer that was sent."""
    if not scope.has(Permission.RUN_SURVEY):
        return "Chỉ Ban Tổ chức được trả lại phiếu."
    if ResponseStatus.RETURNED not in RESPONSE_TRANSITIONS[response_status]:
        return "Chỉ trả lại được phiếu đã gửi."
    return None
