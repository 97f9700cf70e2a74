"""审核: what employers and offices share on the page of a visit; each audience wraps it with its own addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import approvals
from zhicheng.dossier import queries as dossiers
from zhicheng.policy import telling, windows
from zhicheng.policy.finding import Finding, Refusal, Refused, Says
from zhicheng.policy.notice import Notice, StationKind
from zhicheng.policy.places import UNIT_FILES
from zhicheng.policy.schema import place_words
from zhicheng.policy.seats import Role
from zhicheng.stations import facts, lists, queries
from zhicheng.stations.actions import office
from zhicheng.stations.rail import rail_of
from zhicheng.web.shared.asked import Asked

from . import flash, viewer
from .rails import rail_for
from .review import FileView, SectionView, items_of, places_to_choose, sections_of


def _station(visit: Any, notice: Notice) -> StationKind:
    return next(s for s in notice.stations if s.id == visit.station)


def _is_passed_here(visit: Any, notice: Notice) -> bool:
    """Whether a visit is passed on its own page: a posting is closed, and a principal recommends, on theirs."""
    kind = _station(visit, notice)
    return kind.returns and kind.seat != Role.PRINCIPAL.value


@dataclass(frozen=True, slots=True)
class Tab:
    """A section in the index of the visit page."""

    id: str
    name: str
    kind: str
    changes: int
    items: int
    href: str


def _request_of(request: Asked) -> tuple[Any, Any, Any]:
    return request.notice, request.actor, request.at


def views_of(visit: Any, notice: Any) -> list[SectionView]:
    """The sealed revision section by section, the change since the last letter marked, and the unit's own files."""
    before = queries.before_correction(visit)
    said = dossiers.said(visit.revision)
    views = sections_of(said, notice, before=dossiers.said(before) if before else None)
    names = {m.id: m.name for m in notice.materials}
    unit = SectionView(UNIT_FILES, "单位附件")
    for file in queries.unit_files(visit.dossier):
        words = names.get(file.slot, file.slot) + (f" {file.year}年度" if file.year else "")
        place = f"{UNIT_FILES}.files.{file.slot}"
        unit.files.append(
            FileView(
                file.slot,
                str(file.year or ""),
                words,
                file.name,
                file.blob.digest,
                file.blob.media_type,
                file.blob.pages,
                place,
            )
        )
    posted = queries.publicity_of(visit.dossier)
    for photo in posted.photos.select_related("blob") if posted else ():
        unit.files.append(
            FileView(
                "publicity_photo",
                "",
                "公示照片",
                photo.name,
                photo.blob.digest,
                photo.blob.media_type,
                photo.blob.pages,
                UNIT_FILES,
            )
        )
    return [*views, unit]


def sheet(
    request: Asked,
    visit: Any,
    space: str,
    *,
    more: dict[str, Any] | None = None,
    compared: Callable[[SectionView], Any] | None = None,
) -> HttpResponse:
    """The page of a visit: left the sealed revision, right the evidence, below what is listed for the letter."""
    notice, _, at = _request_of(request)
    views = views_of(visit, notice)
    judged = facts.sections(visit, notice)
    by_id = {v.id: v for v in views}
    verdicts, listed = queries.verdicts(visit), queries.deficiencies(visit)
    wanted = request.GET.get("section", "")
    section = wanted if wanted in by_id else next((s for s in judged if s not in verdicts), "application")
    view = by_id[section]
    doubts = facts.doubts(visit, notice, at)
    mine = [f for f in doubts if f.section == section]
    is_open = visit.closed_at is None
    if compared is not None:
        more = (more or {}) | {"compared": compared(view)}
    tabs = [
        _tab(v, verdicts, listed, doubts, visit, space)
        for v in views
        if v.id in judged or v.files or v.id == UNIT_FILES
    ]
    context = {
        "visit": visit,
        "said": dossiers.said(visit.revision),
        "view": view,
        "section": section,
        "tabs_of_visit": tabs,
        "rail": rail_for(rail_of(visit.dossier, notice, at)),
        "verdict": verdicts.get(section),
        "verdicts": verdicts,
        "judged": judged,
        "left_over": [s for s in judged if s not in verdicts],
        "bad": [s for s in judged if s in verdicts and verdicts[s].says == Says.UNMET.value],
        "met": [f for f in mine if f.says is Says.MET],
        "unmet": _numbered(mine),
        "items": [(i, f) for i, f in zip(listed, items_of(listed), strict=True) if i.section == section],
        "listed": len(listed),
        "catalogue": [d for d in notice.defects.values() if d.section == section],
        "places": places_to_choose(view),
        "is_open": is_open,
        "space": space,
        "pass_reasons": office.pass_reasons(visit, notice, at) if is_open and _is_passed_here(visit, notice) else (),
        "href_of": lambda place: _href(visit, space, section=place.split(".", 1)[0]) + "#p-" + place.replace(".", "-"),
        "numbers": _numbers(request, visit),
        "posted": queries.publicity_of(visit.dossier) if section == UNIT_FILES else None,
        "recommended": queries.recommendation(visit.dossier) if section == UNIT_FILES else None,
        "letters": queries.letters(visit.dossier),
        "trail": trail_of(visit, notice),
    }
    return render(request, "review/visit.html", context | _evidence(request, visit, view, space) | (more or {}))


