"""Reads of what follows from the committee's work. Nothing here names an expert; objectors are named to the offices."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhicheng.accounts.models import Approval, Organisation, Person
from zhicheng.committee import queries as committee
from zhicheng.committee.models import Case, Meeting, ResultFiling, Veto
from zhicheng.dossier.models import Dossier
from zhicheng.policy import integrity
from zhicheng.policy.dossier_file import canonical
from zhicheng.stations.rail import RailStop
from zhicheng.vault.cipher import blind_index
from zhicheng.year.models import Year

from .models import (
    Certificate,
    CertificateEnd,
    Channel,
    Confirmation,
    Confirmed,
    Lookup,
    Objection,
    ObjectionStep,
    Plea,
    Publication,
    Published,
    Reason,
    Recheck,
    Recognition,
    Result,
    Sanction,
    SanctionMeasure,
)

PASSED, FAILED, VETOED, ABSENT = "通过", "未通过", "一票否决", "缺席"
HR, COMMITTEE_OFFICE = "人社部门", "评委会承办部门"
PUBLISHERS = (HR, COMMITTEE_OFFICE)
TAKEN_UP, NOT_TAKEN_UP, LOOKED_INTO, CONCLUDED = "受理", "不予受理", "调查", "结论"
CLOSING = (CONCLUDED, NOT_TAKEN_UP)
CORRECTED, REVOKED = "更正", "撤销"
VALID = "有效"
APPEAL, REPAIR = "申诉", "信用修复"
TITLE_REVOKED = "撤销职称"
CONFIRM, CORRECT, REVOKE, SANCTION = "confirm_titles", "correct_certificate", "revoke_certificate", "sanction"
RESTORE, RECOGNISE = "restore_certificate", "recognise"
"""Kinds of what a second person approves."""

_SITTING = (
    "meeting__sitting__office", "meeting__sitting__year", "recognition__sitting__office", "recognition__sitting__year",
)  # fmt: skip


def digest_of(content: Any) -> str:
    """SHA-256, in hex, of plain values in their one spelling."""
    return hashlib.sha256(canonical(content)).hexdigest()


# ───── results ─────


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a dossier as it stands: the announced one, ended by any veto whatever the votes (golden 37)."""

    result: Result
    vetoes: tuple[Veto, ...]

    @property
    def word(self) -> str:
        return VETOED if self.vetoes else self.result.word

    @property
    def passed(self) -> bool:
        return self.word == PASSED


def filings(year: Year) -> tuple[ResultFiling, ...]:
    """What the committees of a year have filed, the oldest first."""
    return tuple(
        ResultFiling.objects.filter(meeting__sitting__year=year)
        .select_related("meeting__sitting__office", "meeting__sitting__year", "meeting__publication")
        .order_by("filed_at", "id")
    )


def filings_of(office: Organisation | int, year: Year) -> tuple[ResultFiling, ...]:
    """What the committees of one office have filed."""
    return tuple(f for f in filings(year) if f.meeting.sitting.office_id == _pk(office))


def results(meeting: Meeting) -> tuple[Outcome, ...]:
    """The results of a meeting in the order of its list."""
    rows = (
        Result.objects.filter(case__meeting=meeting)
        .select_related("case", "dossier__person", "dossier__organisation", "dossier__year", "reason", "recheck")
        .order_by("case__ordinal")
    )
    return _with_vetoes(list(rows))


def _with_vetoes(rows: Sequence[Result]) -> tuple[Outcome, ...]:
    vetoes = committee.vetoes([r.dossier_id for r in rows])
    return tuple(Outcome(r, vetoes.get(r.dossier_id, ())) for r in rows)


def outcomes(dossiers: Iterable[int]) -> dict[int, Outcome]:
    """Dossier → its result as it stands; dossiers without a result are left out."""
    rows = Result.objects.filter(dossier__in=list(dossiers)).select_related("dossier", "case")
    return {o.result.dossier_id: o for o in _with_vetoes(list(rows))}


def outcome_of(dossier: Dossier | int) -> Outcome | None:
    """The result of one dossier as it stands."""
    return outcomes([_pk(dossier)]).get(_pk(dossier))


def reason_of(result: Result) -> Reason | None:
    return Reason.objects.filter(result=result).first()


def recheck_of(result: Result) -> Recheck | None:
    return Recheck.objects.filter(result=result).first()


def rechecks(office: Organisation | int, year: Year) -> tuple[Recheck, ...]:
    """Rechecks that the committees of an office answer, the open ones first."""
    voted = Q(result__case__meeting__sitting__office=_pk(office), result__case__meeting__sitting__year=year)
    decided = Q(result__recognition__sitting__office=_pk(office), result__recognition__sitting__year=year)
    found = Recheck.objects.filter(voted | decided).select_related(
        "result__dossier__person", "result__dossier__organisation"
    )
    return tuple(sorted(found, key=lambda r: (r.answered_at is not None, r.asked_at)))


