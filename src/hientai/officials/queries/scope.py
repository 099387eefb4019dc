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
    areas = scope.areas_with(permission)
    people: OfficialQuerySet = Official.objects.living_records()
    own = Q(account_id=scope.user_id) if scope.has(Permission.VIEW_OWN) else Q(pk__in=[])
    if not areas:
        return people.filter(own)
    condition = Q()
    for area in areas:
        here = _in_subtree(scope, area)
        if area.tiers:
            here &= Q(current_tier__code__in=sorted(area.tiers))
        if not here:
            return people
        condition |= here
    return people.filter(condition | own)


def _in_subtree(scope: Scope, area: GrantedArea) -> Q:
    if area.is_whole:
        return Q()
    path = area.path
    posts = Appointment.objects.held(scope.on).filter(unit__path__gte=path, unit__path__lt=path + "z")
    return Q(current_unit__path__gte=path, current_unit__path__lt=path + "z") | Q(pk__in=posts.values("official_id"))
