"""Is this installation ready? ``serve`` wants the essentials, ``politoscope check`` looks at everything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.core.checks import WARNING, run_checks
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from politoscope.trouble import NotReady, sentence_for

NO_EDITION = UUID(int=0)
LEAST_FREE_BYTES = 200 * 1024 * 1024


class Level(StrEnum):
    """How bad a finding is."""

    GOOD = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """What one look found: a sentence, and if it is not good the next step in it."""

    level: Level
    sentence: str


Look = Callable[[], Iterator[Finding]]


def require_ready() -> None:
    """Raise ``NotReady`` unless the site can start and save."""
    for look in (migrations, database, static_files):
        for finding in look():
            if finding.level is Level.PROBLEM:
                raise NotReady(finding.sentence)


def look_everywhere() -> Iterator[Finding]:
    """Look at everything; a database that is away ends the looks that need one."""
    for look in (settings_of_the_site, free_space, static_files):
        yield from look()
    for look in (migrations, database):
        findings = list(look())
        yield from findings
        if any(finding.level is Level.PROBLEM for finding in findings):
            return
    for look in (audit_log, outbox, background_tasks):
        yield from look()


def settings_of_the_site() -> Iterator[Finding]:
    """Ask Django's own checks for a deployment."""
    if settings.DEMO:
        yield Finding(Level.WARNING, "This is the demo: anybody who reaches it can step into any role.")
        return
    found = [message for message in run_checks(include_deployment_checks=True) if message.level >= WARNING]
    for message in found:
        yield Finding(Level.PROBLEM, f"{message.id}: {message.msg} {message.hint or ''}".strip())
    if not found:
        yield Finding(Level.GOOD, f"The settings fit a site at {settings.SITE_ORIGIN}.")


def database() -> Iterator[Finding]:
    """Write and commit one row: reading alone, or a write taken back, would not notice a full disk."""
    from politoscope.realtime.publish import raise_version
    from politoscope.realtime.topics import Topic

    try:
        raise_version(NO_EDITION, Topic("preflight"))
    except DatabaseError as error:
        yield Finding(Level.PROBLEM, sentence_for(error) or f"The database does not work: {error}".strip())
    else:
        yield Finding(Level.GOOD, f"The database ({connection.vendor}) can be read and written.")


def migrations() -> Iterator[Finding]:
    """Compare the database with the program."""
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        yield Finding(Level.PROBLEM, sentence_for(error) or f"The database does not work: {error}".strip())
        return
    if missing:
        steps = "one step" if missing == 1 else f"{missing} steps"
        yield Finding(Level.PROBLEM, f"The database is {steps} behind the program. Run: politoscope manage migrate")
    else:
        yield Finding(Level.GOOD, "The database fits the program.")


def static_files() -> Iterator[Finding]:
    """See whether style sheets and scripts have been collected."""
    if not isinstance(storages["staticfiles"], ManifestFilesMixin):
        return
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield Finding(Level.GOOD, "Style sheets and scripts are in place.")
    else:
        yield Finding(Level.PROBLEM, "Style sheets and scripts are missing. Run: politoscope manage collectstatic")


def free_space() -> Iterator[Finding]:
    """Look at the disk of the data folder."""
    folder = settings.DATA_DIR if settings.DATA_DIR.is_dir() else Path.cwd()
    free = shutil.disk_usage(folder).free
    amount = f"{free / 1024**3:.1f} GB"
    if free < LEAST_FREE_BYTES:
        yield Finding(Level.WARNING, f"Only {amount} are free in the data folder. Free some space before the day.")
    else:
        yield Finding(Level.GOOD, f"{amount} are free in the data folder.")


def audit_log() -> Iterator[Finding]:
    """Recompute the chain of every edition."""
    from politoscope.audit.chain import verify_all

    verdicts = verify_all()
    for verdict in verdicts:
        if not verdict.is_intact:
            yield Finding(
                Level.PROBLEM,
                f"The log {verdict.chain} was changed by hand at entry {verdict.broken_at}. Compare it with a backup.",
            )
    if all(verdict.is_intact for verdict in verdicts):
        yield Finding(Level.GOOD, f"The log is intact ({sum(verdict.entries for verdict in verdicts)} entries).")


def outbox() -> Iterator[Finding]:
    """See whether mails leave."""
    from politoscope.mail.enums import MailState
    from politoscope.mail.models import OutboxMail

    late = OutboxMail.objects.due(now=timezone.now() - timedelta(minutes=10)).count()
    stuck = OutboxMail.objects.filter(state__in=[MailState.FAILED, MailState.UNCERTAIN]).count()
    if late:
        yield Finding(Level.PROBLEM, f"{late} mails have been waiting for ten minutes. Is the worker running?")
    if stuck:
        yield Finding(Level.WARNING, f"{stuck} mails were not sent, or perhaps not. Look into the outbox.")
    if not late and not stuck:
        yield Finding(Level.GOOD, "The outbox is in order.")


def background_tasks() -> Iterator[Finding]:
    """See whether the worker keeps up."""
    from django_tasks_db.models import DBTaskResult

    late = DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - timedelta(minutes=10)).count()
    failed = DBTaskResult.objects.failed().count()
    if late:
        yield Finding(Level.PROBLEM, f"{late} tasks have been waiting for ten minutes. Is the worker running?")
    if failed:
        yield Finding(Level.WARNING, f"{failed} tasks failed within the last day. The server's log says why.")
    if not late and not failed:
        yield Finding(Level.GOOD, "Nothing waits for the worker.")
