"""Working days: arithmetic on the State Council's calendar, and the alarm for years it lacks.

A year that the calendar does not know is never guessed: ``LookupError`` names it (S5.4-03, S2.5.9-03).
"""

from __future__ import annotations

from datetime import date, timedelta

from .notice import Workdays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_workday(workdays: Workdays, day: date) -> bool:
    """Whether people work on that day; ``LookupError`` when its year is not in the calendar."""
    if day.year not in workdays.years:
        raise LookupError(f"工作日历没有{day.year}年，请先补充 notices/workdays/{day.year}.toml")
    if day in workdays.makeup:
        return True
    return day.weekday() < SATURDAY and day not in workdays.holidays


def add_working_days(workdays: Workdays, start: date, days: int) -> date:
    """The working day that lies ``days`` working days after ``start`` (before it, when negative).

    The start itself is never counted, so the notice put up on 2023-10-16 for 5 days ends on the 23rd.
    ``days == 0`` gives the start as it is.
    """
    step = ONE_DAY if days > 0 else -ONE_DAY
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_workday(workdays, day)
    return day


def working_days_between(workdays: Workdays, start: date, end: date) -> int:
    """Working days after ``start`` up to and with ``end``; negative when ``end`` lies before ``start``.

    Additive: ``between(a, b) + between(b, c) == between(a, c)`` in whatever order the days lie.
    """
    if end < start:
        return -working_days_between(workdays, end, start)
    return sum(is_workday(workdays, start + ONE_DAY * n) for n in range(1, (end - start).days + 1))


def missing_years(workdays: Workdays, on: date) -> tuple[int, ...]:
    """The alarm: this year and the next, as far as the calendar lacks them."""
    return tuple(year for year in (on.year, on.year + 1) if year not in workdays.years)
