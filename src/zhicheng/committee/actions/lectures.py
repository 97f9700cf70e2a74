"""讲课答辩: rooms and lots from a recorded seed, parts timed in turn, one sheet a judge and case (R-38, G-18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import lots, scoring
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role

from .. import house, lectures, queries
from ..events import LectureMissed, LecturePartEnded, LecturePartStarted, LotsDrawn, SheetHandedIn
from ..lectures import Standing
from ..models import Case, Lecture, LecturePart, Lots, Meeting, Member, Room, RoomJudge, ScoreSheet
from .lock import has_pledged, is_open, locked, may_run

SEED = 32  # bytes


@dataclass(frozen=True, slots=True)
class NewRoom:
    """考场 as arranged: its name and who scores there."""

    name: str
    judges: tuple[Member, ...]


@transaction.atomic
def draw_lots(
    meeting: Meeting,
    wanted: Sequence[NewRoom],
    *,
    groups: Mapping[int, str] | None = None,
    notice: Notice,
    by: Actor,
    at: datetime,
    random: Callable[[int], bytes],
) -> Lots:
    """Rooms with their judges, and by lot who presents where and as which number; once, while the meeting is on.

    ``groups`` is place in the list → group of the template, else the committee's first. ``random`` gives bytes, from
    which the recorded seed is made; nobody chooses it. Refused when a room would keep too few judges for some case.
    """
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    used, groups = lectures.groups_of(meeting, notice), dict(groups or {})
    listed = queries.cases(meeting)
    wrong = [*is_open(meeting)]
    if not used:
        wrong.append(house.refusal(house.LECTURE_ROOMS, "本评委会不采用讲课答辩"))
    if lectures.lots_of(meeting) is not None:
        wrong.append(house.refusal(house.LECTURE_ROOMS, "讲课答辩已经抽签"))
    wrong += _room_faults(meeting, wanted, notice)
    strange = {g for g in groups.values() if g not in used} if used else set()
    if strange or not set(groups) <= {c.ordinal for c in listed}:
        wrong.append(house.refusal(house.LECTURE_ROOMS, "人员类别或序号不在评分模板和评审名单中", "groups"))
    refuse(wrong)
    seed = random(SEED).hex()
    dealt = lots.dealt(
        seed, meeting.number, meeting.case_list.digest, [r.name for r in wanted], [c.ordinal for c in listed]
    )
    drawn = Lots.objects.create(meeting=meeting, seed=seed, drawn_by=by.words, drawn_at=at)
    by_ordinal: dict[int, Case] = {c.ordinal: c for c in listed}
    for new in wanted:
        room = Room.objects.create(lots=drawn, name=new.name)
        RoomJudge.objects.bulk_create([RoomJudge(room=room, member=m) for m in new.judges])
        Lecture.objects.bulk_create(
            Lecture(case=by_ordinal[ordinal], room=room, lot=lot, group=groups.get(ordinal, used[0]))
            for lot, ordinal in enumerate(dealt[new.name], 1)
        )
    said = queries.digest_of(lectures.lot_rows(meeting))
    record(LotsDrawn(meeting.number, seed, tuple(r.name for r in wanted), said), by=by, at=at)
    return drawn


def _room_faults(meeting: Meeting, wanted: Sequence[NewRoom], notice: Notice) -> list[Refusal]:
    here = {m.pk for m in queries.present(meeting)}
    names, judges = [r.name.strip() for r in wanted], [m.pk for r in wanted for m in r.judges]
    wrong = []
    if not wanted or not all(names) or len(set(names)) < len(names):
        wrong.append(house.refusal(house.LECTURE_ROOMS, "没有考场，或考场名称重复", "rooms"))
    if len(set(judges)) < len(judges) or not set(judges) <= here:
        wrong.append(house.refusal(house.LECTURE_ROOMS, "评委应是已签到的组成人员，一人只在一个考场", "rooms"))
    kept = queries.recused(meeting)
    for room in wanted:  # any case may come into any room
        people = {m.person_id for m in room.judges}
        left = min([len(people), *(len(people - away) for away in kept.values())])
        wrong += scoring.judges_enough(room.name, left, notice)
    return wrong


@transaction.atomic
def start_part(case: Case, *, notice: Notice, by: Actor, at: datetime) -> LecturePart:
    """The next part of a lecture begins; the lots of a room come one after the other, and so do the parts."""
    meeting, of, wrong = _turn(case, notice, by)
    if of is not None and (of.running is not None or not of.next_part):
        wrong.append(house.refusal(house.LECTURE_ORDER, f"{_name(of)}正在计时或者已经结束"))
    refuse(wrong)
    assert of is not None
    template = notice.rule("lecture_defence")["parts"][of.lecture.group][of.next_part]
    part = LecturePart.objects.create(
        lecture=of.lecture, name=of.next_part, minutes=int(template["minutes"]), started_at=at
    )
    record(LecturePartStarted(meeting.number, of.lecture.room.name, of.lecture.lot, part.name), by=by, at=at)
    return part


@transaction.atomic
def end_part(case: Case, *, notice: Notice, by: Actor, at: datetime) -> LecturePart:
    """The running part ends; how long it took is recorded, also when it was too long."""
    meeting, of, wrong = _turn(case, notice, by)
    part = of.running if of else None
    if of is not None and part is None:
        wrong.append(house.refusal(house.LECTURE_ORDER, f"{_name(of)}没有正在计时的部分"))
    refuse(wrong)
    assert of is not None
    assert part is not None
    part.ended_at = at
    part.save(update_fields=["ended_at"])
    taken = int((at - part.started_at).total_seconds())
    record(LecturePartEnded(meeting.number, of.lecture.room.name, of.lecture.lot, part.name, taken), by=by, at=at)
    return part


@transaction.atomic
def miss(case: Case, *, notice: Notice, by: Actor, at: datetime) -> Lecture:
    """Whoever was called and did not come: 缺席, before any part has begun."""
    meeting, of, wrong = _turn(case, notice, by)
    if of is not None and of.state != lectures.WAITING:
        wrong.append(house.refusal(house.LECTURE_ORDER, f"{_name(of)}{of.state}，不能登记缺席"))
    refuse(wrong)
    assert of is not None
    row = of.lecture
    row.missed_at = at
    row.save(update_fields=["missed_at"])
    record(LectureMissed(meeting.number, row.room.name, row.lot), by=by, at=at)
    return row


def _name(of: Standing) -> str:
    return f"{of.lecture.room.name}{of.lecture.lot}号"


def _turn(case: Case, notice: Notice, by: Actor) -> tuple[Meeting, Standing | None, list[Refusal]]:
    """The lecture whose turn it is in its room, for the office's staff."""
    meeting = locked(case.meeting)
    may_run(meeting, by, notice)
    rows = lectures.standings(meeting, notice)
    of = next((s for s in rows if s.lecture.case_id == case.pk), None)
    wrong = [*is_open(meeting)]
    if of is None:
        wrong.append(house.refusal(house.LECTURE_ORDER, "讲课答辩还没有抽签"))
    else:
        before = [
            s for s in rows
            if s.lecture.room_id == of.lecture.room_id and s.lecture.lot < of.lecture.lot and not s.is_over
        ]  # fmt: skip
        if before:
            wrong.append(house.refusal(house.LECTURE_ORDER, f"{_name(before[0])}还没有结束，不能轮到{_name(of)}"))
    return meeting, of, wrong


