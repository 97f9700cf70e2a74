"""Dossiers in lists: what waits for a seat, what it has done, all of a unit; found, counted, paged. Reads only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from zhicheng.accounts.models import Organisation
from zhicheng.policy import windows
from zhicheng.policy.notice import Notice
from zhicheng.policy.route import Waits
from zhicheng.year.models import Year

from . import queries
from .models import Deficiency, Standing, Visit
from .rail import RailFacts, rail_from

PAGE = 50


@dataclass(frozen=True, slots=True)
class ListRow:
    """A dossier in a list: inbox, done, or all of a unit."""

    number: str
    name: str
    organisation: str
    title: str
    specialty: str
    level: str
    committee: str
    station: str
    station_name: str
    since: datetime
    due: datetime | None
    used_working_days: int
    norm_working_days: int
    working_days_left: int | None
    is_overdue: bool
    times_returned: int
    ruling: str
    ruled_at: datetime | None
    visit: int
    rail: RailFacts


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list with the count of all that match."""

    rows: tuple[ListRow, ...]
    total: int
    page: int
    pages: int


def inbox(
    organisation: Organisation | int,
    *,
    seat: str,
    year: Year,
    notice: Notice,
    at: datetime,
    besides: int = 0,
    q: str = "",
    station: str = "",
    due: str = "",
    page: int = 1,
    size: int = PAGE,
) -> Listing:
    """What waits for a seat of an organisation, the most urgent first; constant queries.

    ``seat`` is the role of the notice's station; ``besides`` leaves out the reader's own dossier; ``station``
    narrows to one station; ``due`` is ``late``, ``soon`` (``soon_days`` of the notice), ``returned``
    (returned at least once before) or empty.
    """
    return _page(_inbox(organisation, seat, year, notice, at, besides, q, station, due), notice, at, page, size)


def inbox_numbers(
    organisation: Organisation | int, *, seat: str, year: Year, notice: Notice, at: datetime, besides: int = 0
) -> tuple[str, ...]:
    """The numbers of an inbox in its order, for next and previous."""
    waiting = _inbox(organisation, seat, year, notice, at, besides, "", "", "")
    return tuple(waiting.values_list("dossier__number", flat=True))


def done_list(
    organisation: Organisation | int,
    *,
    seat: str,
    year: Year,
    notice: Notice,
    at: datetime,
    q: str = "",
    page: int = 1,
    size: int = PAGE,
) -> Listing:
    """Dossiers that the organisation's seat has ruled on, whatever became of them."""
    served = [s.id for s in notice.stations if s.seat == seat]
    ruled = Visit.objects.filter(organisation=organisation, station__in=served).exclude(closed_at=None)
    found = Standing.objects.filter(dossier__in=ruled.values("dossier"), dossier__year=year)
    key = organisation.pk if isinstance(organisation, Organisation) else organisation
    return _page(_found(found, q).order_by("-since", "pk"), notice, at, page, size, (key, frozenset(served)))


def all_of_unit(
    organisation: Organisation | int,
    *,
    year: Year,
    notice: Notice,
    at: datetime,
    q: str = "",
    page: int = 1,
    size: int = PAGE,
) -> Listing:
    """Every dossier of a unit that was handed in."""
    found = Standing.objects.filter(dossier__organisation=organisation, dossier__year=year)
    return _page(_found(found, q).order_by("-since", "pk"), notice, at, page, size)


def soon_days(notice: Notice) -> int:
    """Within how many days a deadline is near."""
    return int(notice.rule("office_in_time")["soon_days"])


def counts(organisation: Organisation | int, *, seat: str, year: Year, notice: Notice, at: datetime) -> dict[str, int]:
    """How many wait, are late, are due soon, and were returned before."""
    waiting = _inbox(organisation, seat, year, notice, at, 0, "", "", "")
    return {
        "all": waiting.count(),
        "late": waiting.filter(due_at__lte=at).count(),
        "soon": waiting.filter(due_at__gt=at, due_at__lte=at + soon_days(notice) * windows.DAY).count(),
        "returned": waiting.filter(times_returned__gt=0).count(),
    }


