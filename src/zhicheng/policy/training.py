"""继续教育: the hours of each year that is asked about, and the share of professional ones (§2.6)."""

from __future__ import annotations

from typing import NamedTuple

from .facts import Facts
from .finding import ASK, MET, Finding
from .index import NO_HOURS, Hours, index_of
from .notice import Notice


class HoursDemanded(NamedTuple):
    """Hours of a year, and the share of them that professional ones are: ``of`` out of ``over``."""

    hours: int
    of: int
    over: int


def continuing_education(facts: Facts, notice: Notice) -> Finding:
    """At least so many hours in each year asked about, the professional ones a share of those demanded.

    The hours are sure; what it means for an application that they are missing the notice does not say, so that a
    person judges it. More than the demanded hours never asks for more professional ones.
    """
    rule = notice.rule("continuing_education")
    demand = HoursDemanded(int(rule["hours"]), *map(int, rule["professional_share"]))
    told = index_of(facts).hours[rule["kind"]]
    years = range(notice.year - int(rule["years"]), notice.year)
    short = [year for year in years if _lacks(told.get(year, NO_HOURS), demand)]
    words = [_words(year, told.get(year, NO_HOURS), demand) for year in (*short, *(y for y in years if y not in short))]
    reads = tuple([f"achievements.{a.key}" for a in index_of(facts).training[rule["kind"]]]) or ("achievements.+",)
    return rule.finding(ASK if short else MET, "；".join(words), *reads)


def _lacks(has: Hours, demand: HoursDemanded) -> bool:
    return has.hours < demand.hours or has.professional * demand.over < demand.hours * demand.of


def _words(year: int, has: Hours, demand: HoursDemanded) -> str:
    needs, of, over = demand
    if not has.rows:
        return f"{year}年度没有填写继续教育学时，要求 {needs} 学时"
    words = f"{year}年度 {has.hours} 学时，其中专业科目 {has.professional} 学时"
    if has.hours < needs:
        return f"{words}，要求 {needs} 学时，差 {needs - has.hours} 学时"
    if has.professional * over < needs * of:
        short = -(-needs * of // over) - has.professional
        return f"{words}，专业科目一般不少于 {needs} 学时的 {of}/{over}，差 {short} 学时"
    return words
