"""The expert's own pages: own file, pledge, declaration of relations; nothing else opens before these are done."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhicheng.experts import queries
from zhicheng.experts.actions import own as actions
from zhicheng.experts.actions.own import Tie
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.nominations import day_typed, name_of_place

FIELDS = ("kind", "name", "unit", "id_number", "begins_on", "ends_on")
LINES = 6  # relations that the form offers at once


@seated(Role.EXPERT)
@require_safe
def home(request: Asked) -> HttpResponse:
    """Terms, what is still to be done, and the meetings one was called to."""
    person, on = request.user.person, request.at.date()
    office = request.seat.organisation
    return render(
        request,
        "expert/home.html",
        {
            "terms": [(t, queries.state_of(t, on), queries.removal_of(t)) for t in queries.terms_of(person)],
            "declaration": queries.declaration_of(person),
            "services": list(queries.services_of(person, office)),
            "term_rule": request.notice.rule("expert_term"),
            "removal_rule": request.notice.rule("experts_removed"),
        },
    )


@seated(Role.EXPERT)
def declaration(request: Asked) -> HttpResponse:
    """Declare relatives, co-authors, tutors and students, former units, works; what was declared last counts."""
    notice, told = request.notice, tuple[Refusal, ...]()
    if request.method == "POST":
        try:
            actions.declare(
                _typed(request), has_none="none" in request.POST, notice=notice, by=request.actor, at=request.at
            )
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
