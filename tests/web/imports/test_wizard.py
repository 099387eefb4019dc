"""The import desk walked with a browserless client: upload, match columns, judge, write, and who may not."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hientai.access.codes import Role
from hientai.access.models import User
from hientai.access.operations.accounts import create_user, grant_role
from hientai.base.actor import Actor
from hientai.base.jobs.queue import run_worker
from hientai.base.models import Job
from hientai.demo.reference import install_reference
from hientai.officials.exchange import importing
from hientai.officials.models import ImportBatch, ImportMapping, Official
from hientai.org.models import Unit
from hientai.org.operations.loading import UnitRow, load_units
from tests.officials.import_book import table

LAW = date(2000, 1, 1)
HEADER = ["TT", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị", "Chức danh", "Tên ở nhà"]
AN = [1, "Nguyễn Văn An", "12/05/1980", "Nam", "Sở Nội vụ", "Giám đốc sở", "Tí"]
BINH = [2, "Lê Thị Bình", "1985", "Nữ", "Sở Nội vụ", "Trưởng phòng sở", "Tèo"]


@pytest.fixture(autouse=True)
def on_a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ages and dates of posts do not depend on when the tests run."""
    monkeypatch.setenv("HIENTAI_TODAY", "2022-01-10")


@pytest.fixture
def sign_in(db: None) -> Callable[..., Client]:
    """A client signed in with a role over a unit of a small province."""
    by = Actor.system("Kiểm thử", date(2022, 1, 10))
    install_reference(by)
    load_units(by=by, rows=[
        UnitRow("T", "Tỉnh Thử", "", "DIA_BAN", "territory", "province", "", "02", LAW),
        UnitRow("T-SNV", "Sở Nội vụ", "", "SO_NGANH", "state", "province", "T", "02", LAW),
        UnitRow("T-SYT", "Sở Y tế", "", "SO_NGANH", "state", "province", "T", "02", LAW),
    ])  # fmt: skip

    def make(role: str = Role.COMMISSION_OFFICER, unit: str = "T") -> Client:
        name = f"nguoi{User.objects.count()}"
        user = create_user(by=by, username=name, full_name=name, password="mat-khau-dai-1442", must_change=False)
        grant_role(by=by, user=user, role=role, unit=Unit.objects.get(code=unit), valid_from=LAW)
        client = Client()
        client.force_login(user)
        return client

    return make


def upload(client: Client, content: bytes, name: str = "danh-sach.xlsx") -> Any:
    """Post a file to the desk."""
    return client.post(reverse("web:imports"), {"file": SimpleUploadedFile(name, content)})


def mapped_form(client: Client, pk: int, **changes: str) -> dict[str, str]:
    """The mapping form of the first sheet as the page shows it, with changes."""
    page = client.get(reverse("web:import_mapping", args=[pk]))
    assert page.status_code == 200
    [sheet] = page.context["sheets"]
    form = {"kind-0": sheet["plan"].kind, "row-0": str(sheet["plan"].header_row)}
    form |= {f"column-0-{column['number']}": column["field"] for column in sheet["columns"]}
    return {**form, **changes}


def judge(client: Client, pk: int, **changes: str) -> Any:
    """Post the mapping, let the worker judge, and open the result."""
    form = mapped_form(client, pk, action="judge", **changes)
    assert client.post(reverse("web:import_mapping", args=[pk]), form).status_code == 302
    assert run_worker(once=True) == 1
    return client.get(reverse("web:import_batch", args=[pk]))


def latest() -> ImportBatch:
    """The newest import."""
    return ImportBatch.objects.latest("id")


