"""A real server, a real browser, and a clock that the test moves."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from committee.conftest import laptop
from journeys.browser import Stage
from playwright.sync_api import Browser, sync_playwright

__all__ = ["laptop"]

pytest.register_assert_rewrite("journeys.main_road")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own in this thread


CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium where it is (its shell without a window first), Playwright's own
    otherwise. A module's own: its loop must not run on in others."""
    where = next((w for n in CHROMIUMS if (w := shutil.which(n))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=where, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def stage(chromium, live_server, settings, tmp_path, transactional_db) -> Iterator[Stage]:
    """The demonstration's clock, nobody signed in, an empty database."""
    settings.DEMO, settings.VAR = True, tmp_path
    made = Stage(chromium, live_server.url, tmp_path)
    yield made
    made.close()
