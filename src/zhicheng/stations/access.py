"""The doors to what is under review; forbidden and absent look the same."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from zhicheng.dossier.models import Dossier
from zhicheng.ledger.actor import Actor
from zhicheng.policy.seats import UNIT_ROLES
from zhicheng.year import shelf

from . import queries
from .models import Deficiency, Letter, UnitFile, UnitPublicity, Visit

_SEES = ("dossier__person", "dossier__year", "dossier__organisation", "revision", "organisation")


def _visits() -> QuerySet[Visit]:
    return Visit.objects.select_related(*_SEES)


def _absent_unless(found: Any) -> Any:
    if found is None:
        raise Http404
    return found


def _serves(actor: Actor, visit: Visit) -> bool:
    """Whether the actor sits in the very seat of the visit's station, and it is not the actor's own dossier."""
    if actor.organisation != visit.organisation_id or actor.person == visit.dossier.person_id:
        return False
    notice = shelf.notice_of(visit.dossier.year)
    return any(s.id == visit.station and s.seat == actor.role for s in notice.stations)


def visit_for(actor: Actor | None, number: str) -> Visit:
    """The open visit of a dossier at the actor's own seat."""
    found = (
        _visits().filter(dossier__number=number, closed_at=None, organisation=actor.organisation).first()
        if actor is not None and actor.seat
        else None
    )
    return _absent_unless(found if found is not None and _serves(actor, found) else None)  # type: ignore[arg-type]


def seen_visit_for(actor: Actor | None, number: str) -> Visit:
    """The last visit of a dossier at the actor's seat, open or done, to be read."""
    if actor is None or not actor.seat:
        raise Http404
    here = _visits().filter(dossier__number=number, organisation=actor.organisation).order_by("-ordinal")
    return _absent_unless(next((v for v in here if _serves(actor, v)), None))


def unit_visit_for(actor: Actor | None, number: str) -> Visit:
    """The last visit of a dossier of the actor's own unit, for any of the unit's seats."""
    if actor is None or actor.role not in {r.value for r in UNIT_ROLES}:
        raise Http404
    found = (
        _visits()
        .filter(dossier__number=number, dossier__organisation=actor.organisation)
        .exclude(dossier__person=actor.person)
        .order_by("-ordinal")
        .first()
    )
    return _absent_unless(found)


def delivered_dossier_for(actor: Actor | None, number: str) -> Dossier:
    """A dossier that the actor's office accepts for, before its last ruling or after; never the actor's own."""
    if actor is None or not actor.seat:
        raise Http404
    found = Dossier.objects.select_related("year", "organisation").filter(number=number).first()
    if found is None or found.person_id == actor.person:
        raise Http404
    last = queries.route_of(found).stations[-1]
    office = queries.office_at(last, found, shelf.notice_of(found.year)) if found.committee else None
    return _absent_unless(found if office is not None and office.pk == actor.organisation else None)


def publicity_for(actor: Actor | None, id: int) -> UnitPublicity:
    """A posting of the actor's own unit."""
    if actor is None or actor.role not in {r.value for r in UNIT_ROLES}:
        raise Http404
    return _absent_unless(UnitPublicity.objects.filter(pk=id, organisation=actor.organisation).first())


def deficiency_for(actor: Actor | None, number: str, id: int) -> Deficiency:
    """An item listed in the actor's open visit."""
    visit = visit_for(actor, number)
    return _absent_unless(Deficiency.objects.select_related("visit").filter(pk=id, visit=visit, letter=None).first())


def unit_file_for(actor: Actor | None, number: str, id: int) -> UnitFile:
    """A unit's file of a dossier that the actor may see."""
    visit = seen_visit_for(actor, number)
    return _absent_unless(UnitFile.objects.select_related("blob").filter(pk=id, dossier=visit.dossier_id).first())


def own_letter_for(actor: Actor | None, number: str) -> Letter:
    """A letter to the actor's own dossier."""
    letter = queries.letter_numbered(number) if actor is not None and not actor.seat else None
    if letter is None or actor is None or letter.visit.dossier.person_id != actor.person:
        raise Http404
    return letter


def sent_letter_for(actor: Actor | None, number: str) -> Letter:
    """A letter that the actor's own office sent."""
    letter = queries.letter_numbered(number) if actor is not None and actor.seat else None
    if letter is None or actor is None or letter.visit.organisation_id != actor.organisation:
        raise Http404
    if letter.visit.dossier.person_id == actor.person:
        raise Http404
    return letter
