"""What must hold of every committee, meeting and ballot; silent when it does. No paper is opened for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone

from zhicheng.ledger.models import Entry
from zhicheng.policy import lots, voting
from zhicheng.policy.finding import Says
from zhicheng.vault import papers

from . import lectures, queries
from .models import (
    Announcement,
    Ballot,
    Box,
    CaseList,
    Choice,
    Kit,
    Lots,
    Meeting,
    Minutes,
    ResultFiling,
    RollMark,
    ScoreSheet,
    Tally,
)


def broken() -> Iterator[str]:
    """One Chinese line for each thing that is wrong."""
    yield from _meetings()
    yield from _lectures()
    yield from _ballots()
    yield from _kits()
    yield from _sealed()


def _meetings() -> Iterator[str]:
    rows = Meeting.objects.select_related("sitting__year", "sitting__filing").exclude(opened_at=None)
    for meeting in rows.iterator():
        notice, opened = queries.notice_of(meeting), meeting.opened_at
        assert opened is not None
        members = queries.members(meeting)
        here = [m for m in members if queries.is_present(m)]
        if voting.quorum(len(here), len(members), notice).says is not Says.MET:
            yield f"评审会 {meeting.number}：到会{len(here)}人，不足法定人数却已开始"
        if timezone.localdate(opened) != meeting.held_on:
            yield f"评审会 {meeting.number}：不在会议日期开始"
        filing = meeting.sitting.filing
        if not filing.begins_on <= meeting.held_on <= filing.ends_on:
            yield f"评审会 {meeting.number}：开会时评委会不在备案有效期内"
        searched = queries.last_search(meeting)
        if searched is None or searched.scope != queries.search_scope(meeting):
            yield f"评审会 {meeting.number}：没有对现有组成人员和名单核查回避却已开始"
        for case in queries.cases(meeting):
            if hasattr(case, "opinion") and case.opinion.panel_id != case.allotment.panel_id:
                yield f"评审会 {meeting.number}第{case.ordinal}件：评议意见不是本组提出的"
    for frozen in CaseList.objects.select_related("meeting").iterator():
        said = [[c.ordinal, c.dossier.number, c.revision.digest] for c in queries.cases(frozen.meeting)]
        if queries.digest_of(said) != frozen.digest:
            yield f"评审会 {frozen.meeting.number}：评审名单与固定时不一致"


def _lectures() -> Iterator[str]:
    """The lots follow from their seed; every sheet adds up and is of a judge of that room."""
    for drawn in Lots.objects.select_related("meeting__case_list", "meeting__sitting__year").iterator():
        meeting, rows = drawn.meeting, lectures.lot_rows(drawn.meeting)
        names, cases = [r.name for r in lectures.rooms(meeting)], [c.ordinal for c in queries.cases(meeting)]
        said: dict[str, list[int]] = {name: [] for name in names}
        for room, _, ordinal, _ in rows:
            said[room].append(ordinal)
        if lots.dealt(drawn.seed, meeting.number, meeting.case_list.digest, names, cases) != said:
            yield f"评审会 {meeting.number}：讲课答辩的签号与种子不符"
    for sheet in ScoreSheet.objects.select_related("lecture", "judge__room_seat").iterator():
        if sum(map(Decimal, sheet.marks.values()), Decimal(0)) != sheet.total:
            yield f"评分表 {sheet.pk}：合计与各部分得分不符"
        if sheet.judge.room_seat.room_id != sheet.lecture.room_id:
            yield f"评分表 {sheet.pk}：不是本考场的评委"


def _ballots() -> Iterator[str]:
    for ballot in Ballot.objects.select_related("meeting__sitting__year").iterator():
        name, marks = f"{ballot.meeting.number}第{ballot.number}轮", list(ballot.roll.all())
        cases = list(ballot.meeting.cases.values_list("pk", flat=True))
        box = Box.objects.filter(ballot=ballot).first()
        runs = ballot.opened_at is not None and ballot.void_at is None and ballot.counted_at is None
        if (box is not None) is not (runs and not ballot.is_on_paper):
            yield f"投票 {name}：票箱该有却没有，或该没有却有"
        voted = sum(m.has_voted for m in marks)
        if box is not None:
            yield from _box(box, name, cases, len(marks), voted)
        if ballot.counted_at is not None:
            yield from _counted(ballot, name, marks, cases)
        elif Choice.objects.filter(ballot=ballot).exists() or Tally.objects.filter(ballot=ballot).exists():
            yield f"投票 {name}：没有计票却有票数"


def _box(box: Box, name: str, cases: list[int], places: int, voted: int) -> Iterator[str]:
    """As many papers for each case as marks on the roll."""
    try:
        held = queries.unpacked(box.papers, cases, places)
    except ValueError:
        yield f"投票 {name}：票箱不完整"
        return
    for case, of in held.items():
        if sum(p != papers.BLANK for p in of) != voted:
            yield f"投票 {name}评审对象{case}：票数与名册不符"


def _counted(ballot: Ballot, name: str, marks: list[RollMark], cases: list[int]) -> Iterator[str]:
    """Papers, marks, tallies and choices agree; one tally for each case."""
    kept = queries.roll_recused(ballot)
    voted = {m.person_id for m in marks if m.has_voted}
    said: dict[int, Counter[str]] = {case: Counter() for case in cases}
    for case, choice in ballot.choices.values_list("case_id", "choice"):
        said[case][choice] += 1
    rows = {t.case_id: t for t in ballot.tallies.all()}
    if set(rows) != set(cases):
        yield f"投票 {name}：不是每件都有计票"
    for case, row in rows.items():
        counted = tuple(said[case][queries.CHOICES[c]] for c in (queries.AYE, queries.NO, queries.ABSTAIN))
        if not ballot.is_on_paper and counted != (row.ayes, row.noes, row.abstentions):
            yield f"投票 {name}评审对象{case}：计票与表决意见不符"
        if not ballot.is_on_paper and row.returned != len(voted - kept.get(case, set())):
            yield f"投票 {name}评审对象{case}：收回票数与名册不符"
        if row.attending != len(marks) or row.recused != len(kept.get(case, set())):
            yield f"投票 {name}评审对象{case}：实到或回避人数与名册不符"


def _kits() -> Iterator[str]:
    """Nobody votes here while a round is out; what came back ended the round; each step is in the ledger."""
    steps: Counter[str] = Counter()
    for kit in Kit.objects.defer("content").select_related("ballot__meeting").iterator():
        ballot, name = kit.ballot, f"{kit.ballot.meeting.number}第{kit.ballot.number}轮"
        is_out = kit.returned_at is None and kit.called_back_at is None
        if is_out and ballot.void_at is None and (ballot.closed_at is not None or queries.progress(ballot).voted):
            yield f"投票 {name}：投票包在会场，平台上却有人投票或已停止投票"
        if kit.returned_at is not None and ballot.closed_at != kit.returned_at:
            yield f"投票 {name}：不是在导入会场结果时停止的"
        steps["KitExported"] += 1
        steps["KitReturned"] += kit.returned_at is not None
        steps["KitCalledBack"] += kit.called_back_at is not None
    lines = Counter(Entry.objects.filter(event__in=list(steps)).values_list("event", flat=True))
    if +lines != +steps:
        yield "会场投票包的导出、导入、召回与台账不符"


def _sealed() -> Iterator[str]:
    for row in Announcement.objects.select_related("ballot__meeting").iterator():
        if queries.digest_of(queries.tally_content(row.ballot)) != row.digest:
            yield f"评审会 {row.ballot.meeting.number}：计票表与宣布时签名的不一致"
    for minutes in Minutes.objects.exclude(finished_at=None).select_related("meeting").iterator():
        if queries.digest_of(minutes.parts) != minutes.digest:
            yield f"评审会 {minutes.meeting.number}：会议纪要与定稿时不一致"
    for filed in ResultFiling.objects.select_related("meeting").iterator():
        if queries.digest_of(filed.content) != filed.digest:
            yield f"评审会 {filed.meeting.number}：报送的结果与摘要值不符"
    lines = Counter(Entry.objects.filter(event="BallotCounted").values_list("subject", flat=True))
    counted = Counter(Ballot.objects.exclude(counted_at=None).values_list("meeting__number", flat=True))
    for number in set(lines) | set(counted):
        if lines[number] != counted[number]:
            yield f"评审会 {number}：计票与台账不符"
