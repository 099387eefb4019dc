"""Plans of reorganisations, drawn up step by step and kept until they are carried out or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.org.codes import ItemAction, ItemKind, ReorganisationStatus, UnitEventKind, UnitRole
from hientai.org.models import Document, Reorganisation, ReorganisationChoice, ReorganisationUnit, Unit
from hientai.org.rules import may_edit_reorganisation


@dataclass(frozen=True, slots=True)
class HeirRow:
    """A unit on the receiving side: an existing one, or the facts of one to establish (or of the change)."""

    unit: Unit | None = None
    code: str = ""
    name: str = ""
    short_name: str = ""
    kind: str = ""
    sector: str = ""
    level: str = ""
    parent: Unit | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one item; ``heir_id`` is the id of the plan's receiving unit."""

    item_kind: ItemKind
    item_id: int
    action: ItemAction
    heir_id: int | None = None


@operation("org.start_reorganisation", "Lập phương án sắp xếp")
def start_reorganisation(*, by: Actor, kind: UnitEventKind | str, units: Sequence[Unit] = ()) -> Reorganisation:
    """This operation opens a draft plan of one kind for some units."""
    if kind not in UnitEventKind.values:
        raise BadInput("Hãy chọn việc cần làm.", fields={"kind": "Bắt buộc."})
    plan = Reorganisation.objects.create(kind=kind, started_by_name=by.name, started_on=by.today)
    _write_units(plan, UnitRole.BEFORE, [HeirRow(unit=unit) for unit in units])
    note(plan, detail={"units": [unit.code for unit in units]})
    return plan


@operation("org.choose_units", "Chọn đơn vị của phương án")
def choose_units(*, by: Actor, plan: Reorganisation, units: Sequence[Unit]) -> Reorganisation:
    """This operation sets the units that a draft plan is about."""
    may_edit_reorganisation.check(status=plan.status)
    if len({unit.pk for unit in units}) < len(units):
        raise BadInput("Một đơn vị được chọn hai lần.", fields={"units": "Mỗi đơn vị một lần."})
    plan.units.filter(role=UnitRole.BEFORE).delete()
    _write_units(plan, UnitRole.BEFORE, [HeirRow(unit=unit) for unit in units])
    note(plan, detail={"units": [unit.code for unit in units]})
    return plan


@operation("org.describe_reorganisation", "Ghi nội dung phương án sắp xếp")
def describe_reorganisation(
    *,
    by: Actor,
    plan: Reorganisation,
    effective_on: date,
    heirs: Sequence[HeirRow],
    document: Document | None = None,
    title: str = "",
    goes_on: bool = False,
    with_subunits: bool = False,
    plan_note: str = "",
) -> Reorganisation:
    """This operation sets day, decision and receiving units of a draft plan.

    Choices already made for receiving units that stay in the plan are kept. Raises BadInput for incomplete facts.
    """
    may_edit_reorganisation.check(status=plan.status)
    for heir in heirs:
        _check_heir(plan, heir)
    plan.effective_on, plan.document, plan.title = effective_on, document, title.strip()
    plan.goes_on, plan.with_subunits, plan.note = goes_on, with_subunits, plan_note
    plan.save()
    _rewrite_heirs(plan, heirs)
    note(plan, document=document.symbol if document else "", detail={"on": effective_on.isoformat()})
    return plan


