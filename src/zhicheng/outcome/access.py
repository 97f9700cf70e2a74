"""The doors to what follows from a result: what is forbidden and what is absent look the same (404)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404

from zhicheng.accounts.queries import is_city_office
from zhicheng.committee.models import Meeting, Sitting
from zhicheng.committee.queries import numbered
from zhicheng.ledger.actor import Actor
from zhicheng.policy.seats import Role
from zhicheng.register import queries as register
from zhicheng.register.models import SupervisionMeasure

from . import queries
from .models import (
    Certificate,
    Confirmation,
    Objection,
    Plea,
    Publication,
    Recheck,
    Recognition,
    Result,
    Sanction,
    SanctionMeasure,
)


def _sits(actor: Actor | None, *roles: Role) -> bool:
    return actor is not None and bool(actor.seat) and actor.role in {r.value for r in roles}


def _at_city(actor: Actor | None, *roles: Role) -> bool:
    return _sits(actor, *roles) and actor is not None and is_city_office(actor.organisation)


def _there(found: Any, allowed: bool) -> Any:
    if found is None or not allowed:
        raise Http404
    return found


def _of_own_office(actor: Actor | None, sitting: Sitting) -> bool:
    """Whether the committee is the actor's own office's."""
    return _sits(actor, Role.SECRETARY) and actor is not None and sitting.office_id == actor.organisation


def own_meeting_for(actor: Actor | None, number: str) -> Meeting:
    """A meeting whose results the actor's own office handles."""
    found = numbered(number)
    return _there(found, found is not None and _of_own_office(actor, found.sitting))


def own_meeting_result_for(actor: Actor | None, id: int) -> Result:
    """A result of the actor's own office's committees."""
    found = (
        Result.objects.filter(pk=id).select_related("case__meeting__sitting", "recognition__sitting", "dossier").first()
    )
    return _there(found, found is not None and _of_own_office(actor, found.sitting))


def recheck_for(actor: Actor | None, id: int) -> Recheck:
    """A recheck that the actor's office answers."""
    found = Recheck.objects.filter(pk=id).first()
    if found is not None:
        own_meeting_result_for(actor, found.result_id)
    return _there(found, True)


def others_lists(actor: Actor | None, publications: Iterable[Publication]) -> tuple[Publication, ...]:
    """The lists that staff may deal with: none on which they stand themselves, for what is said against its people, and
    that something is, is not for whoever it may be about (G-12)."""
    own = queries.lists_with(actor.person) if actor is not None and actor.person else frozenset()
    return tuple(p for p in publications if p.pk not in own)


def _is_others(actor: Actor | None, publication: Publication) -> bool:
    return bool(others_lists(actor, [publication]))


def objection_for(actor: Actor | None, number: str) -> Objection:
    """An objection, for the committee's own office and the city's; never for whoever stands on the list."""
    found = queries.objection_numbered(number)
    if found is None or not _is_others(actor, found.person.publication):
        raise Http404
    own = _of_own_office(actor, found.person.publication.sitting)
    return _there(found, own or _at_city(actor, Role.REVIEWER))


def meeting_to_accept_for(actor: Actor | None, number: str) -> Meeting:
    """A meeting whose filed results the city accepts."""
    return _there(numbered(number), _at_city(actor, Role.REVIEWER))


def sitting_to_recognise_for(actor: Actor | None, id: int) -> Sitting:
    """A committee of a year for whose dossiers the city decides without a vote."""
    found = Sitting.objects.filter(pk=id).select_related("year", "office").first()
    return _there(found, _at_city(actor, Role.REVIEWER))


def recognition_to_publish_for(actor: Actor | None, id: int) -> Recognition:
    """A decision of recognition whose results the city publishes."""
    return _there(Recognition.objects.filter(pk=id).first(), _at_city(actor, Role.REVIEWER))


def publication_for(actor: Actor | None, number: str) -> Publication:
    """A publication with what keeps its people from their certificates, for the city's reviewer and superior who do not
    stand on it."""
    found = queries.publication_numbered(number)
    may = found is not None and _is_others(actor, found)
    return _there(found, may and _at_city(actor, Role.REVIEWER, Role.SUPERIOR))


