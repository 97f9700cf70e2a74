"""提交前检查 and 提交."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhicheng.dossier import queries as dossiers
from zhicheng.policy.finding import Refusal, Refused, Says
from zhicheng.policy.judge import unmet
from zhicheng.stations import facts as station_facts
from zhicheng.stations import queries as stations
from zhicheng.stations.actions import applicant
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked

from .door import applicants_only, dossier_of, href_of


@applicants_only
@require_safe
def check(request: Asked) -> HttpResponse:
    """Everything that the rules say, at once: what is wrong first, then what people will judge, then what is met."""
    dossier = dossier_of(request)
    found = station_facts.before_hand_in(dossier, request.notice, request.at)
    return render(
        request,
        "applicant/check.html",
        {
            "dossier": dossier,
            "wrong": unmet(found),
            "asks": [f for f in found if f.says is Says.ASK],
            "met": [f for f in found if f.says is Says.MET],
            "may_hand_in": dossiers.open_places(dossier) != (),
            "href_of": href_of,
        },
    )


@applicants_only
def hand_in(request: Asked) -> HttpResponse:
    """Confirm and hand in; every reason why not, at once."""
    dossier, notice = dossier_of(request), request.notice
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            visit = applicant.hand_in(
                dossier,
                is_confirmed="confirmed" in request.POST,
                notice=notice,
                by=request.actor,
                at=request.at,
            )
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"已提交，现在由{visit.organisation.name}审核。")
            return redirect("applicant:home")
    wrong = unmet(station_facts.before_hand_in(dossier, request.notice, request.at))
    letter = stations.open_letter(dossier)
    committee = notice.committees.get(dossier.committee)
    return render(
        request,
        "applicant/hand_in.html",
        {
            "dossier": dossier,
            "committee": committee,
            "letter": letter,
            "wrong": wrong,
            "told": told,
            "due": letter.correct_by if letter else committee.windows.get("personal") if committee else None,
            "may_hand_in": dossiers.open_places(dossier) != (),
            "href_of": href_of,
        },
    )
