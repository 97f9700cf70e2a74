"""统计: the funnel by station, what is late, and how often a dossier was returned twice."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.policy.seats import Role
from zhicheng.stations import lists, pace, queries
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.charts import FunnelStep
from zhicheng.web.shared.door import seated


@seated(Role.REVIEWER, Role.SUPERIOR)
@require_safe
def statistics(request: Asked) -> HttpResponse:
    """The year by station, and this office's own pace."""
    year, notice, at = request.year, request.notice, request.at
    actor = request.actor
    counted = queries.funnel(year, notice)
    mine = {s.id for s in notice.stations if s.seat == Role.REVIEWER.value}
    steps = [FunnelStep(c.name, c.arrived) for c in counted]
    counts = lists.counts(actor.organisation, seat=Role.REVIEWER.value, year=year, notice=notice, at=at)
    return render(
        request,
        "office/statistics.html",
        {
            "counted": counted,
            "steps_of_funnel": steps,
            "counts": counts,
            "mine": mine,
            "second_returns": queries.second_returns(actor.organisation, year),
            "by_office": pace.pace_by_office(year, at, request.seat.organisation),
            "by_reviewer": pace.pace_by_reviewer(year, request.seat.organisation),
            "reminders": pace.reminders(year, request.seat.organisation),
            "in_time": notice.rule("office_in_time"),
        },
    )
