"""What happens because time passed: a correction that did not come is 视为放弃 (S2.4-07)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier, Reopening
from zhicheng.dossier.seal import close
from zhicheng.ledger.actor import CLOCK, Actor
from zhicheng.ledger.record import record
from zhicheng.policy import windows
from zhicheng.policy.route import Ends

from .. import queries, standing
from ..events import Lapsed
from ..models import Ending


def lapse(at: datetime, *, by: Actor = CLOCK) -> tuple[str, ...]:
    """Deem abandoned every dossier whose correction is overdue; their numbers.

    Only what waits for its applicant can lapse: an office's own lateness never makes it so. Each dossier in its
    own transaction; running it twice does nothing more.
    """
    due = Reopening.objects.filter(closed_at=None, closes_at__lte=at).order_by("closes_at", "pk")
    return tuple(number for pk in due.values_list("dossier_id", flat=True) if (number := _lapse(pk, at, by)))


@transaction.atomic
def _lapse(dossier_id: int, at: datetime, by: Actor) -> str:
    dossier = (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("year", "person", "organisation")
        .get(pk=dossier_id)
    )
    opened = dossiers.reopening(dossier)
    if opened is None or not windows.has_lapsed(at, opened.closes_at) or queries.ending_of(dossier) is not None:
        return ""
    station = queries.position_of(dossier).station
    ends_at = max(opened.closes_at, opened.opened_at)
    Ending.objects.create(
        dossier=dossier,
        kind=Ends.LAPSED.value,
        station=station,
        reason=f"未在{windows.in_words(opened.closes_at)}前补充完整",
        ended_at=ends_at,
    )
    close(dossier, by=by, at=at)
    standing.refresh(dossier)
    record(Lapsed(dossier.number, station, opened.letter, opened.closes_at.isoformat()), by=by, at=at)
    return dossier.number
