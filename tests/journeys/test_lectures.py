"""讲课答辩 on the pages of whoever runs it, scores it and watches it, wide and on a phone."""

from __future__ import annotations

import pytest
from build import OTHER_SCHOOL, SECOND, moment, world
from committee.conftest import COMMITTEE
from committee.test_lecture import HELD_ON, NOV_13, NOV_24, NOV_28
from journeys.browser import PHONE, WIDE, Stage

from zhicheng.accounts.models import Person
from zhicheng.committee import lectures
from zhicheng.committee.actions import meetings
from zhicheng.ops import hall as halls
from zhicheng.ops import lectures as ops

pytestmark = pytest.mark.journey


def test_lots_rooms_and_score_sheets_read_well_wide_and_on_a_phone(stage: Stage) -> None:
    made = world(OTHER_SCHOOL, folder=SECOND, everywhere=False)
    dossiers = [made.finished(made.walker(OTHER_SCHOOL, senior=True)) for _ in range(3)]
    hall = halls.staffed(made.city, COMMITTEE, NOV_13)
    hall.called(HELD_ON, NOV_13)
    hall.seated(NOV_24)
    hall.steps_done(NOV_24)
    hall.listed(dossiers, NOV_24)
    hall.declared(NOV_28)
    hall.arrived(NOV_28)
    chair = Person.objects.get(pk=hall.experts[0].person)
    meetings.open_meeting(hall.the_meeting(), chair, notice=hall.notice, by=hall.secretary, at=NOV_28)
    stage.clock(moment(11, 28, 11, year=2025))
    number = hall.the_meeting().number
    console = f"/secretariat/lectures/{number}"
    for size in (WIDE, PHONE):
        stage.size = size
        stage.somebody(hall.secretary).goes(console).pictured("lectures-before")
    ops.drawn(hall, NOV_28, rooms=2)
    ops.held(hall, NOV_28, absent=(2,))
    first = next(s for s in lectures.standings(hall.the_meeting(), hall.notice) if s.state == lectures.ENDED)
    judge = next(e for e in hall.experts if e.person == first.judges[0].person_id)
    stage.seen.clear()
    for size in (WIDE, PHONE):
        stage.size = size
        stage.somebody(hall.secretary).goes(console).pictured("lectures")
        stage.somebody(judge).goes(f"/expert/meetings/{number}/room").pictured("expert-room").goes(
            f"/expert/meetings/{number}/room/{first.lecture.lot}"
        ).pictured("expert-score")
        stage.somebody(hall.supervisor).goes(f"/supervisor/meetings/{number}/lectures").pictured("supervisor-lectures")
        stage.seen.clear()
    assert stage.faults == []
