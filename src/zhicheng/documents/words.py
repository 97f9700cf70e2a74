"""How days and instants are written on paper."""

from __future__ import annotations

from datetime import date, datetime


def day(on: date | None) -> str:
    """2019年9月1日; empty for none."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def instant(at: datetime) -> str:
    """2023年10月20日15时04分, in the zone of the instant given."""
    return f"{day(at.date())}{at.hour}时{at.minute:02d}分"
