"""五(三): who of the pool may sit on a day, who is young or an outsider (S5.3-01 to S5.3-04, R-07, golden 36)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from . import scope
from .finding import Finding, Refusal, Says
from .integrity import Entry, works_on
from .notice import Notice, Rule
from .regions import in_region
from .spans import add_months, whole_years

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """任期, both days included."""

    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Removal:
    """出库: on which of the notice's grounds, since when. A term that begins later takes the expert in again."""

    ground: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """An expert of the pool as far as the question goes whether they may sit. ``key`` is the person's, never a name."""

    key: str
    born_on: date
    sex: str  # GB/T 2261.1
    identity: str
    level: str  # of the title held, empty for none
    terms: tuple[Term, ...]
    extended_until: date | None = None  # 延长退休 approved to that day, included
    removals: tuple[Removal, ...] = ()
    entries: tuple[Entry, ...] = ()  # 诚信档案
    years_sat: tuple[int, ...] = ()  # one entry for each meeting attended, by review year


def may_sit(expert: Expert, on: date, notice: Notice) -> tuple[Finding, ...]:
    """Every rule that decides whether the expert may be drawn for a meeting of the notice's year on that day."""
    return (
        _in_term(expert, on, notice.rule("expert_term")),
        _of_age(expert, on, notice),
        _not_removed(expert, on, notice.rule("experts_removed")),
        _not_barred(expert, on, notice.rule("no_bar")),
        _not_too_often(expert, notice.year, notice.rule("participation_cap")),
    )


def drawable(experts: Iterable[Expert], on: date, notice: Notice) -> tuple[Expert, ...]:
    """Those against whom nothing speaks, in the order given."""
    return tuple(e for e in experts if all(f.says is Says.MET for f in may_sit(e, on, notice)))


def _in_term(expert: Expert, on: date, rule: Rule) -> Finding:
    for term in expert.terms:
        if term.begins_on <= on <= term.ends_on:
            return rule.finding(Says.MET, f"任期{term.begins_on}至{term.ends_on}")
    last = max(expert.terms, key=lambda t: t.ends_on, default=None)
    words = f"最近的任期为{last.begins_on}至{last.ends_on}" if last else "没有任期"
    return rule.finding(Says.UNMET, f"{words}，{on}不在任期内")


def _of_age(expert: Expert, on: date, notice: Notice) -> Finding:
    rule = notice.rule("experts_removed")
    ages = notice.rule(rule["ages"])
    age = scope.retirement_of(expert.born_on, expert.sex, expert.identity, expert.level, ages)
    if age is None:
        return rule.finding(Says.ASK, f"{expert.born_on}出生，退休年龄表中没有对应的情形，请人工核对")
    words = f"{age.group}，{expert.born_on}出生，{age.on}满{age.age}"
    if on < age.on:
        return rule.finding(Says.MET, f"{words}，{on}未达到退休年限")
    if expert.extended_until is not None and on <= expert.extended_until:
        return rule.finding(Says.MET, f"{words}，已批准延长退休至{expert.extended_until}")
    until = f"，延长退休已于{expert.extended_until}到期" if expert.extended_until else "，未办理延长退休手续"
    return rule.finding(Says.UNMET, f"{words}，{on}已达到退休年限{until}", reaches_on=age.on.isoformat())


def _not_removed(expert: Expert, on: date, rule: Rule) -> Finding:
    taken_in = max((t.begins_on for t in expert.terms if t.begins_on <= on), default=date.min)
    standing = [r for r in expert.removals if taken_in <= r.on <= on]
    if not standing:
        return rule.finding(Says.MET, "没有出库记录")
    last = max(standing, key=lambda r: r.on)
    return rule.finding(Says.UNMET, f"{last.on}因“{last.ground}”调整出库", mend="不能抽取；重新入库须重新办理。")


def _not_barred(expert: Expert, on: date, rule: Rule) -> Finding:
    running = [e for e in expert.entries if works_on(e, on)]
    if not running:
        return rule.finding(Says.MET, f"诚信档案记录{len(expert.entries)}条，没有起作用的")
    words = "；".join(f"“{e.ground}”{e.document_number}，{e.decided_on}至{e.ends_on}" for e in running)
    return rule.finding(Says.UNMET, f"诚信档案记录{words}", mend="期满以前不能入库和抽取。")


