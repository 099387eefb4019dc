"""Imports: the file is kept, what was judged is kept, and what was judged good is written in one transaction.

Reading and judging live in ``exchange``, which hands over an `ImportPlan`; nothing here opens a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.db import models

from hientai.access.models import User
from hientai.base.actor import Actor
from hientai.base.bulk import update_rows
from hientai.base.errors import BadInput, RuleBroken
from hientai.base.jobs.queue import enqueue, request_cancel
from hientai.base.models import AuditHead, Job
from hientai.base.operation import note, operation
from hientai.officials.models import (
    Appointment,
    ImportBatch,
    ImportMapping,
    Qualification,
    Rating,
    SuccessionEntry,
    TrainingRecord,
)
from hientai.officials.operations.imports_standing import standing_of_new
from hientai.officials.operations.learning import (
    QualificationRow,
    RatingRow,
    TrainingRow,
    record_training,
    save_qualifications,
    save_ratings,
)
from hientai.officials.operations.pools import PoolRow, save_pool_entries
from hientai.officials.operations.posts import AppointmentRow, save_appointments
from hientai.officials.operations.registry import OfficialRow, save_officials
from hientai.officials.operations.standing import refresh_standing
from hientai.org.operations.loading import UnitRow, load_units

State = ImportBatch.State
OPEN = (State.UPLOADED, State.MAPPED, State.JUDGED, State.FAILED)
JUDGE_JOB, APPLY_JOB = "officials.judge_import", "officials.apply_import"
CHANGEABLE: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "appointment": (Appointment, ("kind", "is_primary", "tier", "tier_rank", "valid_until", "document")),
    "qualification": (
        Qualification,
        (
            "institution",
            "form",
            "country",
            "diploma_number",
            "funding",
            "is_equivalence",
            "valid_until",
            "evidence",
        ),
    ),
    "rating": (Rating, ("code", "rank", "document")),
    "pool": (SuccessionEntry, ("document", "exited_on", "exit_kind", "exit_reason")),
    "training": (
        TrainingRecord,
        (
            "kind",
            "subject",
            "programme_code",
            "starts_on",
            "period_text",
            "days",
            "form",
            "institution",
            "is_abroad",
            "funding",
            "result",
            "certificate_number",
        ),
    ),
}
"""What an import may change of rows that exist: everything but the columns that say which row it is."""

Finish = Callable[[dict[str, Any]], Any]
CareerRow = TypeVar("CareerRow", AppointmentRow, QualificationRow, RatingRow, PoolRow, TrainingRow)


@dataclass(slots=True)
class ImportPlan:
    """All that one import writes.

    ``official_id`` and ``unit_id`` of rows are real ids, or -n for the n-th (from 1) of ``new_officials`` and
    ``units``, which get their ids when they are written. ``changes`` holds, per kind of `CHANGEABLE`, the new values
    in the order of its columns with the row's id last; ``changed_people`` are the ids of those the rows belong to.
    """

    units: list[UnitRow] = field(default_factory=list)
    new_officials: list[OfficialRow] = field(default_factory=list)
    changed_officials: list[OfficialRow] = field(default_factory=list)
    appointments: list[AppointmentRow] = field(default_factory=list)
    qualifications: list[QualificationRow] = field(default_factory=list)
    ratings: list[RatingRow] = field(default_factory=list)
    pools: list[PoolRow] = field(default_factory=list)
    trainings: list[TrainingRow] = field(default_factory=list)
    changes: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    changed_people: set[int] = field(default_factory=set)
    rejected: int = 0
    audit_head: str = ""


def audit_head() -> str:
    """The hash of the last act: equal hashes mean that no operation has written anything in between."""
    return AuditHead.objects.filter(pk=1).values_list("hash", flat=True).first() or ""


@operation("officials.start_import", "Tải tệp nhập dữ liệu lên")
def start_import(*, by: Actor, filename: str, content: bytes) -> ImportBatch:
    """This operation keeps an uploaded file as a new import; nothing of it is written to the registry yet."""
    if not content:
        raise BadInput("Tệp rỗng. Hãy chọn lại tệp.", fields={"file": "Tệp rỗng."})
    batch = ImportBatch.objects.create(
        filename=filename.replace("\\", "/").rsplit("/", 1)[-1][:300],
        content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
        size=len(content),
        uploaded_by=User.objects.filter(pk=by.user_id or 0).first(),
        uploaded_by_name=by.name,
        uploaded_on=by.today,
    )
    note(batch, detail={"size": batch.size, "sha256": batch.content_hash})
    return batch


def _reopened(batch: ImportBatch) -> ImportBatch:
    """The batch under a lock, refused when it was applied or abandoned."""
    found = ImportBatch.objects.select_for_update().defer("content", "annotated", "verdicts").get(pk=batch.pk)
    if found.state not in OPEN:
        raise RuleBroken(f"Đợt nhập này đã ở bước «{State(found.state).label}»; hãy tải tệp lên thành đợt mới.")
    return found


@operation("officials.map_import", "Ghép cột của tệp nhập")
def map_import(
    *, by: Actor, batch: ImportBatch, mapping: Mapping[str, Any], remember: Sequence[tuple[str, str, str]] = ()
) -> ImportBatch:
    """This operation keeps how the sheets of a file are read.

    ``remember`` holds (kind of sheet, folded header, field) that a person chose, for the next file with that header.
    """
    found = _reopened(batch)
    found.mapping, found.state, found.counts, found.verdicts = dict(mapping), State.MAPPED, {}, []
    found.save(update_fields=["mapping", "state", "counts", "verdicts"])
    known = {(m.sheet_kind, m.header_key): m for m in ImportMapping.objects.all()} if remember else {}
    for kind, key, name in remember:
        stored = known.get((kind, key)) or ImportMapping(sheet_kind=kind, header_key=key, used=0)
        stored.field, stored.used = name, stored.used + 1
        stored.save()
        known[kind, key] = stored
    note(found, detail={"remembered": len(remember)})
    return found


@operation("officials.judge_import", "Ghi kết quả kiểm tra tệp nhập")
def judge_import(
    *,
    by: Actor,
    batch: ImportBatch,
    counts: Mapping[str, Any],
    verdicts: Sequence[Mapping[str, Any]],
    mapping: Mapping[str, Any] | None = None,
    finish: Finish | None = None,
) -> ImportBatch:
    """This operation keeps the judgement of every row of a file; nothing is written to the registry.

    ``finish`` is the judging job's own end (`JobHandle.finish`), in the same transaction.
    """
    found = _reopened(batch)
    found.counts, found.verdicts, found.state, found.message = dict(counts), list(verdicts), State.JUDGED, ""
    columns = ["counts", "verdicts", "state", "message"]
    if mapping is not None:
        found.mapping = dict(mapping)
        columns.append("mapping")
    found.save(update_fields=columns)
    note(found, detail={"counts": dict(counts)})
    if finish is not None:
        finish({"batch": found.pk, "counts": dict(counts)})
    return found


@operation("officials.request_import", "Giao việc kiểm tra, ghi dữ liệu nhập")
def request_import(*, by: Actor, batch: ImportBatch, kind: str, take_good: bool = False) -> Job:
    """This operation puts the judging (`JUDGE_JOB`) or writing (`APPLY_JOB`) of a file on the worker's queue."""
    found = _reopened(batch)
    if found.job_id and Job.objects.filter(pk=found.job_id, state__in=[Job.State.QUEUED, Job.State.RUNNING]).exists():
        raise RuleBroken("Đợt nhập này đang được xử lý; hãy chờ xong hoặc dừng lại trước.")
    if kind == APPLY_JOB:
        _may_apply(found.state, int(found.counts.get("total", {}).get("rejected", 0)), take_good)
    verb = "Ghi" if kind == APPLY_JOB else "Kiểm tra"
    actor = {"name": by.name, "user_id": by.user_id, "unit_id": by.unit_id, "unit_name": by.unit_name}
    actor |= {"today": by.today.isoformat(), "request_id": by.request_id}
    arguments = {"batch": found.pk, "take_good": take_good, "by": actor}
    job = enqueue(kind, f"{verb} tệp {found.filename}"[:300], arguments, by=by)
    found.job_id, found.take_good = job.pk, take_good
    found.save(update_fields=["job_id", "take_good"])
    note(found, detail={"job": job.pk, "kind": kind})
    return job


