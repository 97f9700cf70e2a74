"""讲课答辩: rooms and lots, the timers in turn, how many sheets are in; never a score."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.committee import access, queries
from zhicheng.committee import lectures as reads
from zhicheng.committee.actions import lectures as actions
from zhicheng.committee.actions.lectures import NewRoom
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

ROOMS = range(1, 5)


@seated(Role.SECRETARY)
@require_safe
def lectures(request: Asked, number: str) -> HttpResponse:
    """The rooms of a meeting, or the form that draws the lots."""
    return _shown(request, access.lectures_for(request.actor, number))


def _shown(request: Asked, of: Any, told: tuple[Refusal, ...] = ()) -> HttpResponse:
    notice = request.notice
    rule = notice.rule("lecture_defence")
    return render(
        request,
        "secretariat/lectures.html",
        {
            "meeting": of,
            "committee": queries.name_of(of.sitting.committee, notice),
            "rule": rule,
            "groups": {g: rule["parts"][g] for g in reads.groups_of(of, notice)},
            "lots": reads.lots_of(of),
            "rooms": reads.by_room(of, notice),
            "due_at": reads.due_at,
            "room_numbers": ROOMS,
            "present": queries.present(of),
            "cases": queries.cases(of),
            "told": told,
            "typed": request.POST,
        },
        status=409 if told else 200,
    )


def _said(request: Asked) -> dict[str, Any]:
    return {"notice": request.notice, "by": request.actor, "at": request.at}


def _draw(request: Asked, of: Any) -> str:
    """Members say their room's number; nobody without one."""
    here = queries.present(of)
    said = {n: tuple(m for m in here if request.POST.get(f"member-{m.pk}") == str(n)) for n in ROOMS}
    wanted = [NewRoom(f"第{n}考场", judges) for n, judges in said.items() if judges]
    typed = {c.ordinal: request.POST.get(f"group-{c.ordinal}", "") for c in queries.cases(of)}
    groups = {ordinal: group for ordinal, group in typed.items() if group}
    actions.draw_lots(of, wanted, groups=groups, random=secrets.token_bytes, **_said(request))
    return f"已抽签，{len(wanted)}个考场"


def _case(request: Asked, of: Any) -> Any:
    case = next((c for c in queries.cases(of) if str(c.ordinal) == request.POST.get("case")), None)
    if case is None:
        raise Http404
    return case


def _start(request: Asked, of: Any) -> str:
    part = actions.start_part(_case(request, of), **_said(request))
    return f"{part.name}开始计时，{part.minutes}分钟"


def _end(request: Asked, of: Any) -> str:
    part = actions.end_part(_case(request, of), **_said(request))
    over = reads.over_time(part, request.at)
    return f"{part.name}结束{f'，超时{over}秒' if over else ''}"


def _miss(request: Asked, of: Any) -> str:
    row = actions.miss(_case(request, of), **_said(request))
    return f"{row.room.name}{row.lot}号缺席"


DEEDS: dict[str, Callable[[Asked, Any], str]] = {"draw": _draw, "start": _start, "end": _end, "miss": _miss}


@seated(Role.SECRETARY)
@require_POST
def deed(request: Asked, number: str, deed: str) -> HttpResponse:
    """Do one of :data:`DEEDS`; what is refused is told on the same page."""
    of = access.lectures_for(request.actor, number)
    if deed not in DEEDS:
        raise Http404
    try:
        flash.say(request, DEEDS[deed](request, of))
    except Refused as no:
        return _shown(request, of, no.refusals)
    return redirect("secretariat:lectures", number)
