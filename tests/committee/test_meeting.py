"""The whole way of a committee, and every reason why its meeting cannot go on."""

from __future__ import annotations

from datetime import date

import pytest
from build import moment
from committee.conftest import ABSTAIN, AYE, DEC_8, DEC_11, DEC_15, HELD_ON, NO, NOV_20, Town, listed
from refusing import refused

from zhicheng.accounts.models import Person
from zhicheng.committee import facts, queries
from zhicheng.committee.actions import filing, meetings
from zhicheng.committee.actions.meetings import NewPanel
from zhicheng.ops import audit
from zhicheng.ops.hall import PLAN, Hall


def chair(hall: Hall) -> Person:
    return Person.objects.get(pk=hall.experts[0].person)


def open_it(hall: Hall, at=DEC_15):
    return meetings.open_meeting(hall.the_meeting(), chair(hall), notice=hall.notice, by=hall.secretary, at=at)


def test_a_committee_files_plans_meets_votes_and_reports(town: Town):
    hall = listed(town)
    hall.assembled(DEC_15, absent=(10,), kept={4: (1,)})
    hall.opened(moment(12, 15, 11))
    for n, expert in enumerate(hall.experts[:10]):
        hall.vote(expert, AYE if n < 8 else NO if n == 8 else ABSTAIN, moment(12, 15, 11, n))
    ballot = hall.counted(moment(12, 15, 12))
    first, second, _ = queries.tallies(ballot)
    assert (first.attending, first.recused, first.issued, first.returned) == (10, 1, 9, 9)
    assert (first.ayes, first.noes, first.abstentions, first.base, first.needed) == (7, 1, 1, 10, 7)
    assert (second.ayes, second.noes, second.abstentions, second.needed) == (8, 1, 1, 7)
    hall.announced(moment(12, 15, 13))
    hall.reported(moment(12, 20))
    assert [r.words for r in facts.results(ballot, hall.notice)] == ["通过", "通过", "通过"]
    assert queries.result_filing_of(hall.the_meeting()).is_late is False
    assert [line for check in audit.checks().values() for line in check()] == []


def test_a_plan_filed_on_11_december_does_not_open_a_meeting_on_15_december(town: Town):
    hall = town.hall
    hall.filed(NOV_20)
    hall.pledged(NOV_20)
    hall.planned(NOV_20, HELD_ON)
    said = {"notice": hall.notice, "by": hall.secretary}
    hall.meeting = meetings.call_meeting(hall.sitting, held_on=HELD_ON, place="会议室", at=NOV_20, **said)
    meetings.file_plan(hall.meeting, PLAN, at=DEC_11, **said)
    hall.seated(DEC_11)
    hall.steps_done(DEC_11)
    hall.listed(town.dossiers, DEC_11)
    hall.declared(DEC_15)
    hall.arrived(DEC_15)
    with refused("plan_before_meeting") as caught:
        open_it(hall)
    assert caught.value.rules == ("plan_before_meeting",)
    assert "2023-12-08" in caught.value.refusals[0].what


def test_a_plan_filed_on_8_december_opens_it(town: Town):
    hall = listed(town)
    assert queries.plan_filed_on(hall.the_meeting()) == NOV_20.date()
    moved = meetings.move_meeting(
        hall.the_meeting(), held_on=date(2023, 12, 18), place="会议室", notice=hall.notice, by=hall.secretary, at=DEC_8
    )
    assert queries.plan_filed_on(moved) is None
    meetings.file_plan(moved, PLAN, notice=hall.notice, by=hall.secretary, at=DEC_11)
    hall.declared(DEC_15)
    hall.arrived(moment(12, 18))
    assert open_it(hall, moment(12, 18)).opened_at == moment(12, 18)


def test_a_meeting_in_the_next_year_is_refused(town: Town):
    hall = town.hall
    hall.filed(NOV_20)
    hall.pledged(NOV_20)
    sitting = hall.planned(NOV_20, HELD_ON)
    said = {"place": "会议室", "notice": hall.notice, "by": hall.secretary, "at": NOV_20}
    with refused("no_cross_year"):
        meetings.call_meeting(sitting, held_on=date(2024, 1, 3), **said)
    meeting = meetings.call_meeting(sitting, held_on=date(2023, 12, 29), **said)
    with refused("no_cross_year"):
        meetings.move_meeting(meeting, held_on=date(2024, 1, 3), **said)


