"""时间安排: offices' own earlier dates; a changed notice, put in force by two people; how the calendar was changed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import access as accounts_access
from zhicheng.accounts import queries as accounts
from zhicheng.policy import schedule as calendar
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.stations import queries as stations
from zhicheng.stations.actions import calendar as actions
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.jinja import SHANGHAI, day
from zhicheng.year import shelf

PLANNERS = (Role.REVIEWER, Role.SUPERIOR)
PROPOSERS = (Role.REVIEWER, Role.REGISTRAR)


def _may_propose(request: Asked) -> bool:
    return request.actor.role in {r.value for r in PROPOSERS} and accounts.is_city_office(request.actor.organisation)


def _may_plan(request: Asked) -> bool:
    return request.actor.role in {r.value for r in PLANNERS}


@seated(Role.REVIEWER, Role.REGISTRAR, Role.SUPERIOR)
@require_safe
def schedule(request: Asked) -> HttpResponse:
    """One's own dates within the city's, the changes so far, and for the city's office what waits to take force."""
    return _shown(request)


def _shown(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    notice, year = request.notice, request.year
    organisation = request.seat.organisation
    plans = stations.plans_of(organisation, year)
    mine = [
        (window, calendar.window_words(notice, window), calendar.earliest(notice, window), plans.get(window))
        for window in actions.windows_of(organisation, notice)
    ]
    proposal = _proposal(request, notice) if accounts.is_city_office(organisation.pk) else {}
    return render(
        request,
        "office/schedule.html",
        {
            "mine": mine,
            "may_plan": _may_plan(request),
            "may_propose": _may_propose(request),
            "changes": stations.schedule_changes(year),
            "plan_rule": notice.rule("offices_plan"),
            "is_city": bool(proposal),
        }
        | proposal
        | (more or {}),
    )


def _proposal(request: Asked, notice: Notice) -> dict[str, Any]:
    """What the folder says beside what is in force, and how far its approval has come."""
    there = shelf.read(request.year.notice)
    changed = there is None or there.hash != request.year.hash
    moved = calendar.moved(notice, there) if there is not None and changed else ()
    subject = actions.reopening_subject(request.year, there.hash) if there is not None else ""
    return {
        "there": there,
        "is_changed": changed,
        "moved": moved,
        "standing": accounts.approval_standing(actions.REOPENING, subject) if subject else None,
        "version_rows": [
            (f"第 {v.ordinal} 版", f"{day(v.in_force_at)}生效　{v.hash[:16]}　{v.reason or '年度开启'}")
            for v in request.year.versions.all()
        ],
    }


@seated(*PROPOSERS)
@require_POST
def propose(request: Asked) -> HttpResponse:
    """Ask the city office's superior to put the changed folder in force."""
    if not _may_propose(request):
        raise Http404
    try:
        actions.propose_reopening(
            request.year,
            reason=request.POST.get("reason", ""),
            city=request.seat.organisation,
            by=request.actor,
            at=request.at,
        )
    except Refused as no:
        return _shown(request, {"told": no.refusals, "reason": request.POST.get("reason", "")})
    flash.say(request, "已提出，等待分管负责人同意")
    return redirect("office:schedule")


@seated(*PROPOSERS)
@require_POST
def put_in_force(request: Asked, id: int) -> HttpResponse:
    """Put in force what the second person granted; everybody whose date moved sees it at once."""
    if not _may_propose(request):
        raise Http404
    approval = accounts_access.approval_for(request.actor, id)
    try:
        version = actions.reopen_year(request.year, approval, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, {"told": no.refusals})
    flash.say(request, f"通知第 {version.ordinal} 版已生效")
    return redirect("office:schedule")


@seated(*PLANNERS)
@require_POST
def plan(request: Asked) -> HttpResponse:
    """Set, move or take back one's own earlier date."""
    window, said = request.POST.get("window", ""), request.POST.get("closes_on", "").strip()
    rule = request.notice.rule("offices_plan")
    try:
        actions.plan(
            request.seat.organisation, request.year, window, _end_of(said, rule) if said else None,
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _shown(request, {"told": no.refusals, "typed": {window: said}})
    flash.say(request, "已登记内部时限" if said else "已取消内部时限")
    return redirect("office:schedule")


def _end_of(said: str, rule: Any) -> datetime:
    """The first instant after a day, as every deadline is kept."""
    try:
        return datetime.combine(date.fromisoformat(said) + timedelta(days=1), time(), SHANGHAI)
    except (ValueError, OverflowError):
        raise Refused(
            Refusal(rule.id, "没有读懂日期", rule.source, "请填写日期，如2023-11-20。", "closes_on")
        ) from None
