"""The content-addressed store: files named by the SHA-256 of their bytes, written once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


class Lost(RuntimeError):
    """A file that the tables know is not in the store; the message is its digest."""


def digest_of(content: bytes) -> str:
    """The name of some bytes."""
    return hashlib.sha256(content).hexdigest()


def path(digest: str) -> Path:
    """Where a file lies, or would."""
    return Path(settings.EVIDENCE_STORE) / digest[:2] / digest[2:4] / digest


def put(content: bytes) -> str:
    """Keep the bytes; the same bytes twice are kept once. Never leaves half a file behind."""
    digest = digest_of(content)
    where = path(digest)
    if not where.exists():
        write(where, content)
    return digest


def read(digest: str) -> bytes:
    """The bytes of that name; :class:`Lost` when they are gone."""
    try:
        return path(digest).read_bytes()
    except FileNotFoundError:
        raise Lost(digest) from None


def write(where: Path, content: bytes) -> None:
    """Put a whole file in its place at once."""
    where.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=where.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, where)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
