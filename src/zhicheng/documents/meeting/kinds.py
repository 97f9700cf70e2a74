"""Which papers a meeting has: for whom, from when, made of what (§1.7 outputs 9 to 13). One table serves all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhicheng.committee import queries
from zhicheng.committee.models import Meeting
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role

from ..letters import Letter
from . import called, counted, decided, held, invited
from .sheet import Sheet

OFFICE = frozenset({Role.SECRETARY})
WATCHED = frozenset({Role.SECRETARY, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class MeetingPaper:
    """A kind of paper: its name, the output that it is, the seats that may read it, from when it is there, its content.

    The seats are those of the meeting's own office and of the city's supervisors; the door to the meeting asks which
    meeting, whether they have pledged. A sheet is printed on one template, letters on another.
    """

    kind: str
    name: str
    output: int
    readers: frozenset[Role]
    is_there: Callable[[Meeting, Notice], bool]
    fill: Callable[[Meeting, Notice], Sheet | tuple[Letter, ...]]


def _from(is_there: Callable[[Meeting], bool]) -> Callable[[Meeting, Notice], bool]:
    return lambda meeting, _notice: is_there(meeting)


def _invitations(meeting: Meeting, notice: Notice) -> tuple[Letter, ...]:
    return tuple(invited.invitation(i, notice) for i in invited.opened(meeting))


def _leave_notices(meeting: Meeting, notice: Notice) -> tuple[Letter, ...]:
    return tuple(invited.leave(i, notice) for i in invited.asked(meeting))


_ROWS = (
    MeetingPaper("meeting_plan", "评审工作方案", 9, WATCHED, _from(called.has_plan), called.plan),
    MeetingPaper("draw_record", "专家抽取记录", 10, WATCHED, _from(called.is_drawn), called.drawing),
    MeetingPaper("invitations", "评审专家邀请函", 10, OFFICE, _from(invited.has_opened), _invitations),
    MeetingPaper("leave_notices", "商请支持评审工作的函", 10, OFFICE, _from(invited.has_asked), _leave_notices),
    MeetingPaper("attendance", "签到表", 10, WATCHED, _from(held.is_opened), held.attendance),
    MeetingPaper("pledges", "保密承诺书", 10, WATCHED, _from(held.is_opened), held.pledges),
    MeetingPaper("recusals", "回避表", 10, WATCHED, _from(held.is_opened), held.recusals),
    MeetingPaper("panel_opinions", "评议意见表", 11, OFFICE, held.has_opinions, held.opinions),
    MeetingPaper("ballot_form", "表决票（空白）", 11, OFFICE, _from(held.has_list), held.ballot_form),
    MeetingPaper("tally_sheet", "计票表", 11, WATCHED, _from(counted.is_counted), counted.tally),
    MeetingPaper("scrutiny", "监票记录", 11, WATCHED, _from(counted.is_over), counted.scrutiny),
    MeetingPaper("minutes", "评审会议纪要", 12, WATCHED, _from(decided.is_finished), decided.minutes),
    MeetingPaper("results_report", "评审结果报告", 13, WATCHED, _from(decided.is_filed), decided.report),
)  # fmt: skip
PAPERS = {row.kind: row for row in _ROWS}


def there(meeting: Meeting, role: Role) -> Iterator[MeetingPaper]:
    """The papers that exist now and that the seat may read, in the order of the outputs."""
    notice = queries.notice_of(meeting)
    return (p for p in PAPERS.values() if role in p.readers and p.is_there(meeting, notice))


def readable(meeting: Meeting, role: Role, kind: str) -> MeetingPaper | None:
    """The paper of that kind, unless it does not exist or is not for the seat: both look the same."""
    row = PAPERS.get(kind)
    there_now = row is not None and role in row.readers and row.is_there(meeting, queries.notice_of(meeting))
    return row if there_now else None
