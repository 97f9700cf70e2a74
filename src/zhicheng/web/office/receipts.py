"""纸质材料收件: the committee's office records the stamped forms that were handed over, by the code on a page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from zhicheng.accounts import queries as accounts
from zhicheng.documents import page_code
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.notice import Rule
from zhicheng.policy.seats import Role
from zhicheng.stations import access, paper
from zhicheng.stations.actions.paper import receive_paper
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.lists import page_of


@seated(Role.REVIEWER)
def receipts(request: Asked) -> HttpResponse:
    """What was received, and the form for the next: a scanned square code, or number and check code by hand."""
    if not accounts.receives_paper(request.seat.organisation):
        raise Http404
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            _receive(request)
        except Refused as no:
            told = no.refusals
        else:
            return redirect("office:receipts")
    q = request.GET.get("q", "")
    rows, total, page, pages = paper.receipts(request.seat.organisation, request.year, q, page_of(request))
    return render(
        request,
        "office/receipts.html",
        {
            "rows": rows,
            "total": total,
            "page": page,
            "pages": pages,
            "page_href": lambda n: "?" + urlencode({"q": q, "page": n}),
            "q": q,
            "told": told,
            "typed": request.POST,
            "printed": request.notice.rule("printed_after_all_passed"),
            "awaited": paper.awaited(request.seat.organisation, request.year, request.notice),
        },
    )


def _receive(request: Asked) -> None:
    delivery = request.notice.rule("paper_delivery")
    number, digest = _code(request.POST.get("code", ""), request.POST.get("number", ""), delivery)
    copies = request.POST.get("copies", "").strip()
    try:
        dossier = access.delivered_dossier_for(request.actor, number)
    except Http404:
        words = "没有这份由本部门受理的申报材料"
        raise Refused(Refusal(delivery.id, words, delivery.source, "请核对申报编号。", "number")) from None
    made = receive_paper(
        dossier,
        digest=digest,
        copies=int(copies) if copies.isascii() and copies.isdigit() and len(copies) < 4 else 0,
        delivered_by=request.POST.get("delivered_by", ""),
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )
    flash.say(request, f"已收件：{dossier.number}，{made.copies} 份")


def _code(said: str, number: str, rule: Rule) -> tuple[str, str]:
    """Number and digest, from a scanned address or from what was typed."""
    said = said.strip()
    if "?" in said:
        try:
            code = page_code.parse(said)
        except page_code.NotAPageCode as no:
            raise Refused(Refusal(rule.id, str(no), rule.source, "请重新扫描二维码。", "code")) from None
        return code.number, code.digest
    return number.strip(), said.replace(" ", "").lower()
