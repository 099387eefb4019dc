"""Accounts on the screen: created, given rights, closed; who may not even look."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hientai.access.codes import ROLE_PERMISSIONS, Permission, Role
from hientai.access.models import Grant, User
from hientai.base.models import Act
from hientai.web.settings.overview import GROUPS
from tests.access.conftest import PASSWORD, TODAY, World
from tests.web.settings.conftest import Browser


@pytest.mark.parametrize("name", ["settings", "accounts", "account_create"])
@pytest.mark.parametrize("role", [Role.UNIT_HR, Role.LEADER, Role.INSPECTOR, Role.LEARNER])
def test_others_may_not_enter(signed_in: Browser, name: str, role: str) -> None:
    assert signed_in(role).get(reverse(f"web:{name}")).status_code == 403


def test_an_account_is_created_with_a_password_to_change(signed_in: Browser, world: World) -> None:
    client = signed_in()
    form = {"username": "moi.nguoi", "full_name": "Người mới", "unit": "a.1", "password": "Tam-thoi-2022"}
    answer = client.post(reverse("web:account_create"), form)
    user = User.objects.get(username="moi.nguoi")
    assert answer.headers["Location"] == reverse("web:account", args=[user.pk])
    assert user.must_change_password and user.unit == world.units["A.1"] and user.check_password("Tam-thoi-2022")
    assert Act.objects.get(action="access.create_user", subject_id=str(user.pk)).actor_name == "Người administrator-T"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"password": "ngan"}, "10 ký tự"),
        ({"username": "a b"}, "Chỉ dùng chữ"),
        ({"username": "CO.ROI"}, "Hãy chọn tên khác"),
        ({"unit": "ZZ"}, "Không có đơn vị mã"),
    ],
)
def test_a_refusal_stands_beside_its_field(signed_in: Browser, world: World, change: dict[str, str], told: str) -> None:
    world.user("co.roi")
    form = {"username": "x", "full_name": "X", "unit": "", "password": "Tam-thoi-2022", **change}
    answer = signed_in().post(reverse("web:account_create"), form, HTTP_ACCEPT_LANGUAGE="vi")
    assert answer.status_code == 422 and told in answer.content.decode()
    assert not User.objects.filter(full_name="X").exists()


def test_a_right_is_given_and_taken(signed_in: Browser, world: World) -> None:
    client, user = signed_in(), world.user("lan")
    form = {"role": Role.UNIT_HR, "unit": "A", "tiers": ["LO"], "valid_from": "10/1/2022", "valid_until": "1/1/2023",
            "document": "05-QĐ/TU"}  # fmt: skip
    assert client.post(reverse("web:account_grant", args=[user.pk]), form).status_code == 302
    grant = Grant.objects.get(user=user)
    assert (grant.role, grant.unit, grant.tiers, grant.document) == (Role.UNIT_HR, world.units["A"], ["LO"], "05-QĐ/TU")
    page = client.get(reverse("web:account", args=[user.pk])).content.decode()
    assert "10/01/2022 – trước 01/01/2023" in page and "05-QĐ/TU" in page and "đang hiệu lực" in page
    revoke = {"valid_until": "10/01/2022", "reason": "chuyển công tác"}
    assert client.post(reverse("web:grant_revoke", args=[grant.pk]), revoke).status_code == 302
    grant.refresh_from_db()
    assert grant.valid_until == TODAY
    assert "đã hết" in client.get(reverse("web:account", args=[user.pk])).content.decode()


def test_a_right_needs_its_document(signed_in: Browser, world: World) -> None:
    user = world.user("lan")
    form = {"role": Role.UNIT_HR, "unit": "A", "valid_from": "10/1/2022"}
    assert signed_in().post(reverse("web:account_grant", args=[user.pk]), form).status_code == 422
    assert not Grant.objects.filter(user=user).exists()


def test_separation_of_duties_is_told_on_the_form(signed_in: Browser, world: World) -> None:
    user = world.user("qt2", (Role.ADMINISTRATOR, "T"))
    form = {"role": Role.LEADER, "unit": "T", "valid_from": "10/1/2022", "document": "x"}
    answer = signed_in().post(reverse("web:account_grant", args=[user.pk]), form)
    assert answer.status_code == 422 and "tách quản trị" in answer.content.decode()


def test_closing_opening_and_a_new_password(signed_in: Browser, world: World) -> None:
    client, user = signed_in(), world.user("lan")
    door, key = reverse("web:account_door", args=[user.pk]), reverse("web:account_password", args=[user.pk])
    assert client.post(door, {"reason": ""}).status_code == 422
    client.post(door, {"reason": "nghỉ việc"})
    user.refresh_from_db()
    assert not user.is_active
    client.post(door, {"reason": "trở lại"})
    client.post(key, {"password": "Tam-thoi-2022"})
    user.refresh_from_db()
    assert user.is_active and user.must_change_password and user.check_password("Tam-thoi-2022")


def test_one_cannot_close_ones_own_account(signed_in: Browser, world: World) -> None:
    client = signed_in()
    own = User.objects.get(username="administrator-T")
    answer = client.post(reverse("web:account_door", args=[own.pk]), {"reason": "thử"})
    assert answer.status_code == 422 and "của mình" in answer.content.decode()


def test_the_list_costs_the_same_for_few_and_many(
    signed_in: Browser, world: World, django_assert_max_num_queries: object
) -> None:
    client = signed_in()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse("web:accounts")).status_code == 200
        return len(seen)

    cost()
    few = cost()
    for number in range(20):
        world.user(f"u{number}", (Role.UNIT_HR, "A"))
    assert cost() == few <= 15


def test_the_list_finds_by_name_and_role(signed_in: Browser, world: World) -> None:
    client = signed_in()
    world.user("lan", (Role.LEADER, "T"))
    world.user("hoa", (Role.UNIT_HR, "A"))
    assert "Người hoa" not in client.get(reverse("web:accounts"), {"q": "lan"}).content.decode()
    page = client.get(reverse("web:accounts"), {"role": Role.UNIT_HR}).content.decode()
    assert "Người hoa" in page and "Người lan" not in page


def test_the_matrix_shows_every_permission_of_every_role(signed_in: Browser) -> None:
    assert sorted(p for _, group in GROUPS for p in group) == sorted(Permission)
    answer = signed_in().get(reverse("web:roles"))
    shown = {(label, role): has for _, rows in answer.context["groups"] for label, cells in rows for role, has in cells}
    assert shown == {(p.label, r.label): p in ROLE_PERMISSIONS[r] for p in Permission for r in Role}
    assert "không xem hồ sơ cán bộ" in answer.content.decode()


def test_passwords_are_never_shown(signed_in: Browser, world: World) -> None:
    user = world.user("lan")
    page = signed_in().get(reverse("web:account", args=[user.pk])).content.decode()
    assert user.password not in page and PASSWORD not in page
