"""Compilation of the inner loops by Numba, with a cache on disk where the machine allows one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile `function` to machine code on its first call and keep the code on disk.

    The lock of the interpreter is released while it runs, so two searches can run in two threads. The code must not
    allocate: it is compiled without Numba's reference counts, which would be touched at every access to an array of
    a record and made the search five times slower. An installation whose files and whose user's cache directory are
    both read-only has nowhere to keep the code: there it is compiled afresh in every process, which costs seconds but
    never fails. The cache of a caller does not notice a change in a function it calls from another file: after
    editing a kernel in place, delete the `.nbi` files beside it.
    """
    return _compiled(function, forceinline=False)


def inlined(function: Function) -> Function:
    """Like `compiled`, for a small function to be merged into its compiled callers."""
    return _compiled(function, forceinline=True)


def _compiled(function: Function, *, forceinline: bool) -> Function:
    options: dict[str, Any] = {"nogil": True, "forceinline": forceinline, "_nrt": False}
    try:
        return cast(Function, numba.njit(cache=True, **options)(function))
    except RuntimeError:
        return cast(Function, numba.njit(**options)(function))
