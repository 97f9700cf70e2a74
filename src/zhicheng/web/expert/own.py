"""The expert's own pages: own file, pledge, declaration of relations; nothing else opens before these are done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhicheng.committee import access as committee_access
from zhicheng.committee import queries as committees
from zhicheng.committee.actions import draw as draws
from zhicheng.committee.actions import recusal
from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.documents.meeting import invited
from zhicheng.experts import queries
from zhicheng.experts.actions import own as actions
from zhicheng.experts.actions.own import Tie
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.nominations import day_typed, name_of_place

FIELDS = ("kind", "name", "unit", "id_number", "begins_on", "ends_on")
LINES = 6  # relations that the form offers at once


@seated(Role.EXPERT)
@require_safe
def home(request: Asked) -> HttpResponse:
    """Terms, what is still to be done, and the meetings one was called to."""
    if not _pledged(request):
        return redirect("expert:pledge")
    person, on = request.user.person, request.at.date()
    office = request.seat.organisation
    return render(
        request,
        "expert/home.html",
        {
            "terms": [(t, queries.state_of(t, on), queries.removal_of(t)) for t in queries.terms_of(person)],
            "declaration": queries.declaration_of(person),
            "invited": [
                (m, committees.name_of(m.meeting.sitting.committee, request.notice))
                for m in committees.invited(person.pk, request.year)
            ],
            "services": list(queries.services_of(person, office)),
            "term_rule": request.notice.rule("expert_term"),
            "removal_rule": request.notice.rule("experts_removed"),
        },
    )


@seated(Role.EXPERT)
def declaration(request: Asked) -> HttpResponse:
    """Declare relatives, co-authors, tutors and students, former units, works; what was declared last counts."""
    if not _pledged(request):
        return redirect("expert:pledge")
    notice, told = request.notice, tuple[Refusal, ...]()
    if request.method == "POST":
        by, at = request.actor, request.at
        try:
            with transaction.atomic():
                actions.declare(_typed(request), has_none="none" in request.POST, notice=notice, by=by, at=at)
                for meeting in committees.meetings_of(by.person, request.year):
                    recusal.find_mine(meeting, notice=notice, by=by, at=at)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, "关系已申明")
            return redirect("expert:home")
    rule = notice.rule("relations_declared")
    last = queries.declaration_of(request.user.person)
    return render(
        request,
        "expert/declaration.html",
        {
            "kinds": list(rule.params.items()),
            "rule": rule,
            "recusal_rule": notice.rule("recusal"),
            "last": last,
            "lines": _lines(request, last),
            "told": told,
            "typed": request.POST,
            "expert_place": name_of_place,
        },
    )


@seated(Role.EXPERT)
def invitation(request: Asked, number: str) -> HttpResponse:
    """An invitation as a letter; answered here once. The letter to the unit names no applicant (S5.3-06)."""
    _, member = committee_access.own_meeting_for(request.actor, number)
    letter = committees.invitation_of(member)
    if letter is None:
        raise Http404
    told: tuple[Refusal, ...] = ()
    notice = request.notice
    if request.method == "POST":
        try:
            draws.answer(
                member, request.POST.get("accepts") == "1", request.POST.get("answer", ""), notice=notice,
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, "已答复")
            return redirect("expert:invitation", number)
    return render(
        request,
        "expert/invitation.html",
        {
            "letter": letter,
            "number": number,
            "letter_name": notice.texts["expert_invitation.name"],
            "letter_words": invited.invitation_words(letter, notice),
            "leave_letters": _leave_asked(request, letter.number),
            "told": told,
            "typed": request.POST,
        },
        status=409 if told else 200,
    )


@seated(Role.EXPERT)
@require_safe
def paper(request: Asked, number: str, kind: str) -> HttpResponse:
    """One's own invitation, or the letter to one's unit, as PDF."""
    _, member = committee_access.own_meeting_for(request.actor, number)
    letter = committees.invitation_of(member)
    found: dict[str, list[Any]] = {}
    if letter is not None:
        found = {"invitation": [letter], "leave_notice": _leave_asked(request, letter.number)}
    if not found.get(kind):
        raise Http404
    made = documents.paper(kind, found[kind][0], at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)


def _leave_asked(request: Asked, invitation: str) -> list[Any]:
    """The letters to one's unit that came of an invitation."""
    asked = invitation.replace("-Y", "-Q")
    return [x for x in queries.leave_asked_for(request.user.person) if x.number == asked]


def _pledged(request: Asked) -> bool:
    """Nothing of the expert's pages opens before the pledge (S5.1-02)."""
    return committees.pledge_of(request.actor.person, request.year, request.notice) is not None


def _typed(request: Asked) -> Sequence[Tie]:
    post, out, faults = request.POST, [], list[Refusal]()
    for n in range(LINES):
        said = {name: post.get(f"{name}-{n}", "").strip() for name in FIELDS}
        if not said["kind"] and not said["name"]:
            continue
        begins_on = day_typed(said, "begins_on", "开始的日期", faults, request.notice)
        ends_on = day_typed(said, "ends_on", "结束的日期", faults, request.notice)
        out.append(Tie(kind=said["kind"], name=said["name"][:200], unit=said["unit"][:120],
                       id_number=said["id_number"][:18], begins_on=begins_on, ends_on=ends_on))  # fmt: skip
    if faults:
        raise Refused(*faults)
    return out


def _lines(request: Asked, last: object) -> list[dict[str, str]]:
    """What the form shows: what was typed, else what was declared last (numbers are not kept readable)."""
    if request.method == "POST":
        return [{name: request.POST.get(f"{name}-{n}", "") for name in FIELDS} for n in range(LINES)]
    ties = list(last.ties.all()) if last is not None else []  # type: ignore[attr-defined]
    shown = [
        {"kind": t.kind, "name": t.name, "unit": t.unit, "id_number": "",
         "begins_on": t.begins_on.isoformat() if t.begins_on else "",
         "ends_on": t.ends_on.isoformat() if t.ends_on else ""}
        for t in ties
    ]  # fmt: skip
    return (shown + [{}] * LINES)[: max(LINES, len(shown))]
