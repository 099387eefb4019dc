"""Operations: the only writers.

An operation is keyword-only, takes ``by`` (an Actor) first, runs in one transaction and leaves at least one act
in the audit, or everything is rolled back. Operations may call operations: they share the transaction and the act
key, and their acts are chained together when the outermost one ends.
"""

from __future__ import annotations

import functools
import json
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

    ``detail`` is kept as JSON gives it back, so that the act's hash can be worked out again from what is stored.
    Raises AuditMissing when called outside an operation, TypeError when ``detail`` is not plain JSON.
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
            detail=json.loads(json.dumps(detail or {}, ensure_ascii=False)),
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
    """An operation inside another: a savepoint, so that a caller who catches its refusal keeps nothing of it."""
    current.names.append(action)
    noted = len(current.acts)
    try:
        with transaction.atomic():
            result = function(*args, **kwargs)
            if len(current.acts) == noted:
                raise AuditMissing(f"{action} ended without an act in the audit")
        return result
    except BaseException:
        del current.acts[noted:]
        raise
    finally:
        current.names.pop()


def _outermost(by: Actor, action: str, function: Callable[..., R], args: Any, kwargs: Any) -> R:
    from hientai.base.audit.chain import append_acts
    from hientai.base.audit.triggers import announce

    current = Running(by=by, key=uuid4().hex, names=[action])
    token = _running.set(current)
    inside_a_transaction = transaction.get_connection().in_atomic_block
    try:
        with transaction.atomic():
            announce(current.key)
            result = function(*args, **kwargs)
            if not current.acts:
                raise AuditMissing(f"{action} ended without an act in the audit")
            append_acts(current)
            if inside_a_transaction:
                announce("")  # what follows in the caller's transaction is not ours
        return result
    finally:
        _running.reset(token)
