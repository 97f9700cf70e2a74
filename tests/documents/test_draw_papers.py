"""抽取记录 and the letters to experts and their units: codes until sign-in, no applicant ever (S5.3-06, G-10)."""

from __future__ import annotations

import random

import pytest
from build import moment
from committee.test_draw import NOV_21, Drawn
from django.urls import reverse
from web.conftest import client_for

from zhicheng.committee import queries
from zhicheng.committee.actions import draw as draws
from zhicheng.committee.actions import filing, meetings
from zhicheng.committee.models import Member
from zhicheng.documents import actions
from zhicheng.documents import queries as papers
from zhicheng.documents.meeting.kinds import there
from zhicheng.documents.review_form import page_texts
from zhicheng.experts.models import LeaveNotice
from zhicheng.ledger.actor import INSTALLER, Actor
from zhicheng.ops import pools
from zhicheng.policy.seats import Role
from zhicheng.year import actions as years

DEC_15 = moment(12, 15)


def said(kind: str, subject, at=DEC_15) -> str:
    return "".join(page_texts(papers.paper_content(actions.paper(kind, subject, at=at))))


def expert(room: Drawn, member: Member) -> Actor:
    return pools.actor_of(next(t for t in room.terms if t.person_id == member.person_id))


def accepted(room: Drawn, member: Member) -> Actor:
    by = expert(room, member)
    filing.sign_pledge(room.world.year, signed_name=by.name, notice=room.notice, by=by, at=NOV_21)
    draws.answer(member, True, notice=room.notice, by=by, at=NOV_21)
    return by


def arrived(room: Drawn, member: Member) -> None:
    """The list stands, the expert has declared and signed in."""
    by = expert(room, member)
    walkers = [room.world.finished(room.world.walker(senior=True))]
    room.hall.steps_done(moment(12, 8, 8))
    room.hall.listed(walkers, moment(12, 11))
    meetings.declare(room.hall.the_meeting(), {}, notice=room.notice, by=by, at=DEC_15)
    meetings.sign_in(room.hall.the_meeting(), notice=room.notice, by=by, at=DEC_15)


def test_the_record_of_the_draw_opens_a_name_at_sign_in_and_keeps_whoever_left(room: Drawn):
    draw = room.settled()
    first, second = room.bench()[:2]
    draws.replace(first, "请假", notice=room.notice, by=room.hall.secretary, at=moment(11, 22))
    of = room.hall.the_meeting()
    assert [r.kind for r in there(of, Role.SUPERVISOR)] == ["meeting_plan", "draw_record"]
    text = said("draw_record", of)
    names = [t.person.name for t in room.terms]
    assert [n for n in names if n in text] == []
    draw = room.now(draw)
    for code in (*draw.record["bench"], first.pseudonym, draw.seal, "a1" * 32, "c3" * 32):
        assert code in text
    assert f"递补（接{first.pseudonym}）" in text
    assert "2023年11月22日9时00分退出：请假" in text
    assert "同一单位最多2人" in text

    accepted(room, second)
    arrived(room, second)
    text = said("draw_record", room.hall.the_meeting())
    assert f"{second.pseudonym}{second.person.name}" in text
    assert [n for n in names if n in text] == [second.person.name]
    assert [r.kind for r in there(room.hall.the_meeting(), Role.SECRETARY)][2:4] == ["invitations", "leave_notices"]
    for kind in ("invitations", "leave_notices"):
        text = said(kind, room.hall.the_meeting())
        assert [n for n in names if n in text] == [second.person.name]
        assert [c.dossier.person.name for c in room.hall.cases() if c.dossier.person.name in text] == []


