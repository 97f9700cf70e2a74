"""The lock that later stations turn: seal a revision, open what a letter lists, close it when time is over."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from zhicheng.accounts import keys
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import dossier_file
from zhicheng.policy.facts import Facts
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.judge import by_rule, judge
from zhicheng.policy.notice import Notice

from . import facts, queries
from .events import PlacesClosed, PlacesExtended, PlacesReopened, RevisionSealed
from .models import Dossier, Pledge, Reopening, Revision


@transaction.atomic
def seal(dossier: Dossier, *, notice: Notice, by: Actor, at: datetime, recommended_on: date | None = None) -> Revision:
    """Seal the living content as the next revision: canonical JSON, personal fields closed with the person's key.

    The digest is of the closed content, so that it holds after the key is destroyed; the verdicts of that day are
    kept beside it (G-23). Raises
    :class:`~zhicheng.policy.finding.Refused` with every fault when the content is not whole (S2.3-09, S2.3-17).
    """
    content = facts.content(dossier)
    whole = dossier_file.read_dossier(content, notice.codes, notice)
    if isinstance(whole, tuple):
        raise Refused(*(Refusal(facts.EVERYTHING_FILLED, f.message, place=f.place) for f in whole))
    known = facts.of(dossier, on=at.date(), recommended_on=recommended_on)
    assert isinstance(known, Facts)  # what is whole has no blanks
    closed = queries.closed(dossier_file.content(whole), keys.key_of(dossier.person))
    text = dossier_file.canonical(closed)
    before = queries.latest(dossier)
    revision = Revision.objects.create(
        dossier=dossier,
        ordinal=before.ordinal + 1 if before else 1,
        content=text.decode(),
        digest=hashlib.sha256(text).hexdigest(),
        notice_hash=notice.hash,
        verdicts={rule: says.value for rule, says in by_rule(judge(known, notice)).items()},
        sealed_at=at,
    )
    Reopening.objects.filter(dossier=dossier, closed_at=None).update(closed_at=at)
    record(RevisionSealed(dossier.number, revision.ordinal, revision.digest, notice.hash), by=by, at=at)
    return revision


@transaction.atomic
def reopen(
    dossier: Dossier, letter: str, places: Sequence[str], *, closes_at: datetime, by: Actor, at: datetime
) -> Reopening:
    """Open the places that a letter lists, until ``closes_at``; the pledge must be signed anew (S2.4-06)."""
    Pledge.objects.filter(dossier=dossier).update(signed_at=None, secrecy_declared_at=None, files_opened_at=None)
    opened = Reopening.objects.create(
        dossier=dossier, letter=letter, places=list(places), opened_at=at, closes_at=closes_at
    )
    record(PlacesReopened(dossier.number, letter, tuple(places), closes_at.isoformat()), by=by, at=at)
    return opened


@transaction.atomic
def close(dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """Close whatever a letter had opened; nothing when nothing was."""
    for opened in Reopening.objects.select_for_update().filter(dossier=dossier, closed_at=None):
        Reopening.objects.filter(pk=opened.pk).update(closed_at=at)
        record(PlacesClosed(dossier.number, opened.letter), by=by, at=at)


@transaction.atomic
def extend(dossier: Dossier, *, closes_at: datetime, by: Actor, at: datetime) -> None:
    """Move the end of what a letter opened, because the calendar moved (S7-02)."""
    for opened in Reopening.objects.select_for_update().filter(dossier=dossier, closed_at=None):
        if opened.closes_at != closes_at:
            Reopening.objects.filter(pk=opened.pk).update(closes_at=closes_at)
            record(PlacesExtended(dossier.number, opened.letter, closes_at.isoformat()), by=by, at=at)
