"""Reads of the route walked: visits, letters, lists, and the rail as plain values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Organisation
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier, Revision
from zhicheng.policy import windows
from zhicheng.policy.facts import Application, Employer
from zhicheng.policy.finding import Says
from zhicheng.policy.notice import Notice, StationKind
from zhicheng.policy.route import Ending as RouteEnding
from zhicheng.policy.route import Ends, Position, Route, Ruling, Stop, Waits, position, route_for
from zhicheng.policy.seats import Duty, Role
from zhicheng.policy.telling import changes
from zhicheng.register import queries as register
from zhicheng.year import shelf
from zhicheng.year.models import Year

from .models import (
    Comparison,
    Deficiency,
    Ending,
    Letter,
    OfficePlan,
    PostClaim,
    PublicityEntry,
    Recommendation,
    ScheduleChange,
    Standing,
    UnitFile,
    UnitPublicity,
    Verdict,
    Visit,
)

PAGE = 50


@dataclass(frozen=True, slots=True)
class RailStop:
    """One station of the rail: who serves it, how it stands, and when it was last passed.

    ``state`` is done, now, ahead, returned, overdue or ended; ``returns`` counts the items of an open letter from
    here, or how often it returned once it is done. ``by`` is the reviewer's name, for supervisors only.
    """

    id: str
    name: str
    office: str
    state: str
    at: datetime | None = None
    due: datetime | None = None
    returns: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class RailFacts:
    """A dossier's route as plain values; ``mover`` is applicant, office or nobody."""

    stops: tuple[RailStop, ...]
    mover: str
    waits_for: str = ""
    since: datetime | None = None
    used_working_days: int | None = None
    norm_working_days: int = 0
    due: datetime | None = None
    overdue_by: int = 0
    items: int = 0
    ending: str = ""


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


# ───── one dossier ─────


def visits(dossier: Dossier) -> tuple[Visit, ...]:
    """Every visit, in order of arrival."""
    return tuple(dossier.visits.select_related("organisation", "revision").order_by("ordinal"))


def stops(visits: Iterable[Visit]) -> tuple[Stop, ...]:
    """Visits as :func:`~zhicheng.policy.route.position` reads them."""
    return tuple(Stop(v.station, Ruling(v.ruling) if v.ruling else None, v.returning_to) for v in visits)


def ending_of(dossier: Dossier) -> Ending | None:
    """How the dossier's way ended, if it did."""
    return Ending.objects.filter(dossier=dossier).first()


def employer_of(revision: Revision) -> Employer:
    """The employer as sealed; no personal field is opened for it."""
    said = json.loads(revision.content)["employer"]
    return Employer(**said)


def route_of(dossier: Dossier, revision: Revision | None = None, notice: Notice | None = None) -> Route:
    """The dossier's own route, from the employer as sealed; from the living employer before the first hand-in."""
    notice = notice or shelf.notice_of(dossier.year)
    if revision is None:
        revision = dossiers.latest(dossier)
    if revision is None:
        said, _ = dossiers.written(dossier)
        return route_for(notice, said.employer, said.application)
    sealed = json.loads(revision.content)
    return route_for(notice, Employer(**sealed["employer"]), Application(**sealed["application"]))


def position_of(dossier: Dossier) -> Position:
    """Where the dossier stands, computed from its visits and its ending."""
    walked = visits(dossier)
    ended = ending_of(dossier)
    return position(
        stops(walked),
        RouteEnding(Ends(ended.kind), ended.station) if ended else None,
        route_of(dossier, walked[-1].revision if walked else None),
    )


def rulers(dossiers: Sequence[int]) -> dict[int, set[int]]:
    """Dossier → the people who have ruled on it at any station; one query."""
    out: dict[int, set[int]] = {}
    rows = Visit.objects.filter(dossier__in=dossiers, ruled_by__isnull=False).values_list("dossier_id", "ruled_by_id")
    for dossier, person in rows:
        out.setdefault(dossier, set()).add(person)
    return out


