"""The people behind one cell of the gap: as a queryset, so that lists page, sort and search it in the database."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.db.models import OuterRef, Subquery

from hientai.base.criteria.catalogue import Catalogue
from hientai.base.criteria.tree import AllOf, Negation
from hientai.needs.queries.gaps import Standard, recently_appointed
from hientai.officials.models import Appointment
from hientai.officials.models.official import OfficialQuerySet
from hientai.officials.queries.criteria import officials_meeting
from hientai.officials.queries.dossier import Dossier
from hientai.org.models import Unit


class CellPart(StrEnum):
    """Which people of a cell: all it applies to, those who meet it, who owe it in time, who lack it."""

    ALL = "all"
    MET = "met"
    OWED = "owed"
    MISSING = "missing"


def people_of_cell(
    standard: Standard, part: CellPart, catalogue: Catalogue[Dossier], on: date, within: OfficialQuerySet
) -> OfficialQuerySet:
    """Those of ``within`` to whom the requirement applies on the day and who stand as ``part`` says."""
    if part == CellPart.ALL:
        return officials_meeting(standard.audience, catalogue, on, within=within)
    holds = standard.condition if part == CellPart.MET else Negation(standard.condition)
    rows = officials_meeting(AllOf((standard.audience, holds)), catalogue, on, within=within)
    if part == CellPart.MET:
        return rows
    if not standard.grace_months:
        return rows if part == CellPart.MISSING else rows.none()
    chosen = recently_appointed(standard.grace_months, on).values("official_id")
    return rows.filter(pk__in=chosen) if part == CellPart.OWED else rows.exclude(pk__in=chosen)


def within_unit(rows: OfficialQuerySet, unit: Unit, on: date, *, own_only: bool = False) -> OfficialQuerySet:
    """Those whose principal post on the day is in the unit or below it (``own_only``: in the unit itself)."""
    posts = Appointment.objects.held(on).filter(official_id=OuterRef("pk"))
    principal = posts.order_by("-is_primary", "-title__rank", "-valid_from", "-pk").values("unit__path")[:1]
    placed = rows.annotate(unit_path_then=Subquery(principal))
    if own_only:
        return placed.filter(unit_path_then=unit.path)
    return placed.filter(unit_path_then__gte=unit.path, unit_path_then__lt=unit.path + "z")
