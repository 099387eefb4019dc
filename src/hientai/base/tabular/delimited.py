"""Text files: which encoding, which separator, which rows."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter

from hientai.base.errors import BadInput
from hientai.base.tabular.model import Limits, Row, Sheet, Workbook
from hientai.base.text import decode_legacy
from hientai.base.text.syllables import is_syllable

_SAMPLE = 40_000
_WORD = re.compile(r"[^\W\d_]+")
_LEGACY_WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")
_DELIMITERS = (";", ",", "\t", "|")
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_delimited(data: bytes, name: str, limits: Limits) -> Workbook:
    """The one sheet of a text file, every value a text. Raises `BadInput` when it is no text or too big."""
    text, encoding = _decode(data)
    warnings = []
    if _CONTROL.search(text[:_SAMPLE]):
        raise BadInput("Đây không phải là tệp Excel hay tệp văn bản. Hãy lưu thành .xlsx hoặc .csv rồi gửi lại.")
    if encoding == "cp1252":
        warnings.append("Không nhận ra bảng mã tiếng Việt của tệp. Hãy lưu lại dạng “CSV UTF-8” nếu chữ bị sai.")
    delimiter, text = _delimiter(text)
    if text.count('"') % 2:
        warnings.append('Tệp có dấu nháy kép (") chưa đóng; vài dòng có thể bị dính vào nhau. Hãy kiểm tra lại.')
    legacy = encoding if encoding in ("tcvn3", "vni") else None
    sheet = Sheet(name=name, rows=_rows(text, delimiter, legacy, limits))
    return Workbook("csv", [sheet], encoding=encoding, delimiter=delimiter, warnings=warnings)


def _rows(text: str, delimiter: str, legacy: str | None, limits: Limits) -> list[Row]:
    rows: list[Row] = []
    cells = 0
    try:
        for number, record in enumerate(csv.reader(text.splitlines(keepends=True), delimiter=delimiter), start=1):
            while record and not record[-1].strip():
                record.pop()
            if not record:
                continue
            cells += len(record)
            if len(rows) >= limits.rows or len(record) > limits.columns or cells > limits.cells:
                raise BadInput(f"Tệp quá lớn (hơn {limits.rows} dòng hoặc {limits.columns} cột). Hãy chia nhỏ rồi gửi.")
            if legacy:
                record = [decode_legacy(value, legacy) for value in record]
            rows.append(Row(number, [unicodedata.normalize("NFC", value) or None for value in record]))
    except csv.Error as error:
        raise BadInput(
            "Tệp .csv bị hỏng (có ô quá dài hoặc dấu nháy kép sai). Hãy lưu thành .xlsx rồi gửi lại."
        ) from error
    return rows


def _decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: marked Unicode first, then UTF-8, then the old encoding that reads best."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace"), "utf-8"
    wide = "utf-16-le" if data[1:200:2].count(0) > data[0:200:2].count(0) else "utf-16-be"
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if marked or data[:200].count(0) > len(data[:200]) // 4:
        try:
            return data.decode("utf-16" if marked else wide), "utf-16"
        except UnicodeDecodeError as error:
            raise BadInput("Tệp văn bản bị hỏng hoặc bị cắt cụt. Hãy lưu lại dạng “CSV UTF-8” rồi gửi lại.") from error
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_old(data)


def _decode_old(data: bytes) -> tuple[str, str]:
    latin = data.decode("latin-1")
    scores: dict[str, float] = {"cp1252": 0.4}
    sample = [word for word in _LEGACY_WORD.findall(latin[:_SAMPLE]) if not word.isascii()]
    for encoding in ("tcvn3", "vni"):
        scores[encoding] = _plausibility([decode_legacy(word, encoding) for word in sample])
    try:
        vietnamese = unicodedata.normalize("NFC", data.decode("cp1258"))
        words = [word for word in _WORD.findall(vietnamese[:_SAMPLE]) if not word.isascii()]
        scores["cp1258"] = _plausibility(words)
    except UnicodeDecodeError:
        vietnamese = ""
    best = max(scores, key=lambda encoding: scores[encoding])
    if best == "cp1258":
        return vietnamese, best
    return (data.decode("cp1252", "replace") if best == "cp1252" else latin), best


def _plausibility(words: list[str]) -> float:
    """Share of words that can be Vietnamese."""
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def _delimiter(text: str) -> tuple[str, str]:
    """The separator, and the text without Excel's line that declares it."""
    if declared := _DECLARED.match(text):
        return declared[1], text[declared.end() :]
    lines = text[:_SAMPLE].splitlines()[:60]
    best, best_score = ";", 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(record) for record in csv.reader(lines, delimiter=delimiter) if record)
        except csv.Error:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        score = 0.0 if width < 2 else count / widths.total() + min(width, 50) / 1000
        if score > best_score:
            best, best_score = delimiter, score
    return best, text
