"""The zip around an .xlsx: refuse bombs and damage, and hand on only the parts that hold cells.

Nothing the archive says about itself is believed. Each part that is kept is unpacked here, under a limit, and
written into a fresh uncompressed archive; macros, external links, pictures and caches are never unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from hientai.base.errors import BadInput
from hientai.base.tabular.model import Limits

_KEPT = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/[^/]+\.rels"
    r"|xl/worksheets/[^/]+\.xml|xl/sharedstrings\.xml|xl/styles\.xml"
)
_CHUNK = 1 << 20
_RATIO_FROM = 1_000_000  # small parts may shrink a lot without harm
DAMAGED = "Tệp bị hỏng hoặc bị cắt cụt khi sao chép. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
_BOMB = (
    "Tệp bung ra quá lớn so với một bảng tính bình thường nên không được mở. Hãy chép riêng bảng cần nhập sang tệp mới."
)


@dataclass(frozen=True, slots=True)
class Package:
    """The kept parts by lower-case name, the same as a fresh archive, and what was left out."""

    parts: dict[str, bytes]
    rebuilt: bytes
    has_macros: bool
    has_external_links: bool


def open_package(data: bytes, limits: Limits) -> Package:
    """Unpack the parts of an .xlsx that hold cells. Raises `BadInput` for bombs, damage, passwords and other files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries, limits)
            return _unpack(archive, entries, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise BadInput(DAMAGED) from error


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """What can be refused before anything is unpacked."""
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise BadInput(_BOMB)
    if any(_is_too_dense(entry.file_size, entry.compress_size, limits) for entry in entries):
        raise BadInput(_BOMB)
    names = {entry.filename.lower().replace("\\", "/") for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadInput("Tệp có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ) rồi gửi lại.")
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise BadInput("Tệp là .xlsb. Hãy mở bằng Excel và lưu thành .xlsx rồi gửi lại.")
    if any(name.startswith("word/") for name in names):
        raise BadInput("Đây là tệp Word, không phải Excel. Hãy chép bảng sang Excel, lưu .xlsx rồi gửi lại.")
    if "content.xml" in names:
        raise BadInput("Tệp là bảng tính OpenDocument (.ods). Hãy lưu thành .xlsx rồi gửi lại.")
    raise BadInput("Đây là tệp nén, không phải tệp Excel. Hãy giải nén và gửi riêng tệp .xlsx bên trong.")


def _is_too_dense(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > _RATIO_FROM and unpacked > packed * limits.ratio


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits) -> Package:
    parts: dict[str, bytes] = {}
    target = io.BytesIO()
    total = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as fresh:
        for entry in entries:
            name = entry.filename.replace("\\", "/").lstrip("/")
            key = name.lower()
            if not _KEPT.fullmatch(key) or key in parts:
                continue
            content = _read_part(archive, entry, limits.unpacked_bytes - total)
            total += len(content)
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise BadInput(DAMAGED)  # no spreadsheet program writes one; entity bombs start with one
            parts[key] = content
            fresh.writestr(zipfile.ZipInfo(name), content)
    names = [entry.filename.lower() for entry in entries]
    return Package(
        parts=parts,
        rebuilt=target.getvalue(),
        has_macros=any(name.endswith("vbaproject.bin") for name in names),
        has_external_links=any("xl/externallinks/" in name for name in names),
    )


def _read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowed: int) -> bytes:
    """One part, read in pieces; zipfile stops at the size the directory gives and checks the checksum."""
    pieces = []
    with archive.open(entry) as stream:
        while piece := stream.read(_CHUNK):
            allowed -= len(piece)
            if allowed < 0:
                raise BadInput(_BOMB)
            pieces.append(piece)
    return b"".join(pieces)
