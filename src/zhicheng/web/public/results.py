"""结果公示 with its objection box, and 证书查验: both without logging in (S5.4-06, G-12, U20)."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.outcome import numbers, queries
from zhicheng.outcome.actions.certificates import count_lookup
from zhicheng.outcome.actions.publicity import object_to
from zhicheng.policy.finding import Refused
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.law import in_force
from zhicheng.year import shelf


@login_not_required
@require_safe
def publicity(request: Asked) -> HttpResponse:
    """The lists that are up now; those whose time is over are no longer here."""
    shown = queries.showing(request.at)
    return render(request, "public/publicity.html", {"shown": [(p, len(p.rows)) for p in shown]})


def _shown(request: Asked, number: str, more: dict[str, Any] | None = None) -> HttpResponse:
    publication = queries.publication_numbered(number)
    if publication is None or not queries.is_shown(publication, request.at):
        raise Http404
    told = (more or {}).get("told", ())
    return render(
        request,
        "public/publication.html",
        {
            "publication": publication,
            "channels": queries.channels(publication),
            "changed": _changed(publication),
            "rule": shelf.notice_of(publication.sitting.year).rule("results_publicity_period"),
            "typed": {},
        }
        | (more or {}),
        status=409 if told else 200,
    )


def _changed(publication: Any) -> frozenset[int]:
    """The rows whose result stands no longer; the list itself is never changed."""
    people = queries.people_of(publication)
    outcomes = queries.outcomes(p.dossier_id for p in people)
    return frozenset(p.ordinal for p in people if not outcomes[p.dossier_id].passed)


@login_not_required
@require_safe
def publication(request: Asked, number: str) -> HttpResponse:
    """One list while it is up, and the box for objections."""
    return _shown(request, number)


@login_not_required
@require_POST
def object_box(request: Asked, number: str) -> HttpResponse:
    """异议, named or anonymous; answered by a code that is shown once."""
    publication = queries.publication_numbered(number)
    if publication is None or not queries.is_shown(publication, request.at):
        raise Http404
    post, notice = request.POST, shelf.notice_of(publication.sitting.year)
    chosen = post.get("person", "")
    try:
        made, code = object_to(
            publication,
            int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 6 else 0,
            post.get("words", "")[:4000],
            name=post.get("name", "")[:80],
            contact=post.get("contact", "")[:120],
            random=secrets.token_bytes,
            notice=notice,
            at=request.at,
        )
    except Refused as no:
        return _shown(request, number, {"told": no.refusals, "typed": post})
    return render(request, "public/objected.html", {"publication": publication, "objection": made, "code": code})


@login_not_required
def objection_status(request: Asked) -> HttpResponse:
    """How an objection stands, for whoever has its code; by POST, so that no log holds a code."""
    found, asked = None, request.method == "POST"
    if asked and _may_ask(request):
        found = queries.objection_by_receipt(request.POST.get("code", "")[:40])
    steps = queries.steps_of(found) if found else ()
    return render(request, "public/objection_status.html", {"asked": asked, "found": found, "steps": steps})


@login_not_required
def verify_certificate(request: Asked) -> HttpResponse:
    """By number and name, by POST, so that no log holds a name; unknown, mistyped and another's name look the same."""
    if request.method != "POST":
        return _answer(request, asked=False)
    if not _may_ask(request):
        return _answer(request, too_often=True)
    number, name = numbers.tidy(request.POST.get("number", "")[:60]), request.POST.get("name", "").strip()[:60]
    found = queries.certificate_numbered(number) if numbers.is_whole(number) else None
    if found is not None and not secrets.compare_digest(found.name.encode(), name.encode()):
        found = None
    return _answer(request, found)


@login_not_required
@require_safe
def verify_token(request: Asked, token: str) -> HttpResponse:
    """By the square code on the certificate."""
    if not _may_ask(request):
        return _answer(request, too_often=True)
    return _answer(request, queries.certificate_by_token(token[:40]))


def _answer(request: Asked, found: Any = None, *, asked: bool = True, too_often: bool = False) -> HttpResponse:
    status = queries.status_of(found) if found else ""
    context = {
        "asked": asked,
        "too_often": too_often,
        "found": found,
        "state": status,
        "end": queries.end_of(found) if found else None,
        "restored": getattr(found, "successor", None),
        "rule": in_force(request).rule("certificate_lookup") if asked else None,
    }
    return render(request, "public/verify_certificate.html", context, status=429 if too_often else 200)


def _may_ask(request: Asked) -> bool:
    return count_lookup(request.META.get("REMOTE_ADDR", ""), request.at, in_force(request))