@dataclass(frozen=True, slots=True)
class Own:
    """What a person sees of their own result: the word, why it failed, the recheck, where it is published."""

    word: str
    publication: Publication
    result: Result
    reason: Reason | None
    recheck: Recheck | None
    certificate: Certificate | None
    confirmation: Confirmation | None


def own_result(dossier: Dossier) -> Own | None:
    """The applicant's own result, from the minute of its publication; ``None`` before it."""
    found = outcome_of(dossier)
    if found is None:
        return None
    publication = publication_of_result(found.result)
    if publication is None:
        return None
    confirmed = Confirmed.objects.filter(dossier=dossier).select_related("confirmation").first()
    return Own(
        found.word,
        publication,
        found.result,
        None if found.passed else reason_of(found.result),
        recheck_of(found.result),
        certificate_of(dossier),
        confirmed.confirmation if confirmed else None,
    )


# ───── publicity ─────


def publications(year: Year) -> QuerySet[Publication]:
    """Every publication of a year, running or over."""
    return (
        Publication.objects.filter(Q(meeting__sitting__year=year) | Q(recognition__sitting__year=year))
        .select_related(*_SITTING)
        .prefetch_related("channels__organisation")
    )


def showing(at: datetime) -> tuple[Publication, ...]:
    """What the public sees at an instant: posted, and not yet withdrawn."""
    found = Publication.objects.filter(posted_at__lte=at, withdrawn_at__gt=at)
    return tuple(found.select_related(*_SITTING).prefetch_related("channels"))


def lists_with(person: Person | int) -> frozenset[int]:
    """The keys of the publications on which a person stands."""
    return frozenset(Published.objects.filter(dossier__person=_pk(person)).values_list("publication", flat=True))


def publication_numbered(number: str) -> Publication | None:
    """A publication with its year and office."""
    return (
        Publication.objects.filter(number=number)
        .select_related(*_SITTING)
        .prefetch_related("channels__organisation")
        .first()
    )


def publication_of(meeting: Meeting | int) -> Publication | None:
    return Publication.objects.filter(meeting=_pk(meeting)).select_related("meeting__sitting__year").first()


def publication_of_result(result: Result) -> Publication | None:
    """Where a result is published, if it is."""
    by = {"recognition": result.recognition_id} if result.case is None else {"meeting": result.case.meeting_id}
    return Publication.objects.filter(**by).select_related(*_SITTING).first()


def recognitions(year: Year) -> tuple[Recognition, ...]:
    """Every decision of recognition of a year, with its publication."""
    found = Recognition.objects.filter(sitting__year=year).select_related("sitting__office", "publication")
    return tuple(found.order_by("id"))


def recognitions_asked() -> tuple[Approval, ...]:
    """Decisions of recognition that wait for the second person, or were granted and not yet recorded."""
    return _asked(RECOGNISE)


def recognised(recognition: Recognition) -> tuple[Outcome, ...]:
    """The results of a decision of recognition, as they stand."""
    rows = recognition.results.select_related("dossier__person", "dossier__organisation", "dossier__year")
    return _with_vetoes(list(rows.order_by("id")))


def is_shown(publication: Publication, at: datetime) -> bool:
    """Whether the list is up: it comes down by itself."""
    return publication.posted_at <= at < publication.withdrawn_at


def is_over(publication: Publication, at: datetime) -> bool:
    """Whether the list has come down, so that no objection can come any more."""
    return publication.withdrawn_at <= at


def people_of(publication: Publication) -> tuple[Published, ...]:
    """Who stands behind the rows, in their order."""
    return tuple(
        publication.people.select_related(
            "dossier__person", "dossier__organisation", "dossier__year", "dossier__confirmed__confirmation"
        ).order_by("ordinal")
    )


def person_at(publication: Publication, ordinal: int) -> Published | None:
    return publication.people.filter(ordinal=ordinal).select_related("dossier", "publication").first()


def channels(publication: Publication) -> tuple[Channel, ...]:
    return tuple(publication.channels.all())


def channel_of(publication: Publication, publisher: str) -> Channel:
    """The list as one of :data:`PUBLISHERS` shows it."""
    return publication.channels.select_related("publication", "organisation").get(publisher=publisher)


