"""Days, months and years as the notice counts them: plain arithmetic on dates, ends inclusive."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
SHORTEST = 28  # days that every month has


@lru_cache(maxsize=65536)
def add_months(day: date, months: int) -> date:
    """The same day some calendar months later, or that month's last day when it has no such day.

    A page of the calendar is kept once it has been looked up: people share their days.
    """
    index, last = day.year * 12 + day.month - 1 + months, day.day
    year, month = index // 12, index % 12 + 1
    if last > SHORTEST:
        last = min(last, monthrange(year, month)[1])
    return date(year, month, last)


def whole_years(start: date, end: date) -> int:
    """Full years from ``start`` counted to ``end``; 2019-12-31 to 2023-12-31 is four. Never negative."""
    return max(0, end.year - start.year - ((end.month, end.day) < (start.month, start.day)))


def merged(spans: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """The union of closed spans as disjoint, non-adjacent spans in order; reversed spans are dropped."""
    out: list[tuple[date, date]] = []
    for begin, end in sorted(s for s in spans if s[0] <= s[1]):
        if out and begin <= out[-1][1] + DAY:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return tuple(out)


def days_in(spans: Iterable[tuple[date, date]]) -> int:
    """How many days the union of closed spans covers."""
    return sum((end - begin).days + 1 for begin, end in merged(spans))


def gaps(spans: Iterable[tuple[date, date]], begin: date, end: date) -> tuple[tuple[date, date], ...]:
    """The closed spans of ``begin``–``end`` that none of ``spans`` covers, in order."""
    out: list[tuple[date, date]] = []
    at = begin
    for first, last in merged(spans):
        if last < at:
            continue
        if first > end:
            break
        if first > at:
            out.append((at, first - DAY))
        at = last + DAY
        if at > end:
            return tuple(out)
    if at <= end:
        out.append((at, end))
    return tuple(out)


def longer_than(gap: tuple[date, date], months: int) -> bool:
    """Whether a closed gap holds more than that many calendar months."""
    return gap[1] >= add_months(gap[0], months)
