"""A committee that has met, voted, reported: two who passed, one who failed; the city's two people; a clock."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import pytest
from build import SCHOOL, World, moment, standing, world

from zhicheng.accounts.actions import approvals
from zhicheng.committee.models import Meeting
from zhicheng.dossier.models import Dossier
from zhicheng.ledger.actor import Actor
from zhicheng.ops import audit, conferral, road
from zhicheng.ops import hall as halls
from zhicheng.ops.hall import Hall
from zhicheng.ops.road import Walker
from zhicheng.outcome import queries
from zhicheng.outcome.actions import certificates, publicity, results
from zhicheng.outcome.models import Certificate, Confirmation, Publication
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role

HELD_ON = date(2023, 12, 15)
DEC_18 = moment(12, 18)
DEC_25 = moment(12, 25, 9, 30)
JAN_26 = moment(1, 26, 9, year=2024)
JAN_29 = moment(1, 29, 9, year=2024)
AYE, NO = 1, 2


def broken() -> tuple[str, ...]:
    """What the audit finds."""
    return tuple(line for check in audit.checks().values() for line in check())


@dataclass
class After:
    """What comes after a committee's meeting: three people, the last of whom failed."""

    world: World
    hall: Hall
    walkers: list[Walker]
    chance: random.Random = field(default_factory=lambda: random.Random(11))

    @property
    def notice(self) -> Notice:
        return self.world.notice

    @property
    def meeting(self) -> Meeting:
        return self.hall.the_meeting()

    @property
    def secretary(self) -> Actor:
        return self.hall.secretary

    @property
    def reviewer(self) -> Actor:
        return self.world.seat(road.CITY_OFFICE, Role.REVIEWER)

    @property
    def superior(self) -> Actor:
        return self.world.seat(road.CITY_OFFICE, Role.SUPERIOR)

    def dossier(self, n: int) -> Dossier:
        made = self.walkers[n].dossier
        assert made is not None
        return Dossier.objects.select_related("person", "year", "organisation").get(pk=made.pk)

    def grant(self, approval, at: datetime):
        return approvals.decide(approval, is_granted=True, opinion="同意", by=self.superior, at=at)

    def announced(self, at: datetime = DEC_18, **more):
        return results.announce(self.meeting, notice=self.notice, by=self.secretary, at=at, **more)

    def published(self, at: datetime = DEC_25) -> Publication:
        self.announced()
        return publicity.accept(self.meeting, notice=self.notice, by=self.reviewer, at=at)

    def objected(self, publication: Publication, ordinal: int = 1, at: datetime = DEC_25, **more):
        return publicity.object_to(
            publication, ordinal, "其申报的课题证书与本人无关，请核查。", random=self.chance.randbytes,
            notice=self.notice, at=at, **more,
        )  # fmt: skip

    def proposed(self, publication: Publication, ordinals=(1, 2), at: datetime = JAN_26, number="许人社职〔2024〕1号"):
        return certificates.propose_confirmation(
            publication, number, ordinals, reason="公示期满无异议", notice=self.notice, by=self.reviewer, at=at
        )

    def confirmed(self, publication: Publication, ordinals=(1, 2), at: datetime = JAN_26, **more) -> Confirmation:
        approval = self.grant(self.proposed(publication, ordinals, at, **more), at)
        return certificates.confirm(approval, notice=self.notice, by=self.reviewer, at=at)

    def issued(self, at: datetime = JAN_29) -> tuple[Certificate, ...]:
        publication = queries.publication_of(self.meeting) or self.published()
        confirmation = self.confirmed(publication)
        return conferral.issued(self.hall, confirmation, at)


def after_the_meeting(made: World, names: tuple[str, ...] = ("", "", "")) -> After:
    """Three dossiers: the first two carried by nine of eleven, the third by six."""
    walkers = [made.walker(SCHOOL, senior=True, name=n) for n in names]
    dossiers = [made.finished(w) for w in walkers]
    hall = halls.staffed(made.city, "teacher-senior", moment(11, 20))
    hall.called(HELD_ON, moment(11, 20))
    hall.seated(moment(12, 8, 8))
    hall.steps_done(moment(12, 8, 8))
    hall.listed(dossiers, moment(12, 11))
    hall.assembled(moment(12, 15))
    hall.opened(moment(12, 15, 11))
    failed = next(c.ordinal for c in hall.cases() if c.dossier_id == dossiers[-1].pk)
    for n, expert in enumerate(hall.experts):
        choice = {c.ordinal: AYE if n < (6 if c.ordinal == failed else 9) else NO for c in hall.cases()}
        hall.vote(expert, choice, moment(12, 15, 11, n))
    hall.counted(moment(12, 15, 12))
    hall.announced(moment(12, 15, 13))
    hall.reported(moment(12, 18, 8))
    order = {c.dossier_id: c.ordinal for c in hall.cases()}
    walkers[:2] = sorted(walkers[:2], key=lambda w: order[w.dossier.pk])
    return After(made, hall, walkers)


@pytest.fixture(scope="package")
def _built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[After, Path]]:
    """The town built once; every test works in a savepoint of its own on top of it."""
    folder = tmp_path_factory.mktemp("outcome") / "files"
    with standing(django_db_blocker, folder):
        yield after_the_meeting(world(SCHOOL, everywhere=False)), folder


@pytest.fixture
def after(_built, db, settings, tmp_path) -> After:
    made, settings.EVIDENCE_STORE = _built
    settings.SIGNING_FOLDER = tmp_path / "signing"
    return replace(made, hall=replace(made.hall), walkers=[*made.walkers], chance=random.Random(11))
