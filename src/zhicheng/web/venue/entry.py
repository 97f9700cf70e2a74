"""现场投票: the room's own door. An entry code leads to its expert's ballot page until it is cast.

These pages stand only in the room's installation (:mod:`zhicheng.config.venue`); the platform does not have them.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from zhicheng.accounts import queries as accounts
from zhicheng.committee import kit, queries
from zhicheng.web.shared.asked import Asked

BACKEND = "zhicheng.accounts.backend.IdentityBackend"
UNKNOWN = "投票码不正确，请核对纸条，或向会场工作人员询问。"
SPENT = "这个投票码已经投过票，不能再用。"


@login_not_required
@sensitive_post_parameters()
def enter(request: Asked) -> HttpResponse:
    """Type one's code; whoever was here before on this device is gone."""
    held = queries.meetings(request.year).first()
    ballot = queries.standing_ballot(held) if held is not None else None
    if held is None or ballot is None:
        raise Http404
    told = ""
    if request.method == "POST":
        account = accounts.account_known_by(kit.known_by(request.POST.get("code", ""), settings.VENUE_KEY))
        mark = queries.mark_of(ballot, account.person_id) if account is not None else None
        if account is not None and mark is not None and not mark.has_voted:
            login(request, account, backend=BACKEND)
            return redirect("expert:ballot", held.number)
        told = UNKNOWN if mark is None else SPENT
    logout(request)
    return render(
        request,
        "venue/entry.html",
        {"meeting": held, "ballot": ballot, "committee": queries.name_of(held.sitting.committee, request.notice),
         "told": told},
        status=409 if told else 200,
    )  # fmt: skip


def leave(request: Asked, number: str) -> HttpResponse:
    """Back from the ballot: the device is free for the next one."""
    logout(request)
    return redirect("venue_entry")


@login_not_required
def absent(request: Asked) -> HttpResponse:
    """Nothing else of the platform is in the room."""
    raise Http404
