"""预览 with its watermark, and the form itself once every level has approved."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.dossier import queries as dossiers
from zhicheng.stations import queries as stations
from zhicheng.web.shared import viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.review import draft_sections

from .door import applicants_only, dossier_of

KINDS = {"a4": "review_form", "a3": "review_form_a3", "acceptance": "acceptance", "refusal": "refusal"}


@applicants_only
@require_safe
def preview(request: Asked) -> HttpResponse:
    """Every value as it will be printed, and the very form."""
    dossier = dossier_of(request)
    said, blanks = dossiers.written(dossier)
    sections = draft_sections(said, request.notice, {b.place for b in blanks})
    return render(request, "applicant/preview.html", {"dossier": dossier, "sections": sections})


@applicants_only
@require_safe
def preview_form(request: Asked) -> HttpResponse:
    """The very form as PDF, with its watermark."""
    content = documents.preview(dossier_of(request), notice=request.notice, at=request.at)
    return viewer.pdf(content, "评审表（预览）.pdf")


@applicants_only
@require_safe
def print_form(request: Asked, kind: str) -> HttpResponse:
    """A paper of one's own: the form in A4 or A3 when all have approved, the notice of acceptance, or of refusal."""
    dossier = dossier_of(request)
    if kind not in KINDS:
        raise Http404
    ending = stations.ending_of(dossier)
    if kind == "refusal":
        if ending is None:
            raise Http404
        made = documents.paper("refusal", ending, at=request.at)
    else:
        if not stations.is_all_passed(dossier):
            raise Http404
        made = documents.paper(KINDS[kind], dossier, at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)
