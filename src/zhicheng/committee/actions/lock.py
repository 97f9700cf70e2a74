"""The beats that every action on a meeting or a round shares: lock, and ask whether it and the actor stand right."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.ledger.actor import Actor
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.year.models import Year

from .. import house, queries
from ..models import Ballot, Meeting, Sitting


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it stands now, locked until the transaction ends."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("sitting__year", "sitting__office", "sitting__filing", "presided_by")
        .get(pk=meeting.pk)
    )


def locked_sitting(sitting: Sitting) -> Sitting:
    """The committee of a year as it stands now, locked until the transaction ends."""
    return Sitting.objects.select_for_update(of=("self",)).select_related("year", "filing", "office").get(pk=sitting.pk)


def of_office(by: Actor, office: int) -> Iterator[Refusal]:
    """Only the staff of the committee's own office."""
    if by.role != Role.SECRETARY.value or by.organisation != office:
        yield house.refusal(house.COMMITTEE_SEATS, "这一事项由承办部门的评委会工作人员办理")


def has_pledged(by: Actor, year: Year, notice: Notice) -> Iterator[Refusal]:
    """Nobody touches anything before the secrecy pledge (S5.1-02)."""
    if queries.pledge_of(by.person, year, notice) is None:
        yield house.by_notice(notice, "secrecy_pledge_of_reviewers", "您尚未签订现行的保密承诺书", "pledge")


def may_run(meeting: Meeting, by: Actor, notice: Notice) -> None:
    """Refuse whoever is not pledged staff of the office."""
    year = meeting.sitting.year
    refuse([*of_office(by, meeting.sitting.office_id), *has_pledged(by, year, notice)])


def not_opened(meeting: Meeting) -> Iterator[Refusal]:
    if meeting.opened_at is not None:
        yield house.refusal(house.MEETING_ORDER, "评审会已经开始，不能再改动")


def is_open(meeting: Meeting) -> Iterator[Refusal]:
    """Only while the meeting is on."""
    if meeting.opened_at is None:
        yield house.refusal(house.MEETING_ORDER, "评审会还没有开始")
    elif meeting.ended_at is not None:
        yield house.refusal(house.MEETING_ORDER, "评审会已经结束")


def locked_ballot(ballot: Ballot) -> Ballot:
    """The round as it stands now; its meeting is locked first, so that whoever runs it comes one after another."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=ballot.meeting_id)
    return Ballot.objects.select_related("meeting__sitting__year", "meeting__sitting__filing").get(pk=ballot.pk)


def stands(ballot: Ballot, *, opened: bool | None, closed: bool | None = None) -> list[Refusal]:
    """Why a round is not where a step needs it to be."""
    out = []
    if ballot.void_at is not None:
        out.append(f"第{ballot.number}轮已经作废")
    elif ballot.counted_at is not None:
        out.append(f"第{ballot.number}轮已经计票")
    if opened is not None and (ballot.opened_at is not None) is not opened:
        out.append(f"第{ballot.number}轮{'还没有开始' if opened else '已经开始'}投票")
    if closed is not None and (ballot.closed_at is not None) is not closed:
        out.append(f"第{ballot.number}轮{'还没有停止' if closed else '已经停止'}投票")
    wrong = [house.refusal(house.ROUND_STANDS, words) for words in out]
    if opened and queries.kit_out(ballot) is not None:
        wrong.append(house.refusal(house.AT_VENUE))
    return wrong


def says_nothing(ground: str) -> bool:
    """Whether a ground has no words worth keeping."""
    return len(ground.strip()) < 4
