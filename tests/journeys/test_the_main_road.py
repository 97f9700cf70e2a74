"""One teacher's whole road: see main_road.py. A file for each walk, so that they are walked at once."""

import pytest
from build import FIRST
from journeys.browser import WIDE
from journeys.main_road import walk

pytestmark = [pytest.mark.journey]


def test_a_teacher_walks_from_a_new_unit_to_a_printed_form_with_one_return(stage) -> None:
    walk(stage, FIRST, WIDE)
