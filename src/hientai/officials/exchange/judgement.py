"""What was found in a file: an outcome for every row, the problems of cells, the changes field by field, the counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hientai.base.tabular import Note, Severity
from hientai.officials.operations.imports import ImportPlan

_SHOWN_CREATIONS = 200  # rows without problems kept for the preview, of each outcome


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    SKIPPED = "skipped"  # no data: a heading of a group, a total, a signature


OUTCOME_LABELS = {
    Outcome.CREATE: "Thêm mới", Outcome.UPDATE: "Cập nhật", Outcome.UNCHANGED: "Không đổi",
    Outcome.REJECTED: "Bị loại", Outcome.SKIPPED: "Bỏ qua",
}  # fmt: skip


@dataclass(slots=True)
class Issue:
    """A problem of one cell (column 0: of the row; row 0: of the sheet)."""

    sheet: str
    row: int
    column: int
    severity: Severity
    message: str


@dataclass(slots=True)
class Verdict:
    """One row judged."""

    sheet: str
    row: int
    kind: str
    outcome: Outcome
    label: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Judgement:
    """A whole file judged, and the plan that would write it."""

    plan: ImportPlan = field(default_factory=ImportPlan)
    verdicts: list[Verdict] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def note(self, sheet: str, row: int, column: int, severity: Severity, message: str) -> None:
        """Note a problem."""
        self.issues.append(Issue(sheet, row, column, severity, message))

    def counts(self) -> dict[str, Any]:
        """{"total": {outcome: rows}, kind: {…}, "errors": n, "warnings": n, "rows": n}."""
        empty = {outcome.value: 0 for outcome in Outcome}
        found: dict[str, Any] = {"total": dict(empty)}
        for verdict in self.verdicts:
            by_kind = found.setdefault(verdict.kind, dict(empty))
            by_kind[verdict.outcome.value] += 1
            found["total"][verdict.outcome.value] += 1
        found["rows"] = len(self.verdicts)
        found["errors"] = sum(issue.severity is Severity.ERROR for issue in self.issues)
        found["warnings"] = sum(issue.severity is Severity.WARNING for issue in self.issues)
        return found

    def stored_verdicts(self) -> list[dict[str, Any]]:
        """The rows worth showing, as plain data: with problems or changes, and the first creations of each kind.

        Problems of whole sheets come first, as rows number 0.
        """
        by_row: dict[tuple[str, int], list[Issue]] = {}
        for issue in self.issues:
            by_row.setdefault((issue.sheet, issue.row), []).append(issue)
        judged = {(v.sheet, v.row) for v in self.verdicts}
        stored = [
            _stored(sheet, row, "", Outcome.SKIPPED, "", issues, [])
            for (sheet, row), issues in by_row.items()
            if (sheet, row) not in judged
        ]
        shown: dict[tuple[str, str], int] = {}
        for v in self.verdicts:
            issues = by_row.get((v.sheet, v.row), [])
            if not issues and not v.changes:
                if v.outcome not in (Outcome.CREATE, Outcome.SKIPPED):
                    continue
                count = shown[v.kind, v.outcome] = shown.get((v.kind, v.outcome), 0) + 1
                if count > _SHOWN_CREATIONS:
                    continue
            stored.append(_stored(v.sheet, v.row, v.kind, v.outcome, v.label, issues, v.changes))
        return stored


def _stored(
    sheet: str, row: int, kind: str, outcome: Outcome, label: str, issues: Iterable[Issue], changes: Any
) -> dict[str, Any]:
    return {
        "sheet": sheet, "row": row, "kind": kind, "outcome": outcome.value, "label": label,
        "issues": [[i.column, i.severity.value, i.message] for i in issues], "changes": [list(c) for c in changes],
    }  # fmt: skip


def notes_of(verdicts: Iterable[dict[str, Any]]) -> list[Note]:
    """Stored verdicts as notes for the annotated workbook; problems of a whole sheet stand on its first row."""
    return [
        Note(v["sheet"], max(v["row"], 1), column, Severity(severity), message)
        for v in verdicts
        for column, severity, message in v["issues"]
    ]
