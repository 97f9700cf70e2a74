"""评审结果 at the committee's office: taken over, reasons for failure, 复查, objections (G-17, R-22, G-12)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.committee import access as meetings
from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.outcome import access, facts, queries
from zhicheng.outcome.actions import integrity, publicity
from zhicheng.outcome.actions import results as actions
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

FORMS = {
    "whole": "final_form",
    "whole-a3": "final_form_a3",
    "last-pages": "last_pages",
    "last-pages-a3": "last_pages_a3",
}
"""How a form is printed after the meeting, by the office's choice: whole again, or onto the stamped one."""


@seated(Role.SECRETARY)
@require_safe
def results(request: Asked) -> HttpResponse:
    """Every meeting of the office that has filed its results, and what is still to be done for each person."""
    return _shown(request)


def _shown(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    office, year, law = request.seat.organisation, request.year, request.notice
    filed = queries.filings_of(office, year)
    published = access.others_lists(
        request.actor, [f.meeting.publication for f in filed if hasattr(f.meeting, "publication")]
    )
    told = (more or {}).get("told", ())
    return render(
        request,
        "secretariat/results.html",
        {
            "filed": [
                (f, rows, getattr(f.meeting, "publication", None), () if rows else facts.absences(f.meeting, law))
                for f in filed
                for rows in [queries.results(f.meeting)]
            ],
            "names": {c.id: c.name for c in request.notice.committees.values()},
            "rule": request.notice.rule("failure_reasons"),
            "rechecks": queries.rechecks(office, year),
            "objections": [(o, queries.steps_of(o), publicity.next_steps(o)) for o in queries.objections(published)],
            "dealt_with": {p.number for p in published},
            "over": {p.number for p in published if queries.is_over(p, request.at)},
            "today": request.at.date(),
            "veto_rule": request.notice.rule("one_veto"),
            "typed": {},
        }
        | (more or {}),
        status=409 if told else 200,
    )


def _done(request: Asked, said: str) -> HttpResponse:
    flash.say(request, said)
    return redirect("secretariat:results")


@seated(Role.SECRETARY)
@require_POST
def announce(request: Asked, number: str) -> HttpResponse:
    """Take the filed results over; ticked ones who failed for not coming are 缺席."""
    meeting = access.own_meeting_for(request.actor, number)
    absent = {
        int(n): "未参加答辩" for n in request.POST.getlist("absent") if n.isascii() and n.isdigit() and len(n) < 6
    }
    try:
        made = actions.announce(meeting, absent=absent, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, {"told": no.refusals})
    return _done(request, f"已登记{len(made)}件评审结果")


@seated(Role.SECRETARY)
@require_safe
def form(request: Asked, id: int, kind: str) -> HttpResponse:
    """The 评审表 of somebody whose result is announced, in one of :data:`FORMS`."""
    result = access.own_meeting_result_for(request.actor, id)
    if kind not in FORMS or result.case is None:  # who was recognised without a vote has no such pages
        raise Http404
    meetings.meeting_for(request.actor, result.case.meeting.number)  # the panel's words are for pledged staff
    made = documents.paper(FORMS[kind], result, at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)


@seated(Role.SECRETARY)
@require_safe
def results_paper(request: Asked, number: str) -> HttpResponse:
    """The published list as the committee's office posts it, as PDF."""
    channel = queries.channel_of(access.own_publication_for(request.actor, number), queries.COMMITTEE_OFFICE)
    made = documents.paper("results_list", channel, at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)


@seated(Role.SECRETARY)
@require_safe
def objections_paper(request: Asked, number: str) -> HttpResponse:
    """异议处理报告 of a list that has come down."""
    found = access.objections_report_for(request.actor, number, request.at)
    made = documents.paper("objections_report", found, at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)


@seated(Role.SECRETARY)
@require_POST
def give_reasons(request: Asked, id: int) -> HttpResponse:
    """Why somebody failed, for that person alone."""
    result = access.own_meeting_result_for(request.actor, id)
    try:
        actions.give_reasons(
            result, request.POST.getlist("category"), request.POST.get("words", ""), notice=request.notice,
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _shown(request, {"told": no.refusals})
    return _done(request, "已填写未通过原因，只有本人能看到")


@seated(Role.SECRETARY)
@require_POST
def answer_recheck(request: Asked, id: int) -> HttpResponse:
    """The answer to a recheck."""
    recheck = access.recheck_for(request.actor, id)
    try:
        actions.answer_recheck(
            recheck, request.POST.get("outcome", ""), request.POST.get("answer", ""), notice=request.notice,
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _shown(request, {"told": no.refusals})
    return _done(request, "已答复")


@seated(Role.SECRETARY)
@require_POST
def veto(request: Asked) -> HttpResponse:
    """一票否决 of a dossier of one's own committees, by the number of the decision (S5.2-03)."""
    post, rule = request.POST, request.notice.rule("one_veto")
    try:
        _, dossier = integrity.subject_called(post.get("dossier", ""))
        if dossier is None:
            raise Refused(Refusal(rule.id, "没有这份申报材料", rule.source, "请核对申报编号。", "dossier"))
        integrity.veto(
            dossier, ground=post.get("ground", ""), document_number=post.get("veto_number", ""),
            decided_on=request.at.date(), notice=request.notice, by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _shown(request, {"told": no.refusals, "typed": post})
    return _done(request, f"{dossier.number}已登记一票否决")


@seated(Role.SECRETARY)
@require_POST
def handle_objection(request: Asked, number: str) -> HttpResponse:
    """One step of an objection."""
    objection = access.objection_for(request.actor, number)
    kind, _, verdict = request.POST.get("kind", "").partition("：")
    try:
        publicity.handle(
            objection, kind, request.POST.get("words", ""), is_upheld=verdict == "成立" if verdict else None,
            notice=request.notice, by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _shown(request, {"told": no.refusals})
    return _done(request, f"{objection.number}：已登记{kind}")
