"""``[[stations]]`` and ``[[kinds]]``: the offices that a dossier goes through, and what may be applied for."""

from __future__ import annotations

from dataclasses import fields

from .. import facts
from ..notice import Kind, StationKind
from .desk import SOURCE_KEYS, Desk, check_one_of

OFFICES = ("employer", "department", "county_office", "city_office", "committee_office")
SEATS = ("handler", "principal", "reviewer")


def read_stations(desk: Desk) -> tuple[StationKind, ...]:
    """The stations in the order of the route, at least one; what they depend on is a field of the employer or of
    ``application``."""
    out = []
    known = {f.name for f in fields(facts.Employer)}
    known |= {f"application.{f.name}" for f in fields(facts.Application)}
    for entry in desk.sheets["notice.toml"].tables("stations"):
        entry.only(
            *SOURCE_KEYS, "id", "name", "office", "seat", "when", "window", "norm_working_days", "returns",
            "opinion",
        )  # fmt: skip
        office, seat, window = entry.text("office"), entry.text("seat"), entry.text("window")
        check_one_of(entry, "office", office, OFFICES)
        check_one_of(entry, "seat", seat, SEATS)
        check_one_of(entry, "window", window, desk.windows)
        when = entry.table("when")
        for name in when:
            if name not in known:
                entry.complain(f"when 中的 {name} 不是用人单位或申报评委会的项", "when")
        out.append(
            StationKind(
                id=desk.id("station", entry),
                name=entry.text("name"),
                seat=seat,
                office=office,
                source=desk.source(entry),
                when=when,
                window=window,
                norm_working_days=entry.number("norm_working_days"),
                returns=entry.flag("returns", True),
                opinion=entry.text("opinion", required=False),
            )
        )
    if not out:
        desk.sheets["notice.toml"].complain((), "没有审核环节 [[stations]]")
    return tuple(out)


def read_kinds(desk: Desk) -> tuple[Kind, ...]:
    """What may be applied for, in what manner and on which levels; each kind and manner once."""
    out: list[Kind] = []
    for entry in desk.sheets["notice.toml"].tables("kinds"):
        entry.only(*SOURCE_KEYS, "id", "kind", "manner", "levels", "voted", "words")
        kind = Kind(
            id=desk.id("kind", entry),
            kind=entry.text("kind"),
            manner=entry.text("manner"),
            voted=entry.flag("voted", True),
            words=entry.text("words"),
            source=desk.source(entry),
            levels=entry.texts("levels"),
        )
        desk.check_codes(entry, "kind", "application_kind", [kind.kind])
        desk.check_codes(entry, "manner", "manner", [kind.manner])
        desk.check_codes(entry, "levels", "level", kind.levels)
        if any((k.kind, k.manner) == (kind.kind, kind.manner) for k in out):
            entry.complain(f"{kind.kind}、{kind.manner} 出现两次", "manner")
        out.append(kind)
    return tuple(out)
