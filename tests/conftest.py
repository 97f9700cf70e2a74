"""What every test of the product stands on: a scratch store, quick passwords, the year's law, append-only tables."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from build import QUICKLY, standing
from django.core.management.commands import flush
from django.db import connection
from migrated import start_from_a_copy

from zhicheng.ledger.actor import INSTALLER
from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice
from zhicheng.year import actions as years

NOTICES = Path(__file__).parents[1] / "notices"

OF_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "stand"}

LONGEST = (
    "journeys/test_the_main_road.py", "journeys/test_the_main_road_in_another_city.py", "ops/test_ops.py",
    "web/test_doors.py", "web/test_bad_input.py", "journeys/test_a_draw.py", "journeys/test_nine_experts_vote.py",
    "committee/test_kit.py", "road/test_stations.py", "journeys/test_self_test.py", "journeys/test_a_closed_venue.py",
    "committee/test_secrecy.py", "committee/test_ballot.py", "web/test_secrets.py", "road/test_interrupted.py",
)  # fmt: skip
"""Files that take longest: workers begin with these, so that no core waits for one of them at the end."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Longest first; when everything is run on PostgreSQL, only what touches a database, for the rest is the same."""
    gc.freeze()  # what was imported stays to the end: it need not be looked through again and again
    if os.environ.get("PYTEST_XDIST_WORKER"):
        place = {Path(__file__).parent / name: n for n, name in enumerate(LONGEST)}
        items.sort(key=lambda i: place.get(i.path, len(place)))
    whole = [Path(a).resolve() for a in config.args] == [Path(__file__).parent]
    if not whole or not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    touching = [
        i for i in items if i.get_closest_marker("django_db") or OF_A_DATABASE & set(getattr(i, "fixturenames", ()))
    ]
    kept = set(touching)
    config.hook.pytest_deselected(items=[i for i in items if i not in kept])
    items[:] = touching


def pytest_configure() -> None:
    """Garbage is looked for less often: models and their migrations are thousands of objects that all stay alive."""
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A name of its own for each worker's database, which is a copy of the one that was migrated."""
    start_from_a_copy()


@pytest.fixture(autouse=True)
def _scratch(settings, tmp_path):
    """Files of a test go to a folder of its own; passwords are hashed quickly."""
    settings.EVIDENCE_STORE = tmp_path / "files"
    settings.PASSWORD_HASHERS = QUICKLY


@pytest.fixture(scope="session")
def notice() -> Notice:
    """The notice of 2023 in force."""
    loaded = load(NOTICES / "2023-xuchang")
    assert isinstance(loaded, Notice), "\n".join(map(str, loaded))
    return loaded


@pytest.fixture
def clock(settings, tmp_path):
    """Stand the demonstration's clock somewhere; without a cast nobody can be entered as."""
    settings.DEMO, settings.VAR = True, tmp_path
    return lambda at: years.move_demo_clock(at, by=INSTALLER)


@pytest.fixture(scope="module")
def stand(django_db_setup, django_db_blocker, tmp_path_factory):
    """Builds what the tests of a module stand on: ``stand(make)`` is for ``build.again``."""
    with ExitStack() as stack:

        def built(make: Callable[[], Any]) -> tuple[Any, Path]:
            folder = tmp_path_factory.mktemp("files")
            stack.enter_context(standing(django_db_blocker, folder))
            return make(), folder

        yield built


@pytest.fixture(autouse=True, scope="session")
def _flushable() -> Iterator[None]:
    """A transactional test empties the tables at its end, which the append-only triggers refuse: lift them for that."""
    honest = flush.Command.handle

    def handle(self, **options):
        triggers = _lift()
        try:
            return honest(self, **options)
        finally:
            _lay(triggers)

    flush.Command.handle = handle
    yield
    flush.Command.handle = honest


def _lift() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT event_object_table FROM information_schema.triggers UNION "
                           "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                           "WHERE NOT t.tgisinternal")  # fmt: skip
            tables = [row[0] for row in cursor.fetchall()]
            for table in tables:
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            return [(table, "") for table in tables]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = list(cursor.fetchall())
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        return triggers


def _lay(triggers: list[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        for name, sql in triggers:
            cursor.execute(sql or f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
