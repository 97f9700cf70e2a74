"""Take a file in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.notice import Rule

from . import store
from .events import FileTakenIn
from .intake import look
from .models import Blob


@transaction.atomic
def take_in(content: bytes, name: str, *, limits: Rule, by: Actor, at: datetime) -> Blob:
    """Check the bytes and keep them; the same bytes are one file. ``limits`` is the rule ``file_kinds``.

    Raises :class:`~zhicheng.policy.finding.Refused` with one plain sentence for what cannot be taken in.
    """
    looked = look(content, name, limits)
    digest = store.put(content)
    blob, is_new = Blob.objects.get_or_create(
        digest=digest,
        defaults={
            "media_type": looked.media_type,
            "size": len(content),
            "pages": looked.pages,
            "width": looked.width,
            "height": looked.height,
            "taken_in_at": at,
        },
    )
    if is_new:
        record(FileTakenIn(digest, looked.media_type, len(content), looked.pages), by=by, at=at)
    return blob
