"""The papers of a meeting (outputs 9 to 13): the facts are on them, no secret is, nor who cast what."""

from __future__ import annotations

import random
import re

import pypdfium2
from build import moment
from committee.conftest import ABSTAIN, AYE, DEC_11, DEC_15, NO, Town, listed
from django.db import transaction
from django.urls import reverse
from web.conftest import client_for

from zhicheng.committee import facts, queries
from zhicheng.committee.actions import ballots
from zhicheng.documents import actions, page_code
from zhicheng.documents import queries as papers
from zhicheng.documents.meeting.kinds import PAPERS, there
from zhicheng.documents.review_form import page_texts
from zhicheng.ops import papers as folders
from zhicheng.ops import road, scans
from zhicheng.ops.hall import PLAN, Hall
from zhicheng.policy import voting
from zhicheng.policy.seats import Role

DEC_18 = moment(12, 18)
LOST = "两名保管人的密钥遗失，不能开箱"
LATER = {"draw_record", "invitations", "leave_notices"}  # only where there was a draw


def voted(hall: Hall, choices: dict[int, dict[int, int]]) -> None:
    """Every expert votes for all, but those whose choices are given."""
    for n, expert in enumerate(hall.experts):
        if n != 9:
            paper = hall.paper(expert, AYE)
            hall.vote(expert, paper | choices.get(n, {}), moment(12, 15, 11))


def met(town: Town) -> Hall:
    """One absent, one recused from the first case; a round lost with its keys, the next one open."""
    hall = listed(town)
    hall.assembled(DEC_15, absent=(9,), kept={4: (1,)})
    hall.opened(DEC_15)
    hall.vote(hall.experts[0], NO, DEC_15)
    ballots.close_ballot(hall.the_ballot(), notice=hall.notice, by=hall.secretary, at=DEC_15)
    ballots.void(hall.the_ballot(), LOST, notice=hall.notice, by=hall.secretary, at=DEC_15)
    hall.opened(moment(12, 15, 10), chance=random.Random(3))
    return hall


def finished(town: Town) -> Hall:
    hall = met(town)
    voted(hall, {n: {3: NO} for n in range(5)} | {6: {1: ABSTAIN, 2: ABSTAIN, 3: ABSTAIN}})
    hall.counted(moment(12, 15, 12))
    hall.announced(moment(12, 15, 13))
    hall.reported(DEC_18)
    return hall


def content(hall: Hall, kind: str) -> bytes:
    return papers.paper_content(actions.paper(kind, hall.the_meeting(), at=DEC_18))


def said(hall: Hall, kind: str) -> str:
    return "".join(page_texts(content(hall, kind)))


def bare(words: str) -> str:
    return "".join(words.split())


def get(actor, hall: Hall, kind: str):
    space = {Role.SUPERVISOR.value: "supervisor"}.get(actor.role, "secretariat")
    return client_for(actor).get(reverse(f"{space}:paper", args=[hall.the_meeting().number, kind]))


