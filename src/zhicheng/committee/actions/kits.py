"""会场投票包: a round goes to a closed venue and comes back still sealed (R-10; docs/decisions: the offline kit).

Nothing is counted at the venue. What comes back takes the place of the empty box, and two of three holders count it
as they count any other.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case as When_
from django.db.models import Value, When

from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import Refusal, Refused, refuse
from zhicheng.policy.notice import Notice
from zhicheng.vault import papers, parcels
from zhicheng.vault.cipher import Unreadable
from zhicheng.year import shelf

from .. import house, kit, queries
from ..events import KitCalledBack, KitExported, KitReturned
from ..models import Ballot, Box, Kit, Meeting, RollMark
from .lock import locked, locked_ballot, may_run, says_nothing, stands


@dataclass(frozen=True, slots=True)
class Exported:
    """What is shown once: the code of the file, and of each place of the roll the name and the entry code."""

    kit: Kit
    code: str
    entries: tuple[tuple[int, str, str], ...]


@transaction.atomic
def export(
    ballot: Ballot, *, notice: Notice, by: Actor, at: datetime, random: papers.Bytes = secrets.token_bytes
) -> Exported:
    """Take an open round, in which nobody has voted yet, to the venue: from now on nobody votes in it here."""
    ballot = locked_ballot(ballot)
    meeting = ballot.meeting
    may_run(meeting, by, notice)
    list(Box.objects.select_for_update().filter(ballot=ballot).values_list("pk"))
    wrong = stands(ballot, opened=True, closed=False)
    if ballot.is_on_paper:
        wrong.append(house.refusal(house.ROUND_STANDS, "本轮为纸质投票，不用会场投票包"))
    voted = queries.progress(ballot).voted
    if voted:
        wrong.append(house.refusal(house.ROUND_STANDS, f"本轮已有{voted}人在平台上投票，不能再带到会场"))
    refuse(wrong)
    keeps = random(32).hex()
    signs, signed_with = parcels.new_signer(random)
    private, public = parcels.new_address(random)
    roll = list(ballot.roll.select_related("person"))
    entries = tuple((m.place, m.person.name, kit.new_entry(random)) for m in roll)
    id = uuid.UUID(bytes=random(16), version=4)
    packed = kit.Kit(
        id=str(id), made_at=at.isoformat(), meeting=meeting.number, committee=meeting.sitting.committee,
        office=meeting.sitting.office.name, held_on=meeting.held_on.isoformat(), place=meeting.place,
        is_blind=meeting.is_blind, ballot=str(ballot.pk), round=ballot.number,
        opened_at=ballot.opened_at.isoformat() if ballot.opened_at else "", publics=queries.publics(ballot),
        voters=tuple(kit.Voter(place, name, kit.known_by(entry, keeps)) for place, name, entry in entries),
        cases=_heard(ballot, {m.person_id: m.place for m in roll}), notice=shelf.in_force(meeting.sitting.year),
        signs=signs, returns_to=public, keeps=keeps,
    )  # fmt: skip
    code, digest = papers.new_code(random), kit.digest(packed)
    row = Kit.objects.create(
        id=id, ballot=ballot, content=kit.closed(packed, code, random), digest=digest, signed_with=signed_with,
        returns_to=private, exported_by=by.words, exported_at=at,
    )  # fmt: skip
    event = KitExported(meeting.number, ballot.number, str(id), digest, len(roll), len(packed.cases))
    record(event, by=by, at=at)
    return Exported(row, code, entries)


def _heard(ballot: Ballot, places: dict[int, int]) -> tuple[kit.Heard, ...]:
    """The cases as the ballot shows them: no name when the meeting is blind."""
    kept = queries.roll_recused(ballot)
    return tuple(
        kit.Heard(
            c.pk,
            c.ordinal,
            "" if ballot.meeting.is_blind else c.dossier.person.name,
            tuple(sorted(places[p] for p in kept.get(c.pk, set()))),
        )
        for c in queries.cases(ballot.meeting)
    )


@transaction.atomic
def call_back(ballot: Ballot, ground: str, *, notice: Notice, by: Actor, at: datetime) -> Kit:
    """The kit counts no more, on a recorded ground; the round can be voted on here or go out again."""
    ballot = locked_ballot(ballot)
    may_run(ballot.meeting, by, notice)
    row, wrong = queries.kit_out(ballot), []
    if row is None:
        wrong.append(house.refusal(house.ROUND_STANDS, "本轮没有在会场的投票包"))
    if says_nothing(ground):
        wrong.append(house.refusal(house.AT_VENUE, "没有写明召回的原因", "ground", "请写明原因。"))
    refuse(wrong)
    assert row is not None
    row.called_back_at, row.called_back_because, row.returns_to = at, ground.strip()[:200], ""
    row.save(update_fields=["called_back_at", "called_back_because", "returns_to"])
    said = KitCalledBack(ballot.meeting.number, ballot.number, str(row.pk), row.called_back_because)
    record(said, by=by, at=at)
    return row


@transaction.atomic
def bring_back(meeting: Meeting, raw: bytes, *, notice: Notice, by: Actor, at: datetime) -> Ballot:
    """The venue's result takes the place of the empty box; the round is closed and waits for two holders.

    Refused without a trace unless it is the one result of the kit that is out, whole, of this meeting, with as many
    papers for each case as marks, and marks of the frozen roll alone.
    """
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    id = kit.kit_of(raw)
    row = Kit.objects.defer("content").select_for_update(of=("self",)).filter(pk=id).first() if id else None
    if row is None:
        raise Refused(house.refusal(house.KIT_FILE, "不是本平台投票包的结果文件", "result"))
    ballot = locked_ballot(row.ballot)
    refuse(_wrong_kit(row, ballot, meeting))
    try:
        said = kit.read(raw, public=row.signed_with, private=row.returns_to)
    except (Unreadable, ValueError):
        raise Refused(house.refusal(house.KIT_FILE, "结果文件的签名不符，文件有改动", "result")) from None
    refuse(_wrong_result(said, row, ballot, notice))
    row.returned_at, row.result_digest, row.returns_to = at, hashlib.sha256(raw).hexdigest(), ""
    row.save(update_fields=["returned_at", "result_digest", "returns_to"])
    box = ballot.box
    box.papers = said.box
    box.save(update_fields=["papers"])
    voted = When_(When(place__in=said.voted, then=Value(True)), default=Value(False))
    RollMark.objects.filter(ballot=ballot).update(has_voted=voted)
    ballot.closed_at = at
    ballot.save(update_fields=["closed_at"])
    going = queries.progress(ballot)
    event = KitReturned(
        meeting.number, ballot.number, str(row.pk), row.result_digest, going.roll, going.voted, said.closed_at
    )
    record(event, by=by, at=at)
    return ballot


def _wrong_kit(row: Kit, ballot: Ballot, meeting: Meeting) -> Sequence[Refusal]:
    """Why this kit's result cannot come into this meeting now."""
    out = []
    if ballot.meeting_id != meeting.pk:
        out.append("结果文件属于另一次会议")
    if row.returned_at is not None:
        out.append("这个投票包的结果已经导入过")
    if row.called_back_at is not None:
        out.append("这个投票包已经召回，会场的结果不再有效")
    if ballot.void_at is not None:
        out.append(f"第{ballot.number}轮已经作废")
    return [house.refusal(house.KIT_FILE, words, "result") for words in out]


def _wrong_result(said: kit.Result, row: Kit, ballot: Ballot, notice: Notice) -> Sequence[Refusal]:
    """Whether a signed result fits the round: its kit, its roll, as many papers as marks."""
    places = set(ballot.roll.values_list("place", flat=True))
    if said.kit != str(row.pk) or said.digest != row.digest:
        return [house.refusal(house.KIT_FILE, "结果文件与导出的投票包不符", "result")]
    if len(set(said.voted)) != len(said.voted) or set(said.voted) - places:
        return [house.by_notice(notice, "votes_in_person", "结果文件中有不在投票名册上的人投票", "result")]
    cases = list(ballot.meeting.cases.order_by("ordinal"))
    try:
        box = queries.unpacked(said.box, [c.pk for c in cases], len(places))
    except ValueError:
        return [house.refusal(house.KIT_FILE, "结果文件中的票箱不完整", "result")]
    held = {c.ordinal: sum(p != papers.BLANK for p in box[c.pk]) for c in cases}
    return [
        house.by_notice(notice, "ballots_add_up", f"第{n}件票箱中{of}张，投票名册上已投{len(said.voted)}人", "result")
        for n, of in held.items()
        if of != len(said.voted)
    ]
