"""诚信承诺: the very words, the declaration that nothing is classified, and that every file opens."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from zhicheng.dossier import actions as dossier_actions
from zhicheng.dossier import queries as dossiers
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked

from .door import applicants_only, dossier_of, href_of


@applicants_only
def pledge(request: Asked) -> HttpResponse:
    """Read and sign; signed anew at every hand-in."""
    dossier, notice = dossier_of(request), request.notice
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            dossier_actions.sign_pledge(
                dossier,
                is_secrecy_declared="secrecy" in request.POST,
                has_opened_files="files" in request.POST,
                notice=notice,
                by=request.actor,
                at=request.at,
            )
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, "已签署个人诚信承诺")
            return redirect("applicant:check")
    names = {m.id: m.name for m in notice.materials}
    return render(
        request,
        "applicant/pledge.html",
        {
            "dossier": dossier,
            "pledge": dossiers.pledge_of(dossier),
            "files": [(names.get(a.slot, a.slot), a) for a in dossiers.attachments(dossier)],
            "may_sign": dossiers.open_places(dossier) != (),
            "told": told,
            "href_of": href_of,
            "ticked": set(request.POST),
        },
    )
