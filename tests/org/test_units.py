"""One unit changes: what it was stays, what it is now shows, and the tree of every day can be asked."""

from __future__ import annotations

from datetime import date

import pytest

from hientai.base.actor import Actor
from hientai.base.errors import BadInput, RuleBroken
from hientai.base.models import Act
from hientai.org.models import Unit, UnitVersion
from hientai.org.operations import (
    change_parent,
    change_type,
    correct_unit_version,
    establish_unit,
    register_document,
    rename_unit,
    replace_document,
    save_term,
)
from hientai.org.queries import ancestors, descendant_ids, history, tree_on, unit_on

MOVED = date(2020, 3, 1)
BEFORE = date(2020, 2, 29)


def names_below(unit: Unit, day: date) -> list[str]:
    ids = descendant_ids(unit.pk, day)
    return [node.name for node in tree_on(day) if node.id in ids]


def test_established_unit_exists_from_its_day_only(units: dict[str, Unit], by: Actor) -> None:
    document = register_document(by=by, symbol="12-QĐ/TU", issuer="Tỉnh ủy", title="Về thành lập Ban Nội chính")
    unit = establish_unit(
        by=by, code="T.NC", name="Ban Nội chính", kind="BAN_DANG", sector="party", level="province", on=MOVED,
        parent=units["T"], document=document,
    )
    assert unit.path.startswith(units["T"].path) and unit.depth == 1
    assert unit_on(unit, BEFORE) is None
    assert unit_on(unit, MOVED).name == "Ban Nội chính"  # type: ignore[union-attr]
    assert [event.document for event in history(unit).events] == [document]
    assert Act.objects.get(action="org.establish_unit").document == "12-QĐ/TU"


def test_code_is_used_once(units: dict[str, Unit], by: Actor) -> None:
    with pytest.raises(BadInput) as refusal:
        establish_unit(by=by, code="T.TC", name="X", kind="K", sector="party", level="province", on=MOVED)
    assert "code" in refusal.value.fields
    assert not Act.objects.filter(action="org.establish_unit").exists()


def test_unit_cannot_be_older_than_its_parent(units: dict[str, Unit], by: Actor) -> None:
    with pytest.raises(RuleBroken, match="chưa thể là cấp trên"):
        establish_unit(
            by=by, code="N", name="Phòng cổ", kind="PHONG", sector="state", level="province", on=date(2014, 12, 31),
            parent=units["S"],
        )


def test_renamed_unit_keeps_its_old_name_for_the_past(units: dict[str, Unit], by: Actor) -> None:
    rename_unit(by=by, unit=units["S.1"], name="Phòng Cán bộ, công chức", on=MOVED)
    unit = Unit.objects.get(code="S.1")
    assert unit.name == "Phòng Cán bộ, công chức"
    assert "can bo" in unit.search_key
    assert unit_on(unit, BEFORE).name == "Phòng Công chức"  # type: ignore[union-attr]
    assert "Phòng Công chức" in names_below(units["S"], BEFORE)
    assert "Phòng Cán bộ, công chức" in names_below(units["S"], MOVED)
    assert [(v.valid_from, v.valid_until) for v in history(unit).versions] == [(MOVED, None), (unit.valid_from, MOVED)]


def test_change_before_the_latest_change_is_refused(units: dict[str, Unit], by: Actor) -> None:
    rename_unit(by=by, unit=units["S.1"], name="Phòng Hai", on=MOVED)
    with pytest.raises(RuleBroken, match="01/03/2020"):
        rename_unit(by=by, unit=units["S.1"], name="Phòng Ba", on=BEFORE)
    assert units["S.1"].versions.count() == 2


def test_two_changes_on_one_day_make_one_version(units: dict[str, Unit], by: Actor) -> None:
    rename_unit(by=by, unit=units["S.1"], name="Phòng Hai", on=MOVED)
    change_parent(by=by, unit=units["S.1"], parent=units["L"], on=MOVED)
    version = unit_on(units["S.1"], MOVED)
    assert version is not None
    assert (version.name, version.parent_id, units["S.1"].versions.count()) == ("Phòng Hai", units["L"].pk, 2)


def test_moved_unit_takes_its_subtree_and_leaves_the_past_alone(units: dict[str, Unit], by: Actor) -> None:
    change_parent(by=by, unit=units["S"], parent=units["L"], on=MOVED)
    lowest = Unit.objects.get(code="S.1")
    assert lowest.path == Unit.objects.get(code="S").path + f"{lowest.pk:06d}"
    assert lowest.path.startswith(units["L"].path) and lowest.depth == 3
    assert [node.name for node in ancestors(lowest, BEFORE)] == ["Tỉnh ủy", "Sở Nội vụ"]
    assert [node.name for node in ancestors(lowest, MOVED)] == ["Tỉnh ủy", "Sở Lao động", "Sở Nội vụ"]
    assert descendant_ids(units["L"].pk, BEFORE) == {units["L"].pk, units["L.1"].pk}