def test_seven_of_eleven_are_no_quorum_and_eight_are(town: Town):
    hall = listed(town)
    hall.declared(DEC_15)
    hall.arrived(DEC_15, absent=(7, 8, 9, 10))
    with refused("quorum") as caught:
        open_it(hall)
    assert "3×7=21<2×11=22" in caught.value.refusals[0].what
    meetings.sign_in(hall.the_meeting(), notice=hall.notice, by=hall.experts[7], at=DEC_15)
    assert open_it(hall).opened_at == DEC_15


def test_nobody_without_a_pledge_or_a_declaration_signs_in_and_nobody_for_another(town: Town):
    hall = listed(town)
    said = {"notice": hall.notice, "at": DEC_15}
    with refused("recusal_declared"):
        meetings.sign_in(hall.the_meeting(), by=hall.experts[3], **said)
    hall.declared(DEC_15)
    with refused("votes_in_person"):
        meetings.sign_in(hall.the_meeting(), by=hall.secretary, **said)
    with refused("held_today"):
        meetings.sign_in(hall.the_meeting(), by=hall.experts[3], notice=hall.notice, at=DEC_11)
    meetings.sign_in(hall.the_meeting(), by=hall.experts[3], **said)
    with refused("meeting_order"):
        meetings.sign_in(hall.the_meeting(), by=hall.experts[3], **said)


def test_staff_without_a_pledge_can_do_nothing(town: Town):
    hall = town.hall
    hall.filed(NOV_20)
    sitting = hall.planned(NOV_20, HELD_ON)
    with refused("secrecy_pledge_of_reviewers"):
        meetings.call_meeting(
            sitting, held_on=HELD_ON, place="会议室", notice=hall.notice, by=hall.secretary, at=NOV_20
        )
    with refused("secrecy_pledge_of_reviewers"):
        filing.finish_step(sitting, "受理", notice=hall.notice, by=hall.secretary, at=DEC_8)


def test_a_panel_of_two_is_refused_also_when_a_recusal_makes_it_so(town: Town):
    hall = listed(town)
    rows = queries.members(hall.the_meeting())
    cases = tuple(c.ordinal for c in hall.cases())
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_11}
    small = [NewPanel("甲", rows[:2], rows[0], cases[:1]), NewPanel("乙", rows[2:], rows[2], cases[1:])]
    with refused("panel_size"):
        meetings.arrange_panels(hall.the_meeting(), small, **said)
    three = [NewPanel("甲", rows[:3], rows[0], cases[:1]), NewPanel("乙", rows[3:], rows[3], cases[1:])]
    meetings.arrange_panels(hall.the_meeting(), three, **said)
    hall.declared(DEC_15, kept={1: (1,)})
    hall.arrived(DEC_15)
    with refused("panel_size") as caught:
        open_it(hall)
    assert "第1件回避后" in caught.value.refusals[0].what


def test_panels_cover_every_case_once_and_every_member_at_most_once(town: Town):
    hall = listed(town)
    rows, said = queries.members(hall.the_meeting()), {"notice": hall.notice, "by": hall.secretary, "at": DEC_11}
    twice = [NewPanel("甲", rows[:4], rows[0], (1, 2, 3)), NewPanel("乙", rows[3:], rows[5], (3,))]
    with refused("panels_cover"):
        meetings.arrange_panels(hall.the_meeting(), twice, **said)
    with refused("panels_cover"):
        meetings.arrange_panels(hall.the_meeting(), [NewPanel("甲", rows[:4], rows[5], (1, 2, 3))], **said)


def test_only_dossiers_that_every_level_has_passed_are_listed_and_only_once(town: Town):
    hall = town.hall
    hall.called(HELD_ON, NOV_20)
    waiting = town.world.at(town.world.walker(senior=True), "committee_acceptance")
    said = {"draw": hall.city.draw, "notice": hall.notice, "by": hall.secretary, "at": DEC_11}
    with refused("case_list"):
        meetings.freeze_cases(hall.the_meeting(), [*town.dossiers, waiting.dossier], **said)
    meetings.freeze_cases(hall.the_meeting(), town.dossiers, **said)
    with refused("case_list"):
        meetings.freeze_cases(hall.the_meeting(), town.dossiers, **said)
    other = meetings.call_meeting(
        hall.the_sitting(), held_on=HELD_ON, place="会议室", notice=hall.notice, by=hall.secretary, at=DEC_11
    )
    with refused("case_list"):
        meetings.freeze_cases(other, town.dossiers, **said)


