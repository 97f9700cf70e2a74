"""结果与复查: one's own result, why it failed, the recheck, the certificate; one's own integrity file (G-17, G-15)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.outcome import access, queries
from zhicheng.outcome.actions import results
from zhicheng.policy.finding import Refused
from zhicheng.web.shared import flash, pleading, viewer
from zhicheng.web.shared.asked import Asked

from .door import applicants_only, dossier_of, persons_only


@persons_only
@require_safe
def result(request: Asked) -> HttpResponse:
    """The result from the minute of its publication, and the certificates of earlier years; nobody else's."""
    return _shown(request)


def _shown(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    own = None
    if request.year is not None:
        try:
            own = queries.own_result(dossier_of(request))
        except Http404:  # the integrity file and earlier certificates are there before any dossier
            own = None
    told = (more or {}).get("told", ())
    end = queries.end_of(own.certificate) if own and own.certificate else None
    return render(
        request,
        "applicant/result.html",
        {
            "own": own,
            "is_shown": own is not None and queries.is_shown(own.publication, request.at),
            "end": end,
            "rule": request.notice.rule("recheck") if request.year is not None else None,
            "earlier": queries.certificates_of(request.actor.person, but=own.certificate if own else None),
            "decisions": queries.decisions(queries.sanctions_of(request.actor.person), request.at.date()),
            "typed": {},
        }
        | (more or {}),
        status=409 if told else 200,
    )


@applicants_only
@require_POST
def ask_recheck(request: Asked) -> HttpResponse:
    """复查, within the time of the notice."""
    dossier, words = dossier_of(request), request.POST.get("words", "")[:4000]
    try:
        results.ask_recheck(dossier, words, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, {"told": no.refusals, "typed": request.POST})
    flash.say(request, "已提出复查")
    return redirect("applicant:result")


@persons_only
@require_safe
def certificate(request: Asked, number: str) -> HttpResponse:
    """One's own electronic certificate."""
    paper = documents.paper("certificate", access.own_certificate_for(request.actor, number), at=request.at)
    answer = HttpResponse(papers.paper_content(paper), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="certificate-{number}.pdf"'
    return answer


@persons_only
@require_POST
def plead(request: Asked, id: int) -> HttpResponse:
    """申诉 or 信用修复 about a decision on oneself."""
    refused = pleading.plead(request, access.own_sanction_for(request.actor, id))
    return _shown(request, refused) if refused else redirect("applicant:result")


@persons_only
@require_safe
def measure_paper(request: Asked, id: int) -> HttpResponse:
    """The document of a measure against oneself."""
    paper = documents.paper("measure", access.own_measure_for(request.actor, id), at=request.at)
    return viewer.pdf(papers.paper_content(paper), paper.name)


@persons_only
@require_safe
def extract(request: Asked, id: int) -> HttpResponse:
    """诚信档案摘录 of a decision about oneself as it stands today."""
    paper = documents.paper("integrity_extract", access.own_sanction_for(request.actor, id), at=request.at)
    return viewer.pdf(papers.paper_content(paper), paper.name)
