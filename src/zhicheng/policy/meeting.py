"""五(四): plan, year, filing, panels, minutes and results of a committee's meeting (S5.4-01 to S5.4-05, R-06,
R-12 to R-14, R-28, R-29, goldens 30 to 33 and 39).

Days are working days of the State Council's calendar; a year that it lacks raises ``LookupError``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from .finding import Finding, Refusal, Says
from .notice import Notice
from .spans import add_months
from .workdays import add_working_days

DAY = timedelta(days=1)
NOTHING_TO_ADD = "无"  # only the last part of the minutes may say so


def plan_due_on(meeting_on: date, notice: Notice) -> date:
    """The last day on which a meeting's plan can be filed (S5.4-03)."""
    return add_working_days(notice.workdays, meeting_on, -int(notice.rule("plan_before_meeting")["working_days"]))


def plan_before_meeting(filed_on: date | None, meeting_on: date, notice: Notice) -> Finding:
    """Whether the 评审工作方案 was filed early enough for the meeting to open (golden 31)."""
    rule, due = notice.rule("plan_before_meeting"), plan_due_on(meeting_on, notice)
    words = f"评审会{meeting_on}召开，须在{due}以前报备（提前{rule['working_days']}个工作日）"
    if filed_on is None:
        return rule.finding(Says.UNMET, f"{words}，尚未报备", "plan", mend="请先报备评审工作方案。")
    if filed_on <= due:
        return rule.finding(Says.MET, f"{words}，已于{filed_on}报备", "plan")
    earliest = add_working_days(notice.workdays, filed_on, int(rule["working_days"]))
    return rule.finding(
        Says.UNMET, f"{words}，{filed_on}才报备", "plan", mend=f"请推迟到{earliest}以后召开。", due_on=due.isoformat()
    )


def results_due_on(ended_on: date, notice: Notice) -> date:
    """The last day on which results and minutes can be filed in time (S5.4-04)."""
    return add_working_days(notice.workdays, ended_on, int(notice.rule("results_after_meeting")["working_days"]))


def results_after_meeting(ended_on: date, filed_on: date | None, today: date, notice: Notice) -> Finding:
    """Whether results and minutes came in time; ``UNMET`` is the late flag and stops nothing (golden 32)."""
    rule, due = notice.rule("results_after_meeting"), results_due_on(ended_on, notice)
    words = f"评审会{ended_on}结束，须在{due}以前报送（{rule['working_days']}个工作日内）"
    if filed_on is None and today <= due:
        return rule.finding(Says.MET, f"{words}，尚未到期", "results")
    said = "至今没有报送" if filed_on is None else f"已于{filed_on}报送"
    late = filed_on is None or filed_on > due
    return rule.finding(Says.UNMET if late else Says.MET, f"{words}，{said}", "results", due_on=due.isoformat())


def no_cross_year(meeting_on: date, notice: Notice) -> Finding:
    """Whether the meeting is within the review year (S5.4-01, golden 33); what follows it may end later (Q13)."""
    rule = notice.rule("no_cross_year")
    inside = meeting_on.year == notice.year and meeting_on <= rule["ends_on"]
    words = f"{notice.year}年度的评审会定在{meeting_on}，须在本年度内、{rule['ends_on']}以前"
    return rule.finding(Says.MET if inside else Says.UNMET, words, "meeting_on")


def committee_filing(begins_on: date | None, ends_on: date | None, on: date, notice: Notice) -> Finding:
    """Whether a committee's filing is in force on a day and no longer than the rule has (R-06, golden 39)."""
    rule = notice.rule("committee_filing")
    if begins_on is None or ends_on is None:
        return rule.finding(Says.UNMET, "没有核准备案", "filing")
    words, months = f"备案有效期{begins_on}至{ends_on}", int(rule["months"])
    latest = add_months(begins_on, months) - DAY
    if ends_on > latest:
        mend = "请按核准的文件改正有效期。"
        return rule.finding(Says.UNMET, f"{words}，超过{months}个月，最晚到{latest}", "filing", mend=mend)
    if on < begins_on:
        return rule.finding(Says.UNMET, f"{words}，{on}尚未生效", "filing")
    if on > ends_on:
        return rule.finding(Says.UNMET, f"{words}，{on}已经过期", "filing")
    return rule.finding(Says.MET, f"{words}，{on}有效", "filing")


@dataclass(frozen=True, slots=True)
class Panel:
    """评议组, and whether it has handed in its written opinions."""

    name: str
    members: int
    has_opinion: bool = False


