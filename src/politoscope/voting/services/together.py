"""Work that arrives together is committed together.

A commit takes milliseconds of disk and processor, whether it holds one ballot or forty. Whoever comes while another
commits waits in a list; the next in turn takes the whole list into one transaction. In a crowd it waits a moment first:
on a fast disk the list would hold two or three. An answer leaves only after the commit that holds its work, so
acknowledged still means on disk.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Work = TypeVar("Work")
Result = TypeVar("Result")

CROWD_SECONDS = 0.02
"""How long a list grows while more than one come at a time. Who comes alone never waits."""


@dataclass
class Job(Generic[Work, Result]):
    """Something to be done, and what came of it."""

    work: Work
    result: Result | None = None
    problem: Exception | None = None
    is_done: bool = False
    wake: threading.Event = field(default_factory=threading.Event)
    """Set when the job is done, or when its thread is the next to commit."""

    def answer(self) -> Result:
        """Return the result, or raise what went wrong."""
        if self.problem is not None:
            raise self.problem
        assert self.result is not None
        return self.result


class Together(Generic[Work, Result]):
    """Collects jobs of many threads and hands them to ``commit`` in the order of their coming.

    ``commit(works)`` does all of them in one transaction and returns for each its result or the exception that is its
    answer. When it raises, the jobs are tried one by one, so that one broken job spoils no other.
    One of the threads commits for all that wait; then it leaves with its own answer, and the first that came meanwhile
    is the next. Whose job is done never waits for another commit.
    """

    def __init__(self, commit: Callable[[list[Work]], list[Result | Exception]]) -> None:
        self._commit = commit
        self._list = threading.Lock()
        self._waiting: list[Job[Work, Result]] = []
        self._is_busy = False
        self._is_crowded = False

    def do(self, work: Work) -> Result:
        """Do the work, with others or alone, and return its result when it is committed."""
        job: Job[Work, Result] = Job(work)
        with self._list:
            self._waiting.append(job)
            is_next, self._is_busy = not self._is_busy, True
        if not is_next:
            job.wake.wait()
        if not job.is_done:
            self._commit_list()
        return job.answer()

    def _commit_list(self) -> None:
        """Commit for everybody who waits, the caller included, and wake the next in turn."""
        try:
            jobs = self._take_list()
            self._do_all(jobs)
            for job in jobs:
                job.wake.set()
        finally:
            with self._list:
                self._is_busy = bool(self._waiting)
                if self._is_busy:
                    self._waiting[0].wake.set()

    def _take_list(self) -> list[Job[Work, Result]]:
        if self._is_crowded:
            time.sleep(CROWD_SECONDS)
        with self._list:
            jobs, self._waiting = self._waiting, []
        self._is_crowded = len(jobs) > 1
        return jobs

    def _do_all(self, jobs: list[Job[Work, Result]]) -> None:
        try:
            for job, result in zip(jobs, self._commit([job.work for job in jobs]), strict=True):
                self._settle(job, result)
        except Exception as problem:
            if len(jobs) == 1:
                self._settle(jobs[0], problem)
                return
            for job in jobs:
                self._do_all([job])

    def _settle(self, job: Job[Work, Result], result: Result | Exception) -> None:
        if isinstance(result, Exception):
            job.problem = result
        else:
            job.result = result
        job.is_done = True
