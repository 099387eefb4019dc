"""Old .xls files: the compound file and the record stream inside, as far as needed to refuse and to measure.

Cells are read by the cell reader; this module finds passwords, damage, the extent of each sheet and its formulas.
Formats: [MS-CFB] and [MS-XLS] of Microsoft's open specifications.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from hientai.base.errors import BadInput
from hientai.base.tabular.archive import DAMAGED

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # sector numbers from here on mean "no more" or "not a stream"
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _FORMULA = 0x0809, 0x000A, 0x002F, 0x0085, 0x0006
_VALUES = frozenset([_FORMULA, 0x00BD, 0x00FD, 0x0203, 0x0003, 0x027E, 0x007E, 0x0204, 0x0004, 0x0205, 0x0005, 0x00D6])
_MULTIPLE_RK = 0x00BD
PASSWORD = "Tệp có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ) rồi gửi lại."


@dataclass(slots=True)
class BiffSheet:
    """Extent (last row, last column; from 1) and formula cells of one sheet, in the order of the workbook."""

    last_row: int = 0
    last_column: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)


def inspect_xls(data: bytes) -> list[BiffSheet]:
    """Extents and formulas of the sheets. Raises `BadInput` for passwords, damage and other compound files."""
    try:
        streams = _directory(data)
        if "EncryptedPackage" in streams:
            raise BadInput(PASSWORD)
        name = next((n for n in ("Workbook", "Book") if n in streams), None)
        if name is None:
            if "WordDocument" in streams:
                raise BadInput("Đây là tệp Word, không phải Excel. Hãy chép bảng sang Excel, lưu .xlsx rồi gửi lại.")
            raise BadInput("Đây không phải là tệp Excel. Hãy mở bằng Excel và lưu thành .xlsx rồi gửi lại.")
        return _sheets(streams[name])
    except (struct.error, IndexError) as error:
        raise BadInput(DAMAGED) from error


def _directory(data: bytes) -> dict[str, bytes]:
    """The large streams of a compound file by name (an Excel stream is never in the small-stream area for long)."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise BadInput(DAMAGED)
    table = _allocation_table(data, size)
    first_directory = struct.unpack_from("<I", data, 48)[0]
    cutoff = struct.unpack_from("<I", data, 56)[0]
    entries = _chain(data, table, size, first_directory)
    small = b""
    small_table: list[int] = []
    streams: dict[str, bytes] = {}
    for offset in range(0, len(entries) - 127, 128):
        name_length, kind = struct.unpack_from("<H", entries, offset + 64)[0], entries[offset + 66]
        start, length = struct.unpack_from("<IQ", entries, offset + 116)
        length &= 0xFFFFFFFF
        if kind == 5:
            small = _chain(data, table, size, start)[:length]
            first_small = struct.unpack_from("<I", data, 60)[0]
            packed = _chain(data, table, size, first_small) if first_small < _END else b""
            small_table = list(struct.unpack(f"<{len(packed) // 4}I", packed[: len(packed) // 4 * 4]))
        elif kind == 2:
            name = entries[offset : offset + max(0, min(name_length, 64) - 2)].decode("utf-16-le", "replace")
            content = (
                _chain(small, small_table, 64, start, header=0) if length < cutoff else _chain(data, table, size, start)
            )
            if len(content) < length:
                raise BadInput(DAMAGED)
            streams[name] = content[:length]
    return streams


def _allocation_table(data: bytes, size: int) -> list[int]:
    """The sector chain table, from the 109 entries of the header and the chain of further ones."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    following, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // size)):
        if following >= _END:
            break
        block = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        sectors += block[:-1]
        following = block[-1]
    table: list[int] = []
    for sector in sectors:
        if sector < _END:
            table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return table


def _chain(data: bytes, table: list[int], size: int, start: int, header: int = 1) -> bytes:
    """The bytes of a chain of sectors; a loop or a sector outside the file is damage."""
    pieces: list[bytes] = []
    sector = start
    while sector < _END:
        offset = (sector + header) * size
        if len(pieces) > len(table) or offset >= len(data):
            raise BadInput(DAMAGED)
        pieces.append(data[offset : offset + size])
        sector = table[sector]
    return b"".join(pieces)


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, int, int]]:
    """(record type, offset of its body, length) of one substream, up to its end record."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield kind, offset + 4, length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        offset += 4 + length


def _sheets(stream: bytes) -> list[BiffSheet]:
    offsets = []
    for kind, body, _ in _records(stream, 0):
        if kind == _FILEPASS:
            raise BadInput(PASSWORD)
        if kind == _BOUNDSHEET:
            offsets.append(struct.unpack_from("<I", stream, body)[0])
    return [_sheet(stream, offset) for offset in offsets]


def _sheet(stream: bytes, offset: int) -> BiffSheet:
    sheet = BiffSheet()
    for kind, body, length in _records(stream, offset):
        if kind in _VALUES:
            row, column = struct.unpack_from("<HH", stream, body)
            last = struct.unpack_from("<H", stream, body + length - 2)[0] if kind == _MULTIPLE_RK else column
            sheet.last_row = max(sheet.last_row, row + 1)
            sheet.last_column = max(sheet.last_column, last + 1)
            if kind == _FORMULA:
                sheet.formulas.add((row + 1, column + 1))
    return sheet
