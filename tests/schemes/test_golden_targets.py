"""Golden tests G1 and G2 on the demo province of 4,920: baseline shares, +163, +360, +63, the 100.02% footing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from hientai.base.clock import forget_fixed_day
from hientai.console.main import main
from hientai.demo.build import build_demo


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole demo province, rolled back at the end."""
    with django_db_blocker.unblock():
        forget_fixed_day()
        outer = transaction.atomic()
        outer.__enter__()
        try:
            build_demo("province", 2022)
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            forget_fixed_day()


def spoken(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.slow
def test_g2_distances_in_people(province: None, db: None, capsys: pytest.CaptureFixture[str]) -> None:
    [scheme] = spoken(capsys, "targets")["schemes"]
    rows = {row["code"]: row for row in scheme["targets"]}
    distance = {(code, m["year"]): m["distance"] for code, row in rows.items() for m in row["milestones"]}
    assert (distance["T2", 2025], distance["T2", 2030], distance["T3", 2025]) == (163, 360, 63)
    assert (rows["T2"]["population"], rows["T2"]["meeting"]) == (1977, 1617)
    assert (rows["T3"]["population"], rows["T3"]["meeting"], rows["T3"]["share"]) == (384, 168, 0.4375)


@pytest.mark.slow
def test_g1_baseline_and_footing(province: None, db: None, capsys: pytest.CaptureFixture[str]) -> None:
    [scheme] = spoken(capsys, "targets")["schemes"]
    shares = {round(f["share"] * 100, 2) for g in scheme["baseline"] for f in g["figures"]}
    assert {43.75, 1.72, 80.07, 18.21} <= shares
    assert len(scheme["footing_warnings"]) == 1 and "100,02%" in scheme["footing_warnings"][0]


@pytest.mark.slow
def test_gaps_speak_of_the_same_people(province: None, db: None, capsys: pytest.CaptureFixture[str]) -> None:
    everyone = spoken(capsys, "gaps")
    rows = {r["code"]: r for r in everyone["requirements"]}
    assert rows["CM-X"]["missing"] == 360  # the people of target T2
    assert everyone["officials_lacking"] == sum(bool(o["missing"]) for o in everyone["officials"])
    for row in rows.values():
        assert row["applies_to"] == row["met"] + row["owed"] + row["missing"]
        assert row["missing"] == sum(row["code"] in o["missing"] for o in everyone["officials"])
    some = spoken(capsys, "gaps", "--unit", "HG-026-HU")
    assert 0 < some["officials_lacking"] < everyone["officials_lacking"]


@pytest.mark.slow
def test_what_cannot_be_asked_is_refused(province: None, db: None, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["targets", "--scheme", "KHONG-CO"], ["gaps", "--unit", "KHONG-CO"], ["gaps", "--on", "mai"]):
        assert main([*words, "--json"]) == 1
        assert json.loads(capsys.readouterr().out)["ok"] is False
