"""What happened to the pool of experts. No line holds a name or a number of a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class ExpertNominated(Event):
    words: ClassVar[str] = "推荐专家入库"
    requirement: ClassVar[str] = "S5.3-01"
    subject: ClassVar[str] = "nomination"
    nomination: str
    person: int
    office: int
    source: str
    specialty: str
    is_from_outside: bool


@dataclass(frozen=True)
class NominationArrived(Event):
    words: ClassVar[str] = "入库申请到达"
    requirement: ClassVar[str] = "S5.3-05"
    subject: ClassVar[str] = "nomination"
    nomination: str
    step: str
    organisation: int
    due_on: str


@dataclass(frozen=True)
class NominationVetted(Event):
    words: ClassVar[str] = "入库申请审核"
    requirement: ClassVar[str] = "S5.3-05"
    subject: ClassVar[str] = "nomination"
    nomination: str
    step: str
    is_passed: bool
    reasons: int
    is_late: bool


@dataclass(frozen=True)
class ExpertAdmitted(Event):
    words: ClassVar[str] = "专家入库"
    requirement: ClassVar[str] = "R-07"
    subject: ClassVar[str] = "expert"
    expert: str
    nomination: str
    person: int
    begins_on: str
    ends_on: str


@dataclass(frozen=True)
class ExpertRemoved(Event):
    words: ClassVar[str] = "专家出库"
    requirement: ClassVar[str] = "S5.3-04"
    subject: ClassVar[str] = "expert"
    expert: str
    person: int
    ground: str
    removed_on: str


@dataclass(frozen=True)
class PoolKept(Event):
    words: ClassVar[str] = "每日核对专家库"
    requirement: ClassVar[str] = "S5.3-04"
    subject: ClassVar[str] = "day"
    day: str
    running: int
    removed: int
    expired: int


@dataclass(frozen=True)
class RelationsDeclared(Event):
    words: ClassVar[str] = "申明关系"
    requirement: ClassVar[str] = "R-16"
    subject: ClassVar[str] = "person"
    person: int
    ties: int


@dataclass(frozen=True)
class ServiceNoted(Event):
    words: ClassVar[str] = "记录参评"
    requirement: ClassVar[str] = "G-16"
    subject: ClassVar[str] = "person"
    person: int
    year: int
    meeting: str
    is_present: bool


@dataclass(frozen=True)
class LeaveAsked(Event):
    words: ClassVar[str] = "商请单位支持专家参加评审"
    requirement: ClassVar[str] = "S5.3-06"
    subject: ClassVar[str] = "person"
    person: int
    organisation: int
    number: str
    begins_on: str
    ends_on: str
