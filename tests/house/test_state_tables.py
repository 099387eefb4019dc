"""State tables are complete: every state has a row, an owner, and a way to be reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tests.house.discovery import enum_of, state_tables

TABLES = state_tables()


def faults_of(states: Iterable[Any], table: Mapping[Any, Any], owners: Mapping[Any, str] | None) -> list[str]:
    """What a table lacks; the first state is where things begin, a state without a way out needs no owner."""
    every = list(states)
    faults = [f"{state} has no row" for state in every if state not in table]
    faults += [f"{state} is no state" for state in table if state not in every]
    faults += [f"{state} leads to {to}, which is no state" for state in table for to in table[state] if to not in every]
    reached, front = set(every[:1]), every[:1]
    while front:
        front = [to for state in front for to in table.get(state, ()) if to not in reached]
        reached |= set(front)
    faults += [f"{state} is never reached" for state in every if state not in reached]
    if owners is None:
        faults.append("there is no table of owners")
    else:
        faults += [f"{state} has no owner" for state in every if table.get(state) and not owners.get(state)]
    return faults


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table[0].__name__}.{table[1]}")
def test_state_table_is_complete(table: tuple[Any, str, Mapping[Any, Any]]) -> None:
    module, stem, transitions = table
    states = enum_of(transitions)
    assert states is not None, "write the table with members of the status enumeration"
    owners = getattr(module, f"{stem}_OWNER", None)
    assert faults_of(states, transitions, owners) == []


def test_the_walk_finds_tables() -> None:
    assert "SCHEME" in {stem for _, stem, _ in TABLES}


def test_a_careless_table_is_caught() -> None:
    faults = faults_of("abc", {"a": {"b", "x"}, "b": set(), "z": set()}, {"a": ""})
    assert faults == [
        "c has no row", "z is no state", "a leads to x, which is no state", "c is never reached", "a has no owner",
    ]  # fmt: skip
