"""通知全文, 各评委会安排, 办事指南: the law as text, and beside each clause what the platform does about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup, escape

from zhicheng.policy.notice import Clause, Notice, Rule
from zhicheng.web.shared.asked import Asked

from .home import committee_rows

STEPS = ("personal", "unit", "department", "county", "city", "acceptance")


@dataclass(slots=True)
class ClauseView:
    """A clause with its quotations marked, and what answers it."""

    clause: Clause
    paragraphs: list[Markup] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    people: list[tuple[str, str]] = field(default_factory=list)


def _in_force(request: Asked) -> Notice:
    notice: Notice | None = request.notice
    if notice is None:
        raise Http404
    return notice


def _clause_views(notice: Notice) -> list[ClauseView]:
    views = {id: ClauseView(clause) for id, clause in notice.clauses.items()}
    quoted: dict[str, list[str]] = {id: [] for id in views}

    def claim(clause: str, says: str) -> ClauseView | None:
        view = views.get(clause)
        if view is not None and says:
            quoted[clause].append(says)
        return view

    for rule in notice.rules.values():
        if (view := claim(rule.source.clause, rule.source.says)) is not None:
            view.rules.append(rule)
    for station in notice.stations:
        if (view := claim(station.source.clause, station.source.says)) is not None:
            view.dates.append(f"审核环节：{station.name}")
    for material in notice.materials:
        if (view := claim(material.source.clause, material.source.says)) is not None:
            view.dates.append(f"材料：{material.name}")
    for committee in notice.committees.values():
        if (view := claim(committee.source.clause, committee.source.says)) is not None:
            view.dates.append(f"评委会：{committee.name}")
    for sentence in notice.for_people:
        if (view := claim(sentence.clause, sentence.says)) is not None:
            view.people.append((sentence.says, sentence.why))
    for id, view in views.items():
        view.dates = list(dict.fromkeys(view.dates))
        view.paragraphs = [_marked(p, quoted[id]) for p in view.clause.text.split("\n") if p.strip()]
    return list(views.values())


def _marked(paragraph: str, quotations: list[str]) -> Markup:
    """The paragraph with every quoted stretch marked; overlapping stretches become one."""
    spans = sorted((at, at + len(q)) for q in set(quotations) if q and (at := paragraph.find(q)) >= 0)
    merged: list[tuple[int, int]] = []
    for begin, end in spans:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    out, here = [], 0
    for begin, end in merged:
        out += [escape(paragraph[here:begin]), Markup("<mark>"), escape(paragraph[begin:end]), Markup("</mark>")]
        here = end
    return Markup("").join([*out, escape(paragraph[here:])])


@login_not_required
@require_safe
def notice(request: Asked) -> HttpResponse:
    """The notice's text with what the platform does about it."""
    in_force = _in_force(request)
    other = [r for r in in_force.rules.values() if not r.source.says]
    return render(request, "public/notice.html", {"clauses": _clause_views(in_force), "unquoted": other})


@login_not_required
@require_safe
def schedule(request: Asked) -> HttpResponse:
    """Every committee with its windows, or why it has none."""
    in_force = _in_force(request)
    rows = committee_rows(in_force, request.at, STEPS)
    return render(
        request,
        "public/schedule.html",
        {"rows": [r for r in rows if r.committee.is_open], "closed": [r for r in rows if not r.committee.is_open]},
    )


@login_not_required
@require_safe
def guide(request: Asked) -> HttpResponse:
    """How it goes: stations, materials, what counts, whom to call."""
    in_force = _in_force(request)
    return render(request, "public/guide.html", {"stations": in_force.stations, "materials": in_force.materials})
