"""What is printed of lists, objections and decisions (outputs 14 to 19): of whom, from when, the same each time."""

from __future__ import annotations

import pypdfium2
import pytest
from build import moment
from django.urls import reverse
from web.conftest import client_for

from zhicheng.documents import actions, conferring, objected
from zhicheng.documents import queries as papers
from zhicheng.documents.models import Paper
from zhicheng.documents.review_form import page_texts
from zhicheng.ledger.actor import INSTALLER
from zhicheng.ops import conferral
from zhicheng.outcome import queries
from zhicheng.outcome.actions import integrity, publicity
from zhicheng.year import actions as years

from .conftest import DEC_25, JAN_26, JAN_29, After, broken
from .test_integrity import DOCUMENTS, FEB_1, UNTITLED, decided
from .test_recognition import decided as by_decision
from .test_recognition import waiting

__all__ = ["waiting"]
WHO, CONTACT = "实名举报人甲", "13900000000"
JAN_30, MAR_1 = moment(1, 30, year=2024), moment(3, 1, year=2024)
ASKED, FOUND, ENDED = "已受理，交承办部门核实。", "已向单位和发证机关核实。", "经核实，课题证书属实，异议不成立。"


def said(paper: Paper) -> str:
    return "".join("".join(page_texts(papers.paper_content(paper))).split())


def handled(after: After, objection, *steps, at=JAN_26) -> None:
    for kind, words, upheld in steps:
        publicity.handle(
            objection, kind, words, is_upheld=upheld, notice=after.notice, by=after.reviewer, at=at
        )  # fmt: skip


def objected_to(after: After):
    """Three: named, dismissed after the list was down; anonymous, not taken up in time; of the other, still open."""
    made = after.published()
    late, _ = after.objected(made, name=WHO, contact=CONTACT)
    soon, _ = after.objected(made)
    after.objected(made, 2)
    ending = (("受理", ASKED, None), ("调查", f"{WHO}（{CONTACT}）提供了材料。", None), ("结论", ENDED, False))
    handled(after, soon, ("不予受理", "没有提供具体的事实，不予受理。", None), at=DEC_25)
    handled(after, late, *ending, at=JAN_29)
    return made


# ───── 异议处理报告 ─────


def test_the_report_tells_every_objection_its_steps_its_end_and_whom_it_held_back(after):
    made = objected_to(after)
    words = said(actions.paper("objections_report", made, at=JAN_30))
    assert "收到异议3件，其中署名1件、匿名2件" in words
    assert "不予受理1件，异议不成立1件，没有办结1件" in words
    for objection in queries.objections([made]):
        assert f"异议{objection.number}" in words
        assert after.dossier(0).number in words
        for step in queries.steps_of(objection):
            assert "".join(step.words.replace(WHO, "（提出人）").replace(CONTACT, "（提出人）").split()) in words
    assert words.count("许昌市职称改革领导小组办公室审核") == 4
    sheet = objected.report(made)
    held = next(b for b in sheet.blocks if getattr(b, "title", "") == "暂缓或者不予发给的证书")
    assert [(r[0], *r[3:]) for r in held.rows] == [
        ("1", "Y001", "公示期满后暂缓，2024年1月29日办结"), ("2", "Y003", "没有办结，暂缓确认和发证"),
    ]  # fmt: skip
    assert broken() == ()


def test_the_report_says_who_objected_as_named_or_anonymous_and_no_more(after):
    made = objected_to(after)
    words = said(actions.paper("objections_report", made, at=JAN_30))
    assert [w for w in (WHO, CONTACT) if w in words] == []
    cases = [dict(b.rows) for b in objected.report(made).blocks if getattr(b, "title", "").startswith("异议2023")]
    assert [c["提出方式"] for c in cases] == ["署名", "匿名", "匿名"]


def test_an_objection_that_was_upheld_keeps_its_certificate_back_for_good(after):
    made = after.published()
    objection, _ = after.objected(made)
    handled(
        after,
        objection,
        ("受理", ASKED, None),
        ("调查", FOUND, None),
        ("结论", "经发证机关核实，课题证书系伪造。", True),
        at=DEC_25,
    )
    words = said(actions.paper("objections_report", made, at=JAN_26))
    assert "异议成立1件" in words
    assert "异议成立，不予确认和发证" in words


