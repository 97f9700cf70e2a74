"""Reads of the pool: nominations and their steps, terms, who is in it on a day, its make-up, its record of service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from zhicheng.accounts.models import Organisation, Person
from zhicheng.policy import experts as policy
from zhicheng.policy.finding import Finding, Says
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Duty, Role

from .models import Declaration, DeclaredTie, LeaveNotice, Nomination, Removal, Service, Term, Vetting

IN_POOL, NOT_YET, EXPIRED, REMOVED = "在库", "未到任期", "任期届满", "已出库"
STATES = (IN_POOL, EXPIRED, REMOVED)


# Where a nomination goes


def offices(notice: Notice) -> QuerySet[Organisation]:
    """The offices of the year's committees, each with a pool of its own."""
    names = {c.office for c in notice.committees.values()}
    return Organisation.objects.filter(
        name__in=names, duties__duty=Duty.COMMITTEE_OFFICE.value, disabled_at=None
    ).order_by("id")


def taken_by(office: Organisation, notice: Notice) -> frozenset[str]:
    """The codes of the specialties that the office's committees review."""
    belongs = notice.codes.get("specialty_series", {})
    out: set[str] = set()
    for committee in notice.committees.values():
        if committee.office == office.name:
            out |= set(committee.specialties) or {s for s, of in belongs.items() if of in committee.series}
    return frozenset(out)


def _nominations() -> QuerySet[Nomination]:
    steps = Vetting.objects.select_related("organisation").order_by("id")
    return Nomination.objects.select_related("person", "office", "organisation", "term").prefetch_related(
        Prefetch("vettings", steps)
    )


def nominations_by(organisation: Organisation) -> QuerySet[Nomination]:
    """Whom a unit has put forward, the newest first."""
    return _nominations().filter(organisation=organisation).order_by("-id")


def nominations_to(office: Organisation) -> QuerySet[Nomination]:
    """What has been put forward for an office's pool and has come to it, or was put forward by itself."""
    here = Vetting.objects.filter(nomination=OuterRef("pk"), organisation=office, step="committee_office")
    return _nominations().filter(Exists(here) | Q(office=office, organisation=None)).order_by("-id")


def nomination(number: str) -> Nomination | None:
    """The nomination of that number with its steps."""
    return _nominations().filter(number=number).first()


def vettings_waiting(organisation: Organisation, steps: Sequence[str]) -> QuerySet[Vetting]:
    """What waits there at these steps, the longest first."""
    return (
        Vetting.objects.filter(organisation=organisation, step__in=steps, decided_at=None)
        .select_related("nomination__person", "nomination__office")
        .order_by("arrived_at", "id")
    )


def vettings_decided(organisation: Organisation, steps: Sequence[str]) -> QuerySet[Vetting]:
    """What was decided there at these steps, the newest first."""
    return (
        Vetting.objects.filter(organisation=organisation, step__in=steps, decided_at__isnull=False)
        .select_related("nomination__person", "nomination__office", "nomination__term")
        .order_by("-decided_at", "-id")
    )


def open_vetting(of: Nomination) -> Vetting | None:
    """The step at which a nomination waits."""
    return of.vettings.filter(decided_at=None).select_related("organisation", "nomination__person").first()


def steps_of(role: str, *, is_city: bool) -> tuple[str, ...]:
    """The steps that a role of an office decides."""
    if role == Role.PRINCIPAL.value:
        return ("unit",)
    if role == Role.SECRETARY.value:
        return ("committee_office",)
    return (("city", "vetting") if is_city else ("vetting",)) if role == Role.REVIEWER.value else ()


# Who is in the pool


def terms() -> QuerySet[Term]:
    """Every term with its person, nomination and removal."""
    return Term.objects.select_related("person", "nomination__organisation", "office", "removal")


def running(on: date, office: Organisation | None = None) -> QuerySet[Term]:
    """The terms that run on a day and have not been ended before it."""
    rows = terms().filter(begins_on__lte=on, ends_on__gte=on)
    rows = rows.filter(Q(removal=None) | Q(removal__removed_on__gt=on))
    return rows.filter(office=office) if office is not None else rows


def state_of(term: Term, on: date) -> str:
    """One of 在库, 未到任期, 任期届满, 已出库 on a day."""
    removal = removal_of(term)
    if removal is not None and removal.removed_on <= on:
        return REMOVED
    if on < term.begins_on:
        return NOT_YET
    return EXPIRED if term.ends_on < on else IN_POOL


def removal_of(term: Term) -> Removal | None:
    """How a term was ended before its day."""
    return getattr(term, "removal", None)


