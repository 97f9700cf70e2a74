"""What documents leaves in the ledger, each with the requirement that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class PaperMade(Event):
    words: ClassVar[str] = "制作文书"
    requirement: ClassVar[str] = "S2.3-17"
    subject: ClassVar[str] = "number"
    kind: str
    number: str
    source: str
    digest: str
