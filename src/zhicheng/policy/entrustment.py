"""四、委托评审: letters that bring people in, letters that send people out, and the census (S4-01 … S4-10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .committees import ENTRUSTED
from .facts import Entrustment, Facts
from .finding import ASK, FINAL, FIX, MET, UNMET, Finding, Refusal, Remedy
from .notice import Committee, Notice
from .regions import in_region

WAITING, APPROVED, REFUSED = "待审核", "同意", "不同意"
"""How far the city's check of a letter is (codes ``entrustment_state``)."""


# ───── people who come in ─────


@dataclass(frozen=True, slots=True)
class _Fault:
    what: str
    place: str
    remedy: Remedy = FIX
    rule: str = "entrustment_letter"


def place_name(region: str, notice: Notice) -> str:
    """A region of GB/T 2260 in words: of this city, a prefecture of the province, else the province."""
    for table in ("region", "prefecture"):
        if region in notice.codes.get(table, {}):
            return notice.name_of(table, region)
    return notice.name_of("province", region[:2])


def is_prefecture(region: str) -> bool:
    """Whether a code of GB/T 2260 names a prefecture: below a province, above every county."""
    return len(region) == 6 and region.endswith("00") and not region.endswith("0000")


def impossible(letter: Entrustment, notice: Notice, on: date) -> tuple[Refusal, ...]:
    """Why a letter cannot be taken in on that day, every reason at once; empty: the city may check it (S4-01, S4-02).

    Places are the fields of the letter (``letter.region``, ``letter.level`` …).
    """
    out = []
    for fault in (*_letter_faults(letter, notice, on), *_committee_faults(letter, notice)):
        rule = notice.rule(fault.rule)
        out.append(Refusal(rule.id, fault.what, rule.source, rule.mend, fault.place))
    return tuple(out)


def _letter_faults(letter: Entrustment, notice: Notice, day: date) -> Iterator[_Fault]:
    rule = notice.rule("entrustment_letter")
    province, bodies = rule["province"], (*rule.params.get("bodies", ()), *rule.params.get("other_bodies", ()))
    where = place_name(letter.region, notice)
    if not in_region(letter.region, province):
        own = notice.name_of("province", province)
        yield _Fault(f"{letter.issuer}在{where}，不在{own}内，不接受外省委托评审", "letter.region", FINAL)
    if letter.level not in rule["levels"]:
        may = "、".join(notice.name_of("level", x) for x in rule["levels"])
        yield _Fault(f"委托代评函拟评{notice.name_of('level', letter.level)}，限{may}", "letter.level", FINAL)
    if bodies and letter.body_kind not in bodies:
        yield _Fault(
            f"{letter.issuer}为“{letter.body_kind}”，没有委托资质；有委托资质的为{'、'.join(bodies)}",
            "letter.body_kind",
        )
    if letter.body_kind in rule.params.get("other_city", ()):
        if in_region(letter.region, notice.region):
            yield _Fault(f"{letter.issuer}在{where}，不是外市部门", "letter.region")
        elif not is_prefecture(letter.region):
            yield _Fault(f"{letter.issuer}所在区划代码{letter.region}，不是市级部门", "letter.region")
    if letter.issued_on > day:
        yield _Fault(f"委托代评函{letter.issued_on}签发，晚于{day}", "letter.issued_on")
    if letter.valid_until < letter.issued_on:
        yield _Fault(f"委托代评函有效期至{letter.valid_until}，早于签发日{letter.issued_on}", "letter.valid_until")
    elif letter.valid_until < day:
        yield _Fault(f"委托代评函有效期至{letter.valid_until}，在{day}已过期", "letter.valid_until")


def _committee_faults(letter: Entrustment, notice: Notice) -> Iterator[_Fault]:
    """The committee entrusted is the city's own, open, and reviews that series at that level."""
    committee = notice.committees.get(letter.committee)
    if committee is None:
        yield _Fault(f"受托的评审委员会“{letter.committee}”不在今年的安排中", "letter.committee")
    elif not committee.is_open:
        rule = "series_online" if committee.status == ENTRUSTED else "committee_open"
        yield _Fault(f"{committee.name}：{committee.status_words or committee.status}", "letter.committee", rule=rule)
    else:
        series = notice.name_of("series", letter.series)
        if letter.series not in committee.series:
            yield _Fault(f"{committee.name}不评审{series}系列", "letter.series")
        if letter.level != committee.level:
            said = notice.name_of("level", committee.level)
            yield _Fault(
                f"{committee.name}评审{said}，委托代评函拟评{notice.name_of('level', letter.level)}", "letter.level"
            )