def _may_apply(state: str, rejected: int, take_good: bool) -> None:
    if state not in (State.JUDGED, State.FAILED):
        raise RuleBroken("Tệp chưa được kiểm tra; hãy kiểm tra trước khi ghi.")
    if rejected and not take_good:
        raise RuleBroken(
            f"Còn {rejected} dòng lỗi nên chưa ghi dòng nào. Hãy sửa tệp, hoặc chọn «chỉ ghi các dòng đạt»."
        )


@operation("officials.apply_import", "Ghi dữ liệu nhập từ tệp")
def apply_import(
    *,
    by: Actor,
    batch: ImportBatch,
    plan: ImportPlan,
    take_good: bool = False,
    counts: Mapping[str, Any] | None = None,
    finish: Finish | None = None,
) -> ImportBatch:
    """This operation writes all good rows of a judged file in one transaction, which also finishes its job.

    All or nothing: with rejected rows it is refused, unless ``take_good`` says that only the good ones are wanted.
    ``finish`` is `JobHandle.finish` of the worker's job.
    Raises RuleBroken when anything was written since the plan was made: the caller judges again.
    """
    found = _reopened(batch)
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if plan.audit_head != (head.hash if head else ""):
        raise PlanOutdated("Dữ liệu đã thay đổi sau khi kiểm tra; phải kiểm tra lại.")
    _may_apply(found.state, plan.rejected, take_good)
    reason = f"Nhập từ tệp {found.filename} (đợt {found.pk})"
    unit_ids = list(load_units(by=by, rows=plan.units).values()) if plan.units else []
    ids: list[int] = []
    if plan.new_officials:
        standing = standing_of_new(plan, unit_ids, by.today)
        saved = save_officials(by=by, rows=plan.new_officials, reason=reason, refresh=False, standing=standing)
        ids = [saved.ids[row.code] for row in plan.new_officials]
    touched = set(ids) | plan.changed_people
    if plan.changed_officials:
        touched |= set(save_officials(by=by, rows=plan.changed_officials, reason=reason, refresh=False).ids.values())
    touched |= _write_careers(by, plan, ids, unit_ids, reason)
    if touched:
        refresh_standing(by=by, official_ids=sorted(touched))
    found.state, found.applied_on, found.take_good, found.message = State.APPLIED, by.today, take_good, ""
    found.counts = dict(counts) if counts is not None else found.counts
    found.save(update_fields=["state", "applied_on", "take_good", "message", "counts"])
    note(found, detail={"counts": found.counts, "take_good": take_good})
    if finish is not None:
        finish({"batch": found.pk, "counts": found.counts})
    return found


