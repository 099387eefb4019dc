"""What is refused, always with a sentence that says what to do, and never with a crash."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.base.errors import BadInput
from hientai.base.tabular import Limits, read_workbook
from tests.base.test_tabular_reading import SHEET1, edited, xlsx

DATA = Path(__file__).parent / "data"


def small_book() -> bytes:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Họ và tên", "Năm sinh"])
        sheet.write_row("A2", ["Nguyễn Văn An", 1975])

    return xlsx(fill)


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.xlsx", "rỗng"),
        (b"%PDF-1.7 ...", "a.xlsx", "PDF"),
        (b"\x89PNG\r\n", "a.xls", "ảnh"),
        (b"<html><body><table>", "a.xls", "trang web"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "a.xls", "trang web"),
        (b"hello", "a.xlsx", "không phải là tệp Excel"),
        (b"\x00\x01\x02\x03" * 50, "a.csv", "không phải là tệp Excel hay tệp văn bản|bị hỏng"),
        (b"PK\x03\x04 cut", "a.xlsx", "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "hỏng"),
        (zipped(word__document_xml=b"x"), "a.xlsx", "Word"),
        (zipped(a_txt=b"x"), "a.xlsx", "tệp nén"),
        (zipped(**{"xl/workbook.bin": b"x"}), "a.xlsb", ".xlsb"),
        (zipped(**{"content.xml": b"x"}), "a.ods", "OpenDocument"),
        (zipped(**{"xl/workbook.xml": b"<not xml"}), "a.xlsx", "hỏng"),
    ],
)
def test_other_files_are_named_and_refused(data: bytes, name: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        read_workbook(data, name)
    assert "Hãy" in caught.value.message


def test_locked_workbooks_ask_for_the_lock_to_be_removed() -> None:
    with pytest.raises(BadInput, match="mật khẩu"):
        read_workbook((DATA / "locked.xlsx").read_bytes(), "a.xlsx")
    old = (DATA / "staff.xls").read_bytes()
    write_access, file_pass = struct.pack("<HH", 0x005C, 112), struct.pack("<HH", 0x002F, 112)
    assert write_access in old
    with pytest.raises(BadInput, match="mật khẩu"):
        read_workbook(old.replace(write_access, file_pass, 1), "a.xls")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files_are_refused(share: float) -> None:
    for data in (small_book(), (DATA / "staff.xls").read_bytes()):
        with pytest.raises(BadInput, match="hỏng"):
            read_workbook(data[: int(len(data) * share)], "a.xlsx")


def test_zip_bomb_is_refused_by_its_ratio_before_unpacking() -> None:
    bomb = edited(small_book(), SHEET1, lambda xml: xml + b" " * 50_000_000)
    assert len(bomb) < 200_000
    with pytest.raises(BadInput, match="bung ra quá lớn"):
        read_workbook(bomb, "a.xlsx")


def test_zip_bomb_by_total_size_or_number_of_parts_is_refused() -> None:
    with pytest.raises(BadInput, match="bung ra quá lớn"):
        read_workbook(small_book(), "a.xlsx", limits=Limits(unpacked_bytes=2000))
    with pytest.raises(BadInput, match="bung ra quá lớn"):
        read_workbook(small_book(), "a.xlsx", limits=Limits(entries=3))


def test_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    honest = edited(small_book(), SHEET1, lambda xml: xml + b" " * 5_000_000)
    true_size = len(zipfile.ZipFile(io.BytesIO(honest)).read(SHEET1))
    with pytest.raises(BadInput, match="hỏng"):
        read_workbook(honest.replace(struct.pack("<I", true_size), struct.pack("<I", 900)), "a.xlsx")


def test_entity_definitions_are_refused() -> None:
    declared = edited(
        small_book(), "xl/sharedStrings.xml", lambda xml: xml.replace(b"<sst", b'<!DOCTYPE a [<!ENTITY b "c">]><sst')
    )
    with pytest.raises(BadInput, match="hỏng"):
        read_workbook(declared, "a.xlsx")


@pytest.mark.parametrize("reference", [b"XFD1048576", b"ZZ99999", b"A900000"])
@pytest.mark.parametrize("spelling", [b'<c r="%s"', b"<c\tr='%s'"])
def test_a_stray_value_far_away_is_refused_before_memory_is_taken(reference: bytes, spelling: bytes) -> None:
    far = edited(small_book(), SHEET1, lambda xml: xml.replace(b'<c r="B2"', spelling % reference))
    with pytest.raises(BadInput, match="Ctrl\\+End"):
        read_workbook(far, "a.xlsx")


def test_size_limits_say_what_to_do() -> None:
    with pytest.raises(BadInput, match="chia nhỏ"):
        read_workbook(small_book(), "a.xlsx", limits=Limits(rows=1))
    with pytest.raises(BadInput, match="chia nhỏ"):
        read_workbook(small_book(), "a.xlsx", limits=Limits(file_bytes=100))
    with pytest.raises(BadInput, match="trang tính"):
        read_workbook(small_book(), "a.xlsx", limits=Limits(sheets=0))
    with pytest.raises(BadInput, match="quá lớn"):
        read_workbook(b"a;b\n1;2\n", "a.csv", limits=Limits(rows=1))


WHOLE = [small_book(), (DATA / "staff.xls").read_bytes()]


def damage(data: st.DataObject, original: bytes) -> bytes:
    damaged = bytearray(original)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    return bytes(damaged)


def read_or_refused(data: bytes) -> None:
    try:
        workbook = read_workbook(data, "a.xlsx")
    except BadInput as refusal:
        assert "Hãy" in refusal.message
    else:
        assert all(row.number >= 1 for sheet in workbook.sheets for row in sheet.rows)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_files_are_read_or_refused_but_never_crash(data: st.DataObject) -> None:
    read_or_refused(damage(data, data.draw(st.sampled_from(WHOLE))))


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from([SHEET1, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]))
def test_damage_inside_an_intact_archive_is_read_or_refused_too(data: st.DataObject, part: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE[0])) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, damage(data, old.read(name)) if name == part else old.read(name))
    read_or_refused(target.getvalue())


def test_a_file_that_ends_the_reading_process_is_only_refused() -> None:
    with pytest.raises(BadInput, match="hỏng"):
        read_workbook((DATA / "poison.xls").read_bytes(), "a.xls")
