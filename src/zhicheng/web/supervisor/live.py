"""监督: every committee's meeting step by step, red where a rule is broken (S5.1-03); keys, and confirming paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.committee import access, facts, queries
from zhicheng.committee import lectures as reads
from zhicheng.committee.actions import ballots
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash, meeting_papers
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.uploads import taken_in


@seated(Role.SUPERVISOR)
@require_safe
def live(request: Asked) -> HttpResponse:
    """Every meeting of the year; nothing before the pledge."""
    if queries.pledge_of(request.actor.person, request.year, request.notice) is None:
        return redirect("supervisor:pledge")
    names = {c.id: c.name for c in request.notice.committees.values()}
    rows = [
        (m, names.get(m.sitting.committee, m.sitting.committee), facts.steps_of(m, request.at, request.notice))
        for m in queries.overview(request.year)
    ]
    red = sum(1 for _, _, steps in rows for s in steps if s.kind == "unmet")
    return render(
        request,
        "supervisor/live.html",
        {"rows": rows, "red": red, "rule": request.notice.rules.get("key_steps_supervised")},
    )


@seated(Role.SUPERVISOR)
@require_safe
def meeting(request: Asked, number: str) -> HttpResponse:
    """One meeting, to be watched."""
    return _shown(request, number)


def _shown(request: Asked, number: str, told: tuple[Refusal, ...] = ()) -> HttpResponse:
    of = access.watched_meeting_for(request.actor, number)
    notice = queries.notice_of(of)  # a meeting of an earlier year is read by that year's notice
    row = queries.overview(of.sitting.year).get(pk=of.pk)
    ballot, written = queries.standing_ballot(of), queries.minutes_of(of)
    counted = ballot is not None and ballot.counted_at is not None
    waits = ballot is not None and ballot.is_on_paper and ballot.closed_at is not None and not counted
    return render(
        request,
        "supervisor/meeting.html",
        {
            "meeting": of,
            "committee": queries.name_of(of.sitting.committee, notice),
            "steps_done": facts.steps_of(row, request.at, notice),
            "members": queries.members(of),
            "recusals": queries.recusals(of),
            "seats": queries.seats(of),
            "relations": notice.rule("recusal")["relations"],
            "rounds": queries.ballots(of),
            "ballot": ballot,
            "results": facts.results(ballot, notice) if ballot is not None and counted else (),
            "my_key": ballot.holders.filter(person=request.actor.person).first()
            if ballot is not None and ballot.opened_at is None
            else None,
            "waits_for_scan": waits,
            "has_lectures": bool(reads.groups_of(of, notice)),
            "minutes": written,
            "written": facts.minutes_in_order(written, notice) if written else (),
            "papers": meeting_papers.listed(of, Role.SUPERVISOR),
            "told": told,
        },
        status=409 if told else 200,
    )


@seated(Role.SUPERVISOR)
@require_safe
def lectures(request: Asked, number: str) -> HttpResponse:
    """讲课答辩 room by room: how far it is, how many sheets are in, the seed of the lots; never a score."""
    of = access.watched_lectures_for(request.actor, number)
    return render(
        request,
        "supervisor/lectures.html",
        {
            "meeting": of,
            "committee": queries.name_of(of.sitting.committee, request.notice),
            "lots": reads.lots_of(of),
            "rooms": reads.by_room(of, request.notice),
            "due_at": reads.due_at,
        },
    )


@seated(Role.SUPERVISOR)
@require_POST
def key(request: Asked, number: str) -> HttpResponse:
    """Take one's own key; it is on this page and nowhere else."""
    ballot = access.watched_ballot_for(request.actor, number)
    code = ballots.take_key(ballot, notice=request.notice, by=request.actor, at=request.at)
    return render(request, "shared/key.html", {"code": code, "meeting": ballot.meeting, "back": "supervisor:meeting"})


@seated(Role.SUPERVISOR)
@require_POST
def confirm(request: Asked, number: str) -> HttpResponse:
    """Confirm two equal counts of paper with the scan."""
    ballot = access.watched_ballot_for(request.actor, number)
    try:
        blob, name = taken_in(request, "scan")
        ballots.confirm_paper(ballot, blob, name, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, number, no.refusals)
    flash.say(request, "已确认纸质票的清点")
    return redirect("supervisor:meeting", number)


@seated(Role.SUPERVISOR)
@require_safe
def paper(request: Asked, number: str, kind: str) -> HttpResponse:
    """One of the meeting's papers as PDF."""
    return meeting_papers.answer(request, access.watched_meeting_for(request.actor, number), Role.SUPERVISOR, kind)
