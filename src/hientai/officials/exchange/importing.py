"""The steps of an import as the shell walks them: open, plan the columns, judge, apply; and the worker's two jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hientai.base.actor import Actor
from hientai.base.audit.chain import GENESIS
from hientai.base.bulk import large_transaction
from hientai.base.jobs.queue import JobHandle, handles
from hientai.base.models import Act
from hientai.base.tabular import Workbook, annotate_workbook, read_workbook
from hientai.officials.exchange.headers import Remembered, SheetPlan, plan_workbook
from hientai.officials.exchange.judge import Tell, judge_workbook
from hientai.officials.exchange.judgement import Judgement, notes_of
from hientai.officials.models import ImportBatch, ImportMapping
from hientai.officials.operations.imports import APPLY_JOB, JUDGE_JOB, Finish, PlanOutdated, apply_import, judge_import

JUDGED = "officials.judge_import"  # the action of the operation that keeps a judgement
_TRIES = 3  # how often judging is repeated when somebody else writes in between


def remembered() -> Remembered:
    """Which field people chose for a header before."""
    rows = ImportMapping.objects.order_by().values_list("sheet_kind", "header_key", "field")
    return {(kind, key): name for kind, key, name in rows}


def open_batch(batch: ImportBatch) -> Workbook:
    """The workbook of an import. Raises BadInput with what to do when it cannot be read."""
    return read_workbook(bytes(batch.content), batch.filename)


def plans_of(batch: ImportBatch, workbook: Workbook) -> list[SheetPlan]:
    """How the sheets are read: as somebody decided, else as found by itself."""
    decided = {plan["name"]: SheetPlan.from_json(plan) for plan in batch.mapping.get("sheets", ())}
    found = plan_workbook(workbook, remembered()) if len(decided) < len(workbook.sheets) else []
    return [decided[s.name] for s in workbook.sheets if s.name in decided] + [p for p in found if p.name not in decided]


def mapping_of(plans: Sequence[SheetPlan]) -> dict[str, Any]:
    """Plans as the batch stores them."""
    return {"sheets": [plan.to_json() for plan in plans]}


def judge_batch(
    batch: ImportBatch, *, by: Actor, tell: Tell = lambda done, total, text: None, finish: Finish | None = None
) -> Judgement:
    """Dry run: judge every row of an import and keep the judgement; the registry is not written."""
    workbook = open_batch(batch)
    plans = plans_of(batch, workbook)
    judgement = judge_workbook(workbook, plans, by=by, tell=tell)
    judge_import(
        by=by, batch=batch, counts=judgement.counts(), verdicts=judgement.stored_verdicts(),
        mapping=mapping_of(plans), finish=finish,
    )  # fmt: skip
    _follow_own_act(judgement)
    return judgement


def _follow_own_act(judgement: Judgement) -> None:
    """Keeping the judgement is itself an act: the plan stays good when it was the only one since judging began."""
    last = Act.objects.order_by("-id").values_list("previous_hash", "hash", "action").first()
    if last is not None and last[0] == (judgement.plan.audit_head or GENESIS) and last[2] == JUDGED:
        judgement.plan.audit_head = last[1]


def apply_batch(
    batch: ImportBatch, *, by: Actor, take_good: bool = False, judgement: Judgement | None = None,
    tell: Tell = lambda done, total, text: None, finish: Finish | None = None,
) -> Judgement:  # fmt: skip
    """Write the good rows of a judged import in one transaction.

    ``judgement`` is one just made (None: judge now). When anybody has written meanwhile it is made again, so that
    what is written is judged against what is there. Raises RuleBroken while rows are rejected, unless ``take_good``.
    """
    for attempt in range(_TRIES):
        if judgement is None:
            workbook = open_batch(batch)
            judgement = judge_workbook(workbook, plans_of(batch, workbook), by=by, tell=tell)
        counts = judgement.counts()
        tell(counts["rows"], counts["rows"], "Đang ghi trong một giao dịch")
        try:
            with large_transaction():
                apply_import(
                    by=by, batch=batch, plan=judgement.plan, take_good=take_good, counts=counts, finish=finish
                )
        except PlanOutdated:
            if attempt == _TRIES - 1:
                raise
            judgement = None
            continue
        return judgement
    raise AssertionError("unreachable")


def annotated(batch: ImportBatch) -> bytes:
    """The uploaded workbook with the judgement beside its cells; a file that cannot be read gives back no workbook."""
    return annotate_workbook(open_batch(batch), notes_of(batch.verdicts))


def _actor(handle: JobHandle) -> Actor:
    given = handle.arguments["by"]
    return Actor(
        name=given["name"], today=date.fromisoformat(given["today"]), user_id=given["user_id"],
        unit_id=given["unit_id"], unit_name=given["unit_name"], source="worker", request_id=given["request_id"],
    )  # fmt: skip


@handles(JUDGE_JOB)
def judge_job(handle: JobHandle) -> dict[str, Any]:
    """Judge an uploaded file in the worker."""
    batch = ImportBatch.objects.get(pk=handle.arguments["batch"])
    counts = judge_batch(batch, by=_actor(handle), tell=handle.progress, finish=handle.finish).counts()
    return {"batch": batch.pk, "counts": counts}


@handles(APPLY_JOB)
def apply_job(handle: JobHandle) -> dict[str, Any]:
    """Judge again and write in the worker; the transaction that writes also finishes the job."""
    batch = ImportBatch.objects.get(pk=handle.arguments["batch"])
    if batch.state == ImportBatch.State.APPLIED:
        return {"batch": batch.pk, "counts": batch.counts}
    done = apply_batch(
        batch, by=_actor(handle), take_good=handle.arguments["take_good"], tell=handle.progress, finish=handle.finish
    )
    return {"batch": batch.pk, "counts": done.counts()}