def test_a_list_to_which_nobody_objected_is_reported_as_such(after):
    words = said(actions.paper("objections_report", after.published(), at=JAN_26))
    assert "公示期间无异议" in words


def test_the_report_is_absent_until_the_list_has_come_down(after):
    made = after.published()
    with pytest.raises(ValueError, match="come down"):
        actions.paper("objections_report", made, at=made.withdrawn_at.replace(microsecond=0) - (JAN_29 - JAN_26))
    assert actions.paper("objections_report", made, at=made.withdrawn_at).pages == 1


def test_the_report_is_the_same_until_something_is_done_and_is_made_once(after):
    made = objected_to(after)
    first = actions.paper("objections_report", made, at=JAN_30)
    assert actions.paper("objections_report", made, at=MAR_1) == first
    last = queries.objection_numbered(f"{made.number}-Y003")
    handled(after, last, ("受理", ASKED, None), at=JAN_30)
    second = actions.paper("objections_report", made, at=JAN_30)
    assert (second.source != first.source, Paper.objects.filter(kind="objections_report").count()) == (True, 2)
    content = papers.paper_content(second)
    Paper.objects.filter(pk=second.pk).delete()
    assert papers.paper_content(actions.paper("objections_report", made, at=JAN_30)) == content


def test_both_offices_find_the_report_on_their_pages_when_the_list_is_down_and_nobody_else_does(after, clock):
    made = after.published()
    pages = [
        (seat, page, reverse(f"{of}:objections_paper", args=[made.number]))
        for seat, of, page in (
            (after.reviewer, "office", reverse("office:publication", args=[made.number])),
            (after.secretary, "secretariat", reverse("secretariat:results")),
        )
    ]
    clock(DEC_25)
    for seat, page, paper in pages:
        client = client_for(seat)
        assert (paper in client.get(page).content.decode(), client.get(paper).status_code) == (False, 404)
    years.move_demo_clock(JAN_26, by=INSTALLER)
    for seat, page, paper in pages:
        client = client_for(seat)
        assert paper in client.get(page).content.decode()
        assert client.get(paper).content.startswith(b"%PDF-")
    others = (after.walkers[0].actor, after.hall.experts[0], after.hall.supervisor)
    for _, _, paper in pages:
        assert [client_for(who).get(paper).status_code for who in others] == [404, 404, 404]


# ───── the list on both channels ─────


def test_each_channel_posts_the_same_list_under_its_own_name(after):
    made = after.published()
    both = [queries.channel_of(made, p) for p in queries.PUBLISHERS]
    city, office = (conferring.results_list(channel) for channel in both)
    assert (city.rows, city.columns, city.opening, city.code) == (
        office.rows,
        office.columns,
        office.opening,
        office.code,
    )
    assert (city.unit, office.unit) == tuple(c.organisation.name for c in both)
    assert len({actions.paper("results_list", c, at=DEC_25).source for c in both}) == 2


# ───── the extract ─────


def test_the_extract_says_how_a_decision_stands_that_day_and_how_it_was_ended(after):
    made = decided(after, after.dossier(2).person, documents=UNTITLED)
    words = said(actions.paper("integrity_extract", made, at=FEB_1))
    assert "截至2024年2月1日，该记录起作用" in words
    assert [m for m in UNTITLED.values() if m not in words] == []
    plea = integrity.plead(
        made, "申诉", "证书是真的，请核查原件。", notice=after.notice, by=after.walkers[2].actor, at=FEB_1
    )
    integrity.answer_plea(
        plea, is_granted=True, answer="经复核，证书属实，原决定撤销。", document_number="许职改复〔2024〕1号",
        notice=after.notice, by=after.superior, at=MAR_1,
    )  # fmt: skip
    words = said(actions.paper("integrity_extract", queries.sanction_of(made.pk), at=MAR_1))
    assert "2024年3月1日经申诉（许职改复〔2024〕1号）终止" in words
    assert "截至2024年3月1日，该记录不起作用" in words


