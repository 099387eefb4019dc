"""`hientai units`: the tree of a day, before and after a merger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from hientai.base.actor import Actor
from hientai.console import main as console
from hientai.org.models import Unit
from hientai.org.operations import absorb_units
from hientai.org.operations.loading import UnitRow, load_units

FOUNDED, MERGED = date(2015, 1, 1), date(2021, 7, 1)
Run = Callable[..., tuple[int, Any]]


@pytest.fixture(autouse=True)
def province(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A province whose labour department was absorbed by that of home affairs on 1 July 2021."""
    monkeypatch.setenv("HIENTAI_TODAY", "2022-01-10")
    by = Actor.system("Kiểm thử", date(2022, 1, 10), source="test")
    rows = [("T", "Tỉnh Thử", ""), ("S", "Sở Nội vụ", "T"), ("S.1", "Phòng Công chức", "S"), ("L", "Sở Lao động", "T")]
    load_units(
        by=by, rows=[UnitRow(c, n, "", "SO_NGANH", "state", "province", above, "", FOUNDED) for c, n, above in rows]
    )
    unit = {u.code: u for u in Unit.objects.all()}
    absorb_units(by=by, units=[unit["L"]], into=unit["S"], on=MERGED)


def tree(found: Any) -> list[tuple[str, int, str | None]]:
    """Code, depth and parent of each unit, in the order printed."""
    return [(u["code"], u["depth"], u["parent"]) for u in found["units"]]


def test_the_tree_of_a_day_before_the_merger(run_json: Run) -> None:
    code, found = run_json("units", "--on", "30/06/2021")
    assert (code, found["on"], found["count"]) == (console.OK, "2021-06-30", 4)
    assert set(tree(found)) == {("T", 0, None), ("L", 1, "T"), ("S", 1, "T"), ("S.1", 2, "S")}
    assert found["units"][0]["code"] == "T"


def test_the_day_of_the_merger_and_today_lack_what_was_absorbed(run_json: Run) -> None:
    on_the_day = run_json("units", "--on", "01/07/2021")[1]
    assert {row[0] for row in tree(on_the_day)} == {"T", "S", "S.1"}
    today = run_json("units")[1]
    assert (today["on"], tree(today)) == ("2022-01-10", tree(on_the_day))


def test_every_child_follows_its_parent(run_json: Run) -> None:
    codes = [row[0] for row in tree(run_json("units", "--on", "30/06/2021")[1])]
    assert codes.index("S.1") == codes.index("S") + 1


def test_one_branch(run_json: Run) -> None:
    found = run_json("units", "--unit", "S", "--on", "30/06/2021")[1]
    assert [u["code"] for u in found["units"]] == ["S", "S.1"]


def test_refusals(run_json: Run) -> None:
    for words in (("--on", "31/02/2021"), ("--unit", "KHONG-CO"), ("--unit", "L", "--on", "01/01/2022")):
        code, refused = run_json("units", *words)
        assert (code, refused["ok"]) == (console.REFUSED, False), words
    assert "2022" in run_json("units", "--unit", "L", "--on", "01/01/2022")[1]["error"]


def test_a_day_before_everything_is_an_empty_tree(run_json: Run) -> None:
    assert run_json("units", "--on", "01/01/1900")[1]["units"] == []


def test_the_text_is_indented(capsys: pytest.CaptureFixture[str]) -> None:
    assert console.main(["units", "--unit", "S"]) == console.OK
    assert "\n  Sở Nội vụ [S]\n    Phòng Công chức [S.1]" in capsys.readouterr().out
