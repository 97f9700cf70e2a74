"""The road: each approval keeps who answers for it, nothing is told twice, and only the applicant's delay is fatal."""

from __future__ import annotations

import copy
from contextlib import suppress
from datetime import timedelta

import build
import pytest
from build import BUILDER, CITY_SCHOOL, SCHOOL, VILLAGE, moment
from django.db import IntegrityError, transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from refusing import refused

from zhicheng.accounts.actions import approvals
from zhicheng.dossier import actions as dossier_actions
from zhicheng.dossier import queries as dossiers
from zhicheng.ledger.models import Entry
from zhicheng.ops import audit, road
from zhicheng.policy import windows
from zhicheng.policy.finding import Refused
from zhicheng.policy.seats import Role
from zhicheng.stations import access, facts, lists, queries
from zhicheng.stations.actions import clock, employer, office
from zhicheng.stations.actions.moving import may_act

pytestmark = pytest.mark.django_db
COUNTY = "建安区职称改革领导小组办公室"


@pytest.fixture(scope="module")
def built(stand):
    return stand(lambda: build.world(SCHOOL, VILLAGE, CITY_SCHOOL, BUILDER))


@pytest.fixture
def world(built, db, settings):
    return build.again(built, settings)


# ───── the whole way ─────


def test_each_approval_keeps_person_seat_unit_time_address_and_opinion(world):
    dossier = world.finished(world.walker())
    for visit in queries.trail(dossier):
        kind = next(s for s in world.notice.stations if s.id == visit.station)
        by = world.seat(visit.organisation, Role(kind.seat))
        kept = (
            visit.ruled_by_id,
            visit.ruled_by_name,
            visit.ruled_by_role,
            visit.ruled_by_organisation,
            visit.ruled_from,
        )
        assert kept == (by.person, by.name, Role(by.role).words, visit.organisation.name, road.ADDRESS)
        assert visit.opinion != ""
    assert [v.station for v in queries.trail(dossier)] == [s.id for s in world.notice.stations]
    assert audit.broken() == ()


def test_the_route_follows_from_the_unit(world):
    routes = {}
    for unit in (SCHOOL, CITY_SCHOOL, BUILDER):
        walker = world.walker(unit, senior=None if unit is BUILDER else True)
        routes[unit.name] = [s.id for s in queries.route_of(world.handed_in(walker).dossier).stations[3:]]
    assert routes == {
        SCHOOL.name: ["department", "county_office", "city_office", "committee_acceptance"],
        CITY_SCHOOL.name: ["department", "city_office", "committee_acceptance"],  # no county above it
        BUILDER.name: ["county_office", "city_office", "committee_acceptance"],  # no department above it
    }


def test_whoever_sits_elsewhere_finds_nothing(world):
    visit = world.at(world.walker(), "county_office")
    stranger = world.seat("鄢陵县职称改革领导小组办公室", Role.REVIEWER)
    with pytest.raises(Http404):
        access.visit_for(stranger, visit.dossier.number)
    with pytest.raises(Http404):
        access.visit_for(world.seat(COUNTY, Role.REGISTRAR), visit.dossier.number)


def test_nobody_rules_on_their_own_dossier_and_the_database_insists(world):
    walker = world.walker()
    visit = world.handed_in(walker)
    person = walker.person
    seat = road.seats.give_seat(person, world.organisation(SCHOOL), Role.HANDLER,
                                by=world.seat(SCHOOL, Role.ADMINISTRATOR), at=moment(10, 16, 12))  # fmt: skip
    own = road.accounts.actor_of(person.account, seat, "")
    with pytest.raises(Refused):
        may_act(visit, world.notice, own)
    with pytest.raises(Http404):
        access.visit_for(own, visit.dossier.number)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(visit).objects.filter(pk=visit.pk).update(ruled_by=person.pk)


def test_a_reviewer_cannot_write_one_byte_of_the_dossier(world):
    walker = world.walker()
    visit = world.at(walker, "county_office")
    with pytest.raises((Refused, Http404)):
        dossier_actions.save_section(visit.dossier, "application", {"summary": "改过"}, notice=world.notice,
                                     by=world.clerk(visit), at=moment(11, 8))  # fmt: skip
    assert dossiers.said(visit.revision) == dossiers.said(dossiers.latest(walker.dossier))


