"""Who sees whom: unit subtree × management tier × period, and nothing outside, on the screen as in the query."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hientai.access.codes import ROLE_PERMISSIONS, ROLE_PURPOSE, Permission, Role
from hientai.access.queries import outermost, scope_of
from hientai.officials.queries.scope import visible_officials
from tests.access.conftest import TODAY, World

P = Permission


def seen(world: World, user: object, on: date = TODAY) -> set[str]:
    """The codes of the officials that a user sees on a day."""
    return set(visible_officials(scope_of(user, on)).values_list("code", flat=True))  # type: ignore[arg-type]


def test_a_subtree_and_nothing_beside_it(world: World) -> None:
    assert seen(world, world.user("a", (Role.UNIT_HR, "A"))) == {"A-HI", "A-LO", "A.1-HI", "A.1-LO"}
    assert seen(world, world.user("b", (Role.UNIT_HR, "B"))) == {"B-HI", "B-LO"}
    assert seen(world, world.user("a1", (Role.UNIT_HR, "A.1"))) == {"A.1-HI", "A.1-LO"}
    assert len(seen(world, world.user("t", (Role.LEADER, "T")))) == 6


def test_a_tier_narrows_the_subtree(world: World) -> None:
    assert seen(world, world.user("a", (Role.UNIT_HR, "A"), tiers=["LO"])) == {"A-LO", "A.1-LO"}
    assert seen(world, world.user("t", (Role.UNIT_HR, "T"), tiers=["HI"])) == {"A-HI", "A.1-HI", "B-HI"}


def test_each_grant_keeps_its_own_tier(world: World) -> None:
    """(A and LO) or (B and HI) – never the four corners."""
    from hientai.access.operations.accounts import grant_role

    user = world.user("x", (Role.UNIT_HR, "A"), tiers=["LO"])
    grant_role(
        by=world.by, user=user, role=Role.UNIT_HR, unit=world.units["B"], valid_from=date(2021, 1, 1), tiers=["HI"]
    )
    assert seen(world, user) == {"A-LO", "A.1-LO", "B-HI"}


def test_a_period_begins_and_ends(world: World) -> None:
    user = world.user("x", (Role.UNIT_HR, "A"), valid_from=TODAY, valid_until=TODAY + timedelta(days=30))
    assert seen(world, user, TODAY - timedelta(days=1)) == set()
    assert len(seen(world, user, TODAY)) == 4 == len(seen(world, user, TODAY + timedelta(days=29)))
    assert seen(world, user, TODAY + timedelta(days=30)) == set()


def test_a_closed_account_sees_nothing(world: World) -> None:
    user = world.user("x", (Role.LEADER, "T"))
    user.is_active = False
    assert seen(world, user) == set() and not scope_of(user, TODAY).permissions


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LECTURER, Role.LEARNER])
def test_these_roles_see_no_one_but_themselves(world: World, role: str) -> None:
    user = world.user("x", (role, "T"))
    assert seen(world, user) == set()
    own = world.people["B", "LO"]
    own.account = user
    own.save()
    assert seen(world, user) == {"B-LO"}


def test_a_permission_counts_only_where_its_role_holds(world: World) -> None:
    """An inspector over B and a unit officer over A: pools and people of both, the audit only of B."""
    user = world.user("x", (Role.UNIT_HR, "A"), (Role.INSPECTOR, "B"))
    held = scope_of(user, TODAY)
    assert {u.code for u in held.units(P.VIEW_AUDIT)} == {"B"}
    assert {u.code for u in held.units(P.VIEW_PEOPLE)} == {"A", "A.1", "B"}
    assert {u.code for u in held.units(P.REQUEST_CORRECTION)} == {"A", "A.1"}


@pytest.mark.parametrize("on", [TODAY, TODAY - timedelta(days=1)])
def test_the_scope_costs_two_queries_whatever_the_grants(
    world: World, on: date, django_assert_num_queries: object
) -> None:
    user = world.user("x", *[(Role.UNIT_HR, code) for code in ("A", "A.1", "B")])
    with django_assert_num_queries(2):  # type: ignore[operator]
        scope_of(user, on)


def test_only_outer_paths_are_asked() -> None:
    assert outermost(["000001000002", "000001", "000003", "000003000009"]) == ["000001", "000003"]


def signed_in(world: World, *grants: tuple[str, str], **facts: object) -> Client:
    """A browser of a user with these grants."""
    client = Client()
    client.force_login(world.user("u", *grants, **facts))
    return client


def test_the_page_of_someone_outside_is_not_found(world: World) -> None:
    client = signed_in(world, (Role.UNIT_HR, "A"), tiers=["LO"])
    answers = {key: client.get(reverse("web:person", args=[p.pk])).status_code for key, p in world.people.items()}
    assert answers == {("A", "LO"): 200, ("A.1", "LO"): 200, ("A", "HI"): 404, ("A.1", "HI"): 404, ("B", "HI"): 404,
                       ("B", "LO"): 404}  # fmt: skip


def test_the_administrator_reads_no_dossier(world: World) -> None:
    client = signed_in(world, (Role.ADMINISTRATOR, "T"))
    assert client.get(reverse("web:people")).status_code == 403
    assert all(client.get(reverse("web:person", args=[p.pk])).status_code == 404 for p in world.people.values())


SENSITIVE = ("Tày",)
IDENTITY = ("0912345678", "Số 7 phố Chợ")


@pytest.mark.parametrize(
    ("role", "identity", "sensitive"),
    [(Role.COMMISSION_OFFICER, True, True), (Role.UNIT_HR, False, True), (Role.SCHOOL_STAFF, False, False),
     (Role.LEADER, False, True), (Role.INSPECTOR, False, True)],
)  # fmt: skip
def test_fields_are_masked_by_role(world: World, role: str, identity: bool, sensitive: bool) -> None:
    page = signed_in(world, (role, "T")).get(reverse("web:person", args=[world.people["A", "HI"].pk])).content.decode()
    assert all((word in page) is identity for word in IDENTITY)
    assert ("19/05/2005" in page) is sensitive
    assert "•••" in page or (identity and sensitive)


def test_one_sees_ones_own_record_whole(world: World) -> None:
    user = world.user("self", (Role.LEARNER, "A"))
    own = world.people["A", "LO"]
    own.account = user
    own.save()
    client = Client()
    client.force_login(user)
    page = client.get(reverse("web:person", args=[own.pk])).content.decode()
    assert "0912345678" in page and "19/05/2005" in page


def test_every_role_is_documented_and_no_permission_is_out_of_use() -> None:
    assert set(ROLE_PERMISSIONS) == set(ROLE_PURPOSE) == set(Role)
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == set(Permission)
    assert not ROLE_PERMISSIONS[Role.ADMINISTRATOR] & {P.VIEW_PEOPLE, P.VIEW_SENSITIVE, P.VIEW_POOLS, P.EXPORT_DATA}
    writers = {P.EDIT_PEOPLE, P.EDIT_POOLS, P.EDIT_UNITS, P.EDIT_STANDARDS, P.EDIT_SCHEMES, P.IMPORT_DATA}
    assert not writers & (ROLE_PERMISSIONS[Role.LEADER] | ROLE_PERMISSIONS[Role.INSPECTOR])
