"""入库申请 as everybody sees it whom it concerns: the form, the page with its steps, agree or decline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from zhicheng.experts import access, facts, queries
from zhicheng.experts.actions import admission as actions
from zhicheng.experts.facts import Said
from zhicheng.policy import admission
from zhicheng.policy.finding import Refusal, Refused, Says
from zhicheng.policy.notice import Notice
from zhicheng.register import queries as register
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked

REASONS = 3  # lines of the form in which a reason can be written
PLACES = {
    "expert.person": "被推荐人",
    "expert.office": "评委会承办部门",
    "expert.source": "来源类别",
    "expert.specialty": "专业",
    "expert.level": "现任职称",
    "expert.experience": "专业经历和特长",
    "expert.unit_name": "所在单位",
    "expert.unit_region": "所在地区",
    "expert.consent_number": "同意函文号",
    "expert.extended_until": "延长退休至",
    "expert.ties": "关系",
    "begins_on": "任期开始",
    "ends_on": "任期届满",
    "reasons": "原因",
    "ground": "事由",
    "note": "情况",
}


def name_of_place(place: str) -> str:
    """A field of the forms about experts, in Chinese."""
    return PLACES.get(place, "人员信息" if place.startswith("basics.") else place)


def day_typed(said: Mapping[str, Any], name: str, what: str, faults: list[Refusal], notice: Notice) -> date | None:
    """A date out of a form, ``None`` when it was left empty; a fault when it cannot be read."""
    typed = str(said.get(name, "")).strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        rule = notice.rule("expert_admission")
        faults.append(
            Refusal(rule.id, f"没有读懂{what}“{typed[:20]}”", rule.source, f"请重新填写{what}。", f"expert.{name}")
        )
        return None


def typed_said(request: Asked) -> Said:
    """What the form says of a nominee; :class:`Refused` when a date cannot be read."""
    post, faults = request.POST, list[Refusal]()
    extended = day_typed(post, "extended_until", "延长退休的日期", faults, request.notice)
    if faults:
        raise Refused(*faults)
    names = ("source", "specialty", "level", "title", "certificate_number", "identity", "experience")
    return Said(**{name: str(post.get(name, ""))[:2000] for name in names}, extended_until=extended)


def choices(request: Asked) -> dict[str, Any]:
    """What the form offers."""
    notice = request.notice
    offices = list(queries.offices(notice))
    taken = frozenset().union(*(queries.taken_by(o, notice) for o in offices))
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name in notice.codes.get("specialty", {}).items():
        if code in taken:
            series = notice.codes.get("specialty_series", {}).get(code, "")
            groups.setdefault(notice.name_of("series", series) or "其他", []).append((code, name))
    titles = notice.rule("expert_title")
    order = list(titles["order"])
    levels = order[order.index(titles["least"]) :]
    return {
        "offices": [(o.pk, o.name) for o in offices],
        "specialties": list(groups.items()),
        "sources": list(notice.rule("expert_sources")["sources"]),
        "levels": [(code, notice.name_of("level", code)) for code in reversed(levels)],
        "identities": list(notice.codes["identity"]),
        "source_rule": notice.rule("expert_sources"),
        "title_rule": notice.rule("expert_title"),
        "expert_place": name_of_place,
    }


def office_chosen(request: Asked) -> Any:
    """The office of the form; ``None`` when none of those offered was chosen."""
    wanted = request.POST.get("office", "")
    return next((o for o in queries.offices(request.notice) if str(o.pk) == wanted), None)


def no_office(notice: Notice) -> Refused:
    """Nothing was chosen."""
    rule = notice.rule("expert_admission")
    return Refused(Refusal(rule.id, "没有选择评委会承办部门", rule.source, "请选择承办部门。", "expert.office"))


def rows_of(nominations: Any, on: date, notice: Notice) -> list[dict[str, Any]]:
    """Nominations with where each stands, in words."""
    out = []
    for nomination in nominations:
        steps = list(nomination.vettings.all())
        last = steps[-1] if steps else None
        waits = last if last is not None and last.decided_at is None else None
        word, kind = _standing(last)
        late = waits is not None and admission.vetted_in_time(waits.due_on, on, notice).says is Says.UNMET
        out.append({"n": nomination, "word": word, "kind": kind, "waits": waits, "is_late": late,
                    "step": admission.step_named(last.step, notice).words if last else ""})  # fmt: skip
    return out


def _standing(last: Any) -> tuple[str, str]:
    if last is None or last.decided_at is None:
        return "办理中", "half"
    return ("已入库", "met") if last.is_passed else ("未入库", "unmet")


def nomination_page(request: Asked, number: str, *, here: str, back: tuple[str, str]) -> HttpResponse:
    """One nomination: who, by which steps, what the rules say; agree or decline. ``back`` is a name and a route."""
    notice, on = request.notice, request.at.date()
    nomination = access.nomination_for(request.actor, number)
    waiting = queries.open_vetting(nomination)
    mine = waiting is not None and access.decides(request.actor, waiting)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            words = _decided(request, number)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, words)
            return redirect(back[1])
    is_outside = nomination.organisation_id is None
    decided = {v.step: v for v in nomination.vettings.all()}
    found = facts.findings(nomination, on=on, notice=notice) if waiting is not None else ()
    steps = admission.steps(notice, is_from_outside=is_outside)
    return render(
        request,
        "experts/nomination.html",
        {
            "nomination": nomination,
            "person": nomination.person,
            "here_tab": here,
            "back_name": back[0],
            "back_route": back[1],
            "steps_walked": [
                (s, decided.get(s.id), _late(decided.get(s.id), on, notice)) for s in steps
            ],
            "mine": mine,
            "is_last": mine and waiting is not None and steps[-1].id == waiting.step,
            "due": waiting.due_on if waiting else None,
            "checked": found,
            "against": [f for f in found if f.says is Says.UNMET],
            "titles_on_record": list(register.titles_of(nomination.person.id_type, nomination.person.id_index)),
            "longest": admission.latest_end(on, notice),
            "term_rule": notice.rule("expert_term"),
            "vetting_rule": notice.rule("admission_vetted"),
            "told": told,
            "typed": request.POST,
            "reason_lines": [request.POST.getlist("reason")[n] if n < len(request.POST.getlist("reason")) else ""
                             for n in range(REASONS)],
            "expert_place": name_of_place,
        },
    )  # fmt: skip


def _late(vetting: Any, on: date, notice: Notice) -> bool:
    if vetting is None:
        return False
    day = vetting.decided_at.date() if vetting.decided_at else on
    return admission.vetted_in_time(vetting.due_on, day, notice).says is Says.UNMET


def _decided(request: Asked, number: str) -> str:
    vetting = access.vetting_for(request.actor, number)
    notice, by, at, post = request.notice, request.actor, request.at, request.POST
    name = vetting.nomination.person.name
    if post.get("agreed") != "1":
        actions.decline(vetting, post.getlist("reason"), notice=notice, by=by, at=at)
        return f"{name}的入库申请已不同意，原因已一次告知"
    faults: list[Refusal] = []
    ends_on = day_typed(post, "ends_on", "任期届满的日期", faults, notice)
    if faults:
        raise Refused(*faults)
    actions.agree(vetting, opinion=post.get("opinion", ""), ends_on=ends_on, notice=notice, by=by, at=at)
    return f"已同意{name}的入库申请"
