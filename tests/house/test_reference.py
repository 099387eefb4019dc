"""The generated reference says what the code says, and its diagrams show every transition."""

from __future__ import annotations

from enum import Enum

import pytest

from tests.house.test_guards import tool

reference = tool("make_reference")
PAGES = reference.pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_page_is_up_to_date(path: object) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path], "run `make docs`"  # type: ignore[attr-defined]


def test_a_diagram_shows_states_transitions_and_owners() -> None:
    class Step(Enum):
        FIRST = "a"
        LAST = "b"

    text = "\n".join(reference.diagram({Step.FIRST: {Step.LAST}, Step.LAST: set()}, {Step.FIRST: "Ban Tổ chức"}))
    assert "[*] --> FIRST" in text and "FIRST --> LAST" in text and "LAST --> [*]" in text
    assert "Ban Tổ chức" in text
