"""委托代评函 of an autonomous unit for its own staff: drafted by its handler, signed by its principal (S4-07)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.entrustment import access, queries
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash, letters
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

HANDS = (Role.HANDLER, Role.PRINCIPAL)


def _only_autonomous(request: Asked) -> None:
    if not queries.is_autonomous(request.actor.organisation):
        raise Http404


@seated(*HANDS)
@require_safe
def entrustment(request: Asked) -> HttpResponse:
    """The unit's letters of the year with where they stand."""
    _only_autonomous(request)
    sent = queries.letters_out(request.year, request.seat.organisation)
    return render(
        request,
        "employer/entrustment.html",
        {
            "sent": [(s, request.notice.name_of("series", s.letter.series)) for s in sent],
            "may_draft": request.actor.role == Role.HANDLER.value,
        },
    )


@seated(Role.HANDLER)
def draft(request: Asked) -> HttpResponse:
    """Draft a letter for the unit's own staff."""
    _only_autonomous(request)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            made = letters.drafted(request)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, "已起草，由单位负责人签发")
            return redirect("employer:letter_out", made.letter.pk)
    return render(
        request,
        "office/letter_out_new.html",
        letters.form_of(request) | {"told": told, "list_page": "employer:entrustment"},
    )


def _show(request: Asked, id: int, more: dict[str, Any] | None = None) -> HttpResponse:
    standing, role = access.letter_for(request.actor, id), request.actor.role
    return render(
        request,
        "office/letter_out.html",
        letters.shown(request, standing)
        | {
            "list_page": "employer:entrustment",
            "pages_of": {n: f"employer:{n}" for n in ("decide_letter", "answer_letter", "letter_out_paper")},
            "may_sign": role == Role.PRINCIPAL.value and standing.letter.decided_at is None,
            "may_answer": role == Role.HANDLER.value and standing.status == "签发",
            "may_enter_results": False,
        }
        | (more or {}),
    )


@seated(*HANDS)
@require_safe
def letter_out(request: Asked, id: int) -> HttpResponse:
    """A letter of the unit with its roster, its answer and its results."""
    _only_autonomous(request)
    return _show(request, id)


@seated(Role.PRINCIPAL)
@require_POST
def decide_letter(request: Asked, id: int) -> HttpResponse:
    """签发 or 不予签发, by the principal."""
    _only_autonomous(request)
    try:
        flash.say(request, letters.decided(request, access.letter_for(request.actor, id)))
    except Refused as no:
        return _show(request, id, {"told": no.refusals})
    return redirect("employer:letter_out", id)


@seated(Role.HANDLER)
@require_POST
def answer_letter(request: Asked, id: int) -> HttpResponse:
    """The committee's answer: 接收 or 退回."""
    _only_autonomous(request)
    try:
        letters.answered(request, access.letter_for(request.actor, id))
    except Refused as no:
        return _show(request, id, {"told": no.refusals})
    flash.say(request, "已登记受托评委会的答复")
    return redirect("employer:letter_out", id)


@seated(*HANDS)
@require_safe
def letter_out_paper(request: Asked, id: int) -> HttpResponse:
    """An issued letter as PDF."""
    _only_autonomous(request)
    standing = access.letter_for(request.actor, id)
    if not standing.letter.is_issued:
        raise Http404
    return letters.paper_of(request, standing)
