"""审核页 of an office: read, judge, tell everything once, pass, return or refuse."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.policy.seats import Role
from zhicheng.stations import access
from zhicheng.web.shared import reviewing, viewer
from zhicheng.web.shared.door import seated

SPACE = "office"


@seated(Role.REVIEWER)
@require_safe
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a visit, open or done."""
    return reviewing.sheet(request, access.seen_visit_for(request.actor, number), SPACE)  # type: ignore[attr-defined]


@seated(Role.REVIEWER)
@require_POST
def verdict(request: HttpRequest, number: str) -> HttpResponse:
    return reviewing.verdict(request, access.visit_for(request.actor, number), SPACE)  # type: ignore[attr-defined]


@seated(Role.REVIEWER)
@require_POST
def add_item(request: HttpRequest, number: str) -> HttpResponse:
    return reviewing.add_item(request, access.visit_for(request.actor, number), SPACE)  # type: ignore[attr-defined]


@seated(Role.REVIEWER)
@require_POST
def remove_item(request: HttpRequest, number: str, id: int) -> HttpResponse:
    return reviewing.remove_item(request, access.deficiency_for(request.actor, number, id), SPACE)  # type: ignore[attr-defined]


@seated(Role.REVIEWER)
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    return reviewing.send_back(request, access.visit_for(request.actor, number), SPACE)  # type: ignore[attr-defined]


@seated(Role.REVIEWER)
def pass_on(request: HttpRequest, number: str) -> HttpResponse:
    return reviewing.pass_on(request, access.visit_for(request.actor, number), SPACE)  # type: ignore[attr-defined]


@seated(Role.REVIEWER)
def turn_down(request: HttpRequest, number: str) -> HttpResponse:
    return reviewing.turn_down(request, access.visit_for(request.actor, number), SPACE)  # type: ignore[attr-defined]


@seated(Role.REVIEWER)
@require_safe
def file_page(request: HttpRequest, number: str, digest: str, page: int) -> HttpResponse:
    return reviewing.file_page(request, access.seen_visit_for(request.actor, number), digest, page)  # type: ignore[attr-defined]


@seated(Role.REVIEWER)
@require_safe
def letter_paper(request: HttpRequest, number: str) -> HttpResponse:
    """A letter of this office as PDF."""
    made = documents.paper("letter", access.sent_letter_for(request.actor, number), at=request.at)  # type: ignore[attr-defined]
    return viewer.pdf(papers.paper_content(made), made.name)
