"""What year leaves in the ledger, each with the requirement that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class YearOpened(Event):
    words: ClassVar[str] = "年度开启"
    requirement: ClassVar[str] = "S0-01"
    subject: ClassVar[str] = "notice"
    year: int
    notice: str
    number: str
    hash: str


@dataclass(frozen=True)
class YearReopened(Event):
    words: ClassVar[str] = "通知改动后重新开启"
    requirement: ClassVar[str] = "S7-02"
    subject: ClassVar[str] = "notice"
    year: int
    notice: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class YearClosed(Event):
    words: ClassVar[str] = "年度关闭"
    requirement: ClassVar[str] = "S0-02"
    subject: ClassVar[str] = "notice"
    year: int
    notice: str


@dataclass(frozen=True)
class ClockMoved(Event):
    words: ClassVar[str] = "演示时钟前移"
    requirement: ClassVar[str] = "S2.3-06"
    before: str
    after: str
