"""The one door to a dossier for its owner; forbidden and absent look the same."""

from __future__ import annotations

from django.http import Http404

from zhicheng.ledger.actor import Actor
from zhicheng.year.models import Year

from . import queries
from .models import Attachment, Dossier


def own_dossier_for(actor: Actor | None, year: Year | None) -> Dossier:
    """The applicant's own dossier of the year."""
    dossier = queries.of_person(actor.person, year) if actor is not None and year is not None else None
    if dossier is None:
        raise Http404
    return dossier


def own_attachment_for(actor: Actor | None, id: int) -> Attachment:
    """A file of the applicant's own."""
    found = (
        Attachment.objects.select_related("blob", "dossier", "dossier__person", "dossier__year")
        .filter(pk=id, dossier__person=actor.person if actor else 0)
        .first()
    )
    if found is None:
        raise Http404
    return found
