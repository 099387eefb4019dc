"""Operations: the only writers.

An operation is keyword-only, takes ``by`` (an Actor) first, runs in one transaction and leaves at least one act
in the audit, or everything is rolled back. Operations may call operations: they share the transaction and the act
key, and their acts are chained together when the outermost one ends.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar, cast
from uuid import uuid4

from django.db import models, transaction

from hientai.base.actor import Actor
from hientai.base.errors import AuditMissing

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class ActDraft:
    """An act noted by an operation, written to the audit when the outermost operation ends."""

    action: str
    subject_type: str
    subject_id: str
    subject_label: str
    reason: str
    document: str
    detail: dict[str, Any]


@dataclass(slots=True)
class Running:
    """The transaction that is under way: who acts and what has been noted so far."""

    by: Actor
    key: str
    acts: list[ActDraft] = field(default_factory=list)
    depth: int = 0
    names: list[str] = field(default_factory=list)


_running: ContextVar[Running | None] = ContextVar("hientai_running_operation", default=None)

REGISTRY: dict[str, tuple[Callable[..., Any], str]] = {}


def running() -> Running | None:
    """The operation under way in this thread, if any."""
    return _running.get()


def act_key() -> str | None:
    """The key that ties the row changes of this transaction to its acts; None outside operations."""
    current = _running.get()
    return current.key if current else None


def note(
    subject: models.Model | None,
    *,
    reason: str = "",
    document: str = "",
    detail: dict[str, Any] | None = None,
    label: str = "",
    action: str = "",
) -> None:
    """Note one act of the running operation: its subject, the reason and document cited, figures in ``detail``.

    Raises AuditMissing when called outside an operation.
    """
    current = _running.get()
    if current is None:
        raise AuditMissing("note() called outside an operation")
    current.acts.append(
        ActDraft(
            action=action or current.names[-1],
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=str(subject.pk) if subject is not None else "",
            subject_label=(label or (str(subject) if subject is not None else ""))[:300],
            reason=reason,
            document=document,
            detail=detail or {},
        )
    )


def operation(action: str, title: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an operation named ``action`` ("room.verb_noun"), shown to people as ``title``."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by = cast(Actor, kwargs.get("by"))
            if args or not isinstance(by, Actor):
                raise TypeError(f"{action}: operations take keywords only, by=Actor first")
            current = _running.get()
            if current is not None:
                return _nested(current, action, function, args, kwargs)
            return _outermost(by, action, function, args, kwargs)

        run.operation_name = action  # type: ignore[attr-defined]
        run.operation_title = title  # type: ignore[attr-defined]
        REGISTRY[action] = (run, title)
        return run

    return decorate


def _nested(current: Running, action: str, function: Callable[..., R], args: Any, kwargs: Any) -> R:
    current.names.append(action)
    noted = len(current.acts)
    try:
        result = function(*args, **kwargs)
    finally:
        current.names.pop()
    if len(current.acts) == noted:
        raise AuditMissing(f"{action} ended without an act in the audit")
    return result


def _outermost(by: Actor, action: str, function: Callable[..., R], args: Any, kwargs: Any) -> R:
    from hientai.base.audit.chain import append_acts
    from hientai.base.audit.triggers import announce

    current = Running(by=by, key=uuid4().hex, names=[action])
    token = _running.set(current)
    try:
        with transaction.atomic():
            announce(current.key)
            result = function(*args, **kwargs)
            if not current.acts:
                raise AuditMissing(f"{action} ended without an act in the audit")
            append_acts(current)
        return result
    finally:
        _running.reset(token)
