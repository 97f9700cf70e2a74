"""Reads of the standing book, by identity type and blind index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from zhicheng.policy import entrustment
from zhicheng.policy.facts import Bar, Entrustment, GreenChannel
from zhicheng.policy.identity import normal
from zhicheng.vault.cipher import blind_index

from .models import (
    Breach,
    EntrustmentLetter,
    EntrustmentName,
    GreenChannelApproval,
    GreenChannelName,
    HeldTitle,
    PublishedRecord,
)

_STATES = {None: entrustment.WAITING, True: entrustment.APPROVED, False: entrustment.REFUSED}


def identity_index(id_type: str, id_number: str) -> str:
    """The index by which a document is found without being readable."""
    return blind_index(f"{id_type}:{normal(id_number)}", "identity")


def titles_of(id_type: str, id_index: str) -> QuerySet[HeldTitle]:
    """Titles held, oldest first."""
    return HeldTitle.objects.filter(id_type=id_type, id_index=id_index).order_by("obtained_on")


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


def bars_of(id_type: str, id_index: str, *, known_at: datetime | None = None) -> tuple[Bar, ...]:
    """Every breach on record, run out or not; rules decide whether it bars. At ``known_at``: those then entered."""
    entered = {"entered_at__lte": known_at} if known_at else {}
    return tuple(
        Bar(ground=b.ground, begins_on=b.begins_on, ends_on=b.ends_on, document_number=b.document_number)
        for b in Breach.objects.filter(id_type=id_type, id_index=id_index, **entered).order_by("begins_on")
    )


def breaches_of(people: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Sequence[Breach]]:
    """(id_type, id_index) to every breach on record, run out or not; one query for many people."""
    out: dict[tuple[str, str], list[Breach]] = defaultdict(list)
    for breach in Breach.objects.filter(id_index__in=[index for _, index in people]).order_by("decided_on", "pk"):
        out[breach.id_type, breach.id_index].append(breach)
    return out


def published(kind: str) -> QuerySet[PublishedRecord]:
    """Every record of a kind as it was published last, the newest first."""
    later = PublishedRecord.objects.filter(kind=kind, number=OuterRef("number"), pk__gt=OuterRef("pk"))
    return PublishedRecord.objects.filter(~Exists(later), kind=kind).order_by("-published_at", "-pk")


def publications(kind: str, number: str) -> QuerySet[PublishedRecord]:
    """Every state in which a record was published, the first first."""
    return PublishedRecord.objects.filter(kind=kind, number=number).order_by("pk")