def is_all_passed(dossier: Dossier) -> bool:
    """Whether every level has approved, so that the form may be printed without its watermark (S2.3-14)."""
    return position_of(dossier).done


def office_at(station: StationKind, dossier: Dossier, notice: Notice) -> Organisation | None:
    """The organisation that serves a station for this dossier; ``None`` when it has no account."""
    if station.office == Duty.EMPLOYER.value:
        return dossier.organisation
    if station.office == Duty.COMMITTEE_OFFICE.value:
        committee = notice.committees.get(dossier.committee)
        return accounts.organisation_named(committee.office) if committee else None
    return accounts.office_of(Duty(station.office), dossier.organisation)


def open_visit(dossier: Dossier) -> Visit | None:
    """The visit that no ruling has closed."""
    return (
        dossier.visits.select_related("organisation", "revision", "dossier", "dossier__year", "dossier__person")
        .filter(closed_at=None)
        .first()
    )


def verdicts(visit: Visit) -> dict[str, Verdict]:
    """The verdicts given in a visit, by section."""
    return {v.section: v for v in visit.verdicts.all()}


def says(visit: Visit) -> dict[str, Says]:
    """The verdicts as words of policy."""
    return {section: Says(v.says) for section, v in verdicts(visit).items()}


def deficiencies(visit: Visit) -> tuple[Deficiency, ...]:
    """What is listed for the letter of a visit, or in it."""
    return tuple(visit.deficiencies.order_by("id"))


def letters(dossier: Dossier) -> tuple[Letter, ...]:
    """Every letter of a dossier with its items, oldest first."""
    return tuple(
        Letter.objects.filter(visit__dossier=dossier)
        .select_related("visit", "visit__organisation", "visit__revision", "visit__dossier")
        .prefetch_related("items")
        .order_by("sent_at")
    )


def letter_numbered(number: str) -> Letter | None:
    return (
        Letter.objects.select_related("visit", "visit__organisation", "visit__revision", "visit__dossier__person")
        .prefetch_related("items")
        .filter(number=number)
        .first()
    )


def open_letter(dossier: Dossier) -> Letter | None:
    """The letter that waits for the correction."""
    opened = dossiers.reopening(dossier)
    return letter_numbered(opened.letter) if opened else None


def unit_files(dossier: Dossier) -> tuple[UnitFile, ...]:
    """What the unit has uploaded and not removed."""
    return tuple(dossier.unit_files.filter(removed_at=None).select_related("blob").order_by("slot", "year", "id"))


def comparisons(dossier: Dossier) -> dict[tuple[str, str, str], Comparison]:
    """The ticks of 原件核对 by slot, row and digest."""
    return {(c.slot, c.row, c.digest): c for c in dossier.comparisons.all()}


def recommendation(dossier: Dossier) -> Recommendation | None:
    return Recommendation.objects.filter(dossier=dossier).first()


def takers(year: Year) -> QuerySet[PostClaim]:
    """Recommended dossiers of the year that take one of their unit's posts, not ended since, and not by an approval
    that still names the person (S2.2-05, R-36)."""
    approved = register.standing_names().filter(
        approval__document_number=OuterRef("green_channel"),
        id_type=OuterRef("dossier__person__id_type"),
        id_index=OuterRef("dossier__person__id_index"),
    )
    return PostClaim.objects.filter(dossier__year=year, dossier__ending=None, is_counted=True).exclude(Exists(approved))


def post_claim(dossier: Dossier) -> PostClaim | None:
    """What the recommended revision said, once the unit has recommended."""
    return PostClaim.objects.filter(dossier=dossier).first()


def publicity_of(dossier: Dossier) -> UnitPublicity | None:
    """The unit's posting that this dossier was on, the last one."""
    entry = (
        PublicityEntry.objects.filter(visit__dossier=dossier).select_related("publicity").order_by("-publicity").first()
    )
    return entry.publicity if entry else None


def publicities(organisation: Organisation) -> tuple[UnitPublicity, ...]:
    """The postings of a unit with names and photographs, newest first."""
    return tuple(
        UnitPublicity.objects.filter(organisation=organisation)
        .prefetch_related(
            "photos__blob",
            Prefetch("entries", PublicityEntry.objects.select_related("visit__dossier__person")),
        )
        .order_by("-ordinal")
    )