def test_every_paper_says_what_happened_and_keeps_the_secrets(town: Town):
    hall = finished(town)
    of, notice = hall.the_meeting(), hall.notice
    kinds = [row.kind for row in there(of, Role.SECRETARY)]
    assert set(kinds) == set(PAPERS) - LATER
    whole = {kind: said(hall, kind) for kind in kinds}
    cases, experts = hall.cases(), [e.name for e in hall.experts]

    plan = whole["meeting_plan"]
    for words in (*PLAN.values(), "2023年12月15日", "2023年11月20日", "19个工作日", "11人", hall.office.name):
        assert bare(words) in plan
    assert bare(notice.rule("plan_before_meeting").source.says) in plan
    assert [n for n in experts if n in plan] == []

    assert [n for n in experts if n not in whole["attendance"]] == []
    assert "应到11人，实到10人，至少8人" in whole["attendance"]
    assert whole["attendance"].count("未签到") == 1

    assert bare(queries.pledge_text(notice)) in whole["pledges"]
    assert [a.name for a in (hall.secretary, hall.supervisor, *hall.experts) if a.name not in whole["pledges"]] == []

    first = cases[0]
    assert (
        bare(f"1{first.dossier.number}{first.dossier.person.name}{hall.experts[4].name}曾共同申报课题")
        in whole["recusals"]
    )
    assert whole["recusals"].count("没有应当回避的") == 10

    for case in cases:
        assert case.dossier.number in whole["panel_opinions"]
        assert case.dossier.number in whole["tally_sheet"]
        assert case.dossier.number in whole["results_report"]
        assert case.dossier.person.name in whole["ballot_form"]
        assert case.dossier.number not in whole["ballot_form"]
    assert whole["panel_opinions"].count("提请评委会表决") == 3

    tally = whole["tally_sheet"]
    for row in facts.results(queries.standing_ballot(of), notice):
        t = row.tally
        numbers = (t.recused, t.issued, t.returned, t.ayes, t.noes, t.abstentions, t.invalid, t.base, t.needed)
        assert f"{row.case.dossier.person.name}{''.join(map(str, numbers))}" in tally
        assert bare(row.share.facts) in tally
    assert bare(notice.rule("pass_share")["readings"]["attending"]) in tally
    assert "同意票数×3≥计算基数×2" in tally
    assert queries.announcement_of(of).digest in tally
    assert "所签的摘要值与本表相同" in tally
    assert f"第1轮在平台上无记名投票2023年12月15日9时00分{LOST}" in tally

    record = whole["scrutiny"]
    for words in ("第1轮", "第2轮", LOST, "投票名册10人", "发出29张，收回29张", "各件票数相符"):
        assert words in record
    assert record.count("到场用密钥开箱") == 2
    assert record.count("没有用密钥") == 4

    written = queries.minutes_of(of)
    for part, words in written.parts.items():
        assert bare(part) in whole["minutes"]
        assert bare(words) in whole["minutes"]

    report = whole["results_report"]
    assert "通过2人，未通过1人" in report
    passed, failed = report.split("评审未通过人员名册")
    assert [c.ordinal for c in cases if c.dossier.number in passed] == [1, 2]
    assert [c.ordinal for c in cases if c.dossier.number in failed] == [3]

    numbers = [p.id_number for p in (*(c.dossier.person for c in cases), *(m.person for m in queries.members(of)))]
    for text in whole.values():
        assert [n for n in numbers if n in text] == []
        assert re.search(r"\d{17}[\dX]", text) is None
        assert "secretary" not in text.replace("teacher", "")


def test_a_page_of_a_paper_is_known_to_whoever_checks_its_code(town: Town):
    hall = finished(town)
    made = actions.paper("tally_sheet", hall.the_meeting(), at=DEC_18)
    bears = page_code.code(f"{hall.the_meeting().number}-tally_sheet", 0, made.source, 1)
    status = papers.page_status(bears)
    assert (status.is_known, status.kind_words) == (True, "计票表")
    assert papers.page_status(page_code.code(bears.number, 0, "0" * 64, 1)).is_known is False
    assert actions.paper("tally_sheet", hall.the_meeting(), at=moment(12, 20)).pk == made.pk


def test_two_worlds_that_differ_in_who_cast_what_print_the_same_bytes(town: Town):
    hall = met(town)
    worlds = []
    for choices in ({0: {2: NO, 3: ABSTAIN}, 1: {3: NO}}, {7: {2: NO}, 5: {3: ABSTAIN}, 10: {3: NO}}):
        with transaction.atomic():
            voted(hall, choices)
            hall.counted(moment(12, 15, 12))
            hall.announced(moment(12, 15, 13))
            hall.reported(DEC_18)
            worlds.append({row.kind: content(hall, row.kind) for row in there(hall.the_meeting(), Role.SECRETARY)})
            transaction.set_rollback(True)
    assert {"tally_sheet", "scrutiny", "minutes", "results_report"} <= set(worlds[0])
    assert worlds[0] == worlds[1]


def test_a_blank_ballot_is_the_same_for_everybody_and_names_nobody_in_a_blind_meeting(town: Town):
    hall = listed(town, is_blind=True)
    assert [r.kind for r in there(hall.the_meeting(), Role.SECRETARY)] == ["meeting_plan", "ballot_form"]
    text = said(hall, "ballot_form")
    assert "同意、不同意、弃权三者必选其一" in text
    assert "第1号" in text
    names = [c.dossier.person.name for c in hall.cases()] + [e.name for e in hall.experts]
    assert [n for n in names if n in text] == []
    before = content(hall, "ballot_form")
    hall.assembled(DEC_15, kept={4: (1,)})
    assert content(hall, "ballot_form") == before


