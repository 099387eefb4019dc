"""`hientai worker`: do the background jobs, and once a day what the passing of a day changes.

Handlers register themselves when their module is read (`base.jobs.queue.handles`); this is the one place that reads
them all. Several workers may run at once: a job is claimed by exactly one.
"""

from __future__ import annotations

import argparse
import json
import pkgutil
import signal
import threading
from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

NEEDS_DJANGO = True
# The storeys of a room that may hold handlers (docs/house.md).
STOREYS = ("operations", "exchange", "solving")
REFRESH_KIND = "officials.refresh_standing"
CHUNK = 5000


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("worker", help="chạy các việc nền (nhập tệp, tính lại hằng ngày)")
    parser.add_argument("--once", action="store_true", help="làm hết việc đang chờ rồi dừng")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON khi dừng")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Work until stopped (Ctrl-C, SIGTERM), or until nothing waits; the job in hand is finished first."""
    from hientai.base.jobs.queue import run_worker

    load_handlers()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    done = run_worker(once=arguments.once, stop=stop, each_round=None if arguments.once else daily())
    if arguments.json:
        print(json.dumps({"ok": True, "jobs": done}))
    elif arguments.once:
        print(f"Đã làm {done} việc.")
    return 0


def load_handlers() -> list[str]:
    """Read every module that may register a handler; returns the kinds of work that can be done."""
    from django.apps import apps

    from hientai.base.jobs.queue import HANDLERS

    for config in apps.get_app_configs():
        if config.name.startswith("hientai.") and config.name.count(".") == 1:
            for storey in STOREYS:
                _read(f"{config.name}.{storey}")
    _read("hientai.base.audit.verifying")
    HANDLERS.setdefault(REFRESH_KIND, refresh_everyone)
    return sorted(HANDLERS)


def _read(name: str) -> None:
    if find_spec(name) is None:
        return
    top = import_module(name)
    for inner in pkgutil.walk_packages(getattr(top, "__path__", ()), f"{name}."):
        import_module(inner.name)


def daily() -> Callable[[], None]:
    """What a worker asks between two jobs: has a new day begun? Then posts and ranks are worked out anew, once."""
    seen: list[date] = []

    def ask() -> None:
        from hientai.base.clock import today

        day = today()
        if seen != [day]:
            seen[:] = [day]
            enqueue_refresh(day)

    return ask


def enqueue_refresh(day: date) -> bool:
    """Put the refresh of this day on the queue unless it is there already; tells whether it did."""
    from hientai.base.actor import Actor
    from hientai.base.jobs.queue import enqueue
    from hientai.base.models import Job

    arguments = {"day": day.isoformat()}
    if Job.objects.filter(kind=REFRESH_KIND, arguments=arguments).exists():
        return False
    title = f"Tính lại chức vụ, đơn vị, trình độ, tháng nghỉ hưu đến ngày {day:%d/%m/%Y}"
    enqueue(REFRESH_KIND, title, arguments, by=Actor.system("Việc hằng ngày", day, source="worker"), priority=-1)
    return True


def refresh_everyone(job: Any) -> dict[str, Any]:
    """Do the daily refresh in pieces, so that other writers get their turn in between; repeatable."""
    from hientai.base.actor import Actor
    from hientai.officials.models import Official
    from hientai.officials.operations.standing import refresh_standing

    by = Actor.system("Việc hằng ngày", date.fromisoformat(job.arguments["day"]), source="worker")
    ids = list(Official.objects.order_by("pk").values_list("pk", flat=True))
    changed = 0
    for start in range(0, len(ids), CHUNK):
        job.progress(start, len(ids), "Đang tính lại")
        changed += refresh_standing(by=by, official_ids=ids[start : start + CHUNK])
    return {"examined": len(ids), "changed": changed}