def waiting_for_publicity(organisation: Organisation, station: str = "unit_publicity") -> tuple[Visit, ...]:
    """Visits at the posting station that are on no list yet."""
    return tuple(
        Visit.objects.filter(organisation=organisation, station=station, closed_at=None, publicity_entry=None)
        .select_related("dossier__person", "dossier__year", "revision")
        .order_by("arrived_at")
    )


def before_correction(visit: Visit) -> Revision | None:
    """The revision that stood when the visit's office, or any, last returned the dossier."""
    return (
        Revision.objects.filter(dossier=visit.dossier_id, ordinal__lt=visit.revision.ordinal)
        .order_by("-ordinal")
        .first()
    )


def changes_between(before: Revision, after: Revision, notice: Notice) -> tuple[str, ...]:
    """The places in which two revisions differ."""
    if before.pk == after.pk:
        return ()
    return changes(dossiers.revision_content(before), dossiers.revision_content(after), notice)


def changes_of(visit: Visit, notice: Notice) -> tuple[str, ...]:
    """What changed since the revision before; the pledge, signed anew each time, left out."""
    before = before_correction(visit)
    if before is None:
        return ()
    return tuple(p for p in changes_between(before, visit.revision, notice) if p.split(".", 1)[0] != "pledge")


def trail(dossier: Dossier) -> tuple[Visit, ...]:
    """Every ruling with its person, seat, unit, time, address and opinion (S2.4-02)."""
    return tuple(
        dossier.visits.exclude(closed_at=None)
        .select_related("organisation")
        .prefetch_related("letter__items")
        .order_by("ordinal")
    )


# ───── the rail ─────


FILLING = "filling"


def rail_of(dossier: Dossier, notice: Notice, at: datetime, *, names: bool = False) -> RailFacts:
    """The rail of one dossier. ``names`` for supervisors; everyone else sees seats."""
    walked = visits(dossier)
    opened = dossiers.reopening(dossier)
    items = Deficiency.objects.filter(letter__number=opened.letter).count() if opened else 0
    return _rail(dossier, walked, ending_of(dossier), route_of(dossier), notice, at, names, items)


def _rail(
    dossier: Dossier,
    walked: Sequence[Visit],
    ended: Ending | None,
    route: Route,
    notice: Notice,
    at: datetime,
    names: bool,
    items: int,
) -> RailFacts:
    stands = position(stops(walked), RouteEnding(Ends(ended.kind), ended.station) if ended else None, route)
    committee = notice.committees.get(dossier.committee)
    returned = Counter(v.station for v in walked if v.ruling == Ruling.SENT_BACK.value)
    last = walked[-1] if walked else None
    fills = stands.waits_for is Waits.APPLICANT
    reached = _reached(walked, route, stands)
    out = [_filling(walked, ended, fills)]
    for index, kind in enumerate(route.stations):
        here = [v for v in walked if v.station == kind.id]
        due = committee.windows.get(kind.window) if committee else None
        closed = next((v for v in reversed(here) if v.ruling == Ruling.PASSED.value), None)
        office = here[-1].organisation if here else None
        state = "done" if closed is not None and index <= reached else "ahead"
        count = returned[kind.id]
        if stands.station == kind.id and not stands.done:
            if ended is not None:
                state = "ended"
            elif stands.waits_for is Waits.OFFICE:
                state = "overdue" if last is not None and at >= last.due_at else "now"
            elif fills and last is not None and last.ruling == Ruling.SENT_BACK.value:
                state, count = "returned", items
        name = office.short_name or office.name if office else _office_words(kind, dossier, notice)
        out.append(
            RailStop(
                kind.id,
                kind.name,
                name,
                state,
                closed.closed_at
                if closed and state == "done"
                else (last.closed_at if state == "returned" and last else None),
                due,
                count,
                closed.ruled_by_name if names and closed else "",
            )
        )
    return _moving(dossier, out, walked, stands, ended, route, committee, notice, at, items)