@transaction.atomic
def hand_in(case: Case, marks: Mapping[str, Decimal], *, notice: Notice, by: Actor, at: datetime) -> ScoreSheet:
    """A judge's own sheet for a lecture that has ended: a mark for every part, within its bounds, never changed."""
    meeting = locked(case.meeting)
    wrong = [*has_pledged(by, meeting.sitting.year, notice), *is_open(meeting)]
    of = lectures.standing_of(meeting, case.pk, notice)
    judge = next((m for m in of.judges if m.person_id == by.person), None) if of else None
    if by.person in queries.recused(meeting).get(case.pk, set()):
        wrong.append(house.by_notice(notice, "recusal", "您已对本件回避，不评分"))
    elif by.role != Role.EXPERT.value or of is None or judge is None:
        wrong.append(house.refusal(house.SHEET_ONCE, "您不是本考场的评委"))
    elif of.state != lectures.ENDED:
        wrong.append(house.refusal(house.SHEET_ONCE, f"{_name(of)}{of.state}，现在不能评分"))
    elif judge.pk in of.sheets:
        wrong.append(house.refusal(house.SHEET_ONCE, f"您已经提交{_name(of)}的评分表", mend="提交后不能改动。"))
    else:
        wrong += scoring.marks_faults(of.lecture.group, marks, notice)
    refuse(wrong)
    assert of is not None
    assert judge is not None
    made = ScoreSheet.objects.create(
        lecture=of.lecture, judge=judge, marks={part: str(marks[part]) for part in of.parts},
        total=sum((marks[part] for part in of.parts), Decimal(0)), handed_in_at=at,
    )  # fmt: skip
    record(SheetHandedIn(meeting.number, of.lecture.room.name, of.lecture.lot, judge.pk), by=by, at=at)
    return made
