from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "politoscope.audit"

    def ready(self) -> None:
        post_migrate.connect(keep_append_only, sender=self, dispatch_uid="audit.keep_append_only")


def keep_append_only(*, using: str, **kwargs: Any) -> None:
    """Put the triggers back after a migration: SQLite drops them when it rebuilds a table."""
    from politoscope.audit import triggers

    connection = connections[using]
    if triggers.CUT in connection.introspection.table_names():
        triggers.install(connection)
