"""The front page of settings, and who may do what in which role."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hientai.access.codes import ROLE_PERMISSIONS, ROLE_PURPOSE, Permission, Role
from hientai.access.models import Grant, User
from hientai.base.clock import today
from hientai.base.models import CodeItem, Job
from hientai.web.acting import needs, scope
from hientai.web.settings.jobs import JOB_VIEWERS, visible_jobs
from hientai.web.settings.tables import BOOKS, code_lists

P = Permission
# How the matrix groups what people may do; every permission stands in exactly one group (a test says so).
GROUPS: tuple[tuple[str, tuple[Permission, ...]], ...] = (
    ("Cán bộ", (P.VIEW_PEOPLE, P.VIEW_SENSITIVE, P.VIEW_IDENTITY, P.EDIT_PEOPLE, P.REQUEST_CORRECTION,
                P.DECIDE_CORRECTION, P.MERGE_PEOPLE, P.VIEW_POOLS, P.EDIT_POOLS, P.VIEW_OWN)),
    ("Tổ chức", (P.VIEW_UNITS, P.EDIT_UNITS)),
    ("Tiêu chuẩn, nhu cầu", (P.VIEW_STANDARDS, P.EDIT_STANDARDS, P.VIEW_GAPS, P.ANSWER_SURVEY, P.RUN_SURVEY)),
    ("Đề án", (P.VIEW_SCHEMES, P.EDIT_SCHEMES, P.REPORT_TASK)),
    ("Dữ liệu, hệ thống", (P.IMPORT_DATA, P.EXPORT_DATA, P.EDIT_CODES, P.MANAGE_ACCESS, P.VIEW_AUDIT)),
)  # fmt: skip


@needs(P.MANAGE_ACCESS, P.EDIT_CODES)
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """What can be set here, with how much there is of it."""
    held = scope(request)
    context: dict[str, Any] = {}
    if held.has(P.MANAGE_ACCESS):
        context["users"] = User.objects.aggregate(
            active=Count("pk", filter=Q(is_active=True)), closed=Count("pk", filter=Q(is_active=False))
        )
        context["grants"] = Grant.objects.in_force(today()).count()
    if held.has(P.EDIT_CODES):
        marked = CodeItem.objects.filter(needs_confirmation=True).count()
        context |= {"lists": code_lists(), "books": list(BOOKS.values()), "needs_confirmation": marked}
    context["running"] = visible_jobs(request).filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).count()
    context["sees_jobs"] = any(held.has(p) for p in JOB_VIEWERS)
    return render(request, "settings/settings.html", context)


@needs(P.MANAGE_ACCESS, P.VIEW_AUDIT)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Roles × permissions, what each role is for, and how many hold it today."""
    held = Grant.objects.in_force(today()).filter(user__is_active=True).order_by()
    counts = dict(held.values_list("role").annotate(Count("user", distinct=True)))
    context: dict[str, Any] = {
        "roles": [(role.label, ROLE_PURPOSE[role], counts.get(role.value, 0)) for role in Role],
        "groups": [
            (title, [(p.label, [(role.label, p in ROLE_PERMISSIONS[role]) for role in Role]) for p in permissions])
            for title, permissions in GROUPS
        ],
        "width": len(Role) + 1,
    }
    return render(request, "settings/roles.html", context)
