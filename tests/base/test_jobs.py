"""The queue: each job done once by one worker, again when its worker was killed, stopped when asked, failing aloud."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.utils import OperationalError

from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.base.jobs.queue import (
    HANDLERS,
    Cancelled,
    JobHandle,
    claim,
    enqueue,
    handles,
    is_waiting,
    request_cancel,
    run_one,
    run_worker,
)
from hientai.base.models import CodeItem, Job

BY = Actor.system("Người kiểm thử", date(2026, 11, 24))


@pytest.fixture(autouse=True)
def only_our_handlers() -> Iterator[None]:
    """Handlers of one test are gone in the next."""
    kept = dict(HANDLERS)
    HANDLERS.clear()
    yield
    HANDLERS.clear()
    HANDLERS.update(kept)


def queue(count: int = 1, kind: str = "echo", **arguments: Any) -> list[Job]:
    """Some jobs."""
    return [enqueue(kind, f"Việc {n}", {"n": n, **arguments}, by=BY) for n in range(count)]


def echo(job: JobHandle) -> dict[str, Any]:
    """A handler that gives its number back."""
    return {"n": job.arguments["n"]}


@pytest.mark.django_db
def test_jobs_are_done_in_order_with_their_result() -> None:
    handles("echo")(echo)
    jobs = queue(3)
    assert run_worker(once=True) == 3
    for job in jobs:
        job.refresh_from_db()
        assert (job.state, job.result, job.attempts) == (Job.State.DONE, {"n": job.arguments["n"]}, 1)
        assert job.finished_at is not None and job.created_by_name == "Người kiểm thử"
    assert not is_waiting() and claim("w") is None


@pytest.mark.django_db
def test_priority_first_then_age_and_not_before_its_time() -> None:
    low, high = enqueue("echo", "thường", {}, by=BY), enqueue("echo", "gấp", {}, by=BY, priority=5)
    later = enqueue("echo", "sau", {}, by=BY, priority=9)
    Job.objects.filter(pk=later.pk).update(run_after=time.time() + 3600)
    taken = [claim("w"), claim("w"), claim("w")]
    assert [job and job.pk for job in taken] == [high.pk, low.pk, None]


@pytest.mark.django_db
def test_no_effect_no_job() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue()
        raise ZeroDivisionError
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_refusal_tells_the_user_why_and_a_crash_keeps_its_trace() -> None:
    @handles("refuse")
    def refuse(job: JobHandle) -> dict[str, Any]:
        raise BadInput("Tệp không có cột «Họ và tên».")

    @handles("crash")
    def crash(job: JobHandle) -> dict[str, Any]:
        return {"x": 1 // 0}

    refused, crashed, unknown = queue(1, "refuse")[0], queue(1, "crash")[0], queue(1, "nobody-does-this")[0]
    assert run_worker(once=True) == 3
    for job in (refused, crashed, unknown):
        job.refresh_from_db()
        assert job.state == Job.State.FAILED
    assert refused.message == "Tệp không có cột «Họ và tên»."
    assert "ZeroDivisionError" in crashed.error and "ZeroDivisionError" not in crashed.message
    assert "nobody-does-this" in unknown.message


@pytest.mark.django_db
def test_a_waiting_job_can_be_cancelled_and_is_never_started() -> None:
    handles("echo")(echo)
    first, second = queue(2)
    request_cancel(first)
    assert run_worker(once=True) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (Job.State.CANCELLED, Job.State.DONE)
    assert first.attempts == 0 and first.finished_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_running_job_stops_at_its_next_word() -> None:
    steps = []

    @handles("long")
    def long(job: JobHandle) -> dict[str, Any]:
        for step in range(5):
            steps.append(step)
            if step == 1:
                request_cancel(Job.objects.get(pk=job.job.pk))
            job._told = 0.0  # as if half a second had gone by
            job.progress(step, 5, "đang làm")
        return {}

    (job,) = queue(1, "long")
    run_worker(once=True)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED and steps == [0, 1]
    assert (job.done, job.total) == (1, 5)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_by_others_at_most_twice_a_second() -> None:
    seen = []

    @handles("long")
    def long(job: JobHandle) -> dict[str, Any]:
        for step in range(1, 1001):
            job.progress(step, 1000)
            seen.append(Job.objects.values_list("done", flat=True).get(pk=job.job.pk))
        return {}

    queue(1, "long")
    started = time.monotonic()
    run_worker(once=True)
    assert seen[0] == 1 and len(set(seen)) <= 2 + (time.monotonic() - started) / 0.5


@pytest.mark.django_db(transaction=True)
def test_effect_and_result_are_kept_together_or_not_at_all() -> None:
    fails = [True]

    @handles("write")
    def write(job: JobHandle) -> dict[str, Any]:
        with transaction.atomic():
            CodeItem.objects.create(list_name="thử", code=str(job.arguments["n"]), label="x")
            result = job.finish({"written": 1})
            if fails.pop():
                raise BadInput("Hỏng ở bước cuối.")
        return result

    fails[:] = [False, True]
    failed, done = queue(2, "write")
    run_worker(once=True)
    failed.refresh_from_db()
    done.refresh_from_db()
    assert (failed.state, failed.message) == (Job.State.FAILED, "Hỏng ở bước cuối.")
    assert (done.state, done.result) == (Job.State.DONE, {"written": 1})
    assert [item.code for item in CodeItem.objects.filter(list_name="thử")] == ["1"]


@pytest.mark.django_db
def test_a_job_taken_by_another_worker_is_not_ours_to_close() -> None:
    handles("echo")(echo)
    queue(1)
    slow = claim("slow", lease=-1)
    fast = claim("fast")
    assert slow is not None and fast is not None and slow.pk == fast.pk and fast.attempts == 2
    with pytest.raises(Cancelled):
        JobHandle(slow).finish({"by": "slow"})
    assert run_one(slow, heartbeat=False).state == Job.State.RUNNING
    assert run_one(fast, heartbeat=False).state == Job.State.DONE


@pytest.mark.django_db
def test_a_job_that_keeps_killing_its_worker_is_given_up() -> None:
    handles("echo")(echo)
    (job,) = queue(1)
    for _ in range(job.max_attempts):
        assert claim("w", lease=-1) is not None
    last = claim("w")
    assert last is not None
    run_one(last, heartbeat=False)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED and "quá nhiều lần" in job.message and job.result == {}


@pytest.mark.django_db
def test_each_round_is_asked_before_the_queue() -> None:
    asked = []

    def ask() -> None:
        asked.append(is_waiting())

    handles("echo")(echo)
    queue(1)
    run_worker(once=True, each_round=ask)
    assert asked == [True, False]


@pytest.mark.django_db(transaction=True)
def test_a_worker_stops_when_told() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=lambda: (run_worker(stop=stop, poll_seconds=0.05), connections.close_all()))
    thread.start()
    time.sleep(0.2)
    stop.set()
    thread.join(timeout=5)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_no_job_is_taken_twice_by_threads() -> None:
    queue(40)
    taken: list[int] = []
    lock = threading.Lock()

    def work() -> None:
        misses = 0
        while misses < 3:
            try:
                job = claim(threading.current_thread().name)
            except OperationalError:
                time.sleep(0.01)  # the shared memory database of the tests does not wait for its lock
                continue
            if job is None:
                misses += 1
            else:
                with lock:
                    taken.append(job.pk)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(taken) == 40 and len(set(taken)) == 40


WORKER = """
import sys, time
import django
django.setup()
from hientai.base.jobs.queue import handles, run_worker
from hientai.base.models import CodeItem