def _numbered(mine: Sequence[Finding]) -> list[tuple[Finding, int]]:
    """What is not met, each with its place among the findings of the same rule."""
    seen: Counter[str] = Counter()
    out = []
    for f in mine:
        if f.says is not Says.MET:
            out.append((f, seen[f.rule]))
        seen[f.rule] += 1
    return out


def _tab(view: SectionView, verdicts: Any, listed: Any, doubts: Sequence[Finding], visit: Any, space: str) -> Tab:
    verdict = verdicts.get(view.id)
    kinds = {Says.MET.value: "met", Says.UNMET.value: "unmet", Says.ASK.value: "ask"}
    kind = kinds[verdict.says] if verdict else "blank"
    items = sum(1 for i in listed if i.section == view.id)
    return Tab(view.id, view.name, kind, view.changes, items, _href(visit, space, section=view.id))


def _href(visit: Any, space: str, **asked: Any) -> str:
    return f"{reverse(f'{space}:visit', args=[visit.dossier.number])}?{urlencode(asked)}"


def _numbers(request: Asked, visit: Any) -> tuple[int, int]:
    """Which of how many in the inbox."""
    notice, actor, at = _request_of(request)
    waiting = lists.inbox_numbers(
        actor.organisation,
        seat=actor.role,
        year=request.year,
        notice=notice,
        at=at,
        besides=actor.person,
    )
    here = waiting.index(visit.dossier.number) + 1 if visit.dossier.number in waiting else 0
    return here, len(waiting)


def next_number(request: Asked, after: str) -> str:
    """The number that follows in the inbox; the first when there is none after it; empty when it is empty."""
    notice, actor, at = _request_of(request)
    waiting = lists.inbox_numbers(
        actor.organisation,
        seat=actor.role,
        year=request.year,
        notice=notice,
        at=at,
        besides=actor.person,
    )
    if after in waiting and waiting.index(after) + 1 < len(waiting):
        return waiting[waiting.index(after) + 1]
    others = [n for n in waiting if n != after]
    return others[0] if others else ""


def _evidence(request: Asked, visit: Any, view: SectionView, space: str) -> dict[str, Any]:
    wanted = request.GET.get("file", "")
    file = next((f for f in view.files if f.digest == wanted), view.files[0] if view.files else None)
    if file is None:
        return {"file": None, "viewer_tabs": ()}
    page = _number(request.GET.get("page", "1"), 1, file.pages)
    zoom, turn = request.GET.get("zoom", "whole"), _number(request.GET.get("turn", "0"), 0, 270)

    def href(**asked: Any) -> str:
        return _href(visit, space, **({"section": view.id, "file": file.digest} | asked))

    return {
        "file": file,
        "viewer_tabs": [(f.digest, f.name, _href(visit, space, section=view.id, file=f.digest)) for f in view.files],
        "viewer_page": page,
        "viewer_zoom": zoom if zoom in ("whole", "fit", "50", "75", "100", "150", "200", "300") else "whole",
        "viewer_turn": turn if turn in (0, 90, 180, 270) else 0,
        "viewer_href": href,
        "viewer_image": reverse(f"{space}:file_page", args=[visit.dossier.number, file.digest, page]),
    }


