"""继续教育: the hours of each year that is asked about, and the share of professional ones (§2.6)."""

from __future__ import annotations

from .facts import Achievement, Facts
from .finding import ASK, MET, Finding
from .notice import Notice


def training_rows(facts: Facts, notice: Notice) -> tuple[Achievement, ...]:
    """The rows that say hours of continuing education, one or more a year."""
    kind = notice.rule("continuing_education")["kind"]
    return tuple([a for a in facts.dossier.achievements if a.kind == kind and a.hours is not None])


def continuing_education(facts: Facts, notice: Notice) -> Finding:
    """At least so many hours in each year asked about, the professional ones a share of those demanded.

    The hours are sure; what it means for an application that they are missing the notice does not say, so that a
    person judges it. More than the demanded hours never asks for more professional ones.
    """
    rule = notice.rule("continuing_education")
    needs, of, over = int(rule["hours"]), *(int(n) for n in rule["professional_share"])
    rows = training_rows(facts, notice)
    first = notice.year - int(rule["years"])
    reads = tuple([f"achievements.{a.key}" for a in rows]) or ("achievements.+",)
    said, short = [], []
    for year in range(first, notice.year):
        mine = [a for a in rows if a.obtained_on.year == year]
        hours = sum([a.hours or 0 for a in mine])
        professional = sum([a.professional_hours or 0 for a in mine])
        words = f"{year}年度 {hours} 学时，其中专业科目 {professional} 学时"
        if hours < needs:
            words += f"，要求 {needs} 学时，差 {needs - hours} 学时"
        elif professional * over < needs * of:
            words += f"，专业科目一般不少于 {needs} 学时的 {of}/{over}，差 {-(-needs * of // over) - professional} 学时"
        else:
            said.append(words)
            continue
        short.append(words if mine else f"{year}年度没有填写继续教育学时，要求 {needs} 学时")
    if short:
        return rule.finding(ASK, "；".join((*short, *said)), *reads)
    return rule.finding(MET, "；".join(said), *reads)
