"""Confirmed by two, issued under numbers that nobody can count up to, corrected, revoked, held back one by one."""

from __future__ import annotations

import argparse
import random
import re
from datetime import date

import pytest
from build import moment
from refusing import refused

from zhicheng.accounts.actions import approvals
from zhicheng.committee.actions import meetings
from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.documents import signing
from zhicheng.ops import verify
from zhicheng.outcome import numbers, queries
from zhicheng.outcome.actions import certificates, publicity
from zhicheng.register import queries as register

from .conftest import DEC_25, JAN_26, JAN_29, broken


def holder(certificate):
    person = certificate.confirmed.dossier.person
    return person.id_type, person.id_index


def test_a_title_is_conferred_by_two_people_and_next_year_sees_it(after):
    first, second = after.issued()
    assert [c.confirmed.dossier_id for c in (first, second)] == [after.dossier(n).pk for n in (0, 1)]
    held = register.titles_of(*holder(first)).last()
    assert (held.certificate_number, held.name, held.obtained_on) == (first.number, "高级教师", date(2023, 12, 15))
    assert broken() == ()


def test_nothing_is_confirmed_before_the_notice_has_stood(after):
    publication = after.published()
    with refused("results_publicity_period"):
        after.proposed(publication, at=moment(1, 25, year=2024))


def test_nothing_is_confirmed_without_the_second_person(after):
    publication = after.published()
    approval = after.proposed(publication)
    with refused("two_approve"):
        certificates.confirm(approval, notice=after.notice, by=after.reviewer, at=JAN_26)
    with refused("approval_by_two"):
        approvals.decide(approval, is_granted=True, opinion="同意", by=after.reviewer, at=JAN_26)


def test_an_open_objection_holds_that_person_and_nobody_else(after):
    publication = after.published()
    after.objected(publication, ordinal=1)
    with refused("objections_closed"):
        after.proposed(publication)
    confirmation = after.confirmed(publication, ordinals=(2,))
    made = certificates.issue(
        confirmation, notice=after.notice, by=after.reviewer, at=JAN_29, random=after.chance.randbytes
    )
    assert [c.confirmed.dossier_id for c in made] == [after.dossier(1).pk]


@pytest.mark.parametrize("is_upheld", [True, False])
def test_a_concluded_objection_lets_the_person_through_unless_it_was_upheld(after, is_upheld):
    publication = after.published()
    objection, _ = after.objected(publication, ordinal=1)
    for kind, more in (("受理", {}), ("调查", {}), ("结论", {"is_upheld": is_upheld})):
        publicity.handle(
            objection, kind, "已向出版社核实，情况见附件。", notice=after.notice, by=after.reviewer, at=DEC_25, **more
        )
    if is_upheld:
        with refused("result_passed"):
            after.proposed(publication)
    else:
        assert after.confirmed(publication).people.count() == 2


def test_a_veto_between_confirmation_and_certificate_holds_the_certificate(after):
    publication = after.published()
    confirmation = after.confirmed(publication)
    meetings.veto(
        after.dossier(0), ground="职业道德失范", document_number="许职改〔2024〕2号", decided_on=date(2024, 1, 27),
        notice=after.notice, by=after.hall.supervisor, at=moment(1, 27, year=2024),
    )  # fmt: skip
    made = certificates.issue(
        confirmation, notice=after.notice, by=after.reviewer, at=JAN_29, random=after.chance.randbytes
    )
    assert [c.confirmed.dossier_id for c in made] == [after.dossier(1).pk]
    with refused("result_passed"):
        certificates.issue(confirmation, notice=after.notice, by=after.reviewer, at=JAN_29, random=random.randbytes)


def test_numbers_cannot_be_counted_up_and_a_mistyped_one_is_known_as_such(notice):
    chance = random.Random(3)
    made = [numbers.certificate_number(2023, chance.randbytes, notice) for _ in range(500)]
    assert len(set(made)) == 500
    assert all(re.fullmatch(r"XZ2023[0-9A-HJ-NP-X]{10}[0-9A-Z]", n) and numbers.is_whole(n) for n in made)
    for n in made[:50]:
        at = chance.randrange(6, len(n))
        other = chance.choice([c for c in numbers.READABLE if c != n[at]])
        assert not numbers.is_whole(n[:at] + other + n[at + 1 :])


