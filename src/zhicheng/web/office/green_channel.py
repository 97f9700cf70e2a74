"""绿色通道: enter an approval with the people it names; without one nobody is marked."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render

from zhicheng.accounts.queries import is_city_office
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register
from zhicheng.register import queries
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
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
            "may": may,
            "told": told,
            "typed": request.POST,
            "authorities": rule["authorities"],
            "bases": notice.codes.get("green_channel", {}),
            "today": at.date(),
        },
    )


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
        if len(parts) != 2:
            reasons.append(
                Refusal(
                    rule.id,
                    f"“{line.strip()[:20]}”不是“姓名 证件号码”",
                    rule.source,
                    "每行写一人：姓名、空格、证件号码。",
                    "names",
                )
            )
            continue
        people.append(("居民身份证", parts[1], parts[0]))
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
