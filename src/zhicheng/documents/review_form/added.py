"""What others add to the applicant's pages: the employer, the offices, the meeting and the confirmation."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..words import day, joined, labelled
from .form import MeetingPart, ReviewForm, UnitPart

_SITTING = (("主管部门", ""), ("县（市、区）职改办", ""), ("市职改办", ""))


def unit(unit: UnitPart) -> dict[str, str]:
    """The employer's page, whose lines stay empty until it has said something."""
    publicity = ""
    if unit.publicity_from and unit.publicity_to:
        publicity = f"公示时间：{day(unit.publicity_from)} 至 {day(unit.publicity_to)}"
    return {
        "comparison": unit.comparison,
        "handler": unit.handler,
        "principal": unit.principal,
        "publicity": joined(
            publicity, labelled("公示地点", unit.publicity_place), labelled("公示结果", unit.publicity_result)
        ),
        "opinion": unit.opinion,
        "pledge": unit.pledge,
        "recommended_on": day(unit.recommended_on),
    }


def opinions(form: ReviewForm) -> list[dict[str, str]]:
    """A box for each office's opinion in the order of the route; empty boxes to write in while there is none."""
    if not form.opinions:
        return [
            {"name": f"{name}\n审核意见", "office": office, "person": "", "words": "", "on": ""}
            for name, office in _SITTING
        ]
    return [
        {
            "name": f"{o.station_name}\n意见",
            "office": o.office,
            "person": o.person,
            "words": o.opinion,
            "on": day(o.on),
        }
        for o in form.opinions
    ]


def meeting(part: MeetingPart) -> dict[str, Any]:
    """The last pages: the panel, the votes, the committee and the confirmation, its dates as year, month and day."""
    return {
        "panel": part.panel,
        "panel_on": _blanks(part.panel_on),
        "votes": list(part.votes),
        "committee": part.committee,
        "committee_on": _blanks(part.committee_on),
        "confirmation": part.confirmation,
        "confirmation_number": part.confirmation_number,
        "confirmed_on": _blanks(part.confirmed_on),
    }


def _blanks(on: date | None) -> list[str]:
    """Year, month and day for the blanks of the form; nothing for none."""
    return [str(on.year), str(on.month), str(on.day)] if on else []
