"""What entrusted review outwards leaves in the ledger, each with the requirement that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class CensusReported(Event):
    words: ClassVar[str] = "报送委托系列摸底统计"
    requirement: ClassVar[str] = "S4-05"
    subject: ClassVar[str] = "organisation"
    organisation: str
    year: int
    lines: int
    people: int
    is_late: bool


@dataclass(frozen=True)
class LetterDrafted(Event):
    words: ClassVar[str] = "起草委托代评函"
    requirement: ClassVar[str] = "S4-10"
    subject: ClassVar[str] = "letter"
    letter: str
    series: str
    level: str
    committee: str
    names: int


@dataclass(frozen=True)
class LetterIssued(Event):
    words: ClassVar[str] = "签发委托代评函"
    requirement: ClassVar[str] = "S4-03"
    subject: ClassVar[str] = "number"
    number: str
    letter: str
    digest: str
    names: int


@dataclass(frozen=True)
class LetterDeclined(Event):
    words: ClassVar[str] = "不予签发委托代评函"
    requirement: ClassVar[str] = "S4-10"
    subject: ClassVar[str] = "letter"
    letter: str
    reason: str


@dataclass(frozen=True)
class LetterAnswered(Event):
    words: ClassVar[str] = "登记受托评委会的答复"
    requirement: ClassVar[str] = "S4-10"
    subject: ClassVar[str] = "number"
    number: str
    answer: str
    answered_on: str
    reason: str


@dataclass(frozen=True)
class ResultReturned(Event):
    words: ClassVar[str] = "登记委托评审结果"
    requirement: ClassVar[str] = "S4-09"
    subject: ClassVar[str] = "number"
    number: str
    line: int
    is_passed: bool
    document_number: str
