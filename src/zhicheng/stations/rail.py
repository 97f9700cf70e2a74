"""The rail of a dossier: its stations, how each stands and who moves next, as plain values. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.policy import windows
from zhicheng.policy.notice import Notice, StationKind
from zhicheng.policy.route import Ending as RouteEnding
from zhicheng.policy.route import Ends, Position, Route, Ruling, Waits, position
from zhicheng.policy.seats import Duty, Role

from . import queries
from .models import Deficiency, Ending, Visit


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


FILLING = "filling"


def rail_of(dossier: Dossier, notice: Notice, at: datetime, *, names: bool = False) -> RailFacts:
    """The rail of one dossier. ``names`` for supervisors; everyone else sees seats."""
    walked = queries.visits(dossier)
    opened = dossiers.reopening(dossier)
    items = Deficiency.objects.filter(letter__number=opened.letter).count() if opened else 0
    return rail_from(dossier, walked, queries.ending_of(dossier), queries.route_of(dossier), notice, at, names, items)


def rail_from(
    dossier: Dossier,
    walked: Sequence[Visit],
    ended: Ending | None,
    route: Route,
    notice: Notice,
    at: datetime,
    names: bool,
    items: int,
) -> RailFacts:
    """The rail from rows that the caller has read, as lists do; ``items`` is how many the open letter has."""
    stands = position(queries.stops(walked), RouteEnding(Ends(ended.kind), ended.station) if ended else None, route)
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
