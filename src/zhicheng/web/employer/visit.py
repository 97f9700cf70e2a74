"""审核页 of the unit: the handler compares and uploads the unit's files, the principal compares and recommends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.policy import materials
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.places import UNIT_FILES
from zhicheng.policy.seats import Role
from zhicheng.stations import access, facts, queries
from zhicheng.stations.actions import employer
from zhicheng.web.shared import flash, reviewing
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.uploads import taken_in

SPACE = "employer"
HANDS = (Role.HANDLER, Role.PRINCIPAL)


@dataclass(frozen=True, slots=True)
class Slot:
    """A file that the unit uploads: of which material, for which year, what is there."""

    id: str
    name: str
    year: int | None
    files: tuple[Any, ...]
    is_demanded: bool


@seated(*HANDS)
@require_safe
def visit(request: Asked, number: str) -> HttpResponse:
    """The page of a visit; a dossier that waits for its posting is on the page of postings."""
    seen = access.seen_visit_for(request.actor, number)
    station = next(s for s in request.notice.stations if s.id == seen.station)
    if not station.returns and seen.closed_at is None:
        return redirect("employer:publicities")
    return _sheet(request, seen)


def _sheet(request: Asked, seen: Any) -> HttpResponse:
    notice = request.notice
    ticks = queries.comparisons(seen.dossier)
    wanted = {(f.slot, f.row, f.digest) for f in employer.to_compare(seen, notice)}
    left = {(f.slot, f.row, f.digest) for f in employer.uncompared(seen, notice)}
    more: dict[str, Any] = {"uncompared": len(left)}
    if request.actor.role == Role.PRINCIPAL.value:
        more["recommend_href"] = reverse("employer:recommend", args=[seen.dossier.number])
    elif seen.closed_at is None:
        more["slots"] = _slots(seen, request)
        more["grades"] = list(notice.codes.get("appraisal_grade", {}))

    def compared(view: Any) -> list[tuple[Any, Any, bool]]:
        keys = [(f, (f.slot, f.row, f.digest)) for f in view.files]
        return [(f, ticks.get(k), k in left) for f, k in keys if k in wanted]

    return reviewing.sheet(request, seen, SPACE, more=more, compared=compared)


def _slots(seen: Any, request: Asked) -> list[Slot]:
    notice, at = request.notice, request.at
    known = facts.reviewed(seen, notice, at)
    forms = notice.rule("appraisals_complete")["material"]
    files = queries.unit_files(seen.dossier)
    out = []
    for demand in materials.demanded(known, notice, Role.HANDLER.value):
        id, name = demand.material.id, demand.material.name
        if id == forms:
            for year in materials.appraisal_years(known, notice):
                there = tuple(f for f in files if f.slot == id and f.year == year)
                out.append(Slot(id, f"{year}年度考核登记表", year, there, True))
        else:
            out.append(Slot(id, name, None, tuple(f for f in files if f.slot == id), demand.required))
    return out


@seated(*HANDS)
@require_POST
def verdict(request: Asked, number: str) -> HttpResponse:
    return reviewing.verdict(request, access.visit_for(request.actor, number), SPACE)


@seated(*HANDS)
@require_POST
def add_item(request: Asked, number: str) -> HttpResponse:
    return reviewing.add_item(request, access.visit_for(request.actor, number), SPACE)


@seated(*HANDS)
@require_POST
def remove_item(request: Asked, number: str, id: int) -> HttpResponse:
    return reviewing.remove_item(request, access.deficiency_for(request.actor, number, id), SPACE)


@seated(*HANDS)
def send_back(request: Asked, number: str) -> HttpResponse:
    return reviewing.send_back(request, access.visit_for(request.actor, number), SPACE)


@seated(Role.HANDLER)
def pass_on(request: Asked, number: str) -> HttpResponse:
    return reviewing.pass_on(request, access.visit_for(request.actor, number), SPACE)


@seated(*HANDS)
def turn_down(request: Asked, number: str) -> HttpResponse:
    return reviewing.turn_down(request, access.visit_for(request.actor, number), SPACE)


@seated(*HANDS)
@require_safe
def file_page(request: Asked, number: str, digest: str, page: int) -> HttpResponse:
    return reviewing.file_page(request, access.seen_visit_for(request.actor, number), digest, page)


@seated(*HANDS)
@require_POST
def compare(request: Asked, number: str) -> HttpResponse:
    """Tick the chosen files of a section, or all of them, as compared with their originals."""
    here, notice = access.visit_for(request.actor, number), request.notice
    section = request.POST.get("section", "")
    left = [(f.slot, f.row, f.digest) for f in employer.uncompared(here, notice)]
    if "all" in request.POST:
        sections = {m.id: m.section for m in notice.materials}
        chosen = [k for k in left if sections.get(k[0]) == section]
    else:
        said = [tuple(w.split("|")) for w in request.POST.getlist("file")]
        chosen = [(w[0], w[1], w[2]) for w in said if len(w) == 3]
    if not chosen:
        rule = notice.rule("originals_compared")
        raise Refused(Refusal(rule.id, "没有勾选文件", rule.source, "请勾选已经看过原件的文件。"))
    employer.compare_several(here, chosen, notice=notice, by=request.actor, at=request.at)
    flash.say(request, f"已核对 {len(chosen)} 份原件")
    return redirect(f"{reverse('employer:visit', args=[number])}?{urlencode({'section': section})}")


@seated(Role.HANDLER)
@require_POST
def add_file(request: Asked, number: str) -> HttpResponse:
    """Upload one of the unit's files, an appraisal form with its year and grade."""
    here = access.visit_for(request.actor, number)
    slot, year = request.POST.get("slot", ""), request.POST.get("year", "")
    blob, name = taken_in(request, f"{UNIT_FILES}.files.{slot}")
    employer.add_unit_file(
        here,
        slot,
        blob,
        name,
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        grade=request.POST.get("grade", ""),
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )
    flash.say(request, f"已上传“{name}”")
    return redirect(f"{reverse('employer:visit', args=[number])}?{urlencode({'section': UNIT_FILES})}")


@seated(Role.HANDLER)
@require_POST
def remove_file(request: Asked, number: str, id: int) -> HttpResponse:
    """Take one of the unit's files out."""
    here = access.visit_for(request.actor, number)
    employer.remove_unit_file(
        access.unit_file_for(request.actor, number, id), here, notice=request.notice, by=request.actor, at=request.at
    )
    flash.say(request, "已移除")
    return redirect(f"{reverse('employer:visit', args=[number])}?{urlencode({'section': UNIT_FILES})}")


@seated(Role.PRINCIPAL)
def recommend(request: Asked, number: str) -> HttpResponse:
    """The unit's pledge and the opinion; the first day stays the day that achievements count to."""
    here, notice = access.visit_for(request.actor, number), request.notice
    if here.station not in {s.id for s in notice.stations if s.seat == Role.PRINCIPAL.value}:
        raise Http404
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            employer.recommend(
                here,
                opinion=request.POST.get("opinion", ""),
                is_pledged="pledge" in request.POST,
                notice=notice,
                by=request.actor,
                at=request.at,
            )
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"已推荐{here.dossier.person.name}")
            return redirect("employer:inbox")
    return render(
        request,
        "employer/recommend.html",
        {
            "visit": here,
            "told": told,
            "typed": request.POST,
            "first": queries.recommendation(here.dossier),
            "posted": queries.publicity_of(here.dossier),
            "who": request.actor.words,
            "uncompared": len(employer.uncompared(here, notice)),
            "posts": facts.quota_findings(here, notice, request.at),
        },
    )
