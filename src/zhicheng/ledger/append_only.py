"""Triggers by which the database itself refuses to alter or delete rows (SQLite and PostgreSQL).

SQLite makes a table anew for most changes of its columns and loses its triggers on the way: a migration that alters
such a table must end with this step again. ``ledger.invariants`` looks for every trigger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.migrations.operations.base import Operation

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


Step = Callable[[Any], None]


class _Step(Operation):
    """A step of SQL that alters no model. Unlike ``RunPython`` it has no models of the moment rendered for it, which
    made up half of the time that a new database takes."""

    def __init__(self, forwards: Step, backwards: Step) -> None:
        self._forwards, self._backwards = forwards, backwards

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing: no model changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._forwards(schema_editor)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._backwards(schema_editor)


def append_only(table: str, *, unless: str = "") -> Operation:
    """A migration step after which rows of ``table`` can only be inserted.

    ``unless`` is a condition over ``OLD``: an update is refused only where it does not hold
    (for rows that are closed once and then never change); deletion is refused always. May be repeated. The model
    says ``APPEND_ONLY = True``.
    """

    def forwards(editor: Any) -> None:
        vendor = editor.connection.vendor
        if vendor == "postgresql":
            editor.execute(_POSTGRES_FUNCTION, params=())
        backwards(editor)
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

    def backwards(editor: Any) -> None:
        suffix = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        verbs = ("update", "delete", "truncate") if suffix else ("update", "delete")
        for verb in verbs:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{suffix}")

    return _Step(forwards, backwards)


_POSTGRES_GUARD = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$ LANGUAGE plpgsql
"""


def refused_when(table: str, verb: str, name: str, condition: str) -> Operation:
    """A migration step after which the database refuses to ``verb`` a row of ``table`` while ``condition`` holds.

    ``verb`` is insert, update or delete; ``condition`` is SQL over ``NEW`` and ``OLD`` and may ask other tables, which
    no check constraint can. ``name`` is the trigger's own and what the database says.
    """

    def forwards(editor: Any) -> None:
        backwards(editor)
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

    def backwards(editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")

    return _Step(forwards, backwards)
