"""The wizard from the first page to the last, by plain forms: what is resumed, refused, decided and carried out."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from hientai.access.models import Grant
from hientai.officials.models import Appointment, Official
from hientai.org.codes import ReorganisationStatus
from hientai.org.models import Document, Reorganisation, Unit
from tests.web.units.conftest import signed_in

DAY = date(2025, 3, 1)


def begin(client: Client, kind: str, *units: Unit) -> Reorganisation:
    """Steps 1 and 2."""
    picked = "&".join(f"don-vi={unit.pk}" for unit in units[:1])
    assert client.post(f"{reverse('web:reorganise')}?{picked}", {"kind": kind}).status_code == 302
    plan = Reorganisation.objects.latest("pk")
    address = reverse("web:reorganise_units", args=[plan.pk])
    assert client.post(address, {"them": [unit.pk for unit in units[1:]]}).status_code == 302
    assert plan.units.count() == len(units)
    return plan


def describe(client: Client, plan: Reorganisation, document: Document, *heirs: dict[str, str], **facts: str) -> int:
    """Step 3."""
    given = {"effective_on": "01/03/2025", "document": str(document.pk), "title": "", "plan_note": "", **facts}
    for number, heir in enumerate(heirs):
        given |= {f"don-vi-{number}-{name}": value for name, value in heir.items()}
    return client.post(reverse("web:reorganise_content", args=[plan.pk]), given).status_code


def decide(client: Client, plan: Reorganisation, **given: object) -> None:
    """Step 4."""
    assert client.post(reverse("web:reorganise_preview", args=[plan.pk]), given).status_code == 302


def carry_out(client: Client, plan: Reorganisation) -> str:
    """Step 5; where it leads."""
    return client.post(reverse("web:reorganise_carry_out", args=[plan.pk])).headers["Location"]


def shown(client: Client, plan: Reorganisation, name: str = "preview") -> str:
    response = client.get(reverse(f"web:reorganise_{name}", args=[plan.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_absorption_from_first_page_to_last(
    officer: Client, units: dict[str, Unit], people: dict[str, Official], decision: Document
) -> None:
    plan = begin(officer, "absorb", units["L"])
    assert describe(officer, plan, decision, {"existing": "Sở Nội vụ [S]"}) == 302
    text = shown(officer, plan)
    assert "Lò Thị Hạnh – Giám đốc" in text and "Chưa thực hiện được" not in text
    assert carry_out(officer, plan) == reverse("web:reorganise_result", args=[plan.pk])
    assert "Sở Lao động → Sở Nội vụ" in shown(officer, plan, "result")
    post = Appointment.objects.held(DAY).get(official=people["L"])
    assert (post.unit.code, post.document) == ("S", "77-QĐ/TU")
    assert officer.get(reverse("web:reorganisations")).content.decode().count("Sáp nhập") >= 1


def test_split_is_decided_by_group_then_one_by_one(
    officer: Client, units: dict[str, Unit], people: dict[str, Official], decision: Document
) -> None:
    plan = begin(officer, "split", units["L"])
    new = {"kind": "", "sector": "state", "level": "province", "parent": "T"}
    first = {**new, "name": "Sở Việc làm", "code": "VL", "kind": "nation"}
    assert describe(officer, plan, decision, first, {**new, "name": "Sở Dạy nghề"}) == 422, "the second lacks a code"
    second = {**new, "name": "Sở Dạy nghề", "code": "DN", "kind": "nation"}
    assert describe(officer, plan, decision, first, second) == 302
    assert "Còn 2 mục chưa quyết định" in shown(officer, plan)
    assert carry_out(officer, plan) == reverse("web:reorganise_preview", args=[plan.pk])
    assert Unit.objects.get(code="L").valid_until is None

    rows = {row.name: row for row in plan.units.filter(role="after")}
    decide(officer, plan, **{"noi-ve": rows["Sở Việc làm"].pk, "ca-nhom": "appointment|Giám đốc"})
    post = Appointment.objects.get(official=people["L"])
    decide(officer, plan, **{"noi-ve": rows["Sở Dạy nghề"].pk, "muc": [f"appointment:{post.pk}"]})
    decide(officer, plan, **{"noi-ve": rows["Sở Việc làm"].pk, "muc": [f"subunit:{units['L.1'].pk}"]})
    assert "Chưa thực hiện được" not in shown(officer, plan)
    carry_out(officer, plan)
    assert Appointment.objects.held(DAY).get(official=people["L"]).unit.code == "DN"
    assert Unit.objects.get(code="L.1").parent == Unit.objects.get(code="VL")


def test_one_choice_settles_all_that_is_undecided(
    officer: Client, units: dict[str, Unit], people: dict[str, Official], decision: Document
) -> None:
    signed_in(units, "unit_hr", "L")
    plan = begin(officer, "dissolve", units["L"])
    assert describe(officer, plan, decision, {"existing": "S"}) == 302
    assert "Giải thể, kết thúc hoạt động: Sở Lao động" in shown(officer, plan)
    decide(officer, plan, **{"noi-ve": "end", "muc": [f"grant:{Grant.objects.get(role='unit_hr').pk}"]})
    decide(officer, plan, **{"noi-ve": plan.units.get(role="after").pk, "ca-nhom": "*"})
    carry_out(officer, plan)
    assert Appointment.objects.held(DAY).get(official=people["L"]).unit.code == "S"
    assert Unit.objects.get(code="L.1").parent == units["S"]
    assert Grant.objects.get(role="unit_hr").valid_until == DAY, "what was decided before stays decided"


def test_draft_is_resumed_with_what_was_written(
    officer: Client, units: dict[str, Unit], decision: Document
) -> None:
    plan = begin(officer, "consolidate", units["T.TG"], units["T.DV"])
    heir = {"name": "Ban Tuyên giáo và Dân vận", "code": "T.TGDV", "kind": "nation", "sector": "party",
            "level": "province", "parent": "T"}  # fmt: skip
    assert describe(officer, plan, decision, heir) == 302
    text = shown(officer, plan, "content")
    assert 'value="Ban Tuyên giáo và Dân vận"' in text and "01/03/2025" in text
    assert f'href="{reverse("web:reorganise_preview", args=[plan.pk])}"' in (
        officer.get(reverse("web:reorganisations")).content.decode()
    )
    carry_out(officer, plan)
    assert Unit.objects.get(code="T.TGDV").parent == units["T"]


def test_units_are_found_added_and_taken_out(officer: Client, units: dict[str, Unit]) -> None:
    plan = begin(officer, "absorb", units["L"])
    address = reverse("web:reorganise_units", args=[plan.pk])
    assert "Phòng <mark>Công</mark> chức" in officer.get(address, {"q": "cong"}).content.decode()
    officer.post(address, {"bo": units["L"].pk})
    assert plan.units.count() == 0
    assert "Hãy chọn ít nhất 1 đơn vị" in shown(officer, plan)


@pytest.mark.parametrize(
    ("heir", "message"),
    [
        ({"existing": "Không có"}, "Không tìm thấy đúng một đơn vị"),
        ({"existing": "L"}, "vừa được sắp xếp vừa tiếp nhận"),
    ],
)
def test_wrong_receiving_unit_is_said(
    officer: Client, units: dict[str, Unit], decision: Document, heir: dict[str, str], message: str
) -> None:
    plan = begin(officer, "absorb", units["L"])
    given = {"effective_on": "01/03/2025", "document": decision.pk, "don-vi-0-existing": heir["existing"]}
    response = officer.post(reverse("web:reorganise_content", args=[plan.pk]), given)
    assert response.status_code == 422 and message in response.content.decode()


def test_grants_are_asked_for(officer: Client, units: dict[str, Unit], decision: Document) -> None:
    signed_in(units, "unit_hr", "L")
    plan = begin(officer, "absorb", units["L"])
    describe(officer, plan, decision, {"existing": "S"})
    assert "Còn 1 mục chưa quyết định" in shown(officer, plan)
    grant = Grant.objects.get(role="unit_hr")
    decide(officer, plan, **{"noi-ve": "keep", "muc": [f"grant:{grant.pk}"]})
    carry_out(officer, plan)
    assert Grant.objects.get(role="unit_hr").unit == units["L"]


def test_who_does_not_see_everybody_concerned_cannot_carry_out(
    officer: Client, units: dict[str, Unit], people: dict[str, Official], decision: Document
) -> None:
    plan = begin(officer, "absorb", units["L"])
    describe(officer, plan, decision, {"existing": "S"})
    narrow = signed_in(units, "commission_officer", "T", tiers=["DIRECT_COMMITTEE"])
    text = shown(narrow, plan)
    assert "Lò Thị Hạnh" not in text and "1 cán bộ ngoài phạm vi" in text
    assert carry_out(narrow, plan) == reverse("web:reorganise_preview", args=[plan.pk])
    assert Unit.objects.get(code="L").valid_until is None


def test_plan_with_a_unit_outside_ones_scope_does_not_exist(
    officer: Client, units: dict[str, Unit], decision: Document
) -> None:
    plan = begin(officer, "absorb", units["L"])
    other = signed_in(units, "commission_officer", "S")
    for name in ("units", "content", "preview", "result"):
        assert other.get(reverse(f"web:reorganise_{name}", args=[plan.pk])).status_code == 404
    assert other.post(reverse("web:reorganise_carry_out", args=[plan.pk])).status_code == 404
    assert "Sáp nhập" not in other.get(reverse("web:reorganisations")).content.decode()


def test_dropped_plan_stays_on_record(officer: Client, units: dict[str, Unit]) -> None:
    plan = begin(officer, "dissolve", units["L"])
    officer.post(reverse("web:reorganise_cancel", args=[plan.pk]), {"reason": ""})
    assert Reorganisation.objects.get().status == ReorganisationStatus.DRAFT
    officer.post(reverse("web:reorganise_cancel", args=[plan.pk]), {"reason": "Nhầm"})
    assert Reorganisation.objects.get().status == ReorganisationStatus.CANCELLED
    assert "Đã hủy" in officer.get(reverse("web:reorganisations")).content.decode()


def test_choice_for_items_of_nobodys_plan_is_refused(
    officer: Client, units: dict[str, Unit], people: dict[str, Official], decision: Document
) -> None:
    plan = begin(officer, "absorb", units["L"])
    describe(officer, plan, decision, {"existing": "S"})
    stranger = Appointment.objects.get(official=people["S"])
    decide(officer, plan, **{"noi-ve": "end", "muc": [f"appointment:{stranger.pk}"]})
    assert not plan.choices.exists()
