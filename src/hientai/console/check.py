"""`hientai check`: is this installation in order? One line per question, exit code 0 only when all are."""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Iterator
from typing import Any

NEEDS_DJANGO = True
Answer = tuple[str, bool, str]
LEAST_FREE_BYTES = 500 * 1024 * 1024


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("check", help="kiểm tra cài đặt: cấu hình, cơ sở dữ liệu, nhật ký, việc nền, đĩa")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Ask every question, also after one that failed."""
    answers = list(questions())
    ok = all(good for _, good, _ in answers)
    if arguments.json:
        checks = [{"name": name, "ok": good, "message": text} for name, good, text in answers]
        print(json.dumps({"ok": ok, "checks": checks}, ensure_ascii=False))
    else:
        for name, good, text in answers:
            print(f"{'đạt ' if good else 'HỎNG'}  {name}: {text}")
    return 0 if ok else 1


def questions() -> Iterator[Answer]:
    """Each question's name, whether all is well, and what was seen."""
    yield _configuration()
    reachable = _database()
    yield reachable
    if reachable[1]:
        pending = _migrations()
        yield pending
        if pending[1]:
            yield _triggers()
            yield _chain()
            yield _jobs()
            yield _administrators()
    yield _disk()


def _configuration() -> Answer:
    from django.conf import settings
    from django.core.checks import ERROR, run_checks

    errors = [str(message.msg) for message in run_checks() if message.level >= ERROR]
    if settings.DEBUG:
        errors.append("đang bật chế độ gỡ lỗi (debug)")
    return "cấu hình", not errors, "; ".join(errors) or "không có lỗi"


def _database() -> Answer:
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)" if connection.vendor == "sqlite" else "SELECT 'ok'")
            answer = str(cursor.fetchone()[0])
    except DatabaseError as error:
        return "cơ sở dữ liệu", False, f"không mở được: {error}"
    return "cơ sở dữ liệu", answer == "ok", f"{connection.vendor}, {answer}"


def _migrations() -> Answer:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    text = f"còn {len(waiting)} bước nâng cấp; chạy hientai serve" if waiting else "đúng phiên bản"
    return "bảng dữ liệu", not waiting, text


def _triggers() -> Answer:
    from django.db import connection

    from hientai.base.audit.triggers import audited_models

    sql = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
        if connection.vendor == "sqlite"
        else "SELECT event_object_table FROM information_schema.triggers WHERE trigger_name = 'hientai_audit'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        watched = {row[0] for row in cursor.fetchall()}
    missing = sorted({model._meta.db_table for model in audited_models()} - watched)
    return "theo dõi thay đổi", not missing, f"thiếu ở {', '.join(missing)}" if missing else f"{len(watched)} bảng"


def _chain() -> Answer:
    from hientai.base.audit.verifying import verification

    found = verification(with_changes=False)
    text = f"{found['acts']} hành vi, {found['broken']} chỗ không khớp" + (
        "" if found["ok"] else " (hientai verify-audit)"
    )
    return "chuỗi nhật ký", bool(found["ok"]), text


def _jobs() -> Answer:
    import time

    from hientai.base.models import Job

    late = time.time() - 120
    stuck = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=late, lease_until__gt=0).count()
    waiting = Job.objects.filter(state=Job.State.QUEUED).count()
    text = f"{waiting} việc đang chờ" + (f", {stuck} việc không có ai làm tiếp: chạy hientai worker" if stuck else "")
    return "việc nền", not stuck, text


def _administrators() -> Answer:
    from hientai.access.codes import Role
    from hientai.access.models import Grant
    from hientai.base.clock import today

    held = Grant.objects.in_force(today()).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    count = held.values("user").distinct().count()
    return "quản trị", count > 0, f"{count} tài khoản" if count else "chưa có ai: hientai user create --help"


def _disk() -> Answer:
    from django.conf import settings

    folder = str(settings.MEDIA_ROOT.parent)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    free = shutil.disk_usage(folder).free
    return "đĩa", free >= LEAST_FREE_BYTES, f"còn trống {free / 1024**3:.1f} GiB"