def _not_too_often(expert: Expert, year: int, rule: Rule) -> Finding:
    in_a_row, a_year = int(rule["in_a_row"]), int(rule["a_year"])
    sat, before = frozenset(expert.years_sat), 0
    while year - 1 - before in sat:
        before += 1
    this_year = expert.years_sat.count(year)
    words = f"此前连续参加{before}个年度，本年度已参加{this_year}次"
    if in_a_row and before >= in_a_row:
        return rule.finding(Says.UNMET, f"{words}，最多连续{in_a_row}个年度")
    if a_year and this_year >= a_year:
        return rule.finding(Says.UNMET, f"{words}，一个年度最多{a_year}次")
    return rule.finding(Says.MET, words)


def term_faults(term: Term, notice: Notice) -> tuple[Refusal, ...]:
    """Why a term cannot be given: reversed, or longer than the rule has (R-07)."""
    rule = notice.rule("expert_term")
    months = int(rule["months"])
    latest = add_months(term.begins_on, months) - DAY
    if term.ends_on < term.begins_on:
        words = f"任期止于{term.ends_on}，早于开始的{term.begins_on}"
    elif term.ends_on > latest:
        words = f"任期自{term.begins_on}至{term.ends_on}，超过{months}个月，最晚到{latest}"
    else:
        return ()
    return (Refusal(rule.id, words, rule.source, "请改正任期。"),)


def removal_faults(removal: Removal, notice: Notice) -> tuple[Refusal, ...]:
    """Why somebody cannot be taken out of the pool on that ground; the notice names the grounds (S5.3-04)."""
    rule, house = notice.rule("experts_removed"), notice.rule("expert_removal")
    if removal.ground in (*rule["grounds"], house["of_breach"]):
        return ()
    words = f"事由“{removal.ground}”不在{'、'.join(rule['grounds'])}之内"
    return (Refusal(rule.id, words, rule.source, "请选择通知列明的事由。"),)


def is_young(born_on: date, on: date, notice: Notice) -> bool:
    """Whether somebody counts as 中青年 on a day (S5.3-02); the age is the house's own."""
    return whole_years(born_on, on) < int(notice.rule("bench_composition")["young_under"])


def is_outsider(region: str, notice: Notice) -> bool:
    """Whether an expert's unit lies outside the city (S5.3-03); a region that is not known does not count."""
    return bool(region) and not in_region(region, notice.region)


@dataclass(frozen=True, slots=True)
class Shares:
    """How a pool or a bench is made up: 人数, 中青年, 市外, and by source."""

    members: int
    young: int
    outsiders: int
    by_source: Mapping[str, int]


def shares(people: Iterable[tuple[date, str, str]], on: date, notice: Notice) -> Shares:
    """The figures of S5.3-01 to S5.3-03 over (born_on, region, source) of each person."""
    members = young = outsiders = 0
    by_source: dict[str, int] = {}
    for born_on, region, source in people:
        members += 1
        young += is_young(born_on, on, notice)
        outsiders += is_outsider(region, notice)
        by_source[source] = by_source.get(source, 0) + 1
    return Shares(members, young, outsiders, dict(sorted(by_source.items())))


def composition(of: Shares, notice: Notice) -> tuple[Finding, ...]:
    """Whether a pool or a bench has its share of the young, and people from outside, whom the notice encourages."""
    return tuple(_composition(of, notice))


def _composition(of: Shares, notice: Notice) -> Iterator[Finding]:
    house, young, outside = (notice.rule(id) for id in ("bench_composition", "young_experts", "outside_experts"))
    least = least_of_share(of.members, house["young"]["numerator"], house["young"]["denominator"])
    words = f"{of.members}人中中青年{of.young}人，至少{least}人"
    yield young.finding(Says.MET if of.young >= least else Says.UNMET, words)
    needed = int(house["outsiders_least"])
    words = f"{of.members}人中市外{of.outsiders}人" + (f"，至少{needed}人" if needed else "；鼓励吸纳，不作强制")
    yield outside.finding(Says.MET if of.outsiders >= needed else Says.UNMET, words)


def least_of_share(members: int, numerator: int, denominator: int) -> int:
    """The least whole number that is at least that share of the members."""
    return -(-members * numerator // denominator)


def pledged(pledges: Sequence[tuple[str, datetime]], text: str, at: datetime, notice: Notice) -> tuple[Refusal, ...]:
    """Why an expert or a member of staff may see nothing yet: no secrecy pledge to the text in force (S5.1-02).

    ``pledges`` are the versions signed with the instant of each; ``text`` is the version in force.
    """
    if any(version == text and signed_at <= at for version, signed_at in pledges):
        return ()
    rule = notice.rule("secrecy_pledge_of_reviewers")
    return (Refusal(rule.id, "尚未签订现行的保密承诺书", rule.source, rule.mend),)
