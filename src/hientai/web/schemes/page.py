"""What the page of a scheme shows: rows, charts, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hientai.base.criteria.catalogue import Catalogue
from hientai.base.criteria.meaning import explain
from hientai.officials.queries.criteria import read_criterion
from hientai.officials.queries.dossier import Dossier
from hientai.schemes.codes import ProgressState, TaskKind
from hientai.schemes.models import ReviewNote
from hientai.schemes.queries.footing import GroupCheck
from hientai.schemes.queries.paths import PathPoint, path_points
from hientai.schemes.queries.progress import Standing
from hientai.schemes.queries.tasks import TaskLine
from hientai.web.ui.charts import Chart, LineSeries, line_chart
from hientai.web.ui.formats import write_share

KINDS = {
    ProgressState.MET: ("ok", "circle-check"), ProgressState.ON_PATH: ("info", "trending-up"),
    ProgressState.BEHIND: ("warn", "alert-triangle"), ProgressState.EMPTY: ("", "minus"),
}  # fmt: skip


def target_row(standing: Standing, catalogue: Catalogue[Dossier]) -> dict[str, Any]:
    """One target as the table shows it."""
    kind, icon = KINDS[standing.state]
    return {
        "target": standing.target, "population": len(standing.population), "meeting": len(standing.meeting),
        "share": _plain(standing.share), "path": _plain(standing.path_share),
        "distances": [(d.mark.year, float(d.mark.share), d.needed, d.lacking) for d in standing.distances],
        "state": standing.state.label, "kind": kind, "icon": icon, "lacking": len(standing.lacking_people),
        "sentence": explain(read_criterion(standing.target.condition, catalogue), catalogue),
    }  # fmt: skip


def _plain(share: Any) -> float | None:
    return None if share is None else float(share)


def target_chart(standing: Standing) -> Chart:
    """The path of a target with its marks beside the shares read so far."""
    points = path_points(standing)
    marks = ", ".join(f"{d.mark.year}: {write_share(float(d.mark.share), 0)}" for d in standing.distances)
    return line_chart(
        f"{standing.target.code} · {standing.target.label}",
        [_label(point) for point in points],
        [
            LineSeries("Lộ trình", [_plain(p.asked) for p in points], is_target=True),
            LineSeries("Số đo từ hồ sơ", [_plain(p.read) for p in points]),
        ],
        write=lambda share: write_share(share, 0),
        highest=1.0,
        note=f"Mốc phải đạt: {marks}" if marks else "",
    )


def _label(point: PathPoint) -> str:
    return str(point.day.year) if (point.day.month, point.day.day) == (12, 31) else f"{point.day:%m/%Y}"


def baseline_rows(groups: Sequence[GroupCheck]) -> list[dict[str, Any]]:
    """The printed baseline beside the registry."""
    return [
        {
            "name": g.name, "warning": g.warning, "printed_sum": g.printed_sum, "sums": g.sums_to_whole,
            "figures": [
                {"label": c.figure.label, "printed": c.figure.printed_share, "share": c.share, "meeting": c.meeting,
                 "population": c.population, "agrees": c.agrees}
                for c in g.figures
            ],
        }
        for g in groups
    ]  # fmt: skip


def task_groups(lines: Sequence[TaskLine]) -> list[dict[str, Any]]:
    """Task groups, solutions, then the works that belong to neither, each with its lines."""
    groups = [
        {"title": line.task.title, "code": line.task.code, "kind": line.task.get_kind_display(), "line": line,
         "works": line.children, "done": line.done, "late": line.late}
        for line in lines if line.task.kind != TaskKind.WORK
    ]  # fmt: skip
    loose = [line for line in lines if line.task.kind == TaskKind.WORK]
    if loose:
        groups.append({
            "title": "Nhiệm vụ giao cơ quan, đơn vị và việc thường kỳ", "code": "", "kind": "", "line": None,
            "works": loose,
            "done": sum(w.task.status == "done" for w in loose), "late": sum(w.is_late for w in loose),
        })  # fmt: skip
    return groups


def notes_by_year(notes: Sequence[ReviewNote]) -> list[tuple[int, list[ReviewNote]]]:
    """Review notes by year, the newest first."""
    years: dict[int, list[ReviewNote]] = {}
    for one in notes:
        years.setdefault(one.year, []).append(one)
    return sorted(years.items(), reverse=True)


def days_late(due_on: date | None, on: date) -> int:
    """Days past the due day; 0 when it has not passed."""
    return max(0, (on - due_on).days) if due_on else 0
