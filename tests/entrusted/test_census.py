"""The census of the series that the city may not review: who counts, until when, what the city sees (S4-05)."""

from __future__ import annotations

import pytest
from build import World, again, moment, world
from django.db import DatabaseError, transaction
from refusing import refused

from zhicheng.entrustment import actions, queries
from zhicheng.entrustment.models import CensusLine, CensusReport
from zhicheng.ops import audit, road
from zhicheng.policy.entrustment import Reported
from zhicheng.policy.seats import Role

pytestmark = pytest.mark.django_db
OCT_18, OCT_20_LAST, OCT_21 = moment(10, 18), moment(10, 20, 23, 59), moment(10, 21, 0)
COUNTY, DEPARTMENT, COUNTY_DEPARTMENT = "建安区职称改革领导小组办公室", "许昌市教育局", "建安区教育局"
LAWYERS = Reported("legal-services", "legal-services-lawyer", "intermediate", 12)
LIBRARIANS = Reported("library", "library", "intermediate", 3, "含县图书馆")


@pytest.fixture(scope="module")
def built(stand):
    return stand(world)


@pytest.fixture
def made(built, db, settings) -> World:
    return again(built, settings)


def reported(made, name, *rows, at=OCT_18):
    office = made.organisation(name)
    return actions.report_census(office, rows, contact="示例联系人", telephone="0374-0000000", year=made.year,
                                 notice=made.notice, by=made.seat(office, Role.REVIEWER), at=at)  # fmt: skip


def test_the_city_sees_the_sums_and_who_has_not_reported(made):
    reported(made, COUNTY, LAWYERS, LIBRARIANS)
    reported(made, DEPARTMENT, LIBRARIANS)
    reported(made, "鄢陵县职称改革领导小组办公室")
    summed = queries.census(made.year, made.notice)
    assert summed.totals == {("legal-services", "legal-services-lawyer", "intermediate"): 12,
                             ("library", "library", "intermediate"): 6}  # fmt: skip
    missing = {r.organisation.name for r in summed.missing}
    assert {"魏都区职称改革领导小组办公室", "许昌市卫生健康委员会"} <= missing
    assert not missing & {COUNTY, DEPARTMENT, "鄢陵县职称改革领导小组办公室", COUNTY_DEPARTMENT, road.CITY_OFFICE}
    assert audit.broken() == ()


def test_the_twentieth_counts_to_its_end_and_what_comes_later_is_counted_as_late(made):
    reported(made, COUNTY, LAWYERS, at=OCT_20_LAST)
    reported(made, DEPARTMENT, LIBRARIANS, at=OCT_21)
    summed = queries.census(made.year, made.notice)
    assert [r.organisation.name for r in summed.late] == [DEPARTMENT]
    assert summed.people == 15


def test_the_last_report_counts_and_a_later_correction_is_not_late_reporting(made):
    reported(made, COUNTY, LAWYERS)
    reported(made, COUNTY, LIBRARIANS, at=OCT_21)
    summed = queries.census(made.year, made.notice)
    assert (summed.people, summed.late, CensusReport.objects.count()) == (3, [], 2)


def test_who_does_not_count_people_cannot_report(made):
    with refused("census"):
        reported(made, COUNTY_DEPARTMENT, LAWYERS)
    office, other = made.organisation(COUNTY), made.seat(DEPARTMENT, Role.REVIEWER)
    with refused("census"):
        actions.report_census(office, [LAWYERS], contact="某", telephone="1", year=made.year, notice=made.notice,
                              by=other, at=OCT_18)  # fmt: skip


def test_everything_wrong_is_told_at_once_and_nothing_is_kept(made):
    office, nothing = made.organisation(COUNTY), Reported("engineering", "", "", 0)
    with refused("census") as caught:
        actions.report_census(office, [LAWYERS, LAWYERS, nothing], contact="", telephone="",
                              year=made.year, notice=made.notice, by=made.seat(office, Role.REVIEWER),
                              at=OCT_18)  # fmt: skip
    assert len(caught.value.refusals) == 6
    assert CensusReport.objects.count() == 0


def test_a_report_cannot_be_changed(made):
    report = reported(made, COUNTY, LAWYERS)
    for change in (
        lambda: CensusLine.objects.filter(report=report).update(people=99),
        lambda: CensusReport.objects.filter(pk=report.pk).update(reported_at=OCT_18),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_the_summary_takes_as_many_queries_for_three_reports_as_for_one(made, django_assert_num_queries):
    reported(made, COUNTY, LAWYERS)
    with django_assert_num_queries(3):
        queries.census(made.year, made.notice)
    reported(made, DEPARTMENT, LIBRARIANS)
    reported(made, "鄢陵县职称改革领导小组办公室", LAWYERS)
    with django_assert_num_queries(3):
        queries.census(made.year, made.notice)
