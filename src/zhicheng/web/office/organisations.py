"""下级单位: create by 谁创建谁管理, verify, or refuse with every reason at once; give the administrator's seat."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import access
from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import organisations as actions
from zhicheng.accounts.actions import people, seats
from zhicheng.accounts.facts import employer_facts
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.organisations import creator_of
from zhicheng.policy.seats import Duty, Role, fits
from zhicheng.web.shared import flash, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.identities import typed_person

DUTIES_TO_GIVE = (
    Duty.DEPARTMENT, Duty.COUNTY_OFFICE, Duty.COMMITTEE_OFFICE, Duty.ENTRUSTING, Duty.AUTONOMOUS,
)  # fmt: skip
FIELDS = ("name", "short_name", "uscc", "nature", "region", "level", "locality", "department")


@seated(Role.REGISTRAR)
@require_safe
def organisations(request: Asked) -> HttpResponse:
    """The units that this office created and manages."""
    q, state = request.GET.get("q", ""), request.GET.get("state", "")
    here = request.seat.organisation
    rows = accounts.organisations_managed(here, q, state if state in accounts.STATES else "")
    return render(
        request,
        "office/organisations.html",
        {"rows": rows, "q": q, "state_asked": state, "states": accounts.STATES, "here_name": here.name},
    )


@seated(Role.REGISTRAR)
def create(request: Asked) -> HttpResponse:
    """A new unit's account; refused when another office is the one to create it, and told which."""
    notice, actor, at = request.notice, request.actor, request.at
    here = request.seat.organisation
    departments = list(accounts.organisations_with_duty(Duty.DEPARTMENT))
    is_city = accounts.is_city_office(here.pk)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        said = {n: request.POST.get(n, "").strip() for n in FIELDS}
        department = next((d for d in departments if str(d.pk) == said["department"]), None)
        try:
            made = actions.create_organisation(
                name=said["name"],
                short_name=said["short_name"],
                uscc=said["uscc"],
                nature=said["nature"],
                region=said["region"],
                level=said["level"],
                locality=said["locality"],
                duties=_duties(request),
                manager=here,
                department=department,
                is_appraising="is_appraising" in request.POST,
                notice=notice,
                by=actor,
                at=at,
            )
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"已创建{made.name}的帐号，请再设管理员席位")
            return redirect("office:organisation", made.pk)
    return render(
        request,
        "office/create_organisation.html",
        {
            "told": told,
            "typed": request.POST,
            "departments_of": [(d.pk, d.name) for d in departments],
            "duties_of": [(d.value, d.words) for d in DUTIES_TO_GIVE] if is_city else (),
            "duties_asked": request.POST.getlist("duty"),
            "here_office": here.name,
            "regions_of": (*notice.codes["region"].items(), *(notice.codes["prefecture"].items() if is_city else ())),
        },
    )


def _duties(request: Asked) -> tuple[Duty, ...]:
    """What the new organisation does: an employer, or what only the city's office gives; an autonomous unit is both."""
    asked = set(request.POST.getlist("duty"))
    given = tuple(d for d in DUTIES_TO_GIVE if d.value in asked)
    return given if given and given != (Duty.AUTONOMOUS,) else (Duty.EMPLOYER, *given)


def _roles(unit: Any) -> tuple[Role, ...]:
    """The seats that the managing office gives there."""
    duties = set(accounts.duties_of(unit))
    elsewhere = (Role.HANDLER, Role.PRINCIPAL, Role.EXPERT)  # by the unit's administrator, by admission to the pool
    return tuple(role for role in Role if role not in elsewhere and fits(role, duties))


