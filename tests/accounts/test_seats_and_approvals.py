"""席位 and 两人审批: two hands are two people, and a second word is a second person's, once."""

from __future__ import annotations

import pytest
from accounts.town import NOW, Town, citizen, refused, seat_of
from django.db import IntegrityError, transaction
from django.http import Http404

from zhicheng.accounts import access, queries
from zhicheng.accounts.actions import approvals, organisations, people, seats
from zhicheng.accounts.invariants import broken
from zhicheng.accounts.models import Approval, Organisation, Person, Seat
from zhicheng.ledger.actor import Actor
from zhicheng.policy.seats import Role


def _person(actor: Actor) -> Person:
    return Person.objects.get(pk=actor.person)


def test_the_handler_is_not_the_principal(town: Town) -> None:
    unit, administrator = town.verified()
    person = town.person()
    seats.give_seat(person, unit, Role.HANDLER, by=administrator, at=NOW)
    with refused("two_people"):
        seats.give_seat(person, unit, Role.PRINCIPAL, by=administrator, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(person=person, organisation=unit, role="principal", began_at=NOW)


def _micro(town: Town, unit: Organisation, person: Person, by: Actor, **said: object) -> Approval:
    whole = {"organisation": town.county, "role": Role.SUPERIOR} | said
    return approvals.propose(
        seats.MICRO_UNIT,
        seats.micro_subject(person, unit),
        content={},
        reason="全单位只有一名职工",
        by=by,
        at=NOW,
        **whole,
    )


def test_a_micro_unit_by_approval(town: Town) -> None:
    unit, administrator = town.verified()
    person = town.person()
    seats.give_seat(person, unit, Role.HANDLER, by=administrator, at=NOW)
    approval = _micro(town, unit, person, administrator)
    with refused("approval_by_two"):
        seats.give_seat(person, unit, Role.PRINCIPAL, by=administrator, at=NOW, approval=approval)
    approvals.decide(approval, is_granted=True, opinion="属实", by=town.seat(town.county, Role.SUPERIOR), at=NOW)
    seat = seats.give_seat(person, unit, Role.PRINCIPAL, by=administrator, at=NOW, approval=approval)
    approval.refresh_from_db()
    assert (seat.is_micro_exempt, approval.spent_at) == (True, NOW)
    assert Organisation.objects.get(pk=unit.pk).is_micro
    assert list(broken()) == []


def test_a_unit_does_not_approve_itself(town: Town) -> None:
    unit, administrator = town.verified()
    principal = town.seat(unit, Role.PRINCIPAL)
    person = town.person()
    seats.give_seat(person, unit, Role.HANDLER, by=administrator, at=NOW)
    approval = _micro(town, unit, person, administrator, organisation=unit, role=Role.PRINCIPAL)
    approvals.decide(approval, is_granted=True, opinion="", by=principal, at=NOW)
    with refused("two_people"):
        seats.give_seat(person, unit, Role.PRINCIPAL, by=administrator, at=NOW, approval=approval)


def test_an_approval_is_for_one_person_at_one_unit(town: Town) -> None:
    unit, administrator = town.verified()
    person, other = town.person(), town.person()
    approval = _micro(town, unit, other, administrator)
    approvals.decide(approval, is_granted=True, opinion="", by=town.seat(town.county, Role.SUPERIOR), at=NOW)
    seats.give_seat(person, unit, Role.HANDLER, by=administrator, at=NOW)
    with refused("approval_by_two"):
        seats.give_seat(person, unit, Role.PRINCIPAL, by=administrator, at=NOW, approval=approval)


def test_seats_fit_what_the_organisation_does(town: Town) -> None:
    unit, _ = town.verified()
    for organisation, role in ((unit, Role.REGISTRAR), (town.county, Role.HANDLER)):
        with refused("seat_fits"):
            seats.give_seat(town.person(), organisation, role, by=town.registrar, at=NOW)


def test_whoever_manages_gives_seats_and_an_administrator_only_the_two_hands(town: Town) -> None:
    unit, administrator = town.verified()
    with refused("managed_by_creator"):
        seats.give_seat(town.person(), unit, Role.ADMINISTRATOR, by=administrator, at=NOW)
    with refused("managed_by_creator"):
        seats.give_seat(town.person(), town.city, Role.REVIEWER, by=town.county_registrar, at=NOW)
    with refused("managed_by_creator"):
        seats.give_seat(town.person(), unit, Role.HANDLER, by=town.verified()[1], at=NOW)
    assert seats.give_seat(town.person(), unit, Role.ADMINISTRATOR, by=town.registrar, at=NOW).role == "administrator"


def test_a_seat_is_given_once_and_taken_back_once(town: Town) -> None:
    unit, administrator = town.verified()
    handler = town.seat(unit, Role.HANDLER)
    with refused("seat_once"):
        seats.give_seat(_person(handler), unit, Role.HANDLER, by=administrator, at=NOW)
    seats.end_seat(seat_of(handler), by=administrator, at=NOW)
    with refused("seat_once"):
        seats.end_seat(seat_of(handler), by=administrator, at=NOW)
    assert list(queries.seats_of(_person(handler))) == []
    assert [seat.role for seat in queries.seats_in(unit)] == ["administrator"]


# Approvals


def _proposed(town: Town, by: Actor) -> Approval:
    return approvals.propose(
        "second_return", "2023-1", content={"n": 1}, reason="漏看一页", organisation=town.city,
        role=Role.SUPERIOR, by=by, at=NOW,
    )  # fmt: skip


def test_proposer_cannot_decide(town: Town) -> None:
    person = town.person()
    reviewer = town.seat(town.city, Role.REVIEWER, person=person)
    superior = town.seat(town.city, Role.SUPERIOR, person=person)
    approval = _proposed(town, reviewer)
    with refused("approval_by_two"):
        approvals.decide(approval, is_granted=True, opinion="", by=superior, at=NOW)
    assert list(queries.approvals_waiting(town.city, Role.SUPERIOR)) == [approval]


def test_only_the_seat_that_was_asked_decides_and_once(town: Town) -> None:
    approval = _proposed(town, town.seat(town.city, Role.REVIEWER))
    for by in (town.registrar, town.seat(town.county, Role.SUPERIOR)):
        with refused("approval_by_two"):
            approvals.decide(approval, is_granted=True, opinion="", by=by, at=NOW)
    superior = town.seat(town.city, Role.SUPERIOR)
    with refused("approval_by_two"):
        approvals.decide(approval, is_granted=False, opinion=" ", by=superior, at=NOW)
    approvals.decide(approval, is_granted=False, opinion="可以第一次就提出", by=superior, at=NOW)
    with refused("decided_once"):
        approvals.decide(approval, is_granted=True, opinion="", by=superior, at=NOW)
    with refused("approval_by_two"):
        approvals.spend(approval, kind="second_return", subject="2023-1", at=NOW)


def test_an_approval_is_spent_once(town: Town) -> None:
    approval = _proposed(town, town.seat(town.city, Role.REVIEWER))
    approvals.decide(approval, is_granted=True, opinion="", by=town.seat(town.city, Role.SUPERIOR), at=NOW)
    assert queries.approval_to_spend("second_return", "2023-1") == approval
    for kind, subject in (("micro_unit", "2023-1"), ("second_return", "2023-2")):
        with refused("approval_by_two"):
            approvals.spend(approval, kind=kind, subject=subject, at=NOW)
    approvals.spend(approval, kind="second_return", subject="2023-1", at=NOW)
    with refused("approval_by_two"):
        approvals.spend(approval, kind="second_return", subject="2023-1", at=NOW)


def test_the_same_is_not_proposed_twice_while_it_is_open(town: Town) -> None:
    reviewer = town.seat(town.city, Role.REVIEWER)
    _proposed(town, reviewer)
    with refused("approval_by_two"):
        _proposed(town, reviewer)


# Doors


def test_forbidden_and_absent_look_the_same(town: Town) -> None:
    mine, administrator = town.verified()
    theirs, stranger = town.verified()
    held = town.add(mine, administrator, citizen(1))
    verification = queries.verifications_of(mine)[0]
    proof = queries.proofs_of(mine)[0]
    approval = _micro(town, mine, town.person(), administrator)
    doors = (
        (access.organisation_for, mine.pk),
        (access.employment_for, held.pk),
        (access.verification_for, verification.pk),
        (access.proof_for, proof.pk),
        (access.approval_for, approval.pk),
    )
    for door, id in doors:
        assert door(administrator, id).pk == id
        said = set()
        for asked in (id, 10**6):
            with pytest.raises(Http404) as caught:
                door(stranger, asked)
            said.add(str(caught.value))
        assert len(said) == 1
    for door, id in doors[:4]:
        assert door(town.county_registrar, id).pk == id
        assert door(town.registrar, id).pk == id
    assert theirs.manager == town.county


def test_an_applicant_sees_the_own_employment_and_not_the_unit(town: Town) -> None:
    unit, administrator = town.verified()
    held = town.add(unit, administrator, citizen(1))
    other = town.add(unit, administrator, citizen(3))
    own = queries.actor_of(held.person.account, None)
    assert access.employment_for(own, held.pk) == held
    for door, id in ((access.employment_for, other.pk), (access.organisation_for, unit.pk)):
        with pytest.raises(Http404):
            door(own, id)


# What must hold


def test_a_town_built_by_actions_breaks_nothing(town: Town) -> None:
    unit, administrator = town.verified()
    town.add(unit, administrator, citizen(1))
    town.add(unit, administrator, citizen(3), initial_password=None)
    assert list(broken()) == []


def test_what_actions_would_have_refused_is_found(town: Town) -> None:
    unit, administrator = town.verified()
    held = town.add(unit, administrator, citizen(1))
    Organisation.objects.filter(pk=unit.pk).update(uscc="91411000MA00000000")
    Person.objects.filter(pk=held.person_id).update(id_index="0" * 64)
    unverified = town.company()
    people.release_applicant(held, by=administrator, at=NOW)
    type(held).objects.filter(pk=held.pk).update(organisation=unverified)
    Seat.objects.create(person=held.person, organisation=unit, role="registrar", began_at=NOW)
    found = "\n".join(broken())
    for words in ("统一社会信用代码校验码不符", "证件号索引与号码不符", "未通过审核却有申报人", "与单位职责不符"):
        assert words in found


def test_a_disabled_unit_gives_no_seats(town: Town) -> None:
    unit, _ = town.verified()
    organisations.disable_organisation(unit, reason="单位注销", by=town.county_registrar, at=NOW)
    with refused("unit_disabled"):
        seats.give_seat(town.person(), unit, Role.HANDLER, by=town.county_registrar, at=NOW)
