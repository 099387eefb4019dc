"""Compilation of the inner loops by Numba, with a cache on disk where the machine allows one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile `function` to machine code on its first call and keep the code on disk.

    The lock of the interpreter is released while it runs, so two searches can run in two threads. An installation whose
    files and whose user's cache directory are both read-only has nowhere to keep the code: there it is compiled
    afresh in every process, which costs seconds but never fails.
    """
    try:
        return cast(Function, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:
        return cast(Function, numba.njit(nogil=True)(function))