def _filling(walked: Sequence[Visit], ended: Ending | None, fills: bool) -> RailStop:
    state = "now" if fills else "ended" if ended is not None and not walked else "done"
    return RailStop(FILLING, "填报", "本人", state, walked[0].arrived_at if walked else None)


def _reached(walked: Sequence[Visit], route: Route, stands: Position) -> int:
    """The index of the furthest station that the dossier need not walk again."""
    if stands.done:
        return len(route.ids) - 1
    goal = stands.returning_to or stands.arrives or stands.station
    return route.ids.index(goal) - (0 if not goal else 1) if goal in route.ids else -1


def _office_words(kind: StationKind, dossier: Dossier, notice: Notice) -> str:
    if kind.office == Duty.EMPLOYER.value:
        return dossier.organisation.short_name or dossier.organisation.name
    if kind.office == Duty.DEPARTMENT.value and dossier.organisation.department is not None:
        return dossier.organisation.department.short_name or dossier.organisation.department.name
    if kind.office == Duty.COMMITTEE_OFFICE.value:
        committee = notice.committees.get(dossier.committee)
        return committee.office if committee else ""
    return ""


def _moving(
    dossier: Dossier,
    out: Sequence[RailStop],
    walked: Sequence[Visit],
    stands: Position,
    ended: Ending | None,
    route: Route,
    committee: Any,
    notice: Notice,
    at: datetime,
    items: int,
) -> RailFacts:
    if ended is not None or stands.waits_for is Waits.NOBODY:
        return RailFacts(tuple(out), "nobody", ending=ended.kind if ended else "")
    last = walked[-1] if walked else None
    if stands.waits_for is Waits.APPLICANT:
        since = last.closed_at if last is not None else dossier.opened_at
        opens = committee.opens_at if committee is not None and last is None else None
        since = max(since, opens) if since and opens and at >= opens else since
        due = last.due_at if last is not None else (committee.windows.get("personal") if committee else None)
        mover, waits, norm = "applicant", "申报人", 0
    else:
        assert last is not None
        kind = route.kind(last.station)
        since, due, mover, norm = last.arrived_at, last.due_at, "office", kind.norm_working_days
        office = last.organisation.short_name or last.organisation.name
        waits = f"{office} {Role(kind.seat).words}"
    assert since is not None
    over = -windows.working_days_left(at, due, notice) if due is not None and at >= due else 0
    return RailFacts(
        tuple(out),
        mover,
        waits,
        since,
        windows.working_days_used(since, at, notice),
        norm,
        due,
        max(0, over),
        items,
    )


# ───── lists ─────


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
    route = route_of(dossier, last.revision, notice) if last else route_of(dossier, None, notice)
    rail = _rail(dossier, walked, ended, route, notice, at, False, items[last.pk] if last else 0)
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
    narrows to one station; ``due`` is ``late``, ``soon`` (``soon_days`` of the notice) or empty.
    """
    return _page(_inbox(organisation, seat, year, notice, at, besides, q, station, due), notice, at, page, size)


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


@dataclass(frozen=True, slots=True)
class FunnelCount:
    """How many dossiers ever arrived at a station, and how many were returned or ended there."""

    station: str
    name: str
    arrived: int
    returned: int
    ended: int


def funnel(year: Year, notice: Notice, organisation: Organisation | None = None) -> tuple[FunnelCount, ...]:
    """The year's funnel by station, of one unit or of all."""
    walked = Visit.objects.filter(dossier__year=year)
    ended = Ending.objects.filter(dossier__year=year)
    if organisation is not None:
        walked = walked.filter(dossier__organisation=organisation)
        ended = ended.filter(dossier__organisation=organisation)
    arrived = Counter(s for _, s in set(walked.values_list("dossier", "station")))
    back = Counter(walked.filter(ruling=Ruling.SENT_BACK.value).values_list("station", flat=True))
    ends = Counter(ended.values_list("station", flat=True))
    return tuple(FunnelCount(s.id, s.name, arrived[s.id], back[s.id], ends[s.id]) for s in notice.stations)


