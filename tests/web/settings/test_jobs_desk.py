"""Background jobs on the screen: one's own, progress, cancelling."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hientai.access.codes import Role
from hientai.access.models import User
from hientai.base.actor import Actor
from hientai.base.jobs.queue import enqueue
from hientai.base.models import Job
from tests.access.conftest import TODAY, World
from tests.web.settings.conftest import Browser


def job_of(username: str, title: str = "Nhập tệp cán bộ", **facts: object) -> Job:
    """A job that a user asked for."""
    user = User.objects.get(username=username)
    job = enqueue("import", title, {}, by=Actor(name=user.full_name, today=TODAY, user_id=user.pk))
    Job.objects.filter(pk=job.pk).update(**facts)
    job.refresh_from_db()
    return job


@pytest.fixture
def officer(signed_in: Browser) -> Client:
    """A commission officer's browser."""
    return signed_in(Role.COMMISSION_OFFICER, name="cb")


def test_one_sees_ones_own_jobs_and_the_administrator_all(signed_in: Browser, officer: Client, world: World) -> None:
    world.user("khac", (Role.COMMISSION_OFFICER, "T"))
    mine, other = job_of("cb"), job_of("khac", "Việc của người khác")
    page = officer.get(reverse("web:jobs")).content.decode()
    assert mine.title in page and other.title not in page
    assert officer.get(reverse("web:job", args=[other.pk])).status_code == 404
    assert officer.post(reverse("web:job_cancel", args=[other.pk])).status_code == 404
    assert other.title in signed_in().get(reverse("web:jobs")).content.decode()


def test_progress_is_polled_while_it_goes_on(officer: Client) -> None:
    job = job_of("cb", state="R", done=30, total=120, message="dòng 30")
    url = reverse("web:job", args=[job.pk])
    part = officer.get(url, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part and 'value="30"' in part and "every 2s" in part and "dòng 30" in part
    assert "<html" in officer.get(url).content.decode()
    Job.objects.filter(pk=job.pk).update(state="D", result={"created": 7, "secret": "x"})
    done = officer.get(url).content.decode()
    assert "every 2s" not in done and "Thêm mới" in done and "secret" not in done


def test_cancelling_a_waiting_and_a_running_job(officer: Client) -> None:
    waiting, running = job_of("cb"), job_of("cb", state="R")
    for job in (waiting, running):
        assert officer.post(reverse("web:job_cancel", args=[job.pk])).status_code == 302
        job.refresh_from_db()
    assert waiting.state == "C" and running.state == "R" and running.cancel_requested
    assert officer.get(reverse("web:job_cancel", args=[running.pk])).status_code == 405


def test_only_the_administrator_reads_the_trace(signed_in: Browser, officer: Client) -> None:
    job = job_of("cb", state="F", error="Traceback: secret", message="Lỗi ngoài dự kiến")
    url = reverse("web:job", args=[job.pk])
    assert "Traceback" not in officer.get(url).content.decode()
    assert "Traceback" in signed_in().get(url).content.decode()


def test_a_learner_has_no_jobs_page(signed_in: Browser) -> None:
    assert signed_in(Role.LEARNER).get(reverse("web:jobs")).status_code == 403
