"""``[windows]`` and ``[schedules.NAME]`` of the calendar: the deadlines that a notice knows, and when they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise

from ..notice import Rule
from ..sheet import Entry, to_fill
from ..workdays import ONE_DAY
from .desk import YEARS, Desk

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
MIDNIGHT = time(tzinfo=CHINA)
OPENS, PERSONAL = "opens_at", "personal"


def calendar_note(desk: Desk) -> str:
    """What the calendar says of itself."""
    top = desk.sheets["calendar.toml"].top
    top.only("note", "clause", "says", "windows", "schedules", "committees", "elsewhere")
    return top.text("note")


def read_windows(desk: Desk) -> None:
    """The deadlines that this notice knows, in their order, each by its words; the applicant's own must be one."""
    sheet = desk.sheets["calendar.toml"]
    table = sheet.content.get("windows", {})
    if not isinstance(table, dict) or PERSONAL not in table:
        sheet.complain(("windows",), f"缺少 [windows]，其中须有 {PERSONAL}")
    for key, words in table.items() if isinstance(table, dict) else ():
        if isinstance(words, str) and words.strip() and key != OPENS:
            desk.windows[key] = words
        else:
            sheet.complain(("windows", key), f"截止时间 {key} 没有名称")


def read_schedules(desk: Desk, rules: Mapping[str, Rule], year: int, issued_on: date) -> dict[str, dict[str, datetime]]:
    """The moments of each schedule by window, in order and inside the notice's time."""
    sheet = desk.sheets["calendar.toml"]
    schedules = {name: _moments(desk, entry) for name, entry in sheet.named("schedules")}
    for name, entry in sheet.named("schedules"):
        _check_dates(entry, schedules[name], rules, year, issued_on)
    return schedules


def still_to_fill(desk: Desk, committee: Entry) -> set[str]:
    """The windows whose moment, in the schedule that a committee names, still waits to be filled in."""
    name = committee.content.get("schedule")
    written = next((e.content for n, e in desk.sheets["calendar.toml"].named("schedules") if n == name), {})
    return {window for window, moment in written.items() if to_fill(moment)}


def _moments(desk: Desk, entry: Entry) -> dict[str, datetime]:
    """Windows of a schedule: a date without an hour ends at 24:00, the first instant of the next day (Q6)."""
    out = {}
    entry.only(OPENS, *desk.windows)
    for key, value in entry.content.items():
        if key not in (OPENS, *desk.windows):
            continue
        if isinstance(value, date) and value.year not in YEARS:
            entry.complain(f"{key} 的年份 {value.year} 不可能", key)
        elif isinstance(value, datetime):
            out[key] = value if value.tzinfo else value.replace(tzinfo=CHINA)
        elif isinstance(value, date):
            out[key] = datetime.combine(value if key == OPENS else value + ONE_DAY, MIDNIGHT)
        elif not to_fill(value):
            entry.complain(f"{key} 应是日期或时刻", key)
    order = [(key, out[key]) for key in (OPENS, *desk.windows) if key in out]
    for (first, a), (second, b) in pairwise(order):
        if b < a:
            entry.complain(f"时间次序不对：{second} 早于 {first}", second)
    return out


def _check_dates(
    entry: Entry, times: Mapping[str, datetime], rules: Mapping[str, Rule], year: int, issued_on: date
) -> None:
    """No window before the notice was issued, none after the day by which it wants everything done."""
    last = rules["no_cross_year"].params.get("ends_on") if "no_cross_year" in rules else None
    if not isinstance(last, date) or isinstance(last, datetime) or last.year not in YEARS:
        last = date(year if year in YEARS else YEARS[-1], 12, 31)
    for key, moment in times.items():
        day = moment.astimezone(CHINA).date()
        if day < issued_on:
            entry.complain(f"{key} 早于通知印发日期 {issued_on}", key)
        elif day > last + ONE_DAY or (day > last and moment.astimezone(CHINA).timetz() > MIDNIGHT):
            entry.complain(f"{key} 晚于通知要求完成的 {last}", key)
