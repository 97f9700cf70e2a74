"""抽取: rules and pool first, two parties' commitments, then their seeds; the result follows from what is published
(S5.3-02, S5.3-03, S5.3-06, G-10). Names stay sealed until sign-in; every redraw and every substitution is recorded."""

from __future__ import annotations

import random as randomness
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from zhicheng.accounts.models import Person
from zhicheng.experts import facts as expert_facts
from zhicheng.experts import queries as experts
from zhicheng.experts.actions import pool as pools
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import draw as policy
from zhicheng.policy import draw_record
from zhicheng.policy.draw import DrawRules, Entrant
from zhicheng.policy.finding import Refusal, Says, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.register.actions import publish

from .. import facts, house, queries, sealed
from ..events import BenchDrawn, DrawOpened, InvitationAnswered, Invited, RedrawOrdered, SeedCommitted, SeedRevealed
from ..models import Commitment, Draw, Invitation, Meeting, Member, PoolEntry, Reveal
from . import meetings
from .lock import has_pledged, locked, may_run, not_opened
from .recusal import keep_away

KIND = "draw"
NO_LONGER = "不在专家库"


@transaction.atomic
def open_draw(
    meeting: Meeting,
    rules: DrawRules,
    *,
    notice: Notice,
    by: Actor,
    at: datetime,
    random: randomness.Random | secrets.SystemRandom,
) -> Draw:
    """Publish the rules and the pool of those who may sit on the meeting's day, under pseudonyms that ``random`` gives.

    Refused with every reason when no bench can keep the rules; nothing is published then.
    """
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    refuse(list(not_opened(meeting)))
    if queries.standing_draw(meeting) is not None:
        refuse([_refusal(notice, "本次会议已有抽取", mend="需要重抽的，请写明原因重抽。")])
    return _open(meeting, rules, "", notice, by, at, random)


def _open(
    meeting: Meeting, rules: DrawRules, follows: str, notice: Notice, by: Actor, at: datetime,
    random: randomness.Random | secrets.SystemRandom,
) -> Draw:  # fmt: skip
    ordinal = meeting.draws.count() + 1
    number = f"{meeting.number}-C{ordinal}"
    entrants, entries = _pool(meeting, number, rules, notice, random)
    seated = sum(m.came_by == queries.BY_FILING for m in queries.members(meeting))
    refuse(list(policy.may_be_drawn(entrants, rules, notice, seated=seated)))
    said = draw_record.opened(number, rules, entrants, follows=follows)
    draw = Draw.objects.create(
        meeting=meeting, ordinal=ordinal, number=number, record=said, seal=said["seal"], opened_at=at
    )
    PoolEntry.objects.bulk_create(PoolEntry(draw=draw, **entry) for entry in entries)
    record(DrawOpened(meeting.number, number, draw.seal), by=by, at=at)
    _publish(draw, notice, by, at)
    return draw


@transaction.atomic
def commit(draw: Draw, digest: str, *, notice: Notice, by: Actor, at: datetime) -> Commitment:
    """A party's commitment for the next round, once; the round is announced when both stand.

    ``digest`` is :func:`zhicheng.policy.draw.commitment` of a seed and a nonce that the party keeps to itself.
    """
    draw = _locked(draw)
    party, refusals = _party(draw, by, notice)
    number = queries.next_round(draw)
    refusals += list(not_opened(draw.meeting))
    if draw.settled_at is not None or draw.replaced_at is not None:
        refusals.append(_refusal(notice, "本次抽取已经有了结果或已经重抽"))
    if queries.open_round(draw) is not None:
        refusals.append(_refusal(notice, "本轮双方已承诺，等待公开种子"))
    if not draw_record.DIGEST.fullmatch(digest):
        refusals.append(_refusal(notice, "承诺不是64位十六进制的摘要值", "digest", "请使用页面算出的承诺。"))
    there = list(draw.commitments.filter(round=number))
    if any(c.party == party for c in there):
        refusals.append(_refusal(notice, f"{party}本轮已经承诺", mend="等待另一方承诺。"))
    if any(c.digest == digest for c in there):
        refusals.append(_refusal(notice, "与另一方的承诺相同", "digest", "请使用自己的种子。"))
    refuse(refusals)
    made = Commitment.objects.create(
        draw=draw, round=number, party=party, digest=digest, committed_by=by.words[:200], committed_at=at
    )
    record(SeedCommitted(draw.meeting.number, draw.number, number, party, digest), by=by, at=at)
    committed = {c.party: c.digest for c in (*there, made)}
    if set(committed) == set(notice.rule("draw_witnessed")["parties"]):
        draw.reveal_by = at + timedelta(hours=int(notice.rule("draw_witnessed")["reveal_hours"]))
        ground = "" if number == 1 or draw.record["rounds"][-1]["unrevealed"] else "；".join(_last_hindrances(draw))
        _keep(draw, draw_record.announced(draw.record, committed, at=_later(draw, at), ground=ground), notice, by, at)
    return made


