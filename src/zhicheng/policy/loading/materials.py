"""``[[materials]]`` and ``[[defects]]``: what is handed in and on what condition, and why it is returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import places
from ..finding import Remedy
from ..notice import Defect, Material
from ..sheet import Entry
from .codes import table_at
from .desk import SOURCE_KEYS, Desk, check_one_of

UPLOADERS = ("applicant", "handler", "principal")
SECTIONS = frozenset((*places.SECTIONS, places.UNIT_FILES))


def read_materials(desk: Desk) -> tuple[Material, ...]:
    """The slots for files in the notice's order, each on a condition that a dossier can answer."""
    out = []
    for entry in desk.sheets["notice.toml"].tables("materials"):
        entry.only(
            *SOURCE_KEYS, "id", "name", "section", "per_row", "uploader", "when", "required", "hint", "is_original"
        )
        section, uploader = entry.text("section"), entry.text("uploader", required=False) or "applicant"
        per_row, when = entry.flag("per_row", False), entry.table("when")
        if section and section not in SECTIONS:
            entry.complain(f"材料属于不认识的部分 {section}", "section")
        if per_row and section not in places.ROW_SECTIONS:
            entry.complain(f"{section} 没有行，不能 per_row", "per_row")
        check_one_of(entry, "uploader", uploader, UPLOADERS)
        _check_condition(desk, entry, when)
        out.append(
            Material(
                id=desk.id("material", entry),
                name=entry.text("name"),
                section=section,
                source=desk.source(entry),
                per_row=per_row,
                uploader=uploader,
                when=when,
                required=entry.flag("required", True),
                hint=entry.text("hint", required=False),
                is_original=entry.flag("is_original", True),
            )
        )
    return tuple(out)


def _check_condition(desk: Desk, entry: Entry, when: Mapping[str, Any]) -> None:
    """Every path is one of a dossier and every value one of its codes, inside ``any`` too."""
    for path, wanted in when.items():
        if path == "any":
            for group in wanted if isinstance(wanted, tuple) else (wanted,):
                if isinstance(group, Mapping):
                    _check_condition(desk, entry, group)
                else:
                    entry.complain("any 应是条件的列表", "when")
            continue
        table = table_at(path)
        if table is None:
            entry.complain(f"when 中的 {path} 不是申报材料的项", "when")
        elif table and isinstance(wanted, tuple):
            desk.check_codes(entry, "when", table, wanted)


def read_defects(desk: Desk) -> dict[str, Defect]:
    """The reasons that an office may return a dossier for, by id."""
    out = {}
    for entry in desk.sheets["notice.toml"].tables("defects"):
        entry.only(*SOURCE_KEYS, "id", "section", "title", "mend", "remedy", "opens")
        id, section = desk.id("defect", entry), entry.text("section")
        if section and section not in SECTIONS:
            entry.complain(f"原因属于不认识的部分 {section}", "section")
        remedy = entry.text("remedy", required=False) or Remedy.FIX.value
        check_one_of(entry, "remedy", remedy, [r.value for r in Remedy])
        out[id] = Defect(
            id=id,
            section=section,
            title=entry.text("title"),
            source=desk.source(entry),
            mend=entry.text("mend"),
            remedy=Remedy.FINAL if remedy == Remedy.FINAL.value else Remedy.FIX,
            opens=entry.texts("opens"),
        )
    return out
