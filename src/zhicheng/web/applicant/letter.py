"""告知书 as the applicant reads it, each item leading to the very field that it opened."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.dossier import queries as dossiers
from zhicheng.stations import access
from zhicheng.web.shared import viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.review import items_of

from .door import applicants_only, href_of


@applicants_only
@require_safe
def letter(request: Asked, number: str) -> HttpResponse:
    """One's own letter."""
    found = access.own_letter_for(request.actor, number)
    opened = dossiers.reopening(found.visit.dossier)
    return render(
        request,
        "applicant/letter.html",
        {
            "letter": found,
            "items": items_of(found.items.all()),
            "is_open": opened is not None and opened.letter == number,
            "href_of": href_of,
        },
    )


@applicants_only
@require_safe
def paper(request: Asked, number: str) -> HttpResponse:
    """The letter as PDF."""
    found = access.own_letter_for(request.actor, number)
    made = documents.paper("letter", found, at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)
