"""诚信档案 at the city's office: decisions by two people, measures, documents, pleas (五(二), S5.2-04, G-15)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import queries as accounts
from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.outcome import access, facts, queries
from zhicheng.outcome.actions import integrity as actions
from zhicheng.policy import integrity as rules
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

SEES = (Role.REVIEWER, Role.SUPERIOR)


def _only_the_city(request: Asked) -> None:
    if not accounts.is_city_office(request.actor.organisation):
        raise Http404


@seated(*SEES)
@require_safe
def integrity(request: Asked) -> HttpResponse:
    """Every decision with its measures, and the form for the next."""
    return _listed(request)


def _listed(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    _only_the_city(request)
    today, told = request.at.date(), (more or {}).get("told", ())
    rows = [
        (s, s.measures.all(), queries.is_running(s, today), s.pleas.all(),
         facts.missing_measures(s, has_title=False, notice=request.notice))
        for s in queries.sanctions()
    ]  # fmt: skip
    rule = request.notice.rule("breach_measured")
    return render(
        request,
        "office/integrity.html",
        {
            "rows": rows,
            "granted": [a for a in queries.sanctions_asked() if a.is_granted],
            "open": [a for a in queries.sanctions_asked() if a.is_granted is None],
            "measures": [r["measure"] for r in rule["rows"]],
            "rule": rule,
            "term_ends_on": rules.term_ends_on(today, request.notice),
            "today": today,
            "may_act": request.actor.role == Role.REVIEWER.value,
            "may_answer": request.actor.role == Role.SUPERIOR.value,
            "typed": {},
        }
        | (more or {}),
        status=409 if told else 200,
    )


@seated(Role.REVIEWER)
@require_POST
def propose(request: Asked) -> HttpResponse:
    """Ask the superior for a decision about a person (by their dossier's number) or a unit (by its code)."""
    _only_the_city(request)
    post, subject, dossier = request.POST, None, None
    code = post.get("subject", "").strip()
    rule = request.notice.rule("breach_measured")
    try:
        subject, dossier = actions.subject_called(code)
        if subject is None:
            raise Refused(Refusal(rule.id, "没有这份申报材料或这个单位", rule.source, "请核对编号。", "subject"))
        measures = [r["measure"] for r in rule["rows"]]
        actions.propose_sanction(
            subject,
            ground=post.get("ground", ""),
            words=post.get("words", ""),
            number=post.get("number", ""),
            decided_on=_day(post.get("decided_on", ""), request.at.date()),
            ends_on=_day(post.get("ends_on", ""), request.at.date() - timedelta(days=1)),
            documents={m: post.get(f"document-{n}", "") for n, m in enumerate(measures, 1)},
            dossier=dossier,
            notice=request.notice,
            by=request.actor,
            at=request.at,
        )
    except Refused as no:
        return _listed(request, {"told": no.refusals, "typed": post})
    flash.say(request, "已提出，等待分管负责人批准")
    return redirect("office:integrity")


def _day(said: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return otherwise


@seated(Role.REVIEWER)
@require_POST
def decide(request: Asked, id: int) -> HttpResponse:
    """Record the decision that was granted; its measures take effect at once."""
    _only_the_city(request)
    approval = next((a for a in queries.sanctions_asked() if a.pk == id and a.is_granted), None)
    if approval is None:
        raise Http404
    try:
        made = actions.sanction(approval, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _listed(request, {"told": no.refusals})
    flash.say(request, f"{made.number}已登记，各项处理已经生效")
    return redirect("office:integrity")


@seated(Role.REVIEWER)
@require_POST
def add_measure(request: Asked, id: int) -> HttpResponse:
    """A measure that a decision still lacks, with its document."""
    found = access.sanction_for(request.actor, id)
    try:
        actions.add_measure(
            found, request.POST.get("measure", ""), request.POST.get("document_number", ""), notice=request.notice,
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _listed(request, {"told": no.refusals})
    flash.say(request, "已补办")
    return redirect("office:integrity")


@seated(Role.SUPERIOR)
@require_POST
def answer_plea(request: Asked, id: int) -> HttpResponse:
    """Grant or deny an appeal or a repair, with the number of the answer."""
    plea = access.plea_for(request.actor, id)
    granted = request.POST.get("granted") == "1"
    try:
        actions.answer_plea(
            plea, is_granted=granted, answer=request.POST.get("answer", ""),
            document_number=request.POST.get("document_number", ""), notice=request.notice, by=request.actor,
            at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _listed(request, {"told": no.refusals})
    flash.say(request, "已答复")
    return redirect("office:integrity")


@seated(*SEES)
@require_safe
def measure_paper(request: Asked, id: int) -> HttpResponse:
    """The document of a measure as PDF."""
    paper = documents.paper("measure", access.measure_for(request.actor, id), at=request.at)
    return viewer.pdf(papers.paper_content(paper), paper.name)


@seated(*SEES)
@require_safe
def extract(request: Asked, id: int) -> HttpResponse:
    """诚信档案摘录 of a decision as it stands today."""
    paper = documents.paper("integrity_extract", access.sanction_for(request.actor, id), at=request.at)
    return viewer.pdf(papers.paper_content(paper), paper.name)
