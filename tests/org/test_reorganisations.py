"""A reorganisation moves units, people, pools, rights and open work in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hientai.access.models import Grant, User
from hientai.base.actor import Actor
from hientai.base.errors import BadInput, RuleBroken
from hientai.base.models import Act
from hientai.officials.models import Appointment, Official, SuccessionEntry, Title
from hientai.officials.operations.standing import refresh_standing
from hientai.org.codes import ItemAction, ItemKind, ReorganisationStatus, UnitEventKind
from hientai.org.models import Document, Reorganisation, Unit
from hientai.org.operations import (
    Decision,
    HeirRow,
    cancel_reorganisation,
    choose_units,
    decide_items,
    describe_reorganisation,
    register_document,
    save_management_tier,
    save_term,
    start_reorganisation,
)
from hientai.org.queries import unit_on
from hientai.schemes.models import Scheme, Task
from hientai.schemes.operations.reorganisation import carry_out_reorganisation
from hientai.schemes.queries.reorganisation import preview_reorganisation

DAY = date(2025, 3, 1)
SINCE = date(2021, 1, 1)


@dataclass
class World:
    """A province with people, a pool, a right, a scheme with two tasks, and a decision."""

    units: dict[str, Unit]
    head: Official
    clerk: Official
    document: Document
    by: Actor

    def post(self, person: Official, day: date) -> Appointment:
        found: Appointment = Appointment.objects.held(day).get(official=person)
        return found

    def plan(self, kind: UnitEventKind, units: list[str], heirs: list[HeirRow], **facts: object) -> Reorganisation:
        plan = start_reorganisation(by=self.by, kind=kind, units=[self.units[code] for code in units])
        return describe_reorganisation(
            by=self.by, plan=plan, effective_on=DAY, heirs=heirs, document=self.document, **facts  # type: ignore[arg-type]
        )

    def keep_grants(self, plan: Reorganisation) -> None:
        waiting = [one.item for one in preview_reorganisation(plan) if one.item.kind == ItemKind.GRANT]
        decide_items(by=self.by, plan=plan, decisions=[Decision(i.kind, i.id, ItemAction.KEEP) for i in waiting])


def person(code: str, name: str) -> Official:
    return Official.objects.create(
        code=code, full_name=name, sex="M", birth="1980-01-01", birth_on=date(1980, 1, 1), registered_on=SINCE
    )


@pytest.fixture
def world(units: dict[str, Unit], by: Actor) -> World:
    tier = save_management_tier(by=by, code="PROVINCE_STANDING", label="Diện Ban Thường vụ", rank=30)
    title = Title.objects.create(code="HEAD", label="Trưởng phòng", level="province", sector="state", tier=tier, rank=5)
    head, clerk = person("CB1", "Lò Thị Hạnh"), person("CB2", "Vàng A Páo")
    for who, unit in ((head, "L"), (clerk, "L.1")):
        Appointment.objects.create(
            official=who, unit=units[unit], title=title, level="province", sector="state", tier=tier, tier_rank=30,
            valid_from=SINCE,
        )
    term = save_term(by=by, code="P25", kind="party", label="Nhiệm kỳ 2020–2025", starts_year=2020, ends_year=2025)
    SuccessionEntry.objects.create(official=clerk, title=title, unit=units["L"], term=term, entered_on=SINCE)
    user = User.objects.create(username="nhansu", full_name="Giàng Thị Mỷ", unit=units["L"])
    Grant.objects.create(user=user, role="unit_hr", unit=units["L"], valid_from=SINCE)
    scheme = Scheme.objects.create(
        code="04", name="Đề án 04", owner=units["T"], starts_on=SINCE, ends_on=date(2025, 12, 31)
    )
    Task.objects.create(scheme=scheme, kind="work", code="1", title="Rà soát", lead=units["L"])
    shared = Task.objects.create(scheme=scheme, kind="work", code="2", title="Mở lớp", lead=units["S"])
    shared.cooperating.set([units["L"], units["T.TC"]])
    Task.objects.create(scheme=scheme, kind="work", code="3", title="Việc đã xong", lead=units["L"], status="done")
    document = register_document(by=by, symbol="77-QĐ/TU", issuer="Tỉnh ủy", title="Về sắp xếp bộ máy")
    refresh_standing(by=by)
    return World(units, head, clerk, document, by)


def test_absorption_moves_people_pools_and_tasks_with_the_unit(world: World) -> None:
    plan = world.plan(UnitEventKind.ABSORB, ["L"], [HeirRow(unit=world.units["S"])])
    world.keep_grants(plan)
    event = carry_out_reorganisation(by=world.by, plan=plan)

    before, after = world.post(world.head, date(2025, 2, 28)), world.post(world.head, DAY)
    assert (before.unit.code, before.valid_until) == ("L", DAY)
    assert (after.unit.code, after.title, after.document) == ("S", before.title, "77-QĐ/TU")
    assert Official.objects.get(pk=world.head.pk).current_unit == world.units["S"]
    assert world.post(world.clerk, DAY).unit.code == "L.1", "divisions move with their people in place"
    old, new = SuccessionEntry.objects.order_by("pk")
    assert (old.exited_on, new.unit.code, new.entered_on) == (DAY, "S", DAY)
    assert User.objects.get(username="nhansu").unit == world.units["S"]
    leads = dict(Task.objects.values_list("code", "lead__code"))
    assert leads == {"1": "S", "2": "S", "3": "L"}, "work that is over stays with who did it"
    assert [unit.code for unit in Task.objects.get(code="2").cooperating.all()] == ["T.TC"], "S leads it already"
    plan.refresh_from_db()
    assert (plan.status, plan.event) == (ReorganisationStatus.DONE, event)
    assert Act.objects.filter(action="schemes.carry_out_reorganisation", document="77-QĐ/TU").count() == 1


def test_right_over_a_part_is_not_widened_without_asking(world: World) -> None:
    plan = world.plan(UnitEventKind.ABSORB, ["L"], [HeirRow(unit=world.units["S"])])
    (waiting,) = [one for one in preview_reorganisation(plan) if one.is_unresolved]
    assert waiting.item.kind == ItemKind.GRANT
    with pytest.raises(RuleBroken, match="Giàng Thị Mỷ"):
        carry_out_reorganisation(by=world.by, plan=plan)
    heir = plan.units.get(role="after")
    decide_items(
        by=world.by, plan=plan, decisions=[Decision(ItemKind.GRANT, waiting.item.id, ItemAction.MOVE, heir.pk)]
    )
    carry_out_reorganisation(by=world.by, plan=plan)
    assert [(g.unit.code, g.valid_from, g.valid_until) for g in Grant.objects.order_by("pk")] == [
        ("L", SINCE, DAY), ("S", DAY, None),
    ]  # fmt: skip


def test_split_waits_until_every_item_has_a_place(world: World) -> None:
    parts = [
        HeirRow(code=f"L{i}", name=f"Sở {i}", kind="SO_NGANH", sector="state", level="province",
                parent=world.units["T"])
        for i in (1, 2)
    ]  # fmt: skip
    plan = world.plan(UnitEventKind.SPLIT, ["L"], parts)
    decided = preview_reorganisation(plan)
    assert {one.item.kind for one in decided} == {
        ItemKind.SUBUNIT, ItemKind.APPOINTMENT, ItemKind.SUCCESSION, ItemKind.GRANT, ItemKind.ACCOUNT,
        ItemKind.TASK_LEAD, ItemKind.TASK_COOPERATING,
    }  # fmt: skip
    assert all(one.is_unresolved for one in decided)
    first, second = plan.units.filter(role="after")
    decisions = [Decision(one.item.kind, one.item.id, ItemAction.MOVE, first.pk) for one in decided]
    decide_items(by=world.by, plan=plan, decisions=decisions)
    post = next(one.item for one in decided if one.item.kind == ItemKind.APPOINTMENT)
    decide_items(by=world.by, plan=plan, decisions=[Decision(post.kind, post.id, ItemAction.MOVE, second.pk)])
    carry_out_reorganisation(by=world.by, plan=plan)
    assert world.post(world.head, DAY).unit.name == "Sở 2"
    assert Unit.objects.get(code="L.1").parent == Unit.objects.get(code="L1")
    assert Task.objects.get(code="1").lead == Unit.objects.get(code="L1")


def test_failure_at_the_end_leaves_nothing_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = world.plan(UnitEventKind.ABSORB, ["L"], [HeirRow(unit=world.units["S"])])
    world.keep_grants(plan)

    def broken(*args: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("hientai.schemes.operations.reorganisation._move", broken)
    with pytest.raises(RuntimeError):
        carry_out_reorganisation(by=world.by, plan=plan)
    assert Unit.objects.get(code="L").valid_until is None
    assert Appointment.objects.count() == 2
    assert Reorganisation.objects.get().status == ReorganisationStatus.DRAFT
    assert not Act.objects.filter(action__contains="carry_out").exists()


def test_dissolution_may_end_posts(world: World) -> None:
    plan = world.plan(UnitEventKind.DISSOLVE, ["L"], [HeirRow(unit=world.units["S"])], with_subunits=True)
    decided = preview_reorganisation(plan)
    assert {one.item.label for one in decided if one.item.kind == ItemKind.APPOINTMENT} == {
        "Lò Thị Hạnh – Trưởng phòng", "Vàng A Páo – Trưởng phòng",
    }  # fmt: skip
    decide_items(
        by=world.by, plan=plan, decisions=[Decision(one.item.kind, one.item.id, ItemAction.END) for one in decided]
    )
    carry_out_reorganisation(by=world.by, plan=plan)
    assert not Appointment.objects.held(DAY).exists()
    assert Appointment.objects.held(date(2025, 2, 28)).count() == 2
    assert Task.objects.get(code="1").lead is None
    assert Unit.objects.filter(valid_until=DAY).count() == 2


def test_rename_and_move_need_no_places(world: World) -> None:
    plan = world.plan(UnitEventKind.RENAME, ["L"], [HeirRow(name="Sở Việc làm")])
    assert preview_reorganisation(plan) == []
    carry_out_reorganisation(by=world.by, plan=plan)
    assert Unit.objects.get(code="L").name == "Sở Việc làm"
    plan = world.plan(UnitEventKind.CHANGE_PARENT, ["L.1"], [HeirRow(parent=world.units["S"])])
    carry_out_reorganisation(by=world.by, plan=plan)
    assert unit_on(world.units["L.1"], DAY).parent == world.units["S"]  # type: ignore[union-attr]


def test_plan_is_carried_out_once_and_not_edited_after(world: World) -> None:
    plan = world.plan(UnitEventKind.RENAME, ["L"], [HeirRow(name="Sở Việc làm")])
    carry_out_reorganisation(by=world.by, plan=plan)
    with pytest.raises(RuleBroken):
        carry_out_reorganisation(by=world.by, plan=plan)
    with pytest.raises(RuleBroken):
        choose_units(by=world.by, plan=Reorganisation.objects.get(), units=[])


def test_incomplete_plan_says_what_is_missing(world: World) -> None:
    plan = start_reorganisation(by=world.by, kind=UnitEventKind.ABSORB)
    with pytest.raises(RuleBroken, match="đơn vị được sắp xếp"):
        carry_out_reorganisation(by=world.by, plan=plan)
    choose_units(by=world.by, plan=plan, units=[world.units["L"]])
    with pytest.raises(RuleBroken, match="kế thừa"):
        carry_out_reorganisation(by=world.by, plan=plan)
    describe_reorganisation(by=world.by, plan=plan, effective_on=DAY, heirs=[HeirRow(unit=world.units["S"])])
    world.keep_grants(plan)
    with pytest.raises(RuleBroken, match="văn bản"):
        carry_out_reorganisation(by=world.by, plan=plan)
    with pytest.raises(BadInput):
        describe_reorganisation(by=world.by, plan=plan, effective_on=DAY, heirs=[HeirRow(unit=world.units["L"])])
    cancel_reorganisation(by=world.by, plan=plan, reason="Chưa có quyết định")
    assert plan.status == ReorganisationStatus.CANCELLED


def test_choice_lapses_when_its_heir_leaves_the_plan(world: World) -> None:
    plan = world.plan(UnitEventKind.DISSOLVE, ["L"], [HeirRow(unit=world.units["S"])])
    post = next(one.item for one in preview_reorganisation(plan) if one.item.kind == ItemKind.APPOINTMENT)
    heir = plan.units.get(role="after")
    decide_items(by=world.by, plan=plan, decisions=[Decision(post.kind, post.id, ItemAction.MOVE, heir.pk)])
    describe_reorganisation(
        by=world.by, plan=plan, effective_on=DAY, heirs=[HeirRow(unit=world.units["T"])], document=world.document
    )
    again = next(one for one in preview_reorganisation(plan) if one.item == post)
    assert again.is_unresolved
    with pytest.raises(BadInput, match="tiếp nhận"):
        decide_items(by=world.by, plan=plan, decisions=[Decision(post.kind, post.id, ItemAction.MOVE, heir.pk)])


def test_queries_do_not_grow_with_the_people(world: World) -> None:
    def queries(extra: int) -> int:
        Appointment.objects.bulk_create(
            Appointment(official=person(f"X{extra}-{i}", f"Người {i}"), unit=world.units["L"],
                        title=Title.objects.get(), level="province", sector="state", valid_from=SINCE)
            for i in range(extra)
        )  # fmt: skip
        plan = world.plan(UnitEventKind.ABSORB, ["L"], [HeirRow(unit=world.units["S"])])
        world.keep_grants(plan)
        with CaptureQueriesContext(connection) as captured:
            preview_reorganisation(plan)
        return len(captured)

    assert queries(1) == queries(60)
