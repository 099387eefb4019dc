"""What happens to one unit: established, renamed, moved below another, made another kind, corrected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.org.codes import Level, Sector, UnitEventKind
from hientai.org.models import Document, Unit, UnitEvent, UnitVersion
from hientai.org.operations.chronicle import (
    amend,
    check_parent,
    copy_latest,
    create_unit,
    is_below,
    record_event,
    record_successions,
)
from hientai.org.rules import may_correct_version, may_move_below

CORRECTABLE = frozenset({"name", "short_name", "kind", "sector", "level", "parent", "valid_from"})


def cited(document: Document | None) -> str:
    """The symbol of the deciding document, for the audit."""
    return document.symbol if document else ""


@operation("org.establish_unit", "Thành lập đơn vị")
def establish_unit(
    *,
    by: Actor,
    code: str,
    name: str,
    kind: str,
    sector: Sector | str,
    level: Level | str,
    on: date,
    parent: Unit | None = None,
    short_name: str = "",
    territory_code: str = "",
    sort_order: int = 0,
    document: Document | None = None,
    event_note: str = "",
    predecessors: Iterable[Unit] = (),
    needs_confirmation: bool = False,
) -> Unit:
    """This operation establishes a unit from a day, by a decision; ``predecessors`` give part of their work to it.

    Raises BadInput for a code in use, RuleBroken for a parent that does not exist then.
    """
    event = record_event(
        UnitEventKind.ESTABLISH, on, f"Thành lập {name}", document, event_note, unsure=needs_confirmation
    )
    facts = {
        "code": code, "name": name.strip(), "short_name": short_name, "kind": kind, "sector": sector, "level": level,
        "territory_code": territory_code, "sort_order": sort_order, "needs_confirmation": needs_confirmation,
    }
    unit = create_unit(facts, parent, on, event)
    record_successions(event, [(old.pk, unit.pk) for old in predecessors], partial=True)
    note(unit, document=cited(document), detail={"on": on.isoformat(), "parent": parent.name if parent else ""})
    return unit


@operation("org.rename_unit", "Đổi tên đơn vị")
def rename_unit(
    *,
    by: Actor,
    unit: Unit,
    name: str,
    on: date,
    short_name: str | None = None,
    document: Document | None = None,
    event_note: str = "",
) -> UnitEvent:
    """This operation gives a unit another name from a day; the name of before stays in its history."""
    if not name.strip():
        raise BadInput("Hãy ghi tên mới của đơn vị.", fields={"name": "Bắt buộc."})
    before = unit.name
    event = record_event(UnitEventKind.RENAME, on, f"Đổi tên {before} thành {name.strip()}", document, event_note)
    amend(unit, on, event, name=name.strip(), short_name=unit.short_name if short_name is None else short_name)
    note(unit, document=cited(document), detail={"on": on.isoformat(), "before": before})
    return event


@operation("org.change_parent", "Chuyển cơ quan cấp trên")
def change_parent(
    *,
    by: Actor,
    unit: Unit,
    parent: Unit | None,
    on: date,
    document: Document | None = None,
    event_note: str = "",
) -> UnitEvent:
    """This operation moves a unit, with all below it, under another unit from a day.

    Raises RuleBroken when the parent does not exist then or would hang below the unit on any later day.
    """
    above = parent.name if parent else "gốc"
    event = record_event(UnitEventKind.CHANGE_PARENT, on, f"Chuyển {unit.name} về {above}", document, event_note)
    amend(unit, on, event, parent=parent)
    note(unit, document=cited(document), detail={"on": on.isoformat(), "parent": above})
    return event


@operation("org.change_type", "Chuyển loại hình đơn vị")
def change_type(
    *,
    by: Actor,
    unit: Unit,
    on: date,
    kind: str | None = None,
    sector: Sector | str | None = None,
    level: Level | str | None = None,
    name: str | None = None,
    document: Document | None = None,
    event_note: str = "",
) -> UnitEvent:
    """This operation makes a unit another kind (or sector, or level) from a day, with a new name when it gets one."""
    given = {"kind": kind, "sector": sector, "level": level, "name": name}
    changes = {field: value for field, value in given.items() if value}
    if not changes:
        raise BadInput("Hãy chọn loại hình mới.", fields={"kind": "Bắt buộc."})
    event = record_event(UnitEventKind.CHANGE_TYPE, on, f"Chuyển loại hình {unit.name}", document, event_note)
    amend(unit, on, event, **changes)
    note(unit, document=cited(document), detail={"on": on.isoformat(), **{k: str(v) for k, v in changes.items()}})
    return event


@operation("org.correct_unit_version", "Đính chính lịch sử đơn vị")
def correct_unit_version(*, by: Actor, version: UnitVersion, reason: str, **changes: Any) -> UnitVersion:
    """This operation corrects a wrong entry of a unit's history: name, kind, sector, level, parent or first day.

    It is no event of the field: the row is rewritten, the audit keeps what it said. A first day moved also moves
    the end of the version before. Raises RuleBroken without a reason or when order, parent or tree would break.
    """
    unknown = set(changes) - CORRECTABLE
    if unknown or not changes:
        raise BadInput(f"Không đính chính được: {', '.join(sorted(unknown)) or 'chưa có thay đổi nào'}.")
    unit = version.unit
    earlier = unit.versions.filter(valid_from__lt=version.valid_from).order_by("-valid_from").first()
    starts = changes.get("valid_from", version.valid_from)
    may_correct_version.check(
        reason=reason, earlier_from=earlier.valid_from if earlier else None, starts=starts, ends=version.valid_until
    )
    if starts != version.valid_from:
        _refuse_children_before(unit, starts, earlier)
    parent = changes.get("parent", version.parent)
    if parent is not None:
        check_parent(version.name, parent, starts, version.valid_until)
        circle = is_below(parent.pk, unit.pk, starts, version.valid_until)
        may_move_below.check(name=version.name, parent=parent.name, is_below_itself=circle)
    _rewrite(unit, version, earlier, changes)
    note(unit, reason=reason, detail={"version": version.pk, "fields": sorted(changes)})
    return version


def _refuse_children_before(unit: Unit, starts: date, earlier: UnitVersion | None) -> None:
    """The first day of a unit cannot move past the first day of a unit that hung below it."""
    if earlier is None:
        child = UnitVersion.objects.filter(parent=unit, valid_from__lt=starts).first()
        if child is not None:
            raise BadInput(
                f"{child.name} thuộc đơn vị này từ ngày {child.valid_from:%d/%m/%Y}, trước ngày bắt đầu mới.",
                fields={"valid_from": "Sau ngày bắt đầu của một đơn vị trực thuộc."},
            )
    elif earlier.parent is not None:
        check_parent(earlier.name, earlier.parent, earlier.valid_from, starts)


def _rewrite(unit: Unit, version: UnitVersion, earlier: UnitVersion | None, changes: dict[str, Any]) -> None:
    starts = changes.get("valid_from", version.valid_from)
    grows_back = starts < version.valid_from
    if earlier is not None and grows_back:  # shrink the neighbour first: no moment of overlap
        UnitVersion.objects.filter(pk=earlier.pk).update(valid_until=starts)
    for field, value in changes.items():
        setattr(version, field, value)
    version.save()
    if earlier is not None and not grows_back:
        UnitVersion.objects.filter(pk=earlier.pk).update(valid_until=starts)
    if earlier is None and unit.valid_from != starts:
        unit.valid_from = starts
        unit.save(update_fields=["valid_from"])
    if not unit.versions.filter(valid_from__gt=version.valid_from).exists():
        copy_latest(unit, version)
