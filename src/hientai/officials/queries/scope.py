"""Which officials a scope may see: (unit subtree AND management tier) per grant, joined by OR."""

from __future__ import annotations

from django.db.models import Q

from hientai.access.codes import Permission
from hientai.access.queries import GrantedArea, Scope
from hientai.officials.models import Appointment, Official
from hientai.officials.models.official import OfficialQuerySet


def visible_officials(scope: Scope, permission: Permission = Permission.VIEW_PEOPLE) -> OfficialQuerySet:
    """Officials the scope covers for this permission, merged records left out.

    An official belongs to a subtree by their principal unit or by any post held there on the scope's day; the
    management tier is that of today's highest post. A user always sees their own record when VIEW_OWN is granted.
    """
    people: OfficialQuerySet = Official.objects.filter(visible_through("", scope, permission))
    return people


def visible_through(link: str, scope: Scope, permission: Permission = Permission.VIEW_PEOPLE) -> Q:
    """The condition of ``visible_officials`` on rows that point at an official: ``link`` is "official__", or ""."""
    living = Q(**{f"{link}merged_into": None})
    areas = scope.areas_with(permission)
    own = Q(**{f"{link}account": scope.user_id}) if scope.has(Permission.VIEW_OWN) else Q(pk__in=[])
    if not areas:
        return living & own
    condition = Q()
    for area in areas:
        here = _in_subtree(link, scope, area)
        if area.tiers:
            here &= Q(**{f"{link}current_tier__code__in": sorted(area.tiers)})
        if not here:
            return living
        condition |= here
    return living & (condition | own)


def _in_subtree(link: str, scope: Scope, area: GrantedArea) -> Q:
    if area.is_whole:
        return Q()
    path = area.path
    posts = Appointment.objects.held(scope.on).filter(unit__path__gte=path, unit__path__lt=path + "z")
    by_unit = Q(**{f"{link}current_unit__path__gte": path, f"{link}current_unit__path__lt": path + "z"})
    return by_unit | Q(**{f"{link}pk__in": posts.values("official_id")})
