"""评审会 from its plan to the filing of its results: one page, every step with the deed that it waits for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from zhicheng.committee import access, facts, lectures, queries
from zhicheng.committee.actions import ballots, kits, meetings, minutes, recusal
from zhicheng.policy import meeting as rules
from zhicheng.policy import voting
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash, meeting_papers
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

from .home import a_day, a_number

LARGEST_RESULT = 64 * 1024 * 1024  # bytes; a hundred voters and a thousand cases make 17 MB


@seated(Role.SECRETARY)
@require_safe
def meeting(request: Asked, number: str) -> HttpResponse:
    """The console of a meeting."""
    return _shown(request, access.meeting_for(request.actor, number))


def _shown(request: Asked, of: Any, told: tuple[Refusal, ...] = ()) -> HttpResponse:
    notice, at = queries.notice_of(of), request.at  # a meeting of an earlier year is read by that year's notice
    row = queries.overview(of.sitting.year).get(pk=of.pk)
    cases, members, panels = queries.cases(of), queries.members(of), queries.panels(of)
    ballot = queries.standing_ballot(of)
    counted = ballot is not None and ballot.counted_at is not None
    written = queries.minutes_of(of)
    names = list(notice.rule("minutes_complete")["parts"])
    holders = list(ballot.holders.select_related("person")) if ballot else []
    return render(
        request,
        "secretariat/meeting.html",
        {
            "meeting": of,
            "committee": notice.committees[of.sitting.committee],
            "steps_done": facts.steps_of(row, at, notice),
            "plan_due_on": rules.plan_due_on(of.held_on, notice),
            "plans": list(of.plans.all()),
            "plan_parts": meetings.PLAN_PARTS,
            "members": members,
            "chairs": [m for m in members if m.post != queries.MEMBER and queries.is_present(m)],
            "cases": cases,
            "ready": facts.ready(of.sitting, notice) if not cases else (),
            "panels": [(p, list(p.seats.all()), list(p.allotments.all())) for p in panels],
            "panel_numbers": range(1, 4),
            "recusals": queries.recusals(of),
            "seats": queries.seats(of),
            "searched": queries.last_search(of),
            "has_lectures": bool(lectures.groups_of(of, notice)),
            "relations": notice.rule("recusal")["relations"],
            "hindrances": facts.in_the_way(facts.opening_findings(of, at, notice)) if of.opened_at is None else (),
            "unready": list(facts.unready(of, at, notice)) if of.opened_at is None else (),
            "ballot": ballot,
            "rounds": queries.ballots(of),
            "progress": queries.progress(ballot) if ballot and ballot.opened_at else None,
            "kits": queries.kits(ballot) if ballot else (),
            "kit_out": queries.kit_out(ballot) if ballot else None,
            "holders": holders,
            "my_key": next((h for h in holders if h.person_id == request.actor.person and not ballot.opened_at), None)
            if ballot
            else None,
            "candidates": queries.key_candidates(of) if of.opened_at and ballot is None else (),
            "results": facts.results(ballot, notice) if ballot is not None and counted else (),
            "announced": queries.announcement_of(of),
            "minutes": written,
            "written": facts.minutes_in_order(written, notice) if written and written.finished_at else (),
            "from_facts": facts.minutes_from_facts(of, notice),
            "by_hand": names[facts.FROM_FACTS :],
            "filed": queries.result_filing_of(of),
            "late": facts.late_finding(of, at.date(), notice),
            "papers": meeting_papers.listed(of, Role.SECRETARY),
            "told": told,
            "typed": request.POST,
        },
        status=409 if told else 200,
    )


def _said(request: Asked) -> dict[str, Any]:
    return {"notice": request.notice, "by": request.actor, "at": request.at}


def _move(request: Asked, of: Any) -> str:
    held_on = a_day(request.POST.get("held_on", ""), "held_on")
    meetings.move_meeting(of, held_on=held_on, place=request.POST.get("place", ""), **_said(request))
    return "已更改，请按新的日期报备评审工作方案"


def _file_plan(request: Asked, of: Any) -> str:
    content = {p: request.POST.get(f"part-{n}", "") for n, p in enumerate(meetings.PLAN_PARTS, 1)}
    meetings.file_plan(of, content, **_said(request))
    return "已报备评审工作方案"


def _freeze(request: Asked, of: Any) -> str:
    chosen = set(request.POST.getlist("dossier"))
    rows = [d for d in facts.ready(of.sitting, request.notice) if d.number in chosen]
    meetings.freeze_cases(of, rows, draw=ballots.CHANCE, **_said(request))
    return f"评审名单已固定，{len(rows)}件"


def _panels(request: Asked, of: Any) -> str:
    """Members and cases say their panel's number; nobody without one."""
    members, cases = queries.members(of), queries.cases(of)
    wanted = []
    for n in range(1, 4):
        mine = tuple(m for m in members if request.POST.get(f"member-{m.pk}") == str(n))
        heard = tuple(c.ordinal for c in cases if request.POST.get(f"case-{c.ordinal}") == str(n))
        if mine or heard:
            lead = mine[0] if mine else members[0]
            wanted.append(meetings.NewPanel(f"第{n}评议组", mine, lead, heard))
    meetings.arrange_panels(of, wanted, **_said(request))
    return f"已分为{len(wanted)}组"


