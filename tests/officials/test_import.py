"""What an import does with rows that are right: create, update, leave alone; match, preview, repeat, all or nothing."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hientai.base.audit.chain import verify_chain
from hientai.base.errors import RuleBroken
from hientai.base.models import Act
from hientai.officials.exchange.importing import apply_batch, judge_batch
from hientai.officials.exchange.template import write_template
from hientai.officials.models import Appointment, ImportBatch, Official, Qualification, Rating, SuccessionEntry
from hientai.officials.operations.imports import abandon_import, start_import
from hientai.officials.operations.reference import load_titles
from hientai.officials.operations.registry import OfficialRow, save_officials
from hientai.org.models import Unit
from tests.factories.province import Small
from tests.officials.import_book import (
    exported,
    fill_registry,
    imported,
    judged,
    messages,
    saved,
    table,
    totals,
)

HEADER = ["Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị"]


def test_an_export_comes_back_unchanged(small: Small) -> None:
    fill_registry(small.by)
    before = list(Official.objects.order_by("pk").values())
    judgement = imported(saved(exported()), small.by)
    assert totals(judgement) == {"unchanged": 21}, messages(judgement)
    assert list(Official.objects.order_by("pk").values()) == before


def test_what_was_imported_once_is_unchanged_the_second_time(small: Small) -> None:
    content = table(
        [*HEADER, "Chức danh", "Giữ chức vụ từ", "LLCT", "Trình độ CM", "Xếp loại 2021"],
        ["Nguyễn Văn An", "12/5/1980", "Nam", "Sở Nội vụ", "Giám đốc sở", "01/06/2020", "CCLLCT", "ThS Luật", "HTTNV"],
        ["Lê Thị Bình", "1985", "Nữ", "T-SNV", "Trưởng phòng sở", "01/06/2020", "TC", "ĐH", "Tốt"],
    )
    assert totals(imported(content, small.by)) == {"create": 2}
    assert totals(imported(content, small.by)) == {"unchanged": 2}
    assert Official.objects.count() == 2
    assert (Appointment.objects.count(), Qualification.objects.count(), Rating.objects.count()) == (2, 4, 2)
    an = Official.objects.get(full_name="Nguyễn Văn An")
    assert an.current_unit == small.units["T-SNV"]
    assert (an.theory_rank, an.professional_rank) == (3, 5)


def test_the_paper_list_with_birth_by_sex_in_two_columns(small: Small) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["DANH SÁCH CỬ ĐI HỌC"])
    sheet.append(["TT", "Họ và tên", "Ngày, tháng, năm sinh", None, "Dân tộc", "Chức vụ, đơn vị công tác",
                  "Ngày vào Đảng/chính thức", "LLCT", "Ghi chú"])  # fmt: skip
    sheet.append([None, None, "Nam", "Nữ"])
    sheet.append([1, 2, 3, 4, 5, 6, 7, 8, 9])
    sheet.append(["I", "Khối tỉnh"])
    sheet.append([1, "Hoàng Văn Thụ", "12/05/1980", None, "Tày", "Giám đốc sở, Sở Nội vụ", "3/2/2006 - 3/2/2007", "CC"])
    sheet.append([2, "Lê Thị Thúy", None, 1985, "Kinh", "Trưởng phòng sở, Sở Nội vụ", "03/02/2010", "TC"])
    sheet.append(["Tổng cộng: 2 người"])
    for column in (1, 2, 5, 6, 7, 8, 9):
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    sheet.merge_cells("C2:D2")
    _, judgement = judged(saved(book), small.by)
    assert totals(judgement) == {"create": 2, "skipped": 1}, messages(judgement)
    imported(saved(book), small.by)
    thu, thuy = Official.objects.order_by("birth")
    assert (thu.sex, thu.birth, thu.party_joined, thu.party_official) == ("M", "1980-05-12", "2006-02-03", "2007-02-03")
    assert (thuy.sex, thuy.birth, thuy.party_joined) == ("F", "1985-00-00", "2010-02-03")
    assert thu.current_post.startswith("Giám đốc sở")


def test_people_are_found_by_number_then_citizen_number_then_name_birth_and_unit(small: Small) -> None:
    fill_registry(small.by)
    content = table(
        ["Số hiệu", "Số CCCD", *HEADER, "Quê quán"],
        ["CB3", None, "Vàng Mí Sính", "11/1990", "Nam", None, "Xã Một"],
        [None, "002080000011", "Hoàng Văn Thụ", "12/05/1980", "Nam", None, "Xã Hai"],
        [None, None, "Lê Thị Thuý", "1985", "Nữ", "Sở Nội vụ", "Xã Ba"],
    )
    assert totals(imported(content, small.by)) == {"update": 3}
    places = dict(Official.objects.values_list("code", "native_place"))
    assert places == {"CB3": "Xã Một", "CB1": "Xã Hai", "CB2": "Xã Ba"}


def test_the_same_name_and_birth_elsewhere_is_a_new_person_with_a_warning(small: Small) -> None:
    fill_registry(small.by)
    judgement = imported(table(HEADER, ["Hoàng Văn Thụ", "12/05/1980", "Nam", "T-XA"]), small.by)
    assert totals(judgement) == {"create": 1}
    assert any("CB1" in text and "ghi số hiệu" in text for text in messages(judgement, "warning"))


def test_changes_are_previewed_field_by_field_and_blanks_erase_nothing(small: Small) -> None:
    fill_registry(small.by)
    content = table(
        ["Số hiệu cán bộ", "Họ và tên", "Dân tộc", "Quê quán", "Ngày vào Đảng"],
        ["CB1", "Hoàng Văn Thụ", "Nùng", None, "03/2006"],
    )
    _, judgement = judged(content, small.by)
    [verdict] = judgement.verdicts
    assert verdict.changes == [("Dân tộc", "Tày", "Nùng"), ("Ngày vào Đảng", "03/02/2006", "03/2006")]
    assert Official.objects.get(code="CB1").ethnicity == "02", "judging writes nothing"
    imported(content, small.by)
    changed = Official.objects.get(code="CB1")
    assert (changed.ethnicity, changed.native_place) == ("07", "Xã Mẫu, Hà Giang")


def test_all_or_nothing_unless_the_good_rows_are_wanted(small: Small) -> None:
    content = table(HEADER, ["Nguyễn Văn An", "1980", "Nam", None], ["Lê Thị Bình", "31/02/1985", "Nữ", None])
    with pytest.raises(RuleBroken, match="Còn 1 dòng lỗi"):
        imported(content, small.by)
    assert not Official.objects.exists()
    imported(content, small.by, take_good=True)
    assert [o.full_name for o in Official.objects.all()] == ["Nguyễn Văn An"]


def test_what_is_unlikely_is_doubted_but_taken(small: Small) -> None:
    content = table(
        [*HEADER, "Số CCCD", "Ngày vào Đảng", "Ngày chính thức"],
        ["Nguyễn Văn An", "12/05/1980", "Nam", None, "002185000001", "03/02/2007", "03/02/2006"],
        ["Lê Thị Bình", "2010", "Nữ", None, None, None, None],
    )
    judgement = imported(content, small.by)
    assert totals(judgement) == {"create": 2}
    told = " ".join(messages(judgement, "warning"))
    for words in ("Số thứ tư (1) là của nữ", "sinh năm 1985", "Ngày chính thức trước", "Mới 12 tuổi"):
        assert words in told


def test_every_table_of_the_template_is_written(small: Small) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template()))
    rows: dict[str, list[dict[str, Any]]] = {
        "Đơn vị": [{"Mã đơn vị": "T-SYT", "Tên đơn vị": "Sở Y tế", "Loại hình": "Sở, ban, ngành",
                    "Khối": "Chính quyền", "Cấp": "Cấp tỉnh", "Mã cơ quan cấp trên": "T",
                    "Thành lập từ ngày": "01/01/2001"}],
        "Cán bộ": [{"Số hiệu cán bộ": "YT1", "Họ và tên": "Cầm Bá Yên", "Giới tính": "Nam", "Ngày sinh": "07/1979"}],
        "Chức vụ": [{"Số hiệu cán bộ": "YT1", "Mã đơn vị": "T-SYT", "Chức danh": "Giám đốc sở",
                     "Giữ từ ngày": "01/06/2020"}],
        "Trình độ": [{"Số hiệu cán bộ": "YT1", "Loại trình độ": "Lý luận chính trị", "Trình độ": "CCLLCT"}],
        "Xếp loại": [{"Số hiệu cán bộ": "YT1", "Năm": 2021, "Xếp loại": "HTXSNV"}],
        "Quy hoạch": [{"Số hiệu cán bộ": "YT1", "Chức danh quy hoạch": "P_PC_VICE", "Mã đơn vị": "T",
                       "Nhiệm kỳ": "2021-2026", "Đưa vào từ ngày": "01/09/2021"}],
        "Đào tạo bồi dưỡng": [{"Số hiệu cán bộ": "YT1", "Loại lớp": "QPAN", "Tên lớp, chương trình": "QPAN K5",
                               "Bế giảng": "20/03/2021"}],
    }  # fmt: skip
    for name, given in rows.items():
        sheet = book[name]
        titles = {cell.value: cell.column for cell in sheet[1]}
        for row in given:
            for title, value in row.items():
                sheet.cell(3, titles[title]).value = value
    judgement = imported(saved(book), small.by)
    assert totals(judgement) == {"create": 7, "skipped": 7}, messages(judgement)
    yen = Official.objects.get(code="YT1")
    assert yen.current_unit == Unit.objects.get(code="T-SYT")
    assert yen.theory_rank == 3
    assert SuccessionEntry.objects.get().official == yen
    assert yen.training_records.get().unit_then == yen.current_unit


def test_an_untouched_template_holds_only_examples(small: Small) -> None:
    judgement = imported(write_template(), small.by)
    assert totals(judgement) == {"skipped": 7}
    assert not Official.objects.exists()


def test_a_changed_registry_is_judged_again_before_writing(small: Small) -> None:
    batch, judgement = judged(table(HEADER, ["Nguyễn Văn An", "1980", "Nam", None]), small.by)
    save_officials(by=small.by, rows=[OfficialRow("X1", "Nguyễn Văn An", "M", "1980-00-00")])
    done = apply_batch(batch, by=small.by, judgement=judgement)
    assert totals(done) == {"unchanged": 1}, "somebody else entered him meanwhile"
    assert Official.objects.count() == 1


def test_a_batch_is_applied_once(small: Small) -> None:
    batch, _ = judged(table(HEADER, ["Nguyễn Văn An", "1980", "Nam", None]), small.by)
    apply_batch(batch, by=small.by)
    with pytest.raises(RuleBroken, match="Đã ghi"):
        apply_batch(batch, by=small.by)
    with pytest.raises(RuleBroken, match="Đã ghi"):
        abandon_import(by=small.by, batch=batch)


def test_an_import_is_in_the_audit_and_the_chain_holds(small: Small) -> None:
    imported(table(HEADER, ["Nguyễn Văn An", "1980", "Nam", None]), small.by)
    done = Act.objects.filter(action="officials.apply_import").get()
    assert done.detail["counts"]["total"]["create"] == 1
    assert done.changes_count > 1
    assert not list(verify_chain(with_changes=True))


def test_standing_told_before_inserting_is_what_refreshing_would_say(small: Small) -> None:
    load_titles(by=small.by, rows=[])
    header = ["Số hiệu", *HEADER, "Chức danh", "Giữ chức vụ từ", "LLCT"]
    rows = [
        [f"N{n}", f"Người Thứ {n}", "1980", "Nam", unit, title, since, "CC"]
        for n, (unit, title, since) in enumerate(
            [("T-SNV", "Giám đốc sở", "01/06/2020"), ("T-XA", "C_PC_CHAIR", "01/06/2030"), (None, None, None)]
        )
    ]
    book = openpyxl.load_workbook(io.BytesIO(table(header, *rows)))
    posts = book.create_sheet("Chức vụ")
    posts.append(["Số hiệu cán bộ", "Mã đơn vị", "Chức danh", "Giữ từ ngày", "Công tác chính"])
    posts.append(["N0", "T-XA", "C_PC_VICE", "01/01/2019", "Không"])
    imported(saved(book), small.by)
    acts = Act.objects.filter(action="officials.refresh_standing").order_by("-id")
    assert acts[0].detail == {"examined": 3, "changed": 0}
    assert Official.objects.get(code="N0").current_post.count(";") == 1
    assert Official.objects.get(code="N1").current_unit is None, "a post of the future is not held today"


def test_queries_do_not_grow_with_rows(small: Small) -> None:
    def queries(count: int) -> int:
        rows = [[f"Người Thứ {n} {count}", f"{1960 + n % 35}", "Nam", "T-SNV", "Trưởng phòng sở"] for n in range(count)]
        batch = start_import(by=small.by, filename="a.xlsx", content=table([*HEADER, "Chức danh"], *rows))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            apply_batch(batch, by=small.by, judgement=judge_batch(batch, by=small.by))
        return len(captured)

    few = queries(3)
    assert queries(300) == few


def test_the_file_is_kept_as_it_came(small: Small) -> None:
    content = table(HEADER, ["Nguyễn Văn An", "1980", "Nam", None])
    batch, _ = judged(content, small.by, "C:\\Tài liệu\\bảng 1.xlsx")
    stored = ImportBatch.objects.get(pk=batch.pk)
    assert (stored.filename, bytes(stored.content), stored.uploaded_on) == ("bảng 1.xlsx", content, date(2022, 1, 10))
