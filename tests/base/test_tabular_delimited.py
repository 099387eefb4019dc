"""Text files: encodings, separators, quotes."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.base.tabular import Workbook, read_workbook
from tests.base.test_text_legacy import to_tcvn3, to_vni

ROWS = [["Họ và tên", "Năm sinh", "Mã"], ["Nguyễn Văn Đạt", "3/1975", "001"], ["Lê Thị Hường", "1.234,5", "x;y,z"]]


def text_file(delimiter: str = ";") -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerows(ROWS)
    return target.getvalue()


def values(workbook: Workbook) -> list[list[object]]:
    return [list(row.values) for row in workbook.sheets[0].rows]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_separator_is_found(delimiter: str) -> None:
    workbook = read_workbook(text_file(delimiter).encode(), "danh sach.csv")
    assert values(workbook) == ROWS
    assert workbook.delimiter == delimiter
    assert workbook.sheets[0].name == "danh sach"


def test_the_separator_may_be_declared() -> None:
    workbook = read_workbook(("sep=|\r\n" + text_file("|")).encode(), "a.csv")
    assert values(workbook) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_are_read(encoding: str) -> None:
    workbook = read_workbook(text_file("\t").encode(encoding), "a.txt")
    assert values(workbook) == ROWS
    assert workbook.encoding == encoding[:6].rstrip("-")


def as_cp1258(text: str) -> bytes:
    """Windows-1258 writes hats as letters and tones as marks after them."""
    out = bytearray()
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tone = next(p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323")
            letter = unicodedata.normalize("NFC", parts.replace(tone, ""))
            out += letter.encode("cp1258") + tone.encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("cp1258", as_cp1258),
        ("tcvn3", lambda text: to_tcvn3(text).encode("latin-1")),
        ("vni", lambda text: to_vni(text).encode("latin-1")),
    ],
)
def test_files_in_old_encodings_are_converted(encoding: str, encode: object) -> None:
    assert callable(encode)
    workbook = read_workbook(encode(text_file()), "a.csv")
    assert workbook.encoding == encoding
    assert values(workbook) == ROWS


def test_unknown_old_encodings_are_read_with_a_warning() -> None:
    workbook = read_workbook("Tên;Größe\nMüller;überlänge\n".encode("cp1252"), "a.csv")
    assert workbook.sheets[0].rows[1].values == ["Müller", "überlänge"]
    assert "CSV UTF-8" in workbook.warnings[0]


def test_blank_lines_keep_the_numbers_and_open_quotes_are_told() -> None:
    workbook = read_workbook(b'a;b\n\n;;\n"c;d\n', "a.csv")
    assert workbook.sheets[0].rows[0].values == ["a", "b"]
    assert workbook.sheets[0].rows[1].number == 4
    assert "nháy kép" in workbook.warnings[0]


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12
).filter(lambda s: s.strip() and not s.lower().startswith("sep="))


@settings(deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=3, max_size=8))
def test_what_was_written_is_read(table: list[list[str]]) -> None:
    target = io.StringIO()
    csv.writer(target, delimiter="\t", quoting=csv.QUOTE_ALL).writerows(table)
    read = values(read_workbook(target.getvalue().encode("utf-8-sig"), "a.csv"))
    assert read == [[unicodedata.normalize("NFC", cell) for cell in row] for row in table]


def test_old_encodings_hidden_in_unicode_files_are_told_by_column() -> None:
    text = "Họ và tên;Đơn vị\n" + to_tcvn3("Nguyễn Thị Hà;") + "Sở Y tế\n" + to_tcvn3("Trần Văn Đạt;") + "Sở Nội vụ\n"
    workbook = read_workbook(text.encode("utf-8"), "a.csv")
    assert workbook.sheets[0].legacy_encodings == {1: "tcvn3"}
    assert "TCVN3" in workbook.warnings[0]
