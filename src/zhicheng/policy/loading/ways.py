"""``standing/ways.toml``: the ways to a title."""

from __future__ import annotations

from ..finding import Source
from ..notice import Way
from ..sheet import Entry
from .codes import check_titles
from .desk import SURENESSES, Desk, check_one_of

WAY_DEGREES = ("", "4", "3", "2")


def read_ways(desk: Desk) -> tuple[Way, ...]:
    """The ways in the order of the sheet; ``[defaults.NAME]`` stands for what a way that names it leaves out."""
    sheet = desk.sheets["standing/ways.toml"]
    defaults = {name: entry.content for name, entry in sheet.named("defaults")}
    out = []
    for entry in sheet.tables("ways"):
        entry.only(
            "defaults", "id", "series", "level", "title", "source", "sureness", "schoolings", "needs_degree",
            "title_from", "level_from", "appointed_years", "worked_years", "by_person", "needs_appointment",
            "manner", "stages", "words",
        )  # fmt: skip
        shared = entry.text("defaults", required=False)
        if shared and shared not in defaults:
            entry.complain(f"没有 [defaults.{shared}]", "defaults")
        entry.defaults = {"manner": "正常", **defaults.get(shared, {})}
        way = Way(
            id=desk.id("way", entry),
            series=entry.text("series"),
            level=entry.text("level"),
            title=entry.text("title"),
            source=Source(document=entry.text("source"), ours=entry.text("words"), sureness=entry.text("sureness")),
            schoolings=entry.texts("schoolings", required=not entry.flag("by_person", False)),
            needs_degree=entry.text("needs_degree", required=False),
            title_from=entry.text("title_from", required=False),
            level_from=entry.text("level_from", required=False),
            appointed_years=entry.number("appointed_years"),
            worked_years=entry.number("worked_years"),
            by_person=entry.flag("by_person", False),
            needs_appointment=entry.flag("needs_appointment", True),
            manner=entry.text("manner"),
            stages=entry.texts("stages"),
            words=entry.text("words"),
        )
        _check_way(desk, entry, way)
        out.append(way)
    return tuple(out)


def _check_way(desk: Desk, entry: Entry, way: Way) -> None:
    """Series, levels, titles, schoolings, degrees and stages are ones that there are."""
    desk.check_codes(entry, "series", "series", [way.series])
    desk.check_codes(entry, "level", "level", [way.level])
    desk.check_codes(entry, "level_from", "level", [way.level_from])
    desk.check_codes(entry, "schoolings", "schooling", way.schoolings)
    desk.check_codes(entry, "manner", "manner", [way.manner])
    check_one_of(entry, "needs_degree", way.needs_degree, WAY_DEGREES)
    check_one_of(entry, "sureness", way.source.sureness, SURENESSES)
    check_titles(desk, entry, "title", way.series, way.level, [way.title])
    check_titles(desk, entry, "title_from", way.series, way.level_from, [way.title_from])
    known = set(desk.codes.get("stage", {}).values())
    for stage in way.stages:
        if stage not in known:
            entry.complain(f"没有学段 {stage}", "stages")
