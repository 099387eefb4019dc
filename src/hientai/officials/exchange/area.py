"""What an importer may write: units, tiers and people of the grants that carry the permission to import."""

from __future__ import annotations

from dataclasses import dataclass, field

from hientai.access.codes import Permission
from hientai.access.models import User
from hientai.access.queries import GrantedArea, Scope, scope_of
from hientai.base.actor import Actor
from hientai.officials.queries.scope import visible_officials

NEEDED = {
    "unit": Permission.EDIT_UNITS, "official": Permission.EDIT_PEOPLE, "appointment": Permission.EDIT_PEOPLE,
    "qualification": Permission.EDIT_PEOPLE, "rating": Permission.EDIT_PEOPLE, "training": Permission.EDIT_PEOPLE,
    "pool": Permission.EDIT_POOLS,
}  # fmt: skip
"""The permission that each kind of table needs beside IMPORT_DATA."""


@dataclass(slots=True)
class Area:
    """Where an importer may write; ``people`` None means everyone."""

    is_everything: bool = True
    grants: tuple[GrantedArea, ...] = ()
    people: set[int] | None = None
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    @classmethod
    def of(cls, by: Actor) -> Area:
        """The area of an actor: of the account's grants, or everything for the console and the worker's own work."""
        if by.user_id is None:
            return cls(permissions=frozenset(Permission))
        return cls.within(scope_of(User.objects.get(pk=by.user_id), by.today))

    @classmethod
    def within(cls, scope: Scope) -> Area:
        """The area of a scope."""
        grants = scope.areas_with(Permission.IMPORT_DATA)
        if any(len(grant.path) == 6 and not grant.tiers for grant in grants):
            return cls(permissions=scope.permissions)
        people = visible_officials(scope, Permission.IMPORT_DATA)
        own = set(people.filter(account_id=scope.user_id).values_list("pk", flat=True)) if scope.user_id else set()
        return cls(False, grants, set(people.order_by().values_list("pk", flat=True)) - own, scope.permissions)

    def covers(self, path: str, tier: str | None = None) -> bool:
        """True when the unit of this path, and a post of this tier there, may be written."""
        if self.is_everything:
            return True
        return any(
            path.startswith(grant.path) and (tier is None or not grant.tiers or tier in grant.tiers)
            for grant in self.grants
        )