def _shown(request: Asked, id: int, more: dict[str, Any] | None = None) -> HttpResponse:
    unit = access.organisation_for(request.actor, id)
    here = request.seat.organisation
    submitted = list(accounts.verifications_of(unit))

    return render(
        request,
        "office/organisation.html",
        {
            "unit": unit,
            "unit_state": accounts.state_of(unit),
            "proofs": [(p, accounts.PROOFS.get(p.kind, p.kind)) for p in accounts.proofs_of(unit)],
            "missing": accounts.missing_of(unit),
            "submitted": submitted,
            "waiting": next((v for v in submitted if v.decided_at is None), None),
            "is_mine": unit.manager_id == here.pk,
            "seats_held": accounts.seats_in(unit),
            "creator": creator_of(employer_facts(unit), request.notice),
            "role_words": {r.value: r.words for r in Role},
            "roles_to_give": [(r.value, r.words) for r in _roles(unit)],
            "duty_words": [d.words for d in accounts.duties_of(unit)],
        }
        | (more or {}),
    )


@seated(Role.REGISTRAR)
@require_safe
def organisation(request: Asked, id: int) -> HttpResponse:
    """A unit: its data, its proofs, its seats, and what was decided."""
    return _shown(request, id)


@seated(Role.REGISTRAR)
@require_POST
def decide(request: Asked, id: int) -> HttpResponse:
    """Verify, or refuse with every reason at once."""
    notice, actor, at = request.notice, request.actor, request.at
    unit = access.organisation_for(actor, id)
    waiting = next((v for v in accounts.verifications_of(unit) if v.decided_at is None), None)
    if waiting is None:
        flash.say(request, "这个单位没有待审核的提交")
        return redirect("office:organisation", id)
    if request.POST.get("passed") == "1":
        actions.verify_organisation(waiting, by=actor, at=at)
        flash.say(request, f"{unit.name}已通过审核")
        return redirect("office:organisation", id)
    reasons = [
        {"title": title.strip(), "what": what.strip(), "mend": mend.strip(), "place": "employer", "clause": ""}
        for title, what, mend in zip(
            request.POST.getlist("title"), request.POST.getlist("what"), request.POST.getlist("mend"), strict=False
        )
        if title.strip() or what.strip()
    ]
    try:
        actions.refuse_organisation(waiting, reasons, notice=notice, by=actor, at=at)
    except Refused as no:
        return _shown(request, id, {"told": no.refusals, "typed_reasons": reasons})
    flash.say(request, f"已一次告知{unit.name}不通过的全部原因")
    return redirect("office:organisation", id)


@seated(Role.REGISTRAR)
@require_POST
def give_administrator(request: Asked, id: int) -> HttpResponse:
    """A seat for a person: a unit's administrator, or an office's; the initial password is shown this once."""
    notice, actor, at = request.notice, request.actor, request.at
    unit = access.organisation_for(actor, id)
    role = next((r for r in _roles(unit) if r.value == request.POST.get("role", "")), None)
    if role is None:
        raise Http404
    try:
        password = people.initial_password(secrets.SystemRandom())
        seat, is_new = seats.seat_newcomer(
            typed_person(request.POST, notice),
            unit,
            role,
            initial_password=password,
            notice=notice,
            by=actor,
            at=at,
        )
    except Refused as no:
        return _shown(request, id, {"told": no.refusals, "typed_person": request.POST})
    return _shown(
        request, id, {"given_to": seat.person.name, "given_role": role.words, "password": password if is_new else ""}
    )


@seated(Role.REGISTRAR)
@require_POST
def able(request: Asked, id: int) -> HttpResponse:
    """Disable with a reason, or enable again."""
    actor, at = request.actor, request.at
    unit = access.organisation_for(actor, id)
    if request.POST.get("able") == "1":
        actions.enable_organisation(unit, by=actor, at=at)
        flash.say(request, f"已恢复{unit.name}的帐号")
    else:
        actions.disable_organisation(unit, reason=request.POST.get("reason", ""), by=actor, at=at)
        flash.say(request, f"已停用{unit.name}的帐号")
    return redirect("office:organisation", id)


@seated(Role.REGISTRAR)
@require_safe
def proof_page(request: Asked, id: int, page: int) -> HttpResponse:
    """A page image of a unit's proof."""
    proof = access.proof_for(request.actor, id)
    return viewer.page_image(proof.blob.digest, proof.blob.media_type, page)
