"""诚信档案 of the unit itself: decisions about it, their papers, 申诉 and 信用修复 by its principal (五(二), G-15)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.outcome import access, queries
from zhicheng.policy.seats import Role
from zhicheng.web.shared import pleading, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

SEES = (Role.ADMINISTRATOR, Role.PRINCIPAL)


@seated(*SEES, needs_year=False)
@require_safe
def integrity(request: Asked) -> HttpResponse:
    """What is on file about the unit."""
    return _shown(request)


def _shown(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    told = (more or {}).get("told", ())
    return render(
        request,
        "employer/integrity.html",
        {
            "decisions": queries.decisions(queries.sanctions_of_unit(request.seat.organisation), request.at.date()),
            "may_plead": request.actor.role == Role.PRINCIPAL.value,
        }
        | (more or {}),
        status=409 if told else 200,
    )


@seated(Role.PRINCIPAL, needs_year=False)
@require_POST
def plead(request: Asked, id: int) -> HttpResponse:
    """申诉 or 信用修复 about a decision on the unit."""
    refused = pleading.plead(request, access.unit_sanction_for(request.actor, id))
    return _shown(request, refused) if refused else redirect("employer:integrity")


@seated(*SEES, needs_year=False)
@require_safe
def measure_paper(request: Asked, id: int) -> HttpResponse:
    """The document of a measure against the unit."""
    paper = documents.paper("measure", access.unit_measure_for(request.actor, id), at=request.at)
    return viewer.pdf(papers.paper_content(paper), paper.name)


@seated(*SEES, needs_year=False)
@require_safe
def extract(request: Asked, id: int) -> HttpResponse:
    """诚信档案摘录 of a decision about the unit as it stands today."""
    paper = documents.paper("integrity_extract", access.unit_sanction_for(request.actor, id), at=request.at)
    return viewer.pdf(papers.paper_content(paper), paper.name)