def test_one_decision_about_a_person_and_a_unit_gives_each_their_own_papers(after):
    unit = after.dossier(2).organisation
    person = decided(after, after.dossier(2).person, documents=UNTITLED)
    whole = {m: UNTITLED[m] for m in ("通报批评", "追究责任", "记入诚信档案")}
    of_unit = decided(after, unit, documents=whole)
    for kind, subjects in (
        ("integrity_extract", (person, of_unit)),
        ("measure", [s.measures.get(measure="通报批评") for s in (person, of_unit)]),
    ):
        first, second = (said(actions.paper(kind, s, at=FEB_1)) for s in subjects)
        assert (after.dossier(2).person.name in first, unit.name in first) == (True, False)
        assert (after.dossier(2).person.name in second, unit.name in second) == (False, True)


def test_the_extract_is_got_from_the_page_by_the_person_the_office_and_the_supervisors(after, clock):
    made = decided(after, after.dossier(2).person, documents=UNTITLED)
    of_unit = decided(after, after.dossier(2).organisation, number="许职改处〔2024〕9号",
                      documents={m: UNTITLED[m] for m in ("通报批评", "追究责任", "记入诚信档案")})  # fmt: skip
    clock(FEB_1)
    keepers = ((after.reviewer, "office"), (after.superior, "office"), (after.hall.supervisor, "supervisor"))
    ways = [(who, f"{at}:integrity", f"{at}:extract", d) for who, at in keepers for d in (made, of_unit)]
    ways.append((after.walkers[2].actor, "applicant:result", "applicant:extract", made))
    for who, page, paper, decision in ways:
        client, address = client_for(who), reverse(paper, args=[decision.pk])
        assert address in client.get(reverse(page)).content.decode()
        assert client.get(address).content.startswith(b"%PDF-")
    others = (after.walkers[0].actor, after.secretary, after.hall.experts[0])
    for name in ("applicant:extract", "office:extract", "supervisor:extract"):
        address = reverse(name, args=[made.pk])
        assert [client_for(who).get(address).status_code for who in others] == [404, 404, 404]
    own = client_for(after.walkers[2].actor).get(reverse("applicant:extract", args=[of_unit.pk]))
    assert own.status_code == 404
    assert Paper.objects.filter(kind="integrity_extract").count() == 2


# ───── all of a meeting ─────


def test_what_came_of_a_meeting_is_written_into_a_folder_by_its_outputs(after, tmp_path):
    running = tmp_path / "running"
    made = after.published()
    assert {n[:2] for n in conferral.write_out(made, running, limit=9, at=DEC_25)} == {"14"}
    after.issued()
    decided(after, after.dossier(0).person, dossier=after.dossier(0))
    decided(after, after.dossier(2).organisation, number="许职改处〔2024〕9号",
            documents={m: DOCUMENTS[m] for m in ("通报批评", "追究责任", "记入诚信档案")})  # fmt: skip
    folder = tmp_path / "over"
    written = conferral.write_out(made, folder, limit=1, at=FEB_1)
    assert written == tuple(sorted(p.name for p in folder.iterdir()))
    numbers = [name.split("-")[0] for name in written]
    assert {n: numbers.count(n) for n in numbers} == {
        "14": 2, "15": 1, "16": 1, "17": 1, "18": len(DOCUMENTS), "19": 1
    }  # fmt: skip
    for path in folder.iterdir():
        assert len(pypdfium2.PdfDocument(path)) > 0
    assert conferral.write_out(made, tmp_path / "all", limit=9, at=FEB_1) != written


def test_a_list_on_which_no_meeting_voted_has_the_same_papers(waiting, tmp_path):
    made = publicity.accept_recognition(by_decision(waiting), notice=waiting.unvoted, by=waiting.reviewer, at=DEC_25)
    waiting.confirmed(made, (1,))
    decided(waiting, waiting.extra[1].person, dossier=waiting.extra[1], documents=UNTITLED)
    decided(
        waiting, waiting.dossier(2).person, number="许职改处〔2024〕9号", dossier=waiting.dossier(2), documents=UNTITLED
    )
    written = conferral.write_out(made, tmp_path / "papers", limit=9, at=FEB_1)
    numbers = [name.split("-")[0] for name in written]
    assert {n: numbers.count(n) for n in numbers} == {"14": 2, "15": 1, "16": 1, "18": len(UNTITLED), "19": 1}
    assert "认定通过人员名单自2023年12月25日" in said(actions.paper("objections_report", made, at=FEB_1))
