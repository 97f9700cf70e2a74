"""Reads of the year and of the clock that everybody is given as an argument."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from .models import DemoClock, Year

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The demo clock where one stands, else the real time; aware, Asia/Shanghai. For the edges only."""
    stands = demo_clock()
    return stands if stands is not None else datetime.now(SHANGHAI)


def demo_clock() -> datetime | None:
    """Where the demo clock stands, ``None`` outside demonstrations."""
    if not settings.DEMO:
        return None
    row = DemoClock.objects.first()
    return row.stands_at.astimezone(SHANGHAI) if row else None


def open_year() -> Year | None:
    """The year that is open."""
    return Year.objects.filter(closed_at=None).first()


def year_of(number: int) -> Year | None:
    """The year of that number."""
    return Year.objects.filter(year=number).first()


def years() -> QuerySet[Year]:
    """Every year, newest first."""
    return Year.objects.order_by("-year")
