"""取消申报资格: a running application ends because a decision from outside its way says so (S5.2-03, S5.2-04)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhicheng.dossier.models import Dossier
from zhicheng.dossier.seal import close
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.route import Ends

from .. import queries, standing
from ..events import Cancelled
from ..models import Ending
from .moving import locked_dossier


@transaction.atomic
def cancel(dossier: Dossier, reason: str, *, by: Actor, at: datetime) -> Ending | None:
    """End an application that was handed in and has not ended; ``None`` for any other. The caller asks who may.

    A draft ends nowhere: it meets the integrity file at its hand-in.
    """
    dossier = locked_dossier(dossier)
    if queries.ending_of(dossier) is not None or not queries.visits(dossier):
        return None
    station = queries.position_of(dossier).station
    made = Ending.objects.create(
        dossier=dossier, kind=Ends.CANCELLED.value, station=station, reason=reason, ended_at=at
    )
    close(dossier, by=by, at=at)
    standing.refresh(dossier)
    record(Cancelled(dossier.number, station, reason), by=by, at=at)
    return made
