"""The whole way of a committee, and every reason why its meeting cannot go on."""

from __future__ import annotations

from datetime import date

import pytest
from build import moment
from committee.conftest import ABSTAIN, AYE, DEC_8, DEC_11, DEC_15, HELD_ON, NO, NOV_20, Town, listed
from refusing import refused

from zhicheng.accounts.models import Person
from zhicheng.committee import facts, invariants, queries
from zhicheng.committee.actions import filing, meetings, recusal
from zhicheng.committee.actions.meetings import NewPanel
from zhicheng.experts.models import Service
from zhicheng.ledger import queries as ledger
from zhicheng.ops import audit, road
from zhicheng.ops import hall as halls
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
    with refused("recusal_searched") as caught:
        open_it(hall)
    assert caught.value.refusals[0].what == "核查回避以后，组成人员有变动"
    recusal.find(hall.the_meeting(), **said)
    assert open_it(hall).opened_at == DEC_15


def test_a_meeting_opens_only_after_the_system_has_looked_for_recusals(town: Town):
    hall = town.hall
    hall.called(HELD_ON, NOV_20)
    hall.seated(DEC_8)
    hall.steps_done(DEC_8)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_11}
    with refused("case_list"):
        recusal.find(hall.the_meeting(), **said)
    meetings.freeze_cases(hall.the_meeting(), town.dossiers, draw=hall.city.draw, **said)
    rows = queries.members(hall.the_meeting())
    meetings.arrange_panels(hall.the_meeting(), [NewPanel("甲", rows, rows[0], (1, 2, 3))], **said)
    hall.declared(DEC_15)
    hall.arrived(DEC_15)
    with refused("recusal_searched") as caught:
        open_it(hall)
    assert [(r.what, r.mend) for r in caught.value.refusals] == [
        ("还没有核查回避", "请在评审会页的评审名单一栏核查回避。")
    ]
    recusal.find(hall.the_meeting(), **said)
    searched = queries.last_search(hall.the_meeting())
    assert (searched.members, searched.cases, searched.found) == (11, 3, 0)
    assert [e.event for e in ledger.trail(hall.the_meeting().number)].count("RecusalsSearched") == 1
    assert open_it(hall).opened_at == DEC_15
    assert list(invariants.broken()) == []


def test_whoever_is_not_of_the_city_stands_on_the_roster_with_a_letter_that_is_valid_that_day(town: Town):
    """S4-09: the letter was valid when the dossier was handed in, and ran out on 30 November."""
    made, city, given = town.world, town.world.city, moment(10, 17)
    one = road.entrusted_candidate(city)
    letter, names = road.letter_for(city, [one], given.date(), valid_until=date(2023, 11, 30))
    entered = road.agree(city, road.letter_in(city, letter, names, road.PUYANG_OFFICE[1], given), moment(10, 18))
    body = road.add_body(city, entered, moment(10, 19))
    walker = road.add_walker(city, one, moment(10, 19, 10), body)
    dossier = made.finished(walker, moment(10, 20))
    hall = halls.staffed(city, dossier.committee, NOV_20)
    hall.called(HELD_ON, NOV_20)
    said = {"draw": city.draw, "notice": hall.notice, "by": hall.secretary}
    with refused("entrustment_letter") as caught:
        meetings.freeze_cases(hall.the_meeting(), [dossier], at=DEC_11, **said)
    (told,) = caught.value.refusals
    assert told.what == f"{dossier.number}：委托代评函有效期至2023-11-30，在2023-12-11已过期"
    assert meetings.freeze_cases(hall.the_meeting(), [dossier], at=moment(11, 30), **said)


def test_when_a_meeting_ends_each_expert_has_a_record_of_it(town: Town):
    hall = listed(town)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_11}
    leaving, newcomer = hall.member(hall.experts[9]), Person.objects.get(pk=hall.second.person)
    meetings.unseat(leaving, "请假", **said)
    meetings.substitute(leaving, newcomer, **said)
    recusal.find(hall.the_meeting(), **said)
    hall.experts.pop(9)
    hall.assembled(DEC_15, absent=(8,), kept={4: (1,)})
    hall.opened(DEC_15)
    for n, expert in enumerate(hall.experts):
        if n != 8:
            hall.vote(expert, AYE, DEC_15)
    hall.counted(DEC_15)
    assert not Service.objects.exists()
    hall.announced(DEC_15)
    kept = {s.person_id: (s.is_present, s.absence, s.cases, s.recusals, s.opinions) for s in Service.objects.all()}
    here = {e.person: kept[e.person] for e in hall.experts}
    assert (here[hall.experts[4].person][:4], here[hall.experts[8].person][:4]) == ((True, "", 2, 1), (False, "", 0, 0))
    assert sum(row[4] for row in kept.values()) == 3
    assert kept[leaving.person_id] == (False, "请假", 0, 0, 0)
    assert kept[newcomer.pk] == (False, "", 0, 0, 0)
    assert len(kept) == 12
    assert {(s.meeting, s.office_id) for s in Service.objects.all()} == {(hall.the_meeting().number, hall.office.pk)}


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
