"""One person one account, added by the administrator of a verified unit (S2.2, S2.3-02 to S2.3-04)."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from accounts.town import NOW, Town, blob, citizen, citizen_number, refused
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import connection
from django.http import HttpRequest

from zhicheng.accounts import keys, queries
from zhicheng.accounts.actions import organisations, people
from zhicheng.accounts.models import Account, Employment, Person
from zhicheng.ledger.actor import CLOCK, INSTALLER
from zhicheng.ledger.models import Entry
from zhicheng.policy.seats import Role
from zhicheng.register.actions import enter_breach, enter_green_channel
from zhicheng.vault import cipher

OWN = "青山在心1985不改"


def test_until_verified_a_unit_adds_nobody(town: Town) -> None:
    unit = town.company()
    administrator = town.seat(unit, Role.ADMINISTRATOR)
    with refused("unit_verified_first"):
        town.add(unit, administrator, citizen(1))
    town.submitted(unit, administrator)
    with refused("unit_verified_first"):
        town.add(unit, administrator, citizen(1))
    assert not Employment.objects.exists()


def test_a_disabled_unit_adds_nobody(town: Town) -> None:
    unit, administrator = town.verified()
    organisations.disable_organisation(unit, reason="单位注销", by=town.county_registrar, at=NOW)
    with refused("unit_disabled"):
        town.add(unit, administrator, citizen(1))


def test_an_applicant_has_person_key_account_and_employment(town: Town) -> None:
    unit, administrator = town.verified()
    employment = town.add(unit, administrator, citizen(1))
    person = employment.person
    assert (person.name_sort, len(keys.key_of(person))) == ("lu zhi wei", 32)
    assert person.account.login_index == queries.login_index(person.id_number)
    assert person.account.password_expires_at == NOW + timedelta(days=settings.INITIAL_PASSWORD_DAYS)
    assert queries.employment_of(person) == employment
    assert queries.actor_of(person.account, None).words == f"{unit.name} 申报人"


def test_neither_name_nor_number_reaches_the_ledger(town: Town) -> None:
    unit, administrator = town.verified()
    person = town.add(unit, administrator, citizen(1)).person
    lines = str(list(Entry.objects.values_list("content", "subject")))
    assert person.id_number not in lines
    assert person.name not in lines


def test_the_number_lies_unreadable_in_the_table(town: Town) -> None:
    unit, administrator = town.verified()
    person = town.add(unit, administrator, citizen(1)).person
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone FROM accounts_person WHERE id = %s", [person.pk])
        kept = cursor.fetchone()
    assert person.id_number not in str(kept)
    assert person.phone not in str(kept)


def test_only_the_units_own_administrator_adds(town: Town) -> None:
    unit, _ = town.verified()
    _, stranger = town.verified()
    for by in (stranger, town.county_registrar, town.seat(unit, Role.HANDLER)):
        with refused("by_administrator"):
            town.add(unit, by, citizen(1))


def test_every_reason_is_told_at_once(town: Town) -> None:
    unit, administrator = town.verified(nature="市外单位驻许分支机构")
    bad = citizen(1, name=" ", id_number=citizen_number(date(1985, 3, 8), 2), id_expires_on=date(2023, 8, 31))
    with refused("unit_fields", "person_admitted", "social_card_confirmed", "green_channel_approved") as reasons:
        town.add(
            unit,
            administrator,
            bad,
            is_card_confirmed=False,
            tenure="",
            employed_on=date(2024, 1, 1),
            green_channel="无",
        )
    assert {r.place for r in reasons} == {
        "basics.name",
        "basics.born_on",
        "basics.sex",
        "basics.id_expires_on",
        "basics.card_confirmed",
        "basics.tenure",
        "basics.employed_on",
        "basics.green_channel",
    }
    assert not Person.objects.filter(id_type="居民身份证", born_on=date(1985, 3, 8)).exists()


def test_a_wrong_check_character_is_refused(town: Town) -> None:
    unit, administrator = town.verified()
    number = citizen(1).id_number
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    with refused("person_admitted") as reasons:
        town.add(unit, administrator, citizen(1, id_number=wrong))
    assert [r.place for r in reasons] == ["basics.id_number"]


def test_a_passport_is_no_document_for_a_mainlander(town: Town) -> None:
    unit, administrator = town.verified()
    with refused("person_admitted"):
        town.add(unit, administrator, citizen(1, id_type="护照", id_number="E12345678"))


def test_people_from_hong_kong_are_added_with_their_permit(town: Town) -> None:
    unit, administrator = town.verified()
    new = citizen(1, id_type="港澳居民来往内地通行证", id_number="h12345678", origin="中国香港")
    assert town.add(unit, administrator, new).person.id_number == "H12345678"


@pytest.mark.parametrize(("tenure", "fits"), [("人事代理", True), ("其他", True), ("在编", True), ("企业员工", False)])
def test_the_unestablished_of_a_public_institution(town: Town, tenure: str, fits: bool) -> None:
    school = town.unit(nature="事业单位")
    administrator = town.seat(school, Role.ADMINISTRATOR)
    organisations.verify_organisation(town.submitted(school, administrator), by=town.registrar, at=NOW)
    if fits:
        assert town.add(school, administrator, citizen(1), tenure=tenure).tenure == tenure
        return
    with refused("tenure_of_unestablished"):
        town.add(school, administrator, citizen(1), tenure=tenure)


def test_no_account_before_the_social_security_card_is_confirmed(town: Town) -> None:
    unit, administrator = town.verified()
    with refused("social_card_confirmed"):
        town.add(unit, administrator, citizen(1), is_card_confirmed=False)
    held = town.add(unit, administrator, citizen(1))
    assert (held.card_confirmed_by, held.card_confirmed_at) == (administrator.name, NOW)


def _approve(new: people.NewPerson, number: str = "豫人社职〔2023〕7号") -> str:
    enter_green_channel(
        number,
        "许昌市人力资源和社会保障局",
        "不受结构比例限制",
        date(2023, 5, 1),
        blob(),
        [(new.id_type, new.id_number, new.name)],
        by=INSTALLER,
        at=NOW,
    )
    return number


def test_the_green_channel_only_with_an_approval_that_names_this_person(town: Town) -> None:
    unit, administrator = town.verified()
    number = _approve(citizen(1))
    with refused("green_channel_approved"):
        town.add(unit, administrator, citizen(3), green_channel=number)
    with refused("green_channel_approved"):
        town.add(unit, administrator, citizen(1), green_channel="豫人社职〔2023〕8号")
    held = town.add(unit, administrator, citizen(1), green_channel=number)
    assert held.green_channel == number
    assert people.correct_applicant(
        held, green_channel="", notice=town.notice, by=town.county_registrar, at=NOW
    ).green_channel == ""  # fmt: skip


def test_whoever_is_barred_gets_no_account_until_the_term_has_run_out(town: Town) -> None:
    unit, administrator = town.verified()
    new = citizen(1)
    enter_breach(
        id_type=new.id_type,
        id_number=new.id_number,
        ground="学术造假",
        document_number="许人社〔2022〕1号",
        decided_on=date(2022, 1, 1),
        begins_on=date(2022, 1, 1),
        ends_on=date(2023, 9, 1),
        by=INSTALLER,
        at=NOW,
    )
    with refused("no_bar"):
        town.add(unit, administrator, new)
    town.at = town.later(days=1)
    assert town.add(unit, administrator, new).person.name == new.name


def test_a_person_is_at_one_unit_and_the_other_is_not_named(town: Town) -> None:
    first, first_administrator = town.verified()
    second, second_administrator = town.verified()
    held = town.add(first, first_administrator, citizen(1))
    with refused("one_person_one_account") as reasons:
        town.add(second, second_administrator, citizen(1))
    assert first.name not in "".join(f"{r.what}{r.mend}" for r in reasons)
    with refused("by_administrator"):
        people.release_applicant(held, by=second_administrator, at=NOW)
    people.release_applicant(held, by=first_administrator, at=NOW)
    again = town.add(second, second_administrator, citizen(1))
    assert (again.person, Account.objects.filter(person=held.person).count()) == (held.person, 1)


def test_the_same_number_under_another_name_is_refused(town: Town) -> None:
    unit, administrator = town.verified()
    held = town.add(unit, administrator, citizen(1))
    people.release_applicant(held, by=administrator, at=NOW)
    with refused("one_person_one_account"):
        town.add(unit, administrator, citizen(1, name="别人"))


def test_registering_the_same_identity_gives_the_same_person(town: Town) -> None:
    new = citizen(1)
    spaced = people.NewPerson(**(asdict(new) | {"id_number": f" {new.id_number} "}))
    first = people.register_person(new, notice=town.notice, by=town.registrar, at=NOW)
    assert people.register_person(spaced, notice=town.notice, by=town.registrar, at=NOW) == first


def test_what_the_unit_said_of_a_person_is_mended_by_the_unit(town: Town) -> None:
    unit, administrator = town.verified()
    held = town.add(unit, administrator, citizen(1))
    mended = people.correct_applicant(
        held, identity="工人", employed_on=date(2021, 1, 1), notice=town.notice, by=administrator, at=NOW
    )
    assert (mended.identity, mended.employed_on) == ("工人", date(2021, 1, 1))
    with refused("by_administrator"):
        people.correct_applicant(held, identity="工人", notice=town.notice, by=town.seat(unit, Role.HANDLER), at=NOW)


def test_people_are_found_by_name_by_sound_and_by_number_in_one_query(town: Town, django_assert_num_queries) -> None:
    unit, administrator = town.verified()
    town.add(unit, administrator, citizen(1, name="周知微"))
    town.add(unit, administrator, citizen(3, name="安然"))
    with django_assert_num_queries(1):
        assert [row.person.name for row in queries.people_of(unit)] == ["安然", "周知微"]
    for said in ("周", "zhou", citizen(1).id_number):
        assert [row.person.name for row in queries.people_of(unit, said)] == ["周知微"]


# Passwords


def _log_in(person: Person, password: str, at=NOW) -> tuple[Account | None, str]:
    request = HttpRequest()
    request.at = at
    account = authenticate(request, login_index=queries.login_index(person.id_number), password=password)
    reason = getattr(request, "why_not", None)
    return account, reason.rule if reason else ""


INITIAL = "abcd-efgh-jkmn-pqrs"


def test_initial_password_expires(town: Town) -> None:
    unit, administrator = town.verified()
    person = town.add(unit, administrator, citizen(1), initial_password=INITIAL).person
    end = NOW + timedelta(days=settings.INITIAL_PASSWORD_DAYS)
    assert _log_in(person, INITIAL, end - timedelta(seconds=1)) == (person.account, "")
    assert _log_in(person, INITIAL, end) == (None, "initial_password_expires")


def test_a_wrong_password_an_unknown_number_and_no_password_look_the_same(town: Town) -> None:
    unit, administrator = town.verified()
    known = town.add(unit, administrator, citizen(1), initial_password=INITIAL).person
    without = town.add(unit, administrator, citizen(3), initial_password=None).person
    unknown = Person(id_number=citizen(5).id_number)
    assert [_log_in(p, "wrong") for p in (known, without, unknown)] == [(None, "")] * 3


def test_the_first_password_is_changed_to_ones_own(town: Town) -> None:
    unit, administrator = town.verified()
    person = town.add(unit, administrator, citizen(1), initial_password=INITIAL).person
    account, own = person.account, queries.actor_of(person.account, None)
    assert queries.must_change_password(account)
    people.change_password(account, INITIAL, OWN, by=own, at=NOW)
    assert (queries.must_change_password(account), account.password_expires_at) == (False, None)
    assert _log_in(person, OWN, NOW + timedelta(days=400)) == (account, "")


def test_what_is_wrong_with_a_new_password_is_told_at_once(town: Town) -> None:
    unit, administrator = town.verified()
    person = town.add(unit, administrator, citizen(1), initial_password=INITIAL).person
    account, own = person.account, queries.actor_of(person.account, None)
    for old, new, places in (
        ("wrong", "12345678", ["old", "new", "new", "new"]),
        (INITIAL, INITIAL, ["new"]),
        (INITIAL, person.id_number.lower(), None),
    ):
        with refused("password") as reasons:
            people.change_password(account, old, new, by=own, at=NOW)
        assert places is None or [r.place for r in reasons] == places
    with refused("password"):
        people.change_password(account, INITIAL, OWN, by=administrator, at=NOW)


def test_an_administrator_resets_applicants_and_no_seat(town: Town) -> None:
    unit, administrator = town.verified()
    person = town.add(unit, administrator, citizen(1), initial_password=None).person
    people.reset_password(person.account, initial_password=INITIAL, by=administrator, at=NOW)
    assert _log_in(person, INITIAL)[0] == person.account
    town.seat(unit, Role.PRINCIPAL, person=person)
    with refused("managed_by_creator"):
        people.reset_password(person.account, initial_password=INITIAL, by=administrator, at=NOW)
    people.reset_password(person.account, initial_password=INITIAL, by=town.county_registrar, at=NOW)


def test_a_county_resets_nobody_of_the_citys_and_nobody_resets_oneself(town: Town) -> None:
    city = Account.objects.get(pk=town.registrar.account)
    for by in (town.county_registrar, town.registrar):
        with refused("managed_by_creator"):
            people.reset_password(city, initial_password=INITIAL, by=by, at=NOW)


def test_a_locked_account_does_not_log_in(town: Town) -> None:
    unit, administrator = town.verified()
    person = town.add(unit, administrator, citizen(1), initial_password=INITIAL).person
    Account.objects.filter(person=person).update(locked_at=NOW)
    assert _log_in(person, INITIAL) == (None, "account_locked")


def test_a_disabled_units_people_do_not_log_in_unless_they_sit_elsewhere(town: Town) -> None:
    unit, administrator = town.verified()
    only = town.add(unit, administrator, citizen(1), initial_password=INITIAL).person
    both = town.add(unit, administrator, citizen(3), initial_password=INITIAL).person
    town.seat(town.county, Role.REVIEWER, person=both)
    organisations.disable_organisation(unit, reason="单位注销", by=town.county_registrar, at=NOW)
    assert _log_in(only, INITIAL) == (None, "unit_disabled")
    assert _log_in(both, INITIAL) == (both.account, "")


def test_an_initial_password_can_be_read_aloud() -> None:
    said = {people.initial_password(random.Random(seed)) for seed in range(200)}
    assert len(said) == 200
    assert all(len(word) == 19 and not set("0Oo1lIi") & set(word) for word in said)


# Keys


def test_a_destroyed_key_opens_nothing_and_leaves_the_rest(town: Town) -> None:
    unit, administrator = town.verified()
    person = town.add(unit, administrator, citizen(1)).person
    with refused("managed_by_creator"):
        people.destroy_key(person, by=town.registrar, at=NOW)
    people.destroy_key(person, by=town.seat(town.city, Role.SUPERIOR), at=NOW)
    with pytest.raises(cipher.Unreadable):
        keys.key_of(person)
    assert Person.objects.get(pk=person.pk).name == "陆知微"
    with refused("key_destroyed"):
        people.destroy_key(person, by=CLOCK, at=NOW)
