"""待办 and 已办 of an office."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.policy.seats import Role
from zhicheng.stations import lists, queries
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.lists import filters_of, page_of
from zhicheng.web.shared.rails import rail_for


def _asked(request: Asked) -> dict[str, Any]:
    actor = request.actor
    return {
        "seat": actor.role,
        "year": request.year,
        "notice": request.notice,
        "at": request.at,
    }


@seated(Role.REVIEWER)
@require_safe
def inbox(request: Asked) -> HttpResponse:
    """What waits for this seat, the most urgent first."""
    actor, q, due = request.actor, request.GET.get("q", ""), request.GET.get("due", "")
    asked = _asked(request)
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
            "plans": tuple(queries.plans_of(actor.organisation, request.year).values()),
            "moved": queries.schedule_changes(request.year)[:1],
            "page_href": lambda n: "?" + urlencode({"due": due, "q": q, "page": n}),
        },
    )


@seated(Role.REVIEWER)
@require_safe
def done(request: Asked) -> HttpResponse:
    """What this seat has ruled on, whatever became of it."""
    actor, q = request.actor, request.GET.get("q", "")
    listing = lists.done_list(actor.organisation, **_asked(request), q=q, page=page_of(request))
    return render(
        request,
        "office/done.html",
        {
            "listing": listing,
            "rows": [(r, rail_for(r.rail)) for r in listing.rows],
            "q": q,
            "page_href": lambda n: "?" + urlencode({"q": q, "page": n}),
        },
    )
