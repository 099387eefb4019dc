"""A demo database of a given size, built once and kept: benchmarks of pages, gaps and imports stand on it.

The SQLite file is kept in ``var/bench/`` (HIENTAI_BENCH_CACHE names another folder) under a name that changes with the
code that makes demo people; newer migrations are applied to it. On PostgreSQL the same rows are copied into the empty
database, so that both engines answer about the same people.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
LEFT_OUT = {"django_migrations", "django_session", "base_job"}


def cached_file(size: str) -> Path:
    """Where the SQLite database of this size is kept."""
    sha = hashlib.sha256()
    for path in sorted((REPOSITORY / "src/hientai/demo").rglob("*")):
        if path.suffix in (".py", ".json", ".csv"):
            sha.update(path.read_bytes())
    folder = Path(os.environ.get("HIENTAI_BENCH_CACHE", REPOSITORY / "var/bench"))
    return folder / f"{size}-{sha.hexdigest()[:12]}.sqlite3"


def prepare(size: str) -> str:
    """Point Django at a database of this size, building or copying it first; returns the engine's name.

    Call before anything of Django is imported.
    """
    url = os.environ.get("HIENTAI_DATABASE_URL", "")
    path = cached_file(size)
    build(path, size)
    if not url.startswith("postgres"):
        os.environ["HIENTAI_DATABASE_URL"] = f"sqlite:///{path}"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0, interactive=False)
    if not url.startswith("postgres"):
        from hientai.base.statistics import refresh_statistics

        refresh_statistics()  # a file built earlier may have got new indexes from migrations
        return "SQLite"
    from hientai.officials.models import Official

    if not Official.objects.exists():
        started = time.monotonic()
        copied = copy_into_postgresql(path)
        tell(f"{copied:,} dòng chép vào PostgreSQL trong {time.monotonic() - started:.0f} giây")
    return "PostgreSQL"


def tell(text: str) -> None:
    """Progress goes to stderr: stdout is the result."""
    print(f"· {text}", file=sys.stderr, flush=True)


def build(path: Path, size: str) -> None:
    """Build the file when it is not there: aside first, so that an interrupted build leaves nothing behind."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".building")
    for old in aside.parent.glob(f"{aside.name}*"):
        old.unlink()
    tell(f"dựng tỉnh mẫu cỡ {size} vào {path.name}, chỉ lần đầu")
    started = time.monotonic()
    environment = {**os.environ, "HIENTAI_DATABASE_URL": f"sqlite:///{aside}"}
    command = [sys.executable, "-m", "hientai.console.main", "demo", "--size", size, "--json"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    connection = sqlite3.connect(aside)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    aside.rename(path)
    tell(f"dựng xong trong {time.monotonic() - started:.0f} giây, {path.stat().st_size / 2**20:.0f} MiB")


def copy_into_postgresql(path: Path) -> int:
    """Copy every row of the SQLite file into the migrated database; returns how many.

    Triggers and foreign keys stand aside while rows come in: they held when the rows were first written, and the rows
    that the triggers wrote are copied too.
    """
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    present = {row[0] for row in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    models: list[Any] = [
        m for m in apps.get_models(include_auto_created=True)
        if m._meta.managed and not m._meta.proxy and m._meta.db_table in present - LEFT_OUT
    ]  # fmt: skip
    total = 0
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(quote(m._meta.db_table) for m in models)} CASCADE")
        for model in models:
            table = quote(model._meta.db_table)
            names = ", ".join(quote(f.column) for f in model._meta.concrete_fields)
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in source.execute(f"SELECT {names} FROM {table}"):
                    copy.write_row(row)
                    total += 1
        cursor.execute("SET session_replication_role = origin")
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("VACUUM (ANALYZE)")
    source.close()
    return total
