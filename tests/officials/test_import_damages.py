"""Twenty ways in which real workbooks are damaged: each is told with its cell and what to do, and nothing is lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.base.text.legacy import TCVN3
from hientai.officials.exchange.importing import annotated, judge_batch, open_batch
from hientai.officials.exchange.judgement import Judgement
from hientai.officials.models import ImportBatch, Official
from hientai.officials.operations.imports import start_import
from tests.factories.province import Small
from tests.officials.import_book import column_of, exported, fill_registry, judged, messages, saved, table, totals

TO_TCVN3 = {letter: char for char, letter in TCVN3.items()}
Damage = Callable[[Any], None]


@pytest.fixture
def by(small: Small) -> Actor:
    """The importer, with a filled registry."""
    fill_registry(small.by)
    return small.by


def cell(book: Any, sheet: str, title: str, row: int) -> Any:
    """A cell of the export by sheet, header and row."""
    return book[sheet].cell(row=row, column=column_of(book[sheet], title))


def set_birth(value: Any) -> Damage:
    """Put something into the first person's birth date."""

    def damage(book: Any) -> None:
        cell(book, "Cán bộ", "Ngày sinh", 2).value = value

    return damage


def damaged(damage: Damage, by: Actor) -> tuple[bytes, ImportBatch, Judgement]:
    """The export with one damage, judged."""
    book = exported()
    damage(book)
    content = saved(book)
    batch, judgement = judged(content, by)
    return content, batch, judgement


def assert_nothing_is_lost(content: bytes, batch: ImportBatch) -> Any:
    """Every cell with a value stands unchanged in the annotated workbook, and the file itself is kept."""
    assert bytes(batch.content) == content
    before = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    after = openpyxl.load_workbook(io.BytesIO(annotated(batch)))
    read = {(s.name, r.number): r.values for s in open_batch(batch).sheets for r in s.rows}
    for sheet in before.worksheets:
        for row in sheet.iter_rows(max_row=60):  # the export has 21 rows; damages add blank ones
            for one in row:
                if one.value is not None and (sheet.title, one.row) in read:
                    found = after[sheet.title].cell(one.row, one.column).value
                    same = str(found).removesuffix(" 00:00:00") == str(one.value).removesuffix(" 00:00:00")
                    assert same, (sheet.title, one.coordinate, one.value, found)
    return after


def move_header(book: Any) -> None:
    sheet = book["Cán bộ"]
    sheet.insert_rows(1, 4)
    sheet["A1"] = "TỈNH ỦY MẪU"
    sheet["C2"] = "DANH SÁCH CÁN BỘ"


def rename_headers(book: Any) -> None:
    sheet = book["Cán bộ"]
    for title, other in (("Họ và tên", "HỌ VÀ TÊN KHAI SINH"), ("Số căn cước", "Số CCCD"), ("Ngày sinh", "Ngay sinh")):
        sheet.cell(1, column_of(sheet, title)).value = other


def break_header(book: Any) -> None:
    sheet = book["Cán bộ"]
    for title in ("Số hiệu cán bộ", "Họ và tên"):
        sheet.cell(1, column_of(sheet, title)).value = "???"


def merge_units(book: Any) -> None:
    sheet = book["Chức vụ"]
    rows = [row for row in range(2, 6) if cell(book, "Chức vụ", "Mã đơn vị", row).value == "T-XA"]
    column = column_of(sheet, "Mã đơn vị")
    assert rows[-1] == rows[0] + 1
    sheet.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=column, end_column=column)


def type_dates(book: Any) -> None:
    for row, text in ((2, "ngày 12 tháng 5 năm 1980"), (3, "1985"), (4, "11-1990")):
        name = cell(book, "Cán bộ", "Số hiệu cán bộ", row).value
        wanted = {"CB1": "ngày 12 tháng 5 năm 1980", "CB2": "1985", "CB3": "11-1990"}[name]
        cell(book, "Cán bộ", "Ngày sinh", row).value = wanted or text


def use_tcvn3(book: Any) -> None:
    for row in (2, 3, 4):
        one = cell(book, "Cán bộ", "Họ và tên", row)
        one.value = "".join(TO_TCVN3.get(char, char) for char in one.value)


