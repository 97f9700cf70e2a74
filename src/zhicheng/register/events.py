"""What register leaves in the ledger, each with the requirement that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class TitleEntered(Event):
    words: ClassVar[str] = "登记已取得职称"
    requirement: ClassVar[str] = "S2.5.2-01"
    subject: ClassVar[str] = "certificate_number"
    certificate_number: str
    series: str
    level: str
    obtained_on: str


@dataclass(frozen=True)
class GreenChannelEntered(Event):
    words: ClassVar[str] = "登记绿色通道审批件"
    requirement: ClassVar[str] = "S2.2-04"
    subject: ClassVar[str] = "document_number"
    document_number: str
    authority: str
    names: int


@dataclass(frozen=True)
class EntrustmentEntered(Event):
    words: ClassVar[str] = "登记委托代评函来函"
    requirement: ClassVar[str] = "S4-01"
    subject: ClassVar[str] = "number"
    number: str
    issuer: str
    region: str
    committee: str
    names: int


@dataclass(frozen=True)
class EntrustmentChecked(Event):
    words: ClassVar[str] = "审核委托代评函来函"
    requirement: ClassVar[str] = "S4-01"
    subject: ClassVar[str] = "number"
    number: str
    issuer: str
    is_approved: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class GreenChannelRevoked(Event):
    words: ClassVar[str] = "撤销绿色通道"
    requirement: ClassVar[str] = "S2.2-05"
    subject: ClassVar[str] = "document_number"
    document_number: str
    name: int  # the row of the book, never the person's name
    reason: str


@dataclass(frozen=True)
class BreachEntered(Event):
    words: ClassVar[str] = "记入诚信档案"
    requirement: ClassVar[str] = "S5.2-04"
    subject: ClassVar[str] = "document_number"
    document_number: str
    begins_on: str
    ends_on: str


@dataclass(frozen=True)
class RecordPublished(Event):
    words: ClassVar[str] = "公布记录"
    requirement: ClassVar[str] = "G-10"
    subject: ClassVar[str] = "number"
    kind: str
    number: str
    seal: str


@dataclass(frozen=True)
class TitleEnded(Event):
    words: ClassVar[str] = "职称不再有效"
    requirement: ClassVar[str] = "S5.2-04"
    subject: ClassVar[str] = "certificate_number"
    certificate_number: str
    kind: str
    document_number: str
    decided_on: str


@dataclass(frozen=True)
class BreachEnded(Event):
    words: ClassVar[str] = "失信记录提前终止"
    requirement: ClassVar[str] = "G-15"
    subject: ClassVar[str] = "document_number"
    document_number: str
    kind: str
    by_document: str
    decided_on: str


@dataclass(frozen=True)
class SupervisionMeasureEntered(Event):
    words: ClassVar[str] = "登记监管措施"
    requirement: ClassVar[str] = "R-27"
    subject: ClassVar[str] = "document_number"
    document_number: str
    subject_kind: str
    code: str
    measure: str
    decided_on: str


@dataclass(frozen=True)
class SupervisionMeasureLifted(Event):
    words: ClassVar[str] = "解除监管措施"
    requirement: ClassVar[str] = "R-27"
    subject: ClassVar[str] = "document_number"
    document_number: str
    by_document: str
    decided_on: str
