"""The room's own installation: a scratch database that holds one round of one kit, and the same action that casts.

Everything in it is made from the kit: the frozen roll, the cases by number and name, the notice, three public keys.
Nobody there has an account of the platform; whoever is handed an entry code sits as the expert of that place.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime

from django.db import transaction

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Account, Organisation, Person, Seat
from zhicheng.committee import queries
from zhicheng.committee.actions import ballots
from zhicheng.committee.kit import Kit, Result, digest, signed
from zhicheng.committee.models import (
    Ballot,
    Box,
    Case,
    Filing,
    KeyHolder,
    Meeting,
    Member,
    Pledge,
    RollMark,
    RollRecusal,
    Sitting,
)
from zhicheng.dossier.models import Dossier, Revision
from zhicheng.ledger.actor import Actor
from zhicheng.policy.seats import Role
from zhicheng.vault import papers
from zhicheng.year import shelf
from zhicheng.year.models import Version, Year

STAFF = "会场工作人员"


@transaction.atomic
def furnish(kit: Kit, *, at: datetime) -> Ballot:
    """The round of a kit in an empty database, open; the same round again when it is there already."""
    there = Ballot.objects.filter(pk=kit.ballot).first()
    if there is not None:
        return there
    said, opened_at = kit.notice, datetime.fromisoformat(kit.opened_at)
    year = Year.objects.create(
        year=said["year"], notice=said["folder"], number=said["number"], title=said["title"], hash=said["hash"],
        opened_at=opened_at,
    )  # fmt: skip
    Version.objects.create(year=year, ordinal=1, hash=year.hash, files=said["files"], in_force_at=opened_at)
    office = Organisation.objects.create(name=kit.office, uscc="-", nature="-", region="-", level="-", created_at=at)
    filing = Filing.objects.create(
        committee=kit.committee, office=office, number=kit.id, level="-", built_by="-", size=len(kit.voters),
        begins_on=kit.held_on, ends_on=kit.held_on, filed_by=STAFF, filed_at=at,
    )  # fmt: skip
    sitting = Sitting.objects.create(
        year=year, committee=kit.committee, filing=filing, office=office, enabled_by=STAFF, enabled_at=at
    )
    meeting = Meeting.objects.create(
        sitting=sitting, ordinal=1, number=kit.meeting, held_on=date.fromisoformat(kit.held_on), place=kit.place,
        is_blind=kit.is_blind, called_at=opened_at,
    )  # fmt: skip
    ballot = Ballot.objects.create(
        id=uuid.UUID(kit.ballot), meeting=meeting, number=kit.round, prepared_at=opened_at, opened_at=opened_at
    )
    _holders(ballot, kit, at)
    voters = _voters(ballot, kit, office, at)
    cases = _cases(meeting, kit, office, at)
    RollRecusal.objects.bulk_create(
        [RollRecusal(ballot=ballot, case=cases[c.id], person=voters[p]) for c in kit.cases for p in c.kept]
    )
    empty = {c.id: [papers.BLANK] * len(kit.voters) for c in kit.cases}
    Box.objects.create(ballot=ballot, papers=queries.packed(empty))
    return ballot


def _person(name: str, at: datetime, **more: int) -> Person:
    """Somebody of whom nothing is known but a name."""
    return Person.objects.create(
        id_type="-", id_index=secrets.token_hex(16), name=name, sex="-", born_on=at.date(), created_at=at, **more
    )


def _seated(person: Person, office: Organisation, role: Role, login: str, at: datetime) -> Account:
    account = Account(person=person, login_index=login, has_own_password=True, created_at=at)
    account.set_unusable_password()
    account.save()
    Seat.objects.create(person=person, organisation=office, role=role.value, began_at=at)
    return account


def _holders(ballot: Ballot, kit: Kit, at: datetime) -> None:
    for place, public in enumerate(kit.publics, 1):
        holder = _person(f"第{place}保管人", at)
        KeyHolder.objects.create(ballot=ballot, place=place, person=holder, capacity="-", public_key=public)


def _voters(ballot: Ballot, kit: Kit, office: Organisation, at: datetime) -> dict[int, Person]:
    """Place of the roll → the person; seated, pledged (as at home, before the roll was frozen), on the roll."""
    meeting, out = ballot.meeting, {}
    version = queries.pledge_version(shelf.notice_of(meeting.sitting.year))
    staff = _person(STAFF, at)
    _seated(staff, office, Role.SECRETARY, kit.id, at)
    for voter in kit.voters:
        out[voter.place] = person = _person(voter.name, at)
        _seated(person, office, Role.EXPERT, voter.entry, at)
        Member.objects.create(
            meeting=meeting, person=person, post=queries.MEMBER, came_by=queries.BY_FILING, joined_at=at
        )
        RollMark.objects.create(ballot=ballot, place=voter.place, person=person)
    for person in (staff, *out.values()):
        Pledge.objects.create(
            year=meeting.sitting.year, person=person, capacity="-", version=version, signed_name=person.name,
            signed_at=at,
        )  # fmt: skip
    return out


def _cases(meeting: Meeting, kit: Kit, office: Organisation, at: datetime) -> dict[int, Case]:
    out = {}
    for heard in kit.cases:
        dossier = Dossier.objects.create(
            year=meeting.sitting.year, person=_person(heard.name, at), organisation=office, number=str(heard.id),
            notice_hash=meeting.sitting.year.hash, opened_at=at, saved_at=at,
        )  # fmt: skip
        empty = Revision.objects.create(
            dossier=dossier, ordinal=1, content="", digest="-", notice_hash="-", sealed_at=at
        )
        out[heard.id] = Case.objects.create(
            id=heard.id, meeting=meeting, ordinal=heard.ordinal, dossier=dossier, revision=empty
        )
    return out


def staff(kit: Kit) -> Actor:
    """Whoever runs the room's installation."""
    account = Account.objects.select_related("person").get(login_index=kit.id)
    return accounts.actor_of(account, accounts.seats_of(account.person)[0])


def close(kit: Kit, *, at: datetime, random: papers.Bytes = secrets.token_bytes) -> tuple[bytes, queries.Progress]:
    """Stop voting, and the signed result: marks and the box as it is. Once stopped, it gives the same result anew."""
    ballot = Ballot.objects.select_related("meeting__sitting__year").get(pk=kit.ballot)
    if ballot.closed_at is None:
        notice = shelf.notice_of(ballot.meeting.sitting.year)
        ballot = ballots.close_ballot(ballot, notice=notice, by=staff(kit), at=at)
    assert ballot.closed_at is not None
    result = Result(
        kit=kit.id,
        digest=digest(kit),
        closed_at=ballot.closed_at.isoformat(),
        voted=tuple(ballot.roll.filter(has_voted=True).values_list("place", flat=True)),
        box=ballot.box.papers,
    )
    return signed(result, kit, random), queries.progress(ballot)
