"""What committee leaves in the ledger, each with the requirement that asks for it.

Casting a ballot leaves no line: the ledger knows when a round was opened, closed and counted, nothing in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class CommitteeFiled(Event):
    words: ClassVar[str] = "登记评委会核准备案"
    requirement: ClassVar[str] = "R-06"
    subject: ClassVar[str] = "committee"
    committee: str
    number: str
    built_by: str
    size: int
    begins_on: str
    ends_on: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class CommitteeEnabled(Event):
    words: ClassVar[str] = "启用评委会"
    requirement: ClassVar[str] = "R-06"
    subject: ClassVar[str] = "committee"
    committee: str
    year: int
    filing: str


@dataclass(frozen=True)
class YearPlanned(Event):
    words: ClassVar[str] = "编制年度评审工作安排"
    requirement: ClassVar[str] = "S5.4-02"
    subject: ClassVar[str] = "committee"
    committee: str
    year: int
    steps: tuple[str, ...]


@dataclass(frozen=True)
class StepDone(Event):
    words: ClassVar[str] = "完成评审工作步骤"
    requirement: ClassVar[str] = "S5.4-02"
    subject: ClassVar[str] = "committee"
    committee: str
    year: int
    step: str


@dataclass(frozen=True)
class SecrecyPledged(Event):
    words: ClassVar[str] = "签署保密承诺书"
    requirement: ClassVar[str] = "S5.1-02"
    subject: ClassVar[str] = "person"
    person: int
    year: int
    capacity: str
    version: str


@dataclass(frozen=True)
class MeetingCalled(Event):
    words: ClassVar[str] = "召集评审会"
    requirement: ClassVar[str] = "S5.4-01"
    subject: ClassVar[str] = "meeting"
    meeting: str
    committee: str
    held_on: str
    place: str
    is_blind: bool


@dataclass(frozen=True)
class MeetingMoved(Event):
    words: ClassVar[str] = "更改评审会日期"
    requirement: ClassVar[str] = "S5.4-01"
    subject: ClassVar[str] = "meeting"
    meeting: str
    before: str
    held_on: str
    place: str


@dataclass(frozen=True)
class PlanFiled(Event):
    words: ClassVar[str] = "报备评审工作方案"
    requirement: ClassVar[str] = "S5.4-03"
    subject: ClassVar[str] = "meeting"
    meeting: str
    held_on: str
    digest: str


@dataclass(frozen=True)
class DrawOpened(Event):
    words: ClassVar[str] = "公布抽取条件"
    requirement: ClassVar[str] = "S5.3-02"
    subject: ClassVar[str] = "meeting"
    meeting: str
    draw: str
    seal: str


@dataclass(frozen=True)
class SeedCommitted(Event):
    words: ClassVar[str] = "承诺种子"
    requirement: ClassVar[str] = "S5.3-02"
    subject: ClassVar[str] = "meeting"
    meeting: str
    draw: str
    round: int
    party: str
    digest: str


@dataclass(frozen=True)
class SeedRevealed(Event):
    words: ClassVar[str] = "公开种子"
    requirement: ClassVar[str] = "S5.3-02"
    subject: ClassVar[str] = "meeting"
    meeting: str
    draw: str
    round: int
    party: str


@dataclass(frozen=True)
class BenchDrawn(Event):
    words: ClassVar[str] = "抽取评审专家"
    requirement: ClassVar[str] = "S5.3-02"
    subject: ClassVar[str] = "meeting"
    meeting: str
    draw: str
    round: int
    seal: str
    members: int


@dataclass(frozen=True)
class RedrawOrdered(Event):
    words: ClassVar[str] = "重新抽取"
    requirement: ClassVar[str] = "S5.3-02"
    subject: ClassVar[str] = "meeting"
    meeting: str
    draw: str
    round: int
    ground: str
    named: tuple[str, ...]


@dataclass(frozen=True)
class MemberSeated(Event):
    words: ClassVar[str] = "确定评委会组成人员"
    requirement: ClassVar[str] = "R-01"
    subject: ClassVar[str] = "meeting"
    meeting: str
    member: int
    post: str
    came_by: str


@dataclass(frozen=True)
class MemberLeft(Event):
    words: ClassVar[str] = "评委会组成人员退出"
    requirement: ClassVar[str] = "R-01"
    subject: ClassVar[str] = "meeting"
    meeting: str
    member: int
    ground: str


@dataclass(frozen=True)
class Invited(Event):
    words: ClassVar[str] = "邀请评审专家"
    requirement: ClassVar[str] = "S5.3-06"
    subject: ClassVar[str] = "meeting"
    meeting: str
    member: int
    letter: str


@dataclass(frozen=True)
class InvitationAnswered(Event):
    words: ClassVar[str] = "答复邀请"
    requirement: ClassVar[str] = "S5.3-06"
    subject: ClassVar[str] = "meeting"
    meeting: str
    member: int
    accepts: bool
    answer: str


@dataclass(frozen=True)
class SignedIn(Event):
    words: ClassVar[str] = "签到"
    requirement: ClassVar[str] = "R-09"
    subject: ClassVar[str] = "meeting"
    meeting: str
    member: int


@dataclass(frozen=True)
class CasesFrozen(Event):
    words: ClassVar[str] = "固定评审名单"
    requirement: ClassVar[str] = "R-14"
    subject: ClassVar[str] = "meeting"
    meeting: str
    dossiers: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class PanelMade(Event):
    words: ClassVar[str] = "组成评议组"
    requirement: ClassVar[str] = "R-12"
    subject: ClassVar[str] = "meeting"
    meeting: str
    panel: str
    members: tuple[int, ...]
    cases: tuple[int, ...]


@dataclass(frozen=True)
class RecusalDeclared(Event):
    words: ClassVar[str] = "申报回避"
    requirement: ClassVar[str] = "R-16"
    subject: ClassVar[str] = "meeting"
    meeting: str
    member: int
    cases: tuple[int, ...]


@dataclass(frozen=True)
class RecusalsSearched(Event):
    words: ClassVar[str] = "核查回避"
    requirement: ClassVar[str] = "R-16"
    subject: ClassVar[str] = "meeting"
    meeting: str
    members: int
    cases: int
    found: int


@dataclass(frozen=True)
class Recused(Event):
    words: ClassVar[str] = "回避"
    requirement: ClassVar[str] = "R-16"
    subject: ClassVar[str] = "meeting"
    meeting: str
    case: int
    person: int
    relation: str
    found_by: str


@dataclass(frozen=True)
class MeetingOpened(Event):
    words: ClassVar[str] = "评审会开始"
    requirement: ClassVar[str] = "R-09"
    subject: ClassVar[str] = "meeting"
    meeting: str
    members: int
    present: int
    presided_by: int


@dataclass(frozen=True)
class OpinionWritten(Event):
    words: ClassVar[str] = "提出评议意见"
    requirement: ClassVar[str] = "R-12"
    subject: ClassVar[str] = "meeting"
    meeting: str
    case: int
    panel: str
    digest: str


@dataclass(frozen=True)
class LotsDrawn(Event):
    words: ClassVar[str] = "讲课答辩抽签"
    requirement: ClassVar[str] = "G-18"
    subject: ClassVar[str] = "meeting"
    meeting: str
    seed: str
    rooms: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class LecturePartStarted(Event):
    words: ClassVar[str] = "讲课答辩开始计时"
    requirement: ClassVar[str] = "R-38"
    subject: ClassVar[str] = "meeting"
    meeting: str
    room: str
    lot: int
    part: str


@dataclass(frozen=True)
class LecturePartEnded(Event):
    words: ClassVar[str] = "讲课答辩停止计时"
    requirement: ClassVar[str] = "R-38"
    subject: ClassVar[str] = "meeting"
    meeting: str
    room: str
    lot: int
    part: str
    seconds: int


@dataclass(frozen=True)
class LectureMissed(Event):
    words: ClassVar[str] = "讲课答辩缺席"
    requirement: ClassVar[str] = "R-38"
    subject: ClassVar[str] = "meeting"
    meeting: str
    room: str
    lot: int


@dataclass(frozen=True)
class SheetHandedIn(Event):
    """That a judge has scored; what, is in the sheet alone."""

    words: ClassVar[str] = "提交评分表"
    requirement: ClassVar[str] = "R-38"
    subject: ClassVar[str] = "meeting"
    meeting: str
    room: str
    lot: int
    member: int


@dataclass(frozen=True)
class CaseDiscussed(Event):
    words: ClassVar[str] = "评议"
    requirement: ClassVar[str] = "R-14"
    subject: ClassVar[str] = "meeting"
    meeting: str
    case: int
    ordinal: int


@dataclass(frozen=True)
class Vetoed(Event):
    words: ClassVar[str] = "一票否决"
    requirement: ClassVar[str] = "S5.2-03"
    subject: ClassVar[str] = "dossier"
    dossier: str
    ground: str
    document_number: str
    decided_on: str


@dataclass(frozen=True)
class BallotPrepared(Event):
    words: ClassVar[str] = "准备投票"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    is_on_paper: bool
    why_on_paper: str
    holders: tuple[int, ...]


@dataclass(frozen=True)
class KeyTaken(Event):
    words: ClassVar[str] = "领取开箱密钥"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    place: int
    public_key: str


@dataclass(frozen=True)
class BallotOpened(Event):
    words: ClassVar[str] = "开始投票"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    roll: int
    cases: int


@dataclass(frozen=True)
class KitExported(Event):
    words: ClassVar[str] = "导出会场投票包"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    kit: str
    digest: str
    roll: int
    cases: int


@dataclass(frozen=True)
class KitCalledBack(Event):
    words: ClassVar[str] = "召回会场投票包"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    kit: str
    ground: str


@dataclass(frozen=True)
class KitReturned(Event):
    """``closed_there`` is what the venue's own clock said when voting stopped."""

    words: ClassVar[str] = "导入会场投票结果"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    kit: str
    digest: str
    roll: int
    voted: int
    closed_there: str


