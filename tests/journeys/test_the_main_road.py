"""One teacher's whole road: see main_road.py. Everything is done on a screen of 375 px; each page is looked at in that
size and in 1366 px. A file for each walk, so that they are walked at once."""

import pytest
from build import FIRST
from journeys.browser import PHONE, WIDE
from journeys.main_road import walk

pytestmark = [pytest.mark.journey]


def test_a_teacher_walks_from_a_new_unit_to_a_printed_form_with_one_return_on_a_phone(stage) -> None:
    walk(stage, FIRST, PHONE, also=WIDE)
