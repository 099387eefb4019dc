"""`hientai template`: the workbook to fill in and import."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

NEEDS_DJANGO = True


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("template", help="ghi tệp mẫu .xlsx để điền và nhập")
    parser.add_argument("output", metavar="OUT.xlsx", type=Path)
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Write the template with the code lists as they are now."""
    from hientai.officials.exchange.sheets import SHEETS
    from hientai.officials.exchange.template import write_template

    content = write_template()
    arguments.output.write_bytes(content)
    sheets = [kind.label for kind in SHEETS.values()]
    result = {"ok": True, "output": str(arguments.output), "bytes": len(content), "sheets": sheets}
    print(json.dumps(result, ensure_ascii=False) if arguments.json else f"Đã ghi tệp mẫu: {arguments.output}")
    return 0
