"""The notice as a whole: its head against its text, what still waits to be filled in, and what nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from .. import coverage
from ..notice import Notice
from ..sheet import Complaint, Entry, to_fill
from .desk import FOLDER_SHEETS, Desk
from .text import stripped, text_digest


def check_head(desk: Desk, main: Entry, text: str, issued_on: date) -> None:
    """The text is the one whose digest is written down, and the notice calls itself what its text calls it."""
    if text and main.text("text_digest") != text_digest(text):
        main.complain(f"text.md 的文字与 text_digest 不符：通知的字句有改动，现为 {text_digest(text)}", "text_digest")
    whole = "".join(stripped(c.text) for c in desk.clauses.values())
    for key in ("number", "title", "addressee"):
        value = main.text(key, required=False)
        if value and not to_fill(value) and stripped(value) not in whole:
            main.complain(f"{key} 与通知正文不符", key)
    if (
        whole
        and not to_fill(main.content.get("issued_on"))
        and f"{issued_on.year}年{issued_on.month}月{issued_on.day}日" not in whole
    ):
        main.complain("issued_on 与通知正文的日期不符", "issued_on")


def check_filled(desk: Desk) -> None:
    """Nothing still waits to be filled in: see :mod:`zhicheng.policy.next_year`."""
    for name in FOLDER_SHEETS:
        sheet = desk.sheets[name]
        for path, words in _texts_below((), sheet.content):
            if to_fill(words):
                sheet.complain(path, f"还没有填写：{' '.join(words.split())[:60]}")


def check_coverage(desk: Desk, notice: Notice, text: str) -> None:
    """Every character outside headings is claimed by a rule, a date, a material … or left to people, with why."""
    for line, stretch in coverage.lines_of(text, coverage.unclaimed(notice), notice.clauses):
        words = stretch.text.strip()
        desk.complaints.append(
            Complaint(
                "text.md",
                line,
                f"{stretch.clause} 的这句话没有规则、环节、材料、评委会引用，也没有写明为何只能由人办理：“{words}”",
                stretch.clause,
            )
        )


def _texts_below(path: tuple[str | int, ...], value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a sheet with its path."""
    if isinstance(value, str):
        yield path, value
    for key, below in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _texts_below((*path, key), below)
