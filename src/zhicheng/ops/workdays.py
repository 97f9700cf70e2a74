"""Write ``notices/workdays/YEAR.toml`` from the ``chinesecalendar`` package.

The package follows the State Council's yearly notice with some delay; what it has wrong or not yet is put
right by hand in ``[[override]]`` tables, and those are kept when a year is written again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import chinese_calendar
from chinese_calendar import constants

YEARS = range(2022, 2027)
SOURCE = "国务院办公厅关于{year}年部分节假日安排的通知（据chinesecalendar {version}整理）"


def overrides(path: Path) -> tuple[dict[str, object], ...]:
    """The ``[[override]]`` tables of a file that is already there."""
    if not path.exists():
        return ()
    return tuple(tomllib.loads(path.read_text(encoding="utf-8")).get("override", ()))


def _days(name: str, days: Iterable[date]) -> str:
    return f"{name} = [\n" + "".join(f"  {day.isoformat()},\n" for day in sorted(days)) + "]\n"


def year_text(year: int, kept: Iterable[dict[str, object]] = ()) -> str:
    """The file of one year; ``LookupError`` when the package does not know it."""
    holidays = [day for day in constants.holidays if day.year == year]
    if not holidays:
        raise LookupError(f"chinesecalendar has no year {year}")
    makeup = [day for day in constants.workdays if day.year == year]
    version = getattr(chinese_calendar, "__version__", "")
    text = (
        "# 由 `zhicheng workdays` 生成。要更正请加 [[override]]：date、working、reason；重新生成时保留。\n"
        f'year = {year}\nsource = "{SOURCE.format(year=year, version=version)}"\n\n'
        "# 放假的日子（含周末）\n" + _days("holidays", holidays) + "\n# 调休上班的周末\n" + _days("makeup", makeup)
    )
    for entry in kept:
        text += (
            f"\n[[override]]\ndate = {entry['date']}\nworking = {str(entry['working']).lower()}\n"
            f'reason = "{entry.get("reason", "")}"\n'
        )
    return text


def write_workdays(folder: Path, years: Iterable[int] = YEARS) -> tuple[Path, ...]:
    """Write the years' files into ``folder`` and say which were written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for year in years:
        path = folder / f"{year}.toml"
        path.write_text(year_text(year, overrides(path)), encoding="utf-8")
        written.append(path)
    return tuple(written)
