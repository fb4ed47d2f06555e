"""Triggers that keep the log append-only, on SQLite and PostgreSQL (R-12).

An entry may be deleted only when a recorded cut covers it; nothing may ever be changed. They are installed by a
migration and again after every ``migrate``: SQLite rebuilds a table to alter it and forgets its triggers.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

ENTRY, CUT = "audit_auditentry", "audit_auditcut"
REFUSAL = "the audit log only grows"
COVERED = f"EXISTS (SELECT 1 FROM {CUT} AS cut WHERE cut.chain = OLD.chain AND cut.sequence >= OLD.sequence)"  # nosec B608

SQLITE = (
    f"CREATE TRIGGER IF NOT EXISTS {ENTRY}_stays BEFORE UPDATE ON {ENTRY} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS {ENTRY}_kept BEFORE DELETE ON {ENTRY} WHEN NOT {COVERED} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS {CUT}_stays BEFORE UPDATE ON {CUT} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS {CUT}_kept BEFORE DELETE ON {CUT} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)
SQLITE_REMOVAL = tuple(f"DROP TRIGGER IF EXISTS {table}_{name}" for table in (ENTRY, CUT) for name in ("stays", "kept"))

POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND TG_TABLE_NAME = '{ENTRY}' THEN
            IF {COVERED} THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    *(
        statement
        for table in (ENTRY, CUT)
        for statement in (
            f"CREATE OR REPLACE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
            f"CREATE OR REPLACE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
        )
    ),
)
POSTGRESQL_REMOVAL = tuple(
    f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for table in (ENTRY, CUT) for name in ("rows", "whole")
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; those that are there stay."""
    run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, for a restore or for a test that empties the database."""
    run(connection, SQLITE_REMOVAL if connection.vendor == "sqlite" else POSTGRESQL_REMOVAL)


def run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
