"""From the stations' plain facts to the rail that is drawn."""

from __future__ import annotations

from zhicheng.stations.rail import RailFacts, RailStop

from .jinja import day, deadline
from .rail import Rail, RailStation

AFTERWARDS = (RailStop("meeting", "评审", "", "ahead"), RailStop("publicity", "公示", "", "ahead"),
              RailStop("certificate", "发证", "", "ahead"))  # fmt: skip
"""Where the road leads after acceptance, for a dossier that has not come so far."""
BREAKS = {"评委会受理": "评委会｜受理"}


def rail_for(facts: RailFacts, *, own: bool = False, after: tuple[RailStop, ...] = AFTERWARDS) -> Rail:
    """The rail; ``own`` speaks to the applicant (您本人) and tells what must be done.

    ``after`` is :func:`zhicheng.outcome.queries.afterwards` of the dossier: it names no expert.
    """
    mine = facts.mover == "applicant"
    returned = any(s.state == "returned" for s in facts.stops)
    return Rail(
        stations=(
            *(_station(s, own) for s in facts.stops),
            *(_station(s, own) for s in after),
        ),
        waits_for=("您本人" if own else "申报人") if mine else facts.waits_for,
        since=facts.since,
        used_working_days=facts.used_working_days,
        due=facts.due,
        overdue_by=facts.overdue_by,
        since_verb="退回" if mine and returned else "开始" if mine else "到达",
        waits_note=f"，补正 {facts.items} 处" if mine and returned and facts.items else "",
        due_verb=("再次提交" if returned else "提交") if mine else "",
        due_words="" if facts.due or facts.mover == "nobody" else "选定评审委员会后显示截止时间" if mine else "",
    )


def _station(stop: RailStop, own: bool) -> RailStation:
    name = BREAKS.get(stop.name, stop.name)
    lines: tuple[str, ...] = ()
    if stop.state in ("done", "ended"):
        who = stop.by or ("本人" if own and stop.id == "filling" else stop.office)
        lines = tuple(w for w in (who, day(stop.at, False) if stop.at else "") if w)
    elif stop.state == "returned":
        lines = (day(stop.at, False),) if stop.at else ()
    elif stop.state == "ahead":
        due = deadline(stop.due).replace(" 24:00", "") + "前" if stop.due else ""
        lines = tuple(w for w in (stop.office, due) if w)
    return RailStation(stop.id, name, stop.office, stop.state, lines, stop.returns)  # type: ignore[arg-type]
