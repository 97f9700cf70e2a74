"""A small town for the tests of accounts: the city's office, a county's, a department, a company, and their people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from zhicheng.accounts import queries
from zhicheng.accounts.actions import organisations, people, seats
from zhicheng.accounts.models import Account, Employment, Organisation, Person, Seat, Verification
from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import INSTALLER, Actor
from zhicheng.policy import identity
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Duty, Role

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2023, 9, 1, 9, 0, tzinfo=ZONE)
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@contextmanager
def refused(*rules: str) -> Iterator[list[Refusal]]:
    """The block is refused, for these rules and no others; yields the reasons once it was."""
    reasons: list[Refusal] = []
    with pytest.raises(Refused) as caught:
        yield reasons
    assert sorted(set(caught.value.rules)) == sorted(rules)
    reasons.extend(caught.value.refusals)


def code(number: int) -> str:
    """A well-formed synthetic unified social credit code."""
    first = f"91411000MA{number:07d}"
    return next(first + last for last in _USCC if not identity.uscc(first + last))


def citizen_number(born_on: date, order: int) -> str:
    """A well-formed synthetic citizen number; an odd ``order`` is a man's."""
    first = f"411002{born_on:%Y%m%d}{order:03d}"
    return first + identity.check_character(first)


def citizen(order: int, name: str = "陆知微", **other: Any) -> people.NewPerson:
    """A synthetic citizen whose sex and birth date are those of the number."""
    born_on = date(1985, 3, 7)
    said: dict[str, Any] = {
        "name": name,
        "id_type": "居民身份证",
        "id_number": citizen_number(born_on, order),
        "sex": "1" if order % 2 else "2",
        "born_on": born_on,
        "phone": "13900000000",
    }
    return people.NewPerson(**(said | other))


@dataclass
class Town:
    """The world of a test, built by real actions only."""

    notice: Notice
    at: datetime = NOW
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    orders: Iterator[int] = field(default_factory=lambda: count(100))

    def __post_init__(self) -> None:
        self.city = organisations.install_city_office(
            name="许昌市职称改革领导小组办公室", uscc=code(next(self.numbers)), region="411000", at=self.at
        )
        self.registrar = self.seat(self.city, Role.REGISTRAR, "顾长安")
        self.county = self.unit(
            name="魏都区职改办", region="411002", level="county", nature="机关", duties=(Duty.COUNTY_OFFICE,)
        )
        self.county_registrar = self.seat(self.county, Role.REGISTRAR, "沈问渠")

    def unit(self, *, manager: Organisation | None = None, by: Actor | None = None, **said: Any) -> Organisation:
        """A unit made by the city's registrar unless another is said."""
        number = next(self.numbers)
        whole: dict[str, Any] = {
            "name": f"许昌示例科技{number}有限公司",
            "uscc": code(number),
            "nature": "民营企业",
            "region": "411002",
            "level": "county",
            "duties": (Duty.EMPLOYER,),
        } | said
        manager, by = manager or self.city, by or self.registrar
        return organisations.create_organisation(**whole, manager=manager, notice=self.notice, by=by, at=self.at)

    def company(self, **said: Any) -> Organisation:
        """An employer made by the county's registrar: 属地."""
        return self.unit(manager=self.county, by=self.county_registrar, **said)

    def person(self, name: str = "闻一鸣") -> Person:
        return people.register_person(citizen(next(self.orders), name), notice=self.notice, by=INSTALLER, at=self.at)

    def seat(self, organisation: Organisation, role: Role, name: str = "闻一鸣", person: Person | None = None) -> Actor:
        """A person with account and seat, as the actor of that seat."""
        person = person or self.person(name)
        account = Account.objects.filter(person=person).first() or people.make_account(
            person, initial_password=None, at=self.at
        )
        return queries.actor_of(account, seats.give_seat(person, organisation, role, by=INSTALLER, at=self.at))

    def filled(self, unit: Organisation, administrator: Actor) -> Organisation:
        """Everything that a unit says of itself, and both proofs."""
        values = {
            "legal_representative": "宋怀瑾",
            "contact": "白小满",
            "telephone": "0374-0000000",
            "address": "许昌市示例路1号",
            "posts": "40",
        }
        organisations.complete_organisation(unit, values, by=administrator, at=self.at)
        for kind in queries.PROOFS:
            organisations.add_proof(unit, kind, blob(), f"{kind}.pdf", by=administrator, at=self.at)
        return unit

    def submitted(self, unit: Organisation, administrator: Actor) -> Verification:
        self.filled(unit, administrator)
        return organisations.submit_organisation(unit, notice=self.notice, by=administrator, at=self.at)

    def verified(self, **said: Any) -> tuple[Organisation, Actor]:
        """A verified company of the county and its administrator."""
        unit = self.company(**said)
        administrator = self.seat(unit, Role.ADMINISTRATOR, "白小满")
        verification = self.submitted(unit, administrator)
        organisations.verify_organisation(verification, by=self.county_registrar, at=self.at)
        unit.refresh_from_db()
        return unit, administrator

    def add(self, unit: Organisation, administrator: Actor, new: people.NewPerson, **said: Any) -> Employment:
        whole: dict[str, Any] = {
            "tenure": "企业员工",
            "identity": "企业专业技术人员",
            "employed_on": date(2020, 7, 1),
            "is_card_confirmed": True,
            "initial_password": "abcd-efgh-jkmn-pqrs",
        } | said
        return people.add_applicant(unit, new, **whole, notice=self.notice, by=administrator, at=self.at)

    def later(self, **span: float) -> datetime:
        return self.at + timedelta(**span)


def blob() -> Blob:
    """A stored file; what is in it does not matter here."""
    return Blob.objects.get_or_create(
        digest="a" * 64, defaults={"media_type": "application/pdf", "size": 1, "pages": 1, "taken_in_at": NOW}
    )[0]


def seat_of(actor: Actor) -> Seat:
    return Seat.objects.get(pk=actor.seat)
