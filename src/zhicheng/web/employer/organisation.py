"""单位信息: complete the data, upload the proofs, hand them in for verification."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import access
from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import organisations as actions
from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.policy.finding import Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.uploads import taken_in


def _shown(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    unit = request.seat.organisation
    submitted = list(accounts.verifications_of(unit))
    proofs = list(accounts.proofs_of(unit))
    state = accounts.state_of(unit)
    waits = any(v.decided_at is None for v in submitted)
    return render(
        request,
        "employer/organisation.html",
        {
            "unit": unit,
            "unit_state": state,
            "fields_of_unit": [(f, words, f in accounts.REQUIRED) for f, words in accounts.UNIT_FIELDS.items()],
            "still_open": accounts.STILL_OPEN,
            "proofs": [(k, words, [p for p in proofs if p.kind == k]) for k, words in accounts.PROOFS.items()],
            "missing": accounts.missing_of(unit),
            "submitted": submitted,
            "waits": waits,
            "is_enabled": state == accounts.ENABLED,
            "manager": unit.manager,
        }
        | (more or {}),
    )


@seated(Role.ADMINISTRATOR)
@require_safe
def organisation(request: Asked) -> HttpResponse:
    """What the unit says of itself, its proofs, and what was decided."""
    return _shown(request)


@seated(Role.ADMINISTRATOR)
@require_POST
def complete(request: Asked) -> HttpResponse:
    """Keep the unit's data."""
    unit = request.seat.organisation
    values = {f: request.POST[f] for f in accounts.UNIT_FIELDS if f in request.POST}
    if "has_is_appraising" in request.POST:
        values["is_appraising"] = "1" if "is_appraising" in request.POST else "0"
    try:
        actions.complete_organisation(unit, values, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, {"told": no.refusals, "typed": request.POST})
    flash.say(request, "单位信息已保存")
    return redirect("employer:organisation")


@seated(Role.ADMINISTRATOR)
@require_POST
def add_proof(request: Asked, kind: str) -> HttpResponse:
    """Upload a proof."""
    if kind not in accounts.PROOFS:
        raise Http404
    try:
        blob, name = taken_in(request, f"employer.proofs.{kind}")
        actions.add_proof(request.seat.organisation, kind, blob, name, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, {"told": no.refusals})
    flash.say(request, f"已上传“{name}”")
    return redirect("employer:organisation")


@seated(Role.ADMINISTRATOR)
@require_POST
def remove_proof(request: Asked, id: int) -> HttpResponse:
    """Take a proof back."""
    actions.remove_proof(access.proof_for(request.actor, id), by=request.actor, at=request.at)
    flash.say(request, "已移除")
    return redirect("employer:organisation")


@seated(Role.ADMINISTRATOR)
@require_safe
def proof_page(request: Asked, id: int, page: int) -> HttpResponse:
    """A page image of one's proof."""
    proof = access.proof_for(request.actor, id)
    return viewer.page_image(proof.blob.digest, proof.blob.media_type, page)


@seated(Role.ADMINISTRATOR)
@require_POST
def submit(request: Asked) -> HttpResponse:
    """Hand the unit in for verification; everything missing is told at once."""
    try:
        actions.submit_organisation(request.seat.organisation, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, {"told": no.refusals})
    flash.say(request, "已提交审核")
    return redirect("employer:organisation")


@seated(Role.ADMINISTRATOR)
@require_safe
def letter_paper(request: Asked, id: int) -> HttpResponse:
    """The letter of a refusal as PDF."""
    refused = access.verification_for(request.actor, id)
    if refused.is_passed is not False:
        raise Http404
    made = documents.paper("unit_letter", refused, at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)
