"""``workdays/YEAR.toml``: the State Council's holidays and made-up working days, and what overrides them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from ..notice import Workdays
from ..sheet import Complaint, Entry, Sheet


def read_workdays(folder: Path, complaints: list[Complaint], name: str = "workdays") -> Workdays:
    """Every year's file of a folder, its ``[[override]]`` tables applied."""
    years: set[int] = set()
    off: set[date] = set()
    on: set[date] = set()
    sources: dict[int, str] = {}
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        sheet = Sheet.read(f"{name}/{path.name}", path.read_bytes(), complaints)
        if not sheet.content:
            continue
        top = sheet.top
        top.only("year", "source", "holidays", "makeup", "override")
        year = top.number("year", required=True)
        if year in years:
            top.complain(f"{year}年的工作日历出现两次", "year")
        years.add(year)
        sources[year] = top.text("source")
        off |= set(_days(top, "holidays", year))
        on |= set(_days(top, "makeup", year))
        for entry in sheet.tables("override"):
            entry.only("date", "working", "reason")
            day = entry.day("date")
            working = entry.flag("working", False)
            entry.text("reason")
            (on if working else off).add(day)
            (off if working else on).discard(day)
    return Workdays(frozenset(years), frozenset(off), frozenset(on), MappingProxyType(sources))


def of_years(workdays: Workdays, year: int) -> Workdays:
    """The year and the next: what a notice may count by, and what its hash is taken of."""
    years = frozenset((year, year + 1))
    return Workdays(
        workdays.years & years,
        frozenset(d for d in workdays.holidays if d.year in years),
        frozenset(d for d in workdays.makeup if d.year in years),
        MappingProxyType({y: s for y, s in workdays.sources.items() if y in years}),
    )


def _days(entry: Entry, key: str, year: int) -> Iterator[date]:
    value = entry.content.get(key, [])
    for day in value if isinstance(value, list) else ():
        if isinstance(day, date) and not isinstance(day, datetime) and day.year == year:
            yield day
        else:
            entry.complain(f"{key} 中的 {day} 不是{year}年的日期", key)
