"""申报自测: a few questions, the whole answer in one page; nobody logs in and nothing is kept (G-02, ADR 16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zhicheng.policy import questions as policy
from zhicheng.policy import windows
from zhicheng.policy.dossier_file import Fault
from zhicheng.policy.finding import Refusal, Says, Source
from zhicheng.policy.notice import Committee, Notice
from zhicheng.policy.places import SECTIONS
from zhicheng.policy.self_test import Tested, Wanted
from zhicheng.policy.self_test import self_test as test
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.forms import Shown

PREFIX = "q"
EACH = {"studies": "段学历", "achievements": "项业绩", "other_titles": "项转评前职称", "jobs": "段经历"}


@dataclass(frozen=True, slots=True)
class Window:
    """A deadline of the committee to choose."""

    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A material to hand in: where it belongs, whether each row needs its own, and what decides whether it is asked."""

    wanted: Wanted
    section: str
    each: str


@login_not_required
@csrf_exempt  # changes nothing, so that nobody can be made to do anything by it; and so it sets no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def self_test(request: Asked) -> HttpResponse:
    """The questions; posted, the same page with the answer above them. Nothing is written, nothing is remembered."""
    notice: Notice | None = request.notice
    if notice is None:
        return render(request, "public/self_test.html", {})
    said = {q.name: request.POST.get(q.name, "") for q in policy.questions(notice)}
    context: dict[str, Any] = {"asked": False}
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        answers, faults = policy.read_answers(said, notice, request.at.date())
        context = (
            {"asked": True, "answer": None}
            if faults
            else _answer(test(answers, notice, request.at), notice, request.at)
        )
    form = _form(notice, said, faults)
    parts = _parts(form, notice)
    context |= {
        "test_form": form,
        "parts": parts,
        "optional": policy.OPTIONAL,
        "is_more_open": any(said[f.name].strip() for f in dict(parts)[policy.OPTIONAL]),
        "href_of": lambda name: f"#{PREFIX}-{name}",
        "name_of_question": {q.name: q.words for q in policy.questions(notice)}.get,
    }
    page = render(request, "public/self_test.html", context)
    if request.method == "POST":
        page.headers["Cache-Control"] = "no-store, private"
    return page


def _form(notice: Notice, said: Mapping[str, str], faults: Sequence[Fault]) -> Shown:
    """Every question as a field, with what was typed and what is wrong with it."""
    form = Shown(auto_id=f"{PREFIX}-%s", initial=dict(said))
    for q in policy.questions(notice):
        given: dict[str, Any] = {"label": q.words, "required": False, "help_text": q.help}
        if q.options:
            choices = [(group, list(options)) if group else list(options) for group, options in q.options]
            flat: list[Any] = [("", "请选择")]
            for entry in choices:
                flat.extend(entry if isinstance(entry, list) else [entry])
            form.fields[q.name] = forms.ChoiceField(**given, choices=flat)
        else:
            form.fields[q.name] = forms.CharField(**given, widget=forms.DateInput({"type": "date"}))
    why = Source("平台规定", "", "", "填写的内容须能核对。", "确定")
    form.tell([Refusal("readable", f.message, why, "请改正后再核对。", f"{PREFIX}.{f.place}") for f in faults], PREFIX)
    return form


def _parts(form: Shown, notice: Notice) -> list[tuple[str, list[BoundField]]]:
    """The fields of each part, in order."""
    return [(part, [form[q.name] for q in policy.questions(notice) if q.part == part]) for part in policy.PARTS]


def _answer(told: Tested, notice: Notice, at: datetime) -> dict[str, Any]:
    committee = told.committee
    ends = committee.windows.get("personal") if committee else None
    return {
        "asked": True,
        "answer": told,
        "wrong": told.counted(Says.UNMET),
        "asks": told.counted(Says.ASK),
        "met": told.counted(Says.MET),
        "unfilled": _by_question(told),
        "committee": committee,
        "choices": [d for d in told.destinations if isinstance(d, Committee)],
        "refusals": [d for d in told.destinations if isinstance(d, Refusal)],
        "ends": ends,
        "days": windows.days_left(at, ends) if ends else None,
        "windows": _windows(committee, notice) if committee else (),
        "wanted": [_line(w) for w in told.wanted],
        "of_unit": [_line(w) for w in told.of_unit],
    }


def _by_question(told: Tested) -> list[tuple[policy.Question, list[str]]]:
    """Each question that something waits for, and the rules that wait for it, by their title."""
    out: dict[str, tuple[policy.Question, list[str]]] = {}
    for waiting in told.unfilled:
        for q in waiting.questions:
            out.setdefault(q.name, (q, []))[1].append(waiting.rule.title)
    for q in told.hangs_on:
        out.setdefault(q.name, (q, []))[1].append("选择哪个评审委员会")
    return list(out.values())


def _windows(committee: Committee, notice: Notice) -> tuple[Window, ...]:
    return tuple(Window(words, committee.windows[w]) for w, words in notice.windows.items() if w in committee.windows)


def _line(wanted: Wanted) -> Line:
    material = wanted.material
    section = SECTIONS.get(material.section, "单位附件")
    return Line(wanted, section, f"每{EACH.get(material.section, '项')}一份" if material.per_row else "")
