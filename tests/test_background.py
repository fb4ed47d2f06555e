"""The worker: wakes for new tasks, survives trouble, takes up what a dead one left."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from politoscope import background
from politoscope.background import Chore, Worker, forget_done_tasks, process_exists, take_up_lost_tasks
from politoscope.mail.tasks import send_due_mails

HOST = socket.gethostname()[:24]


def running_task(worker_id: str, *, starts: int = 1, minutes_ago: int = 0) -> DBTaskResult:
    send_due_mails.enqueue()
    task = DBTaskResult.objects.get()
    task.status = TaskResultStatus.RUNNING
    task.worker_ids = [worker_id] * starts
    task.started_at = timezone.now() - timedelta(minutes=minutes_ago)
    task.save()
    return task


def gone() -> int:
    """Return the id of a process that has just ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def status(task: DBTaskResult) -> str:
    task.refresh_from_db()
    return task.status


def test_a_task_of_a_dead_worker_is_taken_up(db: None) -> None:
    task = running_task(f"{HOST}:{gone()}:x")
    assert take_up_lost_tasks() == 1
    assert status(task) == TaskResultStatus.READY


def test_a_task_of_a_living_worker_is_left_alone(db: None) -> None:
    parent = running_task(f"{HOST}:{os.getppid()}:x", minutes_ago=600)
    assert take_up_lost_tasks() == 0
    assert status(parent) == TaskResultStatus.RUNNING


@pytest.mark.parametrize(("minutes", "expected"), [(59, "RUNNING"), (61, "READY")])
def test_a_worker_elsewhere_is_given_an_hour(db: None, minutes: int, expected: str) -> None:
    task = running_task("another-machine:1:x", minutes_ago=minutes)
    take_up_lost_tasks()
    assert status(task) == expected


def test_a_task_that_kills_its_worker_three_times_has_failed(db: None) -> None:
    task = running_task(f"{HOST}:{gone()}:x", starts=3)
    assert take_up_lost_tasks() == 0
    assert status(task) == TaskResultStatus.FAILED


def test_process_exists_tells_the_living_from_the_dead() -> None:
    assert process_exists(os.getpid())
    assert not process_exists(gone())


def test_ended_tasks_are_forgotten_after_a_day(db: None) -> None:
    for hours, state in ((25, "SUCCESSFUL"), (23, "SUCCESSFUL"), (25, "FAILED")):
        send_due_mails.enqueue()
        DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(
            status=state, finished_at=timezone.now() - timedelta(hours=hours)
        )
    send_due_mails.enqueue()
    forget_done_tasks()
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]


def test_what_has_had_its_time_is_removed_at_the_start_and_then_every_night(db: None) -> None:
    [nightly] = [chore for chore in background.chores() if chore.action is background.forget]
    assert nightly.due_at is None
    berlin = ZoneInfo("Europe/Berlin")
    for moment, due in (
        (datetime(2026, 10, 15, 2, 59, tzinfo=berlin), datetime(2026, 10, 15, 3, tzinfo=berlin)),
        (datetime(2026, 10, 15, 3, 0, tzinfo=berlin), datetime(2026, 10, 16, 3, tzinfo=berlin)),
        (datetime(2026, 10, 24, 12, 0, tzinfo=berlin), datetime(2026, 10, 25, 3, tzinfo=berlin)),  # the clock goes back
    ):
        assert nightly.next_after(moment) == due
    Session.objects.create(session_key="over", expire_date=timezone.now() - timedelta(days=1))
    background.do_chore(nightly)
    assert not Session.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_new_task_wakes_the_worker_and_stop_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "IDLE_SECONDS", 60.0)
    monkeypatch.setattr(background, "chores", list)
    worker = Worker()
    worker.start()
    time.sleep(0.3)
    send_due_mails.enqueue()
    deadline = time.monotonic() + 10
    while DBTaskResult.objects.successful().count() < 1 and time.monotonic() < deadline:
        time.sleep(0.02)
    worker.stop()
    assert DBTaskResult.objects.successful().count() == 1
    assert not worker.is_alive()


@pytest.mark.django_db(transaction=True)
def test_trouble_with_the_database_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def troubled() -> None:
        done.append(1)
        if len(done) == 1:
            raise OperationalError("database or disk is full")

    monkeypatch.setattr(background, "chores", lambda: [Chore(every=timedelta(0), action=troubled)])
    worker = Worker()
    assert [worker.work(), worker.work()] == [background.PAUSE_AFTER_TROUBLE_SECONDS, background.IDLE_SECONDS]
    assert len(done) == 2


def test_a_chore_that_fails_does_not_stop_the_worker(db: None, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    done: list[str] = []

    def broken() -> None:
        raise ValueError

    chores = [Chore(timedelta(hours=1), broken), Chore(timedelta(hours=1), lambda: done.append("next"))]
    monkeypatch.setattr(background, "chores", lambda: chores)
    Worker().work()
    assert done == ["next"]
    assert "broken" in caplog.text