def panels_may_meet(panels: Sequence[Panel], notice: Notice) -> Finding:
    """Whether every panel is large enough (R-12, golden 30)."""
    rule = notice.rule("panel_size")
    least = int(rule["least"])
    small = [f"{p.name}{p.members}人" for p in panels if p.members < least]
    if not panels:
        return rule.finding(Says.UNMET, "没有评议组", "panels")
    if small:
        return rule.finding(Says.UNMET, f"{'、'.join(small)}，每组不少于{least}人", "panels", mend="请补足评议组人数。")
    return rule.finding(Says.MET, f"{len(panels)}个评议组，每组不少于{least}人", "panels")


def opinions_written(panels: Sequence[Panel], notice: Notice) -> Finding:
    """Whether every panel has given its written opinion, without which nothing is voted on (R-12)."""
    rule = notice.rule("panel_size")
    silent = "、".join(p.name for p in panels if not p.has_opinion)
    if silent:
        return rule.finding(Says.UNMET, f"{silent}没有提出书面评议意见", "panels", mend="请先提出书面评议意见。")
    return rule.finding(Says.MET, f"{len(panels)}个评议组都提出了书面评议意见", "panels")


def year_plan(made: Sequence[str], done: Mapping[str, date], notice: Notice) -> Finding:
    """Whether the office's yearly plan has every step and none was done before the one ahead of it (S5.4-02, S5.1-01).

    ``made`` are the steps of its plan, ``done`` the days on which they were finished.
    """
    rule = notice.rule("year_plan")
    steps: Sequence[str] = rule["steps"]
    if missing := [s for s in steps if s not in made]:
        return rule.finding(Says.UNMET, f"年度评审工作安排没有{'、'.join(missing)}", "year_plan")
    faults = []
    for before, after in pairwise(steps):
        if after in done and before not in done:
            faults.append(f"{before}没有完成，不能{after}")
        elif after in done and done[after] < done[before]:
            faults.append(f"{after}{done[after]}早于{before}{done[before]}")
    if faults:
        return rule.finding(Says.UNMET, "；".join(faults), "year_plan", mend="请按次序完成各步。")
    return rule.finding(Says.MET, f"已完成{len(done)}步，共{len(steps)}步", "year_plan")


def steps_left(done: Mapping[str, date], notice: Notice) -> tuple[str, ...]:
    """The steps of the yearly plan that must still be done before the meeting opens, in order."""
    return tuple(s for s in notice.rule("year_plan")["steps"] if s not in done)


def minutes_complete(parts: Mapping[str, str], notice: Notice) -> Finding:
    """Whether the minutes have all their parts (S5.4-05); the last alone may say that there is nothing to add."""
    rule = notice.rule("minutes_complete")
    names: Sequence[str] = rule["parts"]
    missing = [
        name for name in names if _says_nothing(parts.get(name, ""), may_be_nothing=name == names[-1])
    ]  # fmt: skip
    if missing:
        mend = f"请补全{'、'.join(missing)}。"
        return rule.finding(Says.UNMET, f"缺少{'、'.join(missing)}（共{len(names)}项）", "minutes", mend=mend)
    return rule.finding(Says.MET, f"{len(names)}项齐全", "minutes")


def _says_nothing(words: str, *, may_be_nothing: bool) -> bool:
    said = words.strip().strip("。.")
    return not said or (said == NOTHING_TO_ADD and not may_be_nothing)


def result_announced(seat: str, *, presided: bool, signed: bool, notice: Notice) -> tuple[Refusal, ...]:
    """Why a result is not announced yet: not by the chair or the deputy who presided, or unsigned (R-13)."""
    rule = notice.rule("result_announced")
    out = []
    if seat not in rule["seats"]:
        out.append(f"{seat}不能宣布投票结果，应由{'或'.join(rule['seats'])}宣布")
    elif seat in rule["deputies"] and not presided:
        out.append(f"该{seat}没有主持本次会议")
    if not signed:
        out.append("投票结果没有签名")
    return tuple(Refusal(rule.id, words, rule.source, rule.mend) for words in out)


def kept_until(kind: str, year: int, objections_closed_on: date | None, notice: Notice) -> date | None:
    """The last day of keeping a kind of archive; ``None`` for ever, or while its time has not begun (R-28).

    ``KeyError`` for a kind that the rule does not name.
    """
    rows = {r["kind"]: r for r in notice.rule("review_archives")["rows"]}
    row = rows[kind]
    years = int(row["years"])
    begins = objections_closed_on if row.get("from") == "objections_closed" else date(year, 12, 31)
    if not years or begins is None:
        return None
    return add_months(begins, 12 * years)
