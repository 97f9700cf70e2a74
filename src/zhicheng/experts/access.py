"""The doors to the pool: what is forbidden and what is absent look the same (404)."""

from __future__ import annotations

from django.http import Http404

from zhicheng.accounts import queries as accounts
from zhicheng.ledger.actor import Actor
from zhicheng.policy.seats import UNIT_ROLES, Role

from . import queries
from .models import LeaveNotice, Nomination, Term, Vetting


def nomination_for(actor: Actor | None, number: str) -> Nomination:
    """A nomination, for the seats of the unit that put it forward and for each office to which it has come.

    Nobody sees their own.
    """
    found = queries.nomination(number) if actor is not None and actor.seat else None
    if found is None or actor is None or found.person_id == actor.person or not _sees(actor, found):
        raise Http404
    return found


def vetting_for(actor: Actor | None, number: str) -> Vetting:
    """The open step of a nomination at the actor's own seat."""
    waiting = queries.open_vetting(nomination_for(actor, number))
    if waiting is None or not decides(actor, waiting):
        raise Http404
    return waiting


def decides(actor: Actor | None, vetting: Vetting) -> bool:
    """Whether the actor sits where a step is decided."""
    return actor is not None and bool(actor.seat) and _serves(actor, vetting)


def term_for(actor: Actor | None, number: str) -> Term:
    """An expert's term, for the staff of the office whose pool it is and the city's reviewer."""
    found = queries.terms().filter(number=number).first() if actor is not None and actor.seat else None
    if found is None or actor is None or not accounts.keeps_pools(actor, found.office):
        raise Http404
    return found


def unit_term_for(actor: Actor | None, number: str) -> Term:
    """The running term of one of a unit's own people, for the unit's own seats."""
    roles = {r.value for r in UNIT_ROLES}
    found = queries.terms().filter(number=number).first() if actor is not None and actor.role in roles else None
    if found is None or actor is None or found.nomination.organisation_id != actor.organisation:
        raise Http404
    return found


def leave_for(actor: Actor | None, id: int) -> LeaveNotice:
    """A letter that asks a unit for its expert's days, for the unit's own seats."""
    roles = {r.value for r in UNIT_ROLES}
    found = LeaveNotice.objects.filter(pk=id).first() if actor is not None and actor.role in roles else None
    if found is None or actor is None or found.organisation_id is None or found.organisation_id != actor.organisation:
        raise Http404
    return found


def _sees(actor: Actor, found: Nomination) -> bool:
    roles = {r.value for r in UNIT_ROLES}
    if found.organisation_id is not None and actor.organisation == found.organisation_id and actor.role in roles:
        return True
    if found.organisation_id is None and actor.organisation == found.office_id:
        return actor.role == Role.SECRETARY.value
    return any(_serves(actor, vetting) for vetting in found.vettings.all())


def _serves(actor: Actor, vetting: Vetting) -> bool:
    steps = queries.steps_of(actor.role, is_city=accounts.is_city_office(actor.organisation))
    return vetting.organisation_id == actor.organisation and vetting.step in steps
