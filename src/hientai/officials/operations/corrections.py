"""Corrections asked for by units or by the person, applied only when the commission approves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from hientai.access.models import User
from hientai.access.queries import Scope
from hientai.base.actor import Actor
from hientai.base.errors import BadInput, RuleBroken
from hientai.base.operation import note, operation
from hientai.officials.codes import CORRECTION_TRANSITIONS, CorrectionStatus
from hientai.officials.models import Correction, Official
from hientai.officials.operations.registry import OfficialRow, save_officials
from hientai.officials.rules import may_decide_correction, may_request_correction

CORRECTABLE = (
    "full_name",
    "other_names",
    "sex",
    "birth",
    "ethnicity",
    "religion",
    "native_place",
    "birth_place",
    "residence",
    "citizen_number",
    "phone",
    "email",
    "party_joined",
    "party_official",
    "recruited",
    "general_education",
    "academic_title",
    "grade_code",
)


def row_of(official: Official) -> OfficialRow:
    """The official's record as a row, to change some fields of it."""
    return OfficialRow(**{f.name: getattr(official, f.name) for f in fields(OfficialRow)})


@operation("officials.request_correction", "Đề nghị đính chính hồ sơ")
def request_correction(
    *, by: Actor, scope: Scope, official: Official, changes: Mapping[str, str], reason: str
) -> Correction:
    """This operation asks for fields of a record to be corrected; nothing changes until it is approved.

    ``changes`` maps field names to new values (dates as partial dates in storage form).
    """
    is_own = official.account_id is not None and official.account_id == scope.user_id
    may_request_correction.check(scope, official.merged_into_id is not None, is_own)
    real = {}
    for name, new in changes.items():
        if name not in CORRECTABLE:
            raise BadInput(f"Trường «{name}» không đính chính theo cách này.")
        old = getattr(official, name)
        if new != old:
            real[name] = [old, new]
    if not real:
        raise BadInput("Không có thay đổi nào so với hồ sơ.")
    if not reason.strip():
        raise BadInput("Hãy nêu lý do và minh chứng.", fields={"reason": "Bắt buộc."})
    user = User.objects.filter(pk=by.user_id or 0).first()
    correction = Correction.objects.create(
        official=official,
        changes=real,
        reason=reason.strip(),
        requested_by=user,
        requested_by_name=by.name,
        requested_on=by.today,
    )
    note(official, reason=reason, detail={"correction": correction.pk, "fields": sorted(real)})
    return correction


@operation("officials.decide_correction", "Duyệt đính chính hồ sơ")
def decide_correction(
    *, by: Actor, scope: Scope, correction: Correction, approve: bool, decision_note: str = ""
) -> Correction:
    """This operation approves or rejects a correction; an approved one changes the record in the same transaction.

    When the record has changed since the request in one of the fields, it is refused so that nothing is overwritten.
    """
    correction = Correction.objects.select_for_update().select_related("official").get(pk=correction.pk)
    may_decide_correction.check(scope, correction.status, correction.requested_by_id)
    if not approve and not decision_note.strip():
        raise BadInput("Không duyệt thì phải nêu lý do.", fields={"decision_note": "Bắt buộc."})
    if approve:
        _apply(by, correction)
    correction.status = CorrectionStatus.APPROVED if approve else CorrectionStatus.REJECTED
    correction.decided_by_name, correction.decided_on, correction.decision_note = by.name, by.today, decision_note
    correction.save(update_fields=["status", "decided_by_name", "decided_on", "decision_note"])
    note(
        correction.official,
        reason=decision_note or correction.reason,
        detail={"correction": correction.pk, "status": correction.status},
    )
    return correction


def _apply(by: Actor, correction: Correction) -> None:
    official = correction.official
    stale = [name for name, (old, _) in correction.changes.items() if getattr(official, name) != old]
    if stale:
        labels = ", ".join(str(getattr(Official._meta.get_field(n), "verbose_name", n)) for n in stale)
        raise RuleBroken(f"Hồ sơ đã đổi sau khi đề nghị ở: {labels}. Hãy trả lại để đơn vị đề nghị lại.")
    values = {f.name: getattr(official, f.name) for f in fields(OfficialRow)}
    values.update({name: new for name, (_, new) in correction.changes.items()})
    save_officials(by=by, rows=[OfficialRow(**values)], reason=f"Đính chính số {correction.pk}: {correction.reason}")


@operation("officials.withdraw_correction", "Rút đề nghị đính chính")
def withdraw_correction(*, by: Actor, correction: Correction) -> Correction:
    """This operation takes back a correction that is still waiting; only its author may."""
    if CorrectionStatus.WITHDRAWN not in CORRECTION_TRANSITIONS[correction.status]:
        raise RuleBroken("Đề nghị đã được giải quyết, không rút được.")
    if correction.requested_by_id != by.user_id:
        raise RuleBroken("Chỉ người đề nghị được rút.")
    correction.status = CorrectionStatus.WITHDRAWN
    correction.save(update_fields=["status"])
    note(correction.official, detail={"correction": correction.pk})
    return correction
