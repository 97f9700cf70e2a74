"""The doors to letters that go out; forbidden and absent look the same (404)."""

from __future__ import annotations

from django.http import Http404

from zhicheng.accounts import queries as accounts
from zhicheng.ledger.actor import Actor
from zhicheng.policy.seats import OFFICE_ROLES, Role

from . import queries
from .models import LetterOutName
from .queries import Standing


def letter_for(actor: Actor | None, id: int) -> Standing:
    """A letter for the seats of its issuer that draft and sign; every letter for the city's office."""
    found = queries.letter_out(id) if actor is not None and actor.seat else None
    if actor is None or found is None or not _sees(actor, found):
        raise Http404
    return found


def _sees(actor: Actor, found: Standing) -> bool:
    if actor.role in {r.value for r in OFFICE_ROLES} and accounts.is_city_office(actor.organisation):
        return True
    own = actor.organisation == found.letter.organisation_id
    return own and actor.role in (Role.HANDLER.value, Role.PRINCIPAL.value)


def named_for(actor: Actor | None, id: int, line: int) -> LetterOutName:
    """A line of the roster of a letter that the actor may see."""
    letter = letter_for(actor, id).letter
    found = LetterOutName.objects.select_related("letter", "result", "result__scan").filter(letter=letter, line=line)
    row = found.first()
    if row is None:
        raise Http404
    return row
