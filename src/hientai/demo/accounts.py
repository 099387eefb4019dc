"""One login per role. The password is public on purpose: the people are fictional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hientai.access.codes import Role
from hientai.access.models import User
from hientai.access.operations.accounts import create_user, grant_role
from hientai.base.actor import Actor
from hientai.officials.models import Official
from hientai.officials.operations.registry import link_account
from hientai.org.models import Unit

PASSWORD = "NguyenKhi@1442"


@dataclass(frozen=True, slots=True)
class Login:
    """A demo login: who signs in, in which role, over which units (codes without the province prefix)."""

    username: str
    full_name: str
    role: str
    unit: str
    areas: tuple[str, ...] = ("",)
    tiers: tuple[str, ...] = ()


LOGINS = (
    Login("bantochuc", "Cán bộ Ban Tổ chức (mẫu)", Role.COMMISSION_OFFICER, "-BTC"),
    Login("donvi", "Cán bộ tổ chức Huyện Đồng Văn (mẫu)", Role.UNIT_HR, "-026-BTC", ("-026-HU", "-026-UBND",
        "-026-HDND", "-026-MTTQ"),
          ("DIRECT_COMMITTEE", "UNIT")),
    Login("truong", "Cán bộ Trường Chính trị (mẫu)", Role.SCHOOL_STAFF, "-TCT"),
    Login("giangvien", "Giảng viên (mẫu)", Role.LECTURER, "-TCT", ("-TCT",)),
    Login("hocvien", "Học viên (mẫu)", Role.LEARNER, "-SNV", ("-SNV",)),
    Login("lanhdao", "Lãnh đạo Tỉnh ủy (mẫu)", Role.LEADER, "-TU"),
    Login("kiemtra", "Cán bộ Ủy ban Kiểm tra (mẫu)", Role.INSPECTOR, "-UBKT"),
    Login("quantri", "Quản trị hệ thống (mẫu)", Role.ADMINISTRATOR, "-VPTU"),
)  # fmt: skip


def create_logins(by: Actor, units: dict[str, int], prefix: str, since: date) -> int:
    """Create the logins with their grants; the lecturer and the learner are tied to an official of their unit."""
    stored = {u.code: u for u in Unit.objects.filter(pk__in=units.values())}
    first_district = next((c for c in sorted(stored) if c.endswith("-HU")), "")
    made = 0
    for login in LOGINS:
        if User.objects.filter(username=login.username).exists():
            continue
        home = _unit(stored, prefix, login.unit, first_district)
        user = create_user(
            by=by, username=login.username, full_name=login.full_name, password=PASSWORD, unit=home, must_change=False
        )
        for area in dict.fromkeys(_unit(stored, prefix, a, first_district).code for a in login.areas):
            grant_role(by=by, user=user, role=login.role, unit=stored[area], valid_from=since, tiers=login.tiers)
        made += 1
        if login.role in (Role.LECTURER, Role.LEARNER):
            own = Official.objects.filter(current_unit=home).order_by("pk").first()
            if own is not None:
                link_account(by=by, official=own, account=user)
    return made


def _unit(stored: dict[str, Unit], prefix: str, suffix: str, first_district: str) -> Unit:
    """The unit of this suffix; in the small province district 026 is replaced by the one district that is there."""
    code = prefix + suffix
    if code not in stored and suffix.startswith("-026"):
        code = first_district.removesuffix("-HU") + suffix.removeprefix("-026")
    return stored[code]
