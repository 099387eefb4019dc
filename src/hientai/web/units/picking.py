"""Which units a person may see or reorganise, and how one is named in a form."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404

from hientai.access.codes import Permission as P
from hientai.access.queries import Scope
from hientai.org.codes import Sector
from hientai.org.models import Unit

MOST_SHOWN = 100  # units a search shows; more words narrow it


def visible_units(held: Scope) -> Any:
    """Units of the granted subtrees, and territory, which is public reference."""
    condition = held.path_condition(P.VIEW_UNITS, "path")
    public = Q(sector=Sector.TERRITORY)
    return Unit.objects.filter(public if condition is None else condition | public)


def editable_units(held: Scope) -> Any:
    """Units that the person may reorganise."""
    return held.units(P.EDIT_UNITS)


def unit_or_404(held: Scope, pk: int) -> Unit:
    """A visible unit; 404 for any other."""
    found: Unit | None = visible_units(held).select_related("parent").filter(pk=pk).first()
    if found is None:
        raise Http404("Không có đơn vị này trong phạm vi của đồng chí.")
    return found


def unit_named(rows: Any, text: str) -> Unit | None:
    """The unit with this code, else the only one with this name; the suggestion form "Name [code]" is understood."""
    text = text.strip()
    code = text.rpartition("[")[2].rstrip("]") if text.endswith("]") else text
    by_code: Unit | None = rows.filter(code=code).first()
    if by_code is not None:
        return by_code
    named = list(rows.filter(name__iexact=text, valid_until=None)[:2])
    return named[0] if len(named) == 1 else None
