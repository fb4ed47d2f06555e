"""The worker: it does what pages have put off, and what has to be done every now and then.

By default it is a thread of the server; ``politoscope serve --worker-only`` runs it alone. It survives what it runs
into: a database that is away or full is tried again, and tasks of a worker that died are taken up.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils import timezone

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
PAUSE_AFTER_TROUBLE_SECONDS = 5.0
LOST_AFTER = timedelta(hours=1)
MOST_ATTEMPTS = 3


AT_NIGHT = time(3)
"""When nobody waits for the database, in the site's time zone."""


@dataclass
class Chore:
    """Something that is done again and again: first at the start, then after ``every``, or each day ``at`` a time."""

    every: timedelta
    action: Callable[[], Any]
    at: time | None = None
    due_at: datetime | None = None

    def next_after(self, now: datetime) -> datetime:
        """Return when it is due again once it was done."""
        if self.at is None:
            return now + self.every
        local = timezone.localtime(now)
        today = datetime.combine(local, self.at, tzinfo=local.tzinfo)
        return today if today > now else datetime.combine(local + self.every, self.at, tzinfo=local.tzinfo)


class Worker(threading.Thread):
    """Runs tasks from the queue, one after another, and chores when they are due."""

    def __init__(self) -> None:
        super().__init__(name="worker", daemon=True)
        self.worker_id = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._chores = chores()

    def run(self) -> None:
        from django_tasks.signals import task_enqueued

        task_enqueued.connect(self._task_came, dispatch_uid=self.worker_id)
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                pause = self.work()
                self._wake.wait(pause)
        finally:
            task_enqueued.disconnect(dispatch_uid=self.worker_id)
            connections.close_all()

    def work(self) -> float:
        """Do everything that is due; return how long to rest."""
        close_old_connections()
        try:
            self.do_chores()
            self.run_queue()
        except DatabaseError as error:
            log.warning("The worker waits for the database: %s", error)
            connections.close_all()
            return PAUSE_AFTER_TROUBLE_SECONDS
        return IDLE_SECONDS

    def stop(self, *, timeout_seconds: float = 20.0) -> None:
        """Let the task that runs come to its end, and stop."""
        self.ask_to_stop()
        self.join(timeout_seconds)

    def ask_to_stop(self) -> None:
        """Stop after the task that runs. Safe in a signal handler."""
        self._stopping.set()
        self._wake.set()

    def do_chores(self) -> None:
        for chore in self._chores:
            if chore.due_at is None or chore.due_at <= timezone.now():
                chore.due_at = chore.next_after(timezone.now())
                do_chore(chore)

    def run_queue(self) -> None:
        """Run the queue until it is empty. A look comes first: an empty queue takes no lock on the database."""
        from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
        from django_tasks_db.models import DBTaskResult

        while not self._stopping.is_set() and DBTaskResult.objects.ready().exists():
            QueueWorker(
                queue_names=["*"],
                interval=0,
                batch=True,
                backend_name="default",
                startup_delay=False,
                max_tasks=1,
                worker_id=self.worker_id,
                excluded_queue_names=[],
            ).run()

    def _task_came(self, **kwargs: Any) -> None:
        transaction.on_commit(self._wake.set)


class Clock(Worker):
    """Does on the second what may not wait behind the worker's mails and tasks: it closes rounds whose time is over."""

    def __init__(self) -> None:
        super().__init__()
        self.name = "clock"
        self._chores = [Chore(every=timedelta(0), action=close_rounds)]

    def run_queue(self) -> None:
        """Leave the queue to the worker."""


def close_rounds() -> None:
    """Announce and close the votes whose time has come."""
    from politoscope.voting.services import mind_the_clock

    mind_the_clock(now=timezone.now())


def do_chore(chore: Chore) -> None:
    """Do one chore. A fault in it is logged and waits for the next time; trouble with the database is the worker's."""
    try:
        chore.action()
    except DatabaseError:
        chore.due_at = None
        raise
    except Exception:
        log.exception("A chore failed: %s", getattr(chore.action, "__name__", chore.action))


def chores() -> list[Chore]:
    """Return what is done again and again; each says for itself whether there is something to do."""
    from politoscope.mail.tasks import send_due_mails

    return [
        Chore(every=timedelta(minutes=5), action=take_up_lost_tasks),
        Chore(every=timedelta(seconds=30), action=send_due_mails.call),
        Chore(every=timedelta(hours=12), action=forget_done_tasks),
        Chore(every=timedelta(days=1), at=AT_NIGHT, action=forget),
    ]


def forget() -> None:
    """Remove what has had its time (P-07)."""
    from politoscope.notices.forgetting import forget_what_is_due

    forget_what_is_due(now=timezone.now())


def take_up_lost_tasks() -> int:
    """Put tasks back into the queue whose worker is gone; after three starts a task has failed.

    A worker of this machine is gone when its process is; of others we only know after an hour.
    """
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    taken_up = 0
    for task in DBTaskResult.objects.running():
        if not is_lost(task):
            continue
        row = DBTaskResult.objects.filter(id=task.id, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids)
        if len(task.worker_ids) < MOST_ATTEMPTS:
            taken_up += row.update(status=TaskResultStatus.READY, started_at=None)
        else:
            row.update(status=TaskResultStatus.FAILED, finished_at=timezone.now(), exception_class_path="WorkerLost")
    return taken_up


def is_lost(task: Any) -> bool:
    """Tell whether nobody works on a running task any more."""
    host, _, rest = (task.worker_ids or [""])[-1].partition(":")
    pid = rest.partition(":")[0]
    if host == socket.gethostname()[:24] and pid.isdecimal():
        return int(pid) != os.getpid() and not process_exists(int(pid))
    return task.started_at is not None and task.started_at < timezone.now() - LOST_AFTER


def process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def forget_done_tasks() -> None:
    """Delete the record of tasks that ended a day ago: their arguments may name people."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - timedelta(days=1)).delete()
