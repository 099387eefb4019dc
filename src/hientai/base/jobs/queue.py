"""The queue: enqueue in the caller's transaction, claim under a lease, run, report. Both engines, no extra server.

A job is at-least-once: a worker killed in the middle leaves nothing half done, and the job runs again when its lease
ends. A handler that must not be repeated writes its result in the same transaction as its effect
(``JobHandle.finish``); others are repeatable and just return it.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone

from hientai.base.actor import Actor
from hientai.base.errors import DomainError
from hientai.base.models import Job

LEASE_SECONDS = 30.0
Handler = Callable[["JobHandle"], dict[str, Any]]
HANDLERS: dict[str, Handler] = {}


class Cancelled(Exception):
    """Raised inside a handler when the user asked to stop."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind."""

    def decorate(function: Handler) -> Handler:
        HANDLERS[kind] = function
        return function

    return decorate


def enqueue(kind: str, title: str, arguments: dict[str, Any], *, by: Actor, priority: int = 0) -> Job:
    """Put a job on the queue in the caller's transaction: no effect, no job."""
    return Job.objects.create(
        kind=kind,
        title=title,
        arguments=arguments,
        created_by_id=by.user_id,
        created_by_name=by.name,
        priority=priority,
    )


def request_cancel(job: Job) -> None:
    """Ask for a job to be stopped: one that waits is cancelled at once, one that runs stops at its next progress."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    cancelled = {"state": Job.State.CANCELLED, "message": "Đã hủy trước khi chạy.", "finished_at": timezone.now()}
    if not waiting.update(cancel_requested=True, **cancelled):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_requested=True)


class JobHandle:
    """What a handler may ask and tell: arguments, progress, cancellation."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.arguments: dict[str, Any] = job.arguments
        self.is_finished = False
        self._told = 0.0

    def finish(self, result: dict[str, Any]) -> dict[str, Any]:
        """Write the result in the caller's transaction, beside the effect: both are kept, or neither.

        Raises Cancelled when the job is no longer ours: its lease ran out and another worker has taken it.
        """
        with transaction.atomic():
            if not _close(self.job, {"state": Job.State.DONE, "result": result}):
                raise Cancelled
            transaction.on_commit(self._finished)
        return result

    def _finished(self) -> None:
        self.is_finished = True

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Tell how far the work is (at most twice a second) and stop if the user asked to.

        Inside a transaction nothing could be seen by others, so nothing is written. Raises Cancelled.
        """
        if connection.in_atomic_block or time.monotonic() - self._told < 0.5:
            return
        self._told = time.monotonic()
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, message=message[:300])
        self.check_cancelled()

    def check_cancelled(self) -> None:
        """Raise Cancelled when the user asked to stop."""
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled


def _now_sql() -> str:
    if connection.vendor == "postgresql":
        return "extract(epoch from clock_timestamp())"
    return "(julianday('now')-2440587.5)*86400.0"


def is_waiting() -> bool:
    """True when a job could be claimed now; a plain read, so that an idle worker never takes the write lock."""
    now = _now_sql()
    sql = f"SELECT 1 FROM base_job WHERE (state='Q' AND run_after<={now}) OR (state='R' AND lease_until<{now}) LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() is not None


def claim(worker: str, lease: float = LEASE_SECONDS) -> Job | None:
    """Take the next job whose turn it is or whose worker's lease has run out; None when there is none."""
    now = _now_sql()
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    sql = (
        f"UPDATE base_job SET state='R', lease_until={now}+%s, attempts=attempts+1, worker=%s WHERE id=("
        f"SELECT id FROM base_job WHERE (state='Q' AND run_after<={now}) OR (state='R' AND lease_until<{now}) "
        f"ORDER BY priority DESC, id LIMIT 1 {lock}) RETURNING id"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [lease, worker])
        row = cursor.fetchone()
    return Job.objects.get(pk=row[0]) if row else None


def _keep_lease(job: Job, stop: threading.Event, lease: float) -> None:
    sql = f"UPDATE base_job SET lease_until={_now_sql()}+%s WHERE id=%s AND state='R' AND worker=%s AND attempts=%s"
    while not stop.wait(lease / 3):
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, [lease, job.pk, job.worker, job.attempts])
        except OperationalError:
            continue  # SQLite: the handler itself holds the write lock, so nobody else can claim the job either
    connection.close()


def run_one(job: Job, *, heartbeat: bool = True, lease: float = LEASE_SECONDS) -> Job:
    """Run a claimed job to its end: done, failed with what to tell the user, or cancelled."""
    handler = HANDLERS.get(job.kind)
    handle = JobHandle(job)
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(job, stop, lease), daemon=True)
    if heartbeat:
        keeper.start()
    try:
        if job.attempts > job.max_attempts:
            raise DomainError("Việc này đã bị ngắt quá nhiều lần; hãy chạy lại bằng tay và báo quản trị.")
        if handler is None:
            raise DomainError(f"Không có phần mềm xử lý việc loại «{job.kind}».")
        result = handler(handle)
        values: dict[str, Any] = {"state": Job.State.DONE, "result": result}
    except Cancelled:
        values = {"state": Job.State.CANCELLED, "message": "Đã dừng theo yêu cầu; không có gì được ghi."}
    except DomainError as error:
        values = {"state": Job.State.FAILED, "message": error.message[:300], "error": error.message}
    except Exception:
        values = {
            "state": Job.State.FAILED,
            "message": "Lỗi ngoài dự kiến; quản trị xem chi tiết ở nhật ký việc nền.",
            "error": traceback.format_exc(),
        }
    finally:
        stop.set()
        if heartbeat:
            keeper.join()
    if not handle.is_finished:
        _close(job, values)
    job.refresh_from_db()
    return job


def _close(job: Job, values: dict[str, Any]) -> bool:
    """Write how a job ended, unless it has been taken from us; tells whether it was still ours."""
    ours = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)
    return ours.update(finished_at=timezone.now(), **values) == 1


def run_worker(
    *,
    once: bool = False,
    poll_seconds: float = 0.5,
    stop: threading.Event | None = None,
    each_round: Callable[[], None] | None = None,
) -> int:
    """Do jobs until stopped (or until none waits, with ``once``); returns how many were done.

    ``each_round`` is called before each look at the queue, at most once in ``poll_seconds`` when idle. A database
    that is busy or away for a while is asked again.
    """
    me = f"{socket.gethostname()}:{os.getpid()}"[:80]
    halt = stop or threading.Event()
    count = 0
    while not halt.is_set():
        if not connection.in_atomic_block:
            close_old_connections()
        try:
            if each_round is not None:
                each_round()
            job = claim(me) if is_waiting() else None
        except (OperationalError, InterfaceError):
            halt.wait(poll_seconds)
            continue
        if job is not None:
            run_one(job)
            count += 1
        elif once:
            break
        else:
            halt.wait(poll_seconds)
    return count