def test_a_mistyped_name_is_corrected_by_two_and_the_old_certificate_says_so(after):
    first, _ = after.issued()
    with refused("certificate_stands"):
        certificates.propose_correction(first, first.name, reason="错字", by=after.reviewer, at=JAN_29)
    approval = certificates.propose_correction(first, "王方", reason="姓名错字", by=after.reviewer, at=JAN_29)
    with refused("two_approve"):
        certificates.correct(approval, notice=after.notice, by=after.reviewer, at=JAN_29, random=after.chance.randbytes)
    new = certificates.correct(
        after.grant(approval, JAN_29), notice=after.notice, by=after.reviewer, at=JAN_29, random=after.chance.randbytes
    )
    old = queries.certificate_numbered(first.number)
    assert (queries.status_of(old), queries.status_of(new), new.name) == ("更正", "有效", "王方")
    assert [t.certificate_number for t in register.titles_of(*holder(first))][-1] == new.number
    assert queries.certificate_of(after.dossier(0)) == new
    assert broken() == ()


def test_a_revoked_title_shows_revoked_and_counts_no_longer(after):
    first, _ = after.issued()
    before = register.titles_of(*holder(first)).count()
    approval = certificates.propose_revocation(
        first, "许职改〔2024〕5号", reason="业绩造假", by=after.reviewer, at=JAN_29
    )
    end = certificates.revoke(after.grant(approval, JAN_29), by=after.reviewer, at=JAN_29)
    assert (end.kind, end.document_number) == ("撤销", "许职改〔2024〕5号")
    assert register.titles_of(*holder(first)).count() == before - 1
    with refused("certificate_stands"):
        certificates.propose_correction(
            queries.certificate_numbered(first.number), "王方", reason="错字", by=after.reviewer, at=JAN_29
        )
    assert broken() == ()


def test_the_certificate_is_signed_and_one_changed_byte_is_refused(after, tmp_path, capsys):
    first, _ = after.issued()
    paper = documents.paper("certificate", first, at=JAN_29)
    content = papers.paper_content(paper)
    file, ca = tmp_path / "certificate.pdf", str(signing.authority())
    file.write_bytes(content)
    assert _verify(file, ca) == verify.RIGHT
    chance = random.Random(5)
    told = re.search(rb"/Contents <([0-9A-F]+)>", content)
    places = [chance.randrange(len(content)) for _ in range(6)]
    places += [chance.randrange(told.start(1), told.start(1) + 2000) for _ in range(12)]
    places += [told.end(1) - 2, len(content) - 1, 0]
    for at in places:
        broken = bytearray(content)
        broken[at] ^= 1 << chance.randrange(7)
        file.write_bytes(bytes(broken))
        assert _verify(file, ca) != verify.RIGHT, at
    file.write_bytes(content + b" ")
    assert _verify(file, ca) == verify.WRONG


def test_a_certificate_signed_by_another_authority_is_refused(after, tmp_path, settings):
    first, _ = after.issued()
    file = tmp_path / "certificate.pdf"
    file.write_bytes(papers.paper_content(documents.paper("certificate", first, at=JAN_29)))
    settings.SIGNING_FOLDER = tmp_path / "another"
    assert _verify(file, str(signing.demonstration() / "ca.pem")) == verify.WRONG


def _verify(file, ca) -> int:
    parser = argparse.ArgumentParser()
    verify.add_arguments(parser)
    return verify.run(parser.parse_args(["certificate", str(file), "--ca", ca]))


def test_the_confirmation_and_the_list_are_printed_once(after):
    after.issued()
    publication = queries.publication_of(after.meeting)
    confirmation = queries.confirmations(after.world.year).get()
    for kind, subject in (
        ("confirmation", confirmation),
        ("results_list", queries.channel_of(publication, queries.HR)),
    ):
        paper = documents.paper(kind, subject, at=JAN_29)
        assert papers.paper_content(paper).startswith(b"%PDF-")
        assert documents.paper(kind, subject, at=JAN_29) == paper
