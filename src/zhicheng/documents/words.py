"""How days, instants, counts and lines are written on paper."""

from __future__ import annotations

from datetime import date, datetime, timedelta


def day(on: date | None) -> str:
    """2019年9月1日; empty for none."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def instant(at: datetime) -> str:
    """2023年10月20日15时04分, in the zone of the instant given."""
    return f"{day(at.date())}{at.hour}时{at.minute:02d}分"


def until(too_late: datetime) -> str:
    """The last moment before an instant: midnight of the 4th is said as 11月3日24时."""
    if (too_late.hour, too_late.minute) == (0, 0):
        return f"{day(too_late.date() - timedelta(days=1))}24时"
    return f"{day(too_late.date())}{too_late.hour}时" + (f"{too_late.minute:02d}分" if too_late.minute else "")


def month(on: date | None) -> str:
    """1980年1月; empty for none."""
    return f"{on.year}年{on.month}月" if on else ""


def counted(number: int) -> str:
    """三 for 3, as copies are counted; figures from ten on."""
    return "零一二三四五六七八九"[number] if number < 10 else str(number)


def joined(*parts: str) -> str:
    """What there is of these, a line each."""
    return "\n".join(p for p in parts if p)


def labelled(label: str, words: str) -> str:
    """The words after their label, as in 文号：…; empty for no words."""
    return f"{label}：{words}" if words else ""
