"""The people desk: what each role sees, finds, edits and takes away."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hientai.access.codes import Role
from hientai.base.models import ReadEntry
from hientai.officials.models import Correction, Official
from hientai.officials.operations.learning import QualificationRow, save_qualifications
from hientai.officials.operations.posts import AppointmentRow, save_appointments

Make = Callable[..., Any]


def text(response: Any) -> str:
    return str(response.content.decode())


def test_dat_without_marks_finds_dat(official: Make, client_of: Make) -> None:
    official("Trần Văn Đạt")
    official("Trần Văn Hùng")
    page = text(client_of().get("/can-bo/?q=dat"))
    assert "Trần Văn Đạt" in page and "Trần Văn Hùng" not in page


def test_the_list_is_in_the_order_of_given_names(official: Make, client_of: Make) -> None:
    for name in ("Hoàng Ẩn", "Phạm An", "Bùi Thị Ắng", "Lê Thị Ánh", "Trần Ân", "Đỗ Thị Ảnh", "Lò Đạt", "Vũ Dũng"):
        official(name)
    page = text(client_of().get("/can-bo/"))
    ordered = ["Phạm An", "Đỗ Thị Ảnh", "Lê Thị Ánh", "Bùi Thị Ắng", "Trần Ân", "Hoàng Ẩn", "Vũ Dũng", "Lò Đạt"]
    assert sorted(ordered, key=page.index) == ordered


def test_a_unit_sees_its_own_people_and_gets_404_for_others(official: Make, client_of: Make) -> None:
    own, other = official("Giàng A Páo", unit="T-XA"), official("Nông Thị Thu", unit="T-SNV", title="P_DIVISION_HEAD")
    client = client_of(Role.UNIT_HR, "T-XA")
    page = text(client.get("/can-bo/"))
    assert "Giàng A Páo" in page and "Nông Thị Thu" not in page
    assert client.get(f"/can-bo/{own.pk}/").status_code == 200
    for path in (f"/can-bo/{other.pk}/", f"/can-bo/{other.pk}/sua/"):
        assert client.get(path).status_code == 404


def test_a_grant_for_some_tiers_hides_the_others(official: Make, client_of: Make) -> None:
    low = official("Lý Văn Thấp", unit="T-SNV", title="P_DIVISION_HEAD")
    high = official("Lý Văn Cao", unit="T-SNV", title="P_DEPARTMENT_HEAD")
    client = client_of(Role.UNIT_HR, "T-SNV", tiers=["UNIT", "DIRECT_COMMITTEE"])
    assert client.get(f"/can-bo/{low.pk}/").status_code == 200
    assert client.get(f"/can-bo/{high.pk}/").status_code == 404


def test_sensitive_and_identity_fields_are_masked_by_role(official: Make, client_of: Make) -> None:
    person = official(citizen_number="002080123456", ethnicity="08", phone="0912345678")
    officer = text(client_of().get(f"/can-bo/{person.pk}/"))
    assert "002080123456" in officer and "0912345678" in officer
    unit_hr = text(client_of(Role.UNIT_HR).get(f"/can-bo/{person.pk}/"))
    assert "002080123456" not in unit_hr and "•••456" in unit_hr and "0912345678" not in unit_hr
    school = text(client_of(Role.SCHOOL_STAFF).get(f"/can-bo/{person.pk}/"))
    assert "<dd>Mông" in officer and "<dd>Mông" not in school


def test_the_administrator_reads_nobody(official: Make, client_of: Make) -> None:
    person = official()
    client = client_of(Role.ADMINISTRATOR)
    assert client.get("/can-bo/").status_code == 403
    assert client.get(f"/can-bo/{person.pk}/").status_code == 404


def test_a_learner_sees_only_the_own_record(official: Make, client_of: Make) -> None:
    own, other = official("Vàng Mí Chính"), official("Vàng Mí Sính")
    client = client_of(Role.LEARNER)
    Official.objects.filter(pk=own.pk).update(account=client.user)
    assert client.get("/ho-so-cua-toi/").headers["Location"] == f"/can-bo/{own.pk}/"
    assert client.get(f"/can-bo/{own.pk}/").status_code == 200
    assert client.get(f"/can-bo/{other.pk}/").status_code == 404


def test_every_look_at_a_dossier_and_a_pool_is_logged(official: Make, client_of: Make) -> None:
    client = client_of()
    client.get(f"/can-bo/{official().pk}/")
    client.get("/quy-hoach/")
    assert list(ReadEntry.objects.order_by("id").values_list("kind", flat=True)) == ["dossier", "pool"]


@pytest.mark.parametrize("path", ["/can-bo/", "/quy-hoach/", "/can-bo/dinh-chinh/"])
def test_lists_take_the_same_queries_for_one_row_and_for_many(official: Make, client_of: Make, path: str) -> None:
    client = client_of()

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    official("Một Người")
    one = queries()
    for n in range(12):
        official(f"Nhiều Người {n}")
    assert queries() == one <= 25


def test_the_person_page_takes_the_same_queries_whatever_the_history(
    official: Make, client_of: Make, small: Any
) -> None:
    person, client = official(), client_of()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/can-bo/{person.pk}/").status_code == 200
        return len(seen)

    client.get(f"/can-bo/{person.pk}/")
    few = queries()
    rows = [QualificationRow(person.pk, "language", "BAC_2", f"{year}-00-00") for year in range(2000, 2020)]
    save_qualifications(by=small.by, rows=rows)
    assert queries() <= max(few + 1, 25)


def test_the_list_as_of_a_past_day_shows_the_posts_of_then(official: Make, client_of: Make, small: Any) -> None:
    person = official(title="C_PC_CHAIR", since=date(2018, 3, 1))
    held = person.appointments.get()
    save_appointments(
        by=small.by,
        rows=[
            AppointmentRow(person.pk, held.unit_id, "C_PC_CHAIR", date(2018, 3, 1), date(2021, 1, 1)),
            AppointmentRow(person.pk, held.unit_id, "C_SECRETARY", date(2021, 1, 1)),
        ],
    )
    client = client_of()
    assert "Bí thư Đảng ủy cấp xã" in text(client.get("/can-bo/"))
    then = text(client.get("/can-bo/?ngay=2019-05-01"))
    assert "Chủ tịch Ủy ban nhân dân cấp xã" in then and "Bí thư Đảng ủy cấp xã" not in then
    assert person.full_name not in text(client.get("/can-bo/?ngay=2001-01-01"))


def test_an_officer_edits_and_an_error_keeps_what_was_typed(official: Make, client_of: Make) -> None:
    person, client = official("Lê Văn An"), client_of()
    form = {
        "full_name": "Lê Văn Ân",
        "sex": "M",
        "birth": "31/02/1980",
        "ethnicity": "01",
        "recruited": "9/2004",
        "reason": "Khai sinh",
    }
    wrong = client.post(f"/can-bo/{person.pk}/sua/", form)
    assert wrong.status_code == 422 and "Lê Văn Ân" in text(wrong) and "31/02/1980" in text(wrong)
    done = client.post(f"/can-bo/{person.pk}/sua/", {**form, "birth": "3/1980"})
    person.refresh_from_db()
    assert done.status_code == 302 and (person.full_name, person.birth) == ("Lê Văn Ân", "1980-03-00")


def test_a_unit_asks_for_a_correction_and_an_officer_approves(official: Make, client_of: Make) -> None:
    person = official("Lê Văn An")
    unit_hr, officer = client_of(Role.UNIT_HR), client_of()
    form = {
        "full_name": "Lê Văn Ân",
        "sex": "M",
        "birth": "12/05/1980",
        "ethnicity": "01",
        "recruited": "9/2004",
        "reason": "Khai sinh",
    }
    assert unit_hr.post(f"/can-bo/{person.pk}/sua/", form).status_code == 302
    asked = Correction.objects.get()
    assert set(asked.changes) == {"full_name"}
    assert unit_hr.post(f"/can-bo/dinh-chinh/{asked.pk}/", {"act": "approve"}).status_code == 422
    assert officer.post(f"/can-bo/dinh-chinh/{asked.pk}/", {"act": "approve"}).status_code == 302
    person.refresh_from_db()
    assert person.full_name == "Lê Văn Ân"


def test_an_export_needs_a_reason_and_carries_a_mark(official: Make, client_of: Make) -> None:
    official("Sùng Thị Mỷ")
    client: Client = client_of()
    assert client.post("/can-bo/xuat/", {"reason": " "}).status_code == 422
    answer = client.post("/can-bo/xuat/?q=my", {"reason": "Chuẩn bị hội nghị"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("Chuẩn bị hội nghị" in cell and "Bản số" in cell for cell in cells)
    assert "Sùng Thị Mỷ" in cells
    entry = ReadEntry.objects.get(kind="export")
    assert (entry.rows, entry.reason) == (1, "Chuẩn bị hội nghị") and entry.copy_number and entry.content_hash


def test_the_dashboard_opens_for_every_role(client_of: Make) -> None:
    for role in Role.values:
        assert client_of(role).get("/").status_code == 200


def test_a_password_that_was_given_must_be_changed_first(official: Make, client_of: Make) -> None:
    client = client_of()
    client.user.must_change_password = True
    client.user.save()
    answer = client.get("/can-bo/")
    assert answer.status_code == 302 and answer.headers["Location"] == "/tai-khoan/"
    new = "mot-mat-khau-moi-1442"
    client.post("/tai-khoan/", {"old": "mat-khau-dai-1442", "password": new, "again": new})
    assert client.get("/can-bo/").status_code == 200
