"""A case as an expert reads it: the sealed revision beside its evidence, blind where the meeting is; the opinion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.committee import access, lectures
from zhicheng.committee.actions import meetings
from zhicheng.dossier import queries as dossiers
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.review import Line, SectionView, sections_of

HIDDEN = "（盲评不显示）"
WHO = ("name", "former_name", "id_number", "phone", "email")
"""Fields of 基本信息 that say who somebody is."""
ZOOMS = ("whole", "fit", "50", "75", "100", "150", "200", "300")


def views_of(case: Any, notice: Any, *, blind: bool) -> list[SectionView]:
    """The sections; blind ones name neither person nor number nor unit anywhere, and show no picture."""
    said = dossiers.said(case.revision)
    views = [v for v in sections_of(said, notice) if v.id != "pledge"]
    if not blind:
        return views
    basics, employer = said.basics, said.employer
    words = {str(getattr(basics, f, "") or "") for f in WHO} | {employer.name, getattr(employer, "short_name", "")}
    words |= {job.employer for job in said.jobs} | {case.dossier.person.name, case.dossier.organisation.name}
    return [_blind(v, sorted((w for w in words if len(w) > 1), key=len, reverse=True)) for v in views]


def _blind(view: SectionView, words: Sequence[str]) -> SectionView:
    def covered(text: str) -> str:
        for word in words:
            text = text.replace(word, "■" * min(len(word), 6))
        return text

    groups = []
    for g in view.groups:
        if g.key == "employer":
            continue
        lines = [Line(x.place, x.label, HIDDEN if x.place.split(".")[-1] in WHO else covered(x.words)) for x in g.lines]
        groups.append(replace(g, title=covered(g.title), lines=lines))
    return replace(view, groups=groups, files=[])


@seated(Role.EXPERT)
@require_safe
def case(request: Asked, number: str, ordinal: int) -> HttpResponse:
    """Read one case. Absent for the recused."""
    return _shown(request, access.case_for(request.actor, number, ordinal))


def _shown(request: Asked, of: Any, told: tuple[Refusal, ...] = ()) -> HttpResponse:
    meeting, notice = of.meeting, request.notice
    blind = meeting.is_blind
    views = views_of(of, notice, blind=blind)
    by_id = {v.id: v for v in views}
    view = by_id.get(request.GET.get("section", ""), views[0])

    def href(**asked: Any) -> str:
        return f"{reverse('expert:case', args=[meeting.number, of.ordinal])}?{urlencode({'section': view.id} | asked)}"

    wanted = request.GET.get("file", "")
    file = next((f for f in view.files if f.digest == wanted), view.files[0] if view.files else None)
    page = min(max(_number(request.GET.get("page", "1")), 1), file.pages) if file else 1
    zoom, turn = request.GET.get("zoom", "whole"), _number(request.GET.get("turn", "0"))
    panel = of.allotment.panel if hasattr(of, "allotment") else None
    mine = panel is not None and panel.seats.filter(member__person=request.actor.person).exists()
    total = meeting.cases.count()
    return render(
        request,
        "expert/case.html",
        {
            "case": of,
            "meeting": meeting,
            "blind": blind,
            "who": f"第 {of.ordinal} 号申报人" if blind else of.dossier.person.name,
            "unit": "" if blind else of.dossier.organisation.name,
            "said": dossiers.said(of.revision).application,
            "total": total,
            "tabs_of_case": [(v.id, v.name, href(section=v.id), len(v.files)) for v in views],
            "view": view,
            "file": file,
            "viewer_tabs": [(f.digest, f.name, href(file=f.digest)) for f in view.files],
            "viewer_page": page,
            "viewer_zoom": zoom if zoom in ZOOMS else "whole",
            "viewer_turn": turn if turn in (0, 90, 180, 270) else 0,
            "viewer_href": lambda **asked: href(**({"file": file.digest} if file else {}), **asked),
            "viewer_image": reverse("expert:file_page", args=[meeting.number, of.ordinal, file.digest, page])
            if file
            else "",
            "score": lectures.shown(lectures.standings(meeting, notice), notice).get(of.pk),
            "opinion": of.opinion if hasattr(of, "opinion") else None,
            "panel": panel,
            "may_write": mine and meeting.opened_at is not None and not hasattr(of, "opinion"),
            "told": told,
            "typed": request.POST,
        },
        status=409 if told else 200,
    )


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0


@seated(Role.EXPERT)
@require_safe
def file_page(request: Asked, number: str, ordinal: int, digest: str, page: int) -> HttpResponse:
    """A page image of a file of the case; none where the meeting is blind."""
    of = access.case_for(request.actor, number, ordinal)
    views = views_of(of, request.notice, blind=of.meeting.is_blind)
    there = {f.digest: f for v in views for f in v.files}
    if digest not in there:
        raise Http404
    return viewer.page_image(digest, there[digest].media_type, page, request.GET.get("size", "large"))


@seated(Role.EXPERT)
@require_POST
def opinion(request: Asked, number: str, ordinal: int) -> HttpResponse:
    """Hand in the panel's written opinion."""
    of = access.case_for(request.actor, number, ordinal)
    words = request.POST.get("words", "")
    try:
        meetings.write_opinion(of, words, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, of, no.refusals)
    flash.say(request, f"第{ordinal}件的评议意见已提出")
    return redirect("expert:meeting", number)


@seated(Role.EXPERT)
@require_POST
def recuse(request: Asked, number: str, ordinal: int) -> HttpResponse:
    """Found late: the case closes with this."""
    of = access.case_for(request.actor, number, ordinal)
    words = request.POST.get("why", "")
    try:
        meetings.recuse_oneself(of, words, notice=request.notice, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, of, no.refusals)
    flash.say(request, f"您已对第{ordinal}件回避，不能再看到这件材料")
    return redirect("expert:meeting", number)