def test_a_fault_in_the_middle_leaves_nothing_behind(world, monkeypatch):
    visit = world.at(world.walker(), "county_office")
    by, at = world.clerk(visit), visit.arrived_at + timedelta(hours=1)
    road.judge_all(world.city, visit, by, at)
    before = (Entry.objects.count(), queries.position_of(visit.dossier))

    def broken(*_, **__):
        raise RuntimeError("the ledger's disk is full")

    monkeypatch.setattr("zhicheng.stations.actions.moving.record", broken)
    with pytest.raises(RuntimeError):
        office.pass_on(visit, opinion="同意上报。", notice=world.notice, by=by, at=at)
    assert (Entry.objects.count(), queries.position_of(visit.dossier)) == before


# ───── told once ─────


def judged(world, visit, at):
    road.judge_all(world.city, visit, world.clerk(visit), at)


def listed(world, visit, defect, at):
    road.list_defects(world.city, visit, (defect,), world.clerk(visit), at)


def returned(world, visit, at, **more):
    return office.send_back(visit, notice=world.notice, by=world.clerk(visit), at=at, **more)


def test_a_return_needs_a_verdict_for_every_section(world):
    visit = world.at(world.walker(), "county_office")
    at = visit.arrived_at + timedelta(hours=1)
    listed(world, visit, "appointment_letter_no_seal", at)
    with refused("all_at_once") as caught:
        returned(world, visit, at)
    assert len(caught.value.refusals) == len(facts.sections(visit, world.notice)) - 1
    judged(world, visit, at)
    assert len(returned(world, visit, at).items.all()) == 1


def test_a_return_without_an_item_and_a_pass_with_one_are_refused(world):
    visit = world.at(world.walker(), "county_office")
    at, by = visit.arrived_at + timedelta(hours=1), world.clerk(visit)
    judged(world, visit, at)
    with refused("all_at_once"):
        returned(world, visit, at)
    listed(world, visit, "appointment_letter_no_seal", at)
    with refused("all_at_once"):
        office.pass_on(visit, opinion="同意", notice=world.notice, by=by, at=at)


def test_an_empty_word_is_no_reason(world):
    visit = world.at(world.walker(), "county_office")
    for words in ("", "  ", "不合格", "材料有问题"):
        with refused("reasons_are_sentences"):
            office.add_deficiency(visit, "title", reason=words, notice=world.notice, by=world.clerk(visit),
                                  at=visit.arrived_at)  # fmt: skip


def test_a_letter_opens_only_what_it_lists_and_what_the_failed_rules_read(world):
    walker = world.walker()
    letter = world.sent_back(walker, "county_office", "appointment_letter_no_seal")
    opened = dossiers.open_places(walker.dossier)
    assert set(opened) == set(letter.places)
    assert all(p.split(".")[0] in ("title", "pledge") for p in opened)
    with refused("opened_places_only"):
        dossier_actions.save_section(walker.dossier, "application", {"summary": "另写一段"}, notice=world.notice,
                                     by=walker.actor, at=letter.sent_at + timedelta(hours=1))  # fmt: skip


def second_time(world):
    """A dossier corrected and back at the county's, where everything is judged again."""
    walker = world.walker()
    letter = world.sent_back(walker, "county_office", "appointment_letter_no_seal")
    world.corrected(walker, letter.sent_at + timedelta(days=1))
    visit = world.at(walker, "county_office", letter.sent_at + timedelta(days=1, hours=2))
    return walker, visit, visit.arrived_at + timedelta(hours=1)


def test_a_corrected_dossier_returns_to_whoever_wrote_the_letter_and_keeps_its_first_day(world):
    walker = world.walker()
    letter = world.sent_back(walker, "county_office", "appointment_letter_no_seal")
    first = queries.recommendation(walker.dossier).recommended_on
    posted = len(queries.publicities(world.organisation(SCHOOL)))
    world.corrected(walker, letter.sent_at + timedelta(days=1))
    visit = world.at(walker, "county_office", letter.sent_at + timedelta(days=1, hours=2))

    walked = [v.station for v in queries.visits(walker.dossier)]
    assert walked[-3:] == ["unit_handler", "unit_principal", "county_office"]  # the changed file is ticked anew
    assert queries.recommendation(walker.dossier).recommended_on == first
    assert len(queries.publicities(world.organisation(SCHOOL))) == posted
    assert queries.changes_of(visit, world.notice) != ()


