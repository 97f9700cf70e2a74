"""``[[elsewhere]]`` of the calendar: where those go whom no committee takes in, so that nobody goes nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from ..notice import Asked, Committee, Elsewhere
from .desk import SOURCE_KEYS, Desk

DIMENSIONS = frozenset({"specialty", "locality", "tenure", "region"})


def read_elsewhere(desk: Desk, committees: Mapping[str, Committee]) -> tuple[Elsewhere, ...]:
    """Where the rest goes; together with the committees every combination must have a place to go."""
    sheet = desk.sheets["calendar.toml"]
    out = []
    for entry in sheet.tables("elsewhere"):
        entry.only(*SOURCE_KEYS, "id", "title", "words", "series", "levels", "kinds", "is_local")
        row = Elsewhere(
            id=desk.id("elsewhere", entry),
            title=entry.text("title"),
            says=entry.text("words"),
            source=desk.source(entry),
            series=entry.texts("series"),
            levels=entry.texts("levels"),
            kinds=entry.texts("kinds"),
            is_local=entry.flag("is_local", True) if "is_local" in entry else None,
        )
        desk.check_codes(entry, "series", "series", row.series)
        desk.check_codes(entry, "levels", "level", row.levels)
        desk.check_codes(entry, "kinds", "application_kind", row.kinds)
        out.append(row)
    _check_total(desk, committees, out)
    return tuple(out)


def _check_total(desk: Desk, committees: Mapping[str, Committee], rows: Sequence[Elsewhere]) -> None:
    """Complain, once for each series and level, of what neither a committee nor a row takes in."""
    lost: dict[tuple[str, str], list[Asked]] = {}
    narrower = any(c.region != desk.sheets["notice.toml"].content.get("region") for c in committees.values())
    by = {"specialty": any(c.specialties for c in committees.values()), "region": narrower,
          "locality": any(c.localities for c in committees.values()),
          "tenure": any(c.person_kinds for c in committees.values())}  # fmt: skip
    for asked in combinations_of(desk.codes, frozenset(name for name, tells in by.items() if tells)):
        if not any(r.covers(asked) for r in rows) and not any(c.covers(asked) for c in committees.values()):
            lost.setdefault((asked.series, asked.level), []).append(asked)
    for (series, level), missing in lost.items():
        one = missing[0]
        words = "、".join(w for w in (one.title, one.kind, one.locality, "" if one.is_local else "外地单位") if w)
        desk.sheets["calendar.toml"].complain(
            (),
            f"{desk.codes['series'].get(series, series)}系列{desk.codes['level'].get(level, level)}"
            f"有{len(missing)}种情形没有去处（如：{words}），请补评委会或 [[elsewhere]]",
        )


def combinations_of(codes: Mapping[str, Mapping[str, str]], by: frozenset[str] = DIMENSIONS) -> Iterator[Asked]:
    """Every point that the calendar may be asked about: each title of each series and level, in every kind, from
    inside the city and from outside, and in each of the dimensions named, which are those that a committee tells
    apart."""
    of_series: dict[str, list[str]] = {}
    for specialty, series in codes.get("specialty_series", {}).items():
        of_series.setdefault(series, []).append(specialty)
    kinds = tuple(codes.get("application_kind", ()))
    localities = ("", *codes.get("locality", ())) if "locality" in by else ("",)
    tenures = tuple(codes.get("tenure", ("",))) if "tenure" in by else ("",)
    regions = tuple(codes.get("region", ())) if "region" in by else ("",)
    for key, names in codes.get("title", {}).items():
        series, _, level = key.partition("/")
        specialties = of_series.get(series, [""]) if "specialty" in by else [""]
        for title, specialty, kind, locality, tenure, region in product(
            names.split("、"), specialties, kinds, localities, tenures, regions
        ):
            yield Asked(series, level, title, specialty, kind, locality, tenure, region)
            yield Asked(series, level, title, specialty, kind, locality, tenure, region, is_local=False)
