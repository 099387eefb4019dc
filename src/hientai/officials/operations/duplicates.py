"""Duplicate records merged with their history kept: rows move, the merged record stays and points to the kept one."""

from __future__ import annotations

from hientai.access.queries import Scope
from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.officials.models import (
    Appointment,
    Correction,
    Official,
    Qualification,
    Rating,
    RetirementException,
    SuccessionEntry,
    TrainingRecord,
)
from hientai.officials.operations.standing import refresh_standing
from hientai.officials.rules import may_merge_officials

FILL = (
    "other_names",
    "religion",
    "native_place",
    "birth_place",
    "residence",
    "citizen_number",
    "phone",
    "email",
    "party_joined",
    "party_joined_on",
    "party_official",
    "party_official_on",
    "recruited",
    "recruited_on",
    "general_education",
    "academic_title",
    "grade_code",
    "position_fit",
    "position_fit_on",
)
IDENTITIES: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Appointment, ("unit_id", "title_id", "valid_from")),
    (Qualification, ("kind", "code", "major", "obtained")),
    (Rating, ("year", "scheme")),
    (TrainingRecord, ("programme", "ends_on")),
    (SuccessionEntry, ("title_id", "unit_id", "term_id")),
    (RetirementException, ("retires_on", "document")),
    (Correction, ("pk",)),
)


@operation("officials.merge_officials", "Hợp nhất hồ sơ trùng")
def merge_officials(*, by: Actor, scope: Scope, kept: Official, merged: Official, reason: str) -> Official:
    """This operation merges a duplicate into the record that is kept: its rows move, blanks of the kept one are filled.

    A row that the kept record has already stays on the merged record, so nothing is lost; the merged record leaves
    all lists and points to the kept one. Different ratings of one year are refused: people must decide first.
    """
    may_merge_officials.check(scope, kept.pk, merged.pk, bool(kept.merged_into_id or merged.merged_into_id))
    if not reason.strip():
        raise BadInput("Hãy nêu căn cứ để hợp nhất.", fields={"reason": "Bắt buộc."})
    _refuse_contradictions(kept, merged)
    moved = {model.__name__: _move(model, identity, kept, merged) for model, identity in IDENTITIES}
    filled = [name for name in FILL if not getattr(kept, name) and getattr(merged, name)]
    values = {name: getattr(merged, name) for name in filled}
    merged.merged_into, merged.current_unit, merged.current_tier, merged.current_post = kept, None, None, ""
    merged.save(update_fields=["merged_into", "current_unit", "current_tier", "current_post"])
    for name, value in values.items():
        setattr(kept, name, value)
    kept.registered_on = min(kept.registered_on, merged.registered_on)
    kept.save(update_fields=[*filled, "registered_on"])
    note(kept, reason=reason, detail={"merged": merged.code, "moved": moved, "filled": filled})
    note(merged, reason=reason, detail={"kept": kept.code})
    refresh_standing(by=by, official_ids=[kept.pk])
    kept.refresh_from_db()
    return kept


def _refuse_contradictions(kept: Official, merged: Official) -> None:
    if kept.citizen_number and merged.citizen_number and kept.citizen_number != merged.citizen_number:
        raise BadInput("Hai hồ sơ có số căn cước khác nhau: không phải một người, hoặc phải đính chính trước.")
    ours = dict(kept.ratings.values_list("year", "code"))
    clash = [year for year, code in merged.ratings.values_list("year", "code") if ours.get(year, code) != code]
    if clash:
        raise BadInput(f"Xếp loại năm {', '.join(map(str, clash))} khác nhau ở hai hồ sơ; hãy đính chính trước.")


def _move(model: type, identity: tuple[str, ...], kept: Official, merged: Official) -> int:
    rows = model._default_manager.filter(official=merged)  # type: ignore[attr-defined]
    ours = set(model._default_manager.filter(official=kept).values_list(*identity))  # type: ignore[attr-defined]
    ids = [row[0] for row in rows.values_list("pk", *identity) if tuple(row[1:]) not in ours]
    return int(model._default_manager.filter(pk__in=ids).update(official=kept))  # type: ignore[attr-defined]
