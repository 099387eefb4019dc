"""When an organisation may be changed; facts come as arguments, nothing is queried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hientai.base.rules import rule
from hientai.org.codes import ReorganisationStatus, UnitEventKind

NAMES_SHOWN = 5


def shown(day: date) -> str:
    """A day as people write it."""
    return f"{day:%d/%m/%Y}"


def listed(names: Sequence[str]) -> str:
    """The first names of a list and how many more there are."""
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" và {more} đơn vị khác" if more > 0 else "")


@rule
def may_change_unit(*, name: str, version_from: date, ended_on: date | None, on: date) -> str | None:
    """A unit changes from a day inside its latest version: history is extended at its end, never rewritten."""
    if ended_on is not None and ended_on <= on:
        return f"{name} đã kết thúc hoạt động từ ngày {shown(ended_on)}, không thể thay đổi từ ngày {shown(on)}."
    if on < version_from:
        return (
            f"{name} đã có thay đổi từ ngày {shown(version_from)}; không thể ghi thay đổi từ ngày {shown(on)}. "
            "Nếu lần thay đổi ấy ghi sai, hãy đính chính lần thay đổi ấy."
        )
    return None


@rule
def may_end_unit(*, name: str, version_from: date, ended_on: date | None, on: date) -> str | None:
    """A unit ends once, after the day of its latest change."""
    if ended_on is not None:
        return f"{name} đã được ghi kết thúc từ ngày {shown(ended_on)}."
    if on <= version_from:
        return f"{name} có thay đổi gần nhất từ ngày {shown(version_from)}; ngày kết thúc phải sau ngày đó."
    return None


@rule
def may_leave_no_orphans(*, name: str, on: date, orphans: Sequence[str]) -> str | None:
    """A unit does not end over the heads of the units below it."""
    if orphans:
        return (
            f"Từ ngày {shown(on)}, {name} còn {len(orphans)} đơn vị trực thuộc chưa có nơi về: {listed(orphans)}. "
            "Hãy chọn cơ quan cấp trên mới cho từng đơn vị, hoặc kết thúc cả đơn vị trực thuộc."
        )
    return None


@rule
def may_hang_unit(
    *, name: str, parent: str, parent_from: date, parent_until: date | None, starts: date, ends: date | None
) -> str | None:
    """A unit hangs below another only while that one exists."""
    if parent_from > starts:
        return f"{parent} thành lập ngày {shown(parent_from)}, chưa thể là cấp trên của {name} từ ngày {shown(starts)}."
    if parent_until is not None and (ends is None or ends > parent_until):
        return f"{parent} kết thúc ngày {shown(parent_until)}, không thể là cấp trên của {name} sau ngày đó."
    return None


@rule
def may_succeed_unit(*, name: str, starts: date, ends: date | None, on: date) -> str | None:
    """A successor exists on the day it takes over."""
    if on < starts:
        return f"{name} thành lập ngày {shown(starts)}, chưa thể kế thừa từ ngày {shown(on)}."
    if ends is not None and ends <= on:
        return f"{name} kết thúc ngày {shown(ends)}, không thể kế thừa từ ngày {shown(on)}."
    return None


@rule
def may_move_below(*, name: str, parent: str, is_below_itself: bool) -> str | None:
    """The tree has no circles on any day."""
    if is_below_itself:
        return f"{parent} thuộc {name} (hoặc chính là {name}), không thể trở thành cơ quan cấp trên của {name}."
    return None


@rule
def may_correct_version(*, reason: str, earlier_from: date | None, starts: date, ends: date | None) -> str | None:
    """A correction says why, and keeps the versions of a unit in order and without a gap."""
    if not reason.strip():
        return "Hãy ghi rõ lý do đính chính."
    if earlier_from is not None and starts <= earlier_from:
        return f"Ngày bắt đầu phải sau ngày {shown(earlier_from)}, ngày bắt đầu của lần thay đổi trước."
    if ends is not None and starts >= ends:
        return f"Ngày bắt đầu phải trước ngày {shown(ends)}, ngày của lần thay đổi sau."
    return None


@rule
def may_edit_reorganisation(*, status: str) -> str | None:
    """Only a draft is edited; what was carried out is history."""
    if status != ReorganisationStatus.DRAFT:
        return "Phương án đã thực hiện hoặc đã hủy, không sửa được nữa."
    return None


@rule
def may_carry_out(
    *, kind: str, status: str, before: int, after: int, has_day: bool, has_document: bool, unresolved: int
) -> str | None:
    """A plan is carried out when it is complete: units, day, decision, and a place for everything."""
    if status != ReorganisationStatus.DRAFT:
        return "Phương án đã thực hiện hoặc đã hủy."
    least_before = {UnitEventKind.ESTABLISH: 0, UnitEventKind.CONSOLIDATE: 2}.get(UnitEventKind(kind), 1)
    if before < least_before:
        return f"Hãy chọn ít nhất {least_before} đơn vị được sắp xếp."
    if after < 1 and kind != UnitEventKind.DISSOLVE:
        return "Hãy ghi đơn vị kế thừa hoặc nội dung thay đổi."
    if not has_day:
        return "Hãy ghi ngày có hiệu lực."
    if not has_document:
        return "Hãy chọn văn bản quyết định."
    if unresolved:
        return f"Còn {unresolved} mục chưa quyết định chuyển về đâu."
    return None