@transaction.atomic
def reveal(draw: Draw, seed: str, nonce: str, *, notice: Notice, by: Actor, at: datetime) -> Reveal:
    """A party's seed and nonce, which must fit its commitment; the bench is drawn when both are there.

    Nobody is shown the other party's seed before that.
    """
    draw = _locked(draw)
    party, refusals = _party(draw, by, notice)
    seed, nonce = seed.strip().lower(), nonce.strip().lower()
    this = queries.open_round(draw)
    number = int(this["number"]) if this else 0
    mine = draw.commitments.filter(round=number, party=party).first()
    if this is None or mine is None:
        refusals.append(_refusal(notice, "双方都承诺以后才能公开种子"))
    else:
        if Reveal.objects.filter(commitment=mine).exists():
            refusals.append(_refusal(notice, f"{party}本轮已经公开", mend="等待另一方公开。"))
        if draw.reveal_by is not None and at > draw.reveal_by:
            refusals.append(_refusal(notice, "已过公开种子的期限", mend="请结束本轮，重新承诺。"))
        if not draw_record.fits(draw.number, number, party, seed, nonce, mine.digest):
            refusals.append(_refusal(notice, "种子和附加随机数与承诺不符", "seed", "请填写承诺时抄存的两段。"))
    refuse(refusals)
    assert mine is not None
    made = Reveal.objects.create(commitment=mine, seed=seed, nonce=nonce, revealed_by=by.words[:200], revealed_at=at)
    record(SeedRevealed(draw.meeting.number, draw.number, number, party), by=by, at=at)
    there = _revealed(draw, number)
    if set(there) == set(notice.rule("draw_witnessed")["parties"]):
        _close(draw, there, notice, by, at)
    return made


@transaction.atomic
def close_round(draw: Draw, *, notice: Notice, by: Actor, at: datetime) -> Draw:
    """End a round whose last moment has passed: the party that did not reveal is named, and a further round begins."""
    draw = _locked(draw)
    _, refusals = _party(draw, by, notice)
    this = queries.open_round(draw)
    if this is None:
        refusals.append(_refusal(notice, "没有等待公开种子的一轮"))
    elif draw.reveal_by is not None and at <= draw.reveal_by:
        refusals.append(
            _refusal(notice, f"公开种子的期限到{draw.reveal_by.astimezone(at.tzinfo):%m月%d日%H:%M}，尚未到期")
        )
    refuse(refusals)
    assert this is not None
    _close(draw, _revealed(draw, int(this["number"])), notice, by, at)
    return draw


def _close(draw: Draw, reveals: Mapping[str, tuple[str, str]], notice: Notice, by: Actor, at: datetime) -> None:
    said = draw_record.revealed(draw.record, reveals, at=_later(draw, at))
    this = said["rounds"][-1]
    draw.reveal_by = None
    if this["result"]:
        draw.settled_at = at
    _keep(draw, said, notice, by, at)
    if this["unrevealed"]:
        ordered = RedrawOrdered(
            draw.meeting.number, draw.number, this["number"] + 1, notice.rule("draw_witnessed")["redrawn_for"][0],
            tuple(this["unrevealed"]),
        )  # fmt: skip
        record(ordered, by=by, at=at)
    if this["result"]:
        bench = said["bench"]
        record(BenchDrawn(draw.meeting.number, draw.number, this["number"], draw.seal, len(bench)), by=by, at=at)
        _seat(draw, bench, notice, by, at)


def _seat(draw: Draw, bench: Sequence[str], notice: Notice, by: Actor, at: datetime) -> None:
    entries = {e.pseudonym: e for e in draw.entries.select_related("person")}
    for id in bench:
        entry = entries[id]
        member = meetings._seat(
            draw.meeting, entry.person_id, queries.MEMBER, queries.BY_DRAW, pseudonym=id, by=by, at=at
        )
        _invite(member, notice, by, at)
    keep_away(draw.meeting, [entries[id].person for id in bench], notice=notice, by=by, at=at)


# ───── those who do not come ─────


