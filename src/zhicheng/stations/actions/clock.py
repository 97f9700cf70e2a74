"""What happens because time passed: a correction that did not come is 视为放弃 (S2.4-07), an office is reminded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier, Reopening
from zhicheng.dossier.seal import close
from zhicheng.ledger.actor import CLOCK, Actor
from zhicheng.ledger.record import record
from zhicheng.policy import windows
from zhicheng.policy.notice import Notice
from zhicheng.policy.route import Ends
from zhicheng.year.models import Year

from .. import pace, queries, standing
from ..events import Lapsed, Reminded
from ..models import Ending, Reminder


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


def remind(year: Year, notice: Notice, at: datetime, *, by: Actor = CLOCK) -> int:
    """Tell every office what falls due there in 7, 3 and 1 days (data), and its superior what is overdue; how many.

    Once for each office, deadline and distance; running it twice does nothing more (S2.4-12). An office's lateness
    changes nothing for the applicant.
    """
    told = 0
    for waiting in pace.waiting_by_office(year):
        days = windows.warned_at(at, waiting.due_at, notice)
        if days is not None and _remind(year, waiting, days, by=by, at=at):
            told += 1
    return told


@transaction.atomic
def _remind(year: Year, waiting: pace.Waiting, days: int, *, by: Actor, at: datetime) -> bool:
    superior = waiting.manager if days == 0 else None
    _, is_new = Reminder.objects.get_or_create(
        organisation_id=waiting.organisation,
        due_at=waiting.due_at,
        days=days,
        defaults={"year": year, "waiting": waiting.count, "escalated_to_id": superior, "reminded_at": at},
    )
    if is_new:
        due = timezone.localtime(waiting.due_at).isoformat()
        record(Reminded(waiting.organisation, due, days, waiting.count, superior or 0), by=by, at=at)
    return is_new
