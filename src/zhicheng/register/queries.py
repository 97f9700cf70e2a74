"""Reads of the standing book, by identity type and blind index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from zhicheng.policy import entrustment, integrity
from zhicheng.policy.facts import Bar, Entrustment, GreenChannel
from zhicheng.policy.identity import normal
from zhicheng.policy.notice import Notice
from zhicheng.vault.cipher import blind_index

from .models import (
    Breach,
    EntrustmentLetter,
    EntrustmentName,
    GreenChannelApproval,
    GreenChannelName,
    HeldTitle,
    PublishedRecord,
    SupervisionMeasure,
)

_STATES = {None: entrustment.WAITING, True: entrustment.APPROVED, False: entrustment.REFUSED}
USCC = "统一社会信用代码"
"""The document by which a unit stands in the integrity file."""
REPAIRED, OVERTURNED = "信用修复", "申诉成立"


def identity_index(id_type: str, id_number: str) -> str:
    """The index by which a document is found without being readable."""
    return blind_index(f"{id_type}:{normal(id_number)}", "identity")


def titles_of(id_type: str, id_index: str) -> QuerySet[HeldTitle]:
    """Titles held, oldest first; one that was revoked, or stands on a corrected certificate now, is not among them."""
    return HeldTitle.objects.filter(id_type=id_type, id_index=id_index, end=None).order_by("obtained_on")


def title_of_certificate(number: str) -> HeldTitle | None:
    """The entry of a certificate, ended or not."""
    return HeldTitle.objects.filter(certificate_number=number).select_related("end").first()


def standing_names(known_at: datetime | None = None) -> QuerySet[GreenChannelName]:
    """Whom approvals on file name and nobody has struck out; at ``known_at`` those that stood at that instant."""
    if known_at is None:
        return GreenChannelName.objects.filter(revoked_at=None)
    return GreenChannelName.objects.filter(
        Q(revoked_at=None) | Q(revoked_at__gt=known_at), approval__entered_at__lte=known_at
    )


def green_channel_of(id_type: str, id_index: str, *, known_at: datetime | None = None) -> GreenChannel | None:
    """The latest approval on file that names the person and stands; at ``known_at`` the latest that stood then."""
    named = (
        standing_names(known_at)
        .filter(id_type=id_type, id_index=id_index)
        .select_related("approval")
        .order_by("-approval__approved_on", "-pk")
        .first()
    )
    if named is None:
        return None
    on_file = named.approval
    return GreenChannel(
        document_number=on_file.document_number,
        authority=on_file.authority,
        approved_on=on_file.approved_on,
        basis=on_file.basis,
    )


def revocation_of(id_type: str, id_index: str) -> GreenChannelName | None:
    """The person's latest revocation, unless an approval stands."""
    named = GreenChannelName.objects.filter(id_type=id_type, id_index=id_index).select_related("approval")
    if named.filter(revoked_at=None).exists():
        return None
    return named.order_by("-revoked_at", "-pk").first()


def green_channels() -> QuerySet[GreenChannelApproval]:
    """Every approval on file with its names, newest first."""
    return GreenChannelApproval.objects.prefetch_related("names").order_by("-approved_on", "-pk")


def letter_facts(letter: EntrustmentLetter, title: str = "", *, known_at: datetime | None = None) -> Entrustment:
    """A letter as rules read it, for a person whose title asked for is ``title``; at ``known_at`` as far as the
    check had then come."""
    checked_at = letter.checked_at if _is_checked(letter, known_at) else None
    return Entrustment(
        number=letter.number,
        issuer=letter.issuer,
        body_kind=letter.body_kind,
        region=letter.region,
        committee=letter.committee,
        series=letter.series,
        level=letter.level,
        title=title,
        issued_on=letter.issued_on,
        valid_until=letter.valid_until,
        state=_STATES[letter.is_approved if checked_at else None],
        checked_on=timezone.localdate(checked_at) if checked_at else None,
    )


def _is_checked(letter: EntrustmentLetter, known_at: datetime | None) -> bool:
    return letter.checked_at is not None and (known_at is None or letter.checked_at <= known_at)


def named_by_letter(
    id_type: str, id_index: str, year: int, issuer_uscc: str = "", *, known_at: datetime | None = None
) -> EntrustmentName | None:
    """Where letters of a year (of one body) name the person: what the city agreed to first, then what it has not yet
    checked, then what it refused; of several the newest. At ``known_at``: as the letters then stood."""
    rows = EntrustmentName.objects.filter(id_type=id_type, id_index=id_index, letter__year=year)
    if issuer_uscc:
        rows = rows.filter(letter__issuer_uscc=issuer_uscc)
    if known_at is not None:
        rows = rows.filter(letter__entered_at__lte=known_at)
    rank = {True: 0, None: 1, False: 2}

    def order(named: EntrustmentName) -> tuple[int, int]:
        return rank[named.letter.is_approved if _is_checked(named.letter, known_at) else None], -named.pk

    return min(rows.select_related("letter"), key=order, default=None)


def entrustment_of(id_type: str, id_index: str, year: int, *, known_at: datetime | None = None) -> Entrustment | None:
    """The letter of a year that names the person, and how far the city's check is, or at ``known_at`` was (S4-09)."""
    named = named_by_letter(id_type, id_index, year, known_at=known_at)
    return letter_facts(named.letter, named.title, known_at=known_at) if named is not None else None


