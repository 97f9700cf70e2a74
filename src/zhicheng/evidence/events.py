"""What evidence leaves in the ledger, each with the requirement that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class FileTakenIn(Event):
    words: ClassVar[str] = "文件入库"
    requirement: ClassVar[str] = "S2.5.8-03"
    subject: ClassVar[str] = "digest"
    digest: str
    media_type: str
    size: int
    pages: int