def test_a_second_letter_may_not_raise_what_the_first_could_have(world):
    _, visit, at = second_time(world)
    listed(world, visit, "summary_too_thin", at)
    judged(world, visit, at)
    with refused("told_once"):
        returned(world, visit, at)


def test_a_second_letter_may_raise_what_came_with_the_correction_and_is_counted(world):
    _, visit, at = second_time(world)
    listed(world, visit, "appointment_letter_no_seal", at)  # the file that was exchanged
    judged(world, visit, at)
    assert returned(world, visit, at).is_second
    assert queries.second_returns(world.organisation(COUNTY), world.year) == 1


def test_a_superiors_approval_allows_one_second_letter_and_is_spent(world):
    _, visit, at = second_time(world)
    listed(world, visit, "summary_too_thin", at)
    judged(world, visit, at)
    asked = approvals.propose(
        office.SECOND_RETURN, office.second_return_subject(visit), content={}, organisation=visit.organisation,
        reason="初审时漏看了工作总结，申报人补充后不影响他人。", role=Role.SUPERIOR, by=world.clerk(visit), at=at,
    )  # fmt: skip
    approvals.decide(asked, is_granted=True, opinion="同意再次退回。", by=world.seat(COUNTY, Role.SUPERIOR), at=at)
    letter = returned(world, visit, at, approval=asked)
    asked.refresh_from_db()
    assert (letter.is_second, asked.spent_at) == (True, at)


def test_another_offices_superior_approves_nothing_here(world):
    _, visit, at = second_time(world)
    listed(world, visit, "summary_too_thin", at)
    judged(world, visit, at)
    elsewhere = world.organisation("鄢陵县职称改革领导小组办公室")
    asked = approvals.propose(office.SECOND_RETURN, office.second_return_subject(visit), content={},
                              organisation=elsewhere, reason="漏看了工作总结，需要补正。", role=Role.SUPERIOR,
                              by=world.clerk(visit), at=at)  # fmt: skip
    approvals.decide(asked, is_granted=True, opinion="同意。", by=world.seat(elsewhere, Role.SUPERIOR), at=at)
    with refused("told_once"):
        returned(world, visit, at, approval=asked)


def test_after_the_cut_off_there_is_no_return(world):
    visit = world.at(world.walker(), "county_office")
    listed(world, visit, "appointment_letter_no_seal", visit.arrived_at)
    judged(world, visit, visit.arrived_at)
    with pytest.raises(Refused):
        returned(world, visit, visit.due_at)


def test_after_a_pass_the_office_has_no_visit_to_return(world):
    visit = world.at(world.walker(), "county_office")
    at, by = visit.arrived_at + timedelta(hours=1), world.clerk(visit)
    world.pass_one(visit, at)
    with pytest.raises(Refused):
        office.send_back(visit, notice=world.notice, by=by, at=at)
    with pytest.raises(Http404):
        access.visit_for(by, visit.dossier.number)


# ───── the clock ─────


def test_a_correction_that_does_not_come_lapses_by_the_clock_alone(world):  # golden 24
    walker = world.walker()
    letter = world.sent_back(walker, "county_office")
    assert clock.lapse(letter.correct_by - timedelta(seconds=1)) == ()
    assert clock.lapse(letter.correct_by) == (walker.dossier.number,)
    assert clock.lapse(letter.correct_by + timedelta(days=1)) == ()
    assert queries.ending_of(walker.dossier).kind == "视为放弃"
    last = Entry.objects.filter(event="Lapsed").get()
    assert (last.actor_role, last.requirement) == ("clock", "S2.4-07")


def test_a_correction_at_the_very_deadline_is_too_late(world):  # golden 23, 24
    walker = world.walker()
    letter = world.sent_back(walker, "county_office")
    with refused("deemed_abandoned"):
        world.corrected(walker, letter.correct_by)


