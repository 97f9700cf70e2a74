"""回避 found by the system before anything is assigned and when somebody declares (R-16, golden 35)."""

from __future__ import annotations

from datetime import date

import pytest
from build import SCHOOL, VILLAGE, again, moment, world
from refusing import refused

from zhicheng.accounts.models import Person
from zhicheng.committee import facts, queries
from zhicheng.committee.actions import filing, meetings, recusal
from zhicheng.dossier import queries as dossiers
from zhicheng.experts.actions import own
from zhicheng.experts.actions.own import Tie
from zhicheng.ledger import queries as ledger
from zhicheng.ops import hall as halls
from zhicheng.ops import pools

NOV_20, DEC_8, DEC_11 = moment(11, 20), moment(12, 8, 8), moment(12, 11)
HELD_ON = date(2023, 12, 15)


class Room:
    """One applicant of the school; in the pool one expert of that school and one of the village, both seated."""

    def __init__(self) -> None:
        self.world = world(SCHOOL, VILLAGE)
        self.walker = self.world.walker(SCHOOL, senior=True)
        dossier = self.world.finished(self.walker)
        self.hall = halls.staffed(self.world.city, "teacher-senior", NOV_20)
        self.hall.called(HELD_ON, NOV_20)
        self.hall.seated(DEC_8)
        self.hall.steps_done(DEC_8)
        self.colleague, self.stranger = (self._term(unit) for unit in (SCHOOL, VILLAGE))
        people = [self.colleague.person, self.stranger.person]
        self.notice = self.world.notice
        meetings.seat_members(self.meeting, people, notice=self.notice, by=self.hall.secretary, at=DEC_8)
        meetings.freeze_cases(
            self.meeting, [dossier], draw=self.world.city.draw, notice=self.notice, by=self.hall.secretary, at=DEC_11
        )

    def _term(self, unit):
        city, unit = self.world.city, self.world.organisation(unit)
        person = pools.a_colleague(city, unit, NOV_20)
        made = pools.nominate(city, unit, person, self.hall.office, pools.said(city, self.hall.office), NOV_20)
        return pools.admit(city, made, NOV_20)

    @property
    def meeting(self):
        return self.hall.the_meeting()

    def find(self):
        found = recusal.find(self.meeting, notice=self.notice, by=self.hall.secretary, at=DEC_11)
        return sorted((r.person_id, r.relation) for r in found)

    def declares(self, term, *ties: Tie):
        by = pools.actor_of(term)
        own.declare(ties, notice=self.notice, by=by, at=DEC_11)
        if queries.pledge_of(by.person, self.world.year, self.notice) is None:
            filing.sign_pledge(self.world.year, signed_name=by.name, notice=self.notice, by=by, at=DEC_11)
        found = recusal.find_mine(self.meeting, notice=self.notice, by=by, at=DEC_11)
        return sorted(r.relation for r in found)


@pytest.fixture(scope="module")
def built(stand):
    return stand(Room)


@pytest.fixture
def room(built, db, settings) -> Room:
    return again(built, settings)


def test_an_expert_of_the_applicants_unit_is_kept_away_before_anything_is_assigned(room):
    """Golden 35."""
    assert room.find() == [(room.colleague.person_id, "same_unit")]
    assert room.find() == []
    case = queries.cases(room.meeting)[0]
    assert queries.recused(room.meeting) == {case.pk: {room.colleague.person_id}}
    row = queries.recusals(room.meeting)[0]
    assert (row.found_by, row.words) == ("系统核查", "与申报人在追溯年限内同在一个单位")
    assert [e.event for e in ledger.trail(room.meeting.number)].count("Recused") == 1
    with refused("committee_seats"):
        recusal.find(room.meeting, notice=room.notice, by=room.hall.supervisor, at=DEC_11)


def test_what_an_expert_declares_takes_effect_at_once(room):
    applicant, of = room.walker.person, room.stranger
    unit = room.world.organisation(SCHOOL).name
    assert room.declares(of, Tie(kind="relative", name="另一人", id_number=applicant.id_number)) == ["relative"]
    assert room.declares(of, Tie(kind="supervision", name=applicant.name, unit=unit)) == ["supervision"]
    assert room.declares(of, Tie(kind="co_author", name=applicant.name)) == ["co_author"]
    assert room.declares(of, Tie(kind="former_unit", name=unit, ends_on=date(2022, 6, 30))) == ["same_unit"]
    case = queries.cases(room.meeting)[0]
    assert of.person_id in queries.recused(room.meeting)[case.pk]


def test_a_namesake_elsewhere_and_a_unit_left_long_ago_keep_nobody_away(room):
    name, unit = room.walker.person.name, room.world.organisation(SCHOOL).name
    ties = (
        Tie(kind="relative", name=name, unit=VILLAGE.name),
        Tie(kind="relative", name=name, id_number=Person.objects.get(pk=room.stranger.person_id).id_number),
        Tie(kind="former_unit", name=unit, begins_on=date(2010, 1, 1), ends_on=date(2015, 6, 30)),
    )
    assert room.declares(room.stranger, *ties) == []


def test_a_work_with_the_same_number_is_a_common_work(room):
    case = queries.cases(room.meeting)[0]
    numbers = [a.identifier for a in dossiers.said(case.revision).achievements if a.identifier.strip()]
    found = room.declares(room.stranger, Tie(kind="work", name=(numbers or ["ISSN 0000-0000"])[0].lower()))
    assert found == (["co_author"] if numbers else [])


def test_whoever_ruled_on_the_dossier_at_a_station_does_not_judge_it(room):
    clerk = Person.objects.get(pk=next(iter(facts.stations.rulers([room.walker.dossier.pk])[room.walker.dossier.pk])))
    ties = facts.ties(room.meeting, [clerk], room.notice)
    assert "earlier_ruling" in {t.relation for t in ties}
    assert {t.expert for t in ties} == {str(clerk.pk)}
