"""The papers of a meeting for a seat that has come through the meeting's own door: the list, and one of them as PDF."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.documents.meeting import kinds
from zhicheng.policy.seats import Role

from . import viewer
from .asked import Asked


def listed(meeting: Any, role: Role) -> list[tuple[str, str]]:
    """Kind and name of each paper that exists now and that the seat may read."""
    return [(row.kind, row.name) for row in kinds.there(meeting, role)]


def answer(request: Asked, meeting: Any, role: Role, kind: str) -> HttpResponse:
    """The paper of that kind; one that does not exist, or is not for the seat, is absent."""
    if kinds.readable(meeting, role, kind) is None:
        raise Http404
    made = documents.paper(kind, meeting, at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)
