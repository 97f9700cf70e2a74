"""The whole road in another city and year, with a station more, done at a desk: nothing in Python changes."""

import pytest
from build import SECOND
from journeys.browser import WIDE
from journeys.main_road import walk

pytestmark = [pytest.mark.journey]


def test_another_city_walks_its_own_road(stage) -> None:
    walk(stage, SECOND, WIDE)
