"""Places of a dossier: what a finding points to and what a letter opens.

A place is a dotted path: ``section``, ``section.field``, ``section.row.field``,
``section.row.files.slot``, ``section.files.slot``, or ``section.+`` for «a new row».
A place covers itself and everything below it.
"""

from __future__ import annotations

from collections.abc import Iterable

SECTIONS: dict[str, str] = {
    "application": "申报评委会",
    "basics": "基本信息",
    "title": "现任职称",
    "other_titles": "其他职称",
    "studies": "学习经历",
    "jobs": "工作经历",
    "achievements": "业绩",
    "pledge": "承诺",
}
ROW_SECTIONS: tuple[str, ...] = ("other_titles", "studies", "jobs", "achievements")
UNIT_FILES = "unit_files"  # 单位附件: the employer's own, never the applicant's


def place(section: str, *rest: str) -> str:
    """Join the parts of a place."""
    return ".".join([section, *filter(None, rest)])


def file_place(section: str, row: str, slot: str) -> str:
    """The place of a file."""
    return f"{section}.{row}.files.{slot}" if row else f"{section}.files.{slot}"


def covers(opened: str, asked: str) -> bool:
    """Whether opening one place opens another: itself and everything below it."""
    return asked == opened or asked.startswith(opened + ".")


def is_open(opened: Iterable[str], asked: str) -> bool:
    """Whether any opened place covers the one asked for."""
    return any(covers(o, asked) for o in opened)
