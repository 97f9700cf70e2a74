"""待办 of the handler and the principal, and everybody of the unit with the recommendation report."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.policy.seats import Role
from zhicheng.stations import access, lists, queries
from zhicheng.stations.rail import rail_of
from zhicheng.web.shared import viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.lists import filters_of, page_of
from zhicheng.web.shared.rails import rail_for
from zhicheng.web.shared.reviewing import trail_of

UNIT = (Role.ADMINISTRATOR, Role.HANDLER, Role.PRINCIPAL)


@seated(Role.HANDLER, Role.PRINCIPAL)
@require_safe
def inbox(request: Asked) -> HttpResponse:
    """What waits for this seat, the most urgent first; postings are on their own page."""
    actor, q, due = request.actor, request.GET.get("q", ""), request.GET.get("due", "")
    asked: dict[str, Any] = {"seat": actor.role, "year": request.year, "notice": request.notice, "at": request.at}
    listing = lists.inbox(actor.organisation, **asked, besides=actor.person, q=q, due=due, page=page_of(request))
    counts = lists.counts(actor.organisation, **asked)
    return render(
        request,
        "office/inbox.html",
        {
            "listing": listing,
            "rows": [(r, rail_for(r.rail)) for r in listing.rows],
            "counts": counts,
            "filters_of": filters_of(counts, q, lists.soon_days(request.notice)),
            "soon_days": lists.soon_days(request.notice),
            "due": due,
            "q": q,
            "visit_page": "employer:visit",
            "moved": queries.schedule_changes(request.year)[:1],
            "page_href": lambda n: "?" + urlencode({"due": due, "q": q, "page": n}),
        },
    )


@seated(*UNIT)
@require_safe
def everyone(request: Asked) -> HttpResponse:
    """Every dossier that the unit's people handed in, and where it is."""
    unit, q = request.seat.organisation, request.GET.get("q", "")
    listing = lists.all_of_unit(
        unit, year=request.year, notice=request.notice, at=request.at, q=q, page=page_of(request)
    )
    return render(
        request,
        "employer/all.html",
        {
            "listing": listing,
            "rows": [(r, rail_for(r.rail)) for r in listing.rows],
            "q": q,
            "recommended": len(queries.recommended_by(unit, request.year)),
            "page_href": lambda n: "?" + urlencode({"q": q, "page": n}),
        },
    )


@seated(*UNIT)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One dossier of the unit: its rail and who ruled what; its content is for the seats that judge it."""
    visit = access.unit_visit_for(request.actor, number)
    return render(
        request,
        "employer/one.html",
        {
            "visit": visit,
            "dossier": visit.dossier,
            "rail": rail_for(rail_of(visit.dossier, request.notice, request.at)),
            "trail": trail_of(visit, request.notice),
            "letters": queries.letters(visit.dossier),
            "ending": queries.ending_of(visit.dossier),
        },
    )


@seated(*UNIT)
@require_safe
def report(request: Asked) -> HttpResponse:
    """The unit's recommendation report with its roster, as PDF; absent while nobody is recommended."""
    unit = request.seat.organisation
    if not queries.recommended_by(unit, request.year):
        raise Http404
    made = documents.paper("recommendation_report", (unit, request.year), at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)
