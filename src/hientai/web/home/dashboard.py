"""The home page: targets against their path, people to act on, what is due – within one's scope."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from hientai.access.codes import Permission
from hientai.access.queries import Scope
from hientai.base.audit.freshness import kept
from hientai.base.clock import fixed_day
from hientai.base.periods import add_months, format_date
from hientai.base.text import format_number, format_share
from hientai.needs.models import Response
from hientai.officials.codes import CorrectionStatus
from hientai.officials.models import Correction
from hientai.officials.queries.criteria import load_catalogue
from hientai.officials.queries.scope import visible_officials
from hientai.schemes.codes import ProgressState, SchemeStatus, TaskStatus
from hientai.schemes.models import Scheme, Task
from hientai.schemes.queries.footing import check_baseline
from hientai.schemes.queries.progress import Standing, standings, targets_of
from hientai.web.acting import as_of, scope

KINDS = {
    ProgressState.MET: ("ok", "circle-check"), ProgressState.ON_PATH: ("info", "trending-up"),
    ProgressState.BEHIND: ("warn", "alert-triangle"), ProgressState.EMPTY: ("", "minus"),
}  # fmt: skip


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The dashboard, each part shown to those who may see it."""
    held, on = scope(request), as_of(request)
    context: dict[str, Any] = {"as_of": on, "demo_text": _demo_text(fixed_day())}
    if held.has(Permission.VIEW_SCHEMES):
        context |= _targets(on)
    if held.has(Permission.VIEW_PEOPLE):
        context |= _people(held, on)
    context["due"] = _due(held, on)
    return render(request, "home/home.html", context)


def _demo_text(day: date | None) -> str:
    if day is None:
        return ""
    return f"Bản mẫu: dữ liệu hư cấu dựng theo số liệu công bố của Đề án; “hôm nay” của bản mẫu là {format_date(day)}."


def _targets(on: date) -> dict[str, Any]:
    """The scheme's targets; measured anew only when something in the database has changed since."""
    scheme = Scheme.objects.filter(status=SchemeStatus.IN_FORCE, starts_on__lte=add_months(on, 12)).first()
    if scheme is None:
        return {}
    found = kept(("dashboard", scheme.pk, on, get_language()), lambda: _measured(scheme, on))
    return {"scheme": scheme, **found}


def _measured(scheme: Scheme, on: date) -> dict[str, Any]:
    catalogue = load_catalogue()
    rows = [_target_row(s) for s in standings(targets_of(scheme.pk), catalogue, on)]
    groups = check_baseline(scheme.pk, catalogue)
    counts = {c.figure.population.name: c.population for g in groups for c in g.figures}
    shares = [
        {"group": g.name, "figures": [(c.figure.label, c.figure.printed_share, c.meeting, c.share) for c in g.figures]}
        for g in groups
    ]
    warnings = [g.warning for g in groups if g.warning]
    return {"targets": rows, "baseline": shares, "warnings": warnings, "populations": counts,
            "scheme_url": _url("web:scheme", scheme.pk)}  # fmt: skip


def _target_row(s: Standing) -> dict[str, Any]:
    kind, icon = KINDS[s.state]
    ahead = s.next_distance
    return {
        "target": s.target, "population": len(s.population), "meeting": len(s.meeting),
        "share": float(s.share) if s.share is not None else None,
        "path": float(s.path_share) if s.path_share is not None else None,
        "goal": float(ahead.mark.share) if ahead else None,
        "distances": [(d.mark.year, float(d.mark.share), d.needed, d.lacking) for d in s.distances],
        "state": s.state.label, "kind": kind, "icon": icon,
        "url": _url("web:target_people", s.target.pk),
    }  # fmt: skip


def _people(held: Scope, on: date) -> dict[str, Any]:
    people = visible_officials(held).filter(left_on=None)
    year_on = add_months(on, 12)
    retiring = people.filter(retires_on__gt=on, retires_on__lte=year_on).count()
    counted = people.aggregate(
        all=Count("pk"), women=Count("pk", filter=Q(sex="F")), minority=Count("pk", filter=Q(is_minority=True))
    )
    stats = [
        {"label": "Cán bộ đang công tác", "figure": format_number(counted["all"]), "unit": "người",
         "url": _url("web:people")},
        {"label": "Nghỉ hưu trong 12 tháng tới", "figure": format_number(retiring), "unit": "người",
         "url": _url("web:people") + "?retiring=12"},
    ]  # fmt: skip
    if held.has(Permission.VIEW_SENSITIVE):
        stats += [
            {"label": label, "figure": format_share(_ratio(counted[name], counted["all"] or 1)),
             "note": f"{format_number(counted[name])} người"}
            for label, name in (("Nữ", "women"), ("Dân tộc thiểu số", "minority"))
        ]  # fmt: skip
    soon = people.filter(retires_on__gt=on, retires_on__lte=add_months(on, 6)).order_by("retires_on", "name_key")[:6]
    return {"stats": stats, "retiring_soon": list(soon)}


def _ratio(part: int, whole: int) -> Decimal:
    return Decimal(part) / whole


def _due(held: Scope, on: date) -> list[dict[str, Any]]:
    """Open matters with their day, nearest first."""
    out: list[dict[str, Any]] = []
    if held.has(Permission.VIEW_SCHEMES):
        open_tasks = Task.objects.filter(status__in=[TaskStatus.PLANNED, TaskStatus.UNDER_WAY], due_on__isnull=False)
        units = held.path_condition(Permission.VIEW_SCHEMES, "lead__path")
        mine = open_tasks.filter(units) if units else open_tasks
        for task in mine.select_related("lead").order_by("due_on")[:6]:
            out.append({"on": task.due_on, "title": str(task), "text": task.lead.name if task.lead else "",
                        "late": task.due_on is not None and task.due_on < on,
                        "url": _url("web:scheme", task.scheme_id)})  # fmt: skip
    if held.has(Permission.DECIDE_CORRECTION):
        asked = Correction.objects.filter(status=CorrectionStatus.SUBMITTED).values_list("official_id", flat=True)
        about = list(asked)  # few, unlike the officials one may see
        seen = set(visible_officials(held).filter(pk__in=about).values_list("pk", flat=True)) if about else set()
        waiting = sum(1 for official_id in about if official_id in seen)
        if waiting:
            out.append({"on": None, "title": f"{waiting} đề nghị đính chính chờ duyệt", "url": _url("web:corrections")})
    if held.has(Permission.ANSWER_SURVEY):
        area = held.path_condition(Permission.ANSWER_SURVEY, "unit__path")
        if area is not None:
            answers = Response.objects.filter(area, campaign__status="open").exclude(status="submitted")
            for answer in answers.select_related("campaign", "unit")[:4]:
                out.append({"on": answer.campaign.due_on, "title": answer.campaign.title, "text": answer.unit.name,
                            "late": answer.campaign.due_on < on, "url": _url("web:campaigns")})  # fmt: skip
    return sorted(out, key=lambda row: (row["on"] is None, row["on"] or date.max))


def _url(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
