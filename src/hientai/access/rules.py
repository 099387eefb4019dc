"""Who may give which rights; rules take facts and never query."""

from __future__ import annotations

from hientai.access.codes import Permission, Role
from hientai.base.rules import rule


@rule
def may_manage_access(permissions: frozenset[Permission]) -> str | None:
    """Accounts and grants are the administrator's."""
    if Permission.MANAGE_ACCESS not in permissions:
        return "Chỉ quản trị hệ thống được quản lý tài khoản và phân quyền."
    return None


@rule
def may_hold_role(role: str, own_roles: frozenset[str]) -> str | None:
    """The administrator does not own the data: nobody is both administrator and a reader of people's records."""
    both = own_roles | {role}
    readers = both - {Role.ADMINISTRATOR, Role.LEARNER, Role.LECTURER}
    if Role.ADMINISTRATOR in both and readers:
        return "Không một người vừa quản trị hệ thống vừa xem hồ sơ cán bộ (tách quản trị khỏi chủ dữ liệu)."
    return None
