"""One official's gap on a page of its own; the person page includes the same part."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hientai.access.codes import Permission as P
from hientai.access.operations.accounts import log_read
from hientai.needs.queries.official import official_gap
from hientai.officials.models import Official
from hientai.officials.queries.scope import visible_officials
from hientai.web.acting import actor, as_of, needs, scope, user_of
from hientai.web.ui.listing.view import wants_part


@needs(P.VIEW_GAPS, P.VIEW_OWN)
@require_safe
def gap_of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """What one official lacks on a day, with the evidence and the next training; the look is logged."""
    people = visible_officials(scope(request), P.VIEW_GAPS)
    found = people.filter(pk=pk).first() or Official.objects.filter(pk=pk, account_id=user_of(request).pk).first()
    on = as_of(request)
    gap = official_gap(pk, on) if found else None
    if found is None or gap is None:
        raise Http404("Không có cán bộ này trong phạm vi của đồng chí.")
    if wants_part(request):  # the person page asks for the part alone; it has logged the look itself
        return render(request, "gaps/_official.html", {"gap": gap})
    log_read(by=actor(request), at=timezone.now(), kind="dossier", subject_type="officials.official",
             subject_id=str(pk), subject_label=found.full_name)  # fmt: skip
    crumbs = [{"label": found.full_name, "url": reverse("web:person", args=[pk])}]
    return render(request, "gaps/person.html", {"official": found, "gap": gap, "as_of": on, "crumbs": crumbs})
