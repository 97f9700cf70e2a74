"""评审结果 taken from the announced tally, the reasons for failure, 复查 (R-10, R-22, G-17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhicheng.committee import facts as committee
from zhicheng.committee import queries as meetings
from zhicheng.committee.models import Meeting
from zhicheng.dossier.models import Dossier
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import publicity, telling
from zhicheng.policy.finding import refuse
from zhicheng.policy.notice import Notice

from .. import facts, house, queries
from ..events import ReasonGiven, RecheckAnswered, RecheckAsked, ResultsAnnounced
from ..models import Reason, Recheck, Result
from .doors import of_committee_office

MISSED_LECTURE = "未参加讲课答辩"


@transaction.atomic
def announce(
    meeting: Meeting, *, absent: Mapping[int, str] | None = None, notice: Notice, by: Actor, at: datetime
) -> tuple[Result, ...]:
    """Take the results of a meeting over from its committee, as announced and filed; one row a case, for good.

    ``absent`` is ordinal → words: those who did not come to their defence are 缺席 instead of 未通过. Whoever is on
    record as not having come to the lecture is 缺席 without being named again.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("sitting__year").get(pk=meeting.pk)
    absent = dict.fromkeys(facts.absences(meeting, notice), MISSED_LECTURE) | dict(absent or {})
    wrong = [*of_committee_office(by, meeting)]
    filing, ballot = meetings.result_filing_of(meeting), meetings.standing_ballot(meeting)
    if meetings.announcement_of(meeting) is None or filing is None or ballot is None:
        wrong.append(house.refusal(house.RESULT_ORDER, "评审结果还没有宣布签名并报送"))
    if Result.objects.filter(case__meeting=meeting).exists():
        wrong.append(house.refusal(house.RESULT_ORDER, "评审结果已经登记"))
    refuse(wrong)
    assert filing is not None
    assert ballot is not None
    wrong += facts.as_filed(filing, notice)
    counted = committee.results(ballot, notice)
    carried = {r.case.ordinal for r in counted if r.passed or r.vetoed}
    for ordinal in sorted(absent.keys() - ({r.case.ordinal for r in counted} - carried)):
        words = f"第{ordinal}件不是没有通过的申报材料，不能登记为缺席"
        wrong.append(house.refusal(house.RESULT_AS_FILED, words, "absent"))
    refuse(wrong)
    sheet = meetings.digest_of(meetings.tally_content(ballot))
    made = tuple(
        Result.objects.create(
            case=r.case, dossier=r.case.dossier, word=queries.ABSENT if r.case.ordinal in absent else r.words,
            facts=absent.get(r.case.ordinal) or r.share.facts, tally=sheet, announced_by=by.words, announced_at=at,
        )
        for r in counted
    )  # fmt: skip
    passed = sum(r.word == queries.PASSED for r in made)
    record(ResultsAnnounced(meeting.number, sheet, passed, len(made) - passed), by=by, at=at)
    return made


@transaction.atomic
def give_reasons(
    result: Result, categories: Sequence[str], words: str, *, notice: Notice, by: Actor, at: datetime
) -> Reason:
    """Why somebody failed, by categories of the rule and in words without any expert's name; released to the person
    alone, once (G-17)."""
    result = Result.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=result.pk)
    rule = notice.rule("failure_reasons")
    wrong = [*of_committee_office(by, result)]
    if result.word == queries.PASSED:
        wrong.append(house.refusal(house.RESULT_ORDER, "评审通过的不填写未通过原因"))
    if Reason.objects.filter(result=result).exists():
        wrong.append(house.refusal(house.RESULT_ORDER, "未通过原因已经填写"))
    strange = [c for c in categories if c not in rule["categories"]]
    if strange or not categories:
        what = f"没有这些类别：{'、'.join(strange)}" if strange else "没有选择原因类别"
        wrong.append(house.refusal(rule, what, "categories"))
    members = meetings.members(result.case.meeting) if result.case is not None else ()
    if named := [m.person.name for m in members if m.person.name in words]:
        wrong.append(house.refusal(rule, f"说明中出现了{len(named)}名评审专家的姓名", "words"))
    refuse(wrong)
    made = Reason.objects.create(
        result=result, categories=list(categories), words=words.strip(), given_by=by.words, given_at=at
    )
    record(ReasonGiven(result.dossier.number, tuple(categories)), by=by, at=at)
    return made


@transaction.atomic
def ask_recheck(dossier: Dossier, words: str, *, notice: Notice, by: Actor, at: datetime) -> Recheck:
    """复查, asked by the person themselves while the results are published; one a result (R-22)."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("year").get(pk=dossier.pk)
    own, wrong = queries.own_result(dossier), []
    if by.person != dossier.person_id or by.seat:
        wrong.append(house.refusal(house.OUTCOME_SEATS, "复查由申报人本人提出"))
    if own is None:
        wrong.append(house.refusal(house.RESULT_ORDER, "评审结果还没有公布"))
    else:
        today, posted = timezone.localdate(at), timezone.localdate(own.publication.posted_at)
        wrong += publicity.may_recheck(today, posted, notice)
        if own.recheck is not None:
            wrong.append(house.refusal(house.RESULT_ORDER, "复查已经提出，一个结果复查一次"))
    if telling.empty_words(words, notice):
        wrong.append(house.by_notice(notice, "reasons_are_sentences", "申请复查的理由没有写清楚", "words"))
    refuse(wrong)
    assert own is not None
    due = publicity.recheck_due_on(timezone.localdate(at), notice)
    made = Recheck.objects.create(
        result=own.result, number=f"{dossier.number}-FC", words=words.strip(), asked_at=at, due_on=due
    )
    record(RecheckAsked(dossier.number, made.number, due.isoformat()), by=by, at=at)
    return made


@transaction.atomic
def answer_recheck(recheck: Recheck, outcome: str, answer: str, *, notice: Notice, by: Actor, at: datetime) -> Recheck:
    """The committee's office answers once, in words; late is seen from the dates and stops nothing (R-22)."""
    asked = Recheck.objects.select_for_update(of=("self",)).select_related("result__dossier").get(pk=recheck.pk)
    wrong = [*of_committee_office(by, asked.result)]
    if asked.answered_at is not None:
        wrong.append(house.refusal(house.RESULT_ORDER, "复查已经答复"))
    if outcome not in notice.rule("failure_reasons")["outcomes"]:
        wrong.append(house.by_notice(notice, "recheck", "没有选择复查结论", "outcome", "请选择复查结论。"))
    if telling.empty_words(answer, notice):
        wrong.append(house.by_notice(notice, "reasons_are_sentences", "答复没有写清楚", "answer"))
    refuse(wrong)
    asked.outcome, asked.answer, asked.answered_by, asked.answered_at = outcome, answer.strip(), by.words, at
    asked.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    record(RecheckAnswered(asked.result.dossier.number, asked.number, outcome), by=by, at=at)
    return asked
