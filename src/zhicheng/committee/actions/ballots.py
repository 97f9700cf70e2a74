"""表决: the roll knows who, the box knows what, and nothing knows both (R-10, R-13; the ADR on the secret ballot).

Casting leaves no line in the ledger, no row, no instant and no order: one value, the box, and the whole roll are
written anew. Nobody can count before two of three holders open the box, and opening it deletes it.
"""

from __future__ import annotations

import random
import secrets
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Case as When_
from django.db.models import F, Value, When

from zhicheng.accounts.models import Person
from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import meeting as rules
from zhicheng.policy import voting
from zhicheng.policy.finding import Refusal, Refused, Says, reasons, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.vault import papers
from zhicheng.vault.cipher import Unreadable

from .. import facts, house, queries
from ..events import (
    BallotClosed,
    BallotCounted,
    BallotOpened,
    BallotPrepared,
    BallotVoided,
    KeyTaken,
    PaperConfirmed,
    PaperCounted,
    ResultAnnounced,
)
from ..models import (
    Announcement,
    Ballot,
    Box,
    Case,
    Choice,
    KeyHolder,
    Meeting,
    Member,
    PaperCount,
    PaperScan,
    RollMark,
    RollRecusal,
    Tally,
)
from .lock import has_pledged, is_open, locked, locked_ballot, may_run, says_nothing, stands

CHANCE = random.SystemRandom()
COUNTERS = (1, 2)


# ───── before ─────


