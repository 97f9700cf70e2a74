"""五(二): decided by two, every measure with its document, working from the decision to the end of its term."""

from __future__ import annotations

from datetime import date

import pytest
from build import SCHOOL, moment
from refusing import refused

from zhicheng.committee import facts as committee_facts
from zhicheng.committee import queries as committee
from zhicheng.documents import actions as documents
from zhicheng.ledger import queries as ledger
from zhicheng.outcome import facts, queries
from zhicheng.outcome.actions import certificates, integrity, restoring
from zhicheng.policy import integrity as rules
from zhicheng.register import queries as register
from zhicheng.register.actions import enter_breach
from zhicheng.stations import queries as stations

from .conftest import JAN_26, JAN_29, broken

FEB_1 = moment(2, 1, year=2024)
DOCUMENTS = {
    "取消申报资格": "许职改处〔2024〕1号", "撤销职称": "许职改处〔2024〕2号", "通报批评": "许职改处〔2024〕3号",
    "追究责任": "许职改处〔2024〕4号", "记入诚信档案": "许职改处〔2024〕5号",
}  # fmt: skip
UNTITLED = {measure: number for measure, number in DOCUMENTS.items() if measure != "撤销职称"}
WORDS = "提交的课题结项证书系伪造，经发证机关核实。"


def proposed(after, subject, *, at=FEB_1, ends_on=date(2027, 1, 31), **more):
    given = {"documents": DOCUMENTS, "number": "许职改处〔2024〕0号", "decided_on": date(2024, 2, 1)} | more
    return integrity.propose_sanction(
        subject, ground="学术造假", words=WORDS, ends_on=ends_on, notice=after.notice, by=after.reviewer, at=at, **given
    )


def decided(after, subject, *, at=FEB_1, **more):
    approval = after.grant(proposed(after, subject, at=at, **more), at)
    return integrity.sanction(approval, notice=after.notice, by=after.reviewer, at=at)


def key(person):
    return person.id_type, person.id_index


def test_a_breach_takes_every_measure_at_once_each_with_its_document(after):
    first, _ = after.issued()
    person = after.dossier(0).person
    made = decided(after, person)
    assert {m.measure: m.document_number for m in made.measures.all()} == DOCUMENTS
    assert queries.status_of(queries.certificate_numbered(first.number)) == "撤销"
    assert [b.document_number for b in register.bars_of(*key(person))] == [made.number]
    assert facts.missing_measures(made, has_title=True, notice=after.notice) == ()
    assert broken() == ()


def test_a_decision_that_lacks_a_measure_or_its_document_is_refused(after):
    after.issued()
    few = {k: v for k, v in DOCUMENTS.items() if k != "追究责任"} | {"撤销职称": " "}
    with refused("breach_measured") as no:
        proposed(after, after.dossier(0).person, documents=few)
    assert "缺少撤销职称、追究责任的文号" in [r.what for r in no.value.refusals]


def test_a_unit_is_criticised_and_entered_but_nobody_takes_its_title(after):
    unit = after.dossier(0).organisation
    with refused("breach_measured"):
        proposed(after, unit)
    made = decided(after, unit, documents={m: DOCUMENTS[m] for m in ("通报批评", "追究责任", "记入诚信档案")})
    assert register.entries_of(register.USCC, register.identity_index(register.USCC, unit.uscc)) == (
        rules.Entry("学术造假", date(2024, 2, 1), date(2027, 1, 31), made.number),
    )
    assert broken() == ()


def test_a_decision_needs_two_people_and_no_term_longer_than_the_law(after):
    person = after.dossier(2).person
    with refused("integrity_term"):
        proposed(after, person, ends_on=date(2027, 2, 1))
    with refused("integrity_term"):
        proposed(after, person, decided_on=date(2024, 2, 2))
    approval = proposed(after, person, documents=UNTITLED)
    with refused("two_approve"):
        integrity.sanction(approval, notice=after.notice, by=after.reviewer, at=FEB_1)


