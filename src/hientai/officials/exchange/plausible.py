"""What is possible but unlikely about a person: said as a warning, never a reason to keep a row out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

_YOUNGEST, _OLDEST = 18, 70
_PROVINCES_OF_ISSUE = frozenset(range(1, 97))  # three-digit codes of the old 63 provinces: 001 to 096


def doubts(values: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    """(field, sentence) for all that does not fit together in a person's values (dates in storage form)."""
    birth = str(values.get("birth") or "")
    year = int(birth[:4]) if birth else 0
    if year:
        yield from _about_age(year, values, today)
    if citizen := str(values.get("citizen_number") or ""):
        yield from _about_citizen(citizen, year, str(values.get("sex") or ""))
    joined, official = str(values.get("party_joined") or ""), str(values.get("party_official") or "")
    if joined and official and official[:4] != "0000" and _before(official, joined):
        yield "party_official", "Ngày chính thức trước ngày vào Đảng. Hãy kiểm tra hai cột có bị đổi chỗ."


def _before(first: str, second: str) -> bool:
    """Whether a partial date surely lies before another: unknown parts prove nothing."""
    for a, b in zip(first.split("-"), second.split("-"), strict=True):
        if a == "00" or b == "00":
            return False
        if a != b:
            return a < b
    return False


def _about_age(year: int, values: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    age = today.year - year
    if age < _YOUNGEST:
        yield "birth", f"Mới {max(age, 0)} tuổi (sinh {year}). Hãy kiểm tra năm sinh."
    elif age > _OLDEST and values.get("left_on") is None:
        yield "birth", f"Đã {age} tuổi (sinh {year}) mà còn công tác. Hãy kiểm tra năm sinh."
    for name, what, least in (("party_joined", "vào Đảng", 18), ("recruited", "được tuyển dụng", 16)):
        if (text := str(values.get(name) or "")) and int(text[:4]) - year < least:
            yield name, f"{what[0].upper()}{what[1:]} khi mới {int(text[:4]) - year} tuổi. Hãy kiểm tra lại."


def _about_citizen(number: str, year: int, sex: str) -> Iterator[tuple[str, str]]:
    """Three digits of province, one of century and sex, two of birth year, six at random (NĐ 137/2015/NĐ-CP)."""
    if int(number[:3]) not in _PROVINCES_OF_ISSUE:
        yield "citizen_number", f"Ba số đầu {number[:3]} không phải là mã tỉnh nơi khai sinh. Hãy kiểm tra lại."
    mark = int(number[3])
    if sex and mark % 2 != (1 if sex == "F" else 0):
        yield "citizen_number", f"Số thứ tư ({mark}) là của {'nữ' if mark % 2 else 'nam'}, khác cột giới tính."
    told = 1900 + 100 * (mark // 2) + int(number[4:6])
    if year and told != year:
        yield "citizen_number", f"Số căn cước cho biết sinh năm {told}, khác ngày sinh ({year}). Hãy kiểm tra lại."
