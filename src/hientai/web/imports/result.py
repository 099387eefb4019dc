"""The judgement as a page shows it: counts, rows narrowed to what one looks for, pages of rows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from hientai.base.tabular import column_letter
from hientai.officials.exchange.judgement import OUTCOME_LABELS, Outcome
from hientai.officials.exchange.sheets import SHEETS
from hientai.officials.models import ImportBatch
from hientai.web.imports.loading import S

_PER_PAGE = 50
_KINDS = {"create": "ok", "update": "info", "unchanged": "", "rejected": "bad", "skipped": ""}
_FILTERS = (
    ("", "Tất cả"), ("rejected", "Bị loại"), ("warning", "Có cảnh báo"), ("update", "Cập nhật"), ("create", "Thêm mới"),
    ("skipped", "Bỏ qua"),
)  # fmt: skip


def _has(verdict: dict[str, Any], wanted: str) -> bool:
    if wanted == "warning":
        return any(severity == "warning" for _, severity, _ in verdict["issues"])
    if wanted == "rejected":
        return verdict["outcome"] == "rejected" or any(severity == "error" for _, severity, _ in verdict["issues"])
    return bool(verdict["outcome"] == wanted and verdict["row"])


def _row(verdict: dict[str, Any]) -> dict[str, Any]:
    outcome = Outcome(verdict["outcome"])
    return {
        "place": f"{verdict['sheet']}, dòng {verdict['row']}" if verdict["row"] else verdict["sheet"],
        "label": verdict["label"],
        "outcome": OUTCOME_LABELS[outcome] if verdict["kind"] else "Chung",
        "outcome_kind": _KINDS[outcome],
        "issues": [
            {
                "cell": f"{column_letter(column)}{verdict['row']}" if column else "",
                "severity": severity,
                "message": text,
            }
            for column, severity, text in verdict["issues"]
        ],
        "changes": verdict["changes"],
    }


def result_context(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """Everything the result page shows of a judged, written or failed import."""
    counts = batch.counts or {}
    total = counts.get("total", {})
    wanted = request.GET.get("loc", "")
    verdicts = batch.verdicts if counts else []
    chosen = [v for v in verdicts if not wanted or _has(v, wanted)]
    page = Paginator(chosen, _PER_PAGE).get_page(request.GET.get("page"))
    is_open = batch.state in (S.JUDGED, S.FAILED)
    writes = total.get("create", 0) + total.get("update", 0)
    return {
        "total": [(OUTCOME_LABELS[Outcome(name)], count, _KINDS[name]) for name, count in total.items()],
        "kinds": [(kind.label, counts[key]) for key, kind in SHEETS.items() if key in counts],
        "rows": [_row(verdict) for verdict in page],
        "page": page,
        "wanted": wanted,
        "tabs": [
            {"label": label, "url": f"?loc={key}", "active": key == wanted,
             "count": sum(not key or _has(v, key) for v in verdicts)}
            for key, label in _FILTERS
        ],
        "rejected": total.get("rejected", 0),
        "writes": writes,
        "errors": counts.get("errors", 0),
        "warnings": counts.get("warnings", 0),
        "may_apply": is_open and writes > 0,
        "is_open": is_open,
        "is_applied": batch.state == S.APPLIED,
        "is_nothing_new": is_open and writes == 0 and not total.get("rejected", 0),
    }  # fmt: skip
