"""One-click log-in and the clock of a demonstration; absent everywhere else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhicheng.accounts import queries as accounts
from zhicheng.ledger.actor import Actor
from zhicheng.policy.finding import Refusal, Refused, Source
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.year import actions as years
from zhicheng.year.queries import SHANGHAI

BACKEND = "zhicheng.accounts.backend.IdentityBackend"
VISITOR = Actor(name="演示访客", role="demo")
_CLOCK = Source("平台规定", "", "", "演示时钟只能向前。", "确定")


def cast() -> list[dict[str, Any]]:
    """Who can be entered as, by group; empty outside demonstrations."""
    file = settings.VAR / "cast.json"
    if not settings.DEMO or not file.exists():
        return []
    return list(json.loads(file.read_text(encoding="utf-8")))


@login_not_required
@require_POST
def enter_as(request: Asked) -> HttpResponse:
    """Sit down as one of the cast, and nobody else."""
    wanted = request.POST.get("who", "")
    known = {f"{p['account']}-{p['seat']}": p for group in cast() for p in group["people"]}
    person = known.get(wanted)
    account = accounts.account_of(person["account"]) if person else None
    if person is None or account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    request.session["seat"] = person["seat"]
    return redirect("public:choose_seat" if request.POST.get("choose") else "public:enter")


@login_not_required
@require_POST
def move_clock(request: Asked) -> HttpResponse:
    """Let the demonstration's time pass, by some days or to an instant; deadlines pass with it."""
    if not settings.DEMO:
        raise Http404
    at: datetime = request.at
    days = request.POST.get("days", "")
    if days.isdigit() and 0 < int(days) <= 400:
        to = (at + timedelta(days=int(days))).replace(hour=9, minute=0, second=0)
    else:
        try:
            to = datetime.fromisoformat(request.POST.get("to", "")).replace(tzinfo=SHANGHAI)
        except ValueError:
            raise Refused(Refusal("demo_clock", "没有读懂要到的时间", _CLOCK, "请选择日期和时间。", "to")) from None
    years.move_demo_clock(to, by=VISITOR)
    flash.say(request, f"演示时间已到{to:%Y年%m月%d日 %H:%M}，到期的事由后台在几秒内处理。")
    return redirect("public:home")
