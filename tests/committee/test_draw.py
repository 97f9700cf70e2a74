"""抽取: published first, two parties, made again from the published record, sealed until sign-in (S5.3-02, G-10)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from build import BUILDER, CITY_SCHOOL, SCHOOL, VILLAGE, World, again, moment, world
from django.db import connection
from refusing import refused

from zhicheng import cli
from zhicheng.committee import facts, queries, sealed
from zhicheng.committee.actions import draw as actions
from zhicheng.committee.actions import filing
from zhicheng.committee.models import Draw, Member
from zhicheng.experts import queries as pool
from zhicheng.experts.actions import pool as pool_actions
from zhicheng.experts.models import LeaveNotice
from zhicheng.ledger import queries as ledger
from zhicheng.ledger.actor import Actor
from zhicheng.ops import hall as halls
from zhicheng.ops import pools
from zhicheng.ops.hall import Hall
from zhicheng.policy import draw_record
from zhicheng.policy.draw import DrawRules, Limits, commitment
from zhicheng.register import queries as register

NOV_20, NOV_21 = moment(11, 20), moment(11, 21)
HELD_ON = date(2023, 12, 15)
SEEDS = {"secretary": ("a1" * 32, "b2" * 32), "supervisor": ("c3" * 32, "d4" * 32)}


class Drawn:
    """A meeting called with a chair and a deputy, and a pool of fourteen; helpers of both parties."""

    def __init__(self, experts: int = 14) -> None:
        self.world: World = world(SCHOOL, VILLAGE, CITY_SCHOOL, BUILDER)
        self.hall: Hall = halls.staffed(self.world.city, "teacher-senior", NOV_20, experts=2, size=11)
        self.hall.called(HELD_ON, NOV_20)
        self.terms = pools.fill(self.world.city, self.hall.office, experts, NOV_20, outsiders=2)
        self.notice = self.world.notice

    def rules(self, **changed) -> DrawRules:
        return replace(facts.usual_rules(self.hall.the_meeting(), self.notice), **changed)

    def opened(self, rules: DrawRules | None = None) -> Draw:
        return actions.open_draw(
            self.hall.the_meeting(), rules or self.rules(), notice=self.notice, by=self.hall.secretary, at=NOV_20,
            random=random.Random(1),
        )  # fmt: skip

    def both(self) -> tuple[tuple[Actor, str], ...]:
        return ((self.hall.secretary, "secretary"), (self.hall.supervisor, "supervisor"))

    def now(self, draw: Draw) -> Draw:
        found = queries.draw_numbered(draw.number)
        assert found is not None
        return found

    def commit(self, draw: Draw, by: Actor, who: str, at=NOV_21) -> None:
        draw = self.now(draw)
        party = queries.party_of(by, draw.meeting, self.notice)
        digest = commitment(draw.number, queries.next_round(draw), party, *SEEDS[who])
        actions.commit(draw, digest, notice=self.notice, by=by, at=at)

    def reveal(self, draw: Draw, by: Actor, who: str, at) -> None:
        actions.reveal(self.now(draw), *SEEDS[who], notice=self.notice, by=by, at=at)

    def settled(self, rules: DrawRules | None = None) -> Draw:
        draw = self.opened(rules)
        for by, who in self.both():
            self.commit(draw, by, who)
        for n, (by, who) in enumerate(self.both()):
            self.reveal(draw, by, who, moment(11, 21, 10, n))
        return self.now(draw)

    def bench(self) -> tuple[Member, ...]:
        return queries.drawn(self.hall.the_meeting())


@pytest.fixture(scope="module")
def called(stand):
    return stand(Drawn)


@pytest.fixture
def room(called, db, settings) -> Drawn:
    return again(called, settings)


def test_rules_and_pool_are_public_before_anybody_has_said_a_seed(room):
    draw = room.opened()
    published = list(register.publications("draw", draw.number))
    assert [p.seal for p in published] == [draw.seal]
    assert draw_record.read(published[0].content.encode())["rounds"] == []
    assert len(draw.record["pool"]) == 14
    text = published[0].content
    assert {row["specialty"] for row in draw.record["pool"]} == {""}  # no rule asks for it
    assert not any(row["outsider"] for row in draw.record["pool"])
    names = [t.person.name for t in room.terms]
    assert [n for n in names if n in text] == []
    assert [t.nomination.unit_name for t in room.terms if t.nomination.unit_name in text] == []


def test_two_parties_draw_a_bench_that_anybody_makes_again_from_the_published_file(room, tmp_path, capsys):
    draw = room.settled()
    members = room.bench()
    assert len(members) == 9
    assert sorted(m.pseudonym for m in members) == draw.record["bench"]
    assert len(queries.members(room.hall.the_meeting())) == 11
    published = list(register.publications("draw", draw.number))
    assert len(published) == 3  # rules and pool; both commitments; the result
    file = tmp_path / "draw.json"
    file.write_bytes(published[-1].content.encode())
    assert cli.main(["verify", "draw", str(file)]) == 0
    assert "抽取记录相符" in capsys.readouterr().out
    file.write_text(published[-1].content.replace('"tries": ', '"tries": 1'), "utf-8")
    assert cli.main(["verify", "draw", str(file)]) == 1
    units = [e.unit for e in draw_record.pool_of(draw.record) if e.id in draw.record["bench"]]
    assert max(units.count(u) for u in units) <= 2


def test_a_seed_is_shown_to_nobody_before_both_have_revealed(room):
    draw = room.opened()
    for by, who in room.both():
        room.commit(draw, by, who)
    room.reveal(draw, room.hall.secretary, "secretary", moment(11, 21, 10))
    assert SEEDS["secretary"][0] not in str(room.now(draw).record)
    assert not any(SEEDS["secretary"][0] in p.content for p in register.publications("draw", draw.number))
    assert queries.revealed(room.now(draw), 1) == ("评委会承办部门",)


def test_a_party_speaks_for_itself_once_and_in_order(room):
    draw, notice = room.opened(), room.notice
    with refused("draw_witnessed"):
        room.reveal(draw, room.hall.secretary, "secretary", NOV_21)
    room.commit(draw, room.hall.secretary, "secretary")
    with refused("draw_witnessed"):
        room.commit(draw, room.hall.secretary, "secretary")
    with refused("draw_witnessed"):
        room.commit(draw, room.hall.second, "supervisor")
    with refused("draw_witnessed"):
        actions.commit(room.now(draw), "x", notice=notice, by=room.hall.supervisor, at=NOV_21)
    with refused("draw_witnessed"):
        actions.commit(room.now(draw), "0" * 64, notice=notice, by=room.hall.experts[0], at=NOV_21)
    room.commit(draw, room.hall.supervisor, "supervisor")
    with refused("draw_witnessed"):
        actions.reveal(room.now(draw), "e" * 64, "f" * 64, notice=notice, by=room.hall.supervisor, at=NOV_21)
    with refused("draw_witnessed"):
        actions.close_round(room.now(draw), notice=notice, by=room.hall.secretary, at=moment(11, 22))


def test_a_party_that_does_not_reveal_is_named_and_the_draw_begins_anew(room):
    draw = room.opened()
    for by, who in room.both():
        room.commit(draw, by, who)
    room.reveal(draw, room.hall.secretary, "secretary", moment(11, 21, 10))
    with refused("draw_witnessed"):
        room.reveal(draw, room.hall.supervisor, "supervisor", moment(11, 22, 10))
    actions.close_round(room.now(draw), notice=room.notice, by=room.hall.secretary, at=moment(11, 22, 10))
    assert room.now(draw).record["rounds"][0]["unrevealed"] == ["人社部门"]
    named = [e.content for e in ledger.trail(draw.meeting.number) if e.event == "RedrawOrdered"]
    assert [(n["round"], n["named"]) for n in named] == [(2, ["人社部门"])]
    for by, who in room.both():
        room.commit(draw, by, who, moment(11, 22, 11))
    for n, (by, who) in enumerate(room.both()):
        room.reveal(draw, by, who, moment(11, 22, 12, n))
    done = room.now(draw)
    assert done.record["rounds"][1]["ground"].startswith("人社部门未公开")
    assert draw_record.verify(draw_record.as_file(done.record)).wrong == ()
    assert len(room.bench()) == 9


def test_rules_that_no_bench_can_keep_are_refused_with_every_reason_before_anything_is_public(room):
    specialties = {sorted(pool.taken_by(room.hall.office, room.notice))[0]: Limits(9, 9)}
    with refused("bench_composition"):
        room.opened(room.rules(outsiders_at_least=5, specialties=specialties))
    with refused("committee_odd"):
        room.opened(room.rules(size=8))
    assert Draw.objects.count() == 0
    assert list(register.published("draw")) == []


def test_an_expert_who_may_not_sit_is_not_in_the_pool(room):
    """Golden 36 at the draw; and whoever applies to the committee sits in none of its meetings."""
    gone = room.terms[5]
    pool_actions.remove(gone, "已脱离本专业技术岗位", notice=room.notice, by=room.hall.secretary, at=moment(11, 20, 10))
    drawable = {p.person.pk for p in facts.drawable(room.hall.the_meeting(), room.notice)}
    assert gone.person_id not in drawable
    assert len(drawable) == 13


def test_who_does_not_come_is_replaced_by_the_next_in_order_on_a_known_ground(room):
    draw = room.settled()
    leaving = room.bench()[0]
    with refused("draw_witnessed"):
        actions.replace(leaving, "不想来", notice=room.notice, by=room.hall.secretary, at=moment(11, 22))
    joined = actions.replace(leaving, "请假", notice=room.notice, by=room.hall.secretary, at=moment(11, 22))
    done = room.now(draw)
    assert done.record["substitutions"] == [
        {"number": 1, "left": leaving.pseudonym, "ground": "请假", "joined": joined.pseudonym}
    ]
    assert (joined.came_by, joined.follows_id) == ("递补", leaving.pk)
    assert draw_record.verify(draw_record.as_file(done.record)).wrong == ()
    assert len(room.bench()) == 9


def test_a_substitute_who_has_left_the_pool_since_is_passed_over_with_that_ground(room):
    draw = room.settled()
    ahead = draw.record["rounds"][-1]["result"]["substitutes"]
    first = draw_record.substituted(draw.record, room.bench()[0].pseudonym, "请假")["substitutions"][0]["joined"]
    entry = draw.entries.select_related("person").get(pseudonym=first)
    term = pool.term_of(entry.person, room.hall.office, HELD_ON)
    pool_actions.remove(term, "已办理退休手续", notice=room.notice, by=room.hall.secretary, at=moment(11, 22))
    joined = actions.replace(room.bench()[0], "请假", notice=room.notice, by=room.hall.secretary, at=moment(11, 23))
    said = room.now(draw).record["substitutions"]
    assert [s["ground"] for s in said] == ["请假", "不在专家库"]
    assert said[0]["joined"] == first
    assert joined.pseudonym in ahead
    assert draw_record.verify(draw_record.as_file(room.now(draw).record)).wrong == ()


def test_a_redraw_needs_a_known_ground_and_follows_the_old_record(room):
    draw = room.settled()
    how = {"notice": room.notice, "by": room.hall.secretary, "at": moment(11, 22), "random": random.Random(2)}
    with refused("draw_witnessed"):
        actions.redraw(draw, "再来一次", room.rules(), **how)
    before = {m.person_id for m in room.bench()}
    again = actions.redraw(draw, "抽取条件或专家池有误", room.rules(), **how)
    assert again.record["follows"] == draw.seal
    assert (room.bench(), len(before)) == ((), 9)
    assert [p.number for p in register.published("draw")] == [again.number, draw.number]
    for by, who in room.both():
        room.commit(again, by, who, moment(11, 23))
    for n, (by, who) in enumerate(room.both()):
        room.reveal(again, by, who, moment(11, 23, 10, n))
    assert len(room.bench()) == 9


def test_names_are_codes_until_sign_in_and_the_envelope_is_the_published_one(room):
    draw = room.settled()
    member = room.bench()[0]
    assert member.shown_name == f"代号{member.pseudonym}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT opening FROM committee_poolentry")
        assert member.person.name not in str(cursor.fetchall())
    entry = queries.entry_of(member)
    published = {row["id"]: row["seal"] for row in draw.record["pool"]}
    assert sealed.fits(draw.number, member.pseudonym, entry.opening, published[member.pseudonym])
    assert not sealed.fits(draw.number, member.pseudonym, entry.opening, published[room.bench()[1].pseudonym])


def test_an_invitation_is_answered_once_and_the_units_letter_names_no_applicant(room):
    room.settled()
    member = next(m for m in room.bench() if pool.terms_of(m.person)[0].nomination.organisation_id)
    term = next(t for t in room.terms if t.person_id == member.person_id)
    by, at = pools.actor_of(term), moment(11, 22)
    with refused("secrecy_pledge_of_reviewers"):
        actions.answer(member, True, notice=room.notice, by=by, at=at)
    filing.sign_pledge(room.world.year, signed_name=by.name, notice=room.notice, by=by, at=at)
    with refused("draw_witnessed"):
        actions.answer(member, False, " ", notice=room.notice, by=by, at=at)
    with refused("draw_witnessed"):
        actions.answer(room.bench()[-1], True, notice=room.notice, by=by, at=at)
    assert actions.answer(member, True, notice=room.notice, by=by, at=at).accepts is True
    with refused("draw_witnessed"):
        actions.answer(member, False, "请假", notice=room.notice, by=by, at=at)
    letter = LeaveNotice.objects.get()
    assert (letter.person_id, letter.organisation.name) == (member.person_id, term.nomination.unit_name)
    assert member.person.name in letter.words
    assert "2023年12月15日" in letter.words
    assert "评审委员会" not in letter.words
    assert [p for p in (w.person.name for w in room.world.walkers.values()) if p in letter.words] == []


def test_a_meeting_that_has_opened_is_not_drawn_for(room):
    meeting = room.hall.the_meeting()
    with refused("committee_seats"):
        actions.open_draw(
            meeting, room.rules(), notice=room.notice, by=room.hall.supervisor, at=NOV_20, random=random.Random(1)
        )
    room.opened()
    with refused("draw_witnessed"):
        room.opened()
