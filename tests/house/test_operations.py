"""Every operation says who acts, takes keywords only, is audited and tells what it does."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.house.discovery import ROOT, entered_from_outside, operations

OPERATIONS = operations()
# Writers that are an audit themselves: a read leaves a row in the reading log, and no act beside it.
LOGS = {"hientai.access.operations.accounts.log_read"}


def faults_of(function: Callable[..., Any]) -> list[str]:
    """What an operation lacks."""
    faults = []
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].name != "by":
        faults.append("its first parameter is not `by`")
    if any(one.kind not in (one.KEYWORD_ONLY, one.VAR_KEYWORD) for one in parameters):
        faults.append("it takes positional arguments")
    if not (inspect.getdoc(function) or "").startswith("This operation "):
        faults.append('its docstring does not start with "This operation"')
    if not getattr(function, "operation_name", ""):
        faults.append("it is not decorated with @operation, so nothing audits it")
    if not getattr(function, "operation_title", ""):
        faults.append("it has no title to show in the audit")
    return faults


@pytest.mark.parametrize("function", OPERATIONS, ids=lambda function: f"{function.__module__}.{function.__name__}")
def test_operation_is_in_order(function: Callable[..., Any]) -> None:
    assert faults_of(function) == []


def test_names_of_operations_are_unique_and_begin_with_their_room() -> None:
    names = [function.operation_name for function in OPERATIONS]  # type: ignore[attr-defined]
    assert sorted(names) == sorted(set(names))
    for function in OPERATIONS:
        room = function.__module__.split(".")[1]
        assert function.operation_name.startswith(f"{room}."), function  # type: ignore[attr-defined]


def faults_of_entry(module: str, name: str) -> list[str]:
    """A function taken from a room's operations that is no operation; classes and constants may be taken."""
    thing = getattr(importlib.import_module(module), name)
    is_function = inspect.isfunction(thing) and not hasattr(thing, "operation_name")
    is_log = f"{module}.{name}" in LOGS
    return [f"{module}.{name} is no operation"] if is_function and not is_log else []


def test_whoever_enters_a_rooms_operations_takes_operations_only() -> None:
    faults = []
    for path in sorted((ROOT / "src" / "hientai").rglob("*.py")):
        for module, name in entered_from_outside(path, path.read_text(encoding="utf-8")):
            faults += [f"{path.relative_to(ROOT)}: {fault}" for fault in faults_of_entry(module, name)]
    assert faults == []


def test_a_back_door_is_caught() -> None:
    planted = "from hientai.org.operations.units import establish_unit, wraps_nothing\n"
    inside, outside = Path("src/hientai/org/rules.py"), Path("src/hientai/web/org/views.py")
    assert list(entered_from_outside(inside, planted)) == []
    assert [name for _, name in entered_from_outside(outside, planted)] == ["establish_unit", "wraps_nothing"]
    assert faults_of_entry("inspect", "getdoc") == ["inspect.getdoc is no operation"]


def test_a_careless_operation_is_caught() -> None:
    def rename(unit: object, *, name: str) -> None:
        """Rename a unit."""

    assert len(faults_of(rename)) == 5


def test_a_careful_operation_passes() -> None:
    def rename(*, by: object, unit: object, name: str) -> None:
        """This operation renames a unit."""

    rename.operation_name, rename.operation_title = "org.rename", "Đổi tên"  # type: ignore[attr-defined]
    assert faults_of(rename) == []
