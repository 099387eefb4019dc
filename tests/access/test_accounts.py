"""Accounts and rights: separation of duties, lockout, what is logged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hientai.access.codes import Role
from hientai.access.models import Grant
from hientai.access.operations.accounts import (
    LOCK_MINUTES,
    MOST_FAILED_SIGN_INS,
    change_password,
    create_user,
    grant_role,
    record_sign_in,
    revoke_grant,
    set_active,
)
from hientai.access.queries import scope_of
from hientai.base.actor import Actor
from hientai.base.errors import BadInput, RuleBroken
from hientai.base.models import Act, ReadEntry
from tests.access.conftest import PASSWORD, TODAY, World


def acting(user: object) -> Actor:
    """A user as the one who acts."""
    return Actor(name=user.full_name, today=TODAY, user_id=user.pk)  # type: ignore[attr-defined]


def test_names_are_taken_once_whatever_their_case(world: World) -> None:
    world.user("lan")
    with pytest.raises(BadInput) as refusal:
        create_user(by=world.by, username="LAN", full_name="Lan khác", password=PASSWORD)
    assert "username" in refusal.value.fields


@pytest.mark.parametrize("password", ["ngan", "password123", "1234567890"])
def test_weak_passwords_are_refused(world: World, password: str) -> None:
    with pytest.raises(BadInput) as refusal:
        create_user(by=world.by, username="x", full_name="X", password=password)
    assert "password" in refusal.value.fields


def test_no_administrator_reads_people_and_the_other_way_round(world: World) -> None:
    administrator, officer = (
        world.user("qt", (Role.ADMINISTRATOR, "T")),
        world.user("cb", (Role.COMMISSION_OFFICER, "T")),
    )
    for user, role in (
        (administrator, Role.COMMISSION_OFFICER),
        (administrator, Role.LEADER),
        (officer, Role.ADMINISTRATOR),
    ):
        with pytest.raises(RuleBroken, match="tách quản trị"):
            grant_role(by=world.by, user=user, role=role, unit=world.units["T"], valid_from=TODAY)
    grant_role(by=world.by, user=administrator, role=Role.LEARNER, unit=world.units["T"], valid_from=TODAY)


def test_roles_that_will_overlap_later_are_refused_too(world: World) -> None:
    user = world.user("x", (Role.ADMINISTRATOR, "T"), valid_from=date(2023, 1, 1))
    with pytest.raises(RuleBroken):
        grant_role(by=world.by, user=user, role=Role.LEADER, unit=world.units["T"], valid_from=TODAY)
    grant_role(
        by=world.by, user=user, role=Role.LEADER, unit=world.units["T"], valid_from=TODAY, valid_until=date(2023, 1, 1)
    )


def test_nobody_changes_their_own_rights(world: World) -> None:
    user = world.user("qt", (Role.ADMINISTRATOR, "T"))
    world.user("qt2", (Role.ADMINISTRATOR, "T"))
    mine = Grant.objects.get(user=user)
    for attempt in (
        lambda: grant_role(by=acting(user), user=user, role=Role.LEARNER, unit=world.units["T"], valid_from=TODAY),
        lambda: revoke_grant(by=acting(user), grant=mine, valid_until=TODAY, reason="thử"),
        lambda: set_active(by=acting(user), user=user, is_active=False, reason="thử"),
    ):
        with pytest.raises(RuleBroken, match="của mình"):
            attempt()


def test_the_last_administrator_stays(world: World) -> None:
    user = world.user("qt", (Role.ADMINISTRATOR, "T"))
    with pytest.raises(RuleBroken, match="duy nhất"):
        set_active(by=world.by, user=user, is_active=False, reason="nghỉ việc")
    with pytest.raises(RuleBroken, match="duy nhất"):
        revoke_grant(by=world.by, grant=Grant.objects.get(user=user), valid_until=TODAY, reason="thử")
    world.user("qt2", (Role.ADMINISTRATOR, "T"))
    set_active(by=world.by, user=user, is_active=False, reason="nghỉ việc")
    assert not scope_of(user, TODAY).permissions


def test_a_right_taken_back_ends_that_day_and_one_not_begun_never_begins(world: World) -> None:
    user = world.user("x", (Role.UNIT_HR, "A"))
    grant = Grant.objects.get(user=user)
    revoke_grant(by=world.by, grant=grant, valid_until=TODAY, reason="chuyển công tác")
    assert scope_of(user, TODAY - timedelta(days=1)).permissions and not scope_of(user, TODAY).permissions
    later = grant_role(by=world.by, user=user, role=Role.UNIT_HR, unit=world.units["A"], valid_from=date(2023, 1, 1))
    revoke_grant(by=world.by, grant=later, valid_until=TODAY, reason="giao nhầm")
    assert not scope_of(user, date(2023, 1, 1)).permissions
    with pytest.raises(BadInput, match="đã hết hiệu lực"):
        revoke_grant(by=world.by, grant=grant, valid_until=date(2025, 1, 1), reason="kéo dài trái phép")


def test_a_period_that_ends_before_it_begins_is_refused(world: World) -> None:
    with pytest.raises(BadInput):
        grant_role(
            by=world.by,
            user=world.user("x"),
            role=Role.LEADER,
            unit=world.units["T"],
            valid_from=TODAY,
            valid_until=TODAY,
        )


def sign_in(client: Client, username: str, password: str) -> int:
    """The status of the answer to a sign-in: 302 when it worked."""
    return client.post(reverse("web:sign_in"), {"username": username, "password": password}).status_code


def test_too_many_wrong_passwords_lock_the_account_for_a_while(world: World, client: Client) -> None:
    user = world.user("lan")
    for _ in range(MOST_FAILED_SIGN_INS):
        assert sign_in(client, "lan", "sai-mat-khau") == 422
    user.refresh_from_db()
    assert user.locked_until is not None
    assert sign_in(client, "lan", PASSWORD) == 422, "the right password does not open a locked account"
    user.locked_until = timezone.now() - timedelta(seconds=1)
    user.save()
    assert sign_in(client, "LAN", PASSWORD) == 302
    user.refresh_from_db()
    assert (user.failed_sign_ins, user.locked_until) == (0, None)


def test_a_success_resets_the_count_and_a_new_password_unlocks(world: World) -> None:
    user, at = world.user("lan"), timezone.now()
    for _ in range(MOST_FAILED_SIGN_INS - 1):
        record_sign_in(by=world.by, user=user, succeeded=False, at=at)
    record_sign_in(by=world.by, user=user, succeeded=True, at=at)
    assert user.failed_sign_ins == 0 and user.last_login == at
    for _ in range(MOST_FAILED_SIGN_INS):
        record_sign_in(by=world.by, user=user, succeeded=False, at=at)
    assert user.locked_until == at + timedelta(minutes=LOCK_MINUTES)
    change_password(by=world.by, user=user, password="Mat-khau-dai-2", must_change=True)
    assert user.locked_until is None and user.must_change_password


def test_attempts_are_in_the_audit_and_unknown_names_get_the_same_answer(world: World, client: Client) -> None:
    world.user("lan")
    known = client.post(reverse("web:sign_in"), {"username": "lan", "password": "sai"})
    unknown = client.post(reverse("web:sign_in"), {"username": "khong-co", "password": "sai"})
    assert known.status_code == unknown.status_code == 422
    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert Act.objects.filter(action="access.record_sign_in", detail={"succeeded": False}).count() == 1


def test_a_closed_account_cannot_sign_in_and_is_put_out_at_once(world: World) -> None:
    user, client = world.user("lan", (Role.LEADER, "T")), Client()
    assert sign_in(client, "lan", PASSWORD) == 302
    assert client.get(reverse("web:people")).status_code == 200
    set_active(by=world.by, user=user, is_active=False, reason="nghỉ việc")
    assert client.get(reverse("web:people")).status_code == 302
    assert sign_in(Client(), "lan", PASSWORD) == 422


def test_a_look_at_a_dossier_and_at_the_pools_is_logged(world: World) -> None:
    user, client = world.user("lan", (Role.LEADER, "T")), Client()
    client.force_login(user)
    person = world.people["A", "HI"]
    client.get(reverse("web:person", args=[person.pk]))
    client.get(reverse("web:pools"))
    dossier, pools = ReadEntry.objects.order_by("pk")
    assert (dossier.user, dossier.kind, dossier.subject_id) == (user, "dossier", str(person.pk))
    assert dossier.subject_label == person.full_name and dossier.request_id
    assert pools.kind.startswith("pool") and pools.user_name == user.full_name


def test_a_look_that_is_refused_is_not_logged(world: World) -> None:
    client = Client()
    client.force_login(world.user("lan", (Role.UNIT_HR, "B")))
    client.get(reverse("web:person", args=[world.people["A", "HI"].pk]))
    assert not ReadEntry.objects.exists()
