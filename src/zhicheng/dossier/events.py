"""What dossier leaves in the ledger, each with the requirement that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class DossierOpened(Event):
    words: ClassVar[str] = "建立申报材料"
    requirement: ClassVar[str] = "S2.3-05"
    subject: ClassVar[str] = "dossier"
    dossier: str
    year: int
    organisation: int


@dataclass(frozen=True)
class FileAttached(Event):
    words: ClassVar[str] = "上传材料"
    requirement: ClassVar[str] = "S3-01"
    subject: ClassVar[str] = "dossier"
    dossier: str
    slot: str
    row: str
    digest: str


@dataclass(frozen=True)
class FileDetached(Event):
    words: ClassVar[str] = "移除材料"
    requirement: ClassVar[str] = "S3-01"
    subject: ClassVar[str] = "dossier"
    dossier: str
    slot: str
    row: str
    digest: str


@dataclass(frozen=True)
class PledgeSigned(Event):
    words: ClassVar[str] = "签署个人诚信承诺"
    requirement: ClassVar[str] = "S5.2-02"
    subject: ClassVar[str] = "dossier"
    dossier: str
    text_version: str
    is_secrecy_declared: bool
    has_opened_files: bool


@dataclass(frozen=True)
class RevisionSealed(Event):
    words: ClassVar[str] = "封存申报材料"
    requirement: ClassVar[str] = "S2.3-09"
    subject: ClassVar[str] = "dossier"
    dossier: str
    ordinal: int
    digest: str
    notice_hash: str


@dataclass(frozen=True)
class PlacesReopened(Event):
    words: ClassVar[str] = "按告知书重新开放"
    requirement: ClassVar[str] = "S2.4-06"
    subject: ClassVar[str] = "dossier"
    dossier: str
    letter: str
    places: tuple[str, ...]
    closes_at: str


@dataclass(frozen=True)
class PlacesExtended(Event):
    words: ClassVar[str] = "修改期限随安排调整"
    requirement: ClassVar[str] = "S7-02"
    subject: ClassVar[str] = "dossier"
    dossier: str
    letter: str
    closes_at: str


@dataclass(frozen=True)
class PlacesClosed(Event):
    words: ClassVar[str] = "补正期满，关闭修改"
    requirement: ClassVar[str] = "S2.4-07"
    subject: ClassVar[str] = "dossier"
    dossier: str
    letter: str
