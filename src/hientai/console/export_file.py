"""`hientai export`: the registry as a workbook in the columns of the template."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

NEEDS_DJANGO = True


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("export", help="xuất đơn vị, cán bộ và hồ sơ kèm theo ra .xlsx; nhập lại được")
    parser.add_argument("output", metavar="OUT.xlsx", type=Path)
    parser.add_argument("--unit", metavar="MÃ", help="chỉ cán bộ đang công tác ở đơn vị này và cấp dưới")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Write the export; everyone unless a unit narrows it."""
    from hientai.base.errors import BadInput
    from hientai.officials.exchange.exporting import export_to
    from hientai.officials.models import Official
    from hientai.org.models import Unit

    people = Official.objects.living_records()
    if arguments.unit:
        unit = Unit.objects.filter(code=arguments.unit).first()
        if unit is None:
            raise BadInput(f"Không có đơn vị mang mã «{arguments.unit}».")
        people = people.filter(current_unit__path__gte=unit.path, current_unit__path__lt=unit.path + "z")
    count = people.count()
    rows = export_to(arguments.output, people)
    result = {"ok": True, "output": str(arguments.output), "officials": count, "rows": rows}
    text = f"Đã xuất {count} cán bộ, {rows} dòng: {arguments.output}"
    print(json.dumps(result, ensure_ascii=False) if arguments.json else text)
    return 0