@transaction.atomic
def replace(member: Member, ground: str, *, notice: Notice, by: Actor, at: datetime) -> Member:
    """The next of the drawn order takes the seat of one who does not come, on a ground that the house knows.

    Refused when nobody of the order keeps the rules: then the bench must be drawn again.
    """
    draw = _locked_of(member.meeting, notice)
    may_run(draw.meeting, by, notice)
    joined = _replace(draw, Member.objects.select_related("person").get(pk=member.pk), ground, notice, by, at)
    while not _still_sits(draw, joined.person, notice):  # taken out of the pool since it was published
        joined = _replace(draw, joined, NO_LONGER, notice, by, at)
    return joined


def _replace(draw: Draw, leaving: Member, ground: str, notice: Notice, by: Actor, at: datetime) -> Member:
    refusals = list(policy.may_leave(ground, notice))
    if not leaving.pseudonym:
        refusals.append(_refusal(notice, "不是抽取产生的人员，不能递补", mend="请变更核准备案。"))
    refuse(refusals)
    said = draw_record.substituted(draw.record, leaving.pseudonym, ground)
    if said is None:
        redrawn = notice.rule("draw_witnessed")["redrawn_for"][2]
        refuse([_refusal(notice, "递补名单中没有符合条件的人", mend=f"请以“{redrawn}”为由重抽。")])
    assert said is not None
    joining = said["substitutions"][-1]["joined"]
    meetings.unseat(leaving, ground, notice=notice, by=by, at=at)
    entry = draw.entries.select_related("person").get(pseudonym=joining)
    member = meetings._seat(
        draw.meeting, entry.person_id, queries.MEMBER, queries.BY_SUBSTITUTION, pseudonym=joining, follows=leaving,
        by=by, at=at,
    )  # fmt: skip
    _keep(draw, said, notice, by, at)
    _invite(member, notice, by, at)
    keep_away(draw.meeting, [entry.person], notice=notice, by=by, at=at)
    return member


def _still_sits(draw: Draw, person: Person, notice: Notice) -> bool:
    term = experts.term_of(person, draw.meeting.sitting.office, draw.meeting.held_on)
    return term is not None and all(
        f.says is Says.MET for f in expert_facts.may_sit(term, draw.meeting.held_on, notice)
    )


@transaction.atomic
def redraw(
    draw: Draw,
    ground: str,
    rules: DrawRules,
    *,
    notice: Notice,
    by: Actor,
    at: datetime,
    random: randomness.Random | secrets.SystemRandom,
) -> Draw:
    """Draw anew from a pool read anew, on a ground that the house knows; the old record stays published."""
    draw = _locked(draw)
    may_run(draw.meeting, by, notice)
    refusals = [*not_opened(draw.meeting), *policy.may_redraw(ground, notice)]
    if draw.replaced_at is not None:
        refusals.append(_refusal(notice, "本次抽取已经重抽"))
    drawn = [m for m in queries.members(draw.meeting) if m.pseudonym]
    if any(queries.is_present(m) for m in drawn):
        refusals.append(_refusal(notice, "已有抽取的专家签到，不能重抽"))
    refuse(refusals)
    for member in drawn:
        meetings.unseat(member, queries.REDRAWN + ground, notice=notice, by=by, at=at)
    draw.replaced_at, draw.replaced_because = at, ground
    draw.save(update_fields=["replaced_at", "replaced_because"])
    record(RedrawOrdered(draw.meeting.number, draw.number, 1, ground, ()), by=by, at=at)
    return _open(draw.meeting, rules, draw.seal, notice, by, at, random)


# ───── invitations ─────


def _invite(member: Member, notice: Notice, by: Actor, at: datetime) -> None:
    number = f"{member.meeting.number}-Y{member.pk}"
    Invitation.objects.create(member=member, number=number, sent_at=at)
    record(Invited(member.meeting.number, member.pk, number), by=by, at=at)


@transaction.atomic
def answer(member: Member, accepts: bool, words: str = "", *, notice: Notice, by: Actor, at: datetime) -> Invitation:
    """The expert's own answer, once; who accepts has the unit asked for the days, by a letter without applicants."""
    meeting = locked(member.meeting)
    letter = Invitation.objects.select_related("member__person").get(member=member)
    refusals = [*has_pledged(by, meeting.sitting.year, notice), *not_opened(meeting)]
    if by.person != letter.member.person_id or by.role != Role.EXPERT.value:
        refusals.append(_refusal(notice, "邀请由专家本人答复"))
    if letter.answered_at is not None:
        refusals.append(_refusal(notice, "您已经答复", mend="需要更改的，请联系承办部门。"))
    if not accepts and not words.strip():
        refusals.append(_refusal(notice, "没有写明不能参加的原因", "answer", "请写明原因。"))
    refuse(refusals)
    letter.answered_at, letter.accepts, letter.answer = at, accepts, words.strip()[:200]
    letter.save(update_fields=["answered_at", "accepts", "answer"])
    record(InvitationAnswered(meeting.number, letter.member_id, accepts, letter.answer), by=by, at=at)
    if accepts:
        pools.ask_leave(
            letter.member.person, number=letter.number.replace("-Y", "-Q"), begins_on=meeting.held_on,
            ends_on=meeting.held_on, notice=notice, by=by, at=at,
        )  # fmt: skip
    return letter


