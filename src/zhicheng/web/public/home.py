"""首页: the notice in force, what is due when, and the doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from zhicheng.policy import questions, windows
from zhicheng.policy.notice import Committee, Notice
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.rail import Rail, RailStation
from zhicheng.web.shared.rails import AFTERWARDS

from . import demo

A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """A committee as the schedule shows it; ``days`` until the applicants' deadline."""

    committee: Committee
    level: str
    windows: tuple[datetime | None, ...]
    days: int | None
    is_over: bool


def shown_windows(notice: Notice) -> tuple[str, ...]:
    """The deadlines that the front page has room for: the applicant's, the unit's, and the last of the offices'."""
    names = tuple(notice.windows)
    return names if len(names) <= 3 else (*names[:2], names[-2])


def committee_rows(notice: Notice, at: datetime, names: tuple[str, ...]) -> tuple[CommitteeRow, ...]:
    """Every committee, the open ones first and in order of their deadline."""
    out = []
    for committee in notice.committees.values():
        ends = committee.windows.get("personal") if committee.is_open else None
        out.append(
            CommitteeRow(
                committee,
                notice.name_of("level", committee.level),
                tuple(committee.windows.get(n) if committee.is_open else None for n in names),
                windows.days_left(at, ends) if ends else None,
                bool(ends and at >= ends),
            )
        )
    return tuple(sorted(out, key=lambda r: (not r.committee.is_open,)))


def year_rail(notice: Notice, at: datetime) -> Rail | None:
    """The year's way: the first open committee's windows by station."""
    committee = next((c for c in notice.committees.values() if c.is_open and "personal" in c.windows), None)
    if committee is None:
        return None
    steps: list[tuple[str, str, datetime | None]] = [("personal", "个人申报", committee.windows["personal"])]
    for station in notice.stations:
        step = (station.window, station.name, committee.windows.get(station.window))
        if station.window and step[0] not in {s[0] for s in steps}:
            steps.append((step[0], "单位审核推荐" if station.window == "unit" else station.name, step[2]))
    out = [
        RailStation("issued", "通知印发", state="done", lines=(f"{notice.issued_on.month}月{notice.issued_on.day}日",))
    ]
    reached = False
    for id, name, ends in steps:
        over = ends is not None and at >= ends
        state = "done" if over else "ahead" if reached else "now"
        reached = reached or not over
        last = windows.in_words(ends) if ends else ""
        by = f"至{last.removesuffix(' 24:00')}" if last else ""  # a rail of many stations has no room for the hour
        lines = (by,) if state != "now" else (f"{last}前", _left(at, ends))
        out.append(RailStation(id, name, state=state, lines=tuple(x for x in lines if x)))  # type: ignore[arg-type]
    out += [RailStation(s.id, s.name) for s in AFTERWARDS]
    return Rail(tuple(out))


def _left(at: datetime, ends: datetime | None) -> str:
    return f"还有 {windows.days_left(at, ends)} 天" if ends else ""


@login_not_required
@require_safe
def home(request: Asked) -> HttpResponse:
    """The front page with the entrance that the notice names (S2.3-01) and that everything is online (S0-04, S2.4-01);
    says so when no year is open."""
    notice: Notice | None = request.notice
    at = request.at
    names = shown_windows(notice) if notice else ()
    rows = committee_rows(notice, at, names) if notice else ()
    return render(
        request,
        "public/home.html",
        {
            "rows": [r for r in rows if r.committee.is_open],
            "closed": [r for r in rows if not r.committee.is_open],
            "windows": [notice.windows[n] for n in names] if notice else [],
            "year_rail": year_rail(notice, at) if notice else None,
            "phones": list({r.committee.office: r.committee for r in rows if r.committee.is_open}.values()),
            "starters": questions.starters(notice) if notice else {},
            "cast": demo.cast(),
            "signed_in": request.user.is_authenticated,
        },
    )


@login_not_required
def reading_mode(request: Asked) -> HttpResponse:
    """Switch 长者模式 and go back to the page."""
    here = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        here = reverse("public:home")
    answer = redirect(here)
    answer.set_cookie(
        "large", "0" if request.COOKIES.get("large") == "1" else "1", max_age=A_YEAR, samesite="Lax", httponly=True
    )
    return answer


@login_not_required
def health(request: Asked) -> HttpResponse:
    """Whether the server answers; for a monitor."""
    return JsonResponse({"status": "ok"})
