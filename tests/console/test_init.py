"""`hientai init`: a real installation begins with what it needs, and beginning twice changes nothing."""

from __future__ import annotations

import json

import pytest

from hientai.console.main import main
from hientai.needs.models import RulePack
from hientai.officials.models import RetirementRule, Title
from hientai.org.models import Unit


@pytest.mark.django_db
def test_it_loads_the_lists_the_territory_and_the_root_unit_once(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["init", "--code", "TQ", "--name", "Tỉnh Tuyên Quang", "--json"]
    assert main(arguments) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["units"] == 1 and first["territories"] > 3321
    assert Unit.objects.get(code="TQ").name == "Tỉnh Tuyên Quang"
    assert RetirementRule.objects.exists() and Title.objects.exists() and RulePack.objects.count() == 6
    assert main(arguments) == 0
    again = json.loads(capsys.readouterr().out)
    assert {key: value for key, value in again.items() if key != "ok" and value} == {}
