"""What counts among 业绩: obtained by the day of recommendation, and with its document number (S2.4-09, S2.5.6-01).

Decision. The notice takes away the recognition of such an achievement, not the right to apply. Still, while the
applicant can write, both are UNMET and fixable: a missing 文号 is named or the row deleted, a row obtained too
late is corrected or deleted and applied with next year. Nothing that will not count slips unseen into a hand-in.
Reviewers and experts read :func:`counted` instead, which merely marks a row 计入 or 不计入 with the reason.
An achievement known by another number (刊号, 书号, 专利号) but without a 文号 is for a person to judge.
"""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Achievement, Facts
from .finding import ASK, MET, UNMET, Finding
from .index import index_of
from .notice import Notice
from .places import place


@dataclass(frozen=True, slots=True)
class Counted:
    """Whether one achievement counts, and why not (empty when it does)."""

    achievement: str
    counts: bool
    why: str = ""


def _asks_number(facts: Facts, notice: Notice) -> bool:
    rule = notice.rules.get("document_number_named")
    return rule is not None and facts.dossier.application.series in rule["series"]


def _too_late(facts: Facts, notice: Notice) -> tuple[Achievement, ...]:
    rule = notice.rules.get("achievements_count")
    if rule is None or facts.dossier.application.level not in rule["levels"]:
        return ()
    return index_of(facts).achieved_after(facts.reference_day)


def counted(facts: Facts, notice: Notice) -> tuple[Counted, ...]:
    """Every achievement in order, with whether it counts."""
    asked, late = _asks_number(facts, notice), {a.key for a in _too_late(facts, notice)}
    bare: set[str] = set()
    if asked:
        bare = {a.key for a in index_of(facts).achievements_without[notice.rule("document_number_named")["pattern"]]}
    out = []
    for a in facts.dossier.achievements:
        why = []
        if a.key in late:
            why.append(f"取得日期{a.obtained_on}晚于单位推荐日期{facts.reference_day}")
        if not a.identifier and a.key in bare:
            why.append("未注明文号")
        out.append(Counted(a.key, not why, "；".join(why)))
    return tuple(out)


def achievements_count(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Obtained on or before the day of recommendation (golden 14)."""
    rule, day = notice.rule("achievements_count"), facts.reference_day
    late = _too_late(facts, notice)
    basis = "单位推荐日期" if facts.recommended_on else "今日（尚未推荐）"
    total = len(facts.dossier.achievements)
    if not late:
        return (rule.finding(MET, f"业绩{total}项，取得日期均不晚于{basis}{day}", "achievements"),)
    return tuple(
        rule.finding(
            UNMET,
            f"业绩“{a.name}”取得日期{a.obtained_on}，{basis}{day}，晚{(a.obtained_on - day).days}天，不计入",
            place("achievements", a.key, "obtained_on"),
            place("achievements", a.key),
            mend="请删去或改报下一年度；日期填错的，请改正。",
            row=a.key,
        )
        for a in late
    )


def document_number_named(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Teachers' achievements name the document's number in 内容 (golden 13)."""
    rule, rows = notice.rule("document_number_named"), facts.dossier.achievements
    if not _asks_number(facts, notice):
        return (rule.finding(MET, "申报系列不要求注明文号", "achievements"),)
    bare = index_of(facts).achievements_without[rule["pattern"]]
    if not bare:
        return (rule.finding(MET, f"业绩{len(rows)}项，均已注明文号", "achievements"),)
    example = rule.params.get("example", "")
    return tuple(
        rule.finding(
            ASK if a.identifier else UNMET,
            f"业绩“{a.name}”未注明文号"
            + (f"，有刊号、书号或专利号“{a.identifier}”，是否另有文件请人工判断" if a.identifier else "，不予认可"),
            place("achievements", a.key, "content"),
            place("achievements", a.key, "document_number"),
            place("achievements", a.key),
            mend=f"请在“内容”一栏注明文号{f'（如{example}）' if example else ''}；没有的，请删去这一项。",
            row=a.key,
        )
        for a in bare
    )