class PlanOutdated(RuleBroken):
    """Something was written between judging and writing."""


def _settle(rows: list[CareerRow], ids: list[int], unit_ids: list[int]) -> list[CareerRow]:
    """The rows with real ids where people or units were new."""
    settled = []
    for row in rows:
        if row.official_id < 0:
            row = replace(row, official_id=ids[-row.official_id - 1])
        if isinstance(row, (AppointmentRow, PoolRow)) and row.unit_id < 0:
            row = replace(row, unit_id=unit_ids[-row.unit_id - 1])
        settled.append(row)
    return settled


def _write_careers(by: Actor, plan: ImportPlan, ids: list[int], unit_ids: list[int], reason: str) -> set[int]:
    """Write posts, qualifications, ratings, pools, training and changes; the ids of all people touched by posts."""
    appointments = _settle(plan.appointments, ids, unit_ids)
    qualifications = _settle(plan.qualifications, ids, unit_ids)
    if appointments:
        save_appointments(by=by, rows=appointments, reason=reason, refresh=False)
    if qualifications:
        save_qualifications(by=by, rows=qualifications, reason=reason, refresh=False)
    if plan.ratings:
        save_ratings(by=by, rows=_settle(plan.ratings, ids, unit_ids), reason=reason)
    if plan.pools:
        save_pool_entries(by=by, rows=_settle(plan.pools, ids, unit_ids), reason=reason)
    if plan.trainings:
        record_training(by=by, rows=_settle(plan.trainings, ids, unit_ids), reason=reason)
    for kind, rows in plan.changes.items():
        model, columns = CHANGEABLE[kind]
        update_rows(model, columns, rows)
        note(None, label=f"{len(rows)} {model._meta.verbose_name}", reason=reason, detail={"changed": len(rows)})
    return {row.official_id for row in appointments} | {row.official_id for row in qualifications}


@operation("officials.abandon_import", "Bỏ đợt nhập dữ liệu")
def abandon_import(*, by: Actor, batch: ImportBatch, reason: str = "") -> ImportBatch:
    """This operation gives up an import that was not applied; the file and its judgement stay."""
    found = _reopened(batch)
    job = Job.objects.filter(pk=found.job_id or 0).first()
    if job is not None:
        request_cancel(job)
    found.state = State.ABANDONED
    found.save(update_fields=["state"])
    note(found, reason=reason)
    return found
