"""A loop of its own for each story: a browser test in the same process may keep one running in the main thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections


def run(story: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end in a thread of its own; raise what it raises."""

    def in_thread() -> None:
        try:
            asyncio.run(story)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(in_thread).result()