def _unseat(request: Asked, of: Any) -> str:
    member = next((m for m in queries.members(of) if str(m.pk) == request.POST.get("member")), None)
    if member is None:
        raise Http404
    meetings.unseat(member, request.POST.get("ground", ""), **_said(request))
    return f"{member.shown_name}已退出"


def _recuse(request: Asked, of: Any) -> str:
    case = next((c for c in queries.cases(of) if str(c.ordinal) == request.POST.get("case")), None)
    member = next((m for m in queries.members(of) if str(m.pk) == request.POST.get("member")), None)
    if case is None or member is None:
        raise Http404
    meetings.recuse(
        case, member.person, relation=request.POST.get("relation", ""), words=request.POST.get("words", ""),
        **_said(request),
    )  # fmt: skip
    return f"{member.shown_name}已对第{case.ordinal}件回避"


def _find_recusals(request: Asked, of: Any) -> str:
    found = recusal.find(of, **_said(request))
    return f"已核查回避，新登记{len(found)}项" if found else "已核查回避，没有新的"


def _open(request: Asked, of: Any) -> str:
    chair = next((m for m in queries.members(of) if str(m.pk) == request.POST.get("presiding")), None)
    presiding = chair.person if chair else queries.person(request.actor.person)
    assert presiding is not None
    meetings.open_meeting(of, presiding, **_said(request))
    return "评审会开始"


def _discuss(request: Asked, of: Any) -> str:
    case = next((c for c in queries.cases(of) if str(c.ordinal) == request.POST.get("case")), None)
    if case is None:
        raise Http404
    meetings.discuss(case, **_said(request))
    return f"第{case.ordinal}件已评议"


def _prepare(request: Asked, of: Any) -> str:
    names = dict(queries.key_candidates(of))
    chosen = [a_number(request.POST.get(f"holder-{n}", "")) for n in (1, 2, 3)]
    holders = [
        (person, names[id].partition("（")[2].rstrip("）"))
        for id in chosen
        if id in names and (person := queries.person(id)) is not None
    ]
    ballots.prepare(of, holders, on_paper_because=request.POST.get("on_paper_because", ""), **_said(request))
    return "已准备投票，请三名保管人分别领取密钥" if holders else "已准备纸质投票"


def _standing(of: Any) -> Any:
    ballot = queries.standing_ballot(of)
    if ballot is None:
        raise Http404
    return ballot


def _open_ballot(request: Asked, of: Any) -> str:
    ballots.open_ballot(_standing(of), **_said(request))
    return "投票开始，名册已固定"


def _close_ballot(request: Asked, of: Any) -> str:
    ballots.close_ballot(_standing(of), **_said(request))
    return "投票已停止"


def _void(request: Asked, of: Any) -> str:
    ballots.void(_standing(of), request.POST.get("ground", ""), **_said(request))
    return "该轮已作废，可以另开一轮"


def _bring_back(request: Asked, of: Any) -> str:
    sent = request.FILES.get("result")
    raw = sent.read() if sent is not None and (sent.size or 0) <= LARGEST_RESULT else b""
    kits.bring_back(of, raw, **_said(request))
    return "会场的结果已导入，请两名保管人开箱计票"


def _call_back(request: Asked, of: Any) -> str:
    kits.call_back(_standing(of), request.POST.get("ground", ""), **_said(request))
    return "投票包已召回，会场的结果不再有效"