@dataclass(frozen=True)
class BallotClosed(Event):
    words: ClassVar[str] = "停止投票"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    roll: int
    voted: int


@dataclass(frozen=True)
class BallotCounted(Event):
    words: ClassVar[str] = "计票"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    digest: str
    opened_by: tuple[int, ...]


@dataclass(frozen=True)
class BallotVoided(Event):
    words: ClassVar[str] = "投票作废"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    ground: str


@dataclass(frozen=True)
class PaperCounted(Event):
    words: ClassVar[str] = "清点纸质票"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    place: int
    digest: str


@dataclass(frozen=True)
class PaperConfirmed(Event):
    words: ClassVar[str] = "确认纸质票清点"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    scan: str


@dataclass(frozen=True)
class ResultAnnounced(Event):
    words: ClassVar[str] = "宣布投票结果"
    requirement: ClassVar[str] = "R-13"
    subject: ClassVar[str] = "meeting"
    meeting: str
    round: int
    post: str
    digest: str


@dataclass(frozen=True)
class MeetingEnded(Event):
    words: ClassVar[str] = "评审会结束"
    requirement: ClassVar[str] = "R-14"
    subject: ClassVar[str] = "meeting"
    meeting: str


@dataclass(frozen=True)
class MinutesSaved(Event):
    words: ClassVar[str] = "保存会议纪要"
    requirement: ClassVar[str] = "S5.4-05"
    subject: ClassVar[str] = "meeting"
    meeting: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class MinutesFinished(Event):
    words: ClassVar[str] = "会议纪要定稿"
    requirement: ClassVar[str] = "S5.4-05"
    subject: ClassVar[str] = "meeting"
    meeting: str
    digest: str


@dataclass(frozen=True)
class ResultsFiled(Event):
    words: ClassVar[str] = "报送评审结果和会议纪要"
    requirement: ClassVar[str] = "S5.4-04"
    subject: ClassVar[str] = "meeting"
    meeting: str
    digest: str
    due_on: str
    is_late: bool
