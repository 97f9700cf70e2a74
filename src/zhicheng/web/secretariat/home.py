"""评委会: what the office's committees are filed as, their yearly plan, their meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.committee import access, facts, queries
from zhicheng.committee.actions import filing as filings
from zhicheng.committee.actions import meetings
from zhicheng.policy.finding import Refusal, Refused, Source
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

_DATES = Source("平台规定", "", "", "日期须填写完整。", "确定")


def a_day(said: str, place: str) -> date:
    """A date as a form says it; refused when it is none."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refused(Refusal("dates", f"没有读懂日期“{said[:20]}”", _DATES, "请填写日期。", place)) from None


def a_number(said: str) -> int:
    """A small whole number; 0 when it is none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0


@seated(Role.SECRETARY)
@require_safe
def home(request: Asked) -> HttpResponse:
    """The office's committees, each with what it needs next."""
    return _shown(request)


def _shown(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    notice, year, office = request.notice, request.year, request.seat.organisation
    rows = list(queries.filings(office))
    working = {s.committee: s for s in queries.sittings(year) if s.office_id == office.pk}
    today = request.at.date()
    mine = [
        (c, working.get(c.id), [(f, facts.in_the_way(facts.filing_findings(f, today, notice))) for f in rows
                                if f.committee == c.id])
        for c in notice.committees.values()
        if c.office == office.name
    ]  # fmt: skip
    held = [m for m in queries.overview(year) if m.sitting.office_id == office.pk]
    told = (more or {}).get("told", ())
    return render(
        request,
        "secretariat/home.html",
        {
            "mine": mine,
            "held": [(m, facts.steps_of(m, request.at, notice)) for m in held],
            "names": {c.id: c.name for c in notice.committees.values()},
            "pledged": queries.pledge_of(request.actor.person, year, notice),
            "experts": queries.experts_of(office),
            "ways": sorted({r["built_by"] for r in notice.rule("committee_size")["rows"] if r.get("built_by")}),
            "typed": {},
        }
        | (more or {}),
        status=409 if told else 200,
    )


@seated(Role.SECRETARY)
@require_POST
def file_committee(request: Asked) -> HttpResponse:
    """Register a 核准备案."""
    post, office = request.POST, request.seat.organisation
    people = {str(p.pk): p for p in queries.experts_of(office)}
    chair = post.get("chair", "")
    posts = {people[chair]: queries.CHAIR} if chair in people else {}
    posts |= {people[n]: queries.DEPUTY for n in post.getlist("deputy") if n in people and n != chair}
    try:
        filings.file_committee(
            post.get("committee", ""),
            office,
            number=post.get("number", ""),
            built_by=post.get("built_by", ""),
            size=a_number(post.get("size", "")),
            begins_on=a_day(post.get("begins_on", ""), "begins_on"),
            ends_on=a_day(post.get("ends_on", ""), "ends_on"),
            posts=posts,
            consent=post.get("consent", ""),
            notice=request.notice,
            by=request.actor,
            at=request.at,
        )
    except Refused as no:
        return _shown(request, {"told": no.refusals, "typed": post})
    flash.say(request, "已登记核准备案")
    return redirect("secretariat:home")


@seated(Role.SECRETARY)
@require_POST
def enable(request: Asked, id: int) -> HttpResponse:
    """Put a filed committee to work this year."""
    filed = access.filing_for(request.actor, id)
    try:
        sitting = filings.enable(filed, request.year, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, {"told": no.refusals})
    flash.say(request, "本年度已启用该评委会")
    return redirect("secretariat:sitting", sitting.pk)


@seated(Role.SECRETARY)
@require_safe
def sitting(request: Asked, id: int) -> HttpResponse:
    """A committee's year: its plan step by step, its meetings."""
    return _sitting(request, access.sitting_for(request.actor, id))


def _sitting(request: Asked, of: Any, told: tuple[Refusal, ...] = ()) -> HttpResponse:
    notice = request.notice
    done = queries.steps(of)
    committee = notice.committees[of.committee]
    return render(
        request,
        "secretariat/sitting.html",
        {
            "sitting": of,
            "committee": committee,
            "plan": done,
            "following": next((s for s in done if s.done_at is None), None),
            "wanted": notice.rule("year_plan")["steps"],
            "acceptance": committee.windows.get("acceptance"),
            "rule": notice.rule("year_plan"),
            "held": [
                (m, facts.steps_of(m, request.at, notice))
                for m in queries.overview(request.year)
                if m.sitting_id == of.pk
            ],
            "ready": len(queries.ready(of)),
            "pledged": queries.pledge_of(request.actor.person, request.year, notice),
            "told": told,
            "typed": request.POST,
        },
        status=409 if told else 200,
    )


def _plan(request: Asked, of: Any) -> str:
    spans = {
        name: (a_day(request.POST.get(f"begins-{n}", ""), name), a_day(request.POST.get(f"ends-{n}", ""), name))
        for n, name in enumerate(request.notice.rule("year_plan")["steps"], 1)
    }
    filings.plan_year(of, spans, notice=request.notice, by=request.actor, at=request.at)
    return "已编制年度评审工作安排"


def _finish(request: Asked, of: Any) -> str:
    name = request.POST.get("step", "")
    note = request.POST.get("note", "")
    filings.finish_step(of, name, note=note, notice=request.notice, by=request.actor, at=request.at)
    return f"{name}已完成"


def _call(request: Asked, of: Any) -> str:
    meetings.call_meeting(
        of,
        held_on=a_day(request.POST.get("held_on", ""), "held_on"),
        place=request.POST.get("place", ""),
        is_blind="blind" in request.POST,
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )
    return "已召集评审会，请报备评审工作方案"


DEEDS = {"plan": _plan, "finish": _finish, "call": _call}


@seated(Role.SECRETARY)
@require_POST
def sitting_deed(request: Asked, id: int, deed: str) -> HttpResponse:
    """Plan the year, finish a step, call a meeting."""
    of = access.sitting_for(request.actor, id)
    if deed not in DEEDS:
        raise Http404
    try:
        flash.say(request, DEEDS[deed](request, of))
    except Refused as no:
        return _sitting(request, of, no.refusals)
    return redirect("secretariat:sitting", id)