def test_the_record_of_a_draw_made_anew_says_why_and_has_the_new_bench_alone(room: Drawn):
    at = moment(11, 21, 10, 1)
    draw = room.settled()
    how = {"notice": room.notice, "by": room.hall.secretary, "at": at, "random": random.Random(2)}
    again = draws.redraw(draw, "抽取条件或专家池有误", room.rules(), **how)
    assert "draw_record" not in {r.kind for r in there(room.hall.the_meeting(), Role.SECRETARY)}
    for by, party in room.both():
        room.commit(again, by, party, at)
    for by, party in room.both():
        room.reveal(again, by, party, at)
    text = said("draw_record", room.hall.the_meeting())
    assert f"重抽抽取编号公布时间重抽时间原因{draw.number}" in text
    assert "抽取条件或专家池有误" in text
    assert text.count("签到后启封") == 9
    assert draw.seal in text  # the record that the new one follows


def test_a_recusal_does_not_tell_a_name_before_sign_in(room: Drawn, settings, tmp_path):
    settings.DEMO, settings.VAR = True, tmp_path
    room.settled()
    kept, here = room.bench()[:2]
    by = accepted(room, here)
    arrived(room, here)
    (case,) = room.hall.cases()
    for member in (kept, here):
        meetings.recuse(
            case, member.person, relation="co_author", notice=room.notice, by=room.hall.secretary, at=DEC_15
        )  # fmt: skip
    years.move_demo_clock(DEC_15, by=INSTALLER)
    number = room.hall.the_meeting().number
    for actor, address in ((room.hall.secretary, "secretariat:meeting"), (room.hall.supervisor, "supervisor:meeting")):
        page = client_for(actor).get(reverse(address, args=[number])).content.decode()
        assert f"代号{kept.pseudonym}" in page
        assert kept.person.name not in page
        assert by.name in page


@pytest.mark.parametrize("arrives", [False, True])
def test_a_letter_is_for_the_expert_and_the_unit_and_names_no_applicant(room: Drawn, settings, tmp_path, arrives: bool):
    settings.DEMO, settings.VAR = True, tmp_path
    room.settled()
    member = next(m for m in room.bench() if _unit_of(room, m) is not None)
    by, number = accepted(room, member), room.hall.the_meeting().number
    if arrives:
        arrived(room, member)
    years.move_demo_clock(DEC_15, by=INSTALLER)
    words = said("invitation", queries.invitation_of(member))
    assert member.person.name in words
    assert "请于11月23日10:01以前答复" in words
    letter = LeaveNotice.objects.get(person=member.person)
    words = said("leave_notice", letter)
    for part in (letter.organisation.name, member.person.name, "2023年12月15日至2023年12月15日"):
        assert part in words
    assert queries.name_of("teacher-senior", room.notice) not in words

    other = next(m for m in room.bench() if m.pk != member.pk)
    stranger = expert(room, other)
    filing.sign_pledge(room.world.year, signed_name=stranger.name, notice=room.notice, by=stranger, at=NOV_21)
    for kind in ("invitation", "leave_notice"):
        address = reverse("expert:invitation_paper", args=[number, kind])
        assert client_for(by).get(address).status_code == 200
        assert client_for(room.hall.secretary).get(address).status_code == 404
    assert (
        client_for(stranger).get(reverse("expert:invitation_paper", args=[number, "leave_notice"])).status_code == 404
    )
    assert client_for(by).get(reverse("expert:invitation_paper", args=[number, "minutes"])).status_code == 404

    unit = _unit_of(room, member)
    address = reverse("employer:leave_paper", args=[letter.pk])
    assert client_for(room.world.city.seat(unit, Role.HANDLER)).get(address).status_code == 200
    elsewhere = next(o for o in room.world.city.organisations.values() if o.name in room.world.city.units and o != unit)
    assert client_for(room.world.city.seat(elsewhere, Role.HANDLER)).get(address).status_code == 404
    office = client_for(room.hall.secretary).get(reverse("secretariat:paper", args=[number, "invitations"]))
    assert office.status_code == (200 if arrives else 404)


def _unit_of(room: Drawn, member: Member):
    return next(t.nomination.organisation for t in room.terms if t.person_id == member.person_id)
