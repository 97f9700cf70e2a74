"""参评记录 as a committee hands it over to the pool when its meeting ends: who was called, who came, what each did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zhicheng.accounts.models import Person
from zhicheng.policy.notice import Notice

from . import lectures, queries
from .models import Meeting


@dataclass(frozen=True, slots=True)
class Served:
    """One expert at one meeting; ``cases`` are those on which they could vote."""

    person: Person
    is_present: bool
    absence: str = ""
    cases: int = 0
    recusals: int = 0
    opinions: int = 0
    scores: int = 0
    deviation: Decimal | None = None


def served(meeting: Meeting, notice: Notice) -> Iterator[Served]:
    """Everybody who sits, then whoever left on a ground of their own; not those whom a redraw replaced."""
    heard = len(queries.cases(meeting))
    kept = queries.recused(meeting)
    written = [o.written_by_id for o in queries.opinions(meeting)]
    apart = lectures.deviations(lectures.standings(meeting, notice))
    seen = set()
    for member in queries.members(meeting):
        id = member.person_id
        seen.add(id)
        if queries.is_present(member):
            recused = sum(id in people for people in kept.values())
            scores, deviation = apart.get(id, (0, None))
            yield Served(member.person, True, "", heard - recused, recused, written.count(id), scores, deviation)
        else:
            yield Served(member.person, False)
    for member in queries.left(meeting):
        if member.person_id not in seen:
            seen.add(member.person_id)
            yield Served(member.person, False, member.left_because)
