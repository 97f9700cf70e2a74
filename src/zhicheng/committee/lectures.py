"""Reads of 讲课答辩: who presents where, how far each room is, and the scores once all sheets of a case are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from zhicheng.policy import scoring
from zhicheng.policy.notice import Notice

from . import queries
from .models import Lecture, LecturePart, Lots, Meeting, Member, Room, ScoreSheet

WAITING, GOING_ON, ENDED, MISSED = "未开始", "进行中", "已结束", "缺席"


def groups_of(meeting: Meeting, notice: Notice) -> tuple[str, ...]:
    """Whose lectures the meeting's committee scores; empty where it has none (R-38)."""
    return notice.committees[meeting.sitting.committee].lectures


def lots_of(meeting: Meeting) -> Lots | None:
    """The lots, once drawn."""
    return Lots.objects.filter(meeting=meeting).first()


def rooms(meeting: Meeting) -> tuple[Room, ...]:
    """The rooms in their order."""
    return tuple(Room.objects.filter(lots__meeting=meeting).order_by("id"))


def lot_rows(meeting: Meeting) -> list[list[Any]]:
    """Room, lot, place in the list, group: what the drawn lots say, as they are digested."""
    return [[x.room.name, x.lot, x.case.ordinal, x.group] for x in _lectures(meeting)]


def _lectures(meeting: Meeting) -> tuple[Lecture, ...]:
    rows = Lecture.objects.filter(room__lots__meeting=meeting).order_by("room", "lot")
    return tuple(
        rows.select_related("room", "case__dossier__person", "case__meeting").prefetch_related("parts", "sheets")
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """One lecture as it stands. ``judges`` may score it; ``sheets`` are theirs, by member."""

    lecture: Lecture
    parts: tuple[str, ...]
    judges: tuple[Member, ...]
    sheets: Mapping[int, ScoreSheet]

    @property
    def running(self) -> LecturePart | None:
        """The part whose time runs."""
        return next((p for p in self.lecture.parts.all() if p.ended_at is None), None)

    @property
    def next_part(self) -> str:
        """The part that comes next; empty when all have been held."""
        held = {p.name for p in self.lecture.parts.all()}
        return next((p for p in self.parts if p not in held), "")

    @property
    def state(self) -> str:
        """未开始, 进行中, 已结束 or 缺席."""
        if self.lecture.missed_at is not None:
            return MISSED
        if self.running is None and not self.next_part:
            return ENDED
        return GOING_ON if self.lecture.parts.all() else WAITING

    @property
    def is_over(self) -> bool:
        """Whether the next lot of the room may come."""
        return self.state in (ENDED, MISSED)

    @property
    def is_scored(self) -> bool:
        """Whether every judge's sheet is in, or nobody came."""
        return self.state == MISSED or (self.state == ENDED and len(self.sheets) == len(self.judges) > 0)

    @property
    def totals(self) -> list[Decimal]:
        """The judges' totals."""
        return [s.total for s in self.sheets.values()]


def standings(meeting: Meeting, notice: Notice) -> tuple[Standing, ...]:
    """Every lecture of a meeting by room and lot; a judge recused from a case is none of its judges."""
    parts = notice.rule("lecture_defence")["parts"]
    kept = queries.recused(meeting)
    seated: dict[int, list[Member]] = {}
    for member in queries.members(meeting):
        if hasattr(member, "room_seat"):
            seated.setdefault(member.room_seat.room_id, []).append(member)
    out = []
    for row in _lectures(meeting):
        judges = tuple(m for m in seated.get(row.room_id, ()) if m.person_id not in kept.get(row.case_id, set()))
        may = {m.pk for m in judges}
        sheets = {s.judge_id: s for s in row.sheets.all() if s.judge_id in may}
        out.append(Standing(row, tuple(parts[row.group]), judges, sheets))
    return tuple(out)


def missed(meeting: Meeting) -> frozenset[int]:
    """The places of the list whose person was called to the lecture and did not come."""
    rows = Lecture.objects.filter(case__meeting=meeting).exclude(missed_at=None)
    return frozenset(rows.values_list("case__ordinal", flat=True))


@dataclass(frozen=True, slots=True)
class InRoom:
    """A room as its progress is shown: who scores there, and its lectures by lot."""

    room: Room
    judges: tuple[Member, ...]
    rows: tuple[Standing, ...]

    @property
    def turn(self) -> Standing | None:
        """Whose turn it is."""
        return next((s for s in self.rows if not s.is_over), None)


def by_room(meeting: Meeting, notice: Notice) -> tuple[InRoom, ...]:
    """Every room with its judges and lectures; no score."""
    rows, seated = standings(meeting, notice), [m for m in queries.members(meeting) if hasattr(m, "room_seat")]
    return tuple(
        InRoom(
            room,
            tuple(m for m in seated if m.room_seat.room_id == room.pk),
            tuple(s for s in rows if s.lecture.room_id == room.pk),
        )
        for room in rooms(meeting)
    )


def standing_of(meeting: Meeting, case: int, notice: Notice) -> Standing | None:
    """The lecture of one case."""
    return next((s for s in standings(meeting, notice) if s.lecture.case_id == case), None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A case's score as members read it before they vote: the arithmetic, and the result once every room is through."""

    words: str
    score: scoring.Score | None = None

    @property
    def result(self) -> str:
        """The comparable score and its grade."""
        return f"{self.score.final}分，{self.score.grade}" if self.score else ""


def shown(rows: Sequence[Standing], notice: Notice) -> dict[int, Shown]:
    """Case → its score, for the cases whose sheets are all in; the comparable one when those of all rooms are."""
    rule = notice.rule("lecture_defence")
    scored = [s for s in rows if s.is_scored and s.state == ENDED]
    out = {s.lecture.case_id: Shown(scoring.mean_words(s.totals, rule)) for s in scored}
    out |= {s.lecture.case_id: Shown(MISSED) for s in rows if s.state == MISSED}
    if scored and all(s.is_scored for s in rows):
        by_room: dict[str, dict[str, list[Decimal]]] = {}
        for s in scored:
            by_room.setdefault(s.lecture.room.name, {})[str(s.lecture.case_id)] = s.totals
        for case, score in scoring.scored(by_room, notice).items():
            out[int(case)] = Shown(score.words, score)
    return out


def deviations(rows: Sequence[Standing]) -> dict[int, tuple[int, Decimal]]:
    """Person → how many sheets, and their mean distance from the mean of the room's judges (G-16)."""
    apart: dict[int, list[Decimal]] = {}
    for s in rows:
        if not s.is_scored or not s.totals:
            continue
        mean = sum(s.totals, Decimal(0)) / len(s.totals)
        for member in s.judges:
            apart.setdefault(member.person_id, []).append(abs(s.sheets[member.pk].total - mean))
    return {
        person: (len(of), (sum(of, Decimal(0)) / len(of)).quantize(Decimal("0.01"))) for person, of in apart.items()
    }


def due_at(part: LecturePart) -> datetime:
    """When a part's time is up."""
    return part.started_at + timedelta(minutes=part.minutes)


def over_time(part: LecturePart, now: datetime) -> int:
    """By how many seconds a part is over its time; 0 within it."""
    return max(0, int(((part.ended_at or now) - due_at(part)).total_seconds()))
