"""The whole road on a screen of 375 px."""

import pytest
from build import FIRST
from journeys.browser import PHONE
from journeys.main_road import walk

pytestmark = [pytest.mark.journey]


def test_on_a_phone_everything_can_be_done_too(stage) -> None:
    walk(stage, FIRST, PHONE)
