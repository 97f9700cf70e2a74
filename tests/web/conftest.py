"""A town with people in every state, and a client for each seat; built once for a module of read-only tests."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from build import BUILDER, CITY_SCHOOL, SCHOOL, VILLAGE, World, moment, world
from django.test import Client

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Account
from zhicheng.entrustment import actions
from zhicheng.entrustment.actions import Draft, Sent
from zhicheng.ledger.actor import Actor
from zhicheng.ops import entrusted, road
from zhicheng.ops import hall as halls
from zhicheng.ops.road import Walker
from zhicheng.policy.seats import Role

BACKEND = "zhicheng.accounts.backend.IdentityBackend"
NOW = moment(11, 1, 9)


def client_for(actor: Actor | None) -> Client:
    """A browser in which that person has logged in and sat down."""
    client = Client()
    if actor is not None:
        client.force_login(Account.objects.get(pk=actor.account), backend=BACKEND)
        session = client.session
        session["seat"] = actor.seat or 0
        session.save()
    return client


@dataclass
class Town:
    """The world with named walkers and named seats."""

    world: World
    walkers: dict[str, Walker] = field(default_factory=dict)
    letter_in: int = 0
    letter_out: int = 0
    letter_of_college: int = 0

    def actors(self) -> dict[str, Actor | None]:
        """Everybody who may come to a door."""
        seat = self.world.seat
        county, city = "建安区职称改革领导小组办公室", road.CITY_OFFICE
        return {
            "anonymous": None,
            "returned": self.walkers["returned"].actor,
            "writing": self.walkers["writing"].actor,
            "administrator": seat(SCHOOL, Role.ADMINISTRATOR),
            "handler": seat(SCHOOL, Role.HANDLER),
            "principal": seat(SCHOOL, Role.PRINCIPAL),
            "other_administrator": seat(VILLAGE, Role.ADMINISTRATOR),
            "other_handler": seat(VILLAGE, Role.HANDLER),
            "department": seat("建安区教育局", Role.REVIEWER),
            "department_registrar": seat("建安区教育局", Role.REGISTRAR),
            "county": seat(county, Role.REVIEWER),
            "county_superior": seat(county, Role.SUPERIOR),
            "city": seat(city, Role.REVIEWER),
            "city_registrar": seat(city, Role.REGISTRAR),
            "city_superior": seat(city, Role.SUPERIOR),
            "committee": seat("许昌市教育局", Role.REVIEWER),
            "college_handler": seat(entrusted.COLLEGE.name, Role.HANDLER),
            "college_principal": seat(entrusted.COLLEGE.name, Role.PRINCIPAL),
            "secretary": seat("许昌市教育局", Role.SECRETARY),
            "expert": seat("许昌市教育局", Role.EXPERT),
            "supervisor": seat(city, Role.SUPERVISOR),
        }

    def number(self, name: str) -> str:
        dossier = self.walkers[name].dossier
        assert dossier is not None
        return dossier.number


@pytest.fixture
def unlogged() -> Iterator[None]:
    """Thousands of refusals are not logged: pytest would keep each with its request until the test ends."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def _entrusted(made: Town) -> None:
    """A letter from another place, one of the city's own and one of a unit that reviews its own titles."""
    city = made.world.city
    college = road.add_autonomous(city, entrusted.COLLEGE, moment(10, 14))
    candidate = road.entrusted_candidate(city)
    letter, names = road.letter_for(city, [candidate], date(2023, 10, 16))
    made.letter_in = road.letter_in(city, letter, names, road.PUYANG_OFFICE[1], moment(10, 17)).pk
    lawyers = entrusted.roster(city, 2, "legal-services-lawyer", "", "三级律师", "示例律师事务所")
    drafted = entrusted.letter_out(city, lawyers, "legal-services", "示例评委会", date(2023, 10, 18))
    made.letter_out = entrusted.issue(city, drafted, date(2023, 10, 18)).pk
    teacher = made.world.person_at(college)
    sent = Sent(teacher.name, teacher.id_number, college.name, "", "library", "馆员")
    said = Draft(
        "示例评委会", "示例单位", "410000", "示例1号", date(2025, 1, 1), "library", "intermediate", date(2023, 12, 31)
    )
    given = {"notice": city.notice, "at": moment(10, 19)}
    own = actions.draft_letter(college, said, [sent], is_checked=True, year=city.year,
                               by=city.seat(college, Role.HANDLER), **given)  # fmt: skip
    actions.issue_letter(own, code="B" * 16, by=city.seat(college, Role.PRINCIPAL), **given)
    made.letter_of_college = own.pk


def _town() -> Town:
    """A letter open at the county's, one at the handler's, one at the principal's, one at the department's, a draft."""
    made = Town(world(SCHOOL, VILLAGE, CITY_SCHOOL, BUILDER))
    _entrusted(made)
    for name in ("returned", "at_handler", "at_publicity", "at_principal", "at_department", "writing"):
        made.walkers[name] = made.world.walker()
    made.world.sent_back(made.walkers["returned"], "county_office")
    made.world.at(made.walkers["at_handler"], "unit_handler")
    made.world.at(made.walkers["at_publicity"], "unit_publicity")
    made.world.at(made.walkers["at_principal"], "unit_principal")
    made.world.at(made.walkers["at_department"], "department")
    made.world.written(made.walkers["writing"])
    halls.staffed(made.world.city, "teacher-senior", NOW, experts=1)
    assert accounts.city_office() is not None
    return made


@pytest.fixture(scope="module")
def _built(stand) -> tuple[Town, Path]:
    return stand(_town)


@pytest.fixture
def town(_built, db, settings, clock) -> Town:
    """The town as it was built, at the hour of ``NOW``."""
    made, settings.EVIDENCE_STORE = _built
    clock(NOW)
    return replace(made, walkers=copy.deepcopy(made.walkers))
