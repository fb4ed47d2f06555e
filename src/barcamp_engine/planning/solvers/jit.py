"""The decorator of every kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import config, njit

from barcamp_engine.planning.solvers.compiled_code import folder

REORDER = {"reassoc", "nsz", "contract"}  # sums may be reordered, so that they use the vector units


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function that allocates nothing, runs without the interpreter's lock and is kept on disk.

    Reference counting is off (`_nrt`): the arguments are some eighty arrays, and counting them at each of a million
    calls took six times as long as the work (measured).
    """
    before = config.CACHE_DIR
    where = folder()
    config.CACHE_DIR = "" if where is None else str(where)
    try:
        return njit(cache=where is not None, nogil=True, fastmath=REORDER, _nrt=False)(function)
    finally:
        config.CACHE_DIR = before


def inner(function: Callable[..., Any]) -> Any:
    """Like `kernel`, for a step of an inner loop: it becomes part of whoever calls it.

    A call hands over some two hundred numbers, which took longer than the step (measured).
    """
    return njit(nogil=True, fastmath=REORDER, _nrt=False, forceinline=True)(function)
