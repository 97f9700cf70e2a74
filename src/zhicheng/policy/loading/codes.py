"""``codes.toml``: the code tables of the house and of a folder, and which of them a dossier's fields are told by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from types import MappingProxyType

from .. import facts
from ..sheet import Entry
from .desk import OWN_CODES, Desk

_ROWS = (facts.OtherTitle, facts.Study, facts.Job, facts.Achievement)
_PARTS: dict[str, type] = {
    "application": facts.Application,
    "basics": facts.Basics,
    "basics.contract": facts.Contract,
    "basics.green_channel": facts.GreenChannel,
    "employer": facts.Employer,
    "title": facts.Title,
    "pledge": facts.Pledge,
}


def read_codes(desk: Desk) -> None:
    """Lay the tables on the desk, the folder's own in the place of the standing ones of that name; every table that a
    dossier's fields name must be there."""
    sheet = desk.sheets["standing/codes.toml"]
    own = desk.sheets.get(OWN_CODES)
    for table, entry in (*sheet.named_tables(), *(own.named_tables() if own else ())):
        for code, name in entry.content.items():
            if not isinstance(name, str) or not name.strip():
                entry.complain(f"代码 {code} 没有名称", code)
        desk.codes[table] = MappingProxyType({k: v for k, v in entry.content.items() if isinstance(v, str)})
    for table in sorted(_tables_named_in_facts() - set(desk.codes) - {"committee"}):
        sheet.complain((), f"缺少代码表 {table}")


def check_titles(desk: Desk, entry: Entry, key: str, series: str, level: str, titles: Iterable[str]) -> None:
    """Complain of each title that the series does not have on that level."""
    known = desk.codes.get("title", {}).get(f"{series}/{level}", "").split("、")
    for title in titles:
        if title and title not in known:
            entry.complain(f"{series} 系列 {level} 级没有职称 {title}", key)


def table_at(path: str) -> str | None:
    """The code table of a path of a dossier, empty when it has none, ``None`` when there is no such path."""
    head, _, name = path.rpartition(".")
    if not head:
        return "" if name in {f.name for f in fields(facts.Dossier)} else None
    for kind in _ROWS if head == "row" else (_PARTS[head],) if head in _PARTS else ():
        for f in fields(kind):
            if f.name == name:
                return str(f.metadata.get("codes", ""))
    return None


def _tables_named_in_facts() -> set[str]:
    kinds = (*_PARTS.values(), *_ROWS)
    return {f.metadata["codes"] for kind in kinds for f in fields(kind) if "codes" in f.metadata}
