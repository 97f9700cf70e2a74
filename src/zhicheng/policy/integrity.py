"""五(二): one veto, and the integrity file from a decision to its end (S5.2-03 to S5.2-05, P-12, R-25 to R-27).

An entry never works before it is decided nor after its term (goldens 37, 38). Days are inclusive; lengths are data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .facts import Bar
from .finding import Finding, Refusal, Says
from .notice import Notice
from .spans import add_months

DAY = timedelta(days=1)
PERSON, EMPLOYER, COMMITTEE = "个人", "用人单位", "评审单位"


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决: a decided one. ``document_number`` is that of the decision."""

    ground: str
    decided_on: date
    document_number: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """诚信档案: a decision about a person or a unit and its last day; how it was ended early, if it was."""

    ground: str
    decided_on: date
    ends_on: date
    document_number: str = ""
    repaired_on: date | None = None  # 信用修复 decided: works no longer from that day
    overturned_on: date | None = None  # the decision set aside on appeal: works no longer from that day


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the measures of 五(二), as it was taken: against whom, with which document."""

    measure: str
    subject: str  # 个人 | 用人单位 | 评审单位
    decided_on: date
    document_number: str = ""


def result(carried: Finding, vetoes: Sequence[Veto], notice: Notice) -> Finding:
    """The result of an application: a veto ends it whatever the votes, before them or after them (golden 37)."""
    if not vetoes:
        return carried
    first, rule = min(vetoes, key=lambda v: v.decided_on), notice.rule("one_veto")
    return rule.finding(
        Says.UNMET,
        f"{first.decided_on}因“{first.ground}”一票否决（{first.document_number or '无文号'}），"
        f"不论表决结果；表决：{carried.facts}",
    )


def veto_faults(veto: Veto, notice: Notice) -> tuple[Refusal, ...]:
    """Every reason why a veto cannot be recorded: a ground that the notice does not name, no document."""
    rule = notice.rule("one_veto")
    out = []
    if veto.ground not in rule["grounds"]:
        out.append(f"事由“{veto.ground}”不在{'、'.join(rule['grounds'])}之内")
    if not veto.document_number.strip():
        out.append("没有填写决定文号")
    return tuple(Refusal(rule.id, words, rule.source, "请填写决定的事由和文号。") for words in out)


def term_ends_on(decided_on: date, notice: Notice) -> date:
    """The last day of a term that begins with the decision."""
    rule = notice.rule("integrity_term")
    last = add_months(decided_on, int(rule["months"]))
    return last - DAY if rule["counts_first_day"] else last


def works_on(entry: Entry, day: date) -> bool:
    """Whether an entry has effect on a day: decided, its term not over, neither repaired nor overturned by then."""
    ended = [d for d in (entry.repaired_on, entry.overturned_on) if d is not None]
    return entry.decided_on <= day <= entry.ends_on and all(day < d for d in ended)


def bars(entries: Iterable[Entry]) -> tuple[Bar, ...]:
    """The entries as the spans in which they bar, as :func:`zhicheng.policy.judge.no_bar` reads them.

    One that was overturned or repaired on the day of its decision never bars.
    """
    out = []
    for entry in entries:
        last = min([entry.ends_on, *(d - DAY for d in (entry.repaired_on, entry.overturned_on) if d is not None)])
        if last >= entry.decided_on:
            out.append(Bar(ground=entry.ground, begins_on=entry.decided_on, ends_on=last,
                           document_number=entry.document_number))  # fmt: skip
    return tuple(out)


def term_faults(entry: Entry, notice: Notice) -> tuple[Refusal, ...]:
    """Every reason why an entry cannot be made: a term before the decision or longer than the rule has, no document."""
    rule, latest = notice.rule("integrity_term"), term_ends_on(entry.decided_on, notice)
    out = []
    if entry.ends_on < entry.decided_on:
        out.append(f"期限止于{entry.ends_on}，早于决定日期{entry.decided_on}")
    if entry.ends_on > latest:
        out.append(f"期限止于{entry.ends_on}，最长到{latest}")
    if not entry.document_number.strip():
        out.append("没有填写决定文号")
    return tuple(Refusal(rule.id, words, rule.source, rule.mend) for words in out)


def may_repair(entry: Entry, asked_on: date, notice: Notice) -> tuple[Refusal, ...]:
    """Why credit cannot be repaired yet; nothing when it can be asked for on that day."""
    rule = notice.rule("integrity_repair")
    if not works_on(entry, asked_on):
        return (Refusal(rule.id, f"该记录在{asked_on}不起作用，不需要修复", rule.source, "不需要办理。"),)
    earliest = add_months(entry.decided_on, int(rule["after_months"]))
    if asked_on < earliest:
        return (Refusal(rule.id, f"{entry.decided_on}决定，{earliest}起可以申请", rule.source, rule.mend),)
    return ()


def measures_due(subject: str, *, has_title: bool, notice: Notice) -> tuple[str, ...]:
    """The measures of 五(二) that a breach calls for against that kind of subject, in the notice's order (S5.2-04)."""
    return tuple(
        row["measure"]
        for row in notice.rule("breach_measured")["rows"]
        if subject in row["subjects"] and (has_title or not row.get("needs_title", False))
    )


def breach_measured(taken: Iterable[Measure], subjects: Collection[str], *, has_title: bool, notice: Notice) -> Finding:
    """Whether a breach has been answered with every measure, each with its document (P-12)."""
    rule = notice.rule("breach_measured")
    whole = {(m.subject, m.measure) for m in taken if m.document_number.strip()}
    missing = [
        f"对{subject}{measure}"
        for subject in subjects
        for measure in measures_due(subject, has_title=has_title, notice=notice)
        if (subject, measure) not in whole
    ]
    if missing:
        return rule.finding(Says.UNMET, f"还没有{'、'.join(missing)}（或没有决定文件）")
    return rule.finding(Says.MET, f"对{'、'.join(subjects)}的处理都有决定文件")


def measure_fits(measure: Measure, notice: Notice) -> tuple[Refusal, ...]:
    """Why a supervisor's measure cannot be taken against a unit or a committee; nothing when it can (R-27)."""
    rule = notice.rule("supervision_measures")
    rows = [r for r in rule["rows"] if measure.subject in r["subjects"]]
    out = []
    if measure.measure not in {r["measure"] for r in rows}:
        known = "、".join(r["measure"] for r in rows) or "无"
        out.append(f"对{measure.subject}不能采取“{measure.measure}”，可以采取的为{known}")
    if not measure.document_number.strip():
        out.append("没有填写文件编号")
    return tuple(Refusal(rule.id, words, rule.source, rule.mend) for words in out)


def is_stopped(taken: Iterable[Measure], lifted: Collection[str], notice: Notice) -> bool:
    """Whether a measure keeps a committee from meeting; ``lifted`` are the document numbers of those lifted again."""
    stopping = {r["measure"] for r in notice.rule("supervision_measures")["rows"] if r.get("stops", False)}
    return any(m.measure in stopping and m.document_number not in lifted for m in taken if m.subject == COMMITTEE)
