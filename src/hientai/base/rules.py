"""Rules: one object, three faces.

A rule is a function of facts that returns ``None`` when the act is allowed and otherwise a Vietnamese
sentence saying why not. ``check`` raises it, ``allows`` feeds the button, ``reason`` feeds its tooltip.
Rules never query: fifty rows times five buttons cost no queries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

from hientai.base.errors import RuleBroken

P = ParamSpec("P")


class Rule(Generic[P]):
    """A named rule made from a function of facts (see :func:`rule`)."""

    def __init__(self, function: Callable[P, str | None]) -> None:
        self._function = function
        self.name = function.__name__
        self.__doc__ = function.__doc__

    def reason(self, *args: P.args, **kwargs: P.kwargs) -> str | None:
        """The Vietnamese sentence that says why not, or None when allowed."""
        return self._function(*args, **kwargs)

    def allows(self, *args: P.args, **kwargs: P.kwargs) -> bool:
        """True when nothing forbids the act."""
        return self._function(*args, **kwargs) is None

    def check(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Raise RuleBroken with the reason when the act is forbidden."""
        message = self._function(*args, **kwargs)
        if message is not None:
            raise RuleBroken(message)


def rule(function: Callable[P, str | None]) -> Rule[P]:
    """Make a function of facts into a rule."""
    return Rule(function)
