"""评分表: a judge's room by lot numbers, without names; one sheet each, and only one's own is ever shown here."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhicheng.committee import access, queries
from zhicheng.committee import lectures as reads
from zhicheng.committee.actions import lectures as actions
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated


@seated(Role.EXPERT)
@require_safe
def room(request: Asked, number: str) -> HttpResponse:
    """The room in which one scores, lot by lot."""
    of, member = access.room_for(request.actor, number)
    mine = next(r for r in reads.by_room(of, request.notice) if member in r.judges)
    rows = [(s, s.sheets.get(member.pk), member in s.judges) for s in mine.rows]
    return render(
        request,
        "expert/room.html",
        {
            "meeting": of,
            "committee": queries.name_of(of.sitting.committee, request.notice),
            "room": mine.room,
            "rows": rows,
        },
    )


@seated(Role.EXPERT)
def score(request: Asked, number: str, lot: int) -> HttpResponse:
    """The sheet of one lot: filled in and handed in once."""
    of, member = access.lecture_to_score_for(request.actor, number, lot)
    case, told = of.lecture.case, tuple[Refusal, ...]()
    if request.method == "POST":
        marks = {part: _mark(request.POST.get(f"part-{n}", "")) for n, part in enumerate(of.parts, 1)}
        try:
            made = actions.hand_in(case, marks, notice=request.notice, by=request.actor, at=request.at)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"{lot}号的评分表已提交，合计{made.total}分")
            return redirect("expert:room", number)
    rule = request.notice.rule("lecture_defence")
    return render(
        request,
        "expert/score.html",
        {
            "of": of,
            "meeting": case.meeting,
            "committee": queries.name_of(case.meeting.sitting.committee, request.notice),
            "parts": list(rule["parts"][of.lecture.group].items()),
            "sheet": of.sheets.get(member.pk),
            "told": told,
            "typed": request.POST,
        },
        status=409 if told else 200,
    )


def _mark(typed: str) -> Decimal:
    """What was typed as a mark; no number at all is no mark that any rule takes."""
    try:
        return Decimal(typed.strip()) if typed.isascii() and len(typed) < 12 else Decimal("NaN")
    except InvalidOperation:
        return Decimal("NaN")
