"""评审结果 at the city's office: accept and publish, objections, confirm, issue, correct, revoke (S5.4-06, R-45)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import access as accounts_access
from zhicheng.accounts import queries as accounts
from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.outcome import access, facts, queries
from zhicheng.outcome.actions import certificates, publicity, recognising, restoring
from zhicheng.policy.finding import Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

SEES = (Role.REVIEWER, Role.SUPERIOR)


def _only_the_city(request: Asked) -> None:
    if not accounts.is_city_office(request.actor.organisation):
        raise Http404


@seated(*SEES)
@require_safe
def outcomes(request: Asked) -> HttpResponse:
    """What committees have filed, what is published, what is objected to."""
    return _listed(request)


def _listed(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    _only_the_city(request)
    filings = queries.filings(request.year)
    published = access.others_lists(request.actor, queries.publications(request.year))
    told = (more or {}).get("told", ())
    return render(
        request,
        "office/outcomes.html",
        {
            "waiting": [f for f in filings if not hasattr(f.meeting, "publication")],
            "names": {c.id: c.name for c in request.notice.committees.values()},
            "published": [(p, queries.is_shown(p, request.at)) for p in published],
            "objections": _with_steps(queries.objections(published)),
            "to_recognise": facts.to_recognise(request.year, request.notice),
            "recognitions_asked": queries.recognitions_asked(),
            "recognised": [r for r in queries.recognitions(request.year) if not hasattr(r, "publication")],
            "typed": {},
            "rule": request.notice.rule("results_published_together"),
            "may_act": request.actor.role == Role.REVIEWER.value,
        }
        | (more or {}),
        status=409 if told else 200,
    )


def _with_steps(found: Any) -> list[Any]:
    return [(o, queries.steps_of(o), publicity.next_steps(o)) for o in found]


@seated(Role.REVIEWER)
@require_POST
def accept(request: Asked, number: str) -> HttpResponse:
    """Accept what was filed: from this minute it is published on both channels."""
    meeting = access.meeting_to_accept_for(request.actor, number)
    try:
        made = publicity.accept(meeting, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _listed(request, {"told": no.refusals})
    flash.say(request, f"已接收并同步公示，公示至{made.ends_on}")
    return redirect("office:publication", made.number)


@seated(Role.REVIEWER)
@require_POST
def propose_recognition(request: Asked, id: int) -> HttpResponse:
    """Propose results for dossiers on which nobody votes: those with an opinion, recognised or not."""
    sitting, post = access.sitting_to_recognise_for(request.actor, id), request.POST
    waiting = {s.pk: dossiers for s, dossiers in facts.to_recognise(request.year, request.notice)}.get(sitting.pk, ())
    rulings = [
        recognising.Ruling(d, post[f"ruling-{d.number}"] == queries.PASSED, post.get(f"words-{d.number}", ""))
        for d in waiting
        if post.get(f"ruling-{d.number}")
    ]
    try:
        recognising.propose_recognition(
            sitting, post.get("document_number", ""), rulings, reason=post.get("reason", ""), notice=request.notice,
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _listed(request, {"told": no.refusals, "typed": post})
    flash.say(request, f"已提出认定{len(rulings)}件，等待分管负责人批准")
    return redirect("office:outcomes")


@seated(Role.REVIEWER)
@require_POST
def recognise(request: Asked, id: int) -> HttpResponse:
    """Record a decision of recognition that was granted."""
    _only_the_city(request)
    approval = accounts_access.approval_for(request.actor, id)
    if approval.kind != queries.RECOGNISE:
        raise Http404
    try:
        made = recognising.recognise(approval, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _listed(request, {"told": no.refusals})
    flash.say(request, f"已作出认定决定{made.number}，可以公示")
    return redirect("office:outcomes")


@seated(Role.REVIEWER)
@require_POST
def publish_recognition(request: Asked, id: int) -> HttpResponse:
    """Publish the results of a decision of recognition on both channels."""
    of = access.recognition_to_publish_for(request.actor, id)
    try:
        made = publicity.accept_recognition(of, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _listed(request, {"told": no.refusals})
    flash.say(request, f"已同步公示，公示至{made.ends_on}")
    return redirect("office:publication", made.number)


@seated(Role.REVIEWER)
@require_POST
def handle_objection(request: Asked, number: str) -> HttpResponse:
    """One step of an objection."""
    objection = access.objection_for(request.actor, number)
    said = request.POST.get("kind", "")
    kind, _, verdict = said.partition("：")
    try:
        publicity.handle(
            objection, kind, request.POST.get("words", ""), is_upheld=verdict == "成立" if verdict else None,
            notice=request.notice, by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as no:
        return _listed(request, {"told": no.refusals})
    flash.say(request, f"{objection.number}：已登记{said}")
    return redirect("office:outcomes")


@seated(*SEES)
@require_safe
def publication(request: Asked, number: str) -> HttpResponse:
    """One list with what keeps each of its people from a certificate; confirmations and certificates."""
    return _shown(request, number)


def _shown(request: Asked, number: str, more: dict[str, Any] | None = None) -> HttpResponse:
    _only_the_city(request)
    found = access.publication_for(request.actor, number)
    people = queries.people_of(found)
    hindered = facts.hindrances(found, people, request.at, request.notice)
    confirmations = list(found.confirmations.all())
    told = (more or {}).get("told", ())
    return render(
        request,
        "office/publication.html",
        {
            "publication": found,
            "people": [(p, found.rows[p.ordinal - 1], hindered[p.dossier_id]) for p in people],
            "confirmations": [(c, queries.certificates(c), len(queries.confirmed_by(c))) for c in confirmations],
            "asked": _open(queries.CONFIRM, found.number),
            "is_shown": queries.is_shown(found, request.at),
            "is_over": queries.is_over(found, request.at),
            "rule": request.notice.rule("titles_confirmed"),
            "may_act": request.actor.role == Role.REVIEWER.value,
            "typed": {},
        }
        | (more or {}),
        status=409 if told else 200,
    )


def _open(kind: str, subject: str) -> Any:
    """The approval that waits or was granted and is not spent; a denied one is over."""
    found = accounts.approval_standing(kind, subject)
    return found if found and found.spent_at is None and found.is_granted is not False else None


def _done(request: Asked, number: str, deed: Callable[[], str]) -> HttpResponse:
    try:
        said = deed()
    except Refused as no:
        return _shown(request, number, {"told": no.refusals, "typed": request.POST})
    flash.say(request, said)
    return redirect("office:publication", number)


@seated(Role.REVIEWER)
@require_POST
def propose_confirmation(request: Asked, number: str) -> HttpResponse:
    """Ask the superior to confirm the chosen people under a document number."""
    found = access.publication_for(request.actor, number)
    chosen = [int(n) for n in request.POST.getlist("person") if n.isascii() and n.isdigit() and len(n) < 6]

    def deed() -> str:
        certificates.propose_confirmation(
            found, request.POST.get("number", ""), chosen, reason=request.POST.get("reason", ""),
            notice=request.notice, by=request.actor, at=request.at,
        )  # fmt: skip
        return "已提出，等待分管负责人批准"

    return _done(request, number, deed)


@seated(Role.REVIEWER)
@require_POST
def confirm(request: Asked, number: str) -> HttpResponse:
    """Issue the confirmation that was granted."""
    found = access.publication_for(request.actor, number)
    approval = _open(queries.CONFIRM, found.number)
    if approval is None:
        raise Http404

    def deed() -> str:
        made = certificates.confirm(approval, notice=request.notice, by=request.actor, at=request.at)
        return f"已印发{made.number}"

    return _done(request, number, deed)


@seated(Role.REVIEWER)
@require_POST
def issue(request: Asked, id: int) -> HttpResponse:
    """Issue the certificates of a confirmation."""
    found = access.confirmation_for(request.actor, id)

    def deed() -> str:
        made = certificates.issue(
            found, notice=request.notice, by=request.actor, at=request.at, random=secrets.token_bytes
        )
        return f"已发证{len(made)}份"

    return _done(request, found.publication.number, deed)


@seated(*SEES)
@require_safe
def confirmation_paper(request: Asked, id: int) -> HttpResponse:
    """职称确认文件 as PDF."""
    paper = documents.paper("confirmation", access.confirmation_for(request.actor, id), at=request.at)
    return _pdf(paper)


@seated(*SEES)
@require_safe
def results_paper(request: Asked, number: str) -> HttpResponse:
    """The published list as the city posts it, as PDF."""
    channel = queries.channel_of(access.publication_for(request.actor, number), queries.HR)
    return _pdf(documents.paper("results_list", channel, at=request.at))


@seated(*SEES)
@require_safe
def objections_paper(request: Asked, number: str) -> HttpResponse:
    """异议处理报告 of a list that has come down."""
    found = access.objections_report_for(request.actor, number, request.at)
    return _pdf(documents.paper("objections_report", found, at=request.at))


@seated(*SEES)
@require_safe
def certificate_paper(request: Asked, number: str) -> HttpResponse:
    """A certificate as signed."""
    return _pdf(documents.paper("certificate", access.certificate_for(request.actor, number), at=request.at))


def _pdf(paper: Any) -> HttpResponse:
    answer = HttpResponse(papers.paper_content(paper), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{paper.kind}-{paper.pk}.pdf"'
    return answer


@seated(*SEES)
@require_safe
def certificate(request: Asked, number: str) -> HttpResponse:
    """One certificate: correct a mistyped name, or revoke the title, each approved by the superior."""
    return _one(request, number)


def _one(request: Asked, number: str, more: dict[str, Any] | None = None) -> HttpResponse:
    found = access.certificate_for(request.actor, number)
    told = (more or {}).get("told", ())
    asked = [
        (kind, words, _open(kind, found.number))
        for kind, words in (
            (queries.CORRECT, "更正姓名"), (queries.REVOKE, "撤销职称"), (queries.RESTORE, "恢复职称"),
        )
    ]  # fmt: skip
    return render(
        request,
        "office/certificate.html",
        {
            "certificate": found,
            "state": queries.status_of(found),
            "end": queries.end_of(found),
            "successor": getattr(found, "successor", None),
            "appeal": queries.appeal_granted(found),
            "asked": [(k, w, a) for k, w, a in asked if a is not None],
            "may_act": request.actor.role == Role.REVIEWER.value,
            "typed": {},
        }
        | (more or {}),
        status=409 if told else 200,
    )


@seated(Role.REVIEWER)
@require_POST
def certificate_deed(request: Asked, number: str, deed: str) -> HttpResponse:
    """Propose a correction or revocation, or carry out the one that was granted."""
    found, post = access.certificate_for(request.actor, number), request.POST
    how: dict[str, Any] = {"by": request.actor, "at": request.at}
    try:
        if deed == "propose-correction":
            certificates.propose_correction(found, post.get("name", ""), reason=post.get("reason", ""), **how)
            said = "已提出更正，等待分管负责人批准"
        elif deed == "propose-revocation":
            document = post.get("document_number", "")
            certificates.propose_revocation(found, document, reason=post.get("reason", ""), **how)
            said = "已提出撤销，等待分管负责人批准"
        elif deed == "correct":
            approval = _granted(request, queries.CORRECT, found.number)
            new = certificates.correct(approval, notice=request.notice, random=secrets.token_bytes, **how)
            flash.say(request, f"已更正，新证书编号{new.number}")
            return redirect("office:certificate", new.number)
        elif deed == "propose-restoration":
            restoring.propose_restoration(found, reason=post.get("reason", ""), notice=request.notice, **how)
            said = "已提出恢复，等待分管负责人批准"
        elif deed == "restore":
            approval = _granted(request, queries.RESTORE, found.number)
            new = restoring.restore(approval, notice=request.notice, random=secrets.token_bytes, **how)
            flash.say(request, f"已恢复，新证书编号{new.number}")
            return redirect("office:certificate", new.number)
        elif deed == "revoke":
            certificates.revoke(_granted(request, queries.REVOKE, found.number), **how)
            said = "已撤销"
        else:
            raise Http404
    except Refused as no:
        return _one(request, number, {"told": no.refusals, "typed": post})
    flash.say(request, said)
    return redirect("office:certificate", number)


def _granted(request: Asked, kind: str, subject: str) -> Any:
    approval = _open(kind, subject)
    if approval is None:
        raise Http404
    return accounts_access.approval_for(request.actor, approval.pk)
