"""见证抽取: the supervisor is the second party: commits, reveals, and sees what everybody sees."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from zhicheng.committee import access, queries
from zhicheng.committee.actions import draw as actions
from zhicheng.policy.draw_words import in_words
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.drawing import commitment_of, new_seed


@seated(Role.SUPERVISOR)
@require_safe
def draws(request: Asked) -> HttpResponse:
    """Every meeting of the year with where its draw stands; nothing before the pledge."""
    if queries.pledge_of(request.actor.person, request.year, request.notice) is None:
        return redirect("supervisor:pledge")
    standing = {d.meeting_id: d for d in queries.standing_draws(request.year)}
    rows = [
        (m, queries.name_of(m.sitting.committee, request.notice), standing.get(m.pk))
        for m in queries.meetings(request.year)
    ]
    return render(request, "supervisor/draws.html", {"rows": rows})


@seated(Role.SUPERVISOR)
@require_safe
def draw(request: Asked, number: str) -> HttpResponse:
    """The draw of a meeting, to be witnessed."""
    return _shown(request, access.watched_meeting_for(request.actor, number))


def _shown(request: Asked, of: Any, told: tuple[Refusal, ...] = (), kept: dict[str, str] | None = None) -> HttpResponse:
    notice, rule = request.notice, request.notice.rule("draw_witnessed")
    standing = queries.standing_draw(of)
    if standing is None:
        raise Http404
    round_now, party = queries.open_round(standing), rule["parties"][1]
    committed = queries.committed(standing, queries.next_round(standing))
    revealed = queries.revealed(standing, round_now["number"]) if round_now else ()
    return render(
        request,
        "supervisor/draw.html",
        {
            "meeting": of,
            "committee_name": queries.name_of(of.sitting.committee, notice),
            "standing": standing,
            "record": in_words(standing.record, notice),
            "party": party,
            "may_commit": standing.settled_at is None and round_now is None and party not in committed,
            "may_reveal": round_now is not None and party not in revealed,
            "waits_for": [p for p in rule["parties"] if p not in (revealed if round_now else committed)],
            "round_now": round_now,
            "is_over": bool(standing.reveal_by and request.at > standing.reveal_by),
            "seed": new_seed(),
            "kept": kept,
            "rule": rule,
            "told": told,
        },
        status=409 if told else 200,
    )


@seated(Role.SUPERVISOR)
@sensitive_post_parameters("seed", "nonce")
@require_POST
def deed(request: Asked, number: str, deed: str) -> HttpResponse:
    """Commit, reveal, or end a round whose last moment has passed."""
    of = access.watched_meeting_for(request.actor, number)
    standing, post = queries.standing_draw(of), request.POST
    if standing is None or deed not in ("commit", "reveal", "close"):
        raise Http404
    said = {"notice": request.notice, "by": request.actor, "at": request.at}
    kept = {"seed": post.get("seed", "").strip().lower(), "nonce": post.get("nonce", "").strip().lower()}
    try:
        if deed == "commit":
            party = queries.party_of(request.actor, of, request.notice)
            digest = commitment_of(standing.number, queries.next_round(standing), party, **kept)
            actions.commit(standing, digest, **said)  # type: ignore[arg-type]
            return _shown(request, of, kept=kept)
        if deed == "reveal":
            actions.reveal(standing, kept["seed"], kept["nonce"], **said)  # type: ignore[arg-type]
            flash.say(request, "种子已公开")
        else:
            actions.close_round(standing, **said)  # type: ignore[arg-type]
            flash.say(request, "本轮已结束，未公开的一方已记录")
    except Refused as no:
        return _shown(request, of, no.refusals)
    return redirect("supervisor:draw", number)
