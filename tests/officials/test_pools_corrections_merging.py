"""Pools with their limits, corrections through approval, duplicates merged with their history kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from hientai.access.codes import Role
from hientai.base.errors import BadInput, RuleBroken
from hientai.officials.models import Official, SuccessionEntry, Title
from hientai.officials.operations.corrections import decide_correction, request_correction, withdraw_correction
from hientai.officials.operations.duplicates import merge_officials
from hientai.officials.operations.learning import RatingRow, save_ratings
from hientai.officials.operations.pools import enter_pool, leave_pool
from hientai.officials.queries.duplicates import find_duplicates
from hientai.officials.queries.pools import pool_structure
from hientai.org.models import Term

Make = Callable[..., Official]
DAY = date(2025, 12, 1)  # 377-QĐ/TW is in force: at most three persons a title, three titles a person


def plan(small: Any, person: Official, title: str = "C_SECRETARY", on: date = DAY) -> SuccessionEntry:
    return enter_pool(
        by=small.by, official=person, title=Title.objects.get(code=title), unit_id=small.units["T-XA"].pk,
        term=Term.objects.get(code="P2025-2030"), entered_on=on, document="12-QĐ/TU",
    )  # fmt: skip


def test_only_a_higher_title_can_be_planned(official: Make, small: Any) -> None:
    person = official(title="C_SECRETARY")
    with pytest.raises(RuleBroken, match="cao hơn"):
        plan(small, person, "C_PC_CHAIR")


def test_a_title_takes_three_persons_once_the_rule_is_in_force(official: Make, small: Any) -> None:
    people = [official(f"Lý Văn {n}", title="C_MASS_HEAD") for n in "ABCD"]
    for person in people[:3]:
        plan(small, person)
    with pytest.raises(RuleBroken, match="không quá 3 người"):
        plan(small, people[3])


def test_before_the_rule_no_limit_of_persons_held(official: Make, small: Any) -> None:
    people = [official(f"Lý Văn {n}", title="C_MASS_HEAD") for n in "ABCD"]
    assert [plan(small, p, on=date(2022, 1, 5)).pk for p in people] and SuccessionEntry.objects.count() == 4


def test_the_same_entry_twice_is_refused_and_leaving_keeps_the_row(official: Make, small: Any) -> None:
    entry = plan(small, official(title="C_MASS_HEAD"))
    with pytest.raises(BadInput, match="đã có trong quy hoạch"):
        plan(small, entry.official)
    with pytest.raises(BadInput, match="phải sau ngày đưa vào"):
        leave_pool(by=small.by, entry=entry, exited_on=DAY, exit_kind="removed", reason="x")
    leave_pool(by=small.by, entry=entry, exited_on=date(2026, 2, 1), exit_kind="removed", reason="Không hoàn thành")
    assert not SuccessionEntry.objects.held(date(2026, 2, 1)).exists()
    assert SuccessionEntry.objects.held(date(2026, 1, 31)).exists()


def test_the_structure_counts_people_once_and_cites_the_aims_of_the_day(official: Make, small: Any) -> None:
    young = official("Vàng Thị Mỷ", sex="F", ethnicity="08", birth="1990-01-01", title="C_MASS_HEAD")
    plan(small, young, on=date(2022, 1, 5))
    plan(small, young, "C_PC_CHAIR", on=date(2022, 1, 5))
    plan(small, official("Lê Văn Hùng", birth="1970-01-01", title="C_MASS_HEAD"), on=date(2022, 1, 5))
    structure = pool_structure(SuccessionEntry.objects.held(date(2022, 1, 10)), date(2022, 1, 10))
    assert (structure.entries, structure.people) == (3, 2)
    by_label = {line.label.split(" ")[0]: line for line in structure.lines}
    assert by_label["Nữ"].count == 1 and by_label["Nữ"].reached and "50-QĐ/TW" in by_label["Nữ"].legal_basis
    assert by_label["Trẻ"].count == 1


def test_a_correction_changes_nothing_until_someone_else_approves(official: Make, small: Any, signed: Any) -> None:
    person = official("Nguyen Van An")
    _, unit_hr, hr_scope = signed(Role.UNIT_HR)
    _, officer, officer_scope = signed()
    asked = request_correction(
        by=unit_hr, scope=hr_scope, official=person, changes={"full_name": "Nguyễn Văn Ân"}, reason="Khai sinh"
    )
    person.refresh_from_db()
    assert person.full_name == "Nguyen Van An"
    with pytest.raises(RuleBroken):
        decide_correction(by=unit_hr, scope=hr_scope, correction=asked, approve=True)
    decide_correction(by=officer, scope=officer_scope, correction=asked, approve=True)
    person.refresh_from_db()
    assert (person.full_name, person.search_key.split(" cb")[0]) == ("Nguyễn Văn Ân", "nguyen van an")
    with pytest.raises(RuleBroken, match="không duyệt được nữa"):
        decide_correction(by=officer, scope=officer_scope, correction=asked, approve=True)


def test_nobody_approves_their_own_request(official: Make, signed: Any) -> None:
    _, officer, scope = signed()
    asked = request_correction(by=officer, scope=scope, official=official(), changes={"phone": "0900"}, reason="Mới")
    with pytest.raises(RuleBroken, match="không được tự duyệt"):
        decide_correction(by=officer, scope=scope, correction=asked, approve=True)
    withdraw_correction(by=officer, correction=asked)


def test_a_record_changed_meanwhile_is_not_overwritten(official: Make, signed: Any) -> None:
    person = official()
    _, unit_hr, hr_scope = signed(Role.UNIT_HR)
    _, officer, officer_scope = signed()
    ask = lambda new: request_correction(  # noqa: E731
        by=unit_hr, scope=hr_scope, official=person, changes={"phone": new}, reason="Đổi số"
    )
    first, second = ask("0911"), ask("0922")
    decide_correction(by=officer, scope=officer_scope, correction=first, approve=True)
    with pytest.raises(RuleBroken, match="Hồ sơ đã đổi sau khi đề nghị"):
        decide_correction(by=officer, scope=officer_scope, correction=second, approve=True)
    person.refresh_from_db()
    assert person.phone == "0911"


def test_a_rejection_needs_a_reason(official: Make, signed: Any) -> None:
    _, unit_hr, hr_scope = signed(Role.UNIT_HR)
    _, officer, officer_scope = signed()
    asked = request_correction(by=unit_hr, scope=hr_scope, official=official(), changes={"phone": "1"}, reason="x")
    with pytest.raises(BadInput):
        decide_correction(by=officer, scope=officer_scope, correction=asked, approve=False)


def test_duplicates_are_found_and_merged_with_all_rows_kept(official: Make, small: Any, signed: Any) -> None:
    kept = official("Hoàng Văn Đạt", birth="1979-01-02")
    merged = official("Hoàng Văn Đạt", birth="1979-01-02", citizen_number="002079000001", since=date(2015, 1, 1))
    save_ratings(by=small.by, rows=[RatingRow(merged.pk, 2020, "HTTNV")])
    assert [len(g.officials) for g in find_duplicates(Official.objects.living_records())] == [2]
    _, officer, scope = signed()
    merge_officials(by=officer, scope=scope, kept=kept, merged=merged, reason="Một người, hai lần nhập")
    kept.refresh_from_db()
    assert kept.citizen_number == "002079000001"
    assert kept.appointments.count() == 2 and kept.ratings.count() == 1
    assert Official.objects.get(pk=merged.pk).merged_into == kept
    assert find_duplicates(Official.objects.living_records()) == []
    with pytest.raises(RuleBroken, match="đã được nhập"):
        merge_officials(by=officer, scope=scope, kept=kept, merged=merged, reason="nữa")


def test_contradicting_records_are_not_merged(official: Make, small: Any, signed: Any) -> None:
    kept, merged = official(), official()
    save_ratings(by=small.by, rows=[RatingRow(kept.pk, 2020, "HTTNV"), RatingRow(merged.pk, 2020, "HTNV")])
    _, officer, scope = signed()
    with pytest.raises(BadInput, match="2020"):
        merge_officials(by=officer, scope=scope, kept=kept, merged=merged, reason="Trùng")


def test_who_only_sees_a_record_may_not_ask_for_its_correction_but_everybody_for_their_own(
    official: Make, signed: Any
) -> None:
    user, leader, scope = signed(Role.LEADER)
    with pytest.raises(RuleBroken, match="không được đề nghị đính chính"):
        request_correction(by=leader, scope=scope, official=official(), changes={"phone": "0911"}, reason="Đổi số")
    own = official("Lê Văn Lãnh")
    own.account = user
    own.save(update_fields=["account"])
    asked = request_correction(by=leader, scope=scope, official=own, changes={"phone": "0911"}, reason="Đổi số")
    assert asked.official == own
