"""单位公示: make the list, post it, photograph it, and record the result after the full period."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.policy import windows
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.stations import access, queries
from zhicheng.stations.actions import employer
from zhicheng.web.shared import flash, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.uploads import taken_in


@seated(Role.HANDLER)
def publicities(request: Asked) -> HttpResponse:
    """Who waits for a posting, and the postings so far; POST posts a list."""
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            posted = _post(request)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, "已登记张贴，请打印名单并上传张贴照片")
            return redirect("employer:publicity", posted.pk)
    unit, notice = request.seat.organisation, request.notice
    return render(
        request,
        "employer/publicities.html",
        {
            "waiting": queries.waiting_for_publicity(unit),
            "rows": queries.publicities(unit),
            "told": told,
            "typed": request.POST,
            "chosen": request.POST.getlist("visit"),
            "today": request.at.date(),
            "days": windows.publicity_days(notice),
            "ends_on": windows.publicity_ends_on(request.at.date(), notice),
            "rule": notice.rule("unit_publicity"),
            "telephone": unit.telephone,
        },
    )


def _post(request: Asked) -> Any:
    unit, post, notice = request.seat.organisation, request.POST, request.notice
    rule = notice.rule("unit_publicity")
    try:
        posted_on = date.fromisoformat(post.get("posted_on", ""))
    except ValueError:
        words = f"没有读懂张贴日期“{post.get('posted_on', '')[:20]}”"
        raise Refused(Refusal(rule.id, words, rule.source, "请填写实际张贴的日期。", "posted_on")) from None
    chosen = set(post.getlist("visit"))
    return employer.post_publicity(
        unit,
        [v for v in queries.waiting_for_publicity(unit) if str(v.pk) in chosen],
        place=post.get("place", ""),
        telephone=post.get("telephone", ""),
        posted_on=posted_on,
        notice=notice,
        by=request.actor,
        at=request.at,
    )


def _shown(request: Asked, posted: Any, more: dict[str, Any] | None = None) -> HttpResponse:
    notice, today = request.notice, request.at.date()
    finding = windows.unit_publicity(posted.posted_on, None, today, notice) if posted.closed_at is None else None
    return render(
        request,
        "employer/publicity.html",
        {
            "posted": posted,
            "entries": list(posted.entries.select_related("visit__dossier__person").order_by("pk")),
            "photos": list(posted.photos.select_related("blob")),
            "finding": finding,
            "may_close": finding is not None and finding.says.value == "符合",
            "results": (employer.NO_OBJECTION, employer.OBJECTION),
        }
        | (more or {}),
    )


@seated(Role.HANDLER)
@require_safe
def publicity(request: Asked, id: int) -> HttpResponse:
    """One posting."""
    return _shown(request, access.publicity_for(request.actor, id))


@seated(Role.HANDLER)
@require_POST
def add_photo(request: Asked, id: int) -> HttpResponse:
    """A photograph of the posting."""
    posted = access.publicity_for(request.actor, id)
    try:
        blob, name = taken_in(request, "photos")
        employer.add_photo(posted, blob, name, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, posted, {"told": no.refusals})
    flash.say(request, f"已上传“{name}”")
    return redirect("employer:publicity", id)


@seated(Role.HANDLER)
@require_safe
def photo_page(request: Asked, id: int, photo: int) -> HttpResponse:
    """A photograph, re-encoded."""
    posted = access.publicity_for(request.actor, id)
    found = next((p for p in posted.photos.select_related("blob") if p.pk == photo), None)
    if found is None:
        raise Http404
    return viewer.page_image(found.blob.digest, found.blob.media_type, 1, request.GET.get("size", "page"))


@seated(Role.HANDLER)
@require_POST
def close(request: Asked, id: int) -> HttpResponse:
    """Record the result; the list goes on to the principal."""
    posted = access.publicity_for(request.actor, id)
    upheld = set(request.POST.getlist("upheld"))
    try:
        employer.close_publicity(
            posted,
            result=request.POST.get("result", ""),
            objections=request.POST.get("objections", ""),
            upheld=tuple(e.visit for e in posted.entries.select_related("visit") if str(e.visit_id) in upheld),
            notice=request.notice,
            by=request.actor,
            at=request.at,
        )
    except Refused as no:
        return _shown(request, posted, {"told": no.refusals, "typed": request.POST, "upheld": upheld})
    flash.say(request, "已登记公示结果，材料已转负责人推荐")
    return redirect("employer:publicities")


@seated(Role.HANDLER, Role.PRINCIPAL)
@require_safe
def list_paper(request: Asked, id: int) -> HttpResponse:
    """The list as PDF, to be posted."""
    made = documents.paper("publicity_list", access.publicity_for(request.actor, id), at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)