# ───── the pieces ─────


def _refusal(notice: Notice, what: str, place: str = "", mend: str = "") -> Refusal:
    return house.by_notice(notice, "draw_witnessed", what, place, mend)


def _locked(draw: Draw) -> Draw:
    locked(draw.meeting)
    return Draw.objects.select_related(
        "meeting__sitting__year", "meeting__sitting__office", "meeting__sitting__filing"
    ).get(pk=draw.pk)


def _locked_of(meeting: Meeting, notice: Notice) -> Draw:
    standing = queries.standing_draw(locked(meeting))
    if standing is None or standing.settled_at is None:
        refuse([_refusal(notice, "本次会议还没有抽取结果")])
    assert standing is not None
    return _locked(standing)


def _party(draw: Draw, by: Actor, notice: Notice) -> tuple[str, list[Refusal]]:
    """Which party the actor speaks for; refused to everybody else and to whoever has not pledged."""
    refusals = list(has_pledged(by, draw.meeting.sitting.year, notice))
    party = queries.party_of(by, draw.meeting, notice)
    if not party:
        refusals.append(_refusal(notice, "由承办部门的工作人员和市职改办的监督人员分别承诺和公开"))
    return party, refusals


def _pool(
    meeting: Meeting,
    number: str,
    rules: DrawRules,
    notice: Notice,
    random: randomness.Random | secrets.SystemRandom,
) -> tuple[list[Entrant], list[dict[str, object]]]:
    """Those who may sit, under pseudonyms in an order that tells nothing, and what lies behind each.

    Of a person only what the rules ask is published: whoever knows the pool would know people by the rest.
    """
    people = list(facts.drawable(meeting, notice))
    random.shuffle(people)
    units = {u: f"D{n:03}" for n, u in enumerate(dict.fromkeys(p.unit for p in people), 1)}
    entrants, entries = [], []
    for n, p in enumerate(people, 1):
        id, salt = f"Z{n:04}", f"{random.getrandbits(256):064x}"
        envelope = sealed.seal(number, id, p.person.pk, p.person.name, salt)
        specialty = p.specialty if p.specialty in rules.specialties else ""
        young, outsider = p.young and rules.young_at_least > 0, p.outsider and rules.outsiders_at_least > 0
        entrants.append(Entrant(id, specialty, units[p.unit], young, outsider, envelope))
        opening = sealed.closed(p.person.pk, p.person.name, salt)
        entries.append({"pseudonym": id, "person": p.person, "opening": opening})
    return entrants, entries


def _revealed(draw: Draw, number: int) -> dict[str, tuple[str, str]]:
    rows = Reveal.objects.filter(commitment__draw=draw, commitment__round=number).select_related("commitment")
    return {r.commitment.party: (r.seed, r.nonce) for r in rows}


def _later(draw: Draw, at: datetime) -> datetime:
    """The instant, or a second after the last one of the record: its instants must rise, and a clock may stand."""
    rounds = draw.record["rounds"]
    said = [rounds[-1]["revealed_at"] or rounds[-1]["announced_at"]] if rounds else []
    return max([at, *(datetime.fromisoformat(s).astimezone(at.tzinfo) + timedelta(seconds=1) for s in said)])


def _last_hindrances(draw: Draw) -> Sequence[str]:
    last = draw.record["rounds"][-1]
    return [str(w) for w in last["hindrances"]]


def _keep(draw: Draw, said: Mapping[str, object], notice: Notice, by: Actor, at: datetime) -> None:
    draw.record, draw.seal = said, str(said["seal"])
    draw.save(update_fields=["record", "seal", "reveal_by", "settled_at"])
    _publish(draw, notice, by, at)


def _publish(draw: Draw, notice: Notice, by: Actor, at: datetime) -> None:
    """Every step is public at once, without a name."""
    title = f"{queries.name_of(draw.meeting.sitting.committee, notice)}评审专家抽取记录"
    content = draw_record.as_file(draw.record).decode()
    publish(KIND, draw.number, title=title, content=content, seal=draw.seal, by=by, at=at)
