"""The desks a person sees in the side bar: what their permissions open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from hientai.access.codes import Permission, Role
from hientai.web.acting import scope


@dataclass(frozen=True, slots=True)
class Desk:
    """One entry of the side bar."""

    label: str
    url_name: str
    icon: str
    permissions: tuple[Permission, ...]


P = Permission
DESKS = (
    Desk("Trang chủ", "web:home", "home", ()),
    Desk("Hồ sơ của tôi", "web:my_record", "id", (P.VIEW_OWN,)),
    Desk("Cán bộ", "web:people", "users", (P.VIEW_PEOPLE,)),
    Desk("Quy hoạch", "web:pools", "ladder", (P.VIEW_POOLS,)),
    Desk("Tổ chức", "web:units", "sitemap", (P.VIEW_UNITS,)),
    Desk("Tiêu chuẩn", "web:packs", "certificate", (P.VIEW_STANDARDS,)),
    Desk("Khoảng thiếu", "web:gaps", "chart-grid-dots", (P.VIEW_GAPS,)),
    Desk("Khảo sát nhu cầu", "web:campaigns", "clipboard-list", (P.ANSWER_SURVEY, P.RUN_SURVEY)),
    Desk("Đề án", "web:schemes", "target-arrow", (P.VIEW_SCHEMES,)),
    Desk("Nhập dữ liệu", "web:imports", "table-import", (P.IMPORT_DATA,)),
    Desk("Nhật ký", "web:history", "history", (P.VIEW_AUDIT,)),
    Desk("Cài đặt", "web:settings", "settings", (P.MANAGE_ACCESS, P.EDIT_CODES)),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: navigation, scope, role label."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    held = scope(request)
    entries = []
    for desk in DESKS:
        if desk.permissions and not any(held.has(p) for p in desk.permissions):
            continue
        try:
            url = reverse(desk.url_name)
        except NoReverseMatch:
            continue
        active = request.path == url or (url != "/" and request.path.startswith(url))
        entries.append({"label": desk.label, "url": url, "icon": desk.icon, "active": active})
    roles = " · ".join(Role(role).label for role in held.roles)
    return {"navigation": entries, "scope": held, "role_label": roles, "can": {p.value: True for p in held.permissions}}