def test_the_chair_or_a_deputy_who_is_present_presides(town: Town):
    hall = listed(town)
    hall.declared(DEC_15)
    hall.arrived(DEC_15, absent=(0,))
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    for nobody in (0, 5):
        with refused("presided"):
            meetings.open_meeting(hall.the_meeting(), Person.objects.get(pk=hall.experts[nobody].person), **said)
    deputy = Person.objects.get(pk=hall.experts[1].person)
    assert meetings.open_meeting(hall.the_meeting(), deputy, **said).presided_by == deputy


def test_a_steps_left_undone_keeps_the_meeting_closed(town: Town):
    hall = town.hall
    hall.called(HELD_ON, NOV_20)
    hall.seated(DEC_8)
    hall.listed(town.dossiers, DEC_11)
    hall.declared(DEC_15)
    hall.arrived(DEC_15)
    with refused("year_plan"):
        open_it(hall)


def test_one_member_short_makes_the_number_even_and_a_substitute_mends_it(town: Town):
    hall = listed(town)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_11}
    leaving = hall.member(hall.experts[9])
    with refused("meeting_order"):
        meetings.unseat(leaving, " ", **said)
    meetings.unseat(leaving, "请假", **said)
    hall.experts.pop(9)
    hall.declared(DEC_15)
    hall.arrived(DEC_15)
    with refused("committee_odd", "committee_size"):
        open_it(hall)
    newcomer = Person.objects.get(pk=hall.second.person)
    seated = meetings.substitute(leaving, newcomer, **said)
    assert (seated.came_by, seated.follows) == ("递补", leaving)
    with refused("member_once"):
        meetings.substitute(leaving, newcomer, **said)
    assert open_it(hall).opened_at == DEC_15


def test_an_opinion_comes_from_the_cases_own_panel_in_a_sentence_and_once(town: Town):
    hall = listed(town)
    hall.declared(DEC_15, kept={0: (1,)})
    hall.arrived(DEC_15)
    case = hall.cases()[0]
    words = "业绩材料真实，符合申报条件，提请表决。"
    said = {"notice": hall.notice, "at": DEC_15}
    with refused("meeting_order"):
        meetings.write_opinion(case, words, by=hall.experts[2], **said)
    open_it(hall)
    with refused("committee_seats"):
        meetings.write_opinion(case, words, by=hall.experts[1], **said)  # of the other panel
    with refused("recusal"):
        meetings.write_opinion(case, words, by=hall.experts[0], **said)
    with refused("reasons_are_sentences"):
        meetings.write_opinion(case, "无", by=hall.experts[2], **said)
    with refused("panel_size"):
        meetings.discuss(case, by=hall.secretary, **said)
    meetings.write_opinion(case, words, by=hall.experts[2], **said)
    with refused("meeting_order"):
        meetings.write_opinion(case, words, by=hall.experts[4], **said)
    meetings.discuss(case, by=hall.secretary, **said)


def test_a_declaration_names_the_list_and_says_why(town: Town):
    hall = listed(town)
    said = {"notice": hall.notice, "by": hall.experts[3], "at": DEC_11}
    number = hall.cases()[1].dossier.number
    with refused("recusal"):
        meetings.declare(hall.the_meeting(), {number: " "}, **said)
    with refused("case_list"):
        meetings.declare(hall.the_meeting(), {"2023-0": "亲属"}, **said)
    meetings.declare(hall.the_meeting(), {number: "亲属"}, **said)
    with refused("recusal_declared"):
        meetings.declare(hall.the_meeting(), {}, **said)
    assert queries.recused(hall.the_meeting()) == {hall.cases()[1].pk: {hall.experts[3].person}}


@pytest.mark.parametrize("late", [False, True])
def test_results_filed_on_25_december_for_the_15th_are_late_and_taken(town: Town, late):
    hall = listed(town)
    hall.assembled(DEC_15)
    hall.opened(DEC_15)
    for expert in hall.experts:
        hall.vote(expert, AYE, DEC_15)
    hall.counted(DEC_15)
    hall.announced(DEC_15)
    hall.reported(moment(12, 25) if late else moment(12, 22, 23))
    filed = queries.result_filing_of(hall.the_meeting())
    assert (filed.is_late, filed.due_on) == (late, date(2023, 12, 22))