def pool(office: Organisation, on: date, q: str = "", state: str = "") -> QuerySet[Term]:
    """专家名册 of an office: the latest term of each expert, by the sound of the name."""
    later = Term.objects.filter(person=OuterRef("person"), office=OuterRef("office"), pk__gt=OuterRef("pk"))
    rows = terms().filter(office=office).filter(~Exists(later)).order_by("person__name_sort", "id")
    if q.strip():
        said = q.strip()
        rows = rows.filter(
            Q(person__name__icontains=said)
            | Q(person__name_sort__icontains=said.lower())
            | Q(number__iexact=said)
            | Q(nomination__unit_name__icontains=said)
        )
    if state == REMOVED:
        return rows.filter(removal__isnull=False)
    if state == EXPIRED:
        return rows.filter(removal=None, ends_on__lt=on)
    return rows.filter(removal=None, begins_on__lte=on, ends_on__gte=on) if state == IN_POOL else rows


def term_of(person: Person, office: Organisation, on: date) -> Term | None:
    """The person's running term in that pool."""
    return running(on, office).filter(person=person).order_by("-ends_on").first()


def terms_of(person: Person) -> QuerySet[Term]:
    """Every term of a person, the newest first."""
    return terms().filter(person=person).order_by("-begins_on", "-id")


def experts_of(organisation: Organisation, on: date) -> QuerySet[Term]:
    """Whom of a unit's people the pools have on a day."""
    return running(on).filter(nomination__organisation=organisation).order_by("person__name_sort", "id")


@dataclass(frozen=True, slots=True)
class MakeUp:
    """结构统计 of a pool on a day: by source, age and place, with what the notice says (S5.3-01 to S5.3-03)."""

    shares: policy.Shares
    by_source: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]

    @property
    def lacking(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.says is Says.UNMET)


def make_up(office: Organisation, on: date, notice: Notice) -> MakeUp:
    """How the pool is made up of those in it on that day; one query."""
    rows = running(on, office).values_list("person__born_on", "nomination__unit_region", "nomination__source")
    of = policy.shares(rows, on, notice)
    sources = tuple((s, of.by_source.get(s, 0)) for s in notice.rule("expert_sources")["sources"])
    return MakeUp(of, sources, policy.composition(of, notice))


# What an expert has declared and done


def declaration_of(person: Person) -> Declaration | None:
    """The declaration that counts: the last."""
    return person.declarations.prefetch_related("ties").order_by("-id").first()


def declarations(people: Iterable[int]) -> Mapping[int, Sequence[DeclaredTie]]:
    """Person to what they declared last; who declared nothing yet is left out. Two queries."""
    last: dict[int, Declaration] = {}
    for row in Declaration.objects.filter(person__in=list(people)).prefetch_related("ties").order_by("id"):
        last[row.person_id] = row
    return {person: tuple(row.ties.all()) for person, row in last.items()}


def services_of(person: Person, office: Organisation | None = None) -> QuerySet[Service]:
    """The meetings to which an expert was called, the newest first."""
    rows = Service.objects.filter(person=person).order_by("-year", "-id")
    return rows.filter(office=office) if office is not None else rows


def leave_asked_of(organisation: Organisation) -> QuerySet[LeaveNotice]:
    """The letters that ask a unit for its people's days, the newest first."""
    return LeaveNotice.objects.filter(organisation=organisation).select_related("person").order_by("-id")


def leave_asked_for(person: Person) -> QuerySet[LeaveNotice]:
    """The letters about one expert, the newest first."""
    return LeaveNotice.objects.filter(person=person).order_by("-id")


def years_sat(people: Iterable[int]) -> Mapping[int, tuple[int, ...]]:
    """Person to one year for each meeting attended."""
    out: dict[int, list[int]] = defaultdict(list)
    rows = Service.objects.filter(person__in=list(people), is_present=True).values_list("person_id", "year")
    for person, year in rows.order_by("year", "id"):
        out[person].append(year)
    return {person: tuple(years) for person, years in out.items()}


@dataclass(frozen=True, slots=True)
class RaterFigures:
    """履职评价: how often an expert came when called, and how far the scores lie from those of the panel (G-16)."""

    called: int
    present: int
    cases: int
    recusals: int
    opinions: int
    scores: int
    deviation: Decimal | None  # mean distance from the panel's mean, weighted by scores


def rater_figures(person: Person, office: Organisation) -> RaterFigures:
    """The figures over every meeting of that office."""
    rows = list(services_of(person, office))
    scored = [(r.scores, r.deviation) for r in rows if r.scores and r.deviation is not None]
    total = sum(n for n, _ in scored)
    mean = sum((n * d for n, d in scored), Decimal(0)) / total if total else None
    return RaterFigures(
        called=len(rows),
        present=sum(r.is_present for r in rows),
        cases=sum(r.cases for r in rows),
        recusals=sum(r.recusals for r in rows),
        opinions=sum(r.opinions for r in rows),
        scores=sum(r.scores for r in rows),
        deviation=mean.quantize(Decimal("0.01")) if mean is not None else None,
    )