@pytest.mark.parametrize("below", ["S", "S.1"])
def test_unit_never_hangs_below_itself(units: dict[str, Unit], by: Actor, below: str) -> None:
    with pytest.raises(RuleBroken):
        change_parent(by=by, unit=units["S"], parent=units[below], on=MOVED)


def test_circle_of_a_later_day_is_seen(units: dict[str, Unit], by: Actor) -> None:
    change_parent(by=by, unit=units["S"], parent=units["L"], on=date(2022, 1, 1))
    with pytest.raises(RuleBroken):  # fine in 2021, but from 2022 on S would hang below itself
        change_parent(by=by, unit=units["L"], parent=units["S"], on=date(2021, 1, 1))


def test_change_of_type_may_bring_a_name(units: dict[str, Unit], by: Actor) -> None:
    change_type(by=by, unit=units["L.1"], kind="DON_VI_SN", name="Trung tâm Việc làm", on=MOVED)
    unit = Unit.objects.get(code="L.1")
    assert (unit.kind, unit.name) == ("DON_VI_SN", "Trung tâm Việc làm")
    assert unit_on(unit, BEFORE).kind == "SO_NGANH"  # type: ignore[union-attr]


def test_correction_rewrites_the_entry_and_says_why(units: dict[str, Unit], by: Actor) -> None:
    rename_unit(by=by, unit=units["S.1"], name="Phòng Côg chức", on=MOVED)
    version = units["S.1"].versions.get(valid_from=MOVED)
    correct_unit_version(
        by=by, version=version, reason="Gõ sai", name="Phòng Công chức, viên chức", valid_from=date(2020, 5, 1)
    )
    first, second = UnitVersion.objects.filter(unit=units["S.1"]).order_by("valid_from")
    assert first.valid_until == second.valid_from == date(2020, 5, 1)
    assert Unit.objects.get(code="S.1").name == "Phòng Công chức, viên chức"
    assert Act.objects.get(action="org.correct_unit_version").reason == "Gõ sai"


def test_correction_of_an_old_entry_leaves_today_alone(units: dict[str, Unit], by: Actor) -> None:
    rename_unit(by=by, unit=units["S.1"], name="Phòng Mới", on=MOVED)
    old = units["S.1"].versions.get(valid_until=MOVED)
    correct_unit_version(by=by, version=old, reason="Tên cũ ghi sai", name="Phòng Cũ", parent=units["L"])
    unit = Unit.objects.get(code="S.1")
    assert (unit.name, unit.parent_id) == ("Phòng Mới", units["S"].pk)
    assert [node.name for node in ancestors(unit, BEFORE)] == ["Tỉnh ủy", "Sở Lao động"]


@pytest.mark.parametrize(
    "changes", [{"valid_from": date(2014, 1, 1)}, {"valid_from": date(2030, 1, 1)}, {"valid_until": MOVED}, {}]
)
def test_correction_that_breaks_the_order_is_refused(
    units: dict[str, Unit], by: Actor, changes: dict[str, date]
) -> None:
    rename_unit(by=by, unit=units["S"], name="Sở Mới", on=MOVED)
    version = units["S"].versions.get(valid_from=date(2015, 1, 1))
    with pytest.raises((RuleBroken, BadInput)):
        correct_unit_version(by=by, version=version, reason="Thử", **changes)  # type: ignore[arg-type]


def test_correction_needs_a_reason(units: dict[str, Unit], by: Actor) -> None:
    with pytest.raises(RuleBroken, match="lý do"):
        correct_unit_version(by=by, version=units["S"].versions.get(), reason=" ", name="Khác")


@pytest.mark.django_db
def test_document_is_registered_once_and_replaced_by_another(by: Actor) -> None:
    first = register_document(by=by, symbol="57-QĐ/TW", issuer="Ban Bí thư", title="Về đào tạo lý luận chính trị")
    again = register_document(by=by, symbol="57-QĐ/TW", issuer="Ban Bí thư", title="Khác")
    new = register_document(by=by, symbol="350-QĐ/TW", issuer="Ban Bí thư", title="Về đào tạo lý luận chính trị")
    assert again.pk == first.pk and again.title == first.title
    replaced = replace_document(by=by, document=first, replaced_by=new, on=date(2025, 8, 29))
    assert replaced.replaced_by == new and replaced.status == "replaced"
    with pytest.raises(BadInput) as refusal:
        register_document(by=by, symbol="", issuer="Ban Bí thư", title="")
    assert set(refusal.value.fields) == {"symbol", "title"}


@pytest.mark.django_db
def test_term_ends_after_it_starts(by: Actor) -> None:
    term = save_term(by=by, code="P2025", kind="party", label="Nhiệm kỳ 2025–2030", starts_year=2025, ends_year=2030)
    changed = save_term(by=by, code="P2025", kind="party", label="2025–2030", starts_year=2025, ends_year=2030)
    assert changed.pk == term.pk and changed.label == "2025–2030"
    with pytest.raises(BadInput):
        save_term(by=by, code="X", kind="party", label="Sai", starts_year=2025, ends_year=2025)
