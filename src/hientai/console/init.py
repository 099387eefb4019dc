"""`hientai init`: a real installation begins: code lists, legal tables, territory, the root unit."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

NEEDS_DJANGO = True


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("init", help="khởi tạo cho đơn vị thật: danh mục, bảng luật, địa bàn, đơn vị gốc")
    parser.add_argument("--code", required=True, help="mã đơn vị gốc, ví dụ TQ")
    parser.add_argument("--name", required=True, help="tên đơn vị gốc, ví dụ «Tỉnh Tuyên Quang»")
    parser.add_argument(
        "--founded", type=date.fromisoformat, default=date(1945, 9, 2), help="thành lập từ (yyyy-mm-dd)"
    )
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Load what every installation starts with; safe to repeat."""
    from django.core.management import call_command

    from hientai.base.actor import Actor
    from hientai.base.clock import today
    from hientai.demo.reference import install_reference
    from hientai.demo.standards import load_standards
    from hientai.needs.models import RulePack
    from hientai.org.models import Unit
    from hientai.org.operations import load_territories
    from hientai.org.operations.loading import UnitRow, load_units

    call_command("migrate", verbosity=0, interactive=False)
    by = Actor.system("Khởi tạo", today())
    wrote: dict[str, int] = dict(install_reference(by))
    wrote["territories"] = load_territories(by=by) if not Unit.objects.filter(level="central").exists() else 0
    wrote["packs"] = load_standards(by) if not RulePack.objects.exists() else 0
    root = UnitRow(arguments.code, arguments.name, "", "DIA_BAN", "territory", "province", "", "", arguments.founded)
    known = Unit.objects.filter(code=arguments.code).exists()
    load_units(by=by, rows=[root])
    wrote["units"] = 0 if known else 1
    if arguments.json:
        print(json.dumps({"ok": True, **wrote}, ensure_ascii=False))
    else:
        print(f"Đã khởi tạo {arguments.name}. Tiếp theo: hientai user create TÊN --full-name … --unit {arguments.code}")
    return 0