def has_approved_letter(issuer_uscc: str, year: int) -> bool:
    """Whether the city has agreed to a letter of that body for a year."""
    return EntrustmentLetter.objects.filter(issuer_uscc=issuer_uscc, year=year, is_approved=True).exists()


def letters(year: int) -> QuerySet[EntrustmentLetter]:
    """The letters that came in for a year, those that wait for the check first, with how many they name."""
    return (
        EntrustmentLetter.objects.filter(year=year)
        .annotate(people=Count("names"))
        .order_by(F("checked_at").asc(nulls_first=True), "-entered_at", "-pk")
    )


def letter_with_names(id: int) -> EntrustmentLetter | None:
    """One letter that came in, with its scan and names."""
    return EntrustmentLetter.objects.select_related("scan").prefetch_related("names").filter(pk=id).first()


def entries_of(id_type: str, id_index: str, *, known_at: datetime | None = None) -> tuple[integrity.Entry, ...]:
    """The integrity file of a person or unit, with how each entry was ended early, oldest first (S5.2-04, G-15).

    At ``known_at``: as it had been entered by then.
    """
    entered = {"entered_at__lte": known_at} if known_at else {}
    found = Breach.objects.filter(id_type=id_type, id_index=id_index, **entered).select_related("end")
    return tuple(_entry(b, known_at) for b in found.order_by("begins_on", "pk"))


def _entry(breach: Breach, known_at: datetime | None = None) -> integrity.Entry:
    end = getattr(breach, "end", None)
    if end is not None and known_at is not None and end.entered_at > known_at:
        end = None
    return integrity.Entry(
        ground=breach.ground,
        decided_on=breach.begins_on,
        ends_on=breach.ends_on,
        document_number=breach.document_number,
        repaired_on=end.decided_on if end is not None and end.kind == REPAIRED else None,
        overturned_on=end.decided_on if end is not None and end.kind == OVERTURNED else None,
    )


def entries_of_many(people: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Sequence[integrity.Entry]]:
    """(id_type, id_index) to every entry of the integrity file, run out or ended early or not; one query."""
    out: dict[tuple[str, str], list[integrity.Entry]] = defaultdict(list)
    found = Breach.objects.filter(id_index__in=[index for _, index in people]).select_related("end")
    for breach in found.order_by("decided_on", "pk"):
        out[breach.id_type, breach.id_index].append(_entry(breach))
    return out


def published(kind: str) -> QuerySet[PublishedRecord]:
    """Every record of a kind as it was published last, the newest first."""
    later = PublishedRecord.objects.filter(kind=kind, number=OuterRef("number"), pk__gt=OuterRef("pk"))
    return PublishedRecord.objects.filter(~Exists(later), kind=kind).order_by("-published_at", "-pk")


def publications(kind: str, number: str) -> QuerySet[PublishedRecord]:
    """Every state in which a record was published, the first first."""
    return PublishedRecord.objects.filter(kind=kind, number=number).order_by("pk")


def breach_of(document_number: str, id_type: str, id_index: str) -> Breach | None:
    """The entry that a decision made about somebody."""
    return (
        Breach.objects.filter(document_number=document_number, id_type=id_type, id_index=id_index)
        .select_related("end")
        .first()
    )


def bars_of(id_type: str, id_index: str, *, known_at: datetime | None = None) -> tuple[Bar, ...]:
    """Every breach on record, run out or not, as far as it was not ended early; rules decide whether it bars.

    At ``known_at``: those then entered.
    """
    return integrity.bars(entries_of(id_type, id_index, known_at=known_at))


def works_against(id_type: str, id_index: str, day: date) -> tuple[integrity.Entry, ...]:
    """The entries that have effect on a day: never before the decision nor after the term (golden 38)."""
    return tuple(e for e in entries_of(id_type, id_index) if integrity.works_on(e, day))


def working_against(people: Collection[tuple[str, str]], day: date) -> dict[tuple[str, str], integrity.Entry]:
    """Of these people (type and index of their document), those against whom an entry works on a day; one query."""
    found = Breach.objects.filter(id_index__in=[index for _, index in people], begins_on__lte=day, ends_on__gte=day)
    out = {}
    for breach in found.select_related("end").order_by("begins_on", "pk"):
        if (key := (breach.id_type, breach.id_index)) in people and integrity.works_on(_entry(breach), day):
            out[key] = _entry(breach)
    return out


def supervision(code: str = "") -> QuerySet[SupervisionMeasure]:
    """Measures against units and committees, newest first; of one, or all (R-27)."""
    found = SupervisionMeasure.objects.select_related("lift")
    return found.filter(code=code) if code else found


def is_stopped(committee: str, notice: Notice) -> bool:
    """Whether a measure that has not been lifted keeps a committee from meeting (R-27)."""
    rows = supervision(committee).filter(subject=integrity.COMMITTEE)
    taken = [integrity.Measure(r.measure, r.subject, r.decided_on, r.document_number) for r in rows]
    return integrity.is_stopped(taken, [r.document_number for r in rows if hasattr(r, "lift")], notice)