def test_an_entry_keeps_a_certificate_back_from_its_decision_and_not_after_its_term(after):
    publication = after.published()
    person = after.dossier(0).person
    entered = {"id_type": person.id_type, "id_number": person.id_number, "ground": "学术造假", "by": after.reviewer}
    enter_breach(
        document_number="旧〔2021〕1号", decided_on=date(2021, 1, 26), begins_on=date(2021, 1, 26),
        ends_on=date(2024, 1, 25), at=JAN_26, **entered,
    )  # fmt: skip
    approval = after.grant(after.proposed(publication), JAN_26)
    enter_breach(
        document_number="新〔2024〕1号", decided_on=date(2024, 1, 26), begins_on=date(2024, 1, 26),
        ends_on=date(2027, 1, 25), at=JAN_26, **entered,
    )  # fmt: skip
    with refused("no_bar"):
        certificates.confirm(approval, notice=after.notice, by=after.reviewer, at=JAN_26)


def test_an_entry_ends_by_repair_after_its_time_and_by_a_granted_appeal_at_once(after):
    person, actor = after.dossier(2).person, after.walkers[2].actor
    made = decided(after, person, documents=UNTITLED)
    with refused("integrity_repair"):
        integrity.plead(made, "信用修复", "已经改正并完成诚信教育。", notice=after.notice, by=actor, at=FEB_1)
    with refused("outcome_seats"):
        integrity.plead(made, "申诉", "证书是真的，请核查。", notice=after.notice, by=after.walkers[0].actor, at=FEB_1)
    plea = integrity.plead(made, "申诉", "证书是真的，请核查原件。", notice=after.notice, by=actor, at=FEB_1)
    with refused("plea_in_turn"):
        integrity.plead(made, "申诉", "证书是真的，请核查原件。", notice=after.notice, by=actor, at=FEB_1)
    day = date(2024, 3, 1)
    integrity.answer_plea(
        plea, is_granted=True, answer="经复核，证书属实，原决定撤销。", document_number="许职改复〔2024〕1号",
        notice=after.notice, by=after.superior, at=moment(3, 1, year=2024),
    )  # fmt: skip
    assert register.works_against(*key(person), date(2024, 2, 29)) != ()
    assert register.works_against(*key(person), day) == ()
    assert not queries.is_running(queries.sanction_of(made.pk), day)
    (entry,) = register.entries_of_many([key(person)])[key(person)]
    assert (entry.overturned_on, register.bars_of(*key(person))[0].ends_on) == (day, date(2024, 2, 29))


def restored(after, certificate, at):
    approval = restoring.propose_restoration(
        certificate, reason="申诉成立", notice=after.notice, by=after.reviewer, at=at
    )
    after.grant(approval, at)
    return restoring.restore(approval, notice=after.notice, by=after.reviewer, at=at, random=after.chance.randbytes)


def test_a_title_is_given_back_by_two_after_its_appeal_was_granted_and_no_year_is_lost(after):
    first, second = after.issued()
    person, actor = after.dossier(0).person, after.walkers[0].actor
    before = register.titles_of(*key(person)).get(certificate_number=first.number).obtained_on
    with refused("restored_on_appeal") as caught:
        restored(after, second, FEB_1)
    assert caught.value.refusals[0].what == "该证书没有撤销，不需要恢复"
    made = decided(after, person)
    first = queries.certificate_numbered(first.number)
    assert queries.status_of(first) == "撤销"
    with refused("restored_on_appeal") as caught:
        restored(after, first, FEB_1)
    assert caught.value.refusals[0].what == "没有经申诉改变撤销的决定"
    plea = integrity.plead(made, "申诉", "证书是真的，请核查原件。", notice=after.notice, by=actor, at=FEB_1)
    integrity.answer_plea(
        plea, is_granted=True, answer="经复核，证书属实，原决定撤销。", document_number="许职改复〔2024〕1号",
        notice=after.notice, by=after.superior, at=moment(3, 1, year=2024),
    )  # fmt: skip
    day = moment(3, 4, year=2024)
    with refused("outcome_seats"):
        restoring.propose_restoration(first, reason="申诉成立", notice=after.notice, by=after.secretary, at=day)
    alone = restoring.propose_restoration(first, reason="申诉成立", notice=after.notice, by=after.reviewer, at=day)
    with refused("two_approve"):
        restoring.restore(alone, notice=after.notice, by=after.reviewer, at=day, random=after.chance.randbytes)
    after.grant(alone, day)
    new = restoring.restore(alone, notice=after.notice, by=after.reviewer, at=day, random=after.chance.randbytes)
    assert (new.replaces, new.name, new.content["obtained_on"]) == (first, first.name, first.content["obtained_on"])
    assert (queries.status_of(new), queries.status_of(queries.certificate_numbered(first.number))) == ("有效", "撤销")
    assert queries.certificate_of(after.dossier(0)) == new
    held = register.titles_of(*key(person)).filter(certificate_number__in=[first.number, new.number])
    assert [(t.certificate_number, t.obtained_on) for t in held] == [(new.number, before)]
    line = next(e for e in ledger.trail(after.dossier(0).number) if e.event == "TitleRestored")
    assert (line.content["revoked"], line.content["document_number"]) == (first.number, "许职改复〔2024〕1号")
    with refused("restored_on_appeal") as caught:
        restored(after, first, day)
    assert caught.value.refusals[0].what == "该职称已经恢复"
    assert broken() == ()


