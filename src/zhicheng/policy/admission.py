"""五(三): coming into the pool of experts: who may be nominated, by which steps, by when (S5.3-01 to S5.3-05)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .experts import Expert, Term, may_sit
from .finding import Finding, Refusal, Says
from .integrity import Entry
from .notice import Notice
from .spans import add_months
from .workdays import add_working_days, working_days_between

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """入库环节: which seat of which kind of office decides; ``is_timed`` when it has a last day."""

    id: str
    words: str
    seat: str
    office: str
    is_timed: bool


def steps(notice: Notice, *, is_from_outside: bool) -> tuple[Step, ...]:
    """The steps of an admission in order; an outsider comes by fewer."""
    return tuple(
        Step(row["id"], row["words"], row["seat"], row["office"], row["timed"])
        for row in notice.rule("expert_admission")["steps"]
        if row["outside"] or not is_from_outside
    )


def step_named(id: str, notice: Notice) -> Step:
    """The step of that id; ``LookupError`` when the house has none."""
    for step in steps(notice, is_from_outside=False):
        if step.id == id:
            return step
    raise LookupError(id)


def due_on(arrived_on: date, notice: Notice) -> date:
    """The last day on which a timed step is decided in time."""
    return add_working_days(notice.workdays, arrived_on, int(notice.rule("expert_admission")["working_days"]))


def vetted_in_time(due: date | None, on: date, notice: Notice) -> Finding:
    """Whether a step is, or was, decided 及时; ``UNMET`` is shown in red and stops nothing (S5.3-05)."""
    rule = notice.rule("admission_vetted")
    if due is None or on <= due:
        return rule.finding(Says.MET, f"应于{due}以前办结" if due else "本环节没有期限")
    late = working_days_between(notice.workdays, due, on)
    return rule.finding(Says.UNMET, f"应于{due}以前办结，已超过{late}个工作日", due_on=due.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominee:
    """Who is put forward. ``taken`` are the codes of specialties that the office's committees review."""

    born_on: date
    sex: str  # GB/T 2261.1
    identity: str
    level: str
    title: str
    specialty: str
    source: str
    experience: str
    is_retired: bool = False
    extended_until: date | None = None
    entries: tuple[Entry, ...] = ()
    in_pool_until: date | None = None  # the last day of a running term in this pool
    is_pending: bool = False  # another nomination for this pool is open
    taken: Collection[str] = ()


def may_be_nominated(nominee: Nominee, on: date, notice: Notice) -> tuple[Finding, ...]:
    """Everything that decides whether somebody can be taken into a pool on a day (S5.2-05, S5.3-01, S5.3-04)."""
    return tuple(_nominated(nominee, on, notice))


def _nominated(nominee: Nominee, on: date, notice: Notice) -> Iterator[Finding]:
    sources, titles, house = (notice.rule(id) for id in ("expert_sources", "expert_title", "expert_admission"))
    known = nominee.source in sources["sources"]
    yield sources.finding(Says.MET if known else Says.UNMET, f"来源：{nominee.source or '没有选择'}", "expert.source")
    order, least = list(titles["order"]), titles["least"]
    names = notice.codes["level"]
    high = nominee.level in order and order.index(nominee.level) >= order.index(least)
    words = f"现任{nominee.title or '职称没有填写'}（{names.get(nominee.level, '没有选择级别')}），最低为{names[least]}"
    yield titles.finding(Says.MET if high and nominee.title else Says.UNMET, words, "expert.level")
    if nominee.specialty not in nominee.taken:
        said = notice.name_of("specialty", nominee.specialty) or "没有选择专业"
        yield titles.finding(
            Says.UNMET, f"{said}不属于该承办部门评审的专业", "expert.specialty", mend="请选择该承办部门评审的专业。"
        )
    if nominee.is_retired:
        removed = notice.rule("experts_removed")
        yield removed.finding(Says.UNMET, "所在单位登记为已离退休", "expert.person", mend="已办理退休手续的不能入库。")
    as_expert = Expert(
        key="", born_on=nominee.born_on, sex=nominee.sex, identity=nominee.identity, level=nominee.level,
        terms=(Term(on, on),), extended_until=nominee.extended_until, entries=nominee.entries,
    )  # fmt: skip
    yield from (f for f in may_sit(as_expert, on, notice) if f.rule in ("experts_removed", "no_bar"))
    if not nominee.experience.strip():
        yield house.finding(Says.UNMET, "没有填写专业经历和特长", "expert.experience", mend="请填写专业经历和特长。")
    if nominee.is_pending:
        yield house.finding(Says.UNMET, "已有一份入库申请正在办理", "expert.person", mend="请等候办理结果。")
    if nominee.in_pool_until is not None:
        from_ = nominee.in_pool_until - timedelta(days=int(house["renew_days"]))
        if on < from_:
            words = f"已在库，任期到{nominee.in_pool_until}，{from_}起可以续聘"
            yield house.finding(Says.UNMET, words, "expert.person", mend="任期届满前再申请续聘。")


def latest_end(begins_on: date, notice: Notice) -> date:
    """The last day that a term beginning on a day may have (R-07)."""
    return add_months(begins_on, int(notice.rule("expert_term")["months"])) - DAY


def high_enough(level: str, committee_level: str, notice: Notice) -> bool:
    """Whether an expert's title is at least of the level on which the committee decides."""
    order = list(notice.rule("expert_title")["order"])
    return level in order and order.index(level) >= order.index(committee_level)


def declared(ties: Collection[tuple[str, str]], notice: Notice) -> tuple[Refusal, ...]:
    """Everything that is wrong with what an expert declares, as (kind, name or words)."""
    rule = notice.rule("relations_declared")
    out = []
    for kind, name in ties:
        if kind not in rule.params:
            out.append(f"关系“{kind}”不在{'、'.join(str(w) for w in rule.params.values())}之内")
        elif not name.strip():
            out.append(f"{rule[kind]}没有填写姓名或名称")
    return tuple(Refusal(rule.id, words, rule.source, "请补充或改正。", "expert.ties") for words in out)
