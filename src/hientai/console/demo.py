"""`hientai demo`: build the fictional province through operations."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

NEEDS_DJANGO = True


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("demo", help="dựng tỉnh mẫu (dữ liệu hư cấu) vào cơ sở dữ liệu trống")
    parser.add_argument("--size", choices=("small", "province", "region"), default="province", help="cỡ dữ liệu")
    parser.add_argument("--seed", type=int, default=2022, help="hạt giống; cùng hạt giống cho cùng dữ liệu")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Build the demo; refuses a database that already holds officials."""
    from django.core.management import call_command

    from hientai.base.errors import DomainError
    from hientai.demo.build import build_demo
    from hientai.officials.models import Official

    call_command("migrate", verbosity=0, interactive=False)
    if Official.objects.exists():
        raise DomainError("Cơ sở dữ liệu đã có cán bộ; chỉ dựng tỉnh mẫu vào cơ sở dữ liệu trống.")
    start = time.monotonic()
    tell = (lambda text: None) if arguments.json else (lambda text: print("·", text, file=sys.stderr, flush=True))
    built = build_demo(arguments.size, arguments.seed, tell)
    result = {
        "size": arguments.size, "seed": arguments.seed, "units": built.units, "officials": built.officials,
        "training_records": built.training_records, "seconds": round(time.monotonic() - start, 1),
    }  # fmt: skip
    print(
        json.dumps(result, ensure_ascii=False)
        if arguments.json
        else f"Đã dựng: {built.officials} cán bộ, {built.units} đơn vị."
    )
    return 0
