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


@rule
def may_change_rights_of(actor_user_id: int | None, user_id: int) -> str | None:
    """Nobody gives or takes their own rights; an actor without an account is the server's own terminal."""
    if actor_user_id == user_id:
        return "Không ai tự giao, tự thu hồi quyền hoặc tự khóa tài khoản của mình; hãy nhờ quản trị khác."
    return None


@rule
def may_stop_administering(is_administrator: bool, others: int) -> str | None:
    """An installation keeps at least one administrator."""
    if is_administrator and others == 0:
        return "Đây là quản trị hệ thống duy nhất đang hoạt động; hãy giao quyền cho người khác trước."
    return None
