"""Verification from the desk and from the command line: whole, broken, and told so."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.urls import reverse

from hientai.access.codes import Role
from hientai.base.audit.triggers import lift_refusals
from hientai.base.jobs.queue import run_worker
from hientai.base.models import Act, Job
from hientai.console.main import main
from hientai.console.worker import load_handlers
from tests.access.conftest import World
from tests.web.history.conftest import Browser


def tamper() -> Act:
    """An act altered behind the application's back."""
    victim = Act.objects.earliest("pk")
    lift_refusals()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE base_act SET actor_name = 'Kẻ khác' WHERE id = %s", [victim.pk])
    return victim


def test_a_whole_chain_is_told_whole(signed_in: Browser) -> None:
    client, url = signed_in(Role.INSPECTOR), reverse("web:verify_audit")
    assert "Chưa xác minh lần nào" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert "every 2s" in client.get(url).content.decode()
    client.post(url)
    assert Job.objects.count() == 1, "one verification at a time is enough"
    load_handlers()
    run_worker(once=True)
    page = client.get(url).content.decode()
    assert "Nhật ký nguyên vẹn" in page and str(Act.objects.count()) in page


def test_a_broken_chain_is_told_with_the_place(signed_in: Browser, world: World) -> None:
    client, url = signed_in(Role.INSPECTOR), reverse("web:verify_audit")
    victim = tamper()
    client.post(url)
    load_handlers()
    run_worker(once=True)
    page = client.get(url).content.decode()
    assert "KHÔNG khớp" in page and reverse("web:act", args=[victim.pk]) in page and "nội dung đã bị sửa" in page


def test_the_command_line_says_the_same(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-audit", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["ok"] and whole["acts"] == Act.objects.count() and whole["broken"] == 0 and whole["changes"] > 0
    victim = tamper()
    assert main(["verify-audit", "--json"]) == 1
    broken = json.loads(capsys.readouterr().out)
    assert not broken["ok"] and broken["faults"][0]["act"] == victim.pk
    assert main(["verify-audit"]) == 1
    assert "KHÔNG KHỚP" in capsys.readouterr().out


def test_check_tells_each_question(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.user("qt", (Role.ADMINISTRATOR, "T"))
    main(["check", "--json"])
    answers = {one["name"]: one for one in json.loads(capsys.readouterr().out)["checks"]}
    assert all(answers[name]["ok"] for name in ("cơ sở dữ liệu", "bảng dữ liệu", "theo dõi thay đổi", "chuỗi nhật ký",
                                                "việc nền", "quản trị"))  # fmt: skip
    tamper()
    assert main(["check", "--json"]) == 1
    answers = {one["name"]: one for one in json.loads(capsys.readouterr().out)["checks"]}
    assert not answers["chuỗi nhật ký"]["ok"] and answers["việc nền"]["ok"]
