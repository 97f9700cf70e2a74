"""Next year's folder from this year's: what may still be true is kept, what cannot be is marked to be filled in.

Text in, text out. A mark is a word in place of the value, which the loader complains of wherever it stands, with file
and line: nothing of last year's text, dates or year numbers is carried over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .notice import Notice
from .sheet import TO_FILL

OPTIONAL = frozenset({"codes.toml"})
SHEETS = ("notice.toml", "calendar.toml", "readings.toml", *OPTIONAL)
QUOTATIONS = frozenset({"says", "also"})
"""They stay as they are: the loader complains of each that does not stand in the new text."""
IDENTITY = frozenset({"number", "title", "issued_on", "text_digest"})
BACK = 8  # how many years before the old one a year in our own words is taken for one that counts from it

_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*'
    r"|\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?",
    re.DOTALL,
)
_KEY = re.compile(r'(?:^|[{,])\s*(?:"([^"\n]+)"|([\w-]+))\s*=\s*(?:\[[^\]]*)?$', re.MULTILINE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def next_year(files: Mapping[str, str], before: Notice, *, id: str, year: int) -> dict[str, str]:
    """The files of a new folder by name: ``text.md`` with its headings only, the sheets with marks."""
    out = {name: _marked(files[name], before.year) for name in SHEETS if name in files}
    out["notice.toml"] = _identified(out["notice.toml"], before, id, year)
    out["text.md"] = "".join(
        f"{line}\n\n" for line in files["text.md"].splitlines() if re.match(r"#{1,6}\s", line)
    )  # no word of last year's
    return out


def _identified(text: str, before: Notice, id: str, year: int) -> str:
    """The head of the notice: its own id and year, the rest of its identity to be filled in."""
    head, rest = _split(text)
    head = re.sub(r'^id = ".*"$', f'id = "{id}"', head, flags=re.MULTILINE)
    head = re.sub(r"^year = \d+$", f"year = {year}", head, flags=re.MULTILINE)
    for key in IDENTITY:
        head = re.sub(rf"^{key} = (?!\"{TO_FILL}).*$", f'{key} = "{TO_FILL}"', head, flags=re.MULTILINE)
    head = re.sub(
        rf"^# {re.escape(before.number)}.*$", f"# {year}年度的规则数据，由 {before.id} 开始。", head, flags=re.MULTILINE
    )
    return head + rest


def _split(text: str) -> tuple[str, str]:
    at = re.search(r"^\[", text, flags=re.MULTILINE)
    return (text[: at.start()], text[at.start() :]) if at else (text, "")


def _marked(text: str, year: int) -> str:
    """Every date, and every word of ours that names a year which counts from the old one, as a mark."""

    def piece(found: re.Match[str]) -> str:
        words = found.group()
        if words.startswith("#"):
            return words
        if words[0].isdigit():
            return f'"{TO_FILL}，去年为{words}"'
        keys = _KEY.findall(text[text.rfind("\n", 0, found.start()) + 1 : found.start()])
        key = next((a or b for a, b in reversed(keys)), "")
        if key in QUOTATIONS or not _names_year(words, year):
            return words
        quote = words[:3] if words[:3] in ('"""', "'''") else words[0]
        inner = words[len(quote) : -len(quote)]
        return (
            f"{quote}{TO_FILL}，去年为：{inner}{quote}"
            if not inner.startswith("\n")
            else f"{quote}\n{TO_FILL}，去年为：{inner}{quote}"
        )

    return _PIECE.sub(piece, text)


def _names_year(words: str, year: int) -> bool:
    """Whether words name the old year, or outside a document's number a year shortly before it."""
    if str(year) in words:
        return True
    bare = re.sub(r"[〔\[（(]\d{4}[〕\]）)]", "", words)
    return any(year - BACK <= int(y) <= year + 1 for y in _YEAR.findall(bare))
