"""单位人员管理: add applicants, correct what the unit says of them, tell an initial password once, let them go."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import access
from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import people as actions
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.identities import read_day, typed_person
from zhicheng.web.shared.uploads import taken_in


@seated(Role.ADMINISTRATOR)
@require_safe
def people(request: Asked) -> HttpResponse:
    """Whom the unit employs."""
    unit, q = request.seat.organisation, request.GET.get("q", "")
    return render(
        request,
        "employer/people.html",
        {
            "rows": list(accounts.people_of(unit, q)),
            "q": q,
            "may_add": accounts.is_verified(unit),
            "rule": request.notice.rule("unit_verified_first"),
            "unmarked": accounts.unmarked(unit),
            "rule_green": request.notice.rule("green_channel_persons"),
        },
    )


def _choices(request: Asked) -> dict[str, Any]:
    notice, unit = request.notice, request.seat.organisation
    limits = notice.rule("tenure_of_unestablished")
    tenures = list(notice.codes["tenure"])
    if unit.nature in limits["natures"]:
        tenures = [t for t in tenures if t in (*limits["established"], *limits["allowed"])]
    rule = notice.rule("own_unit")
    is_agency = unit.nature in rule["agencies"]
    identities = [*rule["freelancers"], *rule["identities"]] if is_agency else list(notice.codes["identity"])
    return {
        "tenures": tenures,
        "identities": identities,
        "unit": unit,
        "is_agency": is_agency,
        "rule_own_unit": rule,
    }


@seated(Role.ADMINISTRATOR)
def add(request: Asked) -> HttpResponse:
    """A new person and account; everything that stands against it at once."""
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            return _added(request)
        except Refused as no:
            told = no.refusals
    codes = request.notice.codes
    return render(
        request,
        "employer/add_person.html",
        _choices(request)
        | {
            "told": told,
            "typed": request.POST,
            "id_types": list(codes["id_type"].items()),
            "sexes": list(codes["sex"].items()),
            "origins": list(codes["origin"].items()),
            "rule_card": request.notice.rule("social_card_confirmed"),
            "rule_green": request.notice.rule("green_channel_approved"),
        },
    )


def _added(request: Asked) -> HttpResponse:
    notice, post = request.notice, request.POST
    faults: list[Refusal] = []
    new = None
    try:
        new = typed_person(post, notice)
    except Refused as no:
        faults += no.refusals
    employed_on = read_day(post, "employed_on", "到现单位工作时间", faults)
    if faults or new is None or employed_on is None:
        raise Refused(*faults)
    known = accounts.person_of(new.id_type, new.id_number)
    password = actions.initial_password(secrets.SystemRandom())
    employment = actions.add_applicant(
        request.seat.organisation,
        new,
        tenure=post.get("tenure", ""),
        identity=post.get("identity", ""),
        employed_on=employed_on,
        is_card_confirmed="card_confirmed" in post,
        green_channel=post.get("green_channel", ""),
        working_unit=post.get("working_unit", ""),
        working_uscc=post.get("working_uscc", ""),
        initial_password=password,
        notice=notice,
        by=request.actor,
        at=request.at,
    )
    had_account = known is not None and known.created_at < request.at
    return render(
        request,
        "employer/added_person.html",
        {"employment": employment, "password": "" if had_account else password},
    )


@seated(Role.ADMINISTRATOR)
def person(request: Asked, id: int) -> HttpResponse:
    """A person of the unit; POST corrects what the unit said."""
    employment = access.employment_for(request.actor, id)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        faults: list[Refusal] = []
        employed_on: date | None = read_day(request.POST, "employed_on", "到现单位工作时间", faults)
        try:
            if faults:
                raise Refused(*faults)
            extension = taken_in(request, "basics.extended", field="extension")[0] if request.FILES else None
            actions.correct_applicant(
                employment,
                tenure=request.POST.get("tenure"),
                identity=request.POST.get("identity"),
                employed_on=employed_on,
                green_channel=request.POST.get("green_channel", ""),
                working_unit=request.POST.get("working_unit", ""),
                working_uscc=request.POST.get("working_uscc", ""),
                is_retired="is_retired" in request.POST,
                extension=extension,
                notice=request.notice,
                by=request.actor,
                at=request.at,
            )
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"{employment.person.name}的信息已更正")
            return redirect("employer:people")
    return render(
        request,
        "employer/person.html",
        _choices(request) | {"employment": employment, "told": told, "typed": request.POST},
    )


@seated(Role.ADMINISTRATOR)
@require_POST
def password(request: Asked, id: int) -> HttpResponse:
    """A new initial password, shown this once."""
    employment = access.employment_for(request.actor, id)
    made = actions.initial_password(secrets.SystemRandom())
    actions.reset_password(employment.person.account, initial_password=made, by=request.actor, at=request.at)
    return render(request, "employer/added_person.html", {"employment": employment, "password": made, "is_reset": True})


@seated(Role.ADMINISTRATOR)
@require_POST
def release(request: Asked, id: int) -> HttpResponse:
    """Let a person go, so that another unit may add them."""
    employment = access.employment_for(request.actor, id)
    actions.release_applicant(employment, by=request.actor, at=request.at)
    flash.say(request, f"{employment.person.name}已转出")
    return redirect("employer:people")
