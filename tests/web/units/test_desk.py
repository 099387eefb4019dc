"""The tree of any day, one unit's page, corrections and documents, each within the reader's scope."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hientai.base.actor import Actor
from hientai.officials.models import Official
from hientai.org.models import Document, Unit, UnitVersion
from hientai.org.operations import absorb_units, load_provinces_2025, load_units, rename_unit
from tests.org.conftest import row
from tests.web.units.conftest import signed_in


def page(client: Client, name: str, *args: int, **query: str) -> str:
    response = client.get(reverse(f"web:{name}", args=args), query)
    assert response.status_code == 200, response
    return response.content.decode()


def test_tree_of_a_day_shows_the_names_of_that_day(units: dict[str, Unit], officer: Client, by: Actor) -> None:
    rename_unit(by=by, unit=units["S"], name="Sở Nội vụ và Lao động", on=date(2025, 3, 1))
    assert "Sở Nội vụ và Lao động" in page(officer, "units")
    before = page(officer, "units", ngay="28/02/2025")
    assert "Sở Nội vụ và Lao động" not in before and "Sở Nội vụ" in before
    assert "Không có đơn vị nào vào ngày này" in page(officer, "units", ngay="31/12/2014")


def test_search_ignores_marks_and_tells_how_many(units: dict[str, Unit], officer: Client) -> None:
    found = page(officer, "units", q="noi vu")
    assert "<mark>Nội</mark>" in found and "1 đơn vị khớp" in found
    assert "Không có đơn vị nào khớp" in page(officer, "units", q="thủy sản")


def test_branch_gives_the_units_below(units: dict[str, Unit], officer: Client) -> None:
    text = page(officer, "unit_branch", units["S"].pk)
    assert "Phòng Công chức" in text and "Phòng Việc làm" not in text and "<html" not in text


def test_territory_stands_apart_and_is_open_to_all(units: dict[str, Unit], clerk: Client, by: Actor) -> None:
    load_provinces_2025(by=by)
    assert "Tuyên Quang" not in page(clerk, "units")
    assert "Tỉnh Tuyên Quang" in page(clerk, "units", xem="dia-ban")
    province = Unit.objects.get(code="DB-02-cu")
    text = page(clerk, "unit", province.pk)
    assert "Sáp nhập Hà Giang vào Tuyên Quang" in text and "Đơn vị không hoạt động vào ngày này" in text


def test_others_units_do_not_exist(units: dict[str, Unit], clerk: Client) -> None:
    assert "Sở Lao động" not in page(clerk, "units")
    for name in ("unit", "unit_branch"):
        assert clerk.get(reverse(f"web:{name}", args=[units["L"].pk])).status_code == 404
        assert clerk.get(reverse(f"web:{name}", args=[units["S.1"].pk])).status_code == 200


def test_unit_page_tells_people_posts_and_history(
    units: dict[str, Unit], people: dict[str, Official], officer: Client, by: Actor
) -> None:
    absorb_units(by=by, into=units["S"], units=[units["L"]], on=date(2025, 3, 1))
    now = page(officer, "unit", units["S"].pk)
    assert "Giàng Mí Sính" in now and reverse("web:person", args=[people["S"].pk]) in now
    assert "Sáp nhập Sở Lao động vào Sở Nội vụ" in now and "Tiền thân" in now
    assert "Phòng Việc làm" in now
    assert "Phòng Việc làm" not in page(officer, "unit", units["S"].pk, ngay="28/02/2025")
    assert "Đơn vị kế thừa" in page(officer, "unit", units["L"].pk)


def test_clerk_sees_no_button_to_reorganise(units: dict[str, Unit], clerk: Client, officer: Client) -> None:
    assert "Sắp xếp đơn vị này" in page(officer, "unit", units["S"].pk)
    assert "Sắp xếp đơn vị này" not in page(clerk, "unit", units["S"].pk)
    assert clerk.get(reverse("web:reorganise")).status_code == 403


def test_queries_of_tree_and_page_do_not_grow(
    units: dict[str, Unit], people: dict[str, Official], officer: Client, by: Actor
) -> None:
    def queries(name: str, *args: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            page(officer, name, *args)
        return len(captured)

    before = queries("units"), queries("unit", units["S"].pk)
    load_units(by=by, rows=[row(f"S.x{i}", f"Phòng {i}", "S") for i in range(60)])
    assert (queries("units"), queries("unit", units["S"].pk)) == before
    assert max(before) <= 25


def test_correction_needs_a_reason_and_rewrites_the_entry(units: dict[str, Unit], officer: Client) -> None:
    version = units["S.1"].versions.get()
    address = reverse("web:unit_correct", args=[units["S.1"].pk, version.pk])
    given = {
        "name": "Phòng Công chức, viên chức", "short_name": "", "kind": "SO_NGANH", "sector": "state",
        "level": "province", "parent": "S", "valid_from": "01/01/2015",
    }  # fmt: skip
    assert officer.post(address, given | {"reason": ""}).status_code == 422
    assert officer.post(address, given | {"reason": "Ghi thiếu"}).status_code == 302
    assert UnitVersion.objects.get(pk=version.pk).name == "Phòng Công chức, viên chức"
    circle = officer.post(address, given | {"reason": "Thử", "parent": "S.1"})
    assert circle.status_code == 422 and "chính là" in circle.content.decode()


def test_correction_keeps_a_parent_above_ones_scope(units: dict[str, Unit]) -> None:
    local = signed_in(units, "commission_officer", "S")
    version = units["S"].versions.get()
    given = {
        "name": "Sở Nội vụ tỉnh", "short_name": "", "kind": "SO_NGANH", "sector": "state", "level": "province",
        "parent": "T", "valid_from": "01/01/2015", "reason": "Ghi thiếu",
    }  # fmt: skip
    assert local.post(reverse("web:unit_correct", args=[units["S"].pk, version.pk]), given).status_code == 302
    assert Unit.objects.get(code="S").name == "Sở Nội vụ tỉnh"
    other = units["L"].versions.get()
    assert local.get(reverse("web:unit_correct", args=[units["L"].pk, other.pk])).status_code == 404


@pytest.mark.parametrize("back", ["/to-chuc/sap-xep/", "https://elsewhere.example/"])
def test_document_is_written_and_leads_back_inside(units: dict[str, Unit], officer: Client, back: str) -> None:
    address = f"{reverse('web:document_new')}?ve={back}"
    given = {"symbol": "9-QĐ/TU", "title": "Về tổ chức", "issuer": "Tỉnh ủy", "system": "party"}
    response = officer.post(address, given | {"signed_on": "1/3/2025"})
    assert response.status_code == 302
    assert response.headers["Location"] == (back if back.startswith("/") else reverse("web:documents"))
    assert Document.objects.get().signed_on == date(2025, 3, 1)
    assert "9-QĐ/TU" in page(officer, "documents", q="9-QĐ")
