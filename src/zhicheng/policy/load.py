"""A folder of ``notices/`` becomes a :class:`Notice`, or the whole list of what is wrong with it.

Reads files and nothing else; never raises on bad content. ``shared`` holds ``standing/`` and ``workdays/``
and is the folder's parent unless told. What each file must hold is in :mod:`zhicheng.policy.loading`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from .loading.codes import read_codes
from .loading.committees import read_committees
from .loading.desk import Desk
from .loading.elsewhere import read_elsewhere
from .loading.head import check_coverage, check_filled, check_head
from .loading.materials import read_defects, read_materials
from .loading.people import read_for_people, read_readings, read_texts
from .loading.rules import check_needed, check_references, read_rules
from .loading.schedules import calendar_note, read_schedules, read_windows
from .loading.stations import read_kinds, read_stations
from .loading.ways import read_ways
from .loading.workdays_file import of_years, read_workdays
from .notice import Notice
from .sheet import Complaint


def load(folder: Path, shared: Path | None = None) -> Notice | tuple[Complaint, ...]:
    """The notice of a folder, or every complaint about it, in order of file and line."""
    desk = Desk(folder, shared or folder.parent)
    notice = _notice(desk)
    return tuple(sorted(set(desk.complaints))) if desk.complaints else notice


def bundle(folder: Path, shared: Path | None = None) -> dict[str, str]:
    """The text of every file that the notice's hash is taken of, by name; :func:`unbundled` reads it again."""
    desk = Desk(folder, shared or folder.parent)
    desk.lay_out()
    desk.digest(desk.sheets["notice.toml"].top.number("year"))
    return {name: raw.decode("utf-8", "replace") for name, raw in desk.files.items()}


def unbundled(files: Mapping[str, str], scratch: Path) -> Notice:
    """The notice of a bundle, written below an empty folder first. It was whole when it was bundled: complaints that
    a later loader would have are no reason to lose a year's law."""
    for name, text in files.items():
        path = scratch / (name if "/" in name else f"notice/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return _notice(Desk(scratch / "notice", scratch))


def _notice(desk: Desk) -> Notice:
    """Everything in its order: codes, number and windows lie on the desk before what asks for them is read; what is
    compared across sheets comes last."""
    text = desk.lay_out()
    read_codes(desk)
    main = desk.sheets["notice.toml"].top
    main.only(
        "id", "year", "number", "title", "issued_on", "addressee", "issuer", "region", "city", "is_synthetic",
        "text_digest", "rules", "stations", "kinds", "materials", "defects", "texts", "for_people",
    )  # fmt: skip
    desk.number = main.text("number")
    year, issued_on = main.number("year", required=True), main.day("issued_on")
    check_head(desk, main, text, issued_on)
    check_filled(desk)
    read_windows(desk)
    workdays = of_years(read_workdays(desk.shared / "workdays", desk.complaints), year)
    if year not in workdays.years:
        main.complain(f"没有{year}年的工作日历，请补充 workdays/{year}.toml", "year")
    rules = read_rules(desk)
    stations = read_stations(desk)
    schedules = read_schedules(desk, rules, year, issued_on)
    committees = read_committees(desk, schedules, rules, stations)
    notice = Notice(
        id=main.text("id"),
        year=year,
        number=desk.number,
        title=main.text("title"),
        issued_on=issued_on,
        addressee=main.text("addressee"),
        issuer=main.text("issuer"),
        hash=desk.digest(year),
        region=main.text("region"),
        city=main.text("city"),
        clauses=MappingProxyType(desk.clauses),
        rules=MappingProxyType(rules),
        ways=read_ways(desk),
        materials=read_materials(desk),
        stations=stations,
        kinds=read_kinds(desk),
        committees=MappingProxyType(committees),
        elsewhere=read_elsewhere(desk, committees),
        defects=MappingProxyType(read_defects(desk)),
        codes=MappingProxyType(
            desk.codes | {"committee": MappingProxyType({c.id: c.name for c in committees.values()})}
        ),
        texts=MappingProxyType(read_texts(desk)),
        readings=read_readings(desk, rules),
        for_people=read_for_people(desk),
        workdays=workdays,
        calendar_note=calendar_note(desk),
        calendar_source=desk.source(desk.sheets["calendar.toml"].top),
        windows=MappingProxyType(desk.windows),
        is_synthetic=main.flag("is_synthetic", False),
    )
    check_references(desk, rules, notice.materials)
    check_needed(desk, rules)
    if not desk.complaints:  # a quotation that is wrong would be complained of twice
        check_coverage(desk, notice, text)
    return notice
