"""A worker killed in the middle of writing leaves nothing half in, and the next one does the job once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.house.discovery import ROOT

PREPARE = """
import django; django.setup()
from datetime import date
from django.core.management import call_command
call_command("migrate", verbosity=0)
from hientai.base.actor import Actor
from hientai.demo.reference import install_reference
from hientai.org.operations.loading import UnitRow, load_units
from hientai.officials.exchange.importing import judge_batch
from hientai.officials.operations.imports import APPLY_JOB, request_import, start_import
from tests.officials.import_book import table
by = Actor.system("Kiểm thử", date(2022, 1, 10))
install_reference(by=by)
load_units(by=by, rows=[UnitRow("T", "Tỉnh", "", "DIA_BAN", "territory", "province", "", "02", date(2000, 1, 1))])
rows = [[f"Người Thứ {n}", "1980", "Nam", "T", "P_PC_VICE", "CCLLCT"] for n in range(50)]
header = ["Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị", "Chức danh", "LLCT"]
batch = start_import(by=by, filename="a.xlsx", content=table(header, *rows))
judge_batch(batch, by=by)
request_import(by=by, batch=batch, kind=APPLY_JOB)
"""
# The last step of writing waits, so that the kill falls after hundreds of rows and before the commit.
KILLED = """
import django; django.setup()
import sys, time
from pathlib import Path
from hientai.base.jobs.queue import claim, run_one
from hientai.officials.exchange import importing
from hientai.officials.models import Official, Qualification
from hientai.officials.operations import imports
def wait(**given):
    Path(sys.argv[1]).write_text(f"{Official.objects.count()} {Qualification.objects.count()}")
    time.sleep(120)
imports.refresh_standing = wait
job = claim("killed", lease=1.0)
run_one(job, heartbeat=False)
"""
REPORT = """
import django; django.setup()
import json
from hientai.base.jobs.queue import run_worker
from hientai.base.models import Act, Job, RowChange
from hientai.officials.exchange import importing
from hientai.officials.models import Appointment, ImportBatch, Official, Qualification
def seen():
    return {
        "people": Official.objects.count(), "posts": Appointment.objects.count(),
        "levels": Qualification.objects.count(), "job": Job.objects.get().state,
        "batch": ImportBatch.objects.get().state,
        "acts": Act.objects.filter(action="officials.apply_import").count(),
        "changes": RowChange.objects.filter(table_name="officials_official").count(),
    }
before = seen()
jobs = run_worker(once=True)
print(json.dumps({"before": before, "jobs": jobs, "after": seen()}))
"""


@pytest.fixture
def environment(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment of processes with a database of their own, on the engine under test."""
    own = {**os.environ, "DJANGO_SETTINGS_MODULE": "hientai.config.settings", "HIENTAI_VAR": str(tmp_path),
           "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "HIENTAI_TODAY": "2022-01-10"}  # fmt: skip
    if connection.vendor != "postgresql":
        own.pop("HIENTAI_DATABASE_URL", None)
        yield own
        return
    import psycopg

    given = settings.DATABASES["default"]
    name = f"hientai_kill_{os.getpid()}"
    address = {"host": given["HOST"], "user": given["USER"], "password": given["PASSWORD"], "port": given["PORT"]}
    address = {key: value for key, value in address.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        own["HIENTAI_DATABASE_URL"] = f"postgresql://{given['USER']}@/{name}?host={given['HOST']}"
        yield own
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(script: str, environment: dict[str, str]) -> str:
    """Run a script to its end in a process of its own."""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.django_db
def test_a_killed_worker_leaves_nothing_and_the_next_one_finishes(environment: dict[str, str], tmp_path: Path) -> None:
    run(PREPARE, environment)
    mark = tmp_path / "written"
    worker = subprocess.Popen([sys.executable, "-c", KILLED, str(mark)], env=environment)
    try:
        deadline = time.monotonic() + 120
        while not mark.exists() or not mark.read_text():
            assert worker.poll() is None and time.monotonic() < deadline, "the worker never came to the middle"
            time.sleep(0.05)
        assert mark.read_text() == "50 50", "inside its transaction the worker had written everybody"
        os.kill(worker.pid, signal.SIGKILL)
    finally:
        worker.kill()
        worker.wait()
    time.sleep(1.2)  # the lease of the killed worker runs out
    told = json.loads(run(REPORT, environment))
    assert told["before"] == {"people": 0, "posts": 0, "levels": 0, "job": "R", "batch": "judged", "acts": 0,
                              "changes": 0}  # fmt: skip
    assert told["jobs"] == 1
    assert told["after"] == {"people": 50, "posts": 50, "levels": 50, "job": "D", "batch": "applied", "acts": 1,
                             "changes": 50}  # fmt: skip
