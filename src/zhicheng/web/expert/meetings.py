"""我的评审: the meetings in which one sits; recusal, sign-in, the list, the announcement."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.committee import access, facts, queries
from zhicheng.committee.actions import ballots, meetings
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated


@seated(Role.EXPERT)
@require_safe
def mine(request: Asked) -> HttpResponse:
    """The meetings in which one sits; nothing before the pledge."""
    if queries.pledge_of(request.actor.person, request.year, request.notice) is None:
        return redirect("expert:pledge")
    held = queries.meetings_of(request.actor.person, request.year)
    names = {m.pk: queries.name_of(m.sitting.committee, request.notice) for m in held}
    return render(request, "expert/meetings.html", {"held": held, "names": names})


@seated(Role.EXPERT)
@require_safe
def meeting(request: Asked, number: str) -> HttpResponse:
    """One meeting: what one has to do now, and the cases one may read."""
    of, member = access.own_meeting_for(request.actor, number)
    return _shown(request, of, member)


def _shown(request: Asked, of: Any, member: Any, told: tuple[Refusal, ...] = ()) -> HttpResponse:
    me, notice = request.actor.person, request.notice
    kept, ballot = queries.recused(of), queries.standing_ballot(of)
    cases = queries.cases(of)
    mark = queries.mark_of(ballot, me) if ballot and ballot.opened_at else None
    presides = of.presided_by_id == me
    counted = ballot is not None and ballot.counted_at is not None
    return render(
        request,
        "expert/meeting.html",
        {
            "meeting": of,
            "member": member,
            "committee": queries.name_of(of.sitting.committee, notice),
            "declared": hasattr(member, "declaration"),
            "present": queries.is_present(member),
            "is_today": of.held_on == request.at.date(),
            "by_name": sorted(cases, key=lambda c: (c.dossier.person.name_sort, c.dossier.number)),
            "cases": [(c, me in kept.get(c.pk, ())) for c in cases],
            "panel": member.panel_seat.panel if hasattr(member, "panel_seat") else None,
            "ballot": ballot,
            "mark": mark,
            "my_key": ballot.holders.filter(person=me).first() if ballot and not ballot.opened_at else None,
            "results": facts.results(ballot, notice) if ballot is not None and counted and presides else (),
            "announced": queries.announcement_of(of),
            "presides": presides,
            "told": told,
            "typed": request.POST,
        },
        status=409 if told else 200,
    )


def _declare(request: Asked, of: Any) -> str:
    numbers = {n: request.POST.get(f"why-{n}", "") for n in request.POST.getlist("dossier")}
    meetings.declare(of, numbers, notice=request.notice, by=request.actor, at=request.at)
    return f"已申报回避 {len(numbers)} 件" if numbers else "已申报：没有应当回避的"


def _sign_in(request: Asked, of: Any) -> str:
    meetings.sign_in(of, notice=request.notice, by=request.actor, at=request.at)
    return "已签到"


def _announce(request: Asked, of: Any) -> str:
    ballot = queries.standing_ballot(of)
    assert ballot is not None
    ballots.announce(
        ballot, signed_name=request.POST.get("signed_name", ""), notice=request.notice, by=request.actor, at=request.at
    )
    return "已宣布投票结果并签名"


def _deed(request: Asked, number: str, do: Any) -> HttpResponse:
    of, member = access.own_meeting_for(request.actor, number)
    try:
        flash.say(request, do(request, of))
    except Refused as no:
        return _shown(request, of, member, no.refusals)
    return redirect("expert:meeting", number)


@seated(Role.EXPERT)
@require_POST
def declare(request: Asked, number: str) -> HttpResponse:
    """Declare recusals, or that there are none."""
    return _deed(request, number, _declare)


@seated(Role.EXPERT)
@require_POST
def sign_in(request: Asked, number: str) -> HttpResponse:
    """Sign in, in person, on the day."""
    return _deed(request, number, _sign_in)


@seated(Role.EXPERT)
@require_POST
def announce(request: Asked, number: str) -> HttpResponse:
    """The one who presides announces and signs."""
    access.counted_ballot_for(request.actor, number)
    return _deed(request, number, _announce)


@seated(Role.EXPERT)
@require_POST
def key(request: Asked, number: str) -> HttpResponse:
    """Take one's own key; it is on this page and nowhere else."""
    ballot = access.ballot_for(request.actor, number)
    code = ballots.take_key(ballot, notice=request.notice, by=request.actor, at=request.at)
    return render(request, "shared/key.html", {"code": code, "meeting": ballot.meeting, "back": "expert:meeting"})