def test_a_title_is_not_given_back_while_another_entry_works_against_the_person(after):
    first, _ = after.issued()
    person, actor = after.dossier(0).person, after.walkers[0].actor
    made = decided(after, person)
    plea = integrity.plead(made, "申诉", "证书是真的，请核查原件。", notice=after.notice, by=actor, at=FEB_1)
    integrity.answer_plea(
        plea, is_granted=True, answer="经复核，证书属实，原决定撤销。", document_number="许职改复〔2024〕1号",
        notice=after.notice, by=after.superior, at=FEB_1,
    )  # fmt: skip
    decided(after, person, number="许职改处〔2024〕9号", documents=UNTITLED)
    with refused("no_bar"):
        restored(after, queries.certificate_numbered(first.number), moment(3, 4, year=2024))


def test_a_veto_ends_a_running_application_and_a_pass_whatever_the_votes(after):
    running = after.world.walker(SCHOOL, senior=True)
    after.world.handed_in(running, moment(10, 17))
    given = {"ground": "学术造假", "decided_on": date(2024, 1, 26), "notice": after.notice}
    veto = {**given, "by": after.hall.supervisor, "at": JAN_26}
    integrity.veto(running.dossier, document_number="许职改〔2024〕7号", **veto)
    assert stations.ending_of(running.dossier).kind == "取消申报资格"
    after.published()
    integrity.veto(after.dossier(0), document_number="许职改〔2024〕8号", **veto)
    assert stations.ending_of(after.dossier(0)) is None
    assert queries.own_result(after.dossier(0)).word == "一票否决"
    assert broken() == ()


def test_a_stopped_committee_cannot_meet_until_the_measure_is_lifted(after):
    how = {"notice": after.notice, "by": after.hall.supervisor, "at": JAN_29}
    with refused("supervision_measures"):
        integrity.supervise(
            after.dossier(0).organisation, measure="暂停评审", ground="推荐把关不严", document_number="许监〔2024〕1号",
            decided_on=date(2024, 1, 29), **how,
        )  # fmt: skip
    made = integrity.supervise(
        "teacher-senior", measure="暂停评审", ground="评审程序不规范", document_number="许监〔2024〕2号",
        decided_on=date(2024, 1, 29), **how,
    )  # fmt: skip
    stopped = [r.rule for r in committee_facts.unready(after.meeting, JAN_29, after.notice)]
    assert "supervision_measures" in stopped
    integrity.lift(made, "许监〔2024〕3号", by=after.hall.supervisor, at=JAN_29)
    assert not register.is_stopped("teacher-senior", after.notice)
    assert committee.meetings(after.world.year).count() == 1


@pytest.mark.parametrize("measure", ["通报批评", "撤销职称", "记入诚信档案"])
def test_every_measure_is_a_letter(after, measure):
    after.issued()
    made = decided(after, after.dossier(0).person)
    paper = documents.paper("measure", made.measures.get(measure=measure), at=FEB_1)
    assert paper.pages == 1
