"""An empty database, migrated once for as long as nothing in the sources changes: every worker starts from a copy."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[1]
MIGRATE = (
    "import django; from django.core.management import call_command; django.setup(); "
    "call_command('migrate', verbosity=0)"
)


def hash_of_the_sources() -> str:
    """Of everything that can touch what a migration makes: all of ours, and Django itself."""
    out = hashlib.sha256(django.get_version().encode())
    for path in sorted((ROOT / "src" / "zhicheng").rglob("*.py")):
        out.update(f"\0{path.relative_to(ROOT)}\0".encode())
        out.update(path.read_bytes())
    out.update((ROOT / "requirements.lock").read_bytes())
    return out.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time: the others wait until the copy is there."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sqlite_file() -> Path:
    """The file of an empty SQLite database, whatever the tests themselves run on; to be copied, never opened."""
    name = f"migrated-{hash_of_the_sources()}.sqlite3"
    kept = Path(settings.VAR) / name
    with _alone():
        if not kept.exists():
            for old in Path(settings.VAR).glob("migrated-*"):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            scratch = kept.with_suffix(".new")
            ours = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
            said = {"ZHICHENG_VAR": str(scratch), "DJANGO_SETTINGS_MODULE": "zhicheng.config.settings",
                    "PYTHONPATH": str(ROOT / "src")}  # fmt: skip
            scratch.mkdir()
            subprocess.run([sys.executable, "-c", MIGRATE], env=ours | said, cwd=ROOT, check=True)
            made = scratch / "zhicheng.sqlite3"
            assert not made.with_name(f"{made.name}-wal").exists(), "the last connection writes everything home"
            made.replace(kept)
            shutil.rmtree(scratch)
    return kept


def start_from_a_copy() -> None:
    """Let Django's test database be a copy of the empty one instead of being migrated by each worker."""
    creation: Any = connection.creation
    honest = creation.create_test_db

    def create_test_db(**asked: Any) -> str:
        name = creation._get_test_db_name()
        if connection.vendor == "sqlite":
            kept = sqlite_file()
            for tail in ("", "-wal", "-shm"):
                Path(f"{name}{tail}").unlink(missing_ok=True)
            shutil.copyfile(kept, name)
        else:
            kept = f"migrated_{hash_of_the_sources()}"
            with _alone():
                if not _is_there(creation, kept):
                    honest(**asked)
                    connection.close()
                    _tell(creation, f'CREATE DATABASE "{kept}" TEMPLATE "{name}"')
                else:
                    _tell(creation, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{kept}"')
        connection.close()
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        return name

    creation.create_test_db = create_test_db


def _is_there(creation: Any, name: str) -> bool:
    with creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _tell(creation: Any, *statements: str) -> None:
    with creation._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
