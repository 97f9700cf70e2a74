"""职数/结构比例表: what each public institution may recommend this year, level by level, and what it took (R-36)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhicheng.accounts import access
from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import quotas as actions
from zhicheng.accounts.facts import quota_facts
from zhicheng.policy import quota as policy
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.stations import posts
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.lists import page_of

PER_PAGE = 40
_TYPED = 9  # digits that are still read as a number


@dataclass(frozen=True, slots=True)
class Line:
    """One level of a unit: the numbers on record, ``None`` where there are none, and what was taken of them."""

    level: str
    name: str
    on_record: Any
    vacant: int | None
    offered: int | None
    counted: int
    green: int

    @property
    def left(self) -> int | None:
        """How many may still be recommended; below zero when more were recommended than there are posts."""
        return None if self.offered is None else self.offered - self.counted


def _lines(request: Asked, unit: Any, on_record: dict[str, Any], taken: Any) -> list[Line]:
    notice = request.notice
    rule = notice.rule("within_quota")
    out = []
    for level in rule["levels"]:
        row, done = on_record.get(level), taken.get((unit.pk, level), posts.PostsTaken())
        offered = policy.offered(quota_facts(row), rule) if row else None
        vacant = max(0, row.approved - row.held) if row else None
        out.append(Line(level, notice.name_of("level", level), row, vacant, offered, done.counted, done.green))
    return out


def _totals(request: Asked, rows: list[tuple[Any, list[Line]]]) -> list[Line]:
    """The sum of every level over the units that are on record."""
    out = []
    for n, level in enumerate(request.notice.rule("within_quota")["levels"]):
        lines = [lines[n] for _, lines in rows]
        known = [line for line in lines if line.on_record is not None]
        total = {
            "approved": sum(line.on_record.approved for line in known),
            "held": sum(line.on_record.held for line in known),
            "units": len(known),
        }
        out.append(
            Line(
                level,
                request.notice.name_of("level", level),
                total,
                sum(line.vacant or 0 for line in known),
                sum(line.offered or 0 for line in known),
                sum(line.counted for line in known),
                sum(line.green for line in lines),
            )
        )
    return out


@seated(Role.REGISTRAR)
@require_safe
def quotas(request: Asked) -> HttpResponse:
    """Every institution whose posts this office enters, all of the city's for its office, and their sums."""
    notice, q, here = request.notice, request.GET.get("q", ""), request.seat.organisation
    rule = notice.rule("within_quota")
    units = list(accounts.institutions_kept(here, rule["natures"], notice.year, q))
    taken = posts.posts_taken(units, request.year)
    rows = [(u, _lines(request, u, {x.level: x for x in u.quotas.all()}, taken)) for u in units]
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(page_of(request), pages)
    return render(
        request,
        "office/quotas.html",
        {
            "rows": rows[(page - 1) * PER_PAGE : page * PER_PAGE],
            "total": len(rows),
            "known": sum(any(line.on_record for line in lines) for _, lines in rows),
            "sums": _totals(request, rows),
            "page": page,
            "pages": pages,
            "q": q,
            "rule": rule,
            "is_city": accounts.is_city_office(here.pk),
            "page_href": lambda n: "?" + urlencode({"q": q, "page": n}),
        },
    )


@seated(Role.REGISTRAR)
def quota(request: Asked, id: int) -> HttpResponse:
    """One institution's posts; POST enters what was typed of every level, by one document."""
    notice = request.notice
    rule = notice.rule("within_quota")
    unit = access.quota_unit_for(request.actor, id, rule["natures"])
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        told = _entered(request, unit, rule["levels"])
        if not told:
            flash.say(request, f"已登记{unit.name}的职数")
            return redirect("office:quota", id)
    on_record = accounts.quotas_of(unit, notice.year)
    lines = _lines(request, unit, on_record, posts.posts_taken([unit], request.year))
    return render(
        request,
        "office/quota.html",
        {
            "unit": unit,
            "lines": [
                (line, policy.arithmetic(quota_facts(line.on_record), rule, line.name) if line.on_record else "")
                for line in lines
            ],
            "numbers": actions.NUMBERS,
            "typed": {f"{line.level}.{n}": _shown(request, line, n) for line in lines for n in actions.NUMBERS},
            "document": request.POST.get("document_number", next((x.document_number for x in on_record.values()), "")),
            "rule": rule,
            "told": told,
        },
    )


def _shown(request: Asked, line: Line, name: str) -> str:
    """What stands in a field: as typed, else as on record."""
    typed = request.POST.get(f"{line.level}.{name}")
    if typed is not None:
        return typed
    value = getattr(line.on_record, name, None)
    return "" if value is None else str(value)


def _entered(request: Asked, unit: Any, levels: tuple[str, ...]) -> tuple[Refusal, ...]:
    """Enter every level of which anything was typed; all of them or, with every reason, none."""
    notice, said = request.notice, request.POST
    rule = notice.rule("within_quota")
    wanted: dict[str, dict[str, int | None]] = {}
    faults: list[Refusal] = []
    for level in levels:
        typed = {n: said.get(f"{level}.{n}", "").strip() for n in actions.NUMBERS}
        if not any(typed[n] for n in typed if n != "leaving"):
            continue
        for n, words in typed.items():
            if words and not (words.isascii() and words.isdigit() and len(words) <= _TYPED):
                what = f"{notice.name_of('level', level)}的{actions.NUMBERS[n]}“{words[:20]}”不是整数"
                faults.append(Refusal(rule.id, what, rule.source, "请填写整数。", f"{level}.{n}"))
        wanted[level] = {n: int(w) if w.isascii() and w.isdigit() and len(w) <= _TYPED else None
                         for n, w in typed.items()}  # fmt: skip
    if not wanted:
        faults.append(Refusal(rule.id, "没有填写任何级别的职数", rule.source, "请至少填写一个级别。"))
    if faults:
        return tuple(faults)
    try:
        actions.enter_quotas(
            unit,
            wanted,
            document_number=said.get("document_number", ""),
            notice=notice,
            by=request.actor,
            at=request.at,
        )
    except Refused as no:
        return no.refusals
    return ()
