"""A committee of eleven with dossiers that every level has passed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from build import SCHOOL, World, moment, world
from migrated import sqlite_file

from zhicheng.dossier.models import Dossier
from zhicheng.ops import hall as halls
from zhicheng.ops.hall import Hall

COMMITTEE = "teacher-senior"
HELD_ON = date(2023, 12, 15)
NOV_20 = moment(11, 20)
DEC_8 = moment(12, 8, 8)
DEC_11 = moment(12, 11)
DEC_15 = moment(12, 15)
AYE, NO, ABSTAIN = 1, 2, 3


@dataclass
class Town:
    """The world, its committee, and the dossiers that came through."""

    world: World
    hall: Hall
    dossiers: list[Dossier]


def town_of(dossiers: int) -> Town:
    made = world(SCHOOL, everywhere=False)
    walkers = [made.walker(SCHOOL, senior=True) for _ in range(dossiers)]
    finished = [made.finished(w) for w in walkers]
    return Town(made, halls.staffed(made.city, COMMITTEE, NOV_20), finished)


def listed(town: Town, **called) -> Hall:
    """Called for 15 December, the plan filed in time, seated, the steps done, the list frozen."""
    hall = town.hall
    hall.called(HELD_ON, NOV_20, **called)
    hall.seated(DEC_8)
    hall.steps_done(DEC_8)
    hall.listed(town.dossiers, DEC_11)
    return hall


@pytest.fixture(scope="module")
def built(stand):
    """Three dossiers passed by every level, built once for a module; every test goes back to here."""
    return stand(lambda: town_of(3))


@pytest.fixture
def town(built, db, settings) -> Town:
    made, settings.EVIDENCE_STORE = built
    return Town(made.world, replace(made.hall, codes={}, experts=[*made.hall.experts]), made.dossiers)


@pytest.fixture(scope="session")
def laptop() -> Path:
    """A venue's laptop on which the product has been started once: an empty scratch database."""
    return sqlite_file()
