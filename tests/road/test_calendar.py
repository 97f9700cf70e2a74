"""A calendar changed after publication: two people, history kept, the dates carried; offices' own earlier dates."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from build import OCT_20, World, moment, world
from django.db import DatabaseError, transaction
from refusing import refused

from zhicheng.accounts.actions import approvals
from zhicheng.accounts.models import Approval
from zhicheng.dossier import queries as dossiers
from zhicheng.ledger.models import Entry
from zhicheng.ops import road
from zhicheng.ops.audit import broken
from zhicheng.policy.load import load
from zhicheng.policy.seats import Role
from zhicheng.stations import facts, queries
from zhicheng.stations.actions import calendar, clock
from zhicheng.stations.actions.calendar import plan
from zhicheng.stations.models import ScheduleChange
from zhicheng.stations.rail import rail_of
from zhicheng.year import shelf

pytestmark = pytest.mark.django_db

NOTICES = Path(__file__).parents[2] / "notices"
COUNTY = "建安区职称改革领导小组办公室"
NOV_24, NOV_28, DEC_1 = moment(11, 25, 0), moment(11, 29, 0), moment(12, 2, 0)  # the first instant after the day


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """The year's folder, in a copy that a test may change."""
    shutil.copytree(NOTICES, tmp_path / "notices")
    settings.NOTICES = tmp_path / "notices"
    return tmp_path / "notices" / "2023-xuchang"


@pytest.fixture
def town(folder) -> World:
    return world()


def move(folder: Path, before: str = "county = 2023-11-24", after: str = "county = 2023-11-28") -> None:
    file = folder / "calendar.toml"
    file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")


def says_of(visit, law) -> dict[str, str]:
    """The verdict of every rule on a visit's revision."""
    return {f.rule: f.says.value for f in facts.doubts(visit, law, OCT_20)}


def proposed(town: World, reason: str = "县级审核量大，延长四天") -> Approval:
    clerk = town.seat(road.CITY_OFFICE, Role.REVIEWER)
    city = town.organisation(road.CITY_OFFICE)
    return calendar.propose_reopening(town.year, reason=reason, city=city, by=clerk, at=OCT_20)


def in_force(town: World) -> None:
    """The change is proposed, granted by a second person, and put in force."""
    asked = proposed(town)
    approvals.decide(asked, is_granted=True, opinion="同意", by=town.seat(road.CITY_OFFICE, Role.SUPERIOR), at=OCT_20)
    asked.refresh_from_db()
    calendar.reopen_year(town.year, asked, by=town.seat(road.CITY_OFFICE, Role.REVIEWER), at=OCT_20)
    town.year.refresh_from_db()


def test_a_changed_folder_is_put_in_force_by_two_people_and_not_by_one(town, folder):
    move(folder)
    asked = proposed(town)
    with refused("approval_by_two"):
        calendar.reopen_year(town.year, asked, by=town.seat(road.CITY_OFFICE, Role.REVIEWER), at=OCT_20)
    with refused("approval_by_two"):
        approvals.decide(asked, is_granted=True, opinion="", by=town.seat(road.CITY_OFFICE, Role.REVIEWER), at=OCT_20)
    assert shelf.notice_of(town.year).committees["teacher-senior"].windows["county"] == NOV_24


def test_nobody_but_the_citys_office_proposes_or_puts_in_force(town, folder):
    move(folder)
    with refused(calendar.REOPENING):
        calendar.propose_reopening(
            town.year, reason="想延长", city=town.organisation(road.CITY_OFFICE), by=town.seat(COUNTY, Role.REVIEWER),
            at=OCT_20,
        )  # fmt: skip


def test_what_was_granted_is_exactly_what_takes_force(town, folder):
    move(folder)
    asked = proposed(town)
    approvals.decide(asked, is_granted=True, opinion="同意", by=town.seat(road.CITY_OFFICE, Role.SUPERIOR), at=OCT_20)
    asked.refresh_from_db()
    move(folder, "city = 2023-12-01", "city = 2023-12-04")
    with refused("notice_unchanged"):
        calendar.reopen_year(town.year, asked, by=town.seat(road.CITY_OFFICE, Role.REVIEWER), at=OCT_20)


