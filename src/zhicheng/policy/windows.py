"""Deadlines and periods: what is late, what has lapsed, how much time is left (S2.3-06, S2.3-08, S2.5.9-03).

A deadline is the first instant that is too late: a day given without an hour ends at 24:00 (reading Q6), and a
request at that very instant is late (golden 23). Instants are aware, Asia/Shanghai.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .facts import Facts
from .finding import Finding, Remedy, Says
from .notice import Notice
from .workdays import add_working_days, working_days_between

DAY = timedelta(days=1)


def minute_of(at: datetime) -> str:
    """A moment as it is said, to the minute: ``2023-10-20 09:30``; a tenth of the time that ``strftime`` takes."""
    return at.isoformat(" ", "minutes")[:16]


def closes_at(notice: Notice, committee: str, window: str) -> datetime | None:
    """The first instant that is too late; ``None``: no such window, ``KeyError``: no such committee."""
    return notice.committees[committee].windows.get(window)


def is_late(at: datetime, closes_at: datetime) -> bool:
    """Whether an instant is too late; 24:00:00 is."""
    return at >= closes_at


def last_day(closes_at: datetime) -> date:
    """The last day on which anything can be handed in; that of a midnight deadline is the day before."""
    return (closes_at - timedelta(microseconds=1)).date()


def in_words(closes_at: datetime) -> str:
    """A deadline as its last moment: 10月31日 24:00."""
    if closes_at.hour or closes_at.minute:
        return f"{closes_at.month}月{closes_at.day}日 {closes_at:%H:%M}"
    day = last_day(closes_at)
    return f"{day.month}月{day.day}日 24:00"


def correct_by(notice: Notice, committee: str, window: str) -> datetime | None:
    """Until when a returned dossier may be handed in again: the returning office's own deadline (S2.3-08)."""
    return closes_at(notice, committee, window)


def has_lapsed(at: datetime, correct_by: datetime | None) -> bool:
    """Whether a correction is overdue and the application deemed abandoned (golden 24)."""
    return correct_by is not None and is_late(at, correct_by)


def days_left(at: datetime, closes_at: datetime) -> int:
    """Whole calendar days after today until the last day; 0 on the last day, negative once it is over."""
    return (
        (last_day(closes_at) - at.date()).days
        if not is_late(at, closes_at)
        else min(-1, (last_day(closes_at) - at.date()).days)
    )


def warned_at(at: datetime, closes_at: datetime, notice: Notice) -> int | None:
    """Which of the notice's warnings before a deadline has been reached, in days; 0 when it is over (S2.4-12)."""
    if at >= closes_at:
        return 0
    left = days_left(at, closes_at)
    return min((d for d in map(int, notice.rule("office_in_time")["warn_days"]) if left <= d), default=None)


def working_days_left(at: datetime, closes_at: datetime, notice: Notice) -> int:
    """Working days after today up to and with the last day; negative once it is over."""
    return working_days_between(notice.workdays, at.date(), last_day(closes_at))


def working_days_used(since: datetime, at: datetime, notice: Notice) -> int:
    """Working days that an office has had a dossier: the day of arrival not counted, never negative."""
    return max(0, working_days_between(notice.workdays, since.date(), at.date()))


def due_on(since: datetime, norm_working_days: int, notice: Notice) -> date | None:
    """The day by which an office's own pace wants it moved; ``None`` when it has set none."""
    return add_working_days(notice.workdays, since.date(), norm_working_days) if norm_working_days else None


def publicity_ends_on(posted_on: date, notice: Notice) -> date:
    """The last day of the unit's notice: full working days, the day of posting not counted (golden 34)."""
    return add_working_days(notice.workdays, posted_on, publicity_days(notice))


def publicity_days(notice: Notice) -> int:
    """How many working days the unit's notice stands at least."""
    rule = notice.rule("unit_publicity")
    if "working_days" not in rule.params:
        rule = notice.rule(rule["period"])
    return int(rule["working_days"])


def may_recommend_from(posted_on: date, notice: Notice) -> date:
    """The first day on which the unit may recommend: the day after the notice has ended."""
    return publicity_ends_on(posted_on, notice) + DAY


def unit_publicity(posted_on: date | None, ended_on: date | None, at: date, notice: Notice) -> Finding:
    """Whether the unit's notice has stood long enough by a day; ``ended_on`` is when it was taken down."""
    rule, days = notice.rule("unit_publicity"), publicity_days(notice)
    if posted_on is None:
        return rule.finding(Says.UNMET, f"尚未公示，要求公示{days}个工作日", "unit_files.files.publicity_record")
    full = publicity_ends_on(posted_on, notice)
    until = min(ended_on, at) if ended_on is not None else at
    words = f"{posted_on}张贴（当日不计），须公示{days}个工作日，至{full}"
    if ended_on is not None and ended_on < full:
        stood = max(0, working_days_between(notice.workdays, posted_on, ended_on))
        return rule.finding(
            Says.UNMET,
            f"{words}；{ended_on}撤下，只满{stood}个工作日，差{days - stood}个",
            "unit_files.files.publicity_record",
            mend="公示天数不够，请重新公示。",
        )
    if until < full or (ended_on is None and at <= full):
        return rule.finding(
            Says.UNMET, f"{words}；今日{at}尚未期满", "unit_files.files.publicity_record",
            mend=f"请在{full + DAY}起登记公示结果并推荐。",
        )  # fmt: skip
    return rule.finding(Says.MET, f"{words}，已期满", "unit_files.files.publicity_record")


def handed_in_in_time(facts: Facts, notice: Notice, at: datetime) -> Finding:
    """Whether a hand-in at an instant keeps the personal deadline, and is not before the opening."""
    rule = notice.rule("handed_in_in_time")
    return _in_time(facts, notice, at, rule.id, rule.params.get("window", "personal"))


def corrected_in_time(at: datetime, correct_by: datetime, notice: Notice) -> Finding:
    """Whether a correction keeps its deadline; else the application is deemed abandoned (P-02)."""
    late = is_late(at, correct_by)
    rule = notice.rule("deemed_abandoned" if late else "corrected_in_time")
    words = f"再次提交时间{at:%Y-%m-%d %H:%M:%S}，须在{in_words(correct_by)}前"
    return rule.finding(Says.UNMET if late else Says.MET, words, remedy=Remedy.FINAL)


def _in_time(facts: Facts, notice: Notice, at: datetime, id: str, window: str) -> Finding:
    rule, committee = notice.rule(id), notice.committees.get(facts.dossier.application.committee)
    if committee is None or window not in committee.windows:
        return rule.finding(Says.ASK, "所选评审委员会没有公布截止时间", "application.committee")
    ends, words = committee.windows[window], f"提交时间{at:%Y-%m-%d %H:%M:%S}"
    if committee.opens_at is not None and at < committee.opens_at:
        return rule.finding(
            Says.UNMET,
            f"{words}，自{minute_of(committee.opens_at)}起申报",
            "application.committee",
            mend="请在申报开始后提交。",
        )
    late = is_late(at, ends)
    return rule.finding(
        Says.UNMET if late else Says.MET,
        f"{words}，{'已过' if late else '未过'}截止时间{in_words(ends)}",
        "application.committee",
        remedy=Remedy.FINAL,
    )
