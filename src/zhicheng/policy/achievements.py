"""What counts among 业绩: obtained by the day of recommendation, and with its document number (S2.4-09, S2.5.6-01).

Decision. The notice takes away the recognition of such an achievement, not the right to apply. Still, while the
applicant can write, both are UNMET and fixable: a missing 文号 is named or the row deleted, a row obtained too
late is corrected or deleted and applied with next year. Nothing that will not count slips unseen into a hand-in.
Reviewers and experts read :func:`counted` instead, which merely marks a row 计入 or 不计入 with the reason.
An achievement known by another number (刊号, 书号, 专利号) but without a 文号 is for a person to judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .facts import Achievement, Facts
from .finding import Finding, Says
from .notice import Notice
from .places import place


@dataclass(frozen=True, slots=True)
class Counted:
    """Whether one achievement counts, and why not (empty when it does)."""

    achievement: str
    counts: bool
    why: str = ""


@lru_cache(maxsize=32)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def names_document(achievement: Achievement, pattern: str) -> bool:
    """Whether 内容 or 文号 holds a document number such as 许教〔2021〕45号."""
    return any(_pattern(pattern).search(text) for text in (achievement.content, achievement.document_number) if text)


def _is_bare(achievement: Achievement, pattern: str) -> bool:
    """Whether a document number is missing; hours of continuing education are proved by their certificate."""
    return achievement.hours is None and not names_document(achievement, pattern)


def _asks_number(facts: Facts, notice: Notice) -> bool:
    rule = notice.rules.get("document_number_named")
    return rule is not None and facts.dossier.application.series in rule["series"]


def _too_late(achievement: Achievement, facts: Facts, notice: Notice) -> bool:
    rule = notice.rules.get("achievements_count")
    if rule is None or facts.dossier.application.level not in rule["levels"]:
        return False
    return achievement.obtained_on > facts.reference_day


def counted(facts: Facts, notice: Notice) -> tuple[Counted, ...]:
    """Every achievement in order, with whether it counts."""
    asked = _asks_number(facts, notice)
    out = []
    for a in facts.dossier.achievements:
        why = []
        if _too_late(a, facts, notice):
            why.append(f"取得日期{a.obtained_on}晚于单位推荐日期{facts.reference_day}")
        if asked and not a.identifier and _is_bare(a, notice.rule("document_number_named")["pattern"]):
            why.append("未注明文号")
        out.append(Counted(a.key, not why, "；".join(why)))
    return tuple(out)


def achievements_count(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Obtained on or before the day of recommendation (golden 14)."""
    rule, day = notice.rule("achievements_count"), facts.reference_day
    late = [a for a in facts.dossier.achievements if _too_late(a, facts, notice)]
    basis = "单位推荐日期" if facts.recommended_on else "今日（尚未推荐）"
    total = len(facts.dossier.achievements)
    return tuple(
        rule.finding(
            Says.UNMET,
            f"业绩“{a.name}”取得日期{a.obtained_on}，{basis}{day}，晚{(a.obtained_on - day).days}天，不计入",
            place("achievements", a.key, "obtained_on"),
            place("achievements", a.key),
            mend="请删去或改报下一年度；日期填错的，请改正。",
            row=a.key,
        )
        for a in late
    ) or (rule.finding(Says.MET, f"业绩{total}项，取得日期均不晚于{basis}{day}", "achievements"),)


def document_number_named(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Teachers' achievements name the document's number in 内容 (golden 13)."""
    rule, rows = notice.rule("document_number_named"), facts.dossier.achievements
    if not _asks_number(facts, notice):
        return (rule.finding(Says.MET, "申报系列不要求注明文号", "achievements"),)
    bare = [a for a in rows if _is_bare(a, rule["pattern"])]
    example = rule.params.get("example", "")
    return tuple(
        rule.finding(
            Says.ASK if a.identifier else Says.UNMET,
            f"业绩“{a.name}”未注明文号"
            + (f"，有刊号、书号或专利号“{a.identifier}”，是否另有文件请人工判断" if a.identifier else "，不予认可"),
            place("achievements", a.key, "content"),
            place("achievements", a.key, "document_number"),
            place("achievements", a.key),
            mend=f"请在“内容”一栏注明文号{f'（如{example}）' if example else ''}；没有的，请删去这一项。",
            row=a.key,
        )
        for a in bare
    ) or (rule.finding(Says.MET, f"业绩{len(rows)}项，均已注明文号", "achievements"),)
