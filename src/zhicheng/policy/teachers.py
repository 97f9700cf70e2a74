"""中小学教师: a year in a village or weak school before 高级, and recognition of long rural service (§2.6, R-37)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .facts import Facts
from .finding import ASK, MET, Finding
from .index import index_of
from .notice import Notice
from .scope import retirement
from .spans import whole_years

YEAR = 365  # days, below which no stay is a year


def rural_service(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Teachers of urban schools who apply for the levels named have taught in a rural or weak school for a year.

    Only what is written as such is counted; a school's weakness no record tells, so whatever is short is for a person.
    """
    rule, dossier = notice.rule("rural_service"), facts.dossier
    a = dossier.application
    if a.series not in rule["series"] or a.level not in rule["levels"]:
        return ()
    if dossier.employer.locality not in rule["urban"]:
        where = dossier.employer.locality or "未登记城乡类别"
        says = MET if dossier.employer.locality else ASK
        return (rule.finding(says, f"{dossier.employer.name}：{where}", "jobs", "employer.locality"),)
    days = index_of(facts).days_as[tuple(rule["kinds"])]
    needs = int(rule["years"])
    words = f"城区学校，工作经历中{'、'.join(rule['kinds'])}共 {days} 天，一般要求满 {needs} 年"
    met = days >= needs * YEAR
    return (rule.finding(MET if met else ASK, words, "jobs.+", "jobs"),)


def rural_recognition(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """What is known of the rural green channel, with the years that can be counted, always for a person (R-37)."""
    rule, dossier = notice.rule("rural_recognition"), facts.dossier
    a = dossier.application
    if a.series not in rule["series"] or dossier.basics.green_channel is None:
        return ()
    rows = [r for r in rule["rows"] if r["title"] == a.title and a.kind in r.get("kinds", (a.kind,))]
    words = "；".join(str(r["words"]) for r in rows) or "没有这一职称的规定"
    known = "，".join(_known(facts, notice, rows))
    return (rule.finding(ASK, f"{words}。{known}", "jobs", "basics.green_channel", "basics.born_on"),)


def _known(facts: Facts, notice: Notice, rows: list[Mapping[str, Any]]) -> Iterator[str]:
    """What the dossier itself tells: years since the first work, and to the age of retirement."""
    day, basics = facts.reference_day, facts.dossier.basics
    yield f"参加工作{basics.began_work_on}，至{day}满 {whole_years(basics.began_work_on, day)} 年"
    age = retirement(facts, notice)
    if any("retires_within" in r for r in rows) and age is not None:
        yield f"{age.on}满{age.age}，距今不足 {whole_years(day, age.on) + 1} 年"
