"""What a user may do and see on a day: permissions and row scope from grants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from hientai.access.codes import ROLE_PERMISSIONS, Permission, Role
from hientai.access.models import Grant, User
from hientai.org.codes import Level
from hientai.org.models import Unit, UnitQuerySet


@dataclass(frozen=True, slots=True)
class GrantedArea:
    """One grant as facts: role, the path of its unit, the tier codes covered (empty: all); ``is_whole`` when the unit
    is the one root of the installation (the table of the nation's territory aside), so that no condition is needed."""

    role: str
    unit_id: int
    path: str
    tiers: frozenset[str]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """All that one user may do and see on one day."""

    user_id: int
    on: date
    areas: tuple[GrantedArea, ...] = ()
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    def has(self, permission: Permission) -> bool:
        """True when any grant in force carries the permission."""
        return permission in self.permissions

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles held, most encompassing first as granted."""
        return tuple(dict.fromkeys(area.role for area in self.areas))

    def areas_with(self, permission: Permission) -> tuple[GrantedArea, ...]:
        """The areas in which the permission holds."""
        return tuple(a for a in self.areas if permission in ROLE_PERMISSIONS[Role(a.role)])

    def units(self, permission: Permission = Permission.VIEW_UNITS) -> UnitQuerySet:
        """Units (of any day) the user may see or act on with this permission."""
        condition = self.path_condition(permission, "path")
        units: UnitQuerySet = Unit.objects.all()
        return units.none() if condition is None else units.filter(condition)

    def path_condition(self, permission: Permission, field_name: str) -> Q | None:
        """A condition on a path column, or None when nothing is granted; an empty Q covers the whole tree."""
        areas = self.areas_with(permission)
        if not areas:
            return None
        condition = Q()
        for path in outermost(a.path for a in areas):
            condition |= Q(**{f"{field_name}__gte": path, f"{field_name}__lt": path + "z"})
        return condition


def outermost(paths: Iterable[str]) -> list[str]:
    """Of nested paths only the outer ones, in order."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(path.startswith(outer) for outer in kept):
            kept.append(path)
    return kept


def scope_of(user: User, on: date) -> Scope:
    """The scope of a user on a day, in two queries; an inactive user has none."""
    if not user.is_active or user.pk is None:
        return Scope(user_id=user.pk or 0, on=on)
    grants = Grant.objects.in_force(on).filter(user=user).select_related("unit").order_by("id")
    roots = list(
        Unit.objects.filter(parent=None).exclude(level=Level.CENTRAL).order_by("id").values_list("path", flat=True)[:2]
    )
    areas = tuple(
        GrantedArea(
            role=g.role, unit_id=g.unit_id, path=g.unit.path, tiers=frozenset(g.tiers), is_whole=[g.unit.path] == roots
        )
        for g in grants
    )
    permissions = frozenset(p for a in areas for p in ROLE_PERMISSIONS[Role(a.role)])
    return Scope(user_id=user.pk, on=on, areas=areas, permissions=permissions)
