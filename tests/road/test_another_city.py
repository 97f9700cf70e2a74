"""Another city, another year, other numbers, a station and a material more: the same roads, and no line of Python."""

from __future__ import annotations

from datetime import date, timedelta

import build
import pytest
from build import OTHER_BUILDER, OTHER_SCHOOL, SECOND
from django.test import Client
from django.urls import reverse
from refusing import refused

from zhicheng.documents import actions as papers
from zhicheng.documents import filling
from zhicheng.documents.queries import paper_content
from zhicheng.documents.review_form import missing
from zhicheng.dossier import queries as dossiers
from zhicheng.ops import audit, road
from zhicheng.policy import materials, windows
from zhicheng.policy.seats import Role
from zhicheng.stations import facts, queries
from zhicheng.stations.actions import clock, employer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(stand):
    return stand(lambda: build.world(OTHER_SCHOOL, OTHER_BUILDER, folder=SECOND))


@pytest.fixture
def world(built, db, settings):
    return build.again(built, settings)


def at(month: int, day: int, hour: int = 9):
    return build.moment(month, day, hour, year=2025)


def test_a_teacher_walks_every_station_of_the_other_notice_to_a_printed_form(world):
    walker = world.walker()
    dossier = world.finished(walker)
    walked = [v.station for v in queries.trail(dossier)]
    assert walked == [s.id for s in world.notice.stations]
    assert "bureau_review" in walked
    for visit in queries.trail(dossier):
        kind = next(s for s in world.notice.stations if s.id == visit.station)
        by = world.seat(visit.organisation, Role(kind.seat))
        assert (visit.ruled_by_name, visit.ruled_by_organisation) == (by.name, visit.organisation.name)
        assert visit.due_at == world.notice.committees[dossier.committee].windows[kind.window]
    form = filling.review_form(dossiers.latest(dossier), world.notice, is_watermarked=False)
    assert (form.copies, form.title, form.rules[4].count("一式四份")) == (4, "河南省专业技术人员职称评审表", 1)
    paper = papers.paper("review_form", dossier, at=at(11, 20))
    assert missing(form, paper_content(paper)) == ()
    assert audit.broken() == ()


def test_the_route_follows_from_the_unit(world):
    routes = [
        [s.id for s in queries.route_of(world.handed_in(world.walker(u, senior=None)).dossier).stations[3:]]
        for u in (OTHER_SCHOOL, OTHER_BUILDER)
    ]
    assert routes == [
        ["department", "county_office", "bureau_review", "city_office", "committee_acceptance"],
        ["county_office", "bureau_review", "city_office", "committee_acceptance"],
    ]


def test_the_station_more_returns_once_gets_it_back_and_may_not_ask_again(world):
    walker = world.walker()
    letter = world.sent_back(walker, "bureau_review", "appointment_letter_no_seal")
    assert letter.visit.organisation.name == "砚水市教育局"
    world.corrected(walker, letter.sent_at + timedelta(days=1))
    again = world.at(walker, "bureau_review", letter.sent_at + timedelta(days=1, hours=2))
    walked = [v.station for v in queries.visits(walker.dossier)]
    assert walked[-3:] == ["unit_handler", "unit_principal", "bureau_review"]
    when, by = again.arrived_at + timedelta(hours=1), world.clerk(again)
    road.list_defects(world.city, again, ("summary_too_thin",), by, when)
    road.judge_all(world.city, again, by, when)
    with refused("told_once"):
        road.office.send_back(again, notice=world.notice, by=by, at=when)


def test_a_correction_lapses_at_the_deadline_of_the_station_more(world):
    walker = world.walker()
    letter = world.sent_back(walker, "bureau_review")
    assert letter.correct_by == at(11, 5, 0)
    assert clock.lapse(letter.correct_by - timedelta(seconds=1)) == ()
    assert clock.lapse(letter.correct_by) == (walker.dossier.number,)


def test_a_posting_stands_seven_working_days(world):
    visit = world.at(world.walker(), "unit_publicity")
    when, by = visit.arrived_at + timedelta(hours=1), world.clerk(visit)
    posted = employer.post_publicity(visit.organisation, [visit], place="公告栏", telephone="", posted_on=when.date(),
                                     notice=world.notice, by=by, at=when)  # fmt: skip
    photo = road.store(world.city, road.scans.posting(["名单"]), "p.jpg", by, when)
    employer.add_photo(posted, photo, "p.jpg", notice=world.notice, by=by, at=when)
    assert windows.publicity_days(world.notice) == 7
    free = road.at(windows.may_recommend_from(posted.posted_on, world.notice), 9)
    with refused("unit_publicity"):
        employer.close_publicity(posted, result=employer.NO_OBJECTION, objections="", notice=world.notice, by=by,
                                 at=free - timedelta(days=1))  # fmt: skip


def test_a_year_too_few_a_proof_too_few_and_a_second_too_late_are_refused_at_once(world):
    def a_year_late(made) -> None:
        made.said["title"]["appointed_on"] = date(2020, 1, 1)

    walker = world.walker(change=a_year_late)
    world.written(walker)
    for file in dossiers.attachments(walker.dossier):
        if file.slot == "continuing_education":
            road.dossier_actions.detach(file, notice=world.notice, by=walker.actor, at=at(9, 2))
    with refused("years_in_post", "everything_uploaded", "handed_in_in_time"):
        road.pledge_and_hand_in(world.city, walker, at(9, 20, 0))


def test_three_years_of_appraisals_are_asked_of_the_unit(world):
    visit = world.handed_in(world.walker())
    reviewed = facts.reviewed(visit, world.notice, at(9, 2))
    assert materials.appraisal_years(reviewed, world.notice) == (2022, 2023, 2024)


def test_its_pages_say_that_it_is_synthetic_and_show_its_own_city_and_windows(world, settings):
    settings.DEMO = False
    for name in ("public:home", "public:notice", "public:schedule", "public:guides"):
        page = Client().get(reverse(name)).content.decode()
        assert "合成通知，不是任何机关的文件" in page
        assert "砚水市职称评审管理服务平台" in page
        assert "许昌" not in page
    schedule = Client().get(reverse("public:schedule")).content.decode()
    assert "行业复核" in schedule
    assert "11月4日" in schedule
    assert "行业复核" in Client().get(reverse("public:guides")).content.decode()
