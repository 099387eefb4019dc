"""`hientai import`: judge a file, say every error, and write what is good.

The exit code is 0 only when no row was rejected: with `--take-good` the good rows are written and the code is still 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

NEEDS_DJANGO = True
_SHOWN = 30


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("import", help="kiểm tra và nhập đơn vị, cán bộ… từ .xlsx, .xls, .csv")
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không ghi gì vào hồ sơ")
    parser.add_argument("--take-good", action="store_true", help="ghi các dòng đạt, để lại các dòng lỗi")
    parser.add_argument("--annotated", metavar="OUT.xlsx", type=Path, help="nơi ghi tệp có ghi chú (mặc định cạnh tệp)")
    parser.add_argument("--no-annotated", action="store_true", help="không ghi tệp có ghi chú")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON: số lượng, từng lỗi, tệp có ghi chú")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Judge and, unless it is a dry run or rows are rejected, write."""
    from hientai.base.actor import Actor
    from hientai.base.clock import today
    from hientai.base.errors import BadInput
    from hientai.officials.exchange.importing import apply_batch, judge_batch, open_batch
    from hientai.officials.models import ImportBatch
    from hientai.officials.operations.imports import start_import

    started = time.monotonic()
    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        raise BadInput(f"Không đọc được tệp {arguments.file} ({error.strerror}).") from None
    by = Actor.system("Dòng lệnh", today())
    probe = ImportBatch(filename=arguments.file.name, content=content)
    open_batch(probe)  # a file that is no table is refused before anything is kept
    batch = start_import(by=by, filename=arguments.file.name, content=content)
    judgement = judge_batch(batch, by=by)
    counts = judgement.counts()
    applied = not arguments.dry_run and not counts["errors"] or (arguments.take_good and not arguments.dry_run)
    if applied:
        apply_batch(batch, by=by, take_good=arguments.take_good, judgement=judgement)
    batch.refresh_from_db()
    where = None if arguments.no_annotated else _write_annotated(arguments, batch)
    result = {
        "ok": counts["errors"] == 0, "dry_run": arguments.dry_run, "applied": bool(applied), "batch": batch.pk,
        "counts": counts, "errors": _told(judgement, "error"), "warnings": _told(judgement, "warning"),
        "annotated": where, "seconds": round(time.monotonic() - started, 2),
    }  # fmt: skip
    _print(result, as_json=arguments.json)
    return 0 if result["ok"] else 1


def _told(judgement: Any, severity: str) -> list[dict[str, Any]]:
    from hientai.base.tabular import column_letter

    return [
        {
            "sheet": issue.sheet, "row": issue.row, "column": column_letter(issue.column) if issue.column else "",
            "message": issue.message,
        }
        for issue in judgement.issues
        if issue.severity.value == severity
    ]  # fmt: skip


def _write_annotated(arguments: argparse.Namespace, batch: Any) -> str:
    import tempfile

    from hientai.officials.exchange.importing import annotated

    path = arguments.annotated or arguments.file.with_name(f"{arguments.file.stem}-ket-qua.xlsx")
    content = annotated(batch)
    try:
        path.write_bytes(content)
    except OSError:
        path = Path(tempfile.mkdtemp(prefix="hientai-")) / path.name
        path.write_bytes(content)
    return str(path)


def _print(result: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    total = result["counts"]["total"]
    print(
        f"{result['counts']['rows']} dòng: thêm {total['create']}, cập nhật {total['update']}, "
        f"không đổi {total['unchanged']}, bị loại {total['rejected']}, bỏ qua {total['skipped']}."
    )
    for problem in result["errors"][:_SHOWN]:
        print(f"  {problem['sheet']} {problem['column']}{problem['row']}: {problem['message']}", file=sys.stderr)
    if len(result["errors"]) > _SHOWN:
        print(f"  … và {len(result['errors']) - _SHOWN} lỗi nữa", file=sys.stderr)
    print("Đã ghi vào hồ sơ." if result["applied"] else "Chưa ghi gì vào hồ sơ.")
    if result["annotated"]:
        print(f"Tệp có ghi chú: {result['annotated']}")
