"""The tree of a day, one unit's page, corrections of its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.base.codelists import load_codes
from hientai.base.errors import DomainError
from hientai.org.codes import Sector
from hientai.org.models import Unit
from hientai.org.operations import correct_unit_version
from hientai.org.queries import ancestors, branches_on, children_on, find_units, history, roots_on, unit_on
from hientai.web.acting import actor, as_of, needs, scope
from hientai.web.units.forms import CorrectionForm, refuse
from hientai.web.units.page import (
    events_of,
    facts_of,
    figures_of,
    key_posts,
    successions_of,
    timeline_of,
)
from hientai.web.units.picking import MOST_SHOWN, editable_units, unit_or_404, visible_units

TERRITORY, ORGANISATIONS = "dia-ban", ""


def _sectors(request: HttpRequest) -> list[str]:
    if request.GET.get("xem") == TERRITORY:
        return [Sector.TERRITORY]
    return [sector for sector in Sector.values if sector != Sector.TERRITORY]


@needs(P.VIEW_UNITS)
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree of the day asked for: roots with their children, the rest on opening; or what a search finds."""
    on, words, sectors = as_of(request), request.GET.get("q", "").strip(), _sectors(request)
    visible = visible_units(scope(request))
    found = find_units(on, words, units=visible, sectors=sectors)
    shown = found[:MOST_SHOWN]
    names = dict(visible.filter(pk__in={node.parent_id for node in shown}).order_by().values_list("pk", "name"))
    roots = [] if words else roots_on(on, units=visible, sectors=sectors)
    below = branches_on([node.id for node in roots], on, units=visible, sectors=sectors)
    context: dict[str, Any] = {
        "as_of": on, "words": words, "territory": request.GET.get("xem") == TERRITORY,
        "roots": [(node, below.get(node.id, [])) for node in roots],
        "found": [(node, names.get(node.parent_id, "")) for node in shown],
        "found_count": len(found), "more": len(found) > MOST_SHOWN,
    }  # fmt: skip
    return render(request, "units/tree.html", context)


@needs(P.VIEW_UNITS)
@require_safe
def branch(request: HttpRequest, pk: int) -> HttpResponse:
    """The units directly below one, for a branch that is opened; without a script its link leads to the unit."""
    held, on = scope(request), as_of(request)
    unit_or_404(held, pk)
    nodes = children_on(pk, on, units=visible_units(held))
    return render(request, "units/_branch.html", {"nodes": nodes, "as_of": on})


@needs(P.VIEW_UNITS)
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit as it was on the day asked for, with its history."""
    held, on = scope(request), as_of(request)
    found = unit_or_404(held, pk)
    past, version, above = history(found), unit_on(found, on), ancestors(found, on)
    editable = held.has(P.EDIT_UNITS) and editable_units(held).filter(pk=pk).exists()
    linked = _named_in(past) | {node.id for node in above}
    seen = set(visible_units(held).filter(pk__in=linked).order_by().values_list("pk", flat=True))
    context: dict[str, Any] = {
        "unit": found, "as_of": on, "version": version, "facts": facts_of(found, version, load_codes(["org_type"])),
        "crumbs": [{"label": "Tổ chức", "url": reverse("web:units")}]
        + [{"label": n.name, "url": reverse("web:unit", args=[n.id]) if n.id in seen else ""} for n in above],
        "versions": timeline_of(past, on, can_edit=editable),
        "events": events_of(past), "predecessors": successions_of(past.predecessors, seen, forward=False),
        "successors": successions_of(past.successors, seen, forward=True),
        "children": children_on(pk, on, units=visible_units(held)),
        "figures": figures_of(found, held, on), "posts": key_posts(found, held, on),
        "can_reorganise": editable and found.valid_until is None,
    }  # fmt: skip
    return render(request, "units/unit.html", context)


def _named_in(past: Any) -> set[int]:
    return {s.predecessor_id for s in past.predecessors} | {s.successor_id for s in past.successors}


@needs(P.EDIT_UNITS)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Correct a wrong entry of a unit's history, with a reason."""
    held = scope(request)
    found = editable_units(held).filter(pk=pk).first()
    if found is None:
        raise Http404("Không có đơn vị này trong phạm vi của đồng chí.")
    entry = get_object_or_404(found.versions.select_related("parent", "unit"), pk=version)
    names = ("name", "short_name", "kind", "sector", "level", "valid_from", "parent_id")
    initial = {name: getattr(entry, name) for name in names} | {"parent": entry.parent.code if entry.parent else ""}
    rows = editable_units(held) | Unit.objects.filter(pk=entry.parent_id)  # the parent there is may lie above the scope
    form = CorrectionForm(request.POST or None, initial=initial, rows=rows, book=load_codes(["org_type"]))
    if request.method == "POST" and form.is_valid():
        try:
            correct_unit_version(
                by=actor(request), version=entry, reason=form.cleaned_data["reason"], **form.changes()
            )
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, "Đã đính chính; nội dung cũ vẫn còn trong nhật ký.")
            return redirect("web:unit", pk=pk)
    context = {"form": form, "unit": found, "entry": entry}
    return render(request, "units/correct.html", context, status=422 if form.errors else 200)
