"""现处位置: one derived row a dossier for lists, written by one function and rebuildable."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.policy.route import Ending as RouteEnding
from zhicheng.policy.route import Ends, Ruling, Waits, position

from . import queries
from .models import Standing


def computed(dossier: Dossier) -> dict[str, Any] | None:
    """What the row must say; ``None`` for a dossier that was never handed in."""
    walked = queries.visits(dossier)
    if not walked:
        return None
    ended = queries.ending_of(dossier)
    last = walked[-1]
    stands = position(
        queries.stops(walked),
        RouteEnding(Ends(ended.kind), ended.station) if ended else None,
        queries.route_of(dossier, last.revision),
    )
    opened = dossiers.reopening(dossier)
    since = ended.ended_at if ended else last.closed_at or last.arrived_at
    return {
        "station": stands.station,
        "office_id": last.organisation_id if stands.waits_for is Waits.OFFICE else None,
        "waits_for": stands.waits_for.value,
        "since": since,
        "due_at": opened.closes_at if opened else last.due_at if stands.waits_for is Waits.OFFICE else None,
        "ending": ended.kind if ended else "",
        "is_done": stands.done,
        "times_returned": sum(1 for v in walked if v.ruling == Ruling.SENT_BACK.value),
    }


def refresh(dossier: Dossier) -> None:
    """Write the row anew from the visits."""
    row = computed(dossier)
    if row is None:
        Standing.objects.filter(dossier=dossier).delete()
    else:
        Standing.objects.update_or_create(dossier=dossier, defaults=row)


def rebuild() -> int:
    """Write every row anew; how many there are."""
    with transaction.atomic():
        Standing.objects.all().delete()
        for dossier in Dossier.objects.filter(visits__isnull=False).distinct().select_related("year", "organisation"):
            refresh(dossier)
    return Standing.objects.count()
