"""`hientai targets`: where the targets of a scheme stand, measured from the registry."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

NEEDS_DJANGO = True


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("targets", help="chỉ tiêu của đề án: tổng số, số đạt, tỷ lệ, còn thiếu mấy người")
    parser.add_argument("--scheme", metavar="MÃ", default="", help="mã đề án; bỏ trống: mọi đề án đang thực hiện")
    parser.add_argument("--on", metavar="NGÀY", default="", help="số liệu đến ngày dd/mm/yyyy; bỏ trống: hôm nay")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Measure and print; an unknown scheme or an unreadable day is refused."""
    from hientai.base.clock import today
    from hientai.base.errors import BadInput
    from hientai.base.periods import parse_date
    from hientai.officials.queries.criteria import load_catalogue
    from hientai.schemes.codes import SchemeStatus
    from hientai.schemes.models import Scheme

    on = parse_date(arguments.on) if arguments.on else today()
    wanted = {"code": arguments.scheme} if arguments.scheme else {"status": SchemeStatus.IN_FORCE}
    schemes = list(Scheme.objects.filter(**wanted))
    if arguments.scheme and not schemes:
        raise BadInput(f"Không có đề án mang mã «{arguments.scheme}».")
    catalogue = load_catalogue()
    result = {"ok": True, "on": on.isoformat(), "schemes": [_scheme(s, catalogue, on) for s in schemes]}
    print(json.dumps(result, ensure_ascii=False) if arguments.json else _text(result))
    return 0


def _scheme(scheme: Any, catalogue: Any, on: date) -> dict[str, Any]:
    from hientai.schemes.queries.footing import check_baseline
    from hientai.schemes.queries.progress import standings, targets_of

    groups = check_baseline(scheme.pk, catalogue)
    return {
        "code": scheme.code, "name": scheme.name,
        "targets": [_target(s) for s in standings(targets_of(scheme.pk), catalogue, on)],
        "baseline": [
            {"group": g.name, "printed_sum": float(g.printed_sum), "figures": [
                {"label": c.figure.label, "on": c.figure.measured_on.isoformat(), "population": c.population,
                 "meeting": c.meeting, "share": float(round(c.share, 6)),
                 "printed_share": float(c.figure.printed_share), "agrees": c.agrees} for c in g.figures]}
            for g in groups
        ],
        "footing_warnings": [g.warning for g in groups if g.warning],
    }  # fmt: skip


def _target(standing: Any) -> dict[str, Any]:
    ahead = standing.next_distance
    return {
        "code": standing.target.code, "label": standing.target.label,
        "population_code": standing.target.population.code, "population_name": standing.target.population.name,
        "population": len(standing.population), "meeting": len(standing.meeting),
        "share": None if standing.share is None else round(float(standing.share), 6),
        "target": None if ahead is None else float(ahead.mark.share),
        "path_share": None if standing.path_share is None else round(float(standing.path_share), 6),
        "state": str(standing.state.value), "needs_confirmation": standing.target.needs_confirmation,
        "milestones": [
            {"year": d.mark.year, "share": float(d.mark.share), "needed": d.needed, "distance": d.lacking}
            for d in standing.distances
        ],
    }  # fmt: skip


def _text(result: dict[str, Any]) -> str:
    from hientai.base.text import format_number

    lines: list[str] = []
    for scheme in result["schemes"]:
        lines += [f"{scheme['code']} – {scheme['name']} (đến {result['on']})"]
        for row in scheme["targets"]:
            share = "–" if row["share"] is None else f"{row['share'] * 100:.2f}%".replace(".", ",")
            marks = "; ".join(
                f"{m['year']} ({m['share']:.0%}): " + (f"+{format_number(m['distance'])}" if m["distance"] else "đủ")
                for m in row["milestones"]
            )
            lines.append(
                f"  {row['code']:<4} {format_number(row['meeting'])}/{format_number(row['population'])} = {share}; "
                f"còn thiếu {marks} · {row['label']}"
            )
        lines += [f"  ! {warning}" for warning in scheme["footing_warnings"]]
    return "\n".join(lines) if lines else "Chưa có đề án nào đang thực hiện."
