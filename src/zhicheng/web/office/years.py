"""年度: the city office puts a notice in force, and closes a year for good (S0-01, S0-02)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts.queries import is_city_office
from zhicheng.policy.finding import Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.year import actions, queries, shelf


def _only_the_city(request: Asked) -> None:
    if not is_city_office(request.actor.organisation):
        raise Http404


def _shown(request: Asked, more: dict[str, Any] | None = None) -> HttpResponse:
    opened = list(queries.years())
    known = {y.notice for y in opened}
    folders = [(f, shelf.read(f)) for f in shelf.folders() if f not in known]
    return render(
        request,
        "office/years.html",
        {"years": opened, "folders": folders, "standing": queries.open_year()} | (more or {}),
    )


@seated(Role.SUPERIOR, needs_year=False)
@require_safe
def years(request: Asked) -> HttpResponse:
    """The years so far, and the notices that could be put in force."""
    _only_the_city(request)
    return _shown(request)


@seated(Role.SUPERIOR, needs_year=False)
@require_POST
def open_year(request: Asked) -> HttpResponse:
    """Put a notice in force; every complaint about its folder at once."""
    _only_the_city(request)
    folder = request.POST.get("folder", "")
    if folder not in shelf.folders():
        raise Http404
    try:
        year = actions.open_year(folder, by=request.actor, at=request.at)
    except Refused as no:
        return _shown(request, {"told": no.refusals})
    flash.say(request, f"已开启{year.year}年度，依据{year.number}")
    return redirect("office:years")


@seated(Role.SUPERIOR, needs_year=False)
@require_POST
def close_year(request: Asked) -> HttpResponse:
    """Close the year that is open, once its number was typed as a sign of intent."""
    _only_the_city(request)
    standing = queries.open_year()
    if standing is None or request.POST.get("year", "").strip() != str(standing.year):
        flash.say(request, "没有关闭：请输入要关闭的年度")
        return redirect("office:years")
    actions.close_year(standing, by=request.actor, at=request.at)
    flash.say(request, f"已关闭{standing.year}年度")
    return redirect("office:years")
