"""`hientai search`: G10 of the domain study, and what comes first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from hientai.base.actor import Actor
from hientai.console import main as console
from hientai.console.search import closeness
from hientai.officials.operations.registry import OfficialRow, save_officials
from hientai.org.models import UnitVersion
from hientai.org.operations.loading import UnitRow, load_units

TODAY = date(2022, 1, 10)
LONG_AGO = date(2000, 1, 1)
NAMES = ("Phạm Văn Đạt", "Lê Thị Dật", "Hoàng Dat", "Nguyễn Đạt Tiến", "Trần Đất", "Vũ Thành Uy", "Ngô Huy Thanh")
Run = Callable[..., tuple[int, Any]]


@pytest.fixture(autouse=True)
def registry(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven people, and two committees whose names place the tone in the two ways."""
    monkeypatch.setenv("HIENTAI_TODAY", TODAY.isoformat())
    by = Actor.system("Kiểm thử", TODAY, source="test")
    rows = [OfficialRow(f"CB{n}", name, "M", "1980-05-12") for n, name in enumerate(NAMES, start=1)]
    save_officials(by=by, rows=rows, refresh=False)
    names = {"T1": "Thành ủy Hà Giang", "T2": "Thành uỷ Tuyên Quang", "T3": "Thanh tra huyện", "T4": "Huyện ủy Mèo Vạc"}
    load_units(
        by=by,
        rows=[UnitRow(c, n, "", "CAP_UY", "party", "district", "", "", LONG_AGO) for c, n in names.items()],
    )
    # Data written before the spelling was made one, by hand or by another program, keeps the new tone style.
    UnitVersion.objects.filter(unit__code="T2").update(name="Thành uỷ Tuyên Quang")


def names_of(found: Any) -> list[str]:
    """The names of a list of people or units."""
    return [row["name"] for row in found]


def test_without_marks_every_reading_is_found(run_json: Run) -> None:
    code, found = run_json("search", "dat")
    assert code == console.OK
    assert set(names_of(found["people"])) == {
        "Phạm Văn Đạt", "Lê Thị Dật", "Hoàng Dat", "Nguyễn Đạt Tiến", "Trần Đất",
    }  # fmt: skip
    assert found["people_found"] == 5


def test_what_has_exactly_the_marks_typed_comes_first(run_json: Run) -> None:
    assert names_of(run_json("search", "dat")[1]["people"])[0] == "Hoàng Dat"
    with_marks = names_of(run_json("search", "Đạt")[1]["people"])
    assert with_marks[:2] == ["Phạm Văn Đạt", "Nguyễn Đạt Tiến"]
    assert set(with_marks[2:]) == {"Lê Thị Dật", "Hoàng Dat", "Trần Đất"}


@pytest.mark.parametrize("typed", ["thanh uy", "Thành ủy", "Thành uỷ", "THANH UY"])
def test_both_placements_of_the_tone_are_one_word(run_json: Run, typed: str) -> None:
    found = run_json("search", typed)[1]
    assert names_of(found["units"]) == ["Thành ủy Hà Giang", "Thành uỷ Tuyên Quang"]


def test_letters_met_inside_a_word_count_only_when_nothing_begins_with_them(run_json: Run) -> None:
    assert names_of(run_json("search", "thanh uy")[1]["people"]) == ["Vũ Thành Uy"]
    assert names_of(run_json("search", "guyen")[1]["people"]) == ["Nguyễn Đạt Tiến"]


def test_the_number_of_a_person_is_found_too(run_json: Run) -> None:
    assert names_of(run_json("search", "cb6")[1]["people"]) == ["Vũ Thành Uy"]


def test_a_limit_shortens_the_lists_and_not_the_counts(run_json: Run) -> None:
    found = run_json("search", "dat", "--limit", "2")[1]
    assert (len(found["people"]), found["people_found"]) == (2, 5)


def test_units_are_those_of_the_day(run_json: Run) -> None:
    found = run_json("search", "thanh uy", "--on", "31/12/1999")[1]
    assert (found["on"], found["units_found"]) == ("1999-12-31", 0)


def test_nobody_found_is_an_answer_and_no_words_are_a_mistake(run_json: Run) -> None:
    code, found = run_json("search", "xyz")
    assert (code, found["people_found"], found["units_found"]) == (console.OK, 0, 0)
    code, refused = run_json("search", "–")
    assert (code, refused["ok"]) == (console.REFUSED, False)
    assert run_json("search", "dat", "--limit", "0")[0] == console.REFUSED


def test_the_text_names_people_and_units(capsys: pytest.CaptureFixture[str]) -> None:
    assert console.main(["search", "thanh uy"]) == console.OK
    out = capsys.readouterr().out
    assert "Vũ Thành Uy" in out and "Thành uỷ Tuyên Quang" in out and "Đơn vị đến 2022-01-10: 2" in out


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("Đạt", "Phạm Văn Đạt", 0),
        ("uỷ", "Thành ủy", 0),
        ("dat", "Phạm Văn Đạt", 1),
        ("văn dat", "Phạm Văn Đạt", 1),
        ("ngu dat", "Nguyễn Đạt", 2),
        ("guyen", "Nguyễn Đạt", 3),
    ],
)
def test_closeness_goes_from_the_same_marks_to_letters_inside(typed: str, text: str, expected: int) -> None:
    assert closeness(typed, text) == expected
