"""Who may change schemes, take readings and report on tasks; rules take facts and never query."""

from __future__ import annotations

from hientai.access.codes import Permission
from hientai.access.queries import Scope
from hientai.base.rules import rule
from hientai.schemes.codes import SchemeStatus


def covers(scope: Scope, permission: Permission, path: str) -> bool:
    """Whether a grant that carries the permission covers the unit of this path."""
    return any(path.startswith(area.path) for area in scope.areas_with(permission))


@rule
def may_edit_scheme(scope: Scope, status: str, owner_path: str) -> str | None:
    """Those with the right to edit schemes over the unit that issued it, until it has had its final review."""
    if not covers(scope, Permission.EDIT_SCHEMES, owner_path):
        return "Chỉ cơ quan tham mưu của cấp ủy ban hành được sửa đề án này."
    if status == SchemeStatus.REVIEWED:
        return "Đề án đã tổng kết, không sửa được nữa."
    return None


@rule
def may_measure_scheme(scope: Scope, status: str, owner_path: str) -> str | None:
    """Readings are taken by those who may edit, while the scheme is in force."""
    if not covers(scope, Permission.EDIT_SCHEMES, owner_path):
        return "Chỉ cơ quan tham mưu của cấp ủy ban hành được chốt số đo."
    if status != SchemeStatus.IN_FORCE:
        return f"Chỉ chốt số đo khi đề án đang thực hiện; đề án này: «{SchemeStatus(status).label}»."
    return None


@rule
def may_report_task(scope: Scope, status: str, lead_path: str | None, own_path: str = "") -> str | None:
    """The lead agency reports on its own tasks; so may those who edit the scheme, for tasks without one too.

    To speak for an agency is to work in it (``own_path``: the unit of the account) or to hold a grant at that very
    unit: a grant over a wider area, such as the school's over the province, is for looking.
    """
    if status == SchemeStatus.REVIEWED:
        return "Đề án đã tổng kết, không báo cáo tiến độ được nữa."
    if lead_path is None:
        return None if scope.has(Permission.EDIT_SCHEMES) else "Nhiệm vụ chưa giao cơ quan chủ trì."
    speaks = scope.has(Permission.REPORT_TASK) and own_path == lead_path
    speaks = speaks or any(area.path == lead_path for area in scope.areas_with(Permission.REPORT_TASK))
    if not speaks and not covers(scope, Permission.EDIT_SCHEMES, lead_path):
        return "Chỉ cơ quan chủ trì nhiệm vụ được báo cáo tiến độ."
    return None
