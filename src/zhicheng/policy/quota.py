"""岗位结构比例: how many of a level a public institution may recommend in a year (S2.2-03, S2.2-05, R-36).

The numbers come from the unit's department or the city's office and the formula from the rule; where the numbers
are not on record, nothing is asked.
"""

from __future__ import annotations

from .committees import ENTRUSTED
from .facts import Dossier, Facts, Quota
from .finding import ASK, MET, UNMET, Finding
from .green_channel import is_approved
from .notice import Notice, Rule

VACANCIES, RATIO = "vacancies", "ratio"


def offered(quota: Quota, rule: Rule) -> int:
    """本年可申报数: as the office set it, else by the rule's formula; never below zero."""
    if quota.granted is not None:
        return max(0, quota.granted)
    if rule.params.get("formula", VACANCIES) == RATIO and quota.total and quota.target is not None:
        return _by_ratio(quota, rule)
    return max(0, quota.approved - quota.held)


def _by_ratio(quota: Quota, rule: Rule) -> int:
    """By the share of the level among all posts, in whole numbers: below the target it rises by some percent of all
    posts, never over the target; above it, several must leave for one; far above it there is none (R-36)."""
    assert quota.total is not None
    assert quota.target is not None
    room = quota.total * quota.target - quota.held * 100  # in hundredths of a post
    if room >= 0:
        rise = quota.total * int(rule.params.get("rises", {}).get(quota.level, 0)) // 100
        return min(rise, room // 100)
    for step in rule.params.get("steps", ()):
        if -room <= int(step["over"]) * quota.total:
            return quota.leaving // int(step["leave"])
    return 0


def arithmetic(quota: Quota, rule: Rule, name: str) -> str:
    """The numbers and how they make the year's, in one phrase; ``name`` is the level in words."""
    number = offered(quota, rule)
    posts = f"{name}核定岗位 {quota.approved} 个，现聘 {quota.held} 人，空岗 {max(0, quota.approved - quota.held)} 个"
    by = ""
    if quota.granted is not None:
        by = "（核准数）"
    elif rule.params.get("formula", VACANCIES) == RATIO and quota.total and quota.target is not None:
        by = f"（岗位总数 {quota.total} 个，目标 {quota.target}%，本年退出 {quota.leaving} 人）"
    return f"{posts}，本年可申报 {number} 人{by}"


def takes_a_post(dossier: Dossier, notice: Notice) -> bool:
    """Whether the applicant needs one of the unit's posts, were there no green channel: an established one of a public
    institution, at a level that is counted, and nobody whom a letter brought from elsewhere."""
    rule = notice.rule("within_quota")
    return (
        dossier.employer.nature in rule["natures"]
        and dossier.basics.tenure in rule.params.get("tenures", (dossier.basics.tenure,))
        and dossier.application.level in rule.params.get("levels", (dossier.application.level,))
        and dossier.application.manner != ENTRUSTED
    )


def within_quota(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """The recommendation is within the year's number; not asked of other units, of the green channel, or while the
    number is not on record."""
    rule, dossier, quota = notice.rule("within_quota"), facts.dossier, facts.quota
    reads = ("application.level", "basics.green_channel")
    if dossier.employer.nature not in rule["natures"]:
        return ()
    if is_approved(facts):
        return (rule.finding(MET, "经审批不受结构比例限制，不占职数", *reads),)
    name = notice.name_of("level", dossier.application.level)
    if not takes_a_post(dossier, notice):
        tenure, manner = notice.name_of("tenure", dossier.basics.tenure), dossier.application.manner
        words = f"申报{name}，人员性质{tenure}，申报方式{manner}，不核对职数"
        return (rule.finding(MET, words, *reads),)
    if quota is None:
        return (rule.finding(MET, f"{name}职数未登记，不核对", *reads),)
    number, place = offered(quota, rule), quota.recommended + 1
    document = f"（{quota.document_number}）" if quota.document_number else ""
    taken = f"本单位本年已推荐 {quota.recommended} 人，本人为第 {place} 人"
    words = f"{arithmetic(quota, rule, name)}{document}；{taken}"
    if place <= number:
        return (rule.finding(MET, words, *reads, offered=number, place=place),)
    words = f"{words}，超 {place - number} 人"
    says = ASK if quota.counted else UNMET
    return (rule.finding(says, words, *reads, offered=number, place=place),)
