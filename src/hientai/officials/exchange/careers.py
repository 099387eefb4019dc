"""What each career table stores: which columns say which row it is, which may change, and the row to create."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from hientai.officials.codes import CODE_LIST_OF, AppointmentKind, TrainingKind, TrainingResult
from hientai.officials.exchange.rows import Given
from hientai.officials.exchange.work import OUTSIDE, Work
from hientai.officials.operations.imports import CHANGEABLE
from hientai.officials.operations.learning import QualificationRow, RatingRow, TrainingRow
from hientai.officials.operations.pools import PoolRow
from hientai.officials.operations.posts import AppointmentRow

Record = dict[str, Any]
"""Values of one row by database column; a column that is not named was not given."""


@dataclass(frozen=True, slots=True)
class Career:
    """One career table.

    ``identity`` are the columns that, with the official, say which row it is; ``record`` turns the understood cells
    into a record, or returns None after rejecting the row; ``row`` makes the row of the bulk operation.
    """

    kind: str
    identity: tuple[str, ...]
    record: Callable[[Work, Given], Record | None]
    row: Callable[[int, Record], Any]

    @property
    def model(self) -> type[models.Model]:
        """The table."""
        return CHANGEABLE[self.kind][0]

    @property
    def changeable(self) -> tuple[str, ...]:
        """The columns that may change, as the database names them."""
        return tuple("tier_id" if name == "tier" else name for name in CHANGEABLE[self.kind][1])


def _required(work: Work, given: Given, **names: str) -> bool:
    for name, label in names.items():
        is_missing = given.values.get(name) in (None, "")
        if is_missing and given.columns.get(name, -1) not in _blamed(work, given):
            work.reject(given, name, f"Thiếu {label}.")
    return not given.is_rejected


def _blamed(work: Work, given: Given) -> set[int]:
    """Columns of the row that already carry a problem: what is not understood is not missing."""
    if not given.is_rejected:
        return set()
    found = set()
    for issue in reversed(work.judgement.issues):
        if (issue.sheet, issue.row) != (given.sheet, given.number):
            break
        found.add(issue.column)
    return found


def _unit_of(work: Work, given: Given) -> int | None:
    """The unit of a row, by code before name; rejects the row when there is none or it lies outside the area."""
    unit = given.values.get("unit_code", given.values.get("unit"))
    if unit is None:
        if not given.is_rejected:
            column = "unit_code" if "unit_code" in given.columns else "unit"
            work.reject(given, column, "Thiếu đơn vị. Hãy ghi mã đơn vị.")
        return None
    if not work.area.covers(work.lookups.units[unit].path, given.values.get("tier")):
        work.reject(given, "unit", OUTSIDE)
    return int(unit)


def _picked(given: Given, *names: str) -> Record:
    return {name: given.values[name] for name in names if name in given.values}


def _appointment(work: Work, given: Given) -> Record | None:
    _required(work, given, title="chức danh", valid_from="ngày giữ chức vụ")
    unit = _unit_of(work, given)
    start, end = given.values.get("valid_from"), given.values.get("valid_until")
    if start and end and end <= start:
        work.reject(given, "valid_until", "Ngày thôi giữ phải sau ngày giữ chức vụ. Hãy kiểm tra hai cột.")
    if given.is_rejected:
        return None
    title = work.lookups.titles[given.values["title"]]
    record = _picked(given, "kind", "is_primary", "valid_from", "valid_until", "document")
    record |= {"unit_id": unit, "title_id": title.id, "title": title.code}
    if tier := given.values.get("tier"):
        record["tier"] = tier
        record["tier_id"], record["tier_rank"] = work.lookups.tiers[tier]
    return record


def _appointment_row(official: int, record: Record) -> AppointmentRow:
    return AppointmentRow(
        official, record["unit_id"], record["title"], record["valid_from"], record.get("valid_until"),
        record.get("kind", AppointmentKind.MAIN), record.get("is_primary", True), record.get("tier", ""),
        record.get("document", ""),
    )  # fmt: skip


_QUALIFICATION = ("institution", "form", "country", "diploma_number", "funding", "is_equivalence", "valid_until",
                  "evidence")  # fmt: skip


def _qualification(work: Work, given: Given) -> Record | None:
    if not _required(work, given, kind="loại trình độ", level="trình độ"):
        return None
    kind, text = given.values["kind"], given.values["level"]
    code = work.lookups.code(CODE_LIST_OF[kind], text)
    if code is None:
        hint = work.lookups.nearest(CODE_LIST_OF[kind], text)
        shown = work.lookups.label("qualification_kind", kind)
        work.reject(given, "level", f"«{text}» không phải là một bậc của {shown}. {hint or 'Hãy chọn trong danh mục.'}")
        return None
    obtained = given.values.get("obtained", "")
    if obtained and int(obtained[:4]) > work.today.year:
        work.warn(given, "obtained", f"Năm {obtained[:4]} chưa tới. Hãy kiểm tra lại.")
    record = _picked(given, *_QUALIFICATION)
    return record | {"kind": kind, "code": code, "major": given.values.get("major", ""), "obtained": obtained}


def _qualification_row(official: int, record: Record) -> QualificationRow:
    return QualificationRow(official, **record)


def _rating(work: Work, given: Given) -> Record | None:
    if not _required(work, given, year="năm", rating="mức xếp loại"):
        return None
    year, code = given.values["year"], given.values["rating"]
    if year > work.today.year:
        work.reject(given, "year", f"Năm {year} chưa tới nên chưa thể có xếp loại.")
        return None
    record = _picked(given, "document") | {"year": year, "scheme": given.values.get("scheme", "official")}
    return record | {"code": code, "rank": work.lookups.rank("rating_rank", code)}


def _rating_row(official: int, record: Record) -> RatingRow:
    return RatingRow(official, record["year"], record["code"], record["scheme"], record.get("document", ""))


def _pool(work: Work, given: Given) -> Record | None:
    _required(work, given, title="chức danh quy hoạch", term="nhiệm kỳ", entered_on="ngày đưa vào quy hoạch")
    unit = _unit_of(work, given)
    if given.is_rejected:
        return None
    title = work.lookups.titles[given.values["title"]]
    term, odd, wrong = work.lookups.term(given.values["term"], title.sector)
    if term is None:
        work.reject(given, "term", wrong)
        return None
    if odd:
        work.warn(given, "term", odd)
    entered, exited = given.values["entered_on"], given.values.get("exited_on")
    if exited and exited <= entered:
        work.reject(given, "exited_on", "Ngày ra khỏi quy hoạch phải sau ngày đưa vào.")
        return None
    record = _picked(given, "entered_on", "document", "exited_on", "exit_kind", "exit_reason")
    record |= {"title_id": title.id, "unit_id": unit, "term_id": work.lookups.terms[term][0]}
    return record | {"title": title.code, "term": term}


def _pool_row(official: int, record: Record) -> PoolRow:
    names = ("unit_id", "title", "term", "entered_on", "exited_on", "exit_kind", "exit_reason", "document")
    return PoolRow(official, **{name: record[name] for name in names if name in record})


_TRAINING = ("kind", "subject", "programme_code", "starts_on", "period_text", "days", "form", "institution",
             "is_abroad", "funding", "result", "certificate_number")  # fmt: skip


def _training(work: Work, given: Given) -> Record | None:
    if not _required(work, given, subject="loại lớp", programme="tên lớp", ends_on="ngày bế giảng"):
        return None
    start, end = given.values.get("starts_on"), given.values["ends_on"]
    if start and end < start:
        work.reject(given, "ends_on", "Ngày bế giảng trước ngày khai giảng. Hãy kiểm tra hai cột.")
        return None
    if end > work.today and given.values.get("result", TrainingResult.COMPLETED) == TrainingResult.COMPLETED:
        work.warn(given, "ends_on", "Bế giảng ở ngày chưa tới mà đã hoàn thành. Hãy kiểm tra lại.")
    return _picked(given, *_TRAINING) | {"programme": given.values["programme"], "ends_on": end}


def _training_row(official: int, record: Record) -> TrainingRow:
    return TrainingRow(official, **{"kind": TrainingKind.REFRESHER, **record}, source="import")


CAREERS: dict[str, Career] = {
    career.kind: career
    for career in (
        Career("appointment", ("unit_id", "title_id", "valid_from"), _appointment, _appointment_row),
        Career("qualification", ("kind", "code", "major", "obtained"), _qualification, _qualification_row),
        Career("rating", ("year", "scheme"), _rating, _rating_row),
        Career("pool", ("title_id", "unit_id", "term_id", "entered_on"), _pool, _pool_row),
        Career("training", ("programme", "ends_on"), _training, _training_row),
    )
}
"""The career tables by kind."""