@handles("slow")
def slow(job):
    print("started", flush=True)
    if job.job.attempts == 1 and job.arguments.get("hang"):
        time.sleep(60)
    CodeItem.objects.create(list_name="thử", code=f"{job.arguments['n']}-{job.job.attempts}", label=job.job.worker)
    return {"attempt": job.job.attempts}

print(run_worker(once=True), flush=True)
"""


@pytest.fixture
def shared(tmp_path: Path, transactional_db: None) -> Iterator[dict[str, str]]:
    """The environment of other processes that share a database; on SQLite a file copied from the tests' own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "hientai.config.settings", "HIENTAI_VAR": str(tmp_path)}
    if connection.vendor == "postgresql":
        given = connection.settings_dict
        environment["HIENTAI_DATABASE_URL"] = (
            f"postgresql://{given['USER']}@/{given['NAME']}?host={given['HOST']}&port={given['PORT'] or 5432}"
        )
    else:
        environment["HIENTAI_DATABASE_URL"] = f"sqlite:{tmp_path}/jobs.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM INTO '{tmp_path}/jobs.sqlite3'")
    return environment


def run_script(environment: dict[str, str], script: str) -> str:
    """What a script prints in a process of its own."""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


HEAD = """
import django
django.setup()
from hientai.base.models import CodeItem, Job
written = CodeItem.objects.filter(list_name="thử")
"""


def ask(environment: dict[str, str], script: str) -> str:
    """What a short script on the shared database prints."""
    return run_script(environment, HEAD + script)


@pytest.mark.slow
def test_a_killed_workers_job_runs_again_when_the_lease_ends(shared: dict[str, str]) -> None:
    ask(shared, "Job.objects.create(kind='slow', title='x', arguments={'n': 1, 'hang': True})")
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=shared, text=True, stdout=subprocess.PIPE)
    assert worker.stdout is not None and worker.stdout.readline().strip() == "started"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    left = ask(shared, "j = Job.objects.get(); print(j.state, j.attempts, written.count())")
    assert left == "R 1 0"
    early = run_script(shared, WORKER)
    assert early == "0"  # the lease still holds: nobody takes it
    ask(shared, "Job.objects.update(lease_until=0)")  # as if 30 seconds had gone by
    late = run_script(shared, WORKER)
    assert late.split() == ["started", "1"]
    end = ask(
        shared,
        "j = Job.objects.get(); print(j.state, j.result, *written.values_list('code', flat=True))",
    )
    assert end == "D {'attempt': 2} 1-2"


@pytest.mark.slow
def test_no_job_is_done_twice_by_processes(shared: dict[str, str]) -> None:
    ask(shared, "for n in range(30): Job.objects.create(kind='slow', title='x', arguments={'n': n})")
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER], env=shared, text=True, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    counts = [int(worker.communicate(timeout=120)[0].split()[-1]) for worker in workers]
    assert sum(counts) == 30
    done = ask(
        shared,
        "print(written.count(), Job.objects.filter(state='D', attempts=1).count())",
    )
    assert done == "30 30"
