"""专家抽取公开: what was published of each draw, without a name; the file that ``zhicheng verify draw`` re-makes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.policy import draw_record
from zhicheng.policy.draw_words import in_words
from zhicheng.register import queries as register
from zhicheng.web.shared.asked import Asked

KIND = "draw"


@login_not_required
@require_safe
def draws(request: Asked) -> HttpResponse:
    """Every draw that has been published."""
    if request.notice is None:
        raise Http404
    return render(request, "public/draws.html", {"rows": list(register.published(KIND)[:200])})


@login_not_required
@require_safe
def draw(request: Asked, number: str) -> HttpResponse:
    """One draw: rules, pool by numbers, rounds, codes; and every moment at which a state of it was published."""
    states = list(register.publications(KIND, number))
    if not states or request.notice is None:
        raise Http404
    record = draw_record.read(states[-1].content.encode())
    return render(
        request,
        "public/draw.html",
        {"latest": states[-1], "states": states, "record": in_words(record, request.notice)},
    )


@login_not_required
@require_safe
def draw_file(request: Asked, number: str, seal: str) -> HttpResponse:
    """The file of one published state, byte by byte."""
    found = next((s for s in register.publications(KIND, number) if s.seal == seal), None)
    if found is None:
        raise Http404
    answer = HttpResponse(found.content.encode(), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{number}.json"'
    return answer