def test_a_hand_in_at_midnight_is_too_late_and_a_second_before_is_not(world):  # golden 23
    early, late = world.walker(), world.walker()
    ends = world.notice.committees[early.candidate.said["application"]["committee"]].windows["personal"]
    for walker in (early, late):
        world.written(walker)
        dossier_actions.sign_pledge(walker.dossier, is_secrecy_declared=True, has_opened_files=True,
                                    notice=world.notice, by=walker.actor, at=moment(10, 20))  # fmt: skip
    with refused("handed_in_in_time"):
        world.hand_in(late, ends)
    assert world.hand_in(early, ends - timedelta(seconds=1)).station == "unit_handler"


def test_an_offices_own_lateness_never_ends_an_application(world):
    visit = world.at(world.walker(), "county_office")
    much_later = visit.due_at + timedelta(days=30)
    assert clock.lapse(much_later) == ()
    world.pass_one(visit, much_later)
    assert queries.ending_of(visit.dossier) is None
    assert world.open_visit(world.walkers[visit.dossier.person.name]).station == "city_office"


# ───── the unit ─────


def test_the_handler_cannot_pass_before_every_original_is_compared_and_every_year_uploaded(world):
    visit = world.handed_in(world.walker())
    by, at = world.clerk(visit), moment(10, 17)
    road.judge_all(world.city, visit, by, at)
    with refused("originals_compared", "appraisals_complete"):
        office.pass_on(visit, opinion="同意", notice=world.notice, by=by, at=at)
    road.handler_part(world.city, visit, by, at)
    assert (
        office.pass_on(visit, opinion="同意进入公示。", notice=world.notice, by=by, at=at).station == "unit_publicity"
    )


def test_an_appraisal_of_another_year_is_refused(world):  # golden 18's other side
    visit = world.handed_in(world.walker())
    by, at = world.clerk(visit), moment(10, 17)
    blob = road.store(
        world.city, road.scans.certificate("年度考核登记表", ("2001",), "单位", "2002年"), "a.jpg", by, at
    )
    with refused("appraisals_complete"):
        employer.add_unit_file(visit, "appraisal_forms", blob, "a.jpg", year=2001, notice=world.notice, by=by, at=at)


def test_a_posting_closed_a_day_early_is_refused(world):
    visit = world.at(world.walker(), "unit_publicity")
    by, at = world.clerk(visit), visit.arrived_at + timedelta(hours=1)
    posted = employer.post_publicity(visit.organisation, [visit], place="公告栏", telephone="", posted_on=at.date(),
                                     notice=world.notice, by=by, at=at)  # fmt: skip
    free = road.at(windows.may_recommend_from(posted.posted_on, world.notice), 9)
    asked = {"result": "无异议", "objections": "", "notice": world.notice, "by": by}
    with refused("unit_publicity") as caught:
        employer.close_publicity(posted, **asked, at=free - timedelta(days=1))
    assert len(caught.value.refusals) == 2  # too early, and no photograph
    photo = road.store(world.city, road.scans.posting(["名单"]), "p.jpg", by, at)
    employer.add_photo(posted, photo, "p.jpg", notice=world.notice, by=by, at=at)
    assert employer.close_publicity(posted, **asked, at=free).result == "无异议"


def test_an_objection_that_is_upheld_ends_the_way_of_that_person_only(world):
    first, second = world.walker(), world.walker()
    visits = [world.at(w, "unit_publicity") for w in (first, second)]
    by, at = world.clerk(visits[0]), max(v.arrived_at for v in visits) + timedelta(hours=1)
    posted = employer.post_publicity(visits[0].organisation, visits, place="公告栏", telephone="", posted_on=at.date(),
                                     notice=world.notice, by=by, at=at)  # fmt: skip
    photo = road.store(world.city, road.scans.posting(["名单"]), "p.jpg", by, at)
    employer.add_photo(posted, photo, "p.jpg", notice=world.notice, by=by, at=at)
    employer.close_publicity(
        posted, result="有异议", objections="群众反映其课题署名不实，经核实情况属实，不予推荐。", upheld=(visits[0],),
        notice=world.notice, by=by, at=road.at(windows.may_recommend_from(posted.posted_on, world.notice), 9),
    )  # fmt: skip
    assert queries.ending_of(first.dossier) is not None
    assert world.open_visit(second).station == "unit_principal"