def _number(said: str, least: int, most: int) -> int:
    return min(max(int(said), least), most) if said.isdigit() and len(said) < 6 else least


@dataclass(frozen=True, slots=True)
class Ruled:
    """One line of 审核记录."""

    station: str
    word: str
    at: Any
    who: str
    words: str
    href: str = ""


def trail_of(visit: Any, notice: Any) -> list[Ruled]:
    names = {s.id: s.name for s in notice.stations}
    return [
        Ruled(
            names.get(v.station, v.station),
            v.ruling,
            v.closed_at,
            f"{v.ruled_by_organisation} {v.ruled_by_role}",
            v.opinion,
        )
        for v in queries.trail(visit.dossier)
    ]


def file_page(request: Asked, visit: Any, digest: str, page: int) -> HttpResponse:
    """A page image of a file that belongs to this visit's revision or to the unit's part; absent otherwise."""
    notice, _, _ = _request_of(request)
    there = {f.digest: f for v in views_of(visit, notice) for f in v.files}
    if digest not in there:
        raise Http404
    return viewer.page_image(digest, there[digest].media_type, page, request.GET.get("size", "large"))


def verdict(request: Asked, visit: Any, space: str) -> HttpResponse:
    """Keep the verdict of a section and go on to the next that has none."""
    notice, actor, at = _request_of(request)
    section = request.POST.get("section", "")
    if "rest" in request.POST:
        have = queries.verdicts(visit)
        rest = {s: (Says.MET, "") for s in facts.sections(visit, notice) if s not in have}
        office.give_verdicts(visit, rest, notice=notice, by=actor, at=at)
        flash.say(request, f"其余 {len(rest)} 部分已判断为符合")
        return redirect(_href(visit, space, section=section))
    says = request.POST.get("says", "")
    if says not in {s.value for s in Says}:
        rule = notice.rule("all_at_once")
        raise Refused(Refusal(rule.id, "没有选择判断", rule.source, "请选择符合、不符合或需人工判断。"))
    office.give_verdict(visit, section, Says(says), request.POST.get("note", ""), notice=notice, by=actor, at=at)
    if "next" in request.POST:
        number = next_number(request, visit.dossier.number)
        return redirect(reverse(f"{space}:visit", args=[number]) if number else reverse(f"{space}:inbox"))
    have = queries.verdicts(visit)
    judged = facts.sections(visit, notice)
    following = section if says == Says.UNMET.value else next((s for s in judged if s not in have), section)
    return redirect(_href(visit, space, section=following))


def add_item(request: Asked, visit: Any, space: str) -> HttpResponse:
    """List one thing for the letter: out of the rules, out of the catalogue, or in one's own sentence."""
    notice, actor, at = _request_of(request)
    section, rule = request.POST.get("section", ""), request.POST.get("rule", "")
    finding = None
    if rule:
        number = _number(request.POST.get("nth", "0"), 0, 99)
        same = [f for f in facts.doubts(visit, notice, at) if f.rule == rule and f.section == section]
        finding = same[min(number, len(same) - 1)] if same else None
        if finding is None:
            raise Http404
    defect = request.POST.get("defect", "")
    reason = request.POST.get("reason", "").strip() or (finding.facts if finding else "")
    chosen = notice.defects.get(defect)
    places = [p for p in request.POST.getlist("place") if p]
    office.add_deficiency(
        visit,
        section,
        defect=defect,
        finding=finding,
        reason=reason or (chosen.title if chosen else ""),
        mend=request.POST.get("mend", ""),
        places=places,
        notice=notice,
        by=actor,
        at=at,
    )
    flash.say(request, "已列入告知书")
    return redirect(_href(visit, space, section=section))


