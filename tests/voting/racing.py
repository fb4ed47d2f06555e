"""Many at once: threads that start together, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def all_at_once(actions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the actions side by side and return what each gave back or raised, in their order."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=60)
            return action()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def problems(results: Sequence[Any], *expected: type[Exception]) -> list[Exception]:
    """Return the exceptions that nobody expected."""
    return [result for result in results if isinstance(result, Exception) and not isinstance(result, expected)]
