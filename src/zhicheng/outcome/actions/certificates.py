"""职称确认文件 and 职称证书: approved by two, entered in the register, corrected, revoked (R-45, S5.2-04, S5.2-05)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from zhicheng.accounts.actions import approvals
from zhicheng.accounts.models import Approval, Organisation
from zhicheng.committee import queries as meetings
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register
from zhicheng.vault.cipher import blind_index

from .. import facts, house, queries
from ..events import CertificateEnded, CertificateIssued, TitlesConfirmed
from ..models import Certificate, CertificateEnd, Confirmation, Confirmed, Lookup, Publication, Published
from ..numbers import Draw, certificate_number, drawn
from .doors import granted_for, of_city

TOKEN = 26  # characters of five bits each: 130 bits


# ───── confirmation ─────


@transaction.atomic
def propose_confirmation(
    publication: Publication,
    number: str,
    ordinals: Sequence[int],
    *,
    reason: str,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Approval:
    """Ask the city's superior to confirm these people of a list under a document number."""
    people = _chosen(publication, ordinals)
    refuse([*of_city(by), *_may_confirm(publication, number, people, ordinals, at, notice)])
    return approvals.propose(
        queries.CONFIRM, publication.number, content=_confirmation_content(publication, number, people), reason=reason,
        organisation=Organisation.objects.get(pk=by.organisation), role=Role.SUPERIOR, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def confirm(approval: Approval, *, notice: Notice, by: Actor, at: datetime) -> Confirmation:
    """印发职称确认文件, as the second person granted it and nothing has come between since."""
    publication = queries.publication_numbered(approval.subject)
    refuse([*of_city(by), *([] if publication else [house.refusal(house.TWO_APPROVE)])])
    assert publication is not None
    Publication.objects.select_for_update().get(pk=publication.pk)
    number, ordinals = str(approval.content.get("number", "")), approval.content.get("ordinals", ())
    people = _chosen(publication, ordinals)
    wrong = [*_may_confirm(publication, number, people, ordinals, at, notice)]
    content = _confirmation_content(publication, number, people)
    refuse([*wrong, *granted_for(approval, content)])
    approvals.spend(approval, kind=queries.CONFIRM, subject=publication.number, by=by, at=at)
    made = Confirmation.objects.create(
        publication=publication, number=number, digest=queries.digest_of(content), approval=approval,
        confirmed_on=timezone.localdate(at), confirmed_by=by.words, confirmed_at=at,
    )  # fmt: skip
    Confirmed.objects.bulk_create(
        Confirmed(confirmation=made, ordinal=n, dossier=p.dossier) for n, p in enumerate(people, 1)
    )
    record(TitlesConfirmed(number, publication.number, made.digest, len(people)), by=by, at=at)
    return made


def _chosen(publication: Publication, ordinals: Sequence[int]) -> tuple[Published, ...]:
    return tuple(p for p in queries.people_of(publication) if p.ordinal in set(ordinals))


def _confirmation_content(publication: Publication, number: str, people: Sequence[Published]) -> dict[str, Any]:
    return {
        "number": number.strip(),
        "publication": publication.number,
        "list": publication.digest,
        "ordinals": [p.ordinal for p in people],
        "dossiers": [p.dossier.number for p in people],
    }


def _may_confirm(
    publication: Publication,
    number: str,
    people: Sequence[Published],
    ordinals: Sequence[int],
    at: datetime,
    notice: Notice,
) -> list[Refusal]:
    wrong = []
    if not number.strip() or Confirmation.objects.filter(number=number.strip()).exists():
        wrong.append(house.refusal(house.DOCUMENT_NUMBERED, place="number"))
    if not people or len(people) != len(set(ordinals)):
        wrong.append(house.by_notice(notice, "titles_confirmed", "没有选择公示名单中的人员", "people"))
    if facts.as_published(publication).digest != publication.digest:
        wrong.append(house.refusal(house.RESULT_AS_FILED, "公示名单与公布时的摘要值不符"))
    told: dict[tuple[str, str], Refusal] = {}
    for person, found in zip(people, _hindered(publication, people, at, notice), strict=True):
        for refusal in found:
            told.setdefault((refusal.rule, refusal.what), refusal)
        if hasattr(person.dossier, "confirmed"):
            words = f"{person.dossier.number}已经由{person.dossier.confirmed.confirmation.number}确认"
            told[house.RESULT_PASSED.id, words] = house.refusal(house.RESULT_PASSED, words)
    return [*wrong, *told.values()]


def unhindered(publication: Publication, at: datetime, notice: Notice) -> tuple[int, ...]:
    """The places of a list whose people could be confirmed now."""
    people = queries.people_of(publication)
    found = facts.hindrances(publication, people, at, notice)
    free = (p for p in people if not found[p.dossier_id] and not hasattr(p.dossier, "confirmed"))
    return tuple(p.ordinal for p in free)


def _hindered(
    publication: Publication, people: Sequence[Published], at: datetime, notice: Notice
) -> list[tuple[Refusal, ...]]:
    found = facts.hindrances(publication, people, at, notice)
    return [found[p.dossier_id] for p in people]


# ───── certificates ─────


@transaction.atomic
def issue(
    confirmation: Confirmation, *, notice: Notice, by: Actor, at: datetime, random: Draw
) -> tuple[Certificate, ...]:
    """Certificates for everybody of a confirmation who has none and whom nothing has come to hinder since (S5.2-05).

    An open objection, a veto or an entry of the integrity file holds back that one person. Each title enters the
    register, where next year's rules find it. ``random`` makes numbers that nobody can count up to.
    """
    confirmation = (
        Confirmation.objects.select_for_update(of=("self",)).select_related("publication").get(pk=confirmation.pk)
    )
    wrong = [*of_city(by)]
    people = queries.confirmed_by(confirmation)
    waiting = [p for p in people if not p.certificates.all()]
    hindered = facts.hindrances(confirmation.publication, _published(waiting), at, notice)
    free = [p for p in waiting if not hindered[p.dossier_id]]
    if not waiting:
        wrong.append(house.refusal(house.RESULT_ORDER, "该文件的人员都已发证"))
    elif not free:
        wrong += {(r.rule, r.what): r for p in waiting for r in hindered[p.dossier_id]}.values()
    refuse(wrong)
    return tuple(_issue(p, p.dossier.person.name, None, notice=notice, by=by, at=at, random=random) for p in free)


def _published(people: Sequence[Confirmed]) -> tuple[Published, ...]:
    ids = [p.dossier_id for p in people]
    return tuple(Published.objects.filter(dossier__in=ids).select_related("dossier__person", "publication"))


def _issue(
    confirmed: Confirmed,
    name: str,
    replaces: Certificate | None,
    *,
    notice: Notice,
    by: Actor,
    at: datetime,
    random: Draw,
) -> Certificate:
    dossier, confirmation = confirmed.dossier, confirmed.confirmation
    of = confirmation.publication
    number = certificate_number(notice.year, random, notice)
    obtained = _obtained(of) or confirmation.confirmed_on
    authority = by.organisation_name
    content = {
        "number": number, "title": dossier.title, "series": notice.name_of("series", dossier.series),
        "specialty": notice.name_of("specialty", dossier.specialty), "level": notice.name_of("level", dossier.level),
        "committee": meetings.name_of(of.sitting.committee, notice), "year": notice.year,
        "confirmation": confirmation.number, "obtained_on": obtained.isoformat(), "authority": authority,
        "dossier": dossier.number,
    }  # fmt: skip
    made = Certificate.objects.create(
        confirmed=confirmed, number=number, token=drawn(random, TOKEN), name=name, content=content,
        digest=queries.digest_of({**content, "name": name}), replaces=replaces, issued_on=timezone.localdate(at),
        issued_by=by.words, issued_at=at,
    )  # fmt: skip
    person = dossier.person
    register.enter_title(
        id_type=person.id_type, id_number=person.id_number, series=dossier.series, specialty=dossier.specialty,
        level=dossier.level, name=dossier.title, obtained_on=obtained, certificate_number=number, authority=authority,
        by=by, at=at,
    )  # fmt: skip
    old = replaces.number if replaces else ""
    record(CertificateIssued(dossier.number, number, made.digest, old), by=by, at=at)
    return made


def _obtained(of: Publication) -> date | None:
    """The day on which the committee voted, or on which it was decided without a vote."""
    if of.recognition is not None:
        return of.recognition.decided_on
    return timezone.localdate(of.meeting.ended_at) if of.meeting and of.meeting.ended_at else None


# ───── correction and revocation ─────


@transaction.atomic
def propose_correction(certificate: Certificate, name: str, *, reason: str, by: Actor, at: datetime) -> Approval:
    """Ask the city's superior to correct a mistyped name."""
    refuse([*of_city(by), *_may_end(certificate), *_new_name(certificate, name)])
    return _proposed(queries.CORRECT, certificate, {"number": certificate.number, "name": name.strip()}, reason, by, at)


@transaction.atomic
def correct(approval: Approval, *, notice: Notice, by: Actor, at: datetime, random: Draw) -> Certificate:
    """A new certificate with the right name; the old one shows from now on that it was corrected."""
    old = _locked(approval.subject)
    name = str(approval.content.get("name", ""))
    wrong = [*of_city(by), *_may_end(old), *_new_name(old, name)]
    refuse([*wrong, *granted_for(approval, {"number": old.number, "name": name})])
    approvals.spend(approval, kind=queries.CORRECT, subject=old.number, by=by, at=at)
    _end(old, queries.CORRECTED, "", "姓名更正", by=by, at=at)
    return _issue(old.confirmed, name, old, notice=notice, by=by, at=at, random=random)


@transaction.atomic
def propose_revocation(
    certificate: Certificate, document_number: str, *, reason: str, by: Actor, at: datetime
) -> Approval:
    """Ask the city's superior to revoke a title, with the number of the decision."""
    refuse([*of_city(by), *_may_end(certificate), *_numbered(document_number)])
    content = {"number": certificate.number, "document_number": document_number.strip()}
    return _proposed(queries.REVOKE, certificate, content, reason, by, at)


@transaction.atomic
def revoke(approval: Approval, *, by: Actor, at: datetime) -> CertificateEnd:
    """撤销职称: the certificate shows it to whoever asks, the register counts the title no longer (S5.2-04)."""
    old = _locked(approval.subject)
    document = str(approval.content.get("document_number", ""))
    wrong = [*of_city(by), *_may_end(old), *_numbered(document)]
    refuse([*wrong, *granted_for(approval, {"number": old.number, "document_number": document})])
    approvals.spend(approval, kind=queries.REVOKE, subject=old.number, by=by, at=at)
    return _end(old, queries.REVOKED, document, approval.reason[:200], by=by, at=at)


def revoke_by_sanction(certificate: Certificate, document_number: str, ground: str, *, by: Actor, at: datetime) -> None:
    """撤销职称 as one of the measures of a sanction that two people decided."""
    old = _locked(certificate.number)
    refuse([*_may_end(old), *_numbered(document_number)])
    _end(old, queries.REVOKED, document_number, ground[:200], by=by, at=at)


def _proposed(
    kind: str, certificate: Certificate, content: dict[str, Any], reason: str, by: Actor, at: datetime
) -> Approval:
    office = Organisation.objects.get(pk=by.organisation)
    return approvals.propose(
        kind, certificate.number, content=content, reason=reason, organisation=office, role=Role.SUPERIOR, by=by, at=at
    )


def _locked(number: str) -> Certificate:
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related(
            "confirmed__dossier__person", "confirmed__dossier__year",
            "confirmed__confirmation__publication",
        )
        .get(number=number)
    )  # fmt: skip


