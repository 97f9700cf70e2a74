"""绿色通道标注: the city's office checks each one, and revokes it by two people with a reason (S2.2-05)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register

from .. import events, house, queries
from ..models import Approval, Employment, Organisation
from . import approvals

REVOCATION = "green_channel_revocation"
"""The kind of the approval by which a mark is revoked."""


def revocation_subject(employment: Employment) -> str:
    """The subject of a revocation: this mark of this employment."""
    return f"{employment.pk}/{employment.green_channel}"


@transaction.atomic
def check_mark(employment: Employment, *, by: Actor, at: datetime) -> Employment:
    """Tick a mark as compared with its approval; once is enough until the mark is changed."""
    held = _locked(employment)
    refuse(list(_may_keep(held, by)))
    if held.green_checked_at is None:
        held.green_checked_at, held.green_checked_by = at, by.words[:120]
        held.save(update_fields=["green_checked_at", "green_checked_by"])
        record(
            events.GreenChannelChecked(
                person=held.person_id, organisation=held.organisation_id, document_number=held.green_channel
            ),
            by=by,
            at=at,
        )
    return held


@transaction.atomic
def propose_revocation(employment: Employment, *, reason: str, by: Actor, at: datetime) -> Approval:
    """Ask the city office's 分管负责人 to agree that a mark is revoked."""
    held = _locked(employment)
    refuse(list(_may_keep(held, by)))
    city = Organisation.objects.get(pk=by.organisation)
    return approvals.propose(
        REVOCATION,
        revocation_subject(held),
        content={"unit": held.organisation.name, "person": held.person.name, "document": held.green_channel},
        reason=reason,
        organisation=city,
        role=Role.SUPERIOR,
        by=by,
        at=at,
    )


@transaction.atomic
def revoke_mark(employment: Employment, approval: Approval, *, by: Actor, at: datetime) -> Employment:
    """End a mark by a granted approval: the person is struck from the document, so that the unit cannot set it again,
    and a sealed dossier that carries it takes a post like any other. The unit's row is locked against recommendations
    that count meanwhile."""
    Organisation.objects.select_for_update().get(pk=employment.organisation_id)
    held = _locked(employment)
    refuse(list(_may_keep(held, by)))
    spent = approvals.spend(approval, kind=REVOCATION, subject=revocation_subject(held), at=at, by=by)
    document, person = held.green_channel, held.person
    register.strike_green_channel(document, person.id_type, person.id_index, reason=spent.reason, by=by, at=at)
    held.green_channel, held.green_checked_at, held.green_checked_by = "", None, ""
    held.save(update_fields=["green_channel", "green_checked_at", "green_checked_by"])
    record(
        events.GreenChannelMarkEnded(
            person=held.person_id,
            organisation=held.organisation_id,
            document_number=document,
            reason=spent.reason,
            approval=spent.pk,
        ),
        by=by,
        at=at,
    )
    return held


def _locked(employment: Employment) -> Employment:
    return (
        Employment.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .get(pk=employment.pk)
    )


def _may_keep(held: Employment, by: Actor) -> Iterator[Refusal]:
    if not queries.keeps_green_channel(by):
        yield house.refusal(house.GREEN_CHANNEL_BY_CITY)
    if held.ended_at is not None or not held.green_channel:
        yield house.refusal(house.GREEN_CHANNEL_BY_CITY, "该人员没有绿色通道标注", mend="请刷新页面。")
