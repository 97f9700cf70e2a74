"""Triggers by which the database itself refuses to alter or delete rows (SQLite and PostgreSQL).

SQLite makes a table anew for most changes of its columns and loses its triggers on the way: a migration that alters
such a table must end with this step again. ``ledger.invariants`` looks for every trigger.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql
"""
_POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} FOR EACH {scope} {when} EXECUTE FUNCTION refuse_change()
"""


def append_only(table: str, *, unless: str = "") -> migrations.RunPython:
    """A migration step after which rows of ``table`` can only be inserted.

    ``unless`` is a condition over ``OLD``: an update is refused only where it does not hold
    (for rows that are closed once and then never change); deletion is refused always. May be repeated. The model
    says ``APPEND_ONLY = True``.
    """

    def forwards(apps: Any, editor: Any) -> None:
        vendor = editor.connection.vendor
        if vendor == "postgresql":
            editor.execute(_POSTGRES_FUNCTION, params=())
        backwards(apps, editor)
        for verb in ("update", "delete"):
            narrowed = unless if verb == "update" else ""
            if vendor == "postgresql":
                when = f"WHEN (NOT ({narrowed}))" if narrowed else ""
                editor.execute(_POSTGRES.format(table=table, verb=verb, VERB=verb.upper(), scope="ROW", when=when))
            else:
                when = f"WHEN NOT ({narrowed})" if narrowed else ""
                editor.execute(_SQLITE.format(table=table, verb=verb, VERB=verb.upper(), when=when))
        if vendor == "postgresql":
            editor.execute(_POSTGRES.format(table=table, verb="truncate", VERB="TRUNCATE", scope="STATEMENT", when=""))

    def backwards(apps: Any, editor: Any) -> None:
        suffix = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        verbs = ("update", "delete", "truncate") if suffix else ("update", "delete")
        for verb in verbs:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{suffix}")

    return migrations.RunPython(forwards, backwards)


_POSTGRES_GUARD = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$ LANGUAGE plpgsql
"""


def refused_when(table: str, verb: str, name: str, condition: str) -> migrations.RunPython:
    """A migration step after which the database refuses to ``verb`` a row of ``table`` while ``condition`` holds.

    ``verb`` is insert, update or delete; ``condition`` is SQL over ``NEW`` and ``OLD`` and may ask other tables, which
    no check constraint can. ``name`` is the trigger's own and what the database says.
    """

    def forwards(apps: Any, editor: Any) -> None:
        backwards(apps, editor)
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRES_GUARD.format(name=name, condition=condition), params=())
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )

    def backwards(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")

    return migrations.RunPython(forwards, backwards)
