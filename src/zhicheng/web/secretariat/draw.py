"""抽取: the office's side of a draw: publish, commit, reveal, replace, redraw; only codes until sign-in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from zhicheng.committee import access, facts, queries
from zhicheng.committee.actions import draw as actions
from zhicheng.policy.draw import DrawRules, Limits
from zhicheng.policy.draw_words import in_words
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.drawing import commitment_of, new_seed

CHANCE = secrets.SystemRandom()


@seated(Role.SECRETARY)
@require_safe
def draw(request: Asked, number: str) -> HttpResponse:
    """The draw of a meeting as it stands."""
    return _shown(request, access.meeting_for(request.actor, number))


def _shown(request: Asked, of: Any, told: tuple[Refusal, ...] = (), kept: dict[str, str] | None = None) -> HttpResponse:
    notice, rule = request.notice, request.notice.rule("draw_witnessed")
    standing = queries.standing_draw(of)
    round_now = queries.open_round(standing) if standing else None
    party = rule["parties"][0]
    following = queries.next_round(standing) if standing else 1
    committed = queries.committed(standing, following) if standing else ()
    revealed = queries.revealed(standing, round_now["number"]) if standing and round_now else ()
    pool = facts.drawable(of, notice) if standing is None or of.opened_at is None else ()
    settled = standing is not None and standing.settled_at is not None
    return render(
        request,
        "secretariat/draw.html",
        {
            "meeting": of,
            "committee_name": queries.name_of(of.sitting.committee, notice),
            "standing": standing,
            "record": in_words(standing.record, notice) if standing else None,
            "earlier": [d for d in queries.draws(of) if d.replaced_at],
            "pool": pool,
            "by_specialty": _by_specialty(pool, request),
            "usual": facts.usual_rules(of, notice),
            "drawn": [(m, m.shown_name) for m in queries.drawn(of)],
            "party": party,
            "may_commit": standing is not None and not settled and round_now is None and party not in committed,
            "may_reveal": round_now is not None and party not in revealed,
            "waits_for": [p for p in rule["parties"] if p not in (revealed if round_now else committed)],
            "round_now": round_now,
            "is_over": bool(standing and standing.reveal_by and request.at > standing.reveal_by),
            "seed": new_seed(),
            "kept": kept,
            "left_for": rule["left_for"],
            "redrawn_for": rule["redrawn_for"][1:],
            "rule": rule,
            "composition_rule": notice.rule("bench_composition"),
            "told": told,
            "typed": request.POST,
        },
        status=409 if told else 200,
    )


def _by_specialty(pool: Any, request: Asked) -> list[tuple[str, str, int]]:
    codes: dict[str, int] = {}
    for p in pool:
        codes[p.specialty] = codes.get(p.specialty, 0) + 1
    return [(c, request.notice.name_of("specialty", c), n) for c, n in sorted(codes.items())]


def _said(request: Asked) -> dict[str, Any]:
    return {"notice": request.notice, "by": request.actor, "at": request.at}


def _count(request: Asked, name: str, faults: list[Refusal], usual: int) -> int:
    typed = request.POST.get(name, "").strip()
    if not typed:
        return usual
    if typed.isascii() and typed.isdigit() and len(typed) < 4:
        return int(typed)
    rule = request.notice.rule("bench_composition")
    faults.append(Refusal(rule.id, f"“{typed[:10]}”不是人数", rule.source, "请填写整数。", name))
    return usual


def _rules(request: Asked, of: Any) -> DrawRules:
    usual, faults = facts.usual_rules(of, request.notice), list[Refusal]()
    specialties = {}
    for code, _, _ in _by_specialty(facts.drawable(of, request.notice), request):
        least = _count(request, f"least-{code}", faults, 0)
        most = _count(request, f"most-{code}", faults, usual.size)
        if least or most < usual.size:
            specialties[code] = Limits(least, most)
    rules = DrawRules(
        size=usual.size,
        unit_at_most=_count(request, "unit_at_most", faults, usual.unit_at_most),
        young_at_least=_count(request, "young_at_least", faults, usual.young_at_least),
        outsiders_at_least=_count(request, "outsiders_at_least", faults, usual.outsiders_at_least),
        specialties=specialties,
    )
    looser = rules.young_at_least < usual.young_at_least or rules.outsiders_at_least < usual.outsiders_at_least
    if looser or rules.unit_at_most > usual.unit_at_most:
        rule = request.notice.rule("bench_composition")
        words = f"抽取条件只能比规定的严：同一单位最多{usual.unit_at_most}人，中青年至少{usual.young_at_least}人"
        faults.append(Refusal(rule.id, words, rule.source, "请改正条件。", "unit_at_most"))
    if faults:
        raise Refused(*faults)
    return rules


def _open(request: Asked, of: Any) -> str:
    actions.open_draw(of, _rules(request, of), random=CHANCE, **_said(request))
    return "抽取条件和专家池已公布，请双方分别承诺种子"


def _standing(of: Any) -> Any:
    standing = queries.standing_draw(of)
    if standing is None:
        raise Http404
    return standing


def _reveal(request: Asked, of: Any) -> str:
    post = request.POST
    actions.reveal(_standing(of), post.get("seed", ""), post.get("nonce", ""), **_said(request))
    return "种子已公开"


def _close(request: Asked, of: Any) -> str:
    actions.close_round(_standing(of), **_said(request))
    return "本轮已结束，未公开的一方已记录，请双方重新承诺"


def _replace(request: Asked, of: Any) -> str:
    wanted = request.POST.get("member", "")
    member = next((m for m in queries.drawn(of) if str(m.pk) == wanted), None)
    if member is None:
        raise Http404
    joined = actions.replace(member, request.POST.get("ground", ""), **_said(request))
    return f"已由代号{joined.pseudonym}递补"


def _redraw(request: Asked, of: Any) -> str:
    actions.redraw(_standing(of), request.POST.get("ground", ""), _rules(request, of), random=CHANCE, **_said(request))
    return "已按重新公布的条件重抽，请双方分别承诺种子"


DEEDS: dict[str, Callable[[Asked, Any], str]] = {
    "open": _open, "reveal": _reveal, "close": _close, "replace": _replace, "redraw": _redraw,
}  # fmt: skip


@seated(Role.SECRETARY)
@sensitive_post_parameters("seed", "nonce")
@require_POST
def deed(request: Asked, number: str, deed: str) -> HttpResponse:
    """One step of the draw; a commitment shows the seed this once, for nobody keeps it but the party."""
    of = access.meeting_for(request.actor, number)
    if deed != "commit" and deed not in DEEDS:
        raise Http404
    try:
        if deed == "commit":
            return _commit(request, of)
        flash.say(request, DEEDS[deed](request, of))
    except Refused as no:
        return _shown(request, of, no.refusals)
    return redirect("secretariat:draw", number)


def _commit(request: Asked, of: Any) -> HttpResponse:
    standing, post = _standing(of), request.POST
    kept = {"seed": post.get("seed", "").strip().lower(), "nonce": post.get("nonce", "").strip().lower()}
    party = queries.party_of(request.actor, of, request.notice)
    digest = commitment_of(standing.number, queries.next_round(standing), party, **kept)
    actions.commit(standing, digest, **_said(request))
    return _shown(request, of, kept=kept)
