"""What must hold of the witness itself: every table that only takes inserts has the triggers that say so."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection


def broken() -> Iterator[str]:
    """One Chinese line for each table that could be altered although it must not."""
    there = _triggers()
    for model in apps.get_models():
        table = model._meta.db_table
        if getattr(model, "APPEND_ONLY", False) and not {f"{table}_no_update", f"{table}_no_delete"} <= there:
            yield f"{model._meta.verbose_name}：数据库没有禁止修改和删除的触发器"


def _triggers() -> set[str]:
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {row[0] for row in cursor.fetchall()}
