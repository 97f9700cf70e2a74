"""Titles not conferred here by review: by professional qualification, or in another province (P-30, R-24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .facts import Facts
from .finding import ASK, FINAL, FIX, MET, UNMET, Finding
from .notice import Notice
from .spans import add_months

BY_QUALIFICATION = "资格对应"


def qualification_corresponds(facts: Facts, notice: Notice) -> Finding:
    """A qualification stands for a title only as the dated table says; one that is not in it is for a person."""
    rule, title = notice.rule("qualification_corresponds"), facts.dossier.title
    reads = ("title.qualification", "title.obtained_by", "title.name", "title.level")
    if title is None or title.obtained_by != BY_QUALIFICATION:
        return rule.finding(MET, "现任职称不是以职业资格对应取得", "title.obtained_by")
    if not title.qualification:
        return rule.finding(UNMET, "取得方式为资格对应，没有填写对应的职业资格", *reads)
    rows = [r for r in rule["rows"] if r["qualification"] == title.qualification]
    words = f"{title.qualification}，{title.obtained_on}取得，对应“{title.name}”"
    if not rows:
        return rule.finding(ASK, f"{words}；对应表中没有{title.qualification}，请人工核对", *reads)
    fitting = [r for r in rows if (r["series"], r["level"], r["title"]) == (title.series, title.level, title.name)]
    if not fitting:
        said = "、".join(f"{r['title']}（{notice.name_of('level', r['level'])}）" for r in rows)
        return rule.finding(UNMET, f"{words}；对应表中为{said}", *reads)
    if not _in_force(fitting, title.obtained_on):
        return rule.finding(ASK, f"{words}；取得时间不在对应关系的有效期内（{_terms(fitting)}）", *reads)
    return rule.finding(MET, f"{words}，与对应表相符", *reads)


def _in_force(rows: Iterable[Mapping[str, Any]], day: date) -> bool:
    return any(r.get("from", date.min) <= day <= r.get("until", date.max) for r in rows)


def _terms(rows: Iterable[Mapping[str, Any]]) -> str:
    return "；".join(f"{r.get('from', '不限')}至{r.get('until', '今')}" for r in rows)


def title_confirmed(facts: Facts, notice: Notice) -> Finding:
    """A title from another province counts here once it has been confirmed (外省职称确认)."""
    rule, title = notice.rule("title_confirmed"), facts.dossier.title
    reads = ("title.province", "title.confirmation")
    if title is None or not title.province or title.province == notice.region[:2]:
        return rule.finding(MET, "没有外省取得的现任职称", *reads)
    where = notice.name_of("province", title.province)
    if not title.confirmation:
        return rule.finding(UNMET, f"“{title.name}”在{where}取得，没有填写职称确认文号", *reads)
    return rule.finding(ASK, f"“{title.name}”在{where}取得，确认文号{title.confirmation}，请核对确认文件", *reads)


def not_under_punishment(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Staff of public institutions under 记过 or more wait until its term has run (R-18, R-34).

    A term that the register gives otherwise than the rules do is for a person to look at.
    """
    rule, day = notice.rule("not_under_punishment"), facts.on
    out = []
    for bar in facts.bars:
        if bar.ground not in rule["grounds"]:
            continue
        months = int(rule["months"][bar.ground])
        words = f"{bar.ground}{bar.document_number}，{bar.begins_on}起，处分期{months}个月，登记到{bar.ends_on}"
        if bar.begins_on <= day <= bar.ends_on:
            final = bar.ends_on >= date(notice.year, 12, 31)
            out.append(
                rule.finding(
                    UNMET,
                    f"{words}，在{day}尚未期满",
                    "basics.id_number",
                    remedy=FINAL if final else FIX,
                    mend=f"{bar.ends_on}期满后方可申报。",
                )
            )
        elif day > bar.ends_on and day <= add_months(bar.begins_on, months):
            out.append(rule.finding(ASK, f"{words}，短于规定的处分期，请核对是否已解除", "basics.id_number"))
    return tuple(out) or (rule.finding(MET, "没有尚在期内的处分", "basics.id_number"),)


def appraisals_passed(facts: Facts, notice: Notice) -> Finding:
    """Whether a year with a poor grade counts is each series' own matter, so a person looks at it (R-35)."""
    rule = notice.rule("appraisals_passed")
    poor = sorted((a.year, a.grade) for a in facts.appraisals if a.grade in rule["poor"])
    if not poor:
        return rule.finding(MET, "没有基本合格或不合格的年度考核", "unit_files.appraisal_forms")
    said = "、".join(f"{year}年度{grade}" for year, grade in poor)
    return rule.finding(ASK, f"{said}；是否计入任职年限请按该系列的规定核对", "unit_files.appraisal_forms")