def _may_end(certificate: Certificate) -> list[Refusal]:
    end = CertificateEnd.objects.filter(certificate=certificate).first()
    return [house.refusal(house.CERTIFICATE_STANDS, f"该证书已经{end.kind}")] if end else []


def _new_name(certificate: Certificate, name: str) -> list[Refusal]:
    if not name.strip() or name.strip() == certificate.name:
        return [house.refusal(house.CERTIFICATE_STANDS, "没有填写更正后的姓名", "name")]
    return []


def _numbered(document_number: str) -> list[Refusal]:
    return [] if document_number.strip() else [house.refusal(house.DOCUMENT_NUMBERED, place="document_number")]


def _end(certificate: Certificate, kind: str, document: str, reason: str, *, by: Actor, at: datetime) -> CertificateEnd:
    today = timezone.localdate(at)
    made = CertificateEnd.objects.create(
        certificate=certificate, kind=kind, document_number=document, authority=by.organisation_name, reason=reason,
        ended_on=today, ended_at=at,
    )  # fmt: skip
    register.end_title(certificate.number, kind=kind, document_number=document, decided_on=today, by=by, at=at)
    record(CertificateEnded(certificate.number, kind, document), by=by, at=at)
    return made


# ───── looking up ─────


@transaction.atomic
def count_lookup(address: str, at: datetime, notice: Notice) -> bool:
    """Count one question from an address; whether it may still be answered this hour. Leaves no event.

    Only an index of the address is kept, and only for the hour.
    """
    hour = at.replace(minute=0, second=0, microsecond=0)
    Lookup.objects.filter(hour__lt=hour).delete()
    row, _ = Lookup.objects.get_or_create(address=blind_index(address, "lookup"), hour=hour, defaults={"times": 0})
    Lookup.objects.filter(pk=row.pk).update(times=F("times") + 1)
    return row.times + 1 <= int(notice.rule("certificate_lookup")["per_hour"])
