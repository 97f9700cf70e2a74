"""People of another city: letter, check by another person, limited account, the whole road (S4-01, S4-02, S4-10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from build import OCT_16, OCT_20, World, again, moment, world
from django.db import DatabaseError, IntegrityError, transaction
from refusing import refused

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import people
from zhicheng.accounts.actions.people import NewPerson
from zhicheng.dossier import facts as dossier_facts
from zhicheng.dossier import queries as dossiers
from zhicheng.ops import audit, road
from zhicheng.ops.road import PUYANG, PUYANG_OFFICE
from zhicheng.policy.finding import Says
from zhicheng.policy.judge import verdicts
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register
from zhicheng.register import queries as standing_book
from zhicheng.register.models import EntrustmentLetter, EntrustmentName
from zhicheng.stations import queries as stations

pytestmark = pytest.mark.django_db
OCT_17, OCT_18 = moment(10, 17), moment(10, 18)


@pytest.fixture(scope="module")
def built(stand):
    return stand(world)


@pytest.fixture
def city(built, db, settings):
    return again(built, settings).city


@pytest.fixture
def somebody(city):
    return road.entrusted_candidate(city)


def entered(city, *made, at=OCT_17, **other):
    letter, names = road.letter_for(city, made, date(2023, 10, 16), **other)
    return road.letter_in(city, letter, names, PUYANG_OFFICE[1], at)


def added(city, body, made, at=OCT_20):
    return road.add_walker(city, made, at, body)


def as_new(made):
    return NewPerson(made.name, "居民身份证", made.id_number, made.sex, made.born_on, phone="13800000000")


def test_a_letter_is_entered_and_agreed_to_by_two_people_and_stands_in_the_book(city, somebody):
    letter = entered(city, somebody)
    book = standing_book.entrustment_of("居民身份证", letter.names.get().id_index, 2023)
    assert (book.state, book.title, letter.names.get().name) == ("待审核", "工程师", somebody.name)
    road.agree(city, letter, OCT_18)
    book = standing_book.entrustment_of("居民身份证", letter.names.get().id_index, 2023)
    assert (book.state, book.checked_on) == ("同意", date(2023, 10, 18))


def test_no_number_and_no_name_lies_readable_in_the_book(city, somebody):
    letter = entered(city, somebody)
    raw = EntrustmentName.objects.filter(letter=letter).extra(select={"n": "id_number", "m": "name"}).values("n", "m")
    assert [(row["n"][:3], row["m"][:3]) for row in raw] == [("v1.", "v1.")]


def test_an_impossible_letter_is_refused_with_every_reason_at_once(city, somebody):
    letter, names = road.letter_for(
        city, [somebody], date(2023, 10, 16), region="140100", level="associate-senior", number=""
    )
    wrong = replace(names[0], id_number="411002198001011236", unit_nature="公司", title="高级工程师")
    with refused("entrustment_letter") as caught:
        road.letter_in(city, letter, [names[0], wrong, wrong], "91411000MA00000003", OCT_17)
    places = [r.place for r in caught.value.refusals]
    assert {"letter.region", "letter.level", "letter.number", "letter.issuer_uscc", "letter.names"} == set(places)
    assert any("不接受外省委托评审" in r.what for r in caught.value.refusals)
    assert EntrustmentLetter.objects.count() == 0


def test_whoever_entered_a_letter_does_not_check_it_and_only_a_reviewer_does(city, somebody):
    letter = entered(city, somebody)
    registrar = city.seat(city.office, Role.REGISTRAR)
    with refused("entrustment_letter") as caught:
        register.check_entrustment(letter, is_approved=True, notice=city.notice, by=registrar, at=OCT_18)
    assert len(caught.value.refusals) == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        EntrustmentLetter.objects.filter(pk=letter.pk).update(
            checked_at=OCT_18, is_approved=True, checked_by=letter.entered_by
        )


def test_a_refusal_says_every_reason_in_sentences_and_the_body_may_write_again(city, somebody):
    letter, by = entered(city, somebody), city.seat(city.office, Role.REVIEWER)
    with refused("reasons_are_sentences"):
        register.check_entrustment(letter, is_approved=False, notice=city.notice, by=by, at=OCT_18)
    with refused("entered_once"):
        entered(city, somebody)
    told = ("函上没有委托单位公章，请重新盖章。", "名单中的工作单位与所附证明不一致，请核对。")
    register.check_entrustment(letter, is_approved=False, reasons=told, notice=city.notice, by=by, at=OCT_18)
    again = entered(city, somebody, at=moment(10, 19))
    assert standing_book.entrustment_of("居民身份证", again.names.get().id_index, 2023).state == "待审核"
    assert EntrustmentLetter.objects.get(pk=letter.pk).reasons == list(told)


def test_the_database_refuses_to_change_a_checked_letter_or_to_add_a_name_to_it(city, somebody):
    letter = road.agree(city, entered(city, somebody), OCT_18)
    other = EntrustmentName.objects.get(letter=letter)
    for change in (
        lambda: EntrustmentLetter.objects.filter(pk=letter.pk).update(valid_until=date(2030, 1, 1)),
        lambda: EntrustmentLetter.objects.filter(pk=letter.pk)._raw_delete("default"),
        lambda: EntrustmentName.objects.filter(letter=letter).update(title="高级工程师"),
        lambda: EntrustmentName.objects.filter(letter=letter)._raw_delete("default"),
        lambda: EntrustmentName.objects.create(letter=letter, id_type="居民身份证", id_index="f" * 64, id_number="1",
                                               name=other.name, unit="x", unit_nature="民营企业", title="工程师"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError) as caught, transaction.atomic():
            change()
        assert "append-only" in str(caught.value) or "checked_letter_names_nobody_new" in str(caught.value)


def test_a_body_gets_its_account_only_once_a_letter_of_it_was_agreed_to(city, somebody):
    letter = entered(city, somebody)
    with refused("entrusted_in_advance"):
        road.add_body(city, letter, OCT_18)
    road.agree(city, letter, OCT_18)
    made = road.add_body(city, letter, OCT_18)
    assert (accounts.state_of(made), made.is_registered_in_city) == (accounts.ENABLED, False)


def test_the_body_adds_nobody_but_whom_its_letters_name(city, somebody):
    body = road.add_body(city, road.agree(city, entered(city, somebody), OCT_17), OCT_18)
    stranger = road.entrusted_candidate(city)
    said = {
        "tenure": "企业员工",
        "identity": "企业专业技术人员",
        "employed_on": date(2018, 1, 1),
        "initial_password": None,
    }
    with refused("entrusted_in_advance"):
        people.add_applicant(body, as_new(stranger), **said, is_card_confirmed=True, notice=city.notice,
                             by=city.seat(body, Role.ADMINISTRATOR), at=OCT_20)  # fmt: skip
    walker = added(city, body, somebody)
    assert accounts.employment_of(walker.person).works_at == PUYANG.name


def test_the_body_adds_nobody_when_the_letter_has_run_out(city, somebody):
    letter = road.agree(city, entered(city, somebody, valid_until=date(2023, 10, 19)), OCT_18)
    body = road.add_body(city, letter, OCT_18)
    with refused("entrustment_letter"):
        added(city, body, somebody, OCT_20)


def test_an_entrusted_person_walks_the_whole_road_by_the_bodys_seats_the_city_and_the_committee(city, somebody):
    letter = road.agree(city, entered(city, somebody), OCT_17)
    made = World(city)
    walker = added(city, road.add_body(city, letter, OCT_18), somebody)
    dossier = made.written(walker, OCT_20)
    known, _ = dossier_facts.drafted(dossier, on=OCT_20.date())
    assert (known.dossier.employer.name, known.entrustment.number) == (PUYANG.name, letter.number)
    of_letters = ("employer_in_city", "entrustment_letter", "entrusted_in_advance", "uniform_conditions")
    assert [verdicts(known, city.notice)[rule] for rule in of_letters] == [Says.MET] * 4
    made.finished(walker, OCT_20)
    assert [v.station for v in stations.visits(walker.dossier)] == [
        "unit_handler", "unit_publicity", "unit_principal", "city_office", "committee_acceptance",
    ]  # fmt: skip
    sealed = dossiers.said(dossiers.latest(walker.dossier))
    assert (sealed.application.manner, sealed.employer.region) == ("委托", "410900")
    assert audit.broken() == ()


def test_without_a_letter_a_dossier_of_entrusted_review_is_not_handed_in(city):
    made = World(city)
    walker = made.walker(senior=False, at=OCT_16, change=lambda c: c.said["application"].update({"manner": "委托"}))
    made.written(walker)
    with refused("entrustment_letter", "entrusted_in_advance"):
        made.handed_in(walker)
