"""Problems and plans as JSON text, and back. The schema is described in docs/reference/timetable-schema.md."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any, TypeVar, Union, cast

from hientai.planner.timetable.problem import Plan, Problem, ProblemError

Record = TypeVar("Record")
FORMAT = 1


def problem_to_json(problem: Problem) -> str:
    """The problem as JSON; default values are left out."""
    return _text({"format": FORMAT, "problem": _plain(problem)})


def problem_from_json(text: str) -> Problem:
    """Read a problem; raises `ProblemError` naming the field that is missing, unknown or of the wrong type."""
    return _record(Problem, _content(text, "problem"), "problem")


def plan_to_json(plan: Plan, facts: dict[str, Any] | None = None) -> str:
    """The plan as JSON, with the facts of the run (seed, version, score) beside it."""
    return _text({"format": FORMAT, "plan": _plain(plan), **({"run": facts} if facts else {})})


def plan_from_json(text: str) -> Plan:
    """Read a plan; raises `ProblemError` naming the field that is missing, unknown or of the wrong type."""
    return _record(Plan, _content(text, "plan"), "plan")


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _content(text: str, key: str) -> object:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise ProblemError(f"not JSON: {error}") from error
    if not isinstance(content, dict) or key not in content:
        raise ProblemError(f"the file holds no {key}")
    if content.get("format") != FORMAT:
        raise ProblemError(f"format {content.get('format')!r} is not {FORMAT}")
    return content[key]


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        record = {}
        for one in fields(value):
            content = getattr(value, one.name)
            default = one.default_factory() if one.default_factory is not MISSING else one.default
            if default is MISSING or content != default:
                record[one.name] = _plain(content)
        return record
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _record(kind: type[Record], value: object, where: str) -> Record:
    if not isinstance(value, dict):
        raise ProblemError(f"{where}: expected an object")
    hints = typing.get_type_hints(kind)
    unknown = set(value) - set(hints)
    if unknown:
        raise ProblemError(f"{where}: unknown field {min(unknown)}")
    try:
        return kind(**{name: _value(hints[name], content, f"{where}.{name}") for name, content in value.items()})
    except TypeError as error:
        raise ProblemError(f"{where}: {error}") from error


def _value(hint: Any, value: object, where: str) -> object:
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _value(next(one for one in typing.get_args(hint) if one is not type(None)), value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise ProblemError(f"{where}: expected a list")
        inner = typing.get_args(hint)[0]
        return tuple(_value(inner, one, f"{where}[{number}]") for number, one in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict) or not all(type(one) is int for one in value.values()):
            raise ProblemError(f"{where}: expected whole numbers by name")
        return cast(dict[str, int], value)
    if is_dataclass(hint):
        return _record(cast(type[object], hint), value, where)
    if hint is date:
        try:
            return date.fromisoformat(cast(str, value))
        except (TypeError, ValueError) as error:
            raise ProblemError(f"{where}: {value!r} is not a date") from error
    if type(value) is not hint:
        raise ProblemError(f"{where}: expected {hint.__name__}, found {value!r}")
    return value
