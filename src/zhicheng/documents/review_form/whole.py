"""Whether a printed form is whole: every string of its facts, looked for in the text of the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import pypdfium2

from .. import page_code
from ..words import day, instant
from .form import BEIJING, Names, ReviewForm


def values(form: ReviewForm) -> tuple[str, ...]:
    """Every string that must be on the paper, in print form: all of the dossier and of what was added.

    Read from the fields of the facts, not from the layout, so that a field that the layout forgot is
    found missing. Left out: row keys (which only tie files to rows), the year's and files' numbers as
    bare digits, and 是/否.
    """
    found = dict.fromkeys(_of(form.dossier, form.names))
    unit = form.unit
    said = [
        unit.comparison,
        unit.handler,
        unit.principal,
        day(unit.publicity_from),
        day(unit.publicity_to),
        unit.publicity_place,
        unit.publicity_result,
        unit.opinion,
        unit.pledge,
        day(unit.recommended_on),
        form.pledge_words,
        form.maker,
        page_code.check_words(form.digest),
        f"第 {form.revision} 版",
    ]
    for opinion in form.opinions:
        said += [opinion.station_name, opinion.office, opinion.person, opinion.opinion, day(opinion.on)]
    part = form.meeting
    said += [part.panel, *part.votes, part.committee, part.confirmation, part.confirmation_number]
    said += [day(on) for on in (part.panel_on, part.committee_on, part.confirmed_on)]
    said += [words for year, grade in form.appraisals for words in (f"{year}年", form.names("appraisal_grade", grade))]
    found.update(dict.fromkeys(line.strip() for words in said for line in words.split("\n")))
    return tuple(words for words in found if words)


def missing(form: ReviewForm, pdf: bytes) -> tuple[str, ...]:
    """Those of :func:`values` that the text layer of a printed form lacks; empty when it is whole.

    White space does not count. A value may run on over the end of a page, past its foot and the
    repeated head of a table.
    """
    pages = page_texts(pdf)
    whole = "\f".join(pages)
    return tuple(words for words in values(form) if (w := _bare(words)) not in whole and not _runs_on(w, pages))


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """The text layer of every page without white space."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_bare(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def _of(facts: Any, names: Names) -> Iterator[str]:
    for each in fields(facts):
        value = getattr(facts, each.name)
        if each.name in ("key", "row") or value is None or value == "" or isinstance(value, bool | int):
            continue
        table = "material" if each.name == "slot" else each.metadata.get("codes", "")
        if isinstance(value, tuple):
            for row in value:
                yield from _of(row, names)
        elif is_dataclass(value):
            yield from _of(value, names)
        elif isinstance(value, datetime):
            yield instant(value.astimezone(BEIJING))
        elif isinstance(value, date):
            yield day(value)
        elif table:
            yield names(table, value)
        elif each.name == "digest":
            yield page_code.check_words(value)
        else:
            yield from (line.strip() for line in value.split("\n") if line.strip())


def _runs_on(words: str, pages: tuple[str, ...]) -> bool:
    """Whether the words are there in pieces on pages that follow each other."""
    for first in range(len(pages) - 1):
        rest = words
        for page in pages[first:]:
            length = _longest_start(rest, page)
            if length < min(4, len(rest)):
                break
            rest = rest[length:]
            if not rest:
                return True
    return False


def _longest_start(words: str, text: str) -> int:
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if words[:middle] in text else (low, middle - 1)
    return low


def _bare(words: str) -> str:
    return "".join(words.split())
