"""Who may do what in which state of the registry; rules take facts and never query."""

from __future__ import annotations

from datetime import date

from hientai.access.codes import Permission
from hientai.access.queries import Scope
from hientai.base.rules import rule
from hientai.officials.codes import CORRECTION_TRANSITIONS, CorrectionStatus


@rule
def may_edit_official(scope: Scope, merged: bool) -> str | None:
    """An officer with the right to edit may change a record that was not merged into another."""
    if merged:
        return "Hồ sơ này đã nhập vào hồ sơ khác; hãy sửa ở hồ sơ đang dùng."
    if not scope.has(Permission.EDIT_PEOPLE):
        return "Chỉ cán bộ Ban Tổ chức được sửa trực tiếp; hãy gửi đề nghị đính chính."
    return None


@rule
def may_request_correction(scope: Scope, merged: bool, is_own: bool) -> str | None:
    """A unit's HR may ask for a correction, and everybody for one of their own record."""
    if merged:
        return "Hồ sơ này đã nhập vào hồ sơ khác."
    if not (scope.has(Permission.REQUEST_CORRECTION) or (is_own and scope.has(Permission.VIEW_OWN))):
        return "Vai trò của đồng chí không được đề nghị đính chính."
    return None


@rule
def may_decide_correction(scope: Scope, status: str, requested_by_id: int | None) -> str | None:
    """The commission decides on what is waiting; nobody decides on their own request."""
    if not scope.has(Permission.DECIDE_CORRECTION):
        return "Chỉ cán bộ Ban Tổ chức được duyệt đính chính."
    if CorrectionStatus.APPROVED not in CORRECTION_TRANSITIONS[status]:
        return f"Đề nghị này ở trạng thái «{CorrectionStatus(status).label}», không duyệt được nữa."
    if requested_by_id == scope.user_id:
        return "Người đề nghị không được tự duyệt."
    return None


@rule
def may_enter_pool(
    held_ranks: frozenset[int],
    planned_rank: int,
    titles_held: int,
    persons_planned: int,
    most_titles: int | None,
    most_persons: int | None,
) -> str | None:
    """Quy hoạch only for a higher title, within the limits in force (377-QĐ/TW; the limits are data).

    ``held_ranks``: ranks of titles held today; ``titles_held``: titles of the same level the person is planned for;
    ``persons_planned``: persons planned for this title of this unit in this term.
    """
    if held_ranks and planned_rank <= max(held_ranks):
        return "Chỉ quy hoạch chức danh cao hơn chức danh đang giữ."
    if most_titles is not None and titles_held >= most_titles:
        return f"Một người quy hoạch không quá {most_titles} chức danh ở cùng một cấp."
    if most_persons is not None and persons_planned >= most_persons:
        return f"Một chức danh quy hoạch không quá {most_persons} người."
    return None


@rule
def may_merge_officials(scope: Scope, kept_id: int, merged_id: int, already_merged: bool) -> str | None:
    """Two different living records may be merged by an officer with the right to."""
    if not scope.has(Permission.MERGE_PEOPLE):
        return "Vai trò của đồng chí không được hợp nhất hồ sơ."
    if kept_id == merged_id:
        return "Phải chọn hai hồ sơ khác nhau."
    if already_merged:
        return "Một trong hai hồ sơ đã được nhập vào hồ sơ khác."
    return None


@rule
def may_end_appointment(valid_from: date, ends_on: date) -> str | None:
    """A post ends after it began."""
    if ends_on <= valid_from:
        return f"Ngày thôi giữ phải sau ngày giữ chức vụ ({valid_from:%d/%m/%Y})."
    return None
