"""The doors to rows by id: what is forbidden and what is absent look the same (404)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from django.http import Http404

from zhicheng.ledger.actor import Actor

from . import queries
from .models import Approval, Employment, Organisation, OrganisationProof, Verification

Row = TypeVar("Row")


def organisation_for(actor: Actor, id: int) -> Organisation:
    """A unit that the actor sits in, that the actor's office manages, or any for the city's office."""
    unit = Organisation.objects.filter(pk=id).select_related("manager", "department", "parent").first()
    return _shown(unit, lambda found: _sees(actor, found))


def quota_unit_for(actor: Actor, id: int, natures: Collection[str]) -> Organisation:
    """A unit of those natures whose posts the actor enters (R-36)."""
    unit = Organisation.objects.filter(pk=id, nature__in=list(natures)).select_related("manager", "department").first()
    return _shown(unit, lambda found: bool(actor.seat) and queries.keeps_quota(actor, found))


def employment_for(actor: Actor, id: int) -> Employment:
    """A person's employment, for the unit's own seats, for whoever manages the unit, and for the person."""
    held = Employment.objects.filter(pk=id).select_related("person", "organisation", "organisation__department").first()

    def sees(found: Employment) -> bool:
        return bool(actor.person and actor.person == found.person_id) or _sees(actor, found.organisation)

    return _shown(held, sees)


def green_mark_for(actor: Actor, id: int) -> Employment:
    """A green-channel mark that stands, for the city's registrars (S2.2-05)."""
    held = queries.green_marks().filter(pk=id).first()
    return _shown(held, lambda _: bool(actor.seat) and queries.keeps_green_channel(actor))


def verification_for(actor: Actor, id: int) -> Verification:
    """A submission, for the unit itself and for whoever manages it."""
    found = Verification.objects.filter(pk=id).select_related("organisation", "organisation__manager").first()
    return _shown(found, lambda v: _sees(actor, v.organisation))


def proof_for(actor: Actor, id: int) -> OrganisationProof:
    """单位审核材料 that stands, for the unit itself and for whoever manages it."""
    found = (
        OrganisationProof.objects.filter(pk=id, removed_at=None)
        .select_related("organisation", "organisation__manager", "blob")
        .first()
    )
    return _shown(found, lambda p: _sees(actor, p.organisation))


def approval_for(actor: Actor, id: int) -> Approval:
    """An approval, for its proposer and for the seats that decide it."""
    found = Approval.objects.filter(pk=id).select_related("organisation").first()

    def sees(approval: Approval) -> bool:
        decides = actor.organisation == approval.organisation_id and actor.role == approval.role
        return bool(actor.seat) and (decides or actor.person == approval.proposed_by_id)

    return _shown(found, sees)


def _sees(actor: Actor, unit: Organisation) -> bool:
    if not actor.seat:
        return False
    if actor.organisation == unit.pk:
        return True
    return actor.organisation == unit.manager_id or queries.is_city_office(actor.organisation)


def _shown(row: Row | None, sees: Callable[[Row], bool]) -> Row:
    if row is None or not sees(row):
        raise Http404
    return row
