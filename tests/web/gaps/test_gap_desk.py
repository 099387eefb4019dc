"""The gap desk on the small demo province: the heat map, the names behind it, one official, who may be sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hientai.access.models import User
from hientai.access.queries import scope_of
from hientai.base.models import ReadEntry
from hientai.needs.models import Requirement
from hientai.officials.models import Official
from hientai.officials.queries.scope import visible_officials
from hientai.org.models import Unit

MAP, PEOPLE = "/khoang-thieu/", "/khoang-thieu/nguoi/"


@pytest.fixture
def outsider(demo: Any) -> Official:
    """Somebody whom the HR of the district may not see."""
    held = scope_of(User.objects.get(username="donvi"), demo)
    return Official.objects.exclude(pk__in=visible_officials(held).values("pk")).order_by("pk")[0]


def test_the_map_leads_to_as_many_names_as_it_says(sign_in: Any) -> None:
    client = sign_in("bantochuc")
    page = client.get(MAP)
    totals = {t.standard.code: t for t in page.context["totals"]}
    row = totals["CM-X"]
    names = client.get(PEOPLE, {"don-vi": page.context["unit"].pk, "yeu-cau": row.standard.pk})
    assert names.context["list"].total == row.missing > 0
    part = client.get(PEOPLE, {"don-vi": page.context["unit"].pk, "yeu-cau": row.standard.pk, "phan": "met"})
    assert part.context["list"].total == row.met


def test_hr_of_a_district_sees_its_own_people_alone(sign_in: Any, demo: Any, outsider: Official) -> None:
    client = sign_in("donvi")
    held = scope_of(User.objects.get(username="donvi"), demo)
    mine = visible_officials(held).count()
    assert 0 < mine < Official.objects.count()
    page = client.get(MAP)
    assert page.status_code == 200 and max(t.audience for t in page.context["totals"]) <= mine
    assert client.get(MAP, {"don-vi": Unit.objects.get(code="HG").pk}).status_code == 404
    assert client.get(MAP, {"don-vi": "x"}).status_code == 404
    assert client.get(reverse("web:gap_of_person", args=[outsider.pk])).status_code == 404
    assert client.get(reverse("web:eligibility"), {"nguoi": outsider.code}).status_code == 404
    requirement = Requirement.objects.get(code="CNKT", pack__valid_from__year=2018)
    listed = client.get(PEOPLE, {"yeu-cau": requirement.pk, "phan": "all"}).context["list"].total
    assert 0 < listed <= mine


def test_a_cell_that_is_not_there_is_404(sign_in: Any) -> None:
    client = sign_in("bantochuc")
    later = Requirement.objects.filter(pack__valid_from__year=2025)[0]
    assert client.get(PEOPLE, {"yeu-cau": later.pk}).status_code == 404  # no rule of this day
    assert client.get(PEOPLE, {"yeu-cau": later.pk, "ngay": "01/10/2025"}).status_code == 200
    assert client.get(PEOPLE, {"yeu-cau": later.pk, "ngay": "01/10/2025", "phan": "khac"}).status_code == 404


def test_a_day_without_standards_says_so(sign_in: Any) -> None:
    page = sign_in("bantochuc").get(MAP, {"ngay": "01/01/2010"}).content.decode()
    assert "không có tiêu chuẩn nào có hiệu lực" in page


def test_one_official_with_evidence_and_next_training_and_the_look_is_logged(sign_in: Any) -> None:
    client = sign_in("bantochuc")
    page = client.get(MAP)
    row = next(t for t in page.context["totals"] if t.standard.code == "CM-X")
    names = client.get(PEOPLE, {"yeu-cau": row.standard.pk}).context["list"]
    person = names.items[0]
    shown = client.get(reverse("web:gap_of_person", args=[person.pk])).content.decode()
    assert "Nên cử đi học" in shown and "Đào tạo đại học" in shown and row.standard.label in shown
    assert ReadEntry.objects.filter(subject_id=str(person.pk), kind="dossier").exists()


def test_names_leave_as_a_workbook_with_a_reason_only(sign_in: Any) -> None:
    client = sign_in("bantochuc")
    requirement = Requirement.objects.get(code="CM-X", pack__valid_from__year=2018)
    address = f"{reverse('web:gap_people_export')}?yeu-cau={requirement.pk}"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": " "}).status_code == 422
    assert not ReadEntry.objects.filter(kind="export").exists()
    answer = client.post(address, {"reason": "Lập kế hoạch"})
    assert answer.content[:2] == b"PK"
    entry = ReadEntry.objects.get(kind="export")
    total = client.get(PEOPLE, {"yeu-cau": requirement.pk}).context["list"].total
    assert (entry.reason, entry.rows) == ("Lập kế hoạch", total)
    assert sign_in("truong").post(address, {"reason": "x"}).status_code == 403


def test_who_may_be_sent_is_judged_by_the_rules_of_the_day(sign_in: Any) -> None:
    client = sign_in("bantochuc")
    person = Official.objects.order_by("pk")[10]
    asked = {"lop": "LLCT_TRUNG_CAP", "hinh-thuc": "KHONG_TAP_TRUNG", "nguoi": person.code}
    for day, pack in (("01/03/2024", "57-QĐ/TW"), ("01/10/2025", "350-QĐ/TW")):
        page = client.get(reverse("web:eligibility"), {**asked, "ngay": day})
        assert any(pack in name for name in page.context["judged"]["result"].packs)
        assert page.status_code == 200 and person.full_name in page.content.decode()


@pytest.mark.parametrize("address", [MAP, f"{PEOPLE}?yeu-cau=%d", "/khoang-thieu/cu-di-hoc/?lop=LLCT_TRUNG_CAP"])
def test_a_page_asks_a_bounded_number_of_times(sign_in: Any, address: str) -> None:
    client = sign_in("bantochuc")
    requirement = Requirement.objects.get(code="CNKT", pack__valid_from__year=2018)
    path = address % requirement.pk if "%d" in address else address
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    # The map asks once for each different question of the rules of the day, whatever the number of officials.
    assert len(queries) <= (45 if path == MAP else 25)
