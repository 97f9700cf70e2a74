"""A sheet of a committee's meeting: facts in pairs, tables, words, lines to sign; and several letters in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..letters import Letter
from ..letters.letter import LetterCode, foot_words, page_words
from ..letters.letter import content as of_letter
from ..press import Press, the_press
from ..words import day

TEMPLATE = "meeting/sheet.typ"
LETTERS = "meeting/letters.typ"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels and values; each takes a row."""

    rows: tuple[tuple[str, str], ...]
    title: str = ""

    def content(self) -> dict[str, Any]:
        return {"kind": "pairs", "title": self.title, "rows": [list(r) for r in self.rows if r[1]]}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads that return on every page. ``widths`` are millimetres, 0 shares what is left.

    ``left`` are the columns that begin at the left; ``empty`` is said in place of no rows. ``is_roomy`` leaves place
    for a pen.
    """

    title: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    left: tuple[int, ...] = ()
    empty: str = "无"
    is_roomy: bool = False

    def content(self) -> dict[str, Any]:
        return {
            "kind": "table", "title": self.title, "heads": list(self.heads), "widths": list(self.widths),
            "rows": [list(r) for r in self.rows], "left": list(self.left), "empty": self.empty, "roomy": self.is_roomy,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs under a heading; lines of the words are paragraphs."""

    words: str
    title: str = ""
    is_small: bool = False

    def content(self) -> dict[str, Any]:
        said = [p.strip() for p in self.words.split("\n") if p.strip()]
        return {"kind": "words", "title": self.title, "words": said, "small": self.is_small}


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines for people to sign on."""

    names: tuple[str, ...]

    def content(self) -> dict[str, Any]:
        return {"kind": "signatures", "names": list(self.names)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is printed on a sheet. ``over`` stands above the title, ``unit`` and ``on`` below everything.

    ``is_wide`` lays it on its side. ``seal`` is printed after the unit.
    """

    over: str
    title: str
    blocks: tuple[Pairs | Table | Words | Signatures, ...]
    unit: str
    on: date | None
    seal: str = "（公章）"
    is_wide: bool = False

    def content(self) -> dict[str, Any]:
        """What the template is filled with, but for its code."""
        return {
            "over": self.over, "title": self.title, "blocks": [b.content() for b in self.blocks], "unit": self.unit,
            "dated": day(self.on), "seal": self.seal, "wide": self.is_wide,
        }  # fmt: skip


def print_sheet(sheet: Sheet, code: LetterCode, *, at: datetime, press: Press | None = None) -> bytes:
    """The sheet as PDF/A-2b, the code on every page. The same sheet at the same instant gives the same bytes."""
    rows = sum(len(b.rows) for b in sheet.blocks if isinstance(b, Table))
    return (press or the_press()).print(
        TEMPLATE, {**sheet.content(), "foot": foot_words(code)}, at=at, code_on=page_words(code), pages=1 + rows // 16
    )


def print_letters(
    letters: Sequence[Letter], title: str, code: LetterCode, *, at: datetime, press: Press | None = None
) -> bytes:
    """Letters one after the other in one file, each on a sheet of its own. ``ValueError`` without a letter."""
    if not letters:
        raise ValueError("nothing to print")
    said = [{**of_letter(each), "foot": foot_words(code)} for each in letters]
    content = {"title": title, "issuer": letters[0].issuer, "letters": said}
    return (press or the_press()).print(LETTERS, content, at=at, code_on=page_words(code), pages=len(letters))
