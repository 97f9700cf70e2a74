"""席位: the handler and the principal, who are two people; a micro unit asks its manager for an exception."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import approvals, people
from zhicheng.accounts.actions import seats as actions
from zhicheng.policy.finding import Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.identities import typed_person

GIVEN = (Role.HANDLER, Role.PRINCIPAL)


def _shown(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    unit = request.seat.organisation
    return render(
        request,
        "employer/seats.html",
        {
            "held": list(accounts.seats_in(unit)),
            "roles": [(r.value, r.words) for r in GIVEN],
            "role_words": {r.value: r.words for r in Role},
            "people": list(accounts.people_of(unit)),
            "mine": {r.value for r in GIVEN},
        }
        | (more or {}),
    )


@seated(Role.ADMINISTRATOR)
@require_safe
def seats(request: Asked) -> HttpResponse:
    """Who sits where in the unit."""
    return _shown(request)


@seated(Role.ADMINISTRATOR)
@require_POST
def give(request: Asked) -> HttpResponse:
    """A seat for a person of the unit or for a new one; or the request for a micro unit's double seat."""
    unit, post, by, at = request.seat.organisation, request.POST, request.actor, request.at
    role = next((r for r in GIVEN if r.value == post.get("role")), None)
    if role is None:
        raise Http404
    made = people.initial_password(secrets.SystemRandom())
    known = {str(e.person_id): e.person for e in accounts.people_of(unit)}
    known |= {str(s.person_id): s.person for s in accounts.seats_in(unit)}
    chosen = known.get(post.get("person", ""))
    try:
        if "micro" in post and chosen is not None:
            _ask_for_both(request, chosen)
            return redirect("employer:seats")
        if chosen is not None:
            approval = accounts.approval_to_spend(actions.MICRO_UNIT, actions.micro_subject(chosen, unit))
            seat, is_new = actions.give_seat(chosen, unit, role, by=by, at=at, approval=approval), False
        else:
            new = typed_person(post, request.notice)
            seat, is_new = actions.seat_newcomer(
                new, unit, role, initial_password=made, notice=request.notice, by=by, at=at
            )
    except Refused as no:
        return _shown(request, {"told": no.refusals, "typed": post})
    given = {"given_to": seat.person.name, "given_role": role.words, "password": made if is_new else ""}
    return _shown(request, given)


def _ask_for_both(request: Asked, person: Any) -> None:
    unit = request.seat.organisation
    approvals.propose(
        actions.MICRO_UNIT,
        actions.micro_subject(person, unit),
        content={"unit": unit.name, "person": person.name},
        reason=request.POST.get("reason", ""),
        organisation=unit.manager or unit,
        role=Role.SUPERIOR,
        by=request.actor,
        at=request.at,
    )
    flash.say(request, "已报管理部门审批一人两席")


@seated(Role.ADMINISTRATOR)
@require_POST
def end(request: Asked, id: int) -> HttpResponse:
    """Take a seat back."""
    seat = next((s for s in accounts.seats_in(request.seat.organisation) if s.pk == id), None)
    if seat is None:
        raise Http404
    actions.end_seat(seat, by=request.actor, at=request.at)
    flash.say(request, f"已收回{seat.person.name}的席位")
    return redirect("employer:seats")
