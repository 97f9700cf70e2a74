"""两人审批: proposed by one person, decided by another, spent once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.seats import Role

from .. import events, house
from ..models import Approval, Organisation


@transaction.atomic
def propose(
    kind: str,
    subject: str,
    *,
    content: Mapping[str, Any],
    reason: str,
    organisation: Organisation,
    role: Role,
    by: Actor,
    at: datetime,
) -> Approval:
    """Ask for a second person's word: a seat of ``role`` at ``organisation``. One is open for a kind and subject."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    refusals: list[Refusal] = []
    if not by.person or not by.seat:
        refusals.append(house.refusal(house.APPROVAL, "两人审批须由在席位上的人提出"))
    if not reason.strip():
        refusals.append(house.refusal(house.APPROVAL, "没有写明理由", "reason", "请写明理由。"))
    same = Approval.objects.filter(kind=kind, subject=subject, spent_at=None).exclude(is_granted=False)
    if same.exists():
        refusals.append(
            house.refusal(house.APPROVAL, "同一事项已经提出，或已同意而尚未使用", mend="请使用已有的审批。")
        )
    refuse(refusals)
    approval = Approval.objects.create(
        kind=kind,
        subject=subject,
        content=dict(content),
        reason=reason.strip(),
        organisation=organisation,
        role=role.value,
        proposed_by_id=by.person,
        proposed_by_words=by.words[:200],
        proposed_at=at,
    )
    record(
        events.ApprovalProposed(about_what=subject, kind=kind, approval=approval.pk, reason=approval.reason),
        by=by,
        at=at,
    )
    return approval


@transaction.atomic
def decide(approval: Approval, *, is_granted: bool, opinion: str, by: Actor, at: datetime) -> Approval:
    """The second person's word, by a holder of the seat that was asked; never by the proposer, and only once."""
    asked = Approval.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=approval.pk)
    refusals: list[Refusal] = []
    if by.person == asked.proposed_by_id:
        refusals.append(house.refusal(house.APPROVAL, "提出人不能决定自己提出的事项", mend="请由另一人决定。"))
    if not by.person or not by.seat or by.organisation != asked.organisation_id or by.role != asked.role:
        refusals.append(
            house.refusal(house.APPROVAL, f"该事项由{asked.organisation.name}的{Role(asked.role).words}决定")
        )
    if asked.decided_at is not None:
        refusals.append(house.refusal(house.DECIDED_ONCE, "该事项已有决定"))
    if not is_granted and not opinion.strip():
        refusals.append(house.refusal(house.APPROVAL, "不同意的，须写明意见", "opinion", "请写明不同意的原因。"))
    refuse(refusals)
    asked.is_granted, asked.opinion = is_granted, opinion.strip()
    asked.decided_by_id, asked.decided_by_words, asked.decided_at = by.person, by.words[:200], at
    asked.save()
    record(
        events.ApprovalDecided(
            about_what=asked.subject,
            kind=asked.kind,
            approval=asked.pk,
            is_granted=is_granted,
            opinion=asked.opinion,
        ),
        by=by,
        at=at,
    )
    approval.refresh_from_db()
    return asked


@transaction.atomic
def spend(approval: Approval, *, kind: str, subject: str, at: datetime, by: Actor | None = None) -> Approval:
    """Use a granted approval, once, for exactly what it was granted for. Without ``by`` its proposer uses it.

    The caller asks whether the right organisation decided it.
    """
    granted = Approval.objects.select_for_update().get(pk=approval.pk)
    refusals: list[Refusal] = []
    if granted.kind != kind or granted.subject != subject:
        refusals.append(house.refusal(house.APPROVAL, "该审批是为另一事项作出的", mend="请为本事项另行提出审批。"))
    if not granted.is_granted:
        refusals.append(house.refusal(house.APPROVAL, "该审批尚未同意", mend="请等待决定，或另行提出。"))
    if granted.spent_at is not None:
        refusals.append(house.refusal(house.APPROVAL, "该审批已经使用", mend="审批只能使用一次，请另行提出。"))
    refuse(refusals)
    granted.spent_at = at
    granted.save(update_fields=["spent_at"])
    proposer = Actor(name=granted.proposed_by_words, person=granted.proposed_by_id)
    record(events.ApprovalSpent(about_what=subject, kind=kind, approval=granted.pk), by=by or proposer, at=at)
    approval.refresh_from_db()
    return granted
