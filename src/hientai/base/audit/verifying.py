"""Verification of the audit as one figure: by the command line at once, from the history desk as a background job."""

from __future__ import annotations

from typing import Any

from hientai.base.audit.chain import changes_without_act, verify_chain
from hientai.base.jobs.queue import JobHandle, handles
from hientai.base.models import Act, RowChange

KIND = "base.verify_audit"
MOST_SHOWN = 100


def verification(*, with_changes: bool = True) -> dict[str, Any]:
    """What a walk over the whole audit found: how many acts and row changes, where they do not hold (the first 100).

    ``unsigned`` counts row changes made behind the operations; they are recorded, and no fault of the chain.
    """
    broken = list(verify_chain(with_changes=with_changes))
    return {
        "ok": not broken,
        "acts": Act.objects.count(),
        "changes": RowChange.objects.count() if with_changes else None,
        "unsigned": changes_without_act(),
        "broken": len(broken),
        "faults": [{"act": link.act_id, "problem": link.problem} for link in broken[:MOST_SHOWN]],
    }


@handles(KIND)
def verify_in_background(job: JobHandle) -> dict[str, Any]:
    """The walk as a job; reading only, so it may be repeated."""
    job.check_cancelled()
    return verification()
