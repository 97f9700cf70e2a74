"""The applicant's doors: whoever acts without a seat, and the dossier of the open year."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from zhicheng.dossier import access
from zhicheng.dossier.queries import ROWS
from zhicheng.policy.places import SECTIONS
from zhicheng.web.shared.asked import Asked

Page = Callable[..., HttpResponse]


def applicants_only(page: Page) -> Page:
    """Absent for everybody who sits in a seat or is not signed in, and while no year is open."""
    return _door(page, needs_year=True)


def persons_only(page: Page) -> Page:
    """Absent for everybody who sits in a seat or is not signed in: what stays a person's own when no year is open."""
    return _door(page, needs_year=False)


def _door(page: Page, *, needs_year: bool) -> Page:
    @wraps(page)
    def opened(request: Asked, *given: Any, **named: Any) -> HttpResponse:
        actor = request.actor
        if actor is None or actor.seat or (needs_year and request.year is None):
            raise Http404
        return page(request, *given, **named)

    return opened


def dossier_of(request: Asked) -> Any:
    """The applicant's own dossier; absent before it was opened."""
    return access.own_dossier_for(request.actor, request.year)


def section_href(section: str) -> str:
    """The page of a section."""
    if section == "pledge":
        return reverse("applicant:pledge")
    return reverse("applicant:section", args=[section]) if section in SECTIONS else reverse("applicant:home")


def href_of(place: str) -> str:
    """The very field or file that a place names."""
    section, *rest = place.split(".")
    if section == "unit_files" or section not in SECTIONS:
        return reverse("applicant:home")
    if section in ROWS and rest and rest[0] == "+":
        return f"{section_href(section)}#add"
    anchor = "p-" + "-".join((section, *rest)) if rest else ""
    return section_href(section) + (f"#{anchor}" if anchor else "")
