"""The notice of 2023 and its own example people, changed by path; no database."""

import copy
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhicheng.policy.dossier_file import read_facts
from zhicheng.policy.facts import Facts
from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice

FOLDER = Path(__file__).parents[2] / "notices" / "2023-xuchang"
OCT_20 = date(2023, 10, 20)


@pytest.fixture(scope="session")
def notice() -> Notice:
    loaded = load(FOLDER)
    assert isinstance(loaded, Notice), "\n".join(map(str, loaded))
    return loaded


def _put(said: Any, path: str, value: Any) -> None:
    *above, last = path.split(".")
    for part in above:
        said = next(r for r in said if r["key"] == part) if isinstance(said, list) else said.setdefault(part, {})
    said[last] = value


def _base(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / "cases" / "base" / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def bases() -> dict[str, dict[str, Any]]:
    return {name: _base(name) for name in ("teacher", "young_teacher", "private_engineer")}


@pytest.fixture(scope="session")
def file_of(bases) -> Callable[..., dict[str, Any]]:
    """A dossier file with some places set: ``file_of("teacher", {"title.appointed_on": …}, without=["photo"])``."""

    def make(name: str = "teacher", given: dict[str, Any] | None = None, without: tuple[str, ...] = ()) -> dict:
        said = copy.deepcopy(bases[name])
        for path, value in (given or {}).items():
            _put(said, path, value)
        said["files"] = [f for f in said["files"] if f["slot"] not in without]
        return said

    return make


@pytest.fixture(scope="session")
def facts_of(file_of, notice) -> Callable[..., Facts]:
    """The facts of such a file on 20 October 2023, or another day."""

    def make(name: str = "teacher", given=None, without=(), on: date = OCT_20) -> Facts:
        facts = read_facts(file_of(name, given, without), on, notice=notice)
        assert isinstance(facts, Facts), "\n".join(map(str, facts))
        return facts

    return make