def repeat_person(book: Any) -> None:
    sheet = book["Cán bộ"]
    sheet.append([one.value for one in sheet[2]])


def repeat_rating(book: Any) -> None:
    sheet = book["Xếp loại"]
    sheet.append([one.value for one in sheet[2]])


def forget_unit(book: Any) -> None:
    cell(book, "Chức vụ", "Mã đơn vị", 2).value = None
    cell(book, "Chức vụ", "Đơn vị", 2).value = "Sở Nội vu tỉnh"


def unsaved_formula(book: Any) -> None:
    cell(book, "Cán bộ", "Quê quán", 2).value = '=CONCATENATE("Xã ","Mẫu")'


def far_away_blank(book: Any) -> None:
    sheet = book["Cán bộ"]
    for row in range(5, 40_005):
        sheet.cell(row, 1).value = None
        sheet.row_dimensions[row].height = 15
    sheet.cell(40_005, 1).value = " "


def hide_sheet(book: Any) -> None:
    book["Xếp loại"].sheet_state = "hidden"


def wrong_code(book: Any) -> None:
    cell(book, "Cán bộ", "Dân tộc", 2).value = "Kinhh"


def odd_term(book: Any) -> None:
    cell(book, "Quy hoạch", "Nhiệm kỳ", 2).value = "2021-2025"


def slip_codes(book: Any) -> None:
    codes = [cell(book, "Cán bộ", "Số hiệu cán bộ", row) for row in (2, 3, 4)]
    values = [one.value for one in codes]
    for one, value in zip(codes, values[1:] + values[:1], strict=True):
        one.value = value


def total_line(book: Any) -> None:
    book["Cán bộ"].append([None, "Tổng cộng: 3 người"])


def excel_error(book: Any) -> None:
    one = cell(book, "Cán bộ", "Quê quán", 2)
    one.value, one.data_type = "#N/A", "e"


def stranger(book: Any) -> None:
    cell(book, "Xếp loại", "Số hiệu cán bộ", 2).value = "CB999"


def short_citizen_number(book: Any) -> None:
    for row in (2, 3, 4):
        if cell(book, "Cán bộ", "Số căn cước", row).value:
            cell(book, "Cán bộ", "Số căn cước", row).value = 2080000011


CASES: dict[str, tuple[Damage, dict[str, int], str, str]] = {
    # name: damage, what is not "unchanged", severity, words that must be told
    "header-not-in-first-row": (move_header, {}, "", ""),
    "other-header-words": (rename_headers, {}, "", ""),
    "header-lost": (break_header, {"rejected": 3}, "error", "Thiếu cột bắt buộc"),
    "merged-cells": (merge_units, {}, "warning", "ô gộp"),
    "dates-as-text": (type_dates, {}, "", ""),
    "impossible-date": (set_birth("31/02/1980"), {"rejected": 1}, "error", "không có ngày 31"),
    "two-digit-year": (set_birth("12/5/80"), {"rejected": 1}, "error", "bốn chữ số"),
    "tcvn3-names": (use_tcvn3, {}, "warning", "TCVN3"),
    "person-twice": (repeat_person, {"rejected": 1}, "error", "Trùng với dòng 2"),
    "rating-twice": (repeat_rating, {"unchanged": 1}, "warning", "Giống hệt dòng 2"),
    "missing-unit": (forget_unit, {"rejected": 1}, "error", "Có phải «Sở Nội vụ»?"),
    "formula-without-result": (unsaved_formula, {"rejected": 1}, "error", "Công thức chưa có kết quả"),
    "excel-error": (excel_error, {"rejected": 1}, "error", "#N/A"),
    "forty-thousand-empty-rows": (far_away_blank, {}, "", ""),
    "hidden-sheet": (hide_sheet, {"unchanged": -6}, "warning", "trang tính bị ẩn"),
    "unknown-code": (wrong_code, {"rejected": 1}, "error", "Có phải «Kinh»?"),
    "odd-term": (odd_term, {}, "warning", "hiểu là «Nhiệm kỳ 2021-2026»"),
    "slipped-rows": (slip_codes, {"rejected": 3}, "error", "Hãy kiểm tra dòng có bị lệch"),
    "total-line": (total_line, {"skipped": 1}, "warning", "không phải dữ liệu"),
    "stranger": (stranger, {"rejected": 1}, "error", "Không có cán bộ «CB999»"),
    "lost-leading-zero": (short_citizen_number, {}, "warning", "002080000011"),
}
ROWS = 3 + 3 + 4 + 3 + 6 + 1 + 1