@transaction.atomic
def prepare(
    meeting: Meeting,
    holders: Sequence[tuple[Person, str]] = (),
    *,
    on_paper_because: str = "",
    id: uuid.UUID | None = None,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Ballot:
    """A new round: three named people who will hold its keys, or paper on a recorded ground.

    Refused while a round stands: a round is counted, or void on a ground, before the next one (R-10).
    """
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    on_paper = bool(on_paper_because.strip())
    wrong = [*is_open(meeting)]
    standing = queries.standing_ballot(meeting)
    if standing is not None:
        wrong.append(house.refusal(house.ROUND_STANDS, f"第{standing.number}轮没有作废，不能另开一轮"))
    people = [p.pk for p, _ in holders]
    if not on_paper and (len(people) != papers.HOLDERS or len(set(people)) != papers.HOLDERS):
        wrong.append(house.refusal(house.KEYS_HELD, f"密钥保管人{len(set(people))}人，应为{papers.HOLDERS}人"))
    if not on_paper and any(not capacity.strip() for _, capacity in holders):
        wrong.append(house.refusal(house.KEYS_HELD, "没有写明密钥保管人的身份"))
    unpledged = set(people) - queries.pledged(people, meeting.sitting.year, notice)
    wrong += [
        house.by_notice(notice, "secrecy_pledge_of_reviewers", f"{p.name}尚未签订现行的保密承诺书")
        for p, _ in holders
        if p.pk in unpledged
    ]
    refuse(wrong)
    ballot = Ballot.objects.create(
        id=id or uuid.uuid4(), meeting=meeting, number=meeting.ballots.count() + 1, is_on_paper=on_paper,
        why_on_paper=on_paper_because.strip()[:200], prepared_at=at,
    )  # fmt: skip
    if not on_paper:
        for place, (person, capacity) in enumerate(holders, 1):
            KeyHolder.objects.create(ballot=ballot, place=place, person=person, capacity=capacity.strip()[:20])
    record(BallotPrepared(meeting.number, ballot.number, on_paper, ballot.why_on_paper, tuple(people)), by=by, at=at)
    return ballot


@transaction.atomic
def take_key(
    ballot: Ballot, *, notice: Notice, by: Actor, at: datetime, random: papers.Bytes = secrets.token_bytes
) -> str:
    """The holder's own code, made now and never kept: only its public half stays. May be taken anew before opening."""
    ballot = locked_ballot(ballot)
    holder = ballot.holders.filter(person=by.person).first()
    wrong = [*has_pledged(by, ballot.meeting.sitting.year, notice), *stands(ballot, opened=False)]
    if holder is None:
        wrong.append(house.refusal(house.KEYS_HELD, "您不是本轮投票的密钥保管人"))
    refuse(wrong)
    assert holder is not None
    code = papers.new_code(random)
    holder.public_key = papers.public_half(code, str(ballot.pk))
    holder.save(update_fields=["public_key"])
    record(KeyTaken(ballot.meeting.number, ballot.number, holder.place, holder.public_key), by=by, at=at)
    return code


@transaction.atomic
def open_ballot(ballot: Ballot, *, notice: Notice, by: Actor, at: datetime) -> Ballot:
    """Freeze the roll and open the round: those present; every case discussed; three keys held; a quorum (R-09)."""
    ballot = locked_ballot(ballot)
    meeting = ballot.meeting
    may_run(meeting, by, notice)
    listed, here, kept = queries.cases(meeting), queries.present(meeting), queries.recused(meeting)
    wrong = [*is_open(meeting), *stands(ballot, opened=False)]
    wrong += reasons([facts.quorum_finding(meeting, notice), *facts.opinion_findings(meeting, notice)])
    silent = [c.ordinal for c in listed if not hasattr(c, "discussion")]
    if silent:
        wrong.append(house.refusal(house.ALL_DISCUSSED, f"第{'、'.join(map(str, silent))}件还没有评议"))
    missing = [h.person.name for h in ballot.holders.select_related("person") if not h.public_key]
    if missing:
        wrong.append(house.refusal(house.KEYS_HELD, f"{'、'.join(missing)}还没有领取密钥"))
    undeclared = [m.person.name for m in here if not hasattr(m, "declaration")]
    wrong += [house.refusal(house.RECUSAL_DECLARED, f"{name}尚未申报回避") for name in undeclared]
    refuse(wrong)
    ballot.opened_at = at
    ballot.save(update_fields=["opened_at"])
    RollMark.objects.bulk_create(
        [RollMark(ballot=ballot, place=n, person_id=m.person_id) for n, m in enumerate(here, 1)]
    )
    sitting = {m.person_id for m in here}
    apart = [(c, p) for c in listed for p in sorted(kept.get(c.pk, set()) & sitting)]
    RollRecusal.objects.bulk_create([RollRecusal(ballot=ballot, case=c, person_id=p) for c, p in apart])
    if not ballot.is_on_paper:
        empty = {c.pk: [papers.BLANK] * len(here) for c in listed}
        Box.objects.create(ballot=ballot, papers=queries.packed(empty))
    record(BallotOpened(meeting.number, ballot.number, len(here), len(listed)), by=by, at=at)
    return ballot


# ───── while it is open ─────


@transaction.atomic
def cast(
    ballot: Ballot,
    choices: Mapping[int, int],
    *,
    on_behalf_of: int = 0,
    notice: Notice,
    by: Actor,
    at: datetime,
    chance: random.Random = CHANCE,
) -> None:
    """Put one's papers in the box, all cases at once: the case's place in the list → :data:`~..queries.CHOICES`.

    For a case from which the voter is recused a paper goes in as well, which says «not entitled» and looks like any
    other. Nothing is returned, nothing recorded; the roll is written anew as a whole and so is the box.
    """
    box = Box.objects.select_for_update().filter(ballot=ballot).first()
    ballot = Ballot.objects.select_related("meeting__sitting__year").get(pk=ballot.pk)
    year = ballot.meeting.sitting.year
    wrong = [*has_pledged(by, year, notice), *_may_vote(ballot, by, at, notice, on_behalf_of)]
    if box is None and not wrong:
        wrong.append(house.refusal(house.ROUND_STANDS, f"第{ballot.number}轮不在平台上投票"))
    kept, listed = queries.roll_recused(ballot), list(ballot.meeting.cases.order_by("ordinal"))
    said: dict[int, int] = {}
    for case in listed:
        entitled = by.person not in kept.get(case.pk, set())
        choice = choices.get(case.ordinal, queries.NOT_ENTITLED)
        if entitled and choice not in queries.CHOICES:
            wrong.append(house.refusal(house.PAPER_WHOLE, f"第{case.ordinal}件没有选择", f"case-{case.ordinal}"))
        if not entitled and choice != queries.NOT_ENTITLED:
            wrong.append(house.by_notice(notice, "votes_in_person", f"您已对第{case.ordinal}件回避，不参加本件投票"))
        said[case.pk] = choice
    if set(choices) - {c.ordinal for c in listed}:
        wrong.append(house.refusal(house.PAPER_WHOLE, "表决票上有不在评审名单上的序号"))
    refuse(wrong)
    assert box is not None
    box.papers = _with(box.papers, said, ballot, [c.pk for c in listed], chance)
    box.save(update_fields=["papers"])
    voted = When_(When(person=by.person, then=Value(True)), default=F("has_voted"))
    RollMark.objects.filter(ballot=ballot).update(has_voted=voted)


def _may_vote(ballot: Ballot, by: Actor, at: datetime, notice: Notice, on_behalf_of: int) -> tuple[Refusal, ...]:
    """Absent, not a member, twice, too early or late, for somebody else (golden 29)."""
    marks = list(RollMark.objects.filter(ballot=ballot))
    sitting = Member.objects.filter(meeting=ballot.meeting, left_at=None).values_list("person_id", flat=True)
    if ballot.opened_at is None or ballot.void_at is not None or queries.kit_out(ballot) is not None:
        return tuple(stands(ballot, opened=True))
    roll = voting.Roll(
        members=frozenset(map(str, sitting)),
        present=frozenset(str(m.person_id) for m in marks),
        recused=frozenset(),
        opened_at=ballot.opened_at,
        closed_at=ballot.closed_at,
        voted=frozenset(str(m.person_id) for m in marks if m.has_voted),
    )
    seated = by.role == Role.EXPERT.value
    whom = str(on_behalf_of) if on_behalf_of else ""
    return voting.may_vote(str(by.person) if seated else "", roll, at, notice, on_behalf_of=whom)


def _with(stored: str, said: Mapping[int, int], ballot: Ballot, cases: Sequence[int], chance: random.Random) -> str:
    """The box with a voter's papers in it: each takes an unused place of its case, then every case is mixed."""
    publics = queries.publics(ballot)
    box = queries.unpacked(stored, cases, ballot.roll.count())
    for case, choice in said.items():
        paper = papers.seal(choice, publics, ballot=str(ballot.pk), about=str(case), random=chance.randbytes)
        box[case][box[case].index(papers.BLANK)] = paper
        chance.shuffle(box[case])
    return queries.packed(box)


@transaction.atomic
def close_ballot(ballot: Ballot, *, notice: Notice, by: Actor, at: datetime) -> Ballot:
    """Stop voting. Whoever has not voted by now does not vote in this round (golden 29)."""
    ballot = locked_ballot(ballot)
    may_run(ballot.meeting, by, notice)
    list(Box.objects.select_for_update().filter(ballot=ballot).values_list("pk"))
    refuse(stands(ballot, opened=True, closed=False))
    ballot.closed_at = at
    ballot.save(update_fields=["closed_at"])
    going = queries.progress(ballot)
    record(BallotClosed(ballot.meeting.number, ballot.number, going.roll, going.voted), by=by, at=at)
    return ballot


@transaction.atomic
def void(ballot: Ballot, ground: str, *, notice: Notice, by: Actor, at: datetime) -> Ballot:
    """A round that cannot be counted is void on a recorded ground; its box goes, its roll and its number stay."""
    ballot = locked_ballot(ballot)
    may_run(ballot.meeting, by, notice)
    wrong = stands(ballot, opened=None)
    if says_nothing(ground):
        wrong.append(house.refusal(house.ROUND_STANDS, "没有写明作废的原因", "ground", "请写明原因。"))
    refuse(wrong)
    Box.objects.filter(ballot=ballot).delete()
    ballot.void_at, ballot.void_because = at, ground.strip()[:200]
    ballot.save(update_fields=["void_at", "void_because"])
    record(BallotVoided(ballot.meeting.number, ballot.number, ballot.void_because), by=by, at=at)
    return ballot


# ───── the count ─────


@transaction.atomic
def count(ballot: Ballot, codes: Sequence[str], *, notice: Notice, by: Actor, at: datetime) -> tuple[Tally, ...]:
    """Open the box with two holders' codes, write down what the papers say in canonical order, delete the box.

    Refused without a trace when a code is nobody's, a paper was altered, or papers and marks differ; the round can
    then only be tried again or made void. Codes are used and forgotten.
    """
    ballot = locked_ballot(ballot)
    may_run(ballot.meeting, by, notice)
    wrong = stands(ballot, opened=True, closed=True)
    wrong += _late_recusals(ballot)
    if ballot.is_on_paper:
        wrong.append(house.refusal(house.ROUND_STANDS, "本轮为纸质投票，请录入清点的票数"))
    refuse(wrong)
    publics = queries.publics(ballot)
    try:
        halves = papers.held([c for c in codes if c.strip()], publics, str(ballot.pk))
    except ValueError:
        raise Refused(house.refusal(house.KEYS_HELD, "输入的密钥有误，或不是本轮保管人的", "codes")) from None
    if len(halves) != papers.TOGETHER:
        raise Refused(house.refusal(house.KEYS_HELD, f"输入了{len(halves)}名保管人的密钥，应为2名", "codes"))
    listed = list(ballot.meeting.cases.order_by("ordinal"))
    said = _opened(ballot, listed, halves, notice)
    Choice.objects.bulk_create(
        [
            Choice(ballot=ballot, case=case, ordinal=n, choice=queries.CHOICES[c])
            for case in listed
            for n, c in enumerate(sorted(said[case.pk].elements()), 1)
        ]
    )
    Box.objects.filter(ballot=ballot).delete()
    holders = tuple(sorted(h.person_id for h in ballot.holders.all() if h.place - 1 in halves))
    marks = list(ballot.roll.all())
    counted = {}
    for case in listed:
        out = len(marks) - len(queries.roll_recused(ballot).get(case.pk, set()))
        of = said[case.pk]
        counted[case.pk] = voting.Tally(out, of.total(), of[queries.AYE], of[queries.NO], of[queries.ABSTAIN])
    return _settled(ballot, listed, counted, holders, notice, by=by, at=at)


def _opened(
    ballot: Ballot, listed: Sequence[Case], halves: Mapping[int, papers.Half], notice: Notice
) -> dict[int, Counter[int]]:
    """Case → what its papers say, the not entitled left out, after papers have been compared with marks."""
    marks, kept = list(ballot.roll.all()), queries.roll_recused(ballot)
    voted = {m.person_id for m in marks if m.has_voted}
    publics, rule = queries.publics(ballot), notice.rule("ballots_add_up")
    try:
        box = queries.unpacked(ballot.box.papers, [c.pk for c in listed], len(marks))
        said = {
            case.pk: Counter(
                papers.opened(p, halves, publics, ballot=str(ballot.pk), about=str(case.pk))
                for p in box[case.pk]
                if p != papers.BLANK
            )
            for case in listed
        }
    except (Unreadable, ValueError):
        raise Refused(
            house.refusal(rule, "票箱中有不能读出的表决票", mend="请将该轮作废，另行投票并记录原因。")
        ) from None
    wrong = []
    for case in listed:
        of, dropped = said[case.pk], len(voted & kept.get(case.pk, set()))
        if of.total() != len(voted) or of[queries.NOT_ENTITLED] != dropped or set(of) - {0, *queries.CHOICES}:
            words = f"第{case.ordinal}件票箱中{of.total()}张，投票名册上已投{len(voted)}人，其中回避{dropped}人"
            wrong.append(house.refusal(rule, words))
        del of[queries.NOT_ENTITLED]
    refuse(wrong)
    return said


def _late_recusals(ballot: Ballot) -> list[Refusal]:
    """Somebody of the roll was found to be recused after the roll was frozen: this round cannot be counted."""
    now, then = queries.recused(ballot.meeting), queries.roll_recused(ballot)
    roll = set(ballot.roll.values_list("person_id", flat=True))
    late = {case: (people & roll) - then.get(case, set()) for case, people in now.items()}
    return [house.refusal(house.ROLL_FROZEN)] if any(late.values()) else []


def _settled(
    ballot: Ballot,
    listed: Sequence[Case],
    counted: Mapping[int, voting.Tally],
    opened_by: tuple[int, ...],
    notice: Notice,
    *,
    by: Actor,
    at: datetime,
) -> tuple[Tally, ...]:
    """The tallies of a round, after quorum and papers have been asked about; the round is counted."""
    marks, kept = ballot.roll.count(), queries.roll_recused(ballot)
    members = len(queries.members(ballot.meeting))
    rows, wrong = [], list(reasons([voting.quorum(marks, members, notice)]))
    for case in listed:
        recused, of = len(kept.get(case.pk, set())), counted[case.pk]
        wrong += reasons([voting.ballots_add_up(of, marks - recused, notice)])
        base, share = voting.base(marks, recused, notice), voting.carried(of, marks, recused, notice)
        rows.append(
            Tally(
                ballot=ballot, case=case, members=members, attending=marks, recused=recused, issued=of.issued,
                returned=of.returned, ayes=of.ayes, noes=of.noes, abstentions=of.abstentions, invalid=of.invalid,
                base=base.number, base_words=base.words, needed=voting.ayes_needed(base, notice),
                is_carried=share.says is Says.MET, counted_at=at,
            )
        )  # fmt: skip
    refuse(wrong)
    Tally.objects.bulk_create(rows)
    ballot.counted_at = at
    ballot.save(update_fields=["counted_at"])
    digest = queries.digest_of(queries.tally_content(ballot))
    record(BallotCounted(ballot.meeting.number, ballot.number, digest, opened_by), by=by, at=at)
    return queries.tallies(ballot)


# ───── paper ─────


@transaction.atomic
def count_paper(
    ballot: Ballot, place: int, counts: Mapping[int, voting.Tally], *, notice: Notice, by: Actor, at: datetime
) -> tuple[PaperCount, ...]:
    """One of two people types what they counted, case by case (the case's place → numbers)."""
    ballot = locked_ballot(ballot)
    may_run(ballot.meeting, by, notice)
    listed = {c.ordinal: c for c in ballot.meeting.cases.all()}
    wrong = stands(ballot, opened=True, closed=True)
    if not ballot.is_on_paper:
        wrong.append(house.refusal(house.ROUND_STANDS, "本轮在平台上投票，不录入票数"))
    if place not in COUNTERS or set(counts) != set(listed):
        wrong.append(house.refusal(house.TWO_COUNTERS, "两名计票人分别录入全部申报人的票数"))
    others = PaperCount.objects.filter(ballot=ballot)
    if others.filter(place=place).exists():
        wrong.append(house.refusal(house.TWO_COUNTERS, f"第{place}计票人已经录入"))
    if others.filter(person=by.person).exists():
        wrong.append(house.refusal(house.TWO_COUNTERS, "两名计票人应为不同的人"))
    kept, roll = queries.roll_recused(ballot), ballot.roll.count()
    for n, of in counts.items():
        if n in listed:
            voters = roll - len(kept.get(listed[n].pk, set()))
            wrong += reasons([voting.ballots_add_up(of, voters, notice)])
    refuse(wrong)
    rows = PaperCount.objects.bulk_create(
        [
            PaperCount(
                ballot=ballot, case=listed[n], place=place, person_id=by.person, issued=of.issued, ayes=of.ayes,
                noes=of.noes, abstentions=of.abstentions, invalid=of.invalid, counted_at=at,
            )
            for n, of in sorted(counts.items())
        ]
    )  # fmt: skip
    said = [[n, of.issued, of.ayes, of.noes, of.abstentions, of.invalid] for n, of in sorted(counts.items())]
    record(PaperCounted(ballot.meeting.number, ballot.number, place, queries.digest_of(said)), by=by, at=at)
    return tuple(rows)


@transaction.atomic
def confirm_paper(
    ballot: Ballot, scan: Blob, name: str, *, notice: Notice, by: Actor, at: datetime
) -> tuple[Tally, ...]:
    """A supervisor confirms two equal counts with the scan of the papers; the round is counted."""
    ballot = locked_ballot(ballot)
    wrong = [*has_pledged(by, ballot.meeting.sitting.year, notice), *stands(ballot, opened=True, closed=True)]
    wrong += _late_recusals(ballot)
    if by.role != Role.SUPERVISOR.value:
        wrong.append(house.refusal(house.COMMITTEE_SEATS, "纸质票的清点由监督人员确认"))
    rows = list(PaperCount.objects.filter(ballot=ballot))
    listed = list(ballot.meeting.cases.order_by("ordinal"))
    first, second = ({r.case_id: r for r in rows if r.place == p} for p in COUNTERS)
    if len(first) != len(listed) or len(second) != len(listed):
        wrong.append(house.refusal(house.TWO_COUNTERS, "两名计票人还没有都录入"))
    else:
        differ = [c.ordinal for c in listed if _numbers(first[c.pk]) != _numbers(second[c.pk])]
        if differ:
            words = f"第{'、'.join(map(str, differ))}件两人清点的数字不一致"
            mend = "请重新清点；仍不一致的，将该轮作废并写明原因。"
            wrong.append(house.refusal(house.TWO_COUNTERS, words, mend=mend))
    refuse(wrong)
    PaperScan.objects.create(ballot=ballot, blob=scan, name=name[:200], confirmed_by_id=by.person, confirmed_at=at)
    record(PaperConfirmed(ballot.meeting.number, ballot.number, scan.digest), by=by, at=at)
    counted = {c.pk: _numbers(first[c.pk]) for c in listed}
    return _settled(ballot, listed, counted, (), notice, by=by, at=at)


def _numbers(row: PaperCount) -> voting.Tally:
    returned = row.ayes + row.noes + row.abstentions + row.invalid
    return voting.Tally(row.issued, returned, row.ayes, row.noes, row.abstentions, row.invalid)


# ───── announced ─────


@transaction.atomic
def announce(ballot: Ballot, *, signed_name: str, notice: Notice, by: Actor, at: datetime) -> Announcement:
    """The chair or deputy who presided announces the tally and signs it with their own name (R-13)."""
    ballot = locked_ballot(ballot)
    meeting = ballot.meeting
    member = queries.member_of(meeting, by.person)
    wrong = [*has_pledged(by, meeting.sitting.year, notice), *is_open(meeting)]
    if ballot.counted_at is None:
        wrong.append(house.refusal(house.ROUND_STANDS, f"第{ballot.number}轮还没有计票"))
    presided = meeting.presided_by_id == by.person
    signed = bool(signed_name.strip()) and signed_name.strip() == by.name
    seat = member.post if member is not None and by.role == Role.EXPERT.value else "非组成人员"
    wrong += rules.result_announced(seat, presided=presided, signed=signed, notice=notice)
    if seat == queries.CHAIR and not presided:
        wrong.append(house.by_notice(notice, "result_announced", "您没有主持本次会议"))
    if Announcement.objects.filter(ballot=ballot).exists():
        wrong.append(house.refusal(house.ROUND_STANDS, "投票结果已经宣布"))
    refuse(wrong)
    digest = queries.digest_of(queries.tally_content(ballot))
    row = Announcement.objects.create(
        ballot=ballot, person_id=by.person, post=seat, signed_name=by.name, digest=digest, announced_at=at
    )
    record(ResultAnnounced(meeting.number, ballot.number, seat, digest), by=by, at=at)
    return row
