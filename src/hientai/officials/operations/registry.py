"""Officials entered and changed, many at once or one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from hientai.access.models import User
from hientai.base.actor import Actor
from hientai.base.bulk import insert_rows, update_rows
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.base.periods import PartialDate
from hientai.base.text import fold, name_key, normalise
from hientai.officials.codes import GONE, EmploymentStatus
from hientai.officials.models import Official, RetirementException
from hientai.officials.operations.standing import COLUMNS, refresh_standing

NOT_MINORITY = frozenset({"01", "55", ""})


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """One official as typed or imported. Dates are partial dates in storage form ("1975-03-00"); "" is unknown."""

    code: str
    full_name: str
    sex: str
    birth: str
    ethnicity: str = "01"
    other_names: str = ""
    sort_name: str = ""
    religion: str = ""
    native_place: str = ""
    birth_place: str = ""
    residence: str = ""
    citizen_number: str = ""
    phone: str = ""
    email: str = ""
    party_joined: str = ""
    party_official: str = ""
    recruited: str = ""
    general_education: str = ""
    academic_title: str = ""
    grade_code: str = ""
    position_fit: bool | None = None
    position_fit_on: date | None = None
    status: str = EmploymentStatus.WORKING
    registered_on: date | None = None
    left_on: date | None = None
    note: str = ""


GIVEN = tuple(f.name for f in fields(OfficialRow))


@dataclass(frozen=True, slots=True)
class SavedRows:
    """What a bulk operation did: the id of every code given, and how many rows fell where."""

    ids: dict[str, int]
    created: int
    updated: int
    unchanged: int


def _earliest(stored: str) -> date | None:
    return PartialDate.from_storage(stored).earliest() if stored else None


def derive(row: OfficialRow, today: date) -> dict[str, Any]:
    """All columns of the official's table that this row decides."""
    values: dict[str, Any] = {name: getattr(row, name) for name in GIVEN}
    values["full_name"] = normalise(row.full_name)
    if not values["full_name"]:
        raise BadInput("Thiếu họ và tên.", fields={"full_name": "Hãy nhập họ và tên."})
    values["name_key"] = name_key(row.sort_name or values["full_name"])
    searched = (values["full_name"], row.other_names, row.code)
    values["search_key"] = " ".join(filter(None, (fold(text) for text in searched if text)))
    born = _earliest(row.birth)
    if born is None:
        raise BadInput("Thiếu ngày sinh.", fields={"birth": "Hãy nhập ngày, tháng hoặc năm sinh."})
    values["birth_on"] = born
    for name in ("party_joined", "party_official", "recruited"):
        values[f"{name}_on"] = _earliest(values[name])
    values["is_minority"] = row.ethnicity not in NOT_MINORITY
    values["registered_on"] = row.registered_on or values["recruited_on"] or today
    return values


@operation("officials.save_officials", "Ghi hồ sơ cán bộ")
def save_officials(
    *,
    by: Actor,
    rows: Sequence[OfficialRow],
    reason: str = "",
    document: str = "",
    only: Sequence[str] | None = None,
    refresh: bool = True,
    standing: Mapping[str, tuple[Any, ...]] | None = None,
) -> SavedRows:
    """This operation creates or changes officials by their code in a constant number of queries.

    ``only`` names the fields that may be changed on records that exist (None: all). Nobody is ever deleted.
    ``standing`` may hold, by code, the columns of `standing.COLUMNS` of people who are new, so that the refreshing that
    must follow finds them right and writes nothing a second time.
    """
    derived = [derive(row, by.today) for row in rows]
    columns = list(derived[0]) if derived else []
    known: dict[str, tuple[Any, ...]] = {}
    codes = [values["code"] for values in derived]
    for start in range(0, len(codes), 5000):
        chunk = Official.objects.filter(code__in=codes[start : start + 5000]).values_list("code", "pk", *columns)
        known.update({row[0]: row[1:] for row in chunk})
    may_change = set(columns) if only is None else _with_derived(only)
    fresh: list[dict[str, Any]] = []
    changes, ids, touched = [], {}, []
    for values in derived:
        stored = known.get(values["code"])
        if stored is None:
            fresh.append(values)
            continue
        ids[values["code"]] = stored[0]
        before = [bytes(v) if isinstance(v, memoryview) else v for v in stored[1:]]
        now = [values[c] if c in may_change else old for c, old in zip(columns, before, strict=True)]
        if "registered_on" in columns:
            now[columns.index("registered_on")] = before[columns.index("registered_on")]
        if now != before:
            changes.append((*now, stored[0]))
            touched.append(stored[0])
    created = _insert(fresh, columns, standing or {})
    update_rows(Official, columns, changes)
    ids.update(zip((values["code"] for values in fresh), created, strict=True))
    saved = SavedRows(ids, len(fresh), len(changes), len(rows) - len(fresh) - len(changes))
    written = [*created, *touched]
    one = Official.objects.get(pk=written[0]) if len(written) == 1 and len(rows) - saved.unchanged == 1 else None
    note(
        one,
        label="" if one else f"{len(rows)} hồ sơ",
        reason=reason,
        document=document,
        detail={"created": saved.created, "updated": saved.updated, "unchanged": saved.unchanged},
    )
    if refresh and written:
        refresh_standing(by=by, official_ids=written)
    return saved


