"""摸底统计: counties and departments of the city report, the city's office sums up and exports (S4-05)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhicheng.accounts.queries import is_city_office
from zhicheng.documents import filling
from zhicheng.documents.rosters.census import MEDIA_TYPE, workbook
from zhicheng.entrustment import actions, queries
from zhicheng.policy import entrustment
from zhicheng.policy.entrustment import Reported
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash, letters
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

BLANK_LINES, MORE_LINES, MOST_LINES = 6, 6, 200
FIELDS = ("specialty", "level", "people", "note")


def _only_counters(request: Asked) -> None:
    if not queries.counts(request.seat.organisation):
        raise Http404


@seated(Role.REVIEWER)
def census(request: Asked) -> HttpResponse:
    """Fill in and report; the city's office sees the sums and who has not reported."""
    _only_counters(request)
    here, notice = request.seat.organisation, request.notice
    told: tuple[Refusal, ...] = ()
    lines, kept = _lines(request), queries.last_report(here, request.year)
    if request.method == "POST" and "more" not in request.POST:
        try:
            report = _report(request, lines)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"已报送{sum(x.people for x in report.lines.all())}人")
            return redirect("office:census")
    elif request.method != "POST" and kept is not None:
        lines = [
            {"specialty": x.specialty, "level": x.level, "people": str(x.people), "note": x.note}
            for x in kept.lines.all()
        ]
    blank = max(BLANK_LINES - len(lines), 2) + (MORE_LINES if "more" in request.POST else 0)
    closes = entrustment.census_closes_at(notice, request.at)
    return render(
        request,
        "office/census.html",
        {
            "told": told,
            "lines": [*lines, *({} for _ in range(min(blank, MOST_LINES - len(lines))))],
            "typed": request.POST,
            "kept": kept,
            "closes": closes,
            "is_late": request.at >= closes,
            "groups": _groups(request),
            "levels_of": [(v, notice.name_of("level", v)) for v in notice.rule("entrusted_out")["levels"]],
            "law": notice.rule("census"),
            "letter_place": letters.name_of_place,
            "summed": _summed(request) if is_city_office(here.pk) else None,
        },
    )


def _groups(request: Asked) -> list[tuple[str, list[tuple[str, str]]]]:
    """The specialties of each entrusted series."""
    notice = request.notice
    belongs = notice.codes["specialty_series"]
    return [
        (notice.name_of("series", s), [(p, n) for p, n in notice.codes["specialty"].items() if belongs.get(p) == s])
        for s in notice.rule("series_online")["series"]
    ]


def _lines(request: Asked) -> list[dict[str, str]]:
    """The lines of the form of which something was typed."""
    typed = [request.POST.getlist(f)[:MOST_LINES] for f in FIELDS]
    rows = [dict(zip(FIELDS, (c.strip() for c in cells), strict=True)) for cells in zip(*typed, strict=False)]
    return [row for row in rows if row["specialty"] or row["people"] or row["note"]]


def _report(request: Asked, lines: list[dict[str, str]]) -> Any:
    belongs = request.notice.codes["specialty_series"]
    rows = [
        Reported(
            belongs.get(row["specialty"], ""),
            row["specialty"],
            row["level"],
            int(row["people"]) if row["people"].isascii() and row["people"].isdigit() and len(row["people"]) < 7 else 0,
            row["note"],
        )
        for row in lines
    ]
    return actions.report_census(
        request.seat.organisation,
        rows,
        contact=request.POST.get("contact", ""),
        telephone=request.POST.get("telephone", ""),
        year=request.year,
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )


def _summed(request: Asked) -> dict[str, Any]:
    notice, counted = request.notice, queries.census(request.year, request.notice)
    return {
        "people": counted.people,
        "reporters": counted.reporters,
        "missing": counted.missing,
        "late": counted.late,
        "totals": [
            (notice.name_of("series", s), notice.name_of("specialty", p), notice.name_of("level", v), n)
            for (s, p, v), n in counted.totals.items()
        ],
    }


@seated(Role.REVIEWER)
@require_safe
def export(request: Asked) -> HttpResponse:
    """The whole table as a workbook, for the city's office."""
    if not is_city_office(request.actor.organisation):
        raise Http404
    here = request.seat.organisation
    counted = queries.census(request.year, request.notice)
    table = filling.census_table(request.year, request.notice, counted, here.name)
    answer = HttpResponse(workbook(table, at=request.at), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(table.title)}.xlsx"
    return answer