def _reads() -> tuple[str, ...]:
    return ("application.manner", "employer.region")


def entrustment_letter(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """A letter that names this person, from an entitled body of the province, for this level, valid on the reference
    day and meant for what is applied for (S4-01, S4-02, golden 20 and 21)."""
    rule, a, letter = notice.rule("entrustment_letter"), facts.dossier.application, facts.entrustment
    if a.manner != ENTRUSTED:
        return (rule.finding(MET, f"申报方式为{a.manner}，不需要委托代评函", *_reads()),)
    if letter is None:
        return (rule.finding(UNMET, "申报方式为委托，没有列有您的委托代评函", *_reads()),)
    out = [
        rule.finding(UNMET, fault.what, *_reads(), remedy=fault.remedy)
        for fault in _letter_faults(letter, notice, facts.reference_day)
    ]
    for table, said, asked, place in (
        ("series", letter.series, a.series, "application.series"),
        ("level", letter.level, a.level, "application.level"),
        ("", letter.title, a.title, "application.title"),
    ):
        if said and said != asked:
            words = (notice.name_of(table, said), notice.name_of(table, asked)) if table else (said, asked)
            out.append(rule.finding(UNMET, f"委托代评函{letter.number}拟评{words[0]}，您申报{words[1]}", place,
                                    mend="请按委托代评函填报。"))  # fmt: skip
    if out:
        return tuple(out)
    where = place_name(letter.region, notice)
    said = (
        f"{letter.issuer}（{letter.body_kind}，{where}）{letter.number}列有您，"
        f"{letter.issued_on}签发，有效期至{letter.valid_until}"
    )
    if letter.body_kind in rule.params.get("other_bodies", ()) and letter.state != APPROVED:
        return (rule.finding(ASK, f"{said}；该部门是否有委托资质由市人社部门审核", *_reads()),)
    return (rule.finding(MET, said, *_reads()),)


def entrusted_in_advance(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Whoever is not of the city has a letter that the city has agreed to; else what follows is void (S4-01, S4-09).

    Silent about whoever is not of the city and does not claim to be entrusted: ``employer_in_city`` says that.
    """
    rule, letter = notice.rule("entrusted_in_advance"), facts.entrustment
    employer = facts.dossier.employer
    if facts.dossier.application.manner != ENTRUSTED:
        if in_region(employer.region, notice.region) and employer.registered_in_city:
            return (rule.finding(MET, f"{employer.name}在{notice.city}，不需要委托", *_reads()),)
        return ()
    if letter is None:
        return (rule.finding(UNMET, "没有列有您的委托代评函", *_reads()),)
    says, words = {
        APPROVED: (MET, f"于{letter.checked_on}经市人社部门审核同意"),
        REFUSED: (UNMET, f"于{letter.checked_on}经市人社部门审核，不同意"),
    }.get(letter.state, (ASK, "已登记，市人社部门尚未审核"))
    return (rule.finding(says, f"委托代评函{letter.number}{words}", *_reads()),)


def may_be_listed(facts: Facts, notice: Notice) -> tuple[Refusal, ...]:
    """Why somebody cannot stand on the roster of a meeting on the facts' day: whoever is not of the city needs a letter
    that names them, agreed to by the city and still valid then; what is only to be judged is not enough (S4-09)."""
    found = (*entrustment_letter(facts, notice), *entrusted_in_advance(facts, notice))
    return tuple(Refusal(f.rule, f.facts, f.source, f.mend) for f in found if f.says is not MET)


def uniform_conditions(facts: Facts, notice: Notice) -> Finding:
    """Entrusted persons are judged by the conditions of the committee entrusted, like everybody before it (S4-08).

    :func:`zhicheng.policy.judge.judge` applies the chosen committee's own rules to all; here it is asked that the
    committee chosen is the one that the letter entrusts.
    """
    rule, a, letter = notice.rule("uniform_conditions"), facts.dossier.application, facts.entrustment
    chosen = notice.committees.get(a.committee)
    name = chosen.name if chosen else "所选评审委员会"
    if a.manner == ENTRUSTED and letter is not None and letter.committee != a.committee:
        meant = notice.committees.get(letter.committee)
        said = meant.name if meant else letter.committee
        return rule.finding(
            UNMET,
            f"委托代评函{letter.number}委托的是{said}，您选择的是{name}",
            "application.committee",
            mend=f"请改选{said}，按其统一的评审条件申报。",
        )
    own = f"，含该评委会收紧的{len(chosen.own_rules)}项" if chosen and chosen.own_rules else ""
    return rule.finding(MET, f"按{name}统一的评审条件核对{own}", "application.committee")


# ───── people who are sent out ─────


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """委托代评函 that the city, or an autonomous unit, means to issue. ``titles`` are those asked for on its roster."""

    by_city: bool
    by_autonomous: bool
    issuer: str
    series: str
    level: str
    committee: str
    committee_region: str
    filing_number: str
    filed_until: date
    valid_until: date
    names: int
    strangers: tuple[str, ...] = ()  # on an autonomous unit's roster, but not its own staff
    titles: tuple[str, ...] = ()


def entrusted_out(letter: Outgoing, notice: Notice, on: date) -> tuple[Refusal, ...]:
    """Why the city cannot issue this letter on that day: only for series without a right of its own, to a registered
    committee of the province (S4-03)."""
    rule = notice.rule("entrusted_out")
    out = []
    if not letter.by_city:
        out.append(Refusal(rule.id, f"{letter.issuer}不是市人社部门", rule.source, rule.mend, "letter.organisation"))
    offline, name = notice.rule("series_online")["series"], notice.name_of("series", letter.series)
    if letter.series not in offline:
        which = "、".join(notice.name_of("series", s) for s in offline)
        words = f"{name or '未选择的'}系列我市有评审权或另有安排，委托评审的为{which}"
        out.append(Refusal(rule.id, words, rule.source, rule.mend, "letter.series"))
    return (*out, *_sent_out(letter, notice, on, "entrusted_out"))


def autonomous_entrusts(letter: Outgoing, notice: Notice, on: date) -> tuple[Refusal, ...]:
    """Why an autonomous unit cannot issue this letter: only for its own staff, 中级 and 高级 (S4-07)."""
    rule = notice.rule("autonomous_entrusts")
    out = []
    if not letter.by_autonomous:
        words = f"{letter.issuer}不是职称自主评审单位"
        out.append(Refusal(rule.id, words, rule.source, rule.mend, "letter.organisation"))
    out += [
        Refusal(rule.id, f"{name}不是本单位人员", rule.source, "请只列本单位人员。", "letter.names")
        for name in letter.strangers
    ]
    return (*out, *_sent_out(letter, notice, on, "autonomous_entrusts"))


def _sent_out(letter: Outgoing, notice: Notice, on: date, id: str) -> Iterator[Refusal]:
    rule = notice.rule(id)
    out_rule = notice.rule("entrusted_out")
    if letter.level not in rule["levels"]:
        may = "、".join(notice.name_of("level", x) for x in rule["levels"])
        said = notice.name_of("level", letter.level) or "没有选择级别"
        yield Refusal(rule.id, f"拟评{said}，限{may}", rule.source, rule.mend, "letter.level")
    allowed = titles_of(letter.series, letter.level, notice)
    for title in dict.fromkeys(letter.titles):
        if allowed and title not in allowed:
            yield Refusal(rule.id, f"“{title}”不是该系列该级别的职称，应为{'或'.join(allowed)}", rule.source,
                          "请改正名单中的拟评职称。", "letter.names")  # fmt: skip
    if not in_region(letter.committee_region, out_rule["province"]):
        where = place_name(letter.committee_region, notice)
        yield Refusal(
            rule.id,
            f"{letter.committee}在{where or '未填写的地区'}，不在省内",
            rule.source,
            rule.mend,
            "letter.committee_region",
        )
    if not letter.filing_number:
        yield Refusal(
            rule.id,
            f"没有填写{letter.committee or '受托评委会'}的核准备案文号",
            rule.source,
            rule.mend,
            "letter.filing_number",
        )
    if letter.filed_until < on:
        yield Refusal(
            rule.id,
            f"{letter.committee}核准备案至{letter.filed_until}，在{on}已到期",
            rule.source,
            rule.mend,
            "letter.filed_until",
        )
    if letter.valid_until < on:
        yield Refusal(
            rule.id,
            f"有效期至{letter.valid_until}，早于{on}",
            rule.source,
            "请填写今天以后的日期。",
            "letter.valid_until",
        )
    if not letter.names:
        yield Refusal(rule.id, "名单是空的", rule.source, "请填写委托评审的人员。", "letter.names")


def result_faults(is_issued: bool, answer: str, notice: Notice) -> tuple[Refusal, ...]:
    """A result returned without a letter is void, and so is one after the letter itself was sent back (S4-09)."""
    rule = notice.rule("entrusted_in_advance")
    if not is_issued:
        return (Refusal(rule.id, "委托代评函尚未签发", rule.source, rule.mend),)
    if answer == SENT_BACK:
        return (Refusal(rule.id, "受托评委会已退回该委托代评函", rule.source, "请另行出具委托代评函。"),)
    return ()


ACCEPTED, SENT_BACK = "接收", "退回"
"""How a committee answers a letter."""


def status_of(is_issued: bool | None, answer: str, names: int, results: int) -> str:
    """起草, 不予签发, 签发, 接收, 退回 or 已反馈, from what has happened and never from a column (S4-10)."""
    if is_issued is None:
        return "起草"
    if not is_issued:
        return "不予签发"
    if names and results >= names:
        return "已反馈"
    return answer or "签发"


# ───── the census ─────


@dataclass(frozen=True, slots=True)
class Reported:
    """One line of 摸底统计: how many people of a specialty ask for a level."""

    series: str
    specialty: str
    level: str
    people: int
    note: str = ""


def census_closes_at(notice: Notice, zone: datetime) -> datetime:
    """The first instant after the census: a date runs to its end (Q6); ``zone`` lends its time zone."""
    return datetime.combine(notice.rule("census")["until"] + timedelta(days=1), time(), zone.tzinfo)


def is_late_census(reported_at: datetime, notice: Notice) -> bool:
    """Whether a report came after the day; it is counted all the same (reading census_late)."""
    return reported_at >= census_closes_at(notice, reported_at)


def census_faults(rows: Iterable[Reported], notice: Notice) -> tuple[Refusal, ...]:
    """What is wrong with the lines of a report, all at once: series, specialty, level, number, none twice (S4-05)."""
    rule, out, seen = notice.rule("census"), [], set()
    belongs, levels = notice.codes.get("specialty_series", {}), notice.rule("entrusted_out")["levels"]
    for n, row in enumerate(rows, 1):
        at = f"rows.{n}"
        if row.series not in notice.rule("series_online")["series"]:
            out.append(Refusal(rule.id, f"第{n}行没有选择委托评审的系列", rule.source, "请选择系列和专业。", at))
        elif belongs.get(row.specialty) != row.series:
            out.append(Refusal(rule.id, f"第{n}行的专业不属于所选系列", rule.source, "请重新选择专业。", at))
        if row.level not in levels:
            may = "、".join(notice.name_of("level", x) for x in levels)
            out.append(Refusal(rule.id, f"第{n}行的级别应为{may}", rule.source, "请重新选择级别。", at))
        if not 0 < row.people <= MOST:
            out.append(
                Refusal(rule.id, f"第{n}行的人数应为1至{MOST}的整数", rule.source, "没有人申报的，不填该行。", at)
            )
        key = (row.series, row.specialty, row.level)
        if key in seen:
            words = f"第{n}行与前面一行的系列、专业、级别相同"
            out.append(Refusal(rule.id, words, rule.source, "请合并为一行。", at))
        seen.add(key)
    return tuple(out)


MOST = 99_999


def titles_of(series: str, level: str, notice: Notice) -> tuple[str, ...]:
    """The titles of a series at a level; none when the codes do not know them."""
    return tuple(t for t in notice.codes.get("title", {}).get(f"{series}/{level}", "").split("、") if t)


def committees_to_entrust(notice: Notice) -> tuple[Committee, ...]:
    """The city's committees to which others may entrust: open, of the level that the letter may ask for."""
    levels = notice.rule("entrustment_letter")["levels"]
    return tuple(c for c in notice.committees.values() if c.is_open and c.level in levels)