@pytest.mark.parametrize("name", CASES)
def test_a_damaged_export_comes_back_with_remarks(by: Actor, name: str) -> None:
    damage, expected, severity, words = CASES[name]
    content, batch, judgement = damaged(damage, by)
    found = totals(judgement)
    rejected = expected.get("rejected", 0)
    is_added = name in ("person-twice", "total-line")
    unchanged = ROWS + expected.get("unchanged", 0) - (0 if is_added else rejected)
    wanted = {"unchanged": unchanged, **{k: v for k, v in expected.items() if k != "unchanged"}}
    assert found == wanted, messages(judgement)
    after = assert_nothing_is_lost(content, batch)
    if words:
        told = messages(judgement, severity)
        assert any(words in text for text in told), told
        notes = [str(row[4].value) for row in after["Kết quả kiểm tra"].iter_rows(min_row=2)]
        assert any(words in text for text in notes)


@pytest.mark.django_db
def test_an_error_stands_on_its_cell(by: Actor) -> None:
    _, batch, judgement = damaged(set_birth("31/02/1980"), by)
    sheet = exported()["Cán bộ"]
    column = column_of(sheet, "Ngày sinh")
    [issue] = [i for i in judgement.issues if i.severity == "error"]
    assert (issue.sheet, issue.row, issue.column) == ("Cán bộ", 2, column)
    marked = openpyxl.load_workbook(io.BytesIO(annotated(batch)))["Cán bộ"].cell(2, column)
    assert marked.comment is not None and "Lỗi" in marked.comment.text
    assert marked.fill.fgColor.rgb not in ("00000000", "FFFFFFFF")


REFUSED = {
    "zip-bomb": "nén",
    "not-excel": "không phải là tệp Excel",
    "picture": "ảnh",
    "web-page": "trang web",
    "empty": "rỗng",
}


def refused_file(name: str) -> bytes:
    """A file that is no table, or a dangerous one."""
    if name == "zip-bomb":
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
        return target.getvalue()
    given = {"not-excel": b"\x00\x01hello", "picture": b"\x89PNG\r\n", "web-page": b"<html><table>", "empty": b""}
    return given[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_with_what_to_do(small: Small, name: str) -> None:
    probe = ImportBatch(filename="bang.xlsx", content=refused_file(name))
    with pytest.raises(BadInput) as refusal:
        open_batch(probe)
    assert "Hãy" in refusal.value.message
    assert REFUSED[name] in refusal.value.message or name == "zip-bomb"


def test_old_excel_and_text_files_are_read_too(by: Actor) -> None:
    text = "Số hiệu;Họ và tên;Ngày sinh;Giới tính\nCB1;Hoàng Văn Thụ;12/05/1980;Nam\n;Cầm Thị Mới;1991;Nữ\n"
    _, judgement = judged(text.encode("utf-8-sig"), by, "danh-sach.csv")
    assert totals(judgement) == {"unchanged": 1, "create": 1}


def test_a_sheet_without_any_known_header_is_told(small: Small) -> None:
    _, judgement = judged(table(["abc", "def"], [1, 2]), small.by)
    assert totals(judgement) == {}
    assert "Không trang nào có dòng tiêu đề" in messages(judgement)[0]
    assert not Official.objects.exists()


def test_vni_text_is_converted_with_a_preview(small: Small) -> None:
    rows = [["Họ và tên", "Ngày sinh", "Giới tính"], ["Nguyeãn Vaên Ñaït", date(1980, 1, 2), "Nam"],
            ["Traàn Thò Höông", date(1981, 1, 2), "Nữ"]]  # fmt: skip
    batch = start_import(by=small.by, filename="vni.xlsx", content=table(*rows))
    judgement = judge_batch(batch, by=small.by)
    assert [row.full_name for row in judgement.plan.new_officials] == ["Nguyễn Văn Đạt", "Trần Thị Hương"]
    assert any("VNI" in text and "Nguyễn Văn Đạt" in text for text in messages(judgement, "warning"))