def own_publication_for(actor: Actor | None, number: str) -> Publication:
    """A publication of the actor's own office's committees."""
    found = queries.publication_numbered(number)
    return _there(found, found is not None and _of_own_office(actor, found.sitting))


def objections_report_for(actor: Actor | None, number: str, at: datetime) -> Publication:
    """A publication whose objections are reported: for the city and the committee's own office, once it is over."""
    found = queries.publication_numbered(number)
    if found is None or not queries.is_over(found, at) or not _is_others(actor, found):
        raise Http404
    own = _of_own_office(actor, found.sitting)
    return _there(found, own or _at_city(actor, Role.REVIEWER, Role.SUPERIOR))


def confirmation_for(actor: Actor | None, id: int) -> Confirmation:
    """A confirmation, for the city's reviewer and superior."""
    found = Confirmation.objects.filter(pk=id).select_related("publication__meeting__sitting", "approval").first()
    return _there(found, _at_city(actor, Role.REVIEWER, Role.SUPERIOR))


def certificate_for(actor: Actor | None, number: str) -> Certificate:
    """A certificate, for the city's reviewer and superior."""
    return _there(queries.certificate_numbered(number), _at_city(actor, Role.REVIEWER, Role.SUPERIOR))


def own_certificate_for(actor: Actor | None, number: str) -> Certificate:
    """One's own certificate, whatever became of it."""
    found = queries.certificate_numbered(number)
    mine = actor is not None and found is not None and found.confirmed.dossier.person_id == actor.person
    return _there(found, mine)


def sanction_for(actor: Actor | None, id: int) -> Sanction:
    """A decision, for the city's seats that keep the file."""
    return _there(queries.sanction_of(id), _at_city(actor, Role.REVIEWER, Role.SUPERIOR, Role.SUPERVISOR))


def own_sanction_for(actor: Actor | None, id: int) -> Sanction:
    """A decision about oneself."""
    found = queries.sanction_of(id)
    mine = actor is not None and bool(actor.person) and found is not None and found.person_id == actor.person
    return _there(found, mine)


def unit_sanction_for(actor: Actor | None, id: int) -> Sanction:
    """A decision about the actor's own unit, for its administrator and principal."""
    found = queries.sanction_of(id)
    return _there(found, found is not None and _of_own_unit(actor, found))


def unit_measure_for(actor: Actor | None, id: int) -> SanctionMeasure:
    """The document of a measure against the actor's own unit."""
    found = _measure(id)
    return _there(found, found is not None and _of_own_unit(actor, found.sanction))


def _of_own_unit(actor: Actor | None, sanction: Sanction) -> bool:
    is_about_it = actor is not None and sanction.person_id is None and sanction.organisation_id == actor.organisation
    return is_about_it and _sits(actor, Role.ADMINISTRATOR, Role.PRINCIPAL)


def _measure(id: int) -> SanctionMeasure | None:
    return SanctionMeasure.objects.filter(pk=id).select_related("sanction__person", "sanction__organisation").first()


def measure_for(actor: Actor | None, id: int) -> SanctionMeasure:
    """A measure's document, for the city's seats that keep the file."""
    return _there(_measure(id), _at_city(actor, Role.REVIEWER, Role.SUPERIOR, Role.SUPERVISOR))


def own_measure_for(actor: Actor | None, id: int) -> SanctionMeasure:
    """The document of a measure against oneself."""
    found = _measure(id)
    mine = actor is not None and bool(actor.person) and found is not None and found.sanction.person_id == actor.person
    return _there(found, mine)


def plea_for(actor: Actor | None, id: int) -> Plea:
    """A plea that the city's superior answers."""
    return _there(queries.plea_of(id), _at_city(actor, Role.SUPERIOR))


def supervision_for(actor: Actor | None, id: int) -> SupervisionMeasure:
    """A measure against a unit or a committee, for the city's supervisors."""
    found = register.supervision().filter(pk=id).first()
    return _there(found, _at_city(actor, Role.SUPERVISOR))
