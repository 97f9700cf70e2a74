"""Reads of the census and of the letters that went out; every list takes a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Organisation
from zhicheng.policy import entrustment
from zhicheng.policy.notice import Notice
from zhicheng.policy.organisations import CITY_LEVEL
from zhicheng.policy.seats import Duty
from zhicheng.year.models import Year

from .models import CensusReport, LetterOut, LetterOutName


def counts(organisation: Organisation) -> bool:
    """Whether the organisation counts people for the census: a county office, a department of the city, the city."""
    duties = accounts.duties_of(organisation)
    city_department = Duty.DEPARTMENT in duties and organisation.level == CITY_LEVEL
    return Duty.COUNTY_OFFICE in duties or Duty.CITY_OFFICE in duties or city_department


def asked_to_count() -> QuerySet[Organisation]:
    """各县（市、区）职改办和市直有关单位, in the order in which they were set up."""
    return (
        Organisation.objects.filter(disabled_at=None)
        .filter(Q(duties__duty=Duty.COUNTY_OFFICE.value) | Q(duties__duty=Duty.DEPARTMENT.value, level=CITY_LEVEL))
        .exclude(duties__duty=Duty.CITY_OFFICE.value)
        .distinct()
        .order_by("level", "region", "id")
    )


def last_report(organisation: Organisation, year: Year) -> CensusReport | None:
    """What an office reported last, with its lines."""
    return (
        CensusReport.objects.filter(organisation=organisation, year=year)
        .prefetch_related("lines")
        .order_by("-ordinal")
        .first()
    )


@dataclass(slots=True)
class Reporter:
    """An office of the census: its last report, whether the first one came late, how many people it counts."""

    organisation: Organisation
    report: CensusReport | None = None
    is_late: bool = False
    people: int = 0


@dataclass(slots=True)
class Census:
    """摸底统计汇总: who has reported and who has not, and the people by series, specialty and level."""

    reporters: list[Reporter] = field(default_factory=list)
    totals: dict[tuple[str, str, str], int] = field(default_factory=dict)

    @property
    def missing(self) -> list[Reporter]:
        return [r for r in self.reporters if r.report is None]

    @property
    def late(self) -> list[Reporter]:
        return [r for r in self.reporters if r.is_late]

    @property
    def people(self) -> int:
        return sum(self.totals.values())


def census(year: Year, notice: Notice) -> Census:
    """The whole census of a year (S4-05)."""
    out = Census([Reporter(o) for o in asked_to_count()])
    known = {r.organisation.pk: r for r in out.reporters}
    totals: dict[tuple[str, str, str], int] = defaultdict(int)
    last: dict[int, CensusReport] = {}
    for report in (
        CensusReport.objects.filter(year=year)
        .select_related("organisation")
        .prefetch_related("lines")
        .order_by("organisation", "ordinal")
    ):
        if report.organisation_id not in known:  # the city's own, or an office that was disabled since
            known[report.organisation_id] = Reporter(report.organisation)
            out.reporters.append(known[report.organisation_id])
        if report.ordinal == 1:
            known[report.organisation_id].is_late = entrustment.is_late_census(
                timezone.localtime(report.reported_at), notice
            )
        last[report.organisation_id] = report
    order = {series: n for n, series in enumerate(notice.rule("series_online")["series"])}
    for id, report in last.items():
        known[id].report = report
        for line in report.lines.all():
            totals[(line.series, line.specialty, line.level)] += line.people
            known[id].people += line.people
    out.totals = dict(sorted(totals.items(), key=lambda t: (order.get(t[0][0], len(order)), t[0])))
    return out


# ───── letters ─────


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter that goes out with where it stands, in one word (S4-10)."""

    letter: LetterOut
    status: str
    people: int
    results: int


def _with_counts() -> QuerySet[LetterOut]:
    return LetterOut.objects.select_related("organisation", "year", "answer").annotate(
        people=Count("names", distinct=True), results=Count("names__result", distinct=True)
    )


def standing(letter: LetterOut) -> Standing:
    """A letter of :func:`letters_out` with its status read off what happened."""
    answer = letter.answer.answer if hasattr(letter, "answer") else ""
    people, results = int(getattr(letter, "people", 0)), int(getattr(letter, "results", 0))
    return Standing(letter, entrustment.status_of(letter.is_issued, answer, people, results), people, results)


def letters_out(year: Year, organisation: Organisation | None = None) -> tuple[Standing, ...]:
    """The letters of a year, of one issuer or of all, the newest first."""
    rows = _with_counts().filter(year=year)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return tuple(standing(letter) for letter in rows.order_by("-drafted_at", "-id"))


def letter_out(id: int) -> Standing | None:
    """One letter with its standing."""
    found = _with_counts().filter(pk=id).first()
    return standing(found) if found is not None else None


def names_of(letter: LetterOut) -> Sequence[LetterOutName]:
    """Its roster in order, each with the result when there is one."""
    return list(letter.names.select_related("result", "result__scan").order_by("line"))


def letter_of_code(code: str) -> Standing | None:
    """The issued letter of that verification code; ``None`` for every other code."""
    wanted = "".join(c for c in code.upper() if c.isalnum())
    found = _with_counts().filter(code=wanted, is_issued=True).first() if wanted else None
    return standing(found) if found is not None else None


def is_autonomous(organisation_id: int) -> bool:
    """Whether that organisation reviews its own titles, and so entrusts by its own letters (A10)."""
    return Organisation.objects.filter(pk=organisation_id, duties__duty=Duty.AUTONOMOUS.value).exists()
