"""A title given back after an appeal set aside the decision that took it: a new certificate, approved by two (G-15)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhicheng.accounts.actions import approvals
from zhicheng.accounts.models import Approval
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice

from .. import facts, house, queries
from ..events import TitleRestored
from ..models import Certificate, Restoration
from ..numbers import Draw
from .certificates import _issue, _locked, _proposed, _published
from .doors import granted_for, of_city


@transaction.atomic
def propose_restoration(certificate: Certificate, *, reason: str, notice: Notice, by: Actor, at: datetime) -> Approval:
    """Ask the city's superior to give a revoked title back, once the appeal against its decision was granted."""
    old = _locked(certificate.number)
    refuse([*of_city(by), *_may_restore(old, at, notice)])
    return _proposed(queries.RESTORE, old, _content(old), reason, by, at)


@transaction.atomic
def restore(approval: Approval, *, notice: Notice, by: Actor, at: datetime, random: Draw) -> Certificate:
    """A new certificate for the title as it was first obtained, so that no year is lost; the old one stays revoked
    and says what followed."""
    old = _locked(approval.subject)
    refuse([*of_city(by), *_may_restore(old, at, notice)])
    refuse([*granted_for(approval, _content(old))])
    approvals.spend(approval, kind=queries.RESTORE, subject=old.number, by=by, at=at)
    plea = queries.appeal_granted(old)
    assert plea is not None
    new = _issue(old.confirmed, old.name, old, notice=notice, by=by, at=at, random=random)
    Restoration.objects.create(certificate=new, plea=plea, approval=approval, restored_by=by.words, restored_at=at)
    record(TitleRestored(old.confirmed.dossier.number, old.number, new.number, plea.document_number), by=by, at=at)
    return new


def _content(old: Certificate) -> dict[str, str]:
    plea = queries.appeal_granted(old)
    return {"number": old.number, "document_number": plea.document_number if plea else ""}


def _may_restore(old: Certificate, at: datetime, notice: Notice) -> list[Refusal]:
    if queries.status_of(old) != queries.REVOKED:
        return [house.refusal(house.RESTORED_ON_APPEAL, "该证书没有撤销，不需要恢复")]
    if Certificate.objects.filter(replaces=old).exists():
        return [house.refusal(house.RESTORED_ON_APPEAL, "该职称已经恢复")]
    if queries.appeal_granted(old) is None:
        return [house.refusal(house.RESTORED_ON_APPEAL)]
    (person,) = _published([old.confirmed])
    return list(facts.hindrances(person.publication, [person], at, notice)[person.dossier_id])
