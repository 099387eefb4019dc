"""`hientai gaps`: what officials lack against the title standards of a day, with names."""

from __future__ import annotations

import argparse
import json
from typing import Any

NEEDS_DJANGO = True


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("gaps", help="khoảng thiếu so với tiêu chuẩn chức danh: từng yêu cầu, từng người")
    parser.add_argument("--unit", metavar="MÃ", default="", help="mã đơn vị (tính cả cấp dưới); bỏ trống: toàn bộ")
    parser.add_argument("--on", metavar="NGÀY", default="", help="số liệu đến ngày dd/mm/yyyy; bỏ trống: hôm nay")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Compute and print; an unknown unit or an unreadable day is refused."""
    from hientai.base.clock import today
    from hientai.base.errors import BadInput
    from hientai.base.periods import parse_date
    from hientai.needs.queries.gaps import catalogue_on, gaps_of_population, standards_on
    from hientai.needs.queries.matrix import officials_of_unit
    from hientai.needs.queries.named import lacking_by_official
    from hientai.officials.queries.asking import everyone
    from hientai.org.models import Unit

    on = parse_date(arguments.on) if arguments.on else today()
    unit = Unit.objects.filter(code=arguments.unit).first() if arguments.unit else None
    if arguments.unit and unit is None:
        raise BadInput(f"Không có đơn vị mang mã «{arguments.unit}».")
    people = officials_of_unit(unit, on) if unit else everyone()
    catalogue = catalogue_on(on)
    table = gaps_of_population(people, standards_on(on, catalogue), catalogue, on)
    result: dict[str, Any] = {
        "ok": True, "on": on.isoformat(), "unit": unit.code if unit else None,
        "packs": list(dict.fromkeys(c.standard.pack_name for c in table.columns)),
        "requirements": [
            {"code": c.standard.code, "label": c.standard.label, "applies_to": len(c.audience), "met": c.met,
             "owed": len(c.owed), "missing": len(c.missing), "needs_confirmation": c.standard.needs_confirmation}
            for c in table.columns
        ],
        "officials_lacking": len(table.lacking()),
        "officials": [
            {"code": row.code, "name": row.full_name, "post": row.post, "unit": row.unit_code,
             "missing": list(row.missing), "owed": list(row.owed)}
            for row in lacking_by_official(table)
        ],
    }  # fmt: skip
    print(json.dumps(result, ensure_ascii=False) if arguments.json else _text(result))
    return 0


def _text(result: dict[str, Any]) -> str:
    from hientai.base.text import format_number

    lacking = format_number(result["officials_lacking"])
    lines = [f"Khoảng thiếu đến {result['on']}: {lacking} người thiếu ít nhất một yêu cầu"]
    for row in result["requirements"]:
        lines.append(
            f"  {row['code']:<12} áp dụng {format_number(row['applies_to'])}, đạt {format_number(row['met'])}, "
            f"còn nợ {format_number(row['owed'])}, thiếu {format_number(row['missing'])} · {row['label']}"
        )
    for person in result["officials"]:
        owed = f"; còn nợ: {', '.join(person['owed'])}" if person["owed"] else ""
        missing = ", ".join(person["missing"]) or "–"
        lines.append(f"  {person['code']} {person['name']} ({person['post']}): thiếu {missing}{owed}")
    if not result["requirements"]:
        lines.append("  Không có bộ tiêu chuẩn nào áp dụng trong ngày này.")
    return "\n".join(lines)
