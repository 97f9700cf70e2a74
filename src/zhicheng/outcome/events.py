"""What outcome leaves in the ledger, each with its requirement. None names an expert or an objector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class ResultsAnnounced(Event):
    words: ClassVar[str] = "登记评审结果"
    requirement: ClassVar[str] = "R-10"
    subject: ClassVar[str] = "meeting"
    meeting: str
    tally: str
    passed: int
    failed: int


@dataclass(frozen=True)
class ReasonGiven(Event):
    words: ClassVar[str] = "填写未通过原因"
    requirement: ClassVar[str] = "G-17"
    subject: ClassVar[str] = "dossier"
    dossier: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class ResultsPublished(Event):
    words: ClassVar[str] = "接收评审结果并同步公示"
    requirement: ClassVar[str] = "S5.4-06"
    subject: ClassVar[str] = "publication"
    publication: str
    meeting: str
    digest: str
    rows: int
    ends_on: str


@dataclass(frozen=True)
class RecheckAsked(Event):
    words: ClassVar[str] = "申请复查"
    requirement: ClassVar[str] = "R-22"
    subject: ClassVar[str] = "dossier"
    dossier: str
    number: str
    due_on: str


@dataclass(frozen=True)
class RecheckAnswered(Event):
    words: ClassVar[str] = "答复复查"
    requirement: ClassVar[str] = "R-22"
    subject: ClassVar[str] = "dossier"
    dossier: str
    number: str
    outcome: str


@dataclass(frozen=True)
class ObjectionReceived(Event):
    words: ClassVar[str] = "收到异议"
    requirement: ClassVar[str] = "G-12"
    subject: ClassVar[str] = "number"
    number: str
    dossier: str


@dataclass(frozen=True)
class ObjectionHandled(Event):
    words: ClassVar[str] = "办理异议"
    requirement: ClassVar[str] = "G-12"
    subject: ClassVar[str] = "number"
    number: str
    kind: str
    is_upheld: bool | None


@dataclass(frozen=True)
class TitlesRecognised(Event):
    words: ClassVar[str] = "作出认定决定"
    requirement: ClassVar[str] = "S2.0-01"
    subject: ClassVar[str] = "number"
    number: str
    committee: str
    digest: str
    passed: int
    failed: int


@dataclass(frozen=True)
class TitlesConfirmed(Event):
    words: ClassVar[str] = "印发职称确认文件"
    requirement: ClassVar[str] = "R-45"
    subject: ClassVar[str] = "number"
    number: str
    publication: str
    digest: str
    people: int


@dataclass(frozen=True)
class CertificateIssued(Event):
    words: ClassVar[str] = "颁发证书"
    requirement: ClassVar[str] = "R-45"
    subject: ClassVar[str] = "dossier"
    dossier: str
    number: str
    digest: str
    replaces: str


@dataclass(frozen=True)
class CertificateEnded(Event):
    words: ClassVar[str] = "证书终止"
    requirement: ClassVar[str] = "S5.2-04"
    subject: ClassVar[str] = "number"
    number: str
    kind: str
    document_number: str


@dataclass(frozen=True)
class TitleRestored(Event):
    words: ClassVar[str] = "恢复职称"
    requirement: ClassVar[str] = "G-15"
    subject: ClassVar[str] = "dossier"
    dossier: str
    revoked: str
    number: str
    document_number: str


@dataclass(frozen=True)
class Sanctioned(Event):
    words: ClassVar[str] = "作出处理决定"
    requirement: ClassVar[str] = "S5.2-04"
    subject: ClassVar[str] = "number"
    number: str
    subject_kind: str
    person: int
    organisation: int
    measures: tuple[str, ...]
    ends_on: str


@dataclass(frozen=True)
class MeasureAdded(Event):
    words: ClassVar[str] = "补办处理措施"
    requirement: ClassVar[str] = "S5.2-04"
    subject: ClassVar[str] = "number"
    number: str
    measure: str
    document_number: str


@dataclass(frozen=True)
class PleaMade(Event):
    words: ClassVar[str] = "提出申诉或信用修复"
    requirement: ClassVar[str] = "G-15"
    subject: ClassVar[str] = "number"
    number: str
    kind: str


@dataclass(frozen=True)
class PleaAnswered(Event):
    words: ClassVar[str] = "答复申诉或信用修复"
    requirement: ClassVar[str] = "G-15"
    subject: ClassVar[str] = "number"
    number: str
    kind: str
    is_granted: bool
    document_number: str
