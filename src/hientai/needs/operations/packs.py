"""Rule packs: loaded, edited as drafts, put in force, replaced; exported as the same JSON they are loaded from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from hientai.base.actor import Actor
from hientai.base.errors import BadInput, RuleBroken
from hientai.base.operation import note, operation
from hientai.needs.codes import PACK_TRANSITIONS, PackKind, PackStatus
from hientai.needs.models import EligibilityRule, Requirement, RulePack, refuse_frozen
from hientai.needs.queries.packs import REQUIREMENT, RULE, pack_to_json
from hientai.officials.queries.criteria import load_catalogue, read_criterion

Data = Mapping[str, Any]


def _write_rules(pack: RulePack, data: Data) -> None:
    catalogue = load_catalogue()
    for place, row in enumerate(_rows(data, "requirements"), start=1):
        for part in ("audience", "condition"):
            _checked(row, part, catalogue)
        values = {k: row[k] for k in REQUIREMENT if k in row}
        _store(Requirement(pack=pack, **{"sort_order": place, **values}))
    for place, row in enumerate(_rows(data, "eligibility_rules"), start=1):
        if row.get("condition") is not None:
            _checked(row, "condition", catalogue)
        values = {k: row[k] for k in RULE if k in row}
        _store(EligibilityRule(pack=pack, **{"sort_order": place, **values}))


def _rows(data: Data, part: str) -> Sequence[Data]:
    rows = data.get(part) or []
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise BadInput(f"Phần «{part}» phải là danh sách các quy tắc.")
    return rows


def _store(row: Requirement | EligibilityRule) -> None:
    """Check every field as the model says, then save; a wrong value is named with its rule."""
    try:
        row.full_clean(exclude=["pack"])
    except ValidationError as error:
        faults = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise BadInput(f"Quy tắc «{row.code or '?'}»: {faults}") from error
    row.save()


def _checked(row: Data, part: str, catalogue: Any) -> None:
    try:
        read_criterion(row[part], catalogue)
    except KeyError as error:
        raise BadInput(f"Quy tắc «{row.get('code', '?')}» thiếu phần «{part}».") from error
    except BadInput as error:
        raise BadInput(f"Quy tắc «{row.get('code', '?')}», phần «{part}»: {error.message}") from error


def _day(text: Any) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise BadInput(f"Ngày «{text}» phải viết dạng năm-tháng-ngày, ví dụ 2025-07-01.") from error


def _period(valid_from: date | None, valid_until: date | None) -> date:
    if valid_from is None:
        raise BadInput("Phải có ngày bắt đầu hiệu lực.", fields={"valid_from": "Bắt buộc."})
    if valid_until is not None and valid_until <= valid_from:
        raise BadInput("Ngày hết hiệu lực phải sau ngày bắt đầu.", fields={"valid_until": "Kiểm tra lại ngày."})
    return valid_from


@operation("needs.load_pack", "Nạp bộ quy tắc")
def load_pack(*, by: Actor, data: Data, put_in_force: bool = True) -> RulePack:
    """This operation loads a rule pack from JSON as a new version; an identical pack in force is left as it is.

    Raises BadInput naming the rule that cannot be read.
    """
    if not isinstance(data, Mapping):
        raise BadInput("Tệp bộ quy tắc phải là một đối tượng JSON.")
    missing = [k for k in ("code", "kind", "name", "legal_basis", "valid_from") if not data.get(k)]
    if missing:
        raise BadInput(f"Tệp bộ quy tắc thiếu: {', '.join(missing)}.")
    if data["kind"] not in PackKind.values:
        raise BadInput(f"Loại bộ quy tắc «{data['kind']}» không có.")
    valid_until = _day(data.get("valid_until"))
    valid_from = _period(_day(data["valid_from"]), valid_until)
    last = RulePack.objects.filter(code=data["code"]).order_by("-version").first()
    pack = RulePack.objects.create(
        code=data["code"], version=last.version + 1 if last else 1, kind=data["kind"], name=data["name"],
        legal_basis=data["legal_basis"], valid_from=valid_from, valid_until=valid_until,
        needs_confirmation=bool(data.get("needs_confirmation")), note=data.get("note", ""),
    )  # fmt: skip
    _write_rules(pack, data)
    if put_in_force:
        _replace_versions(pack)
        pack.status, pack.signed_off_by = PackStatus.IN_FORCE, by.name
        pack.save(update_fields=["status", "signed_off_by"])
    note(pack, detail={"version": pack.version, "in_force": put_in_force})
    return pack


def _replace_versions(pack: RulePack) -> None:
    """Earlier versions of the same pack end where the new one begins; one that begins later or equal never held."""
    for old in RulePack.objects.filter(code=pack.code, status=PackStatus.IN_FORCE).exclude(pk=pack.pk):
        old.status = PackStatus.REPLACED
        old.valid_until = (
            max(pack.valid_from, old.valid_from)
            if old.valid_until is None
            else min(old.valid_until, max(pack.valid_from, old.valid_from))
        )
        old.save(update_fields=["status", "valid_until"])


@operation("needs.draft_pack", "Soạn phiên bản mới của bộ quy tắc")
def draft_pack(*, by: Actor, pack: RulePack) -> RulePack:
    """This operation copies a pack into a new draft version, to be edited and put in force."""
    if RulePack.objects.filter(code=pack.code, status=PackStatus.DRAFT).exists():
        raise RuleBroken("Bộ quy tắc này đang có một bản dự thảo; hãy sửa tiếp bản đó.")
    return load_pack(by=by, data=pack_to_json(pack), put_in_force=False)


@operation("needs.import_pack", "Nhập bộ quy tắc từ tệp")
def import_pack(*, by: Actor, data: Data) -> RulePack:
    """This operation reads a pack from a file as a new draft version, to be looked through before it is in force."""
    code = str(data.get("code", "")) if isinstance(data, Mapping) else ""
    if RulePack.objects.filter(code=code, status=PackStatus.DRAFT).exists():
        raise RuleBroken("Bộ quy tắc này đang có một bản dự thảo; hãy áp dụng hoặc sửa tiếp bản đó.")
    return load_pack(by=by, data=data, put_in_force=False)


@operation("needs.save_pack_head", "Sửa phần đầu bộ quy tắc")
def save_pack_head(
    *, by: Actor, pack: RulePack, name: str, legal_basis: str, valid_from: date, valid_until: date | None = None,
    needs_confirmation: bool = False, note_text: str = "",
) -> RulePack:  # fmt: skip
    """This operation changes the name, basis and validity of a draft pack."""
    refuse_frozen(pack)
    _period(valid_from, valid_until)
    pack.name, pack.legal_basis, pack.valid_from, pack.valid_until = name, legal_basis, valid_from, valid_until
    pack.needs_confirmation, pack.note = needs_confirmation, note_text
    pack.save(update_fields=["name", "legal_basis", "valid_from", "valid_until", "needs_confirmation", "note"])
    note(pack)
    return pack


@operation("needs.save_requirement", "Ghi yêu cầu tiêu chuẩn")
def save_requirement(*, by: Actor, pack: RulePack, values: Data) -> Requirement:
    """This operation adds or changes one requirement of a draft pack; packs in force are frozen."""
    refuse_frozen(pack)
    catalogue = load_catalogue()
    for part in ("audience", "condition"):
        _checked(values, part, catalogue)
    chosen = {k: values[k] for k in REQUIREMENT if k in values and k != "code"}
    saved, _ = Requirement.objects.update_or_create(pack=pack, code=values["code"], defaults=chosen)
    note(pack, detail={"requirement": saved.code})
    return saved


@operation("needs.remove_requirement", "Bỏ yêu cầu tiêu chuẩn")
def remove_requirement(*, by: Actor, requirement: Requirement, reason: str) -> RulePack:
    """This operation removes a requirement from a draft pack."""
    refuse_frozen(requirement.pack)
    note(requirement.pack, reason=reason, detail={"removed": requirement.code})
    requirement.delete()
    return requirement.pack


@operation("needs.save_eligibility_rule", "Ghi quy tắc cử đi học")
def save_eligibility_rule(*, by: Actor, pack: RulePack, values: Data) -> EligibilityRule:
    """This operation adds or changes one eligibility rule of a draft pack."""
    refuse_frozen(pack)
    if values.get("condition") is not None:
        _checked(values, "condition", load_catalogue())
    chosen = {k: values[k] for k in RULE if k in values and k != "code"}
    saved, _ = EligibilityRule.objects.update_or_create(pack=pack, code=values["code"], defaults=chosen)
    note(pack, detail={"rule": saved.code})
    return saved


@operation("needs.remove_eligibility_rule", "Bỏ quy tắc cử đi học")
def remove_eligibility_rule(*, by: Actor, rule: EligibilityRule, reason: str) -> RulePack:
    """This operation removes a rule on who may be sent from a draft pack."""
    refuse_frozen(rule.pack)
    note(rule.pack, reason=reason, detail={"removed": rule.code})
    rule.delete()
    return rule.pack


@operation("needs.put_pack_in_force", "Áp dụng bộ quy tắc")
def put_pack_in_force(*, by: Actor, pack: RulePack, valid_from: date, legal_basis: str) -> RulePack:
    """This operation puts a draft in force from a day, with its legal basis; earlier versions end there."""
    if PackStatus.IN_FORCE not in PACK_TRANSITIONS[pack.status]:
        raise RuleBroken("Chỉ áp dụng được bản dự thảo.")
    if not legal_basis.strip():
        raise BadInput("Phải nêu căn cứ pháp lý.", fields={"legal_basis": "Bắt buộc."})
    _period(valid_from, pack.valid_until)
    if not (pack.requirements.exists() or pack.eligibility_rules.exists()):
        raise RuleBroken("Bộ quy tắc chưa có quy tắc nào.")
    pack.status, pack.valid_from, pack.legal_basis, pack.signed_off_by = (
        PackStatus.IN_FORCE,
        valid_from,
        legal_basis,
        by.name,
    )
    _replace_versions(pack)
    pack.save(update_fields=["status", "valid_from", "legal_basis", "signed_off_by"])
    note(pack, document=legal_basis, detail={"valid_from": valid_from.isoformat()})
    return pack
