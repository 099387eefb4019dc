"""What the house tests walk: rooms, operations, models, state tables, addresses — found, never listed by hand."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# From the top floor of rooms to the lowest; two rooms of one floor share a number (docs/house.md, the stairs).
FLOORS = {
    "reports": 9, "results": 8, "enrolment": 7, "classes": 6, "plans": 5, "schemes": 4, "needs": 3, "resources": 3,
    "programmes": 2, "officials": 2, "access": 1, "org": 0, "base": -1,
}  # fmt: skip
ROOMS = tuple(room for room in FLOORS if room != "base")


def modules_of(room: str, storey: str) -> list[ModuleType]:
    """The modules of one storey of a room: `operations.py`, or every file of the package `operations/`."""
    name = f"hientai.{room}.{storey}"
    if find_spec(name) is None:
        return []
    top = importlib.import_module(name)
    inner = [info.name for info in pkgutil.walk_packages(getattr(top, "__path__", ()), f"{name}.")]
    return [top, *(importlib.import_module(one) for one in inner)]


def functions_in(module: ModuleType) -> Iterator[Callable[..., Any]]:
    """Functions that a module defines itself (decorated ones too) and does not hide behind an underscore."""
    for name, thing in vars(module).items():
        is_own = getattr(thing, "__module__", None) == module.__name__
        if is_own and not name.startswith("_") and inspect.isfunction(thing):
            yield thing


def operations() -> list[Callable[..., Any]]:
    """Every public function of every room's operations.

    Public is what a single file does not hide, what a package's `__init__` exports, and what is decorated anywhere.
    Inner functions of a package's files stay inside: `entered_from_outside` sees whether anybody walks in.
    """
    found: dict[str, Callable[..., Any]] = {}
    for room in ROOMS:
        for top, *inner in filter(None, [modules_of(room, "operations")]):
            exported = [getattr(top, name) for name in getattr(top, "__all__", ())]
            functions = [thing for thing in exported if inspect.isfunction(thing)] + list(functions_in(top))
            functions += [one for file in inner for one in functions_in(file) if hasattr(one, "operation_name")]
            found.update({f"{one.__module__}.{one.__name__}": one for one in functions})
    return list(found.values())


def entered_from_outside(path: Path, text: str) -> Iterator[tuple[str, str]]:
    """(module, name) of what a file of another place imports from a room's operations."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            match = re.match(r"hientai\.(\w+)\.operations\b", node.module)
            if match and f"/hientai/{match[1]}/" not in path.as_posix():
                yield from ((node.module, alias.name) for alias in node.names)


def own_models() -> list[Any]:
    """Every model of our apps, tables made for many-to-many fields left out."""
    from django.apps import apps

    return [model for model in apps.get_models() if model.__module__.startswith("hientai.")]


def state_tables() -> list[tuple[ModuleType, str, Mapping[Any, Any]]]:
    """(module, stem, table) of every `STEM_TRANSITIONS` in a room's codes."""
    found = []
    for room in ROOMS:
        for module in modules_of(room, "codes"):
            for name, table in vars(module).items():
                if name.endswith("_TRANSITIONS") and isinstance(table, Mapping):
                    found.append((module, name.removesuffix("_TRANSITIONS"), table))
    return found


def enum_of(table: Mapping[Any, Any]) -> type[Enum] | None:
    """The enumeration that a state table is written in, from its keys; None when keys are plain strings."""
    return next((type(key) for key in table if isinstance(key, Enum)), None)
