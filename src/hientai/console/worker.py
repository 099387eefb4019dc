"""`hientai worker`: do what waits on the queue: imports, reports, and what other rooms put there."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from importlib import import_module
from importlib.util import find_spec
from typing import Any

NEEDS_DJANGO = True
HANDLER_MODULES = ("hientai.officials.exchange.importing",)
"""Modules that register handlers of jobs; loaded before the worker starts."""


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("worker", help="chạy việc nền: nhập dữ liệu, xuất báo cáo…")
    parser.add_argument("--once", action="store_true", help="làm hết việc đang chờ rồi dừng")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON khi dừng")
    parser.set_defaults(handler=handle)


def load_handlers() -> None:
    """Let every room register the jobs it can do."""
    for name in HANDLER_MODULES:
        if find_spec(name) is not None:
            import_module(name)


def handle(arguments: argparse.Namespace) -> int:
    """Work until told to stop (SIGTERM, SIGINT); the job under way is finished first."""
    from hientai.base.jobs.queue import run_worker

    load_handlers()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if not arguments.once:
        print("Đang chờ việc; Ctrl+C để dừng.", file=sys.stderr, flush=True)
    done = run_worker(once=arguments.once, stop=stop)
    print(json.dumps({"ok": True, "jobs": done}) if arguments.json else f"Đã làm {done} việc.")
    return 0
