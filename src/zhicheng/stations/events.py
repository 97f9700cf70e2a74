"""What stations leaves in the ledger, each with the requirement that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class HandedIn(Event):
    words: ClassVar[str] = "提交申报"
    requirement: ClassVar[str] = "S2.3-06"
    subject: ClassVar[str] = "dossier"
    dossier: str
    revision: int
    digest: str
    station: str
    is_correction: bool


@dataclass(frozen=True)
class Arrived(Event):
    words: ClassVar[str] = "到达审核环节"
    requirement: ClassVar[str] = "S2.4-05"
    subject: ClassVar[str] = "dossier"
    dossier: str
    ordinal: int
    station: str
    organisation: int
    returning_to: str


@dataclass(frozen=True)
class VerdictGiven(Event):
    words: ClassVar[str] = "对部分作出判断"
    requirement: ClassVar[str] = "S2.4-06"
    subject: ClassVar[str] = "dossier"
    dossier: str
    station: str
    section: str
    says: str


@dataclass(frozen=True)
class DeficiencyListed(Event):
    words: ClassVar[str] = "列入告知事项"
    requirement: ClassVar[str] = "S2.4-06"
    subject: ClassVar[str] = "dossier"
    dossier: str
    station: str
    section: str
    rule: str
    defect: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class DeficiencyStruck(Event):
    words: ClassVar[str] = "删去告知事项"
    requirement: ClassVar[str] = "S2.4-06"
    subject: ClassVar[str] = "dossier"
    dossier: str
    station: str
    section: str
    rule: str
    defect: str


@dataclass(frozen=True)
class OriginalCompared(Event):
    words: ClassVar[str] = "原件核对"
    requirement: ClassVar[str] = "S2.5.9-02"
    subject: ClassVar[str] = "dossier"
    dossier: str
    slot: str
    row: str
    digest: str
    seat: str


@dataclass(frozen=True)
class UnitFileAdded(Event):
    words: ClassVar[str] = "单位上传附件"
    requirement: ClassVar[str] = "S2.5.7-03"
    subject: ClassVar[str] = "dossier"
    dossier: str
    slot: str
    year: int | None
    digest: str


@dataclass(frozen=True)
class UnitFileRemoved(Event):
    words: ClassVar[str] = "单位移除附件"
    requirement: ClassVar[str] = "S2.5.7-03"
    subject: ClassVar[str] = "dossier"
    dossier: str
    slot: str
    year: int | None
    digest: str


@dataclass(frozen=True)
class PublicityPosted(Event):
    words: ClassVar[str] = "张贴单位公示"
    requirement: ClassVar[str] = "S2.5.9-03"
    subject: ClassVar[str] = "publicity"
    publicity: str
    dossiers: tuple[str, ...]
    posted_on: str
    ends_on: str
    place: str


@dataclass(frozen=True)
class PublicityPhotographed(Event):
    words: ClassVar[str] = "上传公示照片"
    requirement: ClassVar[str] = "S2.5.9-03"
    subject: ClassVar[str] = "publicity"
    publicity: str
    digest: str


@dataclass(frozen=True)
class PublicityClosed(Event):
    words: ClassVar[str] = "登记公示结果"
    requirement: ClassVar[str] = "S2.5.9-03"
    subject: ClassVar[str] = "publicity"
    publicity: str
    result: str
    dossiers: tuple[str, ...]


@dataclass(frozen=True)
class Recommended(Event):
    words: ClassVar[str] = "单位推荐"
    requirement: ClassVar[str] = "S2.5.9-01"
    subject: ClassVar[str] = "dossier"
    dossier: str
    recommended_on: str
    pledge_version: str


@dataclass(frozen=True)
class PassedOn(Event):
    words: ClassVar[str] = "审核通过"
    requirement: ClassVar[str] = "S2.4-02"
    subject: ClassVar[str] = "dossier"
    dossier: str
    station: str
    ordinal: int
    opinion: str
    is_late: bool


@dataclass(frozen=True)
class SentBack(Event):
    words: ClassVar[str] = "退回补正"
    requirement: ClassVar[str] = "S2.4-08"
    subject: ClassVar[str] = "dossier"
    dossier: str
    station: str
    ordinal: int
    letter: str
    items: int
    places: tuple[str, ...]
    correct_by: str
    is_second: bool


@dataclass(frozen=True)
class TurnedDown(Event):
    words: ClassVar[str] = "不予受理"
    requirement: ClassVar[str] = "S2.4-06"
    subject: ClassVar[str] = "dossier"
    dossier: str
    station: str
    ordinal: int
    reason: str


@dataclass(frozen=True)
class Lapsed(Event):
    words: ClassVar[str] = "视为放弃申报"
    requirement: ClassVar[str] = "S2.4-07"
    subject: ClassVar[str] = "dossier"
    dossier: str
    station: str
    letter: str
    correct_by: str


@dataclass(frozen=True)
class ScheduleMoved(Event):
    words: ClassVar[str] = "安排调整"
    requirement: ClassVar[str] = "S7-02"
    subject: ClassVar[str] = "notice"
    year: int
    notice: str
    committee: str
    window: str
    said: str
    reason: str


@dataclass(frozen=True)
class DeadlineMoved(Event):
    words: ClassVar[str] = "期限随安排调整"
    requirement: ClassVar[str] = "S7-02"
    subject: ClassVar[str] = "dossier"
    dossier: str
    station: str
    before: str
    after: str


@dataclass(frozen=True)
class PlanSet(Event):
    words: ClassVar[str] = "设定内部时限"
    requirement: ClassVar[str] = "S2.4-13"
    subject: ClassVar[str] = "organisation"
    organisation: int
    window: str
    closes_at: str


@dataclass(frozen=True)
class PlanTaken(Event):
    words: ClassVar[str] = "取消内部时限"
    requirement: ClassVar[str] = "S2.4-13"
    subject: ClassVar[str] = "organisation"
    organisation: int
    window: str


@dataclass(frozen=True)
class Reminded(Event):
    words: ClassVar[str] = "催办"
    requirement: ClassVar[str] = "S2.4-12"
    subject: ClassVar[str] = "organisation"
    organisation: int
    due_at: str
    days: int
    waiting: int
    escalated_to: int


@dataclass(frozen=True)
class PaperReceived(Event):
    words: ClassVar[str] = "收到纸质材料"
    requirement: ClassVar[str] = "S2.3-16"
    subject: ClassVar[str] = "dossier"
    dossier: str
    copies: int
    delivered_by: str
    revision: int


@dataclass(frozen=True)
class Cancelled(Event):
    words: ClassVar[str] = "取消申报资格"
    requirement: ClassVar[str] = "S5.2-04"
    subject: ClassVar[str] = "dossier"
    dossier: str
    station: str
    reason: str
