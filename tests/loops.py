"""A loop of its own for each story: a browser test in the same process may keep one running in the main thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connections

Result = TypeVar("Result")


def run(story: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end in a thread of its own; return what it returns, raise what it raises."""

    def in_thread() -> Result:
        try:
            return asyncio.run(story)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(in_thread).result()
