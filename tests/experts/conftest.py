"""A city with two schools and a builder; the pool of the teachers' committee's office."""

from __future__ import annotations

import pytest
from build import BUILDER, OCT_13, SCHOOL, VILLAGE, World, again, world

from zhicheng.accounts.models import Organisation
from zhicheng.ops import pools

OFFICE = "许昌市教育局"


def _staffed() -> World:
    made = world(SCHOOL, VILLAGE, BUILDER)
    pools.staff(made.city, made.organisation(OFFICE), OCT_13)
    return made


@pytest.fixture(scope="module")
def built(stand):
    return stand(_staffed)


@pytest.fixture
def town(built, db, settings) -> World:
    return again(built, settings)


@pytest.fixture
def office(town: World) -> Organisation:
    return town.organisation(OFFICE)
