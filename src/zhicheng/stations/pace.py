"""How offices keep their deadlines: what waits where, who is late, who was reminded. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from zhicheng.accounts.models import Organisation
from zhicheng.policy.route import Waits
from zhicheng.year.models import Year

from .models import Reminder, Standing, Visit


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many dossiers wait at an office for one deadline; ``manager`` is its superior, if it has one."""

    organisation: int
    manager: int | None
    due_at: datetime
    count: int


def waiting_by_office(year: Year) -> tuple[Waiting, ...]:
    """What waits where until when, in one query."""
    rows = (
        Standing.objects.filter(dossier__year=year, waits_for=Waits.OFFICE.value)
        .exclude(due_at=None)
        .values_list("office", "office__manager", "due_at")
        .annotate(count=Count("pk"))
        .order_by("office", "due_at")
    )
    return tuple(Waiting(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Pace:
    """An office's, or one reviewer's, work: what waits, how much of it late, what was ruled on, how much too late."""

    name: str
    waiting: int
    late: int
    ruled: int
    ruled_late: int


def pace_by_office(year: Year, at: datetime, organisation: Organisation) -> tuple[Pace, ...]:
    """The office itself and those below it; for the city's office, everybody. The latest first."""
    ours = Q() if organisation.manager_id is None else Q(pk=organisation.pk) | Q(manager=organisation)
    names = dict(Organisation.objects.filter(ours).values_list("pk", "name"))
    standing = Standing.objects.filter(dossier__year=year, waits_for=Waits.OFFICE.value, office__in=names)
    waits = dict(standing.values_list("office").annotate(Count("pk")))
    late = dict(standing.filter(due_at__lte=at).values_list("office").annotate(Count("pk")))
    closed = Visit.objects.filter(dossier__year=year, organisation__in=names).exclude(closed_at=None)
    ruled = dict(closed.values_list("organisation").annotate(Count("pk")))
    too_late = dict(closed.filter(closed_at__gte=F("due_at")).values_list("organisation").annotate(Count("pk")))
    rows = [
        Pace(name, waits.get(pk, 0), late.get(pk, 0), ruled.get(pk, 0), too_late.get(pk, 0))
        for pk, name in names.items()
        if pk in waits or pk in ruled
    ]
    return tuple(sorted(rows, key=lambda r: (-r.late, -r.ruled_late, -r.waiting, r.name)))


def pace_by_reviewer(year: Year, organisation: Organisation) -> tuple[Pace, ...]:
    """Each reviewer of an office: how many rulings, how many of them after the deadline (S2.4-12)."""
    closed = Visit.objects.filter(dossier__year=year, organisation=organisation).exclude(closed_at=None)
    ruled = dict(closed.values_list("ruled_by_name").annotate(Count("pk")).order_by("ruled_by_name"))
    late = dict(closed.filter(closed_at__gte=F("due_at")).values_list("ruled_by_name").annotate(Count("pk")))
    return tuple(Pace(name, 0, 0, count, late.get(name, 0)) for name, count in ruled.items())


def reminders(year: Year, organisation: Organisation, limit: int = 20) -> tuple[Reminder, ...]:
    """What an office was told of its own deadlines and of those overdue below it, newest first."""
    found = Reminder.objects.filter(Q(organisation=organisation) | Q(escalated_to=organisation), year=year)
    return tuple(found.select_related("organisation")[:limit])
