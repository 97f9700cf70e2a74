"""通知全文, 各评委会安排, 办事指南: the law as text, and beside each clause what the platform does about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.policy import coverage
from zhicheng.policy.notice import Clause, Kind, Notice
from zhicheng.stations import queries as stations
from zhicheng.web.shared.asked import Asked

from .home import committee_rows

KINDS = {
    "head": "本通知",
    "rule": "不合时",
    "station": "环节",
    "kind": "申报方式",
    "material": "材料",
    "committee": "评委会",
    "elsewhere": "去处",
    "calendar": "时间",
    "defect": "告知书",
}
PEOPLE = "由人办理"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform does about some words: of which kind, what, and what it does not do yet."""

    kind: str
    words: str
    later: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the notice and what answers for it, side by side."""

    text: str
    answers: tuple[Answer, ...]
    begins: bool


def _in_force(request: Asked) -> Notice:
    notice: Notice | None = request.notice
    if notice is None:
        raise Http404
    return notice


def _lines(clause: Clause, sentences: Iterable[coverage.Sentence], notice: Notice) -> Iterator[Line]:
    heading = "".join(c for c in clause.heading if c not in "（）()、")
    for sentence in sentences:
        if "".join(c for c in sentence.text if c not in "（）()、。") in heading:
            continue  # the heading says it
        yield Line(sentence.text, tuple(dict.fromkeys(_answer(c, notice) for c in sentence.claims)), sentence.begins)


def _answer(claim: coverage.Claim, notice: Notice) -> Answer:
    if claim.kind == "people":
        return Answer(PEOPLE, claim.words)
    later = notice.rules[claim.id].later if claim.kind == "rule" else ""
    return Answer(KINDS[claim.kind], "通知的文号、标题或日期" if claim.kind == "head" else claim.words, later)


@login_not_required
@require_safe
def notice(request: Asked) -> HttpResponse:
    """The notice's text with what the platform does about it."""
    in_force = _in_force(request)
    found = coverage.sentences(in_force)
    clauses = [(c, tuple(_lines(c, found[id], in_force))) for id, c in in_force.clauses.items()]
    other = [r for r in in_force.rules.values() if not r.source.says]
    return render(request, "public/notice.html", {"clauses": clauses, "unquoted": other})


@login_not_required
@require_safe
def schedule(request: Asked) -> HttpResponse:
    """Every committee with its windows, or why it has none."""
    in_force = _in_force(request)
    rows = committee_rows(in_force, request.at, tuple(in_force.windows))
    return render(
        request,
        "public/schedule.html",
        {
            "rows": [r for r in rows if r.committee.is_open],
            "closed": [r for r in rows if not r.committee.is_open],
            "changes": stations.schedule_changes(request.year),
            "steps": [w.removesuffix("截止").removesuffix("审核") for w in in_force.windows.values()],
        },
    )


@login_not_required
@require_safe
def guide(request: Asked) -> HttpResponse:
    """How it goes: stations, materials, what counts, whom to call."""
    in_force = _in_force(request)
    kinds = [
        (kind, [s.name for s in in_force.stations if not _takes(s.when, kind)], _needs(in_force, kind))
        for kind in in_force.kinds
    ]
    return render(
        request,
        "public/guide.html",
        {"stations": in_force.stations, "materials": in_force.materials, "kinds": kinds},
    )


def _needs(notice: Notice, kind: Kind) -> list[str]:
    """The materials that this kind of application is asked for and others are not."""
    return [m.name for m in notice.materials if _speaks_of_it(m.when) and _takes(m.when, kind)]


def _speaks_of_it(when: Mapping[str, Any]) -> bool:
    return "application.kind" in when or "application.manner" in when


def _takes(when: Mapping[str, Any], kind: Kind) -> bool:
    """Whether a condition lets this kind of application in; what it says of other things is left open."""
    asked = {"application.kind": kind.kind, "application.manner": kind.manner}
    return all(asked[path] in wanted for path, wanted in when.items() if path in asked)
