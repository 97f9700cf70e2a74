"""After the meeting: 会议纪要 (output 12), 评审结果报告 with its two rosters (output 13)."""

from __future__ import annotations

from django.utils import timezone

from zhicheng.committee import facts, queries
from zhicheng.committee.models import Meeting, Minutes, ResultFiling
from zhicheng.policy.finding import basis
from zhicheng.policy.notice import Notice

from ..words import counted as said_in
from ..words import day
from .about import about, moment, over
from .sheet import Pairs, Sheet, Signatures, Table, Words

_WIDTHS = (10, 40, 22, 0, 26, 24, 22, 22)
_HEADS = ("件", "申报编号", "姓名", "工作单位", "申报专业", "申报职称", "结果", "同意/基数")
_PASSED = "通过"


def is_finished(meeting: Meeting) -> bool:
    return Minutes.objects.filter(meeting=meeting, finished_at__isnull=False).exists()


def minutes(meeting: Meeting, notice: Notice) -> Sheet:
    """会议纪要 as it was finished, in the order of the notice (S5.4-05)."""
    written, rule = queries.minutes_of(meeting), notice.rule("minutes_complete")
    assert written is not None
    return Sheet(
        over=over(meeting, notice), title="评审会议纪要",
        blocks=(
            *(
                Words(words, f"{said_in(n)}、{part}")
                for n, (part, words) in enumerate(facts.minutes_in_order(written, notice), 1)
            ),
            Pairs((
                ("会议编号", meeting.number), ("定稿", f"{moment(written.finished_at)}，{written.finished_by}"),
                ("纪要摘要值", written.digest), ("依据", basis(rule.source)),
            )),
            Signatures(("主持人", "记录人")),
        ),
        unit=meeting.sitting.office.name, on=timezone.localdate(written.finished_at),
    )  # fmt: skip


def is_filed(meeting: Meeting) -> bool:
    return ResultFiling.objects.filter(meeting=meeting).exists()


def report(meeting: Meeting, notice: Notice) -> Sheet:
    """评审结果报告 as it was filed, with the roster of those who passed and of those who did not (S5.4-04)."""
    filed, ballot = queries.result_filing_of(meeting), queries.standing_ballot(meeting)
    assert filed is not None
    assert ballot is not None
    words = {r["dossier"]: r["result"] for r in filed.content["results"]}
    votes = {t.case_id: f"{t.ayes}/{t.base}" for t in queries.tallies(ballot)}
    passed: list[tuple[str, ...]] = []
    failed: list[tuple[str, ...]] = []
    for c in queries.cases(meeting):
        d, word = c.dossier, words[c.dossier.number]
        (passed if word == _PASSED else failed).append((
            str(c.ordinal), d.number, d.person.name, d.organisation.name, notice.name_of("specialty", d.specialty),
            d.title, word, votes[c.pk],
        ))  # fmt: skip
    committee = queries.name_of(meeting.sitting.committee, notice)
    here = sum(queries.is_present(m) for m in queries.members(meeting))
    return Sheet(
        over=over(meeting, notice), title="评审结果报告",
        blocks=(
            Words(
                f"{committee}于{day(meeting.held_on)}召开评审会，出席的评审专家{here}人，评审申报材料{len(words)}件，"
                f"经无记名投票表决，通过{len(passed)}人，未通过{len(failed)}人。"
                "现将评审结果和会议纪要报送，名册附后。",
            ),
            about(
                meeting, ("会议结束", moment(meeting.ended_at)), ("应于", f"{day(filed.due_on)}以前报送"),
                ("报送", f"{moment(filed.filed_at)}{'（逾期）' if filed.is_late else ''}，{filed.filed_by}"),
                ("会议纪要摘要值", filed.content["minutes"]), ("计票表摘要值", filed.content["tally"]),
                ("报送内容摘要值", filed.digest), ("依据", basis(notice.rule("results_after_meeting").source)),
            ),
            Table(f"评审通过人员名册（{len(passed)}人）", _HEADS, _WIDTHS, tuple(passed), left=(3,)),
            Table(f"评审未通过人员名册（{len(failed)}人）", _HEADS, _WIDTHS, tuple(failed), left=(3,)),
            Signatures(("主任委员", "承办部门负责人")),
        ),
        unit=meeting.sitting.office.name, on=timezone.localdate(filed.filed_at), is_wide=True,
    )  # fmt: skip
