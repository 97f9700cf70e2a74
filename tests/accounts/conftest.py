"""The town that every test of accounts lives in."""

from pathlib import Path

import pytest
from accounts.town import Town

from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice

FOLDER = Path(__file__).parents[2] / "notices" / "2023-xuchang"


@pytest.fixture(scope="session")
def notice() -> Notice:
    loaded = load(FOLDER)
    assert isinstance(loaded, Notice), "\n".join(map(str, loaded))
    return loaded


@pytest.fixture
def town(db: None, notice: Notice) -> Town:
    return Town(notice)
