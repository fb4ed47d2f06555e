from typing import Any

from django.db import migrations

from politoscope.audit import triggers


def install(apps: Any, schema_editor: Any) -> None:
    triggers.install(schema_editor.connection)


def remove(apps: Any, schema_editor: Any) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """Only add, never change: triggers on SQLite and PostgreSQL."""

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
