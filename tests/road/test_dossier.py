"""What the applicant writes: kept field by field, sealed for good, closed with a key of one's own."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import build
import pytest
from build import OCT_20, moment
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from refusing import refused

from zhicheng.accounts.actions import people
from zhicheng.dossier import access, actions, invariants, queries
from zhicheng.dossier import facts as dossier_facts
from zhicheng.dossier.models import Revision
from zhicheng.ledger.actor import CLOCK
from zhicheng.ledger.models import Entry
from zhicheng.policy.finding import Refused

pytestmark = pytest.mark.django_db
NAME = "迪丽努尔·阿卜杜热合曼·买买提明"


@pytest.fixture(scope="module")
def built(stand):
    return stand(build.world)


@pytest.fixture
def world(built, db, settings):
    return build.again(built, settings)


def raw(table: str) -> str:
    """Everything that a table holds, as whoever steals the file would read it."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return "\n".join(str(row) for row in cursor.fetchall())


# ───── the seal ─────


def test_a_sealed_revision_cannot_be_changed_or_deleted_whoever_asks(world):
    revision = world.handed_in(world.walker()).revision
    for sql in ("UPDATE dossier_revision SET content = '{}'", "DELETE FROM dossier_revision"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    again = Revision.objects.get(pk=revision.pk)
    assert hashlib.sha256(again.content.encode()).hexdigest() == again.digest == revision.digest


def test_a_seal_says_back_what_was_written(world):
    walker = world.walker(name=NAME)
    dossier = world.written(walker)
    written, blanks = queries.written(dossier)
    world.handed_in(walker)
    said = queries.said(queries.latest(dossier))
    assert blanks == ()
    assert (said.basics, said.title, said.studies, said.jobs) == (
        written.basics, written.title, written.studies, written.jobs,
    )  # fmt: skip
    assert said.basics.name == NAME


def test_no_personal_value_lies_open_in_a_seal_or_a_table(world):
    walker = world.walker(name=NAME)
    revision = world.handed_in(walker).revision
    made = walker.candidate
    for secret in (NAME, made.id_number, made.said["basics"]["phone"]):
        assert secret not in revision.content
    tables = raw("accounts_person") + raw("accounts_account") + raw("dossier_basics")
    for secret in (made.id_number, made.said["basics"]["phone"]):
        assert secret not in tables


def test_destroying_the_key_makes_the_seal_nobodys_and_leaves_it_whole(world):
    walker = world.walker(name=NAME)
    revision = world.handed_in(walker).revision
    people.destroy_key(walker.person, by=CLOCK, at=moment(11, 1))
    said = queries.said(revision)
    assert NAME not in json.dumps(str(said), ensure_ascii=False)
    assert hashlib.sha256(revision.content.encode()).hexdigest() == revision.digest
    assert list(invariants.broken()) == []


def test_two_worlds_that_differ_only_in_a_name_seal_alike_for_whoever_has_no_key(world):
    """What a thief of the table learns of a person: nothing that another name would change, lengths aside."""
    contents = []
    for name in ("王明", "李华"):
        walker = world.walker(name=name)
        contents.append(json.loads(world.handed_in(walker).revision.content))
    shapes = [sorted(_paths(c["basics"])) for c in contents]
    assert shapes[0] == shapes[1]
    assert contents[0]["basics"]["name"] != contents[1]["basics"]["name"]
    assert all(c["basics"]["name"].startswith(queries.SEALED) for c in contents)


def _paths(value, at=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, f"{at}.{key}")
    else:
        yield at


# ───── writing ─────


def test_a_field_that_cannot_be_read_is_refused_with_its_place_and_the_rest_is_kept(world):
    dossier = world.written(world.walker())
    walker = next(iter(world.walkers.values()))
    with pytest.raises(Refused) as caught:
        actions.save_section(dossier, "title", {"obtained_on": "2019-02-30", "authority": "河南省人社厅"},
                             notice=world.notice, by=walker.actor, at=OCT_20)  # fmt: skip
    assert [r.place for r in caught.value.refusals] == ["title.obtained_on"]
    assert queries.title_of(dossier).authority == "河南省人社厅"


def test_autosave_leaves_no_line_in_the_ledger(world):
    walker = world.walker()
    dossier = world.written(walker)
    before = Entry.objects.count()
    actions.save_section(dossier, "application", {"summary": "任现职以来，承担教学工作。"}, notice=world.notice,
                         by=walker.actor, at=OCT_20)  # fmt: skip
    assert Entry.objects.count() == before


def test_nobody_else_writes_and_nobody_else_finds_it(world):
    dossier, other = world.written(world.walker()), world.walker()
    with pytest.raises((Refused, Http404)):
        actions.save_section(dossier, "application", {"summary": "别人写的"}, notice=world.notice, by=other.actor,
                             at=OCT_20)  # fmt: skip
    with pytest.raises(Http404):
        access.own_dossier_for(other.actor, world.year)


def test_one_person_has_one_dossier_a_year(world):
    walker = world.walker()
    first = world.written(walker)
    again = actions.open_dossier(walker.person, year=world.year, notice=world.notice, by=walker.actor, at=OCT_20)
    assert (again.pk, queries.written(again)) == (first.pk, queries.written(first))


def test_every_finding_is_told_at_once_before_a_hand_in(world):
    walker = world.walker()
    dossier = world.written(walker)
    for attachment in queries.attachments(dossier):
        if attachment.slot in ("appointment_letter", "schooling_certificate"):
            actions.detach(attachment, notice=world.notice, by=walker.actor, at=OCT_20)
    with refused("appointment_proved", "studies_run_first_to_highest", "pledge_signed") as caught:
        world.hand_in(walker, OCT_20)
    assert all(r.mend for r in caught.value.refusals)
    assert queries.latest(dossier) is None


def test_an_unconfirmed_hand_in_seals_nothing(world):
    walker = world.walker()
    dossier = world.written(walker)
    actions.sign_pledge(dossier, is_secrecy_declared=True, has_opened_files=True, notice=world.notice,
                        by=walker.actor, at=OCT_20)  # fmt: skip
    with refused("confirmed_before_hand_in"):
        world.hand_in(walker, OCT_20, is_confirmed=False)
    assert queries.latest(dossier) is None


def test_what_was_handed_in_is_closed_to_its_own_writer(world):
    walker = world.walker()
    visit = world.handed_in(walker)
    with pytest.raises(Refused):
        actions.save_section(visit.dossier, "application", {"summary": "再改一改"}, notice=world.notice,
                             by=walker.actor, at=visit.arrived_at + timedelta(minutes=1))  # fmt: skip


def test_the_committee_is_chosen_only_among_those_that_fit(world):
    walker = world.walker()
    dossier = world.written(walker)
    with refused("committee_fits"):
        actions.save_section(dossier, "application", {"committee": "rural-teacher-senior"}, notice=world.notice,
                             by=walker.actor, at=OCT_20)  # fmt: skip


def test_findings_of_a_draft_leave_out_what_reads_a_blank(world):
    walker = world.walker()
    dossier = actions.open_dossier(walker.person, year=world.year, notice=world.notice, by=walker.actor, at=OCT_20)
    found = dossier_facts.findings(dossier, notice=world.notice, on=OCT_20.date())
    assert [f for f in found if f.rule == "years_in_post"] == []
    assert any(f.numbers.get("blank") for f in found)