def _inbox(
    organisation: Organisation | int,
    seat: str,
    year: Year,
    notice: Notice,
    at: datetime,
    besides: int,
    q: str,
    station: str,
    due: str,
) -> QuerySet[Standing]:
    served = [s.id for s in notice.stations if s.seat == seat and (not station or s.id == station)]
    waiting = Standing.objects.filter(
        office=organisation, waits_for=Waits.OFFICE.value, station__in=served, dossier__year=year
    ).exclude(dossier__person=besides)
    if due == "late":
        waiting = waiting.filter(due_at__lte=at)
    elif due == "soon":
        waiting = waiting.filter(due_at__gt=at, due_at__lte=at + soon_days(notice) * windows.DAY)
    elif due == "returned":
        waiting = waiting.filter(times_returned__gt=0)
    return _found(waiting, q).order_by("due_at", "since", "pk")


def _listed(standings: QuerySet[Standing]) -> QuerySet[Standing]:
    return standings.select_related(
        "dossier__person", "dossier__organisation__department", "dossier__year", "office"
    ).prefetch_related(
        Prefetch("dossier__visits", Visit.objects.select_related("organisation", "revision").order_by("ordinal")),
        "dossier__ending",
    )


def _found(standings: QuerySet[Standing], q: str) -> QuerySet[Standing]:
    for word in q.split():
        standings = standings.filter(
            Q(dossier__person__name__icontains=word)
            | Q(dossier__person__name_sort__istartswith=word)
            | Q(dossier__number__icontains=word)
            | Q(dossier__organisation__name__icontains=word)
        )
    return standings


Whose = tuple[int, frozenset[str]]
"""An organisation and the stations that one of its seats serves."""


def _page(
    standings: QuerySet[Standing], notice: Notice, at: datetime, page: int, size: int, whose: Whose | None = None
) -> Listing:
    total = standings.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    chosen = list(_listed(standings)[(page - 1) * size : page * size])
    open_letters = Counter(
        Deficiency.objects.filter(letter__visit__dossier__in=[s.dossier_id for s in chosen]).values_list(
            "letter__visit", flat=True
        )
    )
    return Listing(tuple(_row(s, notice, at, open_letters, whose) for s in chosen), total, page, pages)


def _row(standing: Standing, notice: Notice, at: datetime, items: Counter[int], whose: Whose | None) -> ListRow:
    dossier = standing.dossier
    walked = list(dossier.visits.all())
    ended = getattr(dossier, "ending", None)
    last = walked[-1] if walked else None
    ruled = last
    if whose is not None:
        own = [v for v in walked if v.organisation_id == whose[0] and v.station in whose[1] and v.closed_at]
        ruled = own[-1] if own else None
    route = queries.route_of(dossier, last.revision, notice) if last else queries.route_of(dossier, None, notice)
    rail = rail_from(dossier, walked, ended, route, notice, at, False, items[last.pk] if last else 0)
    due = standing.due_at
    return ListRow(
        number=dossier.number,
        name=dossier.person.name,
        organisation=dossier.organisation.short_name or dossier.organisation.name,
        title=dossier.title,
        specialty=notice.name_of("specialty", dossier.specialty),
        level=notice.name_of("level", dossier.level),
        committee=notice.committees[dossier.committee].name if dossier.committee in notice.committees else "",
        station=standing.station,
        station_name=route.kind(standing.station).name if standing.station in route.ids else "填报",
        since=standing.since,
        due=due,
        used_working_days=windows.working_days_used(standing.since, at, notice),
        norm_working_days=rail.norm_working_days,
        working_days_left=windows.working_days_left(at, due, notice) if due else None,
        is_overdue=bool(due and at >= due and standing.waits_for == Waits.OFFICE.value),
        times_returned=standing.times_returned,
        ruling=ruled.ruling if ruled else "",
        ruled_at=ruled.closed_at if ruled else None,
        visit=last.pk if last else 0,
        rail=rail,
    )
