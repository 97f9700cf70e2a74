"""Reads of the standing book, by identity type and blind index."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from zhicheng.policy import integrity
from zhicheng.policy.facts import Bar, GreenChannel
from zhicheng.policy.identity import normal
from zhicheng.policy.notice import Notice
from zhicheng.vault.cipher import blind_index

from .models import Breach, GreenChannelApproval, GreenChannelName, HeldTitle, SupervisionMeasure

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
