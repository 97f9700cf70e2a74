"""绿色通道: enter an approval with the people it names; check every mark of the units, and revoke it by two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhicheng.accounts import access
from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import green_channel as actions
from zhicheng.accounts.queries import is_city_office
from zhicheng.policy import identity
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register
from zhicheng.register import queries
from zhicheng.stations import queries as stations
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.identities import CARD
from zhicheng.web.shared.uploads import taken_in


@seated(Role.REGISTRAR)
def green_channels(request: Asked) -> HttpResponse:
    """The approvals on file; the city's office enters new ones (S2.2-04)."""
    notice, actor, at = request.notice, request.actor, request.at
    may = is_city_office(actor.organisation)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST" and may:
        try:
            _enter(request)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, "已登记绿色通道审批件")
            return redirect("office:green_channels")
    rule = notice.rule("green_channel_approved")
    return render(
        request,
        "office/green_channel.html",
        {
            "on_file": queries.green_channels(),
            "marks": _marks(request) if may else (),
            "q": request.GET.get("q", ""),
            "id_types": list(notice.codes["id_type"].values()),
            "may": may,
            "told": told,
            "typed": request.POST,
            "authorities": rule["authorities"],
            "bases": notice.codes.get("green_channel", {}),
            "today": at.date(),
        },
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of a unit: whose, by which document, where the dossier is, and what is asked of the superior."""

    employment: Any
    number: str
    stands: str
    approval: Any
    is_asked: bool


def _marks(request: Asked) -> list[Mark]:
    """Every mark that stands, with the person's dossier of this year (S2.2-05)."""
    held = list(accounts.green_marks(request.GET.get("q", "")))
    where = stations.whereabouts([e.person_id for e in held], request.year, request.notice)
    asked = {
        a.subject: a for a in accounts.approvals_open(actions.REVOCATION, [actions.revocation_subject(e) for e in held])
    }
    out = []
    for e in held:
        number, stands = where.get(e.person_id, ("", "还没有开始申报"))
        approval = asked.get(actions.revocation_subject(e))
        granted = approval if approval is not None and approval.is_granted else None
        out.append(Mark(e, number, stands, granted, approval is not None and granted is None))
    return out


@seated(Role.REGISTRAR)
@require_POST
def mark(request: Asked, id: int) -> HttpResponse:
    """Tick a mark as checked, ask that it be revoked, or revoke it once that is granted."""
    here, actor, at = access.green_mark_for(request.actor, id), request.actor, request.at
    name = here.person.name
    if "check" in request.POST:
        actions.check_mark(here, by=actor, at=at)
        flash.say(request, f"已核对{name}的绿色通道")
    elif "revoke" in request.POST:
        granted = accounts.approval_to_spend(actions.REVOCATION, actions.revocation_subject(here))
        if granted is None:
            raise Http404
        actions.revoke_mark(here, granted, by=actor, at=at)
        flash.say(request, f"已撤销{name}的绿色通道，其申报重新按职数核对")
    else:
        actions.propose_revocation(here, reason=request.POST.get("reason", ""), by=actor, at=at)
        flash.say(request, f"已报分管负责人批准撤销{name}的绿色通道")
    return redirect("office:green_channels")


def _enter(request: Asked) -> None:
    notice, actor, at = request.notice, request.actor, request.at
    rule = notice.rule("green_channel_approved")
    reasons = []
    number = request.POST.get("document_number", "").strip()
    if not number:
        reasons.append(Refusal(rule.id, "没有填写审批文号", rule.source, "请填写审批件上的文号。", "document_number"))
    try:
        approved_on = date.fromisoformat(request.POST.get("approved_on", ""))
    except ValueError:
        approved_on = at.date()
        reasons.append(Refusal(rule.id, "没有读懂审批日期", rule.source, "请填写审批件上的日期。", "approved_on"))
    people = []
    for line in request.POST.get("names", "").splitlines():
        parts = line.replace("，", " ").replace(",", " ").split()
        if not parts:
            continue
        one, wrong = _named(parts, notice)
        if wrong:
            words = f"“{line.strip()[:40]}”{wrong}"
            mend = "每行写一人：姓名、空格、证件号码；不是居民身份证的，再空一格写证件类型。"
            reasons.append(Refusal(rule.id, words, rule.source, mend, "names"))
            continue
        people.append(one)
    blob = None
    try:
        blob, _ = taken_in(request, "scan", field="scan")
    except Refused as no:
        reasons += no.refusals
    if reasons or blob is None:
        raise Refused(*reasons)
    register.enter_green_channel(
        number,
        request.POST.get("authority", ""),
        request.POST.get("basis", ""),
        approved_on,
        blob,
        people,
        by=actor,
        at=at,
    )


def _named(parts: Sequence[str], notice: Notice) -> tuple[tuple[str, str, str], str]:
    """A line as identity type, number and name, and what is wrong with it; a name may be of several words."""
    by_name = {words: code for code, words in notice.codes["id_type"].items()}
    id_type, rest = CARD, list(parts)
    if rest[-1] in by_name:
        id_type = by_name[rest.pop()]
    if len(rest) < 2:
        return (id_type, "", ""), "不是“姓名 证件号码”"
    number = rest.pop()
    faults = identity.read(identity.scheme_of(id_type, notice.name_of("id_type", id_type)), number).faults
    return (id_type, number, " ".join(rest)), f"的证件号码{faults[0]}" if faults else ""