def _insert(fresh: list[dict[str, Any]], columns: Sequence[str], standing: Mapping[str, tuple[Any, ...]]) -> list[int]:
    """Insert new people with what is derived from their other rows, where it is known already; their ids."""
    unknown = (None, None, None, "", 0, 0)
    rows = [(*(values[name] for name in columns), *standing.get(values["code"], unknown)) for values in fresh]
    return insert_rows(Official, (*columns, *COLUMNS), rows)


def _with_derived(names: Sequence[str]) -> set[str]:
    wanted = set(names)
    wanted |= {f"{n}_on" for n in names if n in ("birth", "party_joined", "party_official", "recruited")}
    if wanted & {"full_name", "other_names", "sort_name"}:
        wanted |= {"name_key", "search_key"}
    return wanted | ({"is_minority"} if "ethnicity" in wanted else set())


@operation("officials.link_account", "Gắn tài khoản với hồ sơ")
def link_account(*, by: Actor, official: Official, account: User | None) -> Official:
    """This operation ties an account to the record of the same person, or unties it (None); one account, one record."""
    if account is not None and Official.objects.filter(account=account).exclude(pk=official.pk).exists():
        raise BadInput("Tài khoản này đã gắn với một hồ sơ khác.", fields={"account": "Chọn tài khoản khác."})
    official.account = account
    official.save(update_fields=["account"])
    note(official, detail={"account": account.username if account else None})
    return official


@operation("officials.record_leaving", "Ghi thôi công tác, nghỉ hưu")
def record_leaving(
    *, by: Actor, official: Official, status: str, left_on: date, document: str, reason: str = ""
) -> Official:
    """This operation records that an official leaves (retired, resigned, moved, deceased); posts end that day."""
    if status not in GONE:
        raise BadInput("Hãy chọn một tình trạng thôi công tác.", fields={"status": "Chưa chọn."})
    if left_on < official.registered_on:
        raise BadInput("Ngày thôi công tác trước ngày có trong hồ sơ.", fields={"left_on": "Kiểm tra lại ngày."})
    official.status, official.left_on = status, left_on
    official.save(update_fields=["status", "left_on"])
    for held in official.appointments.filter(valid_until=None, valid_from__lt=left_on):
        held.valid_until, held.end_reason = left_on, EmploymentStatus(status).label
        held.save(update_fields=["valid_until", "end_reason"])
    note(official, reason=reason, document=document)
    refresh_standing(by=by, official_ids=[official.pk])
    official.refresh_from_db()
    return official


@operation("officials.decide_retirement", "Quyết định thời điểm nghỉ hưu khác bảng")
def decide_retirement(
    *, by: Actor, official: Official, retires_on: date, reason: str, document: str
) -> RetirementException:
    """This operation records a retirement day other than the table's, by decision (NĐ 83/2022, NĐ 178/2024 …)."""
    if not document:
        raise BadInput("Phải nêu văn bản quyết định.", fields={"document": "Nhập số, ký hiệu văn bản."})
    exception = RetirementException.objects.create(
        official=official, retires_on=retires_on, reason=reason, document=document, decided_on=by.today
    )
    note(official, reason=reason, document=document, detail={"retires_on": retires_on.isoformat()})
    refresh_standing(by=by, official_ids=[official.pk])
    return exception
