"""审核页 of an office: read, judge, tell everything once, pass, return or refuse."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.policy.seats import Role
from zhicheng.stations import access
from zhicheng.web.shared import reviewing, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

SPACE = "office"


@seated(Role.REVIEWER)
@require_safe
def visit(request: Asked, number: str) -> HttpResponse:
    """The page of a visit, open or done."""
    return reviewing.sheet(request, access.seen_visit_for(request.actor, number), SPACE)


@seated(Role.REVIEWER)
@require_POST
def verdict(request: Asked, number: str) -> HttpResponse:
    return reviewing.verdict(request, access.visit_for(request.actor, number), SPACE)


@seated(Role.REVIEWER)
@require_POST
def add_item(request: Asked, number: str) -> HttpResponse:
    return reviewing.add_item(request, access.visit_for(request.actor, number), SPACE)


@seated(Role.REVIEWER)
@require_POST
def remove_item(request: Asked, number: str, id: int) -> HttpResponse:
    return reviewing.remove_item(request, access.deficiency_for(request.actor, number, id), SPACE)


@seated(Role.REVIEWER)
def send_back(request: Asked, number: str) -> HttpResponse:
    return reviewing.send_back(request, access.visit_for(request.actor, number), SPACE)


@seated(Role.REVIEWER)
def pass_on(request: Asked, number: str) -> HttpResponse:
    return reviewing.pass_on(request, access.visit_for(request.actor, number), SPACE)


@seated(Role.REVIEWER)
def turn_down(request: Asked, number: str) -> HttpResponse:
    return reviewing.turn_down(request, access.visit_for(request.actor, number), SPACE)


@seated(Role.REVIEWER)
@require_safe
def file_page(request: Asked, number: str, digest: str, page: int) -> HttpResponse:
    return reviewing.file_page(request, access.seen_visit_for(request.actor, number), digest, page)


@seated(Role.REVIEWER)
@require_safe
def letter_paper(request: Asked, number: str) -> HttpResponse:
    """A letter of this office as PDF."""
    made = documents.paper("letter", access.sent_letter_for(request.actor, number), at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)
