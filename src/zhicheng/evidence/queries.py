"""Reads of stored files."""

from __future__ import annotations

from .models import Blob


def blob(digest: str) -> Blob | None:
    """The stored file of that name."""
    return Blob.objects.filter(digest=digest).first()