def remove_item(request: Asked, item: Any, space: str) -> HttpResponse:
    """Strike one thing from the letter."""
    notice, actor, at = _request_of(request)
    section, visit = item.section, item.visit
    office.remove_deficiency(item, notice=notice, by=actor, at=at)
    flash.say(request, "已从告知书删去一项")
    return redirect(_href(visit, space, section=section))


def _after(request: Asked, space: str, number: str) -> HttpResponse:
    if "next" in request.POST:
        following = next_number(request, number)
        if following:
            return redirect(f"{space}:visit", following)
    return redirect(f"{space}:inbox")


def send_back(request: Asked, visit: Any, space: str) -> HttpResponse:
    """The letter as the applicant will read it, what it opens, and why it cannot be sent yet; POST sends it."""
    notice, actor, at = _request_of(request)
    subject = office.second_return_subject(visit)
    approval = accounts.approval_to_spend(office.SECOND_RETURN, subject)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST" and "ask" in request.POST:
        approvals.propose(
            office.SECOND_RETURN,
            subject,
            content={"dossier": visit.dossier.number, "items": len(queries.deficiencies(visit))},
            reason=request.POST.get("reason", ""),
            organisation=visit.organisation,
            role=Role.SUPERIOR,
            by=actor,
            at=at,
        )
        flash.say(request, "已报分管负责人审批再次退回")
        return redirect(f"{space}:send_back", visit.dossier.number)
    if request.method == "POST":
        try:
            letter = office.send_back(visit, notice=notice, by=actor, at=at, approval=approval)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"已发出告知书 {letter.number}，退回申报人补正")
            return _after(request, space, visit.dossier.number)
    listed = queries.deficiencies(visit)
    reasons = office.return_reasons(visit, notice, at, superior_approved=approval is not None)
    slots = {m.id: m.name for m in notice.materials}
    opened = telling.opens([facts.as_policy(i) for i in listed], notice)
    return render(
        request,
        "review/send_back.html",
        {
            "visit": visit,
            "items": items_of(listed),
            "reasons": told or reasons,
            "may_send": not reasons,
            "opened": [place_words(p, slots) for p in opened],
            "approval": approval,
            "needs_approval": any(r.rule == "told_once" for r in reasons) and space == "office",
            "waiting": approvals_waiting(visit, subject),
            "in_words": windows.in_words(visit.due_at),
            "space": space,
        },
    )


def approvals_waiting(visit: Any, subject: str) -> bool:
    """Whether the superior has been asked and has not answered."""
    return any(
        a.kind == office.SECOND_RETURN and a.subject == subject
        for a in accounts.approvals_waiting(visit.organisation, Role.SUPERIOR)
    )


def pass_on(request: Asked, visit: Any, space: str) -> HttpResponse:
    """Confirm and pass, with the opinion and the words of liability."""
    notice, actor, at = _request_of(request)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            office.pass_on(visit, opinion=request.POST.get("opinion", ""), notice=notice, by=actor, at=at)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"{visit.dossier.person.name}的材料已通过")
            return _after(request, space, visit.dossier.number)
    return render(
        request,
        "review/pass_on.html",
        {
            "visit": visit,
            "reasons": told or office.pass_reasons(visit, notice, at),
            "opinion": request.POST.get("opinion", _station(visit, notice).opinion),
            "is_late": at >= visit.due_at,
            "space": space,
            "who": actor.words,
        },
    )


def turn_down(request: Asked, visit: Any, space: str) -> HttpResponse:
    """Refuse what cannot be mended this year, with its reason; ends the application."""
    notice, actor, at = _request_of(request)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            office.turn_down(visit, reason=request.POST.get("reason", ""), notice=notice, by=actor, at=at)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"{visit.dossier.person.name}的材料已不予受理")
            return _after(request, space, visit.dossier.number)
    return render(
        request,
        "review/turn_down.html",
        {
            "visit": visit,
            "items": items_of(queries.deficiencies(visit)),
            "reasons": told,
            "reason": request.POST.get("reason", ""),
            "space": space,
        },
    )
