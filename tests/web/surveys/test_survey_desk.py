"""The survey desk: asked by the commission, answered by the unit alone, put together."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hientai.needs.models import Campaign, Response
from tests.factories.province import Small

FORM = {
    "form-TOTAL_FORMS": "5", "form-INITIAL_FORMS": "0", "form-0-subject": "QPAN", "form-0-content": "Đối tượng 4",
    "form-0-people": "7",
}  # fmt: skip


@pytest.fixture
def clients(signed: Any) -> dict[str, Client]:
    """The commission and the HR of two units, signed in."""
    found = {}
    for name, role, unit in (
        ("officer", "commission_officer", "T"),
        ("commune", "unit_hr", "T-XA"),
        ("other", "unit_hr", "T-SNV"),
    ):
        found[name] = Client()
        found[name].force_login(signed(role, unit)[0])
    return found


@pytest.fixture
def asked(small: Small, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch) -> Response:
    """An open survey of the commune, due on 10/02/2022; today is 10/01/2022."""
    monkeypatch.setenv("HIENTAI_TODAY", "2022-01-10")
    officer = clients["officer"]
    form = {"title": "Nhu cầu 2023", "plan_year": "2023", "opens_on": "10/01/2022", "due_on": "10/02/2022",
            "more": "T-XA"}  # fmt: skip
    assert officer.post(reverse("web:campaign_add"), form).status_code == 302
    campaign = Campaign.objects.get()
    assert clients["commune"].get(reverse("web:response", args=[campaign.responses.get().pk])).status_code == 404
    officer.post(reverse("web:campaign_move", args=[campaign.pk, "mo"]))
    return campaign.responses.get()


def test_the_unit_answers_and_the_commission_puts_together(clients: dict[str, Client], asked: Response) -> None:
    commune, officer = clients["commune"], clients["officer"]
    assert "Nhu cầu 2023" in commune.get(reverse("web:campaigns")).content.decode()
    address = reverse("web:response", args=[asked.pk])
    assert commune.post(address, {**FORM, "form-0-people": ""}).status_code == 422
    assert commune.post(address, FORM).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "draft"
    commune.post(address, {**FORM, "send": "1"})
    asked.refresh_from_db()
    assert asked.status == "submitted" and asked.submitted_by is not None
    page = officer.get(reverse("web:campaign", args=[asked.campaign_id])).content.decode()
    assert "Bồi dưỡng kiến thức quốc phòng và an ninh" in page and "7 lượt người" in page
    assert commune.post(address, FORM).status_code == 403
    officer.post(reverse("web:response_return", args=[asked.pk]), {"reason": "Ghi rõ hơn"})
    assert "Ghi rõ hơn" in commune.get(address).content.decode()


def test_a_late_answer_is_kept_as_a_draft(
    clients: dict[str, Client], asked: Response, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIENTAI_TODAY", "2022-02-11")
    clients["commune"].post(reverse("web:response", args=[asked.pk]), {**FORM, "send": "1"})
    asked.refresh_from_db()
    assert asked.status == "draft" and asked.lines.count() == 1


def test_others_do_not_see_the_answer(clients: dict[str, Client], asked: Response) -> None:
    address = reverse("web:response", args=[asked.pk])
    assert clients["other"].get(address).status_code == 404
    assert clients["other"].post(address, FORM).status_code == 404
    assert "Nhu cầu 2023" not in clients["other"].get(reverse("web:campaigns")).content.decode()
    assert clients["commune"].get(reverse("web:campaign", args=[asked.campaign_id])).status_code == 403
    assert clients["commune"].post(reverse("web:response_return", args=[asked.pk]), {"reason": "x"}).status_code == 403


def test_the_workbook_is_a_workbook(clients: dict[str, Client], asked: Response) -> None:
    answer = clients["officer"].get(reverse("web:campaign_export", args=[asked.campaign_id]))
    assert answer.content[:2] == b"PK" and "spreadsheetml" in answer["Content-Type"]


def test_units_outside_the_scope_cannot_be_asked(small: Small, signed: Any) -> None:
    client = Client()
    client.force_login(signed("commission_officer", "T-SNV")[0])
    form = {"title": "A", "plan_year": "2023", "opens_on": "10/01/2022", "due_on": "10/02/2022", "more": "T-XA"}
    assert client.post(reverse("web:campaign_add"), form).status_code == 422
    assert not Campaign.objects.exists()
