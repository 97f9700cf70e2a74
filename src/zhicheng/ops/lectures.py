"""讲课答辩 of a meeting by real actions: rooms and lots, everybody presents, every judge scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from zhicheng.committee import lectures, queries
from zhicheng.committee.actions import lectures as actions
from zhicheng.committee.actions.lectures import NewRoom
from zhicheng.committee.models import Lots
from zhicheng.ledger.actor import Actor

if TYPE_CHECKING:
    from .hall import Hall


def conducted(hall: Hall, at: datetime) -> None:
    """Everything of the lectures in one room, where the committee has them."""
    if lectures.groups_of(hall.the_meeting(), hall.notice):
        drawn(hall, at)
        held(hall, at)
        scored(hall, at)


def drawn(hall: Hall, at: datetime, *, rooms: int = 1) -> Lots:
    """Those present dealt out to so many rooms, and the lots drawn."""
    here = queries.present(hall.the_meeting())
    wanted = [NewRoom(f"第{n + 1}考场", tuple(here[n::rooms])) for n in range(rooms)]
    return actions.draw_lots(
        hall.the_meeting(), wanted, notice=hall.notice, by=hall.secretary, at=at, random=hall.city.draw.randbytes
    )


def held(hall: Hall, at: datetime, *, absent: Sequence[int] = ()) -> None:
    """Everybody presents by lot, each part within its minutes; ``absent`` are places of the list."""
    for of in lectures.standings(hall.the_meeting(), hall.notice):
        case = of.lecture.case
        if case.ordinal in absent:
            actions.miss(case, notice=hall.notice, by=hall.secretary, at=at)
            continue
        for _ in of.parts:
            part = actions.start_part(case, notice=hall.notice, by=hall.secretary, at=at)
            at += timedelta(minutes=part.minutes)
            actions.end_part(case, notice=hall.notice, by=hall.secretary, at=at)


def scored(hall: Hall, at: datetime) -> None:
    """Every judge hands in a sheet for each lecture held: marks in the upper third of each part."""
    by_person = {e.person: e for e in hall.experts}
    parts = hall.notice.rule("lecture_defence")["parts"]
    for of in lectures.standings(hall.the_meeting(), hall.notice):
        if of.state != lectures.ENDED:
            continue
        for judge in of.judges:
            marks = {
                name: Decimal(part["marks"]) - hall.city.draw.randrange(int(part["marks"]) // 3)
                for name, part in parts[of.lecture.group].items()
            }
            hand_in(hall, of.lecture.case.ordinal, by_person[judge.person_id], marks, at)


def hand_in(hall: Hall, ordinal: int, by: Actor, marks: dict[str, Decimal], at: datetime) -> None:
    """One judge's sheet for a place of the list."""
    case = next(c for c in hall.cases() if c.ordinal == ordinal)
    actions.hand_in(case, marks, notice=hall.notice, by=by, at=at)
