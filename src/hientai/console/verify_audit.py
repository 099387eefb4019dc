"""`hientai verify-audit`: walk the chain of acts and the row changes, and say where they do not hold."""

from __future__ import annotations

import argparse
import json
from typing import Any

NEEDS_DJANGO = True


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("verify-audit", help="xác minh chuỗi nhật ký: có hành vi nào bị sửa, bị xóa không")
    parser.add_argument("--acts-only", action="store_true", help="chỉ chuỗi hành vi, không đối chiếu từng dòng dữ liệu")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Exit code 0 only when everything holds."""
    from hientai.base.audit.verifying import verification

    found = verification(with_changes=not arguments.acts_only)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        changes = "" if found["changes"] is None else f", {found['changes']} thay đổi dòng dữ liệu"
        print(f"{found['acts']} hành vi{changes}; {found['unsigned']} thay đổi không qua nghiệp vụ.")
        for fault in found["faults"]:
            print(f"  hành vi {fault['act'] or '(cuối chuỗi)'}: {fault['problem']}")
        print("Nhật ký nguyên vẹn." if found["ok"] else f"KHÔNG KHỚP ở {found['broken']} chỗ.")
    return 0 if found["ok"] else 1
