"""Asking the engine, which lives in a process of its own so that the server stays small and can kill it.

One process is kept warm while planners are at the board; it leaves by itself when nobody asks for ten minutes.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

CHILD = "from politoscope.planning.bridge.child import main; raise SystemExit(main())"
GRACE_SECONDS = 30.0
"""How long an answer may take beyond its time limit, loading the engine included, before the process counts as lost."""


Listener = Callable[[str, Any], None]
"""Called with the kind of a message (``progress``, ``answer``, ``reasons``) and its content."""


class EngineLost(Exception):
    """The engine's process ended or did not answer. The plan that stands is untouched."""


class Engine:
    """One process of the engine."""

    def __init__(self) -> None:
        self._is_idle = threading.Event()
        self.process = subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def is_alive(self) -> bool:
        """Tell whether it can be asked."""
        return self.process.poll() is None

    def ask(self, job: Any, *, seconds: float, listen: Listener, is_cancelled: Callable[[], bool]) -> Any:
        """Return the answer to a job. ``listen`` gets every message: better plans, the answer, its reasons.

        Raises: EngineLost when the process dies, is cancelled, or stays silent.
        """
        watch = threading.Thread(target=self._guard, args=(seconds + GRACE_SECONDS, is_cancelled), daemon=True)
        self._is_idle.clear()
        watch.start()
        try:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            pickle.dump(job, self.process.stdin)
            self.process.stdin.flush()
            answer = None
            while True:
                kind, content = pickle.load(self.process.stdout)  # nosec B301: our own child process
                if kind == "failure":
                    raise EngineLost(content)
                if kind == "done":
                    return answer
                if kind == "answer":
                    answer = content
                listen(kind, content)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise EngineLost from error
        finally:
            self._is_idle.set()
            watch.join()  # it may be asking the database

    def _guard(self, seconds: float, is_cancelled: Callable[[], bool]) -> None:
        """Kill the process when its time is over or the run is cancelled; then reading ends."""
        deadline = time.monotonic() + seconds
        while not self._is_idle.wait(0.05):
            if time.monotonic() > deadline or is_cancelled():
                self.process.kill()
                return

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


class Pool:
    """Keeps at most one engine warm and lends it out; whoever comes meanwhile gets one of their own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spare: Engine | None = None

    def prepare(self) -> None:
        """Start an engine now, so that the next question finds it warm."""
        with self._lock:
            if self._spare is None or not self._spare.is_alive():
                self._spare = Engine()

    def take(self) -> Engine:
        """Lend an engine."""
        with self._lock:
            spare, self._spare = self._spare, None
        return spare if spare is not None and spare.is_alive() else Engine()

    def give_back(self, engine: Engine) -> None:
        """Keep the engine for the next question, or end it when there is one already."""
        with self._lock:
            if engine.is_alive() and self._spare is None:
                self._spare = engine
                return
        engine.close()


pool = Pool()


def never() -> bool:
    """Return that nobody has cancelled."""
    return False


def ask_engine(
    job: Any,
    *,
    seconds: float,
    listen: Listener = lambda kind, content: None,
    is_cancelled: Callable[[], bool] = never,
) -> Any:
    """Return the engine's answer to a job. Raises: EngineLost."""
    engine = pool.take()
    try:
        answer = engine.ask(job, seconds=seconds, listen=listen, is_cancelled=is_cancelled)
    except BaseException:
        engine.close()
        raise
    pool.give_back(engine)
    return answer
