"""Reads of the standing book, by identity type and blind index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from zhicheng.policy.facts import Bar, GreenChannel
from zhicheng.policy.identity import normal
from zhicheng.vault.cipher import blind_index

from .models import Breach, GreenChannelApproval, GreenChannelName, HeldTitle, PublishedRecord


def identity_index(id_type: str, id_number: str) -> str:
    """The index by which a document is found without being readable."""
    return blind_index(f"{id_type}:{normal(id_number)}", "identity")


def titles_of(id_type: str, id_index: str) -> QuerySet[HeldTitle]:
    """Titles held, oldest first."""
    return HeldTitle.objects.filter(id_type=id_type, id_index=id_index).order_by("obtained_on")


def green_channel_of(id_type: str, id_index: str, *, known_at: datetime | None = None) -> GreenChannel | None:
    """The latest approval on file that names the person; at ``known_at`` the latest that had been entered."""
    entered = {"approval__entered_at__lte": known_at} if known_at else {}
    named = (
        GreenChannelName.objects.filter(id_type=id_type, id_index=id_index, **entered)
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


def green_channels() -> QuerySet[GreenChannelApproval]:
    """Every approval on file with its names, newest first."""
    return GreenChannelApproval.objects.prefetch_related("names").order_by("-approved_on", "-pk")


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
