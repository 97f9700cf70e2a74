"""Reads of the route walked: visits, rulings, letters, what the employer added, and the sums of a year."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Organisation
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier, Revision
from zhicheng.policy.facts import Application, Employer
from zhicheng.policy.finding import Says
from zhicheng.policy.notice import Notice, StationKind
from zhicheng.policy.route import Ending as RouteEnding
from zhicheng.policy.route import Ends, Position, Route, Ruling, Stop, Waits, position, route_for
from zhicheng.policy.seats import Duty
from zhicheng.policy.telling import changes
from zhicheng.year import shelf
from zhicheng.year.models import Year

from .models import (
    Comparison,
    Deficiency,
    Ending,
    Letter,
    OfficePlan,
    PublicityEntry,
    Recommendation,
    ScheduleChange,
    Standing,
    UnitFile,
    UnitPublicity,
    Verdict,
    Visit,
)

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


# ───── a year ─────


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
