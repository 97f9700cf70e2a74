"""我的申报: the rail, what is done section by section, and the one thing to do now; 材料清单."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import queries as accounts
from zhicheng.documents.words import counted
from zhicheng.dossier import access
from zhicheng.dossier import actions as dossier_actions
from zhicheng.dossier import facts as dossier_facts
from zhicheng.dossier import queries as dossiers
from zhicheng.outcome import queries as outcome
from zhicheng.policy import materials as policy_materials
from zhicheng.policy import windows
from zhicheng.policy.finding import Says
from zhicheng.policy.judge import unmet
from zhicheng.policy.places import SECTIONS
from zhicheng.register import queries as register
from zhicheng.stations import facts as station_facts
from zhicheng.stations import paper
from zhicheng.stations import queries as stations
from zhicheng.stations.rail import rail_of
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.rails import rail_for

from .door import applicants_only, dossier_of, href_of, section_href


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One line of 申报内容."""

    href: str
    name: str
    word: str
    facts: str
    count: str
    kind: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """One line of the trail as the applicant sees it: seats, never names."""

    station: str
    word: str
    at: Any
    who: str
    words: str
    href: str = ""


@applicants_only
@require_safe
def home(request: Asked) -> HttpResponse:
    """Everything about one's own application, from the first line to the last ruling: progress at every level
    (S2.3-07), what cannot be asked for (S2.3-11), whom to call (S6.3-02)."""
    try:
        dossier = dossier_of(request)
    except Http404:
        return _start(request)
    notice, at = request.notice, request.at
    found = station_facts.before_hand_in(dossier, notice, at)
    facts = rail_of(dossier, notice, at)
    opened = dossiers.open_places(dossier)
    letter = stations.open_letter(dossier)
    wrong, is_done = unmet(found), stations.is_all_passed(dossier)
    committee = notice.committees.get(dossier.committee)
    result = outcome.own_result(dossier) if is_done else None
    return render(
        request,
        "applicant/home.html",
        {
            "result_word": result.word if result else "",
            "dossier": dossier,
            "committee": committee,
            "level": notice.name_of("level", dossier.level),
            "specialty": notice.name_of("specialty", dossier.specialty),
            "my_rail": rail_for(facts, own=True, after=outcome.afterwards(dossier)),
            "mover": facts.mover,
            "ending": stations.ending_of(dossier),
            "is_done": is_done,
            "copies": counted(int(notice.rule("printed_after_all_passed")["copies"])),
            "opened": opened,
            "letter": letter,
            "letters": stations.letters(dossier),
            "lines": _lines(request, dossier, found),
            "wrong": wrong,
            "todo": [(f.mend or f.facts, href_of(f.places[0]) if f.places else "") for f in wrong[:5]],
            "due": facts.due,
            "days": windows.days_left(at, facts.due) if facts.due else None,
            "state": _state(opened, facts.mover, letter, is_done),
            "rulings": _rulings(dossier, notice),
            "pledge": dossiers.pledge_of(dossier),
            "contacts": notice.rules.get("contacts"),
            "no_return": notice.rule("no_return_on_request"),
            "paper": paper.receipt_of(dossier) if is_done else None,
            "moved": stations.schedule_changes(request.year, dossier.committee) if dossier.committee else (),
            "revoked": register.revocation_of(dossier.person.id_type, dossier.person.id_index),
        },
    )


def _start(request: Asked) -> HttpResponse:
    person = request.user.person
    employment = accounts.employment_of(person)
    return render(
        request,
        "applicant/start.html",
        {"employment": employment, "verified": bool(employment and accounts.is_verified(employment.organisation))},
    )


def _state(opened: Any, mover: str, letter: Any, is_done: bool) -> str:
    if opened is None:
        return "未提交"
    if letter is not None:
        return "退回补正"
    return {"office": "审核中", "nobody": "已受理" if is_done else "已结束", "applicant": "待提交"}[mover]


def _lines(request: Asked, dossier: Any, found: Any) -> list[SectionLine]:
    out = []
    for s in dossiers.section_states(dossier, found):
        mine = [f for f in found if f.section == s.section and f.says is not Says.MET]
        first = mine[0].facts if mine else _summary(dossier, s)
        count = f"{s.problems} 处要处理" if s.problems else f"{s.asks} 处由人判断" if s.asks else ""
        kind = {"未填": "blank", "填写中": "half", "已完成": "met", "有问题": "unmet"}[s.word]
        name = "诚信承诺" if s.section == "pledge" else s.name
        out.append(SectionLine(section_href(s.section), name, s.word, first, count, kind))
    return out


def _summary(dossier: Any, state: Any) -> str:
    if state.rows:
        return f"{state.rows} 行，材料 {state.files} 份"
    if state.section == "other_titles":
        return "有转评经历" if dossier.has_changed_series else "已声明没有转评经历"
    return f"材料 {state.files} 份" if state.files else ""


def _rulings(dossier: Any, notice: Any) -> list[Ruling]:
    names = {s.id: s.name for s in notice.stations}
    out = []
    for visit in stations.trail(dossier):
        letter = getattr(visit, "letter", None)
        out.append(
            Ruling(
                names.get(visit.station, visit.station),
                visit.ruling,
                visit.closed_at,
                f"{visit.ruled_by_organisation} {visit.ruled_by_role}",
                visit.opinion,
                _letter_href(letter.number) if letter else "",
            )
        )
    return out


def _letter_href(number: str) -> str:

    return reverse("applicant:letter", args=[number])


@applicants_only
@require_POST
def open_dossier(request: Asked) -> HttpResponse:
    """Begin this year's application."""
    dossier_actions.open_dossier(
        request.user.person,
        year=request.year,
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )
    flash.say(request, "已建立申报材料，每填一项自动保存。")
    return redirect("applicant:home")


@applicants_only
@require_safe
def materials(request: Asked) -> HttpResponse:
    """Every file demanded of this person, why, and whether it is there."""
    dossier = access.own_dossier_for(request.actor, request.year)
    notice, at = request.notice, request.at
    facts, _ = dossier_facts.drafted(dossier, on=at.date())
    files: dict[tuple[str, str], list[Any]] = {}
    for attachment in dossiers.attachments(dossier):
        files.setdefault((attachment.slot, attachment.row), []).append(attachment)
    rows = [
        (d, files.get((d.material.id, d.row), []), SECTIONS.get(d.material.section, ""), href_of(d.place))
        for d in policy_materials.demanded(facts, notice)
    ]
    of_unit = policy_materials.demanded(facts, notice, "handler")
    years = policy_materials.appraisal_years(facts, notice)
    return render(
        request,
        "applicant/materials.html",
        {
            "rows": rows,
            "missing": sum(1 for d, *_ in rows if d.missing),
            "of_unit": of_unit,
            "unit_files": stations.unit_files(dossier),
            "years": years,
        },
    )