def second_returns(organisation: Organisation | int, year: Year) -> int:
    """How often an office returned a dossier a second time (Q3, shown in its statistics)."""
    return Letter.objects.filter(visit__organisation=organisation, visit__dossier__year=year, is_second=True).count()


def recommended_by(organisation: Organisation, year: Year) -> tuple[Dossier, ...]:
    """The dossiers that a unit has recommended, in order of recommendation."""
    return tuple(
        Dossier.objects.filter(organisation=organisation, year=year, recommendation__isnull=False)
        .select_related("person", "year", "organisation")
        .order_by("recommendation__recommended_at", "pk")
    )


def whereabouts(people: Iterable[int], year: Year, notice: Notice) -> dict[int, tuple[str, str]]:
    """Number and place of each person's dossier of the year, in words; two queries for however many."""
    names = {s.id: s.name for s in notice.stations}
    ids = list(people)
    out = {
        person: (number, "填写中")
        for person, number in Dossier.objects.filter(person__in=ids, year=year).values_list("person", "number")
    }
    standings = Standing.objects.filter(dossier__person__in=ids, dossier__year=year).select_related("dossier")
    for standing in standings:
        words = standing.ending or (
            "评委会已受理" if standing.is_done else names.get(standing.station, standing.station)
        )
        if standing.waits_for == Waits.APPLICANT.value and not standing.ending:
            words = f"{words}退回补正"
        out[standing.dossier.person_id] = (standing.dossier.number, words)
    return out


@dataclass(frozen=True, slots=True)
class PostsTaken:
    """How many of a level a unit has recommended in a year: within its posts, and free of the ratio."""

    counted: int = 0
    green: int = 0


def posts_taken(organisations: Iterable[Organisation], year: Year) -> dict[tuple[int, str], PostsTaken]:
    """Of each unit and level; two queries for however many."""
    ids = [o.pk for o in organisations]
    key = ("dossier__organisation", "level")
    counted = takers(year).filter(dossier__organisation__in=ids)
    green = PostClaim.objects.filter(dossier__organisation__in=ids, dossier__year=year, dossier__ending=None).exclude(
        green_channel=""
    )
    green = green.exclude(pk__in=counted.values("pk"))
    out: dict[tuple[int, str], PostsTaken] = {}
    for found, name in ((counted, "counted"), (green, "green")):
        for unit, level, n in found.values_list(*key).annotate(n=Count("pk")).order_by():
            out[unit, level] = replace(out.get((unit, level), PostsTaken()), **{name: n})
    return out


def papers_owed(limit: int) -> tuple[tuple[Letter, ...], tuple[Ending, ...], tuple[Dossier, ...]]:
    """Letters, endings and accepted dossiers of open years, newest first, of which a paper may still be owed."""
    sent = Letter.objects.select_related(
        "visit__dossier__person", "visit__dossier__year", "visit__organisation", "visit__revision"
    )
    ended = Ending.objects.select_related("dossier__person", "dossier__year", "dossier__organisation")
    done = Dossier.objects.filter(standing__is_done=True).select_related("person", "year", "organisation")
    return (
        tuple(sent.filter(visit__dossier__year__closed_at=None).order_by("-pk")[:limit]),
        tuple(ended.filter(dossier__year__closed_at=None).order_by("-pk")[:limit]),
        tuple(done.filter(year__closed_at=None).order_by("-standing__since")[:limit]),
    )


def schedule_changes(year: Year, committee: str = "") -> tuple[ScheduleChange, ...]:
    """How the calendar of a year was changed after its opening, newest first; of one committee, or of all."""
    found = ScheduleChange.objects.filter(year=year)
    return tuple((found.filter(committee=committee) if committee else found).order_by("-changed_at", "id"))


def plans_of(organisation: Organisation | int, year: Year) -> dict[str, OfficePlan]:
    """An office's own dates by window."""
    return {p.window: p for p in OfficePlan.objects.filter(organisation=organisation, year=year)}