def objections(publications: Iterable[Publication]) -> tuple[Objection, ...]:
    """Every objection to these lists with its steps, the open ones first; for the offices."""
    found = (
        Objection.objects.filter(person__publication__in=list(publications))
        .select_related(
            "person__dossier__person",
            "person__dossier__organisation",
            "person__publication__meeting__sitting__office",
            "person__publication__recognition__sitting__office",
        )
        .prefetch_related("steps")
    )
    return tuple(sorted(found, key=lambda o: (is_closed(o), o.received_at, o.pk)))


def objection_numbered(number: str) -> Objection | None:
    return (
        Objection.objects.filter(number=number)
        .select_related(
            "person__dossier__person",
            "person__dossier__organisation",
            "person__publication__meeting__sitting__office",
            "person__publication__recognition__sitting__office",
        )
        .prefetch_related("steps")
        .first()
    )


def receipt_index(code: str) -> str:
    """The index of a receipt code; the code itself is with whoever objected."""
    return blind_index("".join(code.split()).upper(), "objection-receipt")


def objection_by_receipt(code: str) -> Objection | None:
    """An objection by the code that its author was given; nobody else finds it."""
    return Objection.objects.filter(receipt=receipt_index(code)).prefetch_related("steps").first()


def steps_of(objection: Objection) -> tuple[ObjectionStep, ...]:
    return tuple(objection.steps.all())


def is_closed(objection: Objection) -> bool:
    """Whether it was concluded or not taken up."""
    return any(s.kind in CLOSING for s in objection.steps.all())


def closed_at(objection: Objection) -> datetime | None:
    return next((s.done_at for s in objection.steps.all() if s.kind in CLOSING), None)


def is_upheld(objection: Objection) -> bool:
    return any(s.is_upheld for s in objection.steps.all())


def objections_of(dossiers: Iterable[int]) -> dict[int, list[Objection]]:
    """Dossier → the objections against it."""
    out: dict[int, list[Objection]] = defaultdict(list)
    found = Objection.objects.filter(person__dossier__in=list(dossiers)).select_related("person")
    for objection in found.prefetch_related("steps"):
        out[objection.person.dossier_id].append(objection)
    return dict(out)


# ───── confirmation and certificates ─────


def confirmations(year: Year) -> QuerySet[Confirmation]:
    of_year = Q(publication__meeting__sitting__year=year) | Q(publication__recognition__sitting__year=year)
    return Confirmation.objects.filter(of_year).select_related("publication")


def confirmation_numbered(number: str) -> Confirmation | None:
    return Confirmation.objects.filter(number=number).select_related("publication").first()


def confirmed_by(confirmation: Confirmation) -> tuple[Confirmed, ...]:
    """Who is confirmed, in the order of the list."""
    return tuple(
        confirmation.people.select_related(
            "dossier__person", "dossier__organisation", "dossier__year", "confirmation"
        ).prefetch_related("certificates__end")
    )


def certificates(confirmation: Confirmation) -> tuple[Certificate, ...]:
    return tuple(
        Certificate.objects.filter(confirmed__confirmation=confirmation)
        .select_related("confirmed__dossier__person", "confirmed__confirmation", "end")
        .order_by("confirmed__ordinal", "id")
    )


def certificate_of(dossier: Dossier | int) -> Certificate | None:
    """The last certificate of a dossier, whatever became of it."""
    return (
        Certificate.objects.filter(confirmed__dossier=_pk(dossier), successor=None)
        .select_related("confirmed__dossier__person", "confirmed__confirmation", "end")
        .first()
    )


def certificates_of(person: Person | int, but: Certificate | None = None) -> tuple[Certificate, ...]:
    """The certificates of a person of whatever year as they stand last, the newest first, without one of them."""
    found = Certificate.objects.filter(confirmed__dossier__person=_pk(person), successor=None)
    if but is not None:
        found = found.exclude(pk=but.pk)
    return tuple(found.select_related("confirmed__dossier__year", "end").order_by("-issued_at", "-id"))


def certificate_numbered(number: str) -> Certificate | None:
    return (
        Certificate.objects.filter(number=number)
        .select_related(
            "confirmed__dossier__person", "confirmed__dossier__year", "confirmed__confirmation", "end", "successor"
        )
        .first()
    )


def certificate_by_token(token: str) -> Certificate | None:
    return (
        Certificate.objects.filter(token=token)
        .select_related(
            "confirmed__dossier__person", "confirmed__dossier__year", "confirmed__confirmation", "end", "successor"
        )
        .first()
    )


def end_of(certificate: Certificate) -> CertificateEnd | None:
    return getattr(certificate, "end", None)


def status_of(certificate: Certificate) -> str:
    """有效, 更正 or 撤销."""
    end = end_of(certificate)
    return end.kind if end else VALID