def test_of_a_round_that_goes_on_nothing_is_printed(town: Town):
    hall = met(town)
    before = content(hall, "scrutiny")
    hall.vote(hall.experts[0], AYE, moment(12, 15, 11))
    assert content(hall, "scrutiny") == before
    assert "第2轮" not in said(hall, "scrutiny")
    assert "tally_sheet" not in {r.kind for r in there(hall.the_meeting(), Role.SECRETARY)}


def test_a_vote_on_paper_names_its_counters_and_its_scan(town: Town):
    hall = listed(town)
    hall.assembled(DEC_15)
    how = {"notice": hall.notice, "at": DEC_15}
    hall.ballot = ballots.prepare(hall.the_meeting(), on_paper_because="会场停电，改用纸质票", by=hall.secretary, **how)
    ballots.open_ballot(hall.the_ballot(), by=hall.secretary, **how)
    ballots.close_ballot(hall.the_ballot(), by=hall.secretary, **how)
    counts = {c.ordinal: voting.Tally(11, 11, 8, 2, 0, 1) for c in hall.cases()}
    ballots.count_paper(hall.the_ballot(), 1, counts, by=hall.secretary, **how)
    ballots.count_paper(hall.the_ballot(), 2, counts, by=hall.second, **how)
    scan = road.store(hall.city, scans.posting(["票"]), "票.jpg", hall.secretary, DEC_15)
    ballots.confirm_paper(hall.the_ballot(), scan, "票.jpg", by=hall.supervisor, **how)
    record, tally = said(hall, "scrutiny"), said(hall, "tally_sheet")
    for words in (hall.secretary.name, hall.second.name, hall.supervisor.name, scan.digest, "纸质投票（会场停电"):
        assert words in record
    assert "纸质投票（会场停电，改用纸质票）" in tally
    assert tally.count("011118201118达到") == 3


def test_papers_are_for_the_office_and_the_supervisors_and_absent_for_everybody_else(town: Town, clock):
    hall = listed(town)
    clock(DEC_11)
    for kind in ("attendance", "tally_sheet", "minutes", "draw_record", "nothing"):
        assert get(hall.secretary, hall, kind).status_code == 404
    assert get(hall.secretary, hall, "meeting_plan").status_code == 200
    page = client_for(hall.secretary).get(reverse("secretariat:meeting", args=[hall.the_meeting().number]))
    assert set(re.findall(r'/papers/(\w+)"', page.content.decode())) == {"meeting_plan", "ballot_form"}

    hall.assembled(DEC_15)
    clock(DEC_15)
    hall.opened(DEC_15)
    voted(hall, {})
    hall.vote(hall.experts[9], AYE, DEC_15)
    hall.counted(DEC_15)
    hall.announced(DEC_15)
    hall.reported(DEC_15)
    answer = get(hall.secretary, hall, "panel_opinions")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    watched = {kind for kind, row in PAPERS.items() if Role.SUPERVISOR in row.readers} - LATER
    for kind in set(PAPERS) - LATER:
        assert get(hall.supervisor, hall, kind).status_code == (200 if kind in watched else 404), kind
    page = client_for(hall.supervisor).get(reverse("supervisor:meeting", args=[hall.the_meeting().number]))
    assert set(re.findall(r'/papers/(\w+)"', page.content.decode())) == watched
    others = (hall.experts[0], hall.experts[5], town.world.seat("许昌市教育局", Role.REVIEWER))
    for other in others:
        for kind in PAPERS:
            assert get(other, hall, kind).status_code == 404, (other.role, kind)


def test_all_papers_of_a_meeting_are_written_into_a_folder_by_their_outputs(town: Town, tmp_path):
    hall = finished(town)
    written = folders.write_out(hall.the_meeting(), tmp_path, at=DEC_18)
    assert written == tuple(sorted(p.name for p in tmp_path.iterdir()))
    assert {name.split("-")[0] for name in written} == {"09", "10", "11", "12", "13"}
    for path in tmp_path.iterdir():
        assert len(pypdfium2.PdfDocument(path)) > 0
