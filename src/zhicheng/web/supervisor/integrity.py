"""监管措施 against units and committees, and the integrity file as the supervisors see it (R-27, S5.2-04)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import queries as accounts
from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.outcome import access, queries
from zhicheng.outcome.actions import integrity as actions
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.register import queries as register
from zhicheng.web.shared import flash, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated


@seated(Role.SUPERVISOR)
@require_safe
def integrity(request: Asked) -> HttpResponse:
    """Measures taken and lifted, decisions and their terms; the form for the next measure."""
    return _shown(request)


def _shown(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    rule, told = request.notice.rule("supervision_measures"), (more or {}).get("told", ())
    return render(
        request,
        "supervisor/integrity.html",
        {
            "measures": [(m, getattr(m, "lift", None)) for m in register.supervision()],
            "decisions": [
                (s, [m.measure for m in s.measures.all()], queries.is_running(s, request.at.date()))
                for s in queries.sanctions()
            ],
            "rule": rule,
            "veto_rule": request.notice.rule("one_veto"),
            "kinds": [r["measure"] for r in rule["rows"]],
            "committees": [(c.id, c.name) for c in request.notice.committees.values()],
            "typed": {},
        }
        | (more or {}),
        status=409 if told else 200,
    )


@seated(Role.SUPERVISOR)
@require_safe
def extract(request: Asked, id: int) -> HttpResponse:
    """诚信档案摘录 of a decision as it stands today."""
    paper = documents.paper("integrity_extract", access.sanction_for(request.actor, id), at=request.at)
    return viewer.pdf(papers.paper_content(paper), paper.name)


@seated(Role.SUPERVISOR)
@require_POST
def supervise(request: Asked) -> HttpResponse:
    """Take a measure against a unit (by its code) or a committee."""
    post, rule = request.POST, request.notice.rule("supervision_measures")
    committee = post.get("committee", "")
    try:
        subject: Any = committee or accounts.organisation_of_code(post.get("uscc", ""))
        if not subject:
            raise Refused(Refusal(rule.id, "没有这个单位", rule.source, "请核对统一社会信用代码。", "uscc"))
        actions.supervise(
            subject, measure=post.get("measure", ""), ground=post.get("ground", ""),
            document_number=post.get("document_number", ""), decided_on=request.at.date(), notice=request.notice,
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _shown(request, {"told": no.refusals, "typed": post})
    flash.say(request, "已登记")
    return redirect("supervisor:integrity")


@seated(Role.SUPERVISOR)
@require_POST
def veto(request: Asked) -> HttpResponse:
    """一票否决 of a dossier, by the number of the decision (S5.2-03)."""
    post, rule = request.POST, request.notice.rule("one_veto")
    try:
        _, dossier = actions.subject_called(post.get("dossier", ""))
        if dossier is None:
            raise Refused(Refusal(rule.id, "没有这份申报材料", rule.source, "请核对申报编号。", "dossier"))
        actions.veto(
            dossier, ground=post.get("ground", ""), document_number=post.get("veto_number", ""),
            decided_on=request.at.date(), notice=request.notice, by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _shown(request, {"told": no.refusals, "typed": post})
    flash.say(request, f"{dossier.number}已登记一票否决")
    return redirect("supervisor:integrity")


@seated(Role.SUPERVISOR)
@require_POST
def lift(request: Asked, id: int) -> HttpResponse:
    """Lift a measure, with its document."""
    measure = access.supervision_for(request.actor, id)
    try:
        actions.lift(measure, request.POST.get("document_number", ""), by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, {"told": no.refusals})
    flash.say(request, "已解除")
    return redirect("supervisor:integrity")
