"""Stamped forms handed over against the seal; offices reminded of their deadlines, their superiors of lateness."""

from __future__ import annotations

from datetime import timedelta

import pytest
from build import OCT_16, World, again, moment, world
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from refusing import refused
from web.conftest import client_for

from zhicheng.accounts.models import Organisation
from zhicheng.documents import page_code
from zhicheng.dossier import queries as dossiers
from zhicheng.ledger.models import Entry
from zhicheng.ops import road, work
from zhicheng.policy.seats import Role
from zhicheng.stations import pace, paper
from zhicheng.stations.actions.clock import remind
from zhicheng.stations.actions.paper import receive_paper
from zhicheng.stations.models import PaperReceipt, Reminder

pytestmark = pytest.mark.django_db

DEC_11 = moment(12, 11)
DUE = moment(11, 25, 0)  # the county's: the first instant after 24 November
COUNTY = "建安区职称改革领导小组办公室"


@pytest.fixture(scope="module")
def built(stand):
    return stand(world)


@pytest.fixture
def town(built, db, settings) -> World:
    return again(built, settings)


def receive(town: World, dossier, **changed):
    """The committee's office takes three copies of the current revision, unless told otherwise."""
    said = {"digest": dossiers.latest(dossier).digest, "copies": 3, "delivered_by": "李明"} | changed
    by = town.seat("许昌市教育局", Role.REVIEWER)
    return receive_paper(dossier, notice=town.notice, by=by, at=DEC_11, **said)


# ───── paper ─────


def test_the_stamped_forms_of_an_accepted_dossier_are_received_once_with_copies_person_and_day(town):
    dossier = town.finished(town.walker())
    made = receive(town, dossier)
    assert (made.copies, made.delivered_by, made.received_at, made.revision) == (
        3, "李明", DEC_11, dossiers.latest(dossier),
    )  # fmt: skip
    assert made.received_by == town.seat("许昌市教育局", Role.REVIEWER).name
    assert Entry.objects.get(event="PaperReceived").subject == dossier.number
    with refused("paper_delivery"):
        receive(town, dossier)
    for change in (lambda: made.delete(), lambda: PaperReceipt.objects.update(copies=1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_form_of_another_revision_too_few_copies_and_no_name_are_told_at_once(town):
    dossier = town.finished(town.walker())
    with refused("true_and_complete", "printed_after_all_passed", "paper_delivery"):
        receive(town, dossier, digest="0" * 16, copies=2, delivered_by=" ")
    assert PaperReceipt.objects.count() == 0


def test_no_form_is_received_before_every_level_has_approved(town):
    walker = town.walker()
    town.at(walker, "county_office")
    with refused("printed_after_all_passed"):
        receive(town, walker.dossier)


def test_a_scanned_code_is_enough_and_another_office_finds_no_such_dossier(town, clock):
    clock(DEC_11)
    dossier = town.finished(town.walker())
    revision = dossiers.latest(dossier)
    code = page_code.code(dossier.number, revision.ordinal, revision.digest, 3)
    said = {"code": page_code.address("http://127.0.0.1:8000", code), "copies": "3", "delivered_by": "李明"}
    page = reverse("office:receipts")
    elsewhere = client_for(town.seat("许昌市农业农村局", Role.REVIEWER)).post(page, said)
    assert "没有这份由本部门受理的申报材料" in elsewhere.content.decode()
    office = client_for(town.seat("许昌市教育局", Role.REVIEWER))
    assert office.post(page, said | {"code": "x" * 16, "number": dossier.number}).status_code == 200
    assert PaperReceipt.objects.count() == 0
    assert office.post(page, said).status_code == 302
    assert paper.receipt_of(dossier).copies == 3
    assert dossier.number in office.get(page).content.decode()
    applicant = client_for(town.walkers[dossier.person.name].actor)
    assert "由许昌市教育局" in applicant.get(reverse("applicant:home")).content.decode()


# ───── pace ─────


def test_an_office_is_reminded_at_each_distance_once_and_its_superior_of_lateness(town):
    town.at(town.walker(), "county_office")
    county, city = town.organisation(COUNTY), town.organisation(road.CITY_OFFICE)
    day = moment(11, 14)
    while day < DUE + timedelta(days=3):
        remind(town.year, town.notice, day)
        assert remind(town.year, town.notice, day) == 0
        day += timedelta(hours=8)
    told = Reminder.objects.order_by("reminded_at")
    assert [(r.organisation, r.days, r.waiting, r.escalated_to) for r in told] == [
        (county, 7, 1, None), (county, 3, 1, None), (county, 1, 1, None), (county, 0, 1, city),
    ]  # fmt: skip
    assert [r.days for r in pace.reminders(town.year, city)] == [0]
    assert Entry.objects.filter(event="Reminded").count() == 4


def test_an_offices_lateness_ends_nothing_and_is_counted_by_office_and_by_reviewer(town):
    walker = town.walker()
    visit = town.at(walker, "county_office")
    county = town.organisation(COUNTY)
    late = DUE + timedelta(days=2)
    work.once(late)
    row = next(r for r in pace.pace_by_office(town.year, late, county) if r.name == COUNTY)
    assert (row.waiting, row.late, row.ruled, row.ruled_late) == (1, 1, 0, 0)
    town.pass_one(visit, late)
    assert town.open_visit(walker).station == "city_office"
    assert [(r.name, r.ruled, r.ruled_late) for r in pace.pace_by_reviewer(town.year, county)] == [
        (town.seat(COUNTY, Role.REVIEWER).name, 1, 1)
    ]


def test_an_office_sees_itself_and_those_below_it_and_the_city_sees_all(town):
    town.finished(town.walker())
    county, city = town.organisation(COUNTY), town.organisation(road.CITY_OFFICE)
    below = {o.name for o in Organisation.objects.filter(manager=county)} | {COUNTY}
    assert {r.name for r in pace.pace_by_office(town.year, DEC_11, county)} <= below
    everybody = {r.name for r in pace.pace_by_office(town.year, DEC_11, city)}
    assert {"建安区示例中学", "建安区教育局", COUNTY, road.CITY_OFFICE, "许昌市教育局"} == everybody


def test_a_reminder_before_the_deadline_is_not_escalated_and_none_is_doubled(town):
    town.at(town.walker(), "county_office")
    county, city = town.organisation(COUNTY), town.organisation(road.CITY_OFFICE)
    said = {"year": town.year, "organisation": county, "due_at": DUE, "waiting": 1, "reminded_at": OCT_16}
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(days=3, escalated_to=city, **said)
    Reminder.objects.create(days=3, **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(days=3, **said)