def _check_heir(plan: Reorganisation, heir: HeirRow) -> None:
    if heir.unit is not None:
        if plan.units.filter(role=UnitRole.BEFORE, unit=heir.unit).exists():
            raise BadInput(
                f"{heir.unit.name} vừa được sắp xếp vừa tiếp nhận.", fields={"heirs": "Chọn đơn vị khác."}
            )
        return
    if plan.kind in {UnitEventKind.ABSORB, UnitEventKind.DISSOLVE}:
        raise BadInput("Đơn vị tiếp nhận phải là đơn vị đang hoạt động.", fields={"heirs": "Chọn đơn vị có sẵn."})
    if plan.kind in {UnitEventKind.CHANGE_PARENT, UnitEventKind.CHANGE_TYPE, UnitEventKind.RENAME}:
        return
    missing = [name for name in ("code", "name", "kind", "sector", "level") if not getattr(heir, name)]
    if missing:
        raise BadInput("Hãy ghi đủ mã, tên, loại hình, khối, cấp của đơn vị mới.",
                       fields=dict.fromkeys(missing, "Bắt buộc."))  # fmt: skip
    if Unit.objects.filter(code=heir.code).exists():
        raise BadInput(f"Mã đơn vị “{heir.code}” đã dùng.", fields={"code": "Chọn mã khác."})


def _rewrite_heirs(plan: Reorganisation, heirs: Sequence[HeirRow]) -> None:
    """Keep the rows whose unit or code stays, so that choices pointing at them hold."""
    stored = {(row.unit_id, row.code): row for row in plan.units.filter(role=UnitRole.AFTER)}
    fresh = []
    for heir in heirs:
        row = stored.pop((heir.unit.pk if heir.unit else None, heir.code), None)
        if row is None:
            fresh.append(heir)
            continue
        for name in ("name", "short_name", "kind", "sector", "level", "parent"):
            setattr(row, name, getattr(heir, name))
        row.save()
    for row in stored.values():
        row.delete()
    _write_units(plan, UnitRole.AFTER, fresh)


def _write_units(plan: Reorganisation, role: UnitRole, rows: Sequence[HeirRow]) -> None:
    ReorganisationUnit.objects.bulk_create(
        ReorganisationUnit(
            reorganisation=plan, role=role, unit=row.unit, code=row.code, short_name=row.short_name, kind=row.kind,
            name=row.name or (row.unit.name if row.unit else ""), sector=row.sector, level=row.level,
            parent=row.parent,
        )
        for row in rows
    )


@operation("org.decide_items", "Quyết định nơi chuyển về")
def decide_items(*, by: Actor, plan: Reorganisation, decisions: Sequence[Decision]) -> int:
    """This operation records for many items of a draft plan what becomes of them; returns how many.

    Raises BadInput when a move names no receiving unit of this plan.
    """
    may_edit_reorganisation.check(status=plan.status)
    heirs = set(plan.units.filter(role=UnitRole.AFTER).values_list("pk", flat=True))
    if any(d.action == ItemAction.MOVE and d.heir_id not in heirs for d in decisions):
        raise BadInput("Hãy chọn đơn vị tiếp nhận.", fields={"heir": "Bắt buộc."})
    if any(d.item_kind == ItemKind.SUBUNIT and d.action == ItemAction.END for d in decisions):
        raise BadInput("Muốn kết thúc một đơn vị trực thuộc, hãy lập phương án riêng cho đơn vị đó.")
    ReorganisationChoice.objects.bulk_create(
        [
            ReorganisationChoice(
                reorganisation=plan, item_kind=d.item_kind, item_id=d.item_id, action=d.action,
                heir_id=d.heir_id if d.action == ItemAction.MOVE else None,
            )
            for d in decisions
        ],
        update_conflicts=True, unique_fields=["reorganisation", "item_kind", "item_id"],
        update_fields=["action", "heir"],
    )
    note(plan, detail={"decided": len(decisions)})
    return len(decisions)


@operation("org.cancel_reorganisation", "Hủy phương án sắp xếp")
def cancel_reorganisation(*, by: Actor, plan: Reorganisation, reason: str) -> Reorganisation:
    """This operation drops a draft plan; it stays on record."""
    may_edit_reorganisation.check(status=plan.status)
    if not reason.strip():
        raise BadInput("Hãy ghi lý do hủy.", fields={"reason": "Bắt buộc."})
    plan.status = ReorganisationStatus.CANCELLED
    plan.save(update_fields=["status"])
    note(plan, reason=reason)
    return plan
