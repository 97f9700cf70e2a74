"""专家入库: what the department, the county's office and the city's office vet, each by its last day (五(三))."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.accounts.queries import is_city_office
from zhicheng.experts import queries
from zhicheng.policy import admission
from zhicheng.policy.finding import Says
from zhicheng.policy.seats import Role
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.nominations import nomination_page


@seated(Role.REVIEWER)
@require_safe
def experts(request: Asked) -> HttpResponse:
    """What waits here, the most urgent first, and what was decided here."""
    here, on, notice = request.seat.organisation, request.at.date(), request.notice
    steps = queries.steps_of(request.actor.role, is_city=is_city_office(here.pk))

    def shown(vettings: Any) -> list[dict[str, Any]]:
        return [
            {"v": v, "step": admission.step_named(v.step, notice).words,
             "is_late": admission.vetted_in_time(v.due_on, v.decided_at.date() if v.decided_at else on, notice).says
             is Says.UNMET}
            for v in vettings
        ]  # fmt: skip

    return render(
        request,
        "office/experts.html",
        {
            "waiting": shown(queries.vettings_waiting(here, steps)),
            "decided": shown(queries.vettings_decided(here, steps)[:100]),
            "rule": notice.rule("admission_vetted"),
        },
    )


@seated(Role.REVIEWER)
def nomination(request: Asked, number: str) -> HttpResponse:
    """One nomination that has come here."""
    return nomination_page(request, number, here="专家入库", back=("专家入库", "office:experts"))