def appeal_granted(certificate: Certificate) -> Plea | None:
    """The granted appeal against the decision by which the certificate was revoked."""
    end = end_of(certificate)
    if end is None or end.kind != REVOKED:
        return None
    return (
        Plea.objects.filter(
            kind=APPEAL, is_granted=True, sanction__person=certificate.confirmed.dossier.person_id,
            sanction__measures__measure=TITLE_REVOKED, sanction__measures__document_number=end.document_number,
        )
        .order_by("id")
        .first()
    )  # fmt: skip


def lookups(address: str, hour: datetime) -> int:
    """How often an address has asked in an hour."""
    found = Lookup.objects.filter(address=blind_index(address, "lookup"), hour=hour).first()
    return found.times if found else 0


# ───── the rail ─────


def afterwards(dossier: Dossier) -> tuple[RailStop, ...]:
    """评审, 公示, 发证 as they stand for a dossier; whom it waits for, never who sits (experience: the rail)."""
    case = Case.objects.filter(dossier=dossier).select_related("meeting__sitting__office").first()
    own = own_result(dossier)
    certificate = own.certificate if own else None
    office = case.meeting.sitting.office.short_name or case.meeting.sitting.office.name if case else ""
    met = own.publication.posted_at if own else None
    meeting = RailStop("meeting", "评审", office, "done" if own else "now" if case else "ahead", met)
    if own is None:
        return meeting, RailStop("publicity", "公示", "", "ahead"), RailStop("certificate", "发证", "", "ahead")
    if own.word != PASSED:
        return (
            RailStop("meeting", "评审", own.word, "ended", met),
            RailStop("publicity", "公示", "", "ahead"),
            RailStop("certificate", "发证", "", "ahead"),
        )
    done = own.confirmation is not None
    shown = RailStop("publicity", "公示", "", "done" if done else "now", own.publication.withdrawn_at if done else None)
    last = "done" if certificate else "now" if done else "ahead"
    return meeting, shown, RailStop("certificate", "发证", "", last, certificate.issued_at if certificate else None)


# ───── the integrity file ─────


def sanctions() -> QuerySet[Sanction]:
    """Every decision, the newest first."""
    return Sanction.objects.select_related("person", "organisation", "dossier").prefetch_related("measures", "pleas")


def sanctions_of(person: Person | int) -> tuple[Sanction, ...]:
    """Decisions about a person, for the person's own view and the office's."""
    return tuple(sanctions().filter(person=_pk(person)))


def sanctions_of_unit(organisation: Organisation | int) -> tuple[Sanction, ...]:
    """Decisions about a unit itself, for the unit's own view."""
    return tuple(sanctions().filter(organisation=_pk(organisation), person=None))


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as whom it is about sees it."""

    sanction: Sanction
    measures: tuple[SanctionMeasure, ...]
    is_running: bool
    pleas: tuple[Plea, ...]


def decisions(found: Iterable[Sanction], day: date) -> tuple[Decision, ...]:
    """Decisions with their measures and pleas, and whether they work on a day."""
    return tuple(Decision(s, tuple(s.measures.all()), is_running(s, day), tuple(s.pleas.all())) for s in found)


def sanctions_asked() -> tuple[Approval, ...]:
    """Decisions that wait for the second person, or were granted and not yet recorded."""
    return _asked(SANCTION)


def _asked(kind: str) -> tuple[Approval, ...]:
    found = Approval.objects.filter(kind=kind, spent_at=None).exclude(is_granted=False)
    return tuple(found.select_related("proposed_by"))


def sanction_of(id: int) -> Sanction | None:
    return sanctions().filter(pk=id).first()


def plea_of(id: int) -> Plea | None:
    return (
        Plea.objects.filter(pk=id)
        .select_related("sanction__person", "sanction__organisation", "sanction__dossier__year")
        .first()
    )


def taken(sanction: Sanction) -> tuple[integrity.Measure, ...]:
    """The measures of a decision as the rules read them."""
    return tuple(
        integrity.Measure(m.measure, sanction.subject, m.taken_on, m.document_number) for m in sanction.measures.all()
    )


def is_running(sanction: Sanction, day: date) -> bool:
    """Whether a decision's term covers a day and no plea has ended it by then."""
    return integrity.works_on(entry_of(sanction), day)


def entry_of(sanction: Sanction) -> integrity.Entry:
    """A decision as the rules read it, with how a granted plea ended it."""
    granted = {p.kind: p.answered_at.date() for p in sanction.pleas.all() if p.is_granted and p.answered_at}
    return integrity.Entry(
        sanction.ground,
        sanction.decided_on,
        sanction.ends_on,
        sanction.number,
        granted.get(REPAIR),
        granted.get(APPEAL),
    )


def _pk(row: Any) -> int:
    return row if isinstance(row, int) else int(row.pk)