def test_a_moved_date_is_history_that_the_database_keeps_and_an_open_visit_gets_it(town, folder):
    walker = town.walker()
    visit = town.at(walker, "county_office")
    assert visit.due_at == NOV_24
    move(folder)
    in_force(town)
    assert town.open_visit(walker).due_at == NOV_28
    assert rail_of(walker.dossier, shelf.notice_of(town.year), OCT_20).due == NOV_28
    changes = queries.schedule_changes(town.year, "teacher-senior")
    assert [(c.window, c.before, c.after, c.reason) for c in changes] == [
        ("county", NOV_24, NOV_28, "县级审核量大，延长四天")
    ]
    assert changes[0].words == "县（市、区）职改办审核截止由2023年11月24日 24:00改为2023年11月28日 24:00"
    moved = Entry.objects.get(event="DeadlineMoved")
    assert (moved.subject, moved.content["before"], moved.content["after"]) == (
        walker.dossier.number, NOV_24.isoformat(), NOV_28.isoformat(),
    )  # fmt: skip
    for change in (lambda: changes[0].delete(), lambda: ScheduleChange.objects.update(reason="改写")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert broken() == ()


def test_a_correction_under_way_gets_the_new_time_and_lapses_only_after_it(town, folder):
    walker = town.walker()
    town.sent_back(walker, "county_office")
    assert dossiers.reopening(walker.dossier).closes_at == NOV_24
    move(folder)
    in_force(town)
    assert dossiers.reopening(walker.dossier).closes_at == NOV_28
    assert clock.lapse(NOV_24) == ()
    assert clock.lapse(NOV_28 - timedelta(seconds=1)) == ()
    assert clock.lapse(NOV_28) == (walker.dossier.number,)
    assert broken() == ()


def test_a_filed_dossier_gives_the_same_verdict_after_the_notice_has_changed(town, folder):
    walker = town.walker()
    visit = town.at(walker, "county_office")
    law = shelf.notice_of(town.year)
    before = says_of(visit, law)
    file = folder / "notice.toml"
    stricter = file.read_text("utf-8").replace("params = { months = 6,", "params = { months = 1200,")
    file.write_text(stricter.replace("extra_years = 0", "extra_years = 40"), "utf-8")
    in_force(town)
    assert shelf.notice_of(town.year).hash == load(folder).hash != law.hash
    after = says_of(town.open_visit(walker), shelf.notice_of(town.year))
    assert after == before
    later = town.walker()
    town.city.notice = shelf.notice_of(town.year)
    town.written(later)
    with refused("months_with_employer", "years_in_post"):
        town.handed_in(later)


def test_an_office_plans_an_earlier_date_within_the_citys_and_no_later_one(town):
    county, clerk = town.organisation(COUNTY), town.seat(COUNTY, Role.REVIEWER)
    set_ = plan(county, town.year, "county", moment(11, 21, 0), by=clerk, at=OCT_20)
    assert set_.closes_at == moment(11, 21, 0)
    with refused("offices_plan") as no:
        plan(county, town.year, "county", NOV_28, by=clerk, at=OCT_20)
    assert no.value.refusals[0].what == "内部时限11月28日 24:00晚于市里的11月24日 24:00"
    with refused("offices_plan"):
        plan(county, town.year, "city", moment(11, 21, 0), by=clerk, at=OCT_20)
    with refused("offices_plan"):
        plan(county, town.year, "county", OCT_20, by=clerk, at=OCT_20)
    assert list(queries.plans_of(county, town.year)) == ["county"]
    assert plan(county, town.year, "county", None, by=clerk, at=OCT_20) is None
    assert queries.plans_of(county, town.year) == {}
    assert [e.event for e in Entry.objects.filter(event__startswith="Plan")] == ["PlanSet", "PlanTaken"]


def test_an_offices_own_date_changes_no_right_of_an_applicant(town):
    walker = town.walker()
    plan(town.organisation(COUNTY), town.year, "county", moment(11, 1, 0), by=town.seat(COUNTY, Role.REVIEWER),
         at=OCT_20)  # fmt: skip
    assert town.at(walker, "county_office").due_at == NOV_24
