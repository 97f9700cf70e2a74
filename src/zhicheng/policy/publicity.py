"""公示: how long, which columns, one frozen list on two channels, objections (S5.4-06, R-08, R-11, R-22, G-12, Q8, Q12,
goldens 34 and 42).

A list is columns and rows of text. What is published of people is the least that tells them apart.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from . import windows
from .dossier_file import canonical
from .finding import Finding, Refusal, Says
from .notice import Notice
from .spans import add_months
from .workdays import add_working_days, is_workday, working_days_between

DAY = timedelta(days=1)
NAME = "姓名"
UNIT = "unit"  # which notice: inside the unit before recommendation, or of results
RESULTS = "results"

# Between the digits of a number that somebody has written apart, whatever NFKC leaves of it.
_BETWEEN = r"[\s\-‐‑‒–—―_.·•,，、/|:：]*"
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_NUMERALS = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789")
_CITIZEN = re.compile(rf"(?:\d{_BETWEEN}){{17}}[\dXx×]")
_TWO_CHARACTER_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳上官司马诸葛东方皇甫尉迟公孙令狐慕容司徒夏侯端木独孤南宫西门轩辕宇文长孙司空申屠澹台闻人"
        "赫连濮阳公冶太叔呼延鲜于百里东郭第五梁丘左丘万俟",
    )
)


# ───── how long ─────


def ends_on(which: str, posted_on: date, notice: Notice) -> date:
    """The last day of a notice put up on a day: inside the unit (golden 34), or of results (Q8).

    The day of posting is not counted; a month ends on the day of the same number, or on the next working day when that
    is none, and never before the working days that the nation asks for.
    """
    if which == UNIT:
        return windows.publicity_ends_on(posted_on, notice)
    rule = notice.rule("results_publicity_period")
    first = posted_on - DAY if rule["counts_first_day"] else posted_on
    days = int(rule["working_days_at_least"])
    least = add_working_days(notice.workdays, first, days)
    last = max(least, add_months(first, int(rule.params.get("months", 0))))
    while rule["last_day_is_workday"] and not is_workday(notice.workdays, last):
        last += DAY
    return last


def withdrawn_at(which: str, posted_at: datetime, notice: Notice) -> datetime:
    """The first instant at which a notice is no longer shown: the midnight after its last day."""
    day = ends_on(which, posted_at.date(), notice) + DAY
    return posted_at.replace(
        year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0
    )  # fmt: skip


def results_publicity_period(posted_on: date | None, withdrawn_on: date | None, today: date, notice: Notice) -> Finding:
    """Whether the notice of results has stood long enough by a day; ``withdrawn_on`` is when it was taken down."""
    rule = notice.rule("results_publicity_period")
    if posted_on is None:
        return rule.finding(Says.UNMET, "评审结果尚未公示", "publicity")
    full = ends_on(RESULTS, posted_on, notice)
    words = f"{posted_on}公示（当日不计），至{full}期满"
    if withdrawn_on is not None and withdrawn_on < full:
        stood = working_days_between(notice.workdays, posted_on, withdrawn_on)
        return rule.finding(
            Says.UNMET, f"{words}；{withdrawn_on}撤下，只满{max(0, stood)}个工作日", "publicity", mend="请重新公示。"
        )
    if today <= full and withdrawn_on is None:
        return rule.finding(Says.UNMET, f"{words}；今日{today}尚未期满", "publicity", mend=f"请在{full + DAY}起办理。")
    return rule.finding(Says.MET, f"{words}，已期满", "publicity")


# ───── what ─────


@dataclass(frozen=True, slots=True)
class Frozen:
    """名单, as it was frozen: which list, its columns, its rows of text."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical spelling; the same on both channels."""
        said = {"id": self.id, "title": self.title, "columns": self.columns, "rows": self.rows}
        return hashlib.sha256(canonical(said)).hexdigest()


def may_publish(frozen: Frozen, notice: Notice) -> tuple[Refusal, ...]:
    """Every reason why a list cannot be published, with the row: a column too many or too few, a number of 18 digits
    (golden 42), people whom nobody can tell apart."""
    rule = notice.rule("least_published")
    allowed: Sequence[str] = (*rule["columns"], *(c for c in rule["apart"] if c not in rule["columns"]))
    out = []
    for column in frozen.columns:
        if column not in allowed:
            out.append((f"不应公布“{column}”，可以公布的为{'、'.join(rule['columns'])}", ""))
    out += [(f"缺少“{c}”", "") for c in rule["needed"] if c not in frozen.columns]
    out += [(f"“{c}”出现两次", "") for c in sorted({c for c in frozen.columns if frozen.columns.count(c) > 1})]
    for n, row in enumerate(frozen.rows, 1):
        if len(row) != len(frozen.columns):
            out.append((f"第{n}行有{len(row)}栏，应为{len(frozen.columns)}栏", f"rows.{n}"))
        if holds_citizen_number(row):
            out.append((f"第{n}行含有18位证件号码", f"rows.{n}"))
    out += [(f"第{n}行不需要公布“{c}”", f"rows.{n}") for n, c in _needless(frozen, notice)]
    if holds_citizen_number((frozen.title, *frozen.columns)):
        out.append(("标题或栏目名称含有18位证件号码", "title"))
    numbers = defaultdict(list)
    for n, row in enumerate(frozen.rows, 1):
        numbers[tuple(c for name, c in zip(frozen.columns, row, strict=False) if name != "序号")].append(n)
    for same in numbers.values():
        if len(same) > 1:
            out.append((f"第{'、'.join(map(str, same))}行相同，不能区分", f"rows.{same[0]}"))
    return tuple(Refusal(rule.id, words, rule.source, rule.mend, place) for words, place in out)


