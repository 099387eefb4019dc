"""A new scheme drafted in the browser: code, targets needed before it is put in force; populations by criterion."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from hientai.access.codes import Role
from hientai.access.operations.accounts import create_user, grant_role
from hientai.officials.models import Population
from hientai.officials.operations.reference import save_population
from hientai.org.models import Unit
from hientai.org.operations.loading import UnitRow, load_units
from hientai.schemes.models import Scheme
from tests.factories.province import BORN_WITH_THE_LAW, PASSWORD, Small, small

__all__ = ["small"]
HEAD = {
    "code": "DA-1", "name": "Đề án thử", "starts_on": "01/01/2022", "ends_on": "31/12/2025", "horizon_year": "2030",
}  # fmt: skip


@pytest.fixture
def client_as(small: Small) -> Callable[..., Client]:
    """A signed-in client in a role over the whole small province, with a committee to issue schemes."""
    load_units(
        by=small.by,
        rows=[UnitRow("T-TU", "Tỉnh ủy Thử", "", "CAP_UY", "party", "province", "T", "02", date(2000, 1, 1))],
    )

    def make(role: str = Role.COMMISSION_OFFICER) -> Client:
        user = create_user(
            by=small.by, username=str(role), full_name="Người Thử", password=PASSWORD, must_change=False
        )
        grant_role(by=small.by, user=user, role=role, unit=small.units["T"], valid_from=BORN_WITH_THE_LAW)
        client = Client()
        client.force_login(user)
        return client

    return make


def post(client: Client, **changed: Any) -> Any:
    owner = Unit.objects.get(code="T-TU")
    return client.post("/de-an/moi/", {**HEAD, "owner": owner.pk, **changed})


def test_a_scheme_is_drafted_and_not_put_in_force_without_targets(client_as: Callable[..., Client]) -> None:
    client = client_as()
    assert post(client).status_code == 302
    scheme = Scheme.objects.get(code="DA-1")
    assert scheme.status == "draft"
    answer = client.post(f"/de-an/{scheme.pk}/trang-thai/", follow=True)
    assert "chưa có chỉ tiêu nào" in answer.content.decode()
    scheme.refresh_from_db()
    assert scheme.status == "draft"


def test_a_wrong_period_and_a_taken_code_are_told_and_keep_what_was_typed(client_as: Callable[..., Client]) -> None:
    client = client_as()
    wrong = post(client, ends_on="31/12/2020")
    assert wrong.status_code == 422 and "Đề án thử" in wrong.content.decode()
    post(client)
    again = post(client)
    assert again.status_code == 422 and "Hãy chọn mã khác" in again.content.decode()
    assert Scheme.objects.count() == 1


def test_only_those_who_edit_schemes_may_draft(client_as: Callable[..., Client]) -> None:
    assert client_as(Role.LEADER).get("/de-an/moi/").status_code == 403


def test_populations_are_told_as_sentences(client_as: Callable[..., Client], small: Small) -> None:
    save_population(by=small.by, code="NU", name="Cán bộ nữ", criterion={"fact": "sex", "is": "F"})
    client = client_as()
    page = client.get("/de-an/nhom/").content.decode()
    assert "Cán bộ nữ" in page and "Là nữ" in page
    assert client.get(f"/de-an/nhom/{Population.objects.get().pk}/").status_code == 200
    assert client.get("/de-an/nhom/moi/").status_code == 200
