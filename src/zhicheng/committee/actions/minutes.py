"""会议纪要 and the filing of results (S5.4-04, S5.4-05)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import meeting as rules
from zhicheng.policy.finding import Says, reasons, refuse
from zhicheng.policy.notice import Notice

from .. import facts, house, queries
from ..events import MinutesFinished, MinutesSaved, ResultsFiled
from ..models import Meeting, Minutes, ResultFiling
from .lock import locked, may_run


@transaction.atomic
def save_minutes(meeting: Meeting, parts: Mapping[str, str], *, notice: Notice, by: Actor, at: datetime) -> Minutes:
    """Keep what a person writes of the minutes: the parts after the first four, which come from the facts."""
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    names = list(notice.rule("minutes_complete")["parts"])
    minutes = queries.minutes_of(meeting) or Minutes(meeting=meeting)
    wrong = []
    if minutes.finished_at is not None:
        wrong.append(house.refusal(house.MEETING_ORDER, "会议纪要已经定稿"))
    strange = [p for p in parts if p not in names[facts.FROM_FACTS :]]
    if strange:
        words = f"{'、'.join(strange)}由会议记录生成，不能填写"
        wrong.append(house.by_notice(notice, "minutes_complete", words, mend="请只填写其余各项。"))
    refuse(wrong)
    minutes.parts = {**minutes.parts, **{p: words.strip() for p, words in parts.items()}}
    minutes.saved_at = at
    minutes.save()
    record(MinutesSaved(meeting.number, tuple(sorted(parts))), by=by, at=at)
    return minutes


@transaction.atomic
def finish_minutes(meeting: Meeting, *, notice: Notice, by: Actor, at: datetime) -> Minutes:
    """Make the minutes final: all six parts, the first four out of the facts; refused while one is missing."""
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    minutes = queries.minutes_of(meeting) or Minutes(meeting=meeting, saved_at=at)
    wrong = []
    if minutes.finished_at is not None:
        wrong.append(house.refusal(house.MEETING_ORDER, "会议纪要已经定稿"))
    if meeting.ended_at is None:
        wrong.append(house.refusal(house.MEETING_ORDER, "评审会还没有结束"))
    whole = {**minutes.parts, **facts.minutes_from_facts(meeting, notice)}
    wrong += reasons([rules.minutes_complete(whole, notice)])
    refuse(wrong)
    minutes.parts, minutes.digest = whole, queries.digest_of(whole)
    minutes.finished_at, minutes.finished_by = at, by.words
    minutes.save()
    record(MinutesFinished(meeting.number, minutes.digest), by=by, at=at)
    return minutes


@transaction.atomic
def file_results(meeting: Meeting, *, notice: Notice, by: Actor, at: datetime) -> ResultFiling:
    """Report results and minutes to the city; late is written down and shown red, and stops nothing (golden 32)."""
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    ballot, minutes = queries.standing_ballot(meeting), queries.minutes_of(meeting)
    wrong = []
    if meeting.ended_at is None:
        wrong.append(house.refusal(house.MEETING_ORDER, "评审会还没有结束"))
    if minutes is None or minutes.finished_at is None:
        wrong.append(house.by_notice(notice, "minutes_complete", "会议纪要还没有定稿", mend="请先完成会议纪要。"))
    if queries.result_filing_of(meeting) is not None:
        wrong.append(house.refusal(house.MEETING_ORDER, "评审结果已经报送"))
    refuse(wrong)
    assert meeting.ended_at is not None
    assert ballot is not None
    assert minutes is not None
    ended_on, today = timezone.localdate(meeting.ended_at), timezone.localdate(at)
    finding = rules.results_after_meeting(ended_on, today, today, notice)
    content = {
        "meeting": meeting.number,
        "minutes": minutes.digest,
        "tally": queries.digest_of(queries.tally_content(ballot)),
        "results": [
            {"ordinal": r.case.ordinal, "dossier": r.case.dossier.number, "result": r.words}
            for r in facts.results(ballot, notice)
        ],
    }
    filed = ResultFiling.objects.create(
        meeting=meeting, content=content, digest=queries.digest_of(content),
        due_on=rules.results_due_on(ended_on, notice), is_late=finding.says is Says.UNMET, filed_by=by.words,
        filed_at=at,
    )  # fmt: skip
    record(ResultsFiled(meeting.number, filed.digest, filed.due_on.isoformat(), filed.is_late), by=by, at=at)
    return filed