def _needless(frozen: Frozen, notice: Notice) -> Iterator[tuple[int, str]]:
    """The rows that show, to tell people apart, what nobody needs to tell them apart."""
    rule = notice.rule("least_published")
    extra = [c for c in frozen.columns if c in rule["apart"] and c not in rule["columns"]]
    if not extra or NAME not in frozen.columns:
        return
    people = [dict(zip(frozen.columns, row, strict=False)) for row in frozen.rows]
    for n, (person, shown) in enumerate(zip(people, told_apart(people, notice), strict=True), 1):
        yield from ((n, c) for c in extra if person.get(c, "").strip() and c not in shown)


def holds_citizen_number(cells: Sequence[str]) -> bool:
    """Whether a row holds 18 digits (the last may be X) in one cell or split over neighbours, full width, written apart
    by blanks or signs, with hidden characters, or in Chinese numerals."""
    text = unicodedata.normalize("NFKC", "|".join(cells))
    return bool(_CITIZEN.search(_HIDDEN.sub("", text).translate(_NUMERALS)))


def told_apart(people: Sequence[Mapping[str, str]], notice: Notice) -> tuple[tuple[str, ...], ...]:
    """For each person the further columns that must be shown to tell them from others of the name, as few as do.

    Columns come in the order of the rule, those always shown first; one that separates nobody is left out. Whom none
    tells apart shows the last all the same, and :func:`may_publish` refuses the list.
    """
    rule = notice.rule("least_published")
    order: Sequence[str] = rule["apart"]
    named: dict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        named[person.get(NAME, "")].append(at)
    out: list[tuple[str, ...]] = [() for _ in people]
    for same in named.values():
        if len(same) < 2:
            continue
        for at in same:
            others = [people[o] for o in same if o != at]
            shown: list[str] = []
            for column in order:
                if not others:
                    break
                left = [o for o in others if o.get(column, "") == people[at].get(column, "")]
                if len(left) < len(others) or column == order[-1]:
                    shown.append(column)
                others = left
            out[at] = tuple(shown)
    return tuple(out)


def masked_name(name: str) -> str:
    """A name in a list for looking up: the surname and a star for each further character (§4.5)."""
    name = name.strip()
    if "·" in name:
        first, _, rest = name.partition("·")
        return f"{first}·{'*' * len(rest)}"
    kept = 2 if name[:2] in _TWO_CHARACTER_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*" * (len(name) - kept)


# ───── on two channels ─────


@dataclass(frozen=True, slots=True)
class Channel:
    """One of the two publications: whose, of which digest, from when."""

    publisher: str
    digest: str
    posted_at: datetime


def results_published_together(channels: Sequence[Channel], publishers: Sequence[str], notice: Notice) -> Finding:
    """Whether every publisher shows the same list from the same minute (S5.4-06, Q12)."""
    rule = notice.rule("results_published_together")
    faults = []
    if missing := [p for p in publishers if p not in {c.publisher for c in channels}]:
        faults.append(f"{'、'.join(missing)}没有公示")
    if len({c.digest for c in channels}) > 1:
        faults.append("两处的名单不同：" + "，".join(f"{c.publisher}{c.digest[:12]}" for c in channels))
    if len({c.posted_at.replace(second=0, microsecond=0) for c in channels}) > 1:
        faults.append("公布时间不同：" + "，".join(f"{c.publisher}{windows.minute_of(c.posted_at)}" for c in channels))
    if faults:
        return rule.finding(Says.UNMET, "；".join(faults), "publicity")
    return rule.finding(Says.MET, f"{'、'.join(publishers)}同时公示同一份名单", "publicity")


# ───── objections ─────


@dataclass(frozen=True, slots=True)
class Objection:
    """异议: against whom, when it came, when it was closed. Named or not makes no difference."""

    subject: str
    received_on: date
    closed_on: date | None = None


def objections_closed(subject: str, objections: Sequence[Objection], on: date, notice: Notice) -> Finding:
    """Whether nothing is open against somebody on a day; an open objection holds that certificate alone."""
    rule = notice.rule("objections_closed")
    mine = [o for o in objections if o.subject == subject and o.received_on <= on]
    open_ones = [o for o in mine if o.closed_on is None or o.closed_on > on]
    if open_ones:
        words = "、".join(f"{o.received_on}" for o in open_ones)
        return rule.finding(Says.UNMET, f"{words}收到的异议没有办结", "objections")
    return rule.finding(Says.MET, f"收到异议{len(mine)}件，均已办结" if mine else "没有收到异议", "objections")


def may_recheck(asked_on: date, posted_on: date, notice: Notice) -> tuple[Refusal, ...]:
    """Why a recheck can no longer be asked for: outside the notice's time (R-22)."""
    rule, last = notice.rule("recheck"), ends_on(RESULTS, posted_on, notice)
    if posted_on <= asked_on <= last:
        return ()
    return (Refusal(rule.id, f"{asked_on}申请复查，公示期为{posted_on}至{last}", rule.source, rule.mend),)


def recheck_due_on(asked_on: date, notice: Notice) -> date:
    """The day by which a recheck is to be answered."""
    return add_working_days(notice.workdays, asked_on, int(notice.rule("recheck")["answer_working_days"]))