def test_a_list_is_uploaded_judged_and_written(sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    assert upload(client, table(HEADER, AN, BINH)).url == reverse("web:import_mapping", args=[latest().pk])
    pk = latest().pk
    shown = judge(client, pk)
    assert shown.status_code == 200
    assert latest().counts["total"]["create"] == 2
    assert not Official.objects.exists(), "judging writes nothing"
    assert "Ghi 2 dòng vào hồ sơ" in shown.content.decode()
    client.post(reverse("web:import_apply", args=[pk]))
    waiting = client.get(reverse("web:import_batch", args=[pk])).content.decode()
    assert reverse("web:import_progress", args=[pk]) in waiting, "the page asks for progress"
    run_worker(once=True)
    assert client.get(reverse("web:import_progress", args=[pk]), HTTP_HX_REQUEST="true").headers["HX-Redirect"]
    done = client.get(reverse("web:import_batch", args=[pk])).content.decode()
    assert "Đã ghi vào hồ sơ" in done
    an = Official.objects.select_related("current_unit").get(full_name="Nguyễn Văn An")
    assert an.current_post.startswith("Giám đốc sở")
    assert str(an.current_unit) == "Sở Nội vụ"


def test_rejected_rows_stop_everything_until_the_good_ones_are_chosen(sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    upload(client, table(HEADER, AN, [2, "Lê Thị Bình", "31/02/1985", "Nữ", "Sở Nội vụ", "Trưởng phòng sở", ""]))
    pk = latest().pk
    text = judge(client, pk).content.decode()
    assert "C3" in text and "không có ngày 31" in text and "Chỉ ghi 1 dòng đạt" in text
    client.post(reverse("web:import_apply", args=[pk]))
    assert not Job.objects.filter(state="Q").exists(), "refused at once"
    client.post(reverse("web:import_apply", args=[pk]), {"take_good": "1"})
    run_worker(once=True)
    assert [o.full_name for o in Official.objects.all()] == ["Nguyễn Văn An"]


def test_the_result_is_narrowed_and_previews_changes(sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    upload(client, table(HEADER, AN, BINH))
    judge(client, latest().pk)
    client.post(reverse("web:import_apply", args=[latest().pk]))
    run_worker(once=True)
    upload(client, table([*HEADER, "Quê quán"], [*AN, "Xã Mẫu"], [*BINH, None]))
    judge(client, latest().pk)
    pk = latest().pk
    assert latest().counts["total"] == {"create": 0, "update": 1, "unchanged": 1, "rejected": 0, "skipped": 0}
    shown = client.get(reverse("web:import_batch", args=[pk]), {"loc": "update"}).content.decode()
    assert "Quê quán:" in shown and "<ins>Xã Mẫu</ins>" in shown and "Nguyễn Văn An" in shown
    assert "Lê Thị Bình" not in shown


def test_a_chosen_column_is_remembered_for_the_next_file(sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    upload(client, table(HEADER, AN))
    assert mapped_form(client, latest().pk)["column-0-7"] == ""
    judge(client, latest().pk, **{"column-0-7": "other_names"})
    assert ImportMapping.objects.get().field == "other_names"
    upload(client, table(HEADER, BINH))
    assert mapped_form(client, latest().pk)["column-0-7"] == "other_names"


def test_the_header_row_can_be_told_by_hand(sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    upload(client, table(["a", "b"], ["x", "y"], ["Tên họ người", "Sinh"], ["Nguyễn Văn An", "1980"]))
    pk = latest().pk
    client.post(reverse("web:import_mapping", args=[pk]), {"kind-0": "official", "row-0": "3", "action": "reread"})
    [sheet] = client.get(reverse("web:import_mapping", args=[pk])).context["sheets"]
    assert [column["header"] for column in sheet["columns"]] == ["Tên họ người", "Sinh"]


def test_the_annotated_file_comes_back(sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    upload(client, table(HEADER, [1, "Nguyễn Văn An", "31/02/1985", "Nam", "Sở Nội vụ", "Giám đốc sở", ""]))
    judge(client, latest().pk)
    response = client.get(reverse("web:import_annotated", args=[latest().pk]))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book["Cán bộ"]["B2"].value == "Nguyễn Văn An"
    assert "không có ngày 31" in book["Cán bộ"]["C2"].comment.text
    original = client.get(reverse("web:import_file", args=[latest().pk]))
    assert original.content == bytes(latest().content)


def test_what_is_no_table_is_refused_on_the_form(sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    response = upload(client, b"%PDF-1.7", "van-ban.xlsx")
    assert response.status_code == 422
    assert "Đây là tệp PDF" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_waiting_job_can_be_stopped_and_the_import_given_up(sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    upload(client, table(HEADER, AN))
    pk = latest().pk
    client.post(reverse("web:import_judge", args=[pk]))
    client.post(reverse("web:import_cancel", args=[pk]))
    assert Job.objects.get().state == "C"
    assert run_worker(once=True) == 0
    client.post(reverse("web:import_abandon", args=[pk]))
    assert latest().state == "abandoned"
    client.post(reverse("web:import_apply", args=[pk]))
    assert not Job.objects.filter(state="Q").exists()


def test_rows_outside_the_area_are_rejected_one_by_one(sign_in: Callable[..., Client]) -> None:
    client = sign_in(unit="T-SNV")
    upload(client, table(HEADER, AN, [2, "Lê Thị Bình", "1985", "Nữ", "Sở Y tế", "Trưởng phòng sở", ""]))
    text = judge(client, latest().pk).content.decode()
    assert latest().counts["total"]["create"] == 1
    assert latest().counts["total"]["rejected"] == 1
    assert "Ngoài phạm vi" in text


def test_others_imports_are_not_there_for_a_narrow_officer(sign_in: Callable[..., Client]) -> None:
    upload(sign_in(), table(HEADER, AN))
    other = sign_in(unit="T-SNV")
    assert other.get(reverse("web:import_batch", args=[latest().pk])).status_code == 404
    assert other.get(reverse("web:import_file", args=[latest().pk])).status_code == 404
    assert not other.get(reverse("web:imports")).context["page"].object_list


@pytest.mark.parametrize("role", [Role.UNIT_HR, Role.LEADER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_only_who_may_import_opens_the_desk(sign_in: Callable[..., Client], role: str) -> None:
    assert sign_in(role).get(reverse("web:imports")).status_code == 403


def test_template_and_export_are_given_out(sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    template = openpyxl.load_workbook(io.BytesIO(client.get(reverse("web:import_template")).content))
    assert template.sheetnames[:3] == ["Hướng dẫn", "Đơn vị", "Cán bộ"]
    assert client.post(reverse("web:import_export")).status_code == 422, "a reason is asked for"
    export = client.post(reverse("web:import_export"), {"reason": "Đối chiếu"})
    assert openpyxl.load_workbook(io.BytesIO(export.content))["Đơn vị"]["A2"].value == "T"


def test_a_job_of_the_desk_is_known_to_the_worker() -> None:
    from hientai.base.jobs.queue import HANDLERS

    assert {importing.JUDGE_JOB, importing.APPLY_JOB} <= HANDLERS.keys()
