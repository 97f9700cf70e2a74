"""表决票: looks like the paper one, holds no name, and every answer has the same length whatever was ticked."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from zhicheng.committee import access, queries
from zhicheng.committee.actions import ballots
from zhicheng.policy.finding import Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated


@sensitive_post_parameters()
@sensitive_variables()
@seated(Role.EXPERT)
def ballot(request: Asked, number: str) -> HttpResponse:
    """Fill in and put in the box; once."""
    of = access.ballot_for(request.actor, number)
    me = request.actor.person
    cases, kept = list(queries.cases(of.meeting)), queries.roll_recused(of)
    told: tuple[Any, ...] = ()
    ticked: dict[int, int] = {}
    if request.method == "POST":
        for case in cases:
            said = request.POST.get(f"case-{case.ordinal}", "")
            ticked[case.ordinal] = int(said) if said in {str(c) for c in queries.CHOICES} else queries.NOT_ENTITLED
        try:
            ballots.cast(of, ticked, notice=request.notice, by=request.actor, at=request.at)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, "已投入票箱")
            return redirect("expert:ballot", number)
    mark = queries.mark_of(of, me)
    return render(
        request,
        "expert/ballot.html",
        {
            "ballot": of,
            "meeting": of.meeting,
            "committee": queries.name_of(of.meeting.sitting.committee, request.notice),
            "rows": [(c, me in kept.get(c.pk, set()), ticked.get(c.ordinal, 0)) for c in cases],
            "choices": tuple(queries.CHOICES.items()),
            "on_roll": mark is not None,
            "at_venue": queries.kit_out(of) is not None,
            "voted": mark is not None and mark.has_voted,
            "told": told,
            "unticked": [r.place.partition("-")[2] for r in told if r.place.startswith("case-")],
        },
        status=409 if told else 200,
    )
