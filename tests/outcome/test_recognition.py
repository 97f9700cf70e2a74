"""A result by decision of two people where no committee votes (Q10): the same list, confirmation and certificate."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from build import SCHOOL, moment
from django.urls import reverse
from refusing import refused
from web.conftest import client_for

from zhicheng.committee import facts as committee
from zhicheng.committee.actions import meetings
from zhicheng.ledger import queries as ledger
from zhicheng.outcome import facts, queries
from zhicheng.outcome.actions import certificates, publicity, recognising, results
from zhicheng.outcome.actions.recognising import Ruling
from zhicheng.outcome.models import Recognition

from .conftest import JAN_29, broken
from .test_pages import at, body

DEC_20, DEC_25 = moment(12, 20), moment(12, 25, 9, 30)
GOOD, BAD = "工作年限和业绩符合认定条件，予以认定。", "任现职年限不足，不予认定。"
NUMBER = "许职认〔2023〕1号"


@pytest.fixture
def waiting(after):
    """Two more dossiers, passed by every level, of a kind on which, by this notice, nobody votes."""
    made = after.world
    after.extra = [made.finished(made.walker(SCHOOL, senior=True)) for _ in range(2)]
    kinds = tuple(replace(k, voted=False) if (k.kind, k.manner) == ("评审", "正常") else k for k in made.notice.kinds)
    after.unvoted = replace(made.notice, kinds=kinds)
    after.sitting = after.hall.the_sitting()
    return after


def proposed(after, rulings=None, *, number=NUMBER, notice=None, by=None, when=DEC_20):
    first, second = after.extra
    rulings = [Ruling(first, True, GOOD), Ruling(second, False, BAD)] if rulings is None else rulings
    return recognising.propose_recognition(
        after.sitting, number, rulings, reason="考核完毕", notice=notice or after.unvoted, by=by or after.reviewer,
        at=when,
    )  # fmt: skip


def decided(after, *args, **more) -> Recognition:
    approval = after.grant(proposed(after, *args, **more), DEC_20)
    return recognising.recognise(approval, notice=after.unvoted, by=after.reviewer, at=DEC_20)


def test_a_title_is_conferred_without_a_vote_by_two_people_and_like_every_other_from_there(waiting):
    first, second = waiting.extra
    made = decided(waiting)
    assert {n: queries.outcome_of(d).word for n, d in enumerate(waiting.extra)} == {0: "通过", 1: "未通过"}
    publication = publicity.accept_recognition(made, notice=waiting.unvoted, by=waiting.reviewer, at=DEC_25)
    assert publication.title == "2023年度许昌市中小学教师副高级职称评审委员会认定通过人员名单"
    assert [row[1] for row in publication.rows] == [first.person.name]
    assert queries.own_result(second).word == "未通过"
    confirmation = waiting.confirmed(publication, (1,))
    (certificate,) = certificates.issue(
        confirmation, notice=waiting.notice, by=waiting.reviewer, at=JAN_29, random=waiting.chance.randbytes
    )
    assert (certificate.confirmed.dossier, certificate.content["obtained_on"]) == (first, "2023-12-20")
    assert publication in queries.publications(waiting.world.year)
    assert confirmation in queries.confirmations(waiting.world.year)
    line = next(e for e in ledger.trail(NUMBER) if e.event == "TitlesRecognised")
    assert (line.content["passed"], line.content["failed"]) == (1, 1)
    given = results.give_reasons(
        queries.outcome_of(second).result, [next(iter(waiting.notice.rule("failure_reasons")["categories"]))], BAD,
        notice=waiting.notice, by=waiting.secretary, at=DEC_25,
    )  # fmt: skip
    assert given.result.dossier == second
    recheck = results.ask_recheck(
        second, "本人任职年限已满，请复查。", notice=waiting.notice, by=_own(waiting, second), at=DEC_25
    )
    assert recheck in queries.rechecks(waiting.hall.office, waiting.world.year)
    assert broken() == ()


def _own(after, dossier):
    return next(w.actor for w in after.world.walkers.values() if w.person.pk == dossier.person_id)


def test_what_is_voted_on_is_not_decided_and_what_is_decided_is_not_voted_on(waiting):
    with refused("recognised_without_vote") as caught:
        proposed(waiting, notice=waiting.notice)
    assert caught.value.refusals[0].what == f"{waiting.extra[0].number}为评审，须经评委会表决"
    hall = waiting.hall
    other = meetings.call_meeting(
        waiting.sitting, held_on=date(2023, 12, 29), place="会议室", notice=hall.notice, by=hall.secretary, at=DEC_20
    )
    said = {"draw": hall.city.draw, "by": hall.secretary, "at": DEC_20}
    with refused("case_list") as caught:
        meetings.freeze_cases(other, waiting.extra, notice=waiting.unvoted, **said)
    assert caught.value.refusals[0].what == f"{waiting.extra[0].number}为评审，不经评委会表决"
    assert set(committee.ready(waiting.sitting, waiting.notice)) == set(waiting.extra)
    assert committee.ready(waiting.sitting, waiting.unvoted) == ()


def test_a_decision_needs_two_people_a_number_an_opinion_on_each_and_the_review_year(waiting):
    first, second = waiting.extra
    with refused("outcome_seats"):
        proposed(waiting, by=waiting.secretary)
    with refused("document_numbered"):
        proposed(waiting, number=" ")
    with refused("recognised_without_vote"):
        proposed(waiting, [])
    with refused("recognised_without_vote"):
        proposed(waiting, [Ruling(first, True, GOOD), Ruling(first, False, BAD)])
    with refused("reasons_are_sentences"):
        proposed(waiting, [Ruling(first, True, "无")])
    with refused("no_cross_year"):
        proposed(waiting, when=moment(1, 5, year=2024))
    with refused("recognised_without_vote") as caught:
        proposed(waiting, [Ruling(waiting.dossier(0), True, GOOD)])  # heard by a meeting, and its result is not taken
    assert caught.value.refusals[0].what == f"{waiting.dossier(0).number}已列入评审会"
    approval = proposed(waiting, [Ruling(first, True, GOOD)])
    with refused("two_approve"):
        recognising.recognise(approval, notice=waiting.unvoted, by=waiting.reviewer, at=DEC_20)
    waiting.grant(approval, DEC_20)
    made = recognising.recognise(approval, notice=waiting.unvoted, by=waiting.reviewer, at=DEC_20)
    with refused("document_numbered", "recognised_without_vote"):
        proposed(waiting, [Ruling(first, True, GOOD)])
    publicity.accept_recognition(made, notice=waiting.unvoted, by=waiting.reviewer, at=DEC_25)
    with refused("result_order"):
        publicity.accept_recognition(made, notice=waiting.unvoted, by=waiting.reviewer, at=DEC_25)
    assert facts.to_recognise(waiting.world.year, waiting.unvoted) == ((waiting.sitting, (second,)),)


def test_a_decision_and_its_publication_by_the_pages(waiting, clock, monkeypatch):
    clock(DEC_20)
    first, second = waiting.extra
    monkeypatch.setattr(committee, "is_voted", lambda dossier, notice: False)
    city, superior = client_for(waiting.reviewer), client_for(waiting.superior)
    page = body(city.get(reverse("office:outcomes")))
    assert [n in page for n in (first.number, second.number)] == [True, True]
    said = {"document_number": NUMBER, "reason": "考核完毕", f"ruling-{first.number}": "通过"}
    address = reverse("office:propose_recognition", args=[waiting.sitting.pk])
    refused_ = city.post(address, said)
    assert (refused_.status_code, "认定意见没有写清楚" in body(refused_)) == (409, True)
    assert city.post(address, said | {f"words-{first.number}": GOOD}).status_code == 302
    asked = body(superior.get(reverse("office:approvals")))
    number = re.search(r"approvals/(\d+)", asked)[1]
    assert NUMBER in asked
    assert city.post(reverse("office:recognise", args=[number])).status_code == 409
    superior.post(reverse("office:decide_approval", args=[number]), {"granted": "1", "opinion": "同意"})
    assert superior.post(reverse("office:recognise", args=[number])).status_code == 404
    assert city.post(reverse("office:recognise", args=[number])).status_code == 302
    made = Recognition.objects.get()
    at(DEC_25)
    listed = city.post(reverse("office:publish_recognition", args=[made.pk]), follow=True)
    assert first.person.name in body(listed)
    assert "认定通过人员名单" in body(client_for(None).get(reverse("public:publicity")))
    assert "通过" in body(client_for(_own(waiting, first)).get(reverse("applicant:result")))