def _count(request: Asked, of: Any) -> str:
    codes = [request.POST.get("first", ""), request.POST.get("second", "")]
    ballots.count(_standing(of), codes, **_said(request))
    return "已开箱计票，票箱和密钥不再存在"


def _count_paper(request: Asked, of: Any) -> str:
    ballot = _standing(of)
    counts = {}
    for case in queries.cases(of):
        said = [a_number(request.POST.get(f"{what}-{case.ordinal}", "")) for what in
                ("issued", "ayes", "noes", "abstentions", "invalid")]  # fmt: skip
        counts[case.ordinal] = voting.Tally(said[0], sum(said[1:]), *said[1:])
    ballots.count_paper(ballot, a_number(request.POST.get("counter", "")), counts, **_said(request))
    return "已录入清点的票数"


def _end(request: Asked, of: Any) -> str:
    meetings.end_meeting(of, **_said(request))
    return "评审会结束"


def _save_minutes(request: Asked, of: Any) -> str:
    names = list(request.notice.rule("minutes_complete")["parts"])[facts.FROM_FACTS :]
    minutes.save_minutes(
        of, {p: request.POST.get(f"part-{n}", "") for n, p in enumerate(names, 1)}, **_said(request)
    )  # fmt: skip
    if "finish" in request.POST:
        minutes.finish_minutes(of, **_said(request))
        return "会议纪要已定稿"
    return "会议纪要已保存"


def _file_results(request: Asked, of: Any) -> str:
    filed = minutes.file_results(of, **_said(request))
    return f"评审结果和会议纪要已报送{'，已逾期' if filed.is_late else ''}"


DEEDS: dict[str, Callable[[Asked, Any], str]] = {
    "move": _move,
    "file-plan": _file_plan,
    "freeze": _freeze,
    "panels": _panels,
    "unseat": _unseat,
    "find-recusals": _find_recusals,
    "recuse": _recuse,
    "open": _open,
    "discuss": _discuss,
    "prepare": _prepare,
    "open-ballot": _open_ballot,
    "close-ballot": _close_ballot,
    "void": _void,
    "bring-back": _bring_back,
    "call-back": _call_back,
    "count": _count,
    "count-paper": _count_paper,
    "end": _end,
    "minutes": _save_minutes,
    "file-results": _file_results,
}
"""What the console can do, by the last word of its address."""


@sensitive_post_parameters()
@seated(Role.SECRETARY)
@require_POST
def deed(request: Asked, number: str, deed: str) -> HttpResponse:
    """Do one of :data:`DEEDS`; what is refused is told on the same page."""
    of = access.meeting_for(request.actor, number)
    if deed not in DEEDS:
        raise Http404
    try:
        flash.say(request, DEEDS[deed](request, of))
    except Refused as no:
        return _shown(request, access.meeting_for(request.actor, number), no.refusals)
    return redirect("secretariat:meeting", number)


@seated(Role.SECRETARY)
@require_POST
def key(request: Asked, number: str) -> HttpResponse:
    """Take one's own key; it is on this page and nowhere else."""
    of = access.meeting_for(request.actor, number)
    code = ballots.take_key(_standing(of), **_said(request))
    return render(request, "shared/key.html", {"code": code, "meeting": of, "back": "secretariat:meeting"})


@seated(Role.SECRETARY)
@require_safe
def paper(request: Asked, number: str, kind: str) -> HttpResponse:
    """One of the meeting's papers as PDF."""
    return meeting_papers.answer(request, access.meeting_for(request.actor, number), Role.SECRETARY, kind)


@seated(Role.SECRETARY)
@require_POST
def export_kit(request: Asked, number: str) -> HttpResponse:
    """Take the round to a closed venue; the code and the slips are on this page and nowhere else."""
    of = access.meeting_for(request.actor, number)
    try:
        made = kits.export(_standing(of), **_said(request))
    except Refused as no:
        return _shown(request, of, no.refusals)
    return render(request, "secretariat/kit.html", {"made": made, "meeting": of})


@seated(Role.SECRETARY)
@require_safe
def kit_file(request: Asked, number: str) -> HttpResponse:
    """The file of the kit that is at the venue; without its code nobody opens it."""
    kit = queries.kit_out(_standing(access.meeting_for(request.actor, number)))
    if kit is None:
        raise Http404
    answer = HttpResponse(bytes(kit.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{number}-{kit.ballot.number}.kit')}"
    return answer