def test_the_principal_signs_the_units_pledge_or_recommends_nobody(world):
    visit = world.at(world.walker(), "unit_principal")
    by, at = world.clerk(visit), visit.arrived_at + timedelta(hours=1)
    with refused("employer_pledge_signed", "originals_compared", "all_at_once"):
        employer.recommend(visit, opinion="同意推荐。", is_pledged=False, notice=world.notice, by=by, at=at)


def test_one_hand_cannot_compare_for_two(world):
    visit = world.at(world.walker(), "unit_principal")
    file = employer.to_compare(visit, world.notice)[0]
    handler = world.seat(SCHOOL, Role.HANDLER)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(queries.comparisons(visit.dossier)[(file.slot, file.row, file.digest)]).objects.filter(
            dossier=visit.dossier
        ).update(principal=handler.person)


# ───── in any order ─────


ACTS = ("judge", "list", "list_more", "send_back", "pass", "turn_down", "lapse", "correct", "correct")


@pytest.fixture
def waiting(world):
    """Somebody whose dossier has come to the department: every example begins from here."""
    walker = world.walker(VILLAGE)
    return world, walker, world.at(walker, "department").arrived_at


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(ACTS), min_size=4, max_size=14), st.integers(1, 30))
def test_whatever_order_people_act_in_what_must_hold_holds(waiting, acts, hours):
    """Among it: no two full returns by one office, and nothing changes in a correction but what the letter lists."""
    notice = waiting[0].notice
    with transaction.atomic():
        world, walker, at = copy.deepcopy(waiting, {id(notice): notice})
        for act in acts:
            at += timedelta(hours=hours)
            with suppress(Refused):
                _act(world, walker, queries.open_visit(walker.dossier), act, at)
        assert audit.broken() == ()
        transaction.set_rollback(True)


def _act(world, walker, visit, act, at):
    if act == "lapse":
        clock.lapse(at)
    elif act == "correct" and dossiers.reopening(walker.dossier) is not None:
        world.corrected(walker, at)
    elif visit is None:
        return
    elif visit.station in ("unit_handler", "unit_publicity", "unit_principal"):
        world.pass_one(visit, at)
    else:
        by = world.clerk(visit)
        if act == "judge":
            road.judge_all(world.city, visit, by, at)
        elif act in ("list", "list_more"):
            defect = "appointment_letter_no_seal" if act == "list" else "summary_too_thin"
            road.list_defects(world.city, visit, (defect,), by, at)
        elif act == "send_back":
            road.judge_all(world.city, visit, by, at)
            office.send_back(visit, notice=world.notice, by=by, at=at)
        elif act == "pass":
            office.pass_on(visit, opinion="同意上报。", notice=world.notice, by=by, at=at)
        elif act == "turn_down":
            office.turn_down(visit, reason="任职年限与档案不符，今年不能补正。", notice=world.notice, by=by, at=at)


def test_the_done_list_tells_this_offices_own_ruling_and_when(world):
    visit = world.at(world.walker(), "county_office")
    at = visit.arrived_at + timedelta(hours=1)
    world.pass_one(visit, at)
    world.pass_one(queries.open_visit(visit.dossier), at + timedelta(days=1))
    row = lists.done_list(world.organisation(COUNTY), seat="reviewer", year=world.year, notice=world.notice,
                          at=at + timedelta(days=2)).rows[0]  # fmt: skip
    assert (row.ruling, row.ruled_at.date(), row.station) == ("通过", at.date(), "committee_acceptance")


def test_what_is_left_is_counted_in_working_days(world):
    visit = world.at(world.walker(), "county_office")
    friday = road.at(visit.due_at.date() - timedelta(days=8), 9)
    row = lists.inbox(world.organisation(COUNTY), seat="reviewer", year=world.year, notice=world.notice,
                      at=friday).rows[0]  # fmt: skip
    assert row.working_days_left == windows.working_days_left(friday, visit.due_at, world.notice)
    assert row.working_days_left < windows.days_left(friday, visit.due_at)
