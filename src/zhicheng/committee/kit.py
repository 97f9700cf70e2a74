"""会场投票包: what goes to a closed venue and what comes back, as values and as files; no database.

The kit says what the ballot page shows and no more: names of the roll, cases by number and name (none when the meeting
is blind), whom a case is kept from. The result says which places of the roll have voted and holds the box as it is,
every paper still closed to two of three holders; no name, nothing of who said what (docs/decisions: the offline kit).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from zhicheng.vault import papers, parcels
from zhicheng.vault.cipher import Unreadable

KIT, RESULT = b"ZCKIT1", b"ZCRES1"
ID = 16
_SYMBOLS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # what nobody takes for another when it is typed on a telephone
_ENTRY = 8


@dataclass(frozen=True, slots=True)
class Voter:
    """A line of the frozen roll, with what the expert's entry code is known by."""

    place: int
    name: str
    entry: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A case as the ballot shows it, and the places of the roll that it is kept from."""

    id: int
    ordinal: int
    name: str
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A round as it goes to the venue. Instants are ISO 8601 with their zone; keys are hex."""

    id: str
    made_at: str
    meeting: str
    committee: str
    office: str
    held_on: str
    place: str
    is_blind: bool
    ballot: str
    round: int
    opened_at: str
    publics: tuple[str, ...]
    voters: tuple[Voter, ...]
    cases: tuple[Heard, ...]
    notice: Mapping[str, Any]
    signs: str
    returns_to: str
    keeps: str

    def entry(self, typed: str) -> str:
        """What an entry code as somebody typed it is known by in this kit."""
        return known_by(typed, self.keeps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What comes back: of which kit, which places of the roll have voted, the box."""

    kit: str
    digest: str
    closed_at: str
    voted: tuple[int, ...]
    box: str


def new_entry(random: papers.Bytes) -> str:
    """An expert's entry code: eight symbols in two groups."""
    said = "".join(_SYMBOLS[int.from_bytes(random(8), "big") % len(_SYMBOLS)] for _ in range(_ENTRY))
    return f"{said[:4]}-{said[4:]}"


def known_by(typed: str, keeps: str) -> str:
    """A digest of an entry code under the kit's own key: the code itself lies nowhere."""
    said = "".join(c for c in typed.upper() if c in _SYMBOLS)
    return hashlib.sha256(bytes.fromhex(keeps) + said.encode()).hexdigest()


# ───── the kit ─────


def plain(kit: Kit) -> bytes:
    """The kit in one spelling."""
    return json.dumps(asdict(kit), ensure_ascii=False, sort_keys=True).encode()


def digest(kit: Kit) -> str:
    """SHA-256, in hex, by which a result says of which kit it is."""
    return hashlib.sha256(plain(kit)).hexdigest()


def closed(kit: Kit, code: str, random: papers.Bytes) -> bytes:
    """The file that goes to the venue."""
    about = KIT + uuid.UUID(kit.id).bytes
    return about + parcels.closed_with(code, plain(kit), about, random)


def opened(raw: bytes, code: str) -> Kit:
    """The kit in a file; :class:`~zhicheng.vault.cipher.Unreadable` when it is none, altered, or of another code."""
    about = raw[: len(KIT) + ID]
    if not raw.startswith(KIT):
        raise Unreadable("kit")
    said = json.loads(parcels.opened_with(code, raw[len(about) :], about))
    said["publics"] = tuple(said["publics"])
    said["voters"] = tuple(Voter(**v) for v in said["voters"])
    said["cases"] = tuple(Heard(**c | {"kept": tuple(c["kept"])}) for c in said["cases"])
    return Kit(**said)


# ───── the result ─────


def signed(result: Result, kit: Kit, random: papers.Bytes) -> bytes:
    """The file that comes back: closed to the installation, signed with the kit's key."""
    about = RESULT + uuid.UUID(result.kit).bytes
    said = json.dumps(asdict(result), sort_keys=True).encode()
    sealed = parcels.closed_to(kit.returns_to, said, about, random)
    return about + parcels.signature(kit.signs, about + sealed) + sealed


def kit_of(raw: bytes) -> uuid.UUID | None:
    """The kit that a result says it is of; ``None``: this is no result."""
    start = len(RESULT) + ID
    whole = raw.startswith(RESULT) and len(raw) > start + parcels.SIGNATURE
    return uuid.UUID(bytes=raw[len(RESULT) : start]) if whole else None


def read(raw: bytes, *, public: str, private: str) -> Result:
    """The result in a file; :class:`~zhicheng.vault.cipher.Unreadable` when it is not signed by the kit's key."""
    cut = len(RESULT) + ID
    about, by, sealed = raw[:cut], raw[cut : cut + parcels.SIGNATURE], raw[cut + parcels.SIGNATURE :]
    if not parcels.is_signed(public, about + sealed, by):
        raise Unreadable("signature")
    said = json.loads(parcels.opened_by(private, sealed, about))
    return Result(**said | {"voted": tuple(said["voted"])})
