"""``text.md``: the notice word for word, by clause, and how words are compared with it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from .. import coverage
from ..notice import Clause
from ..sheet import Complaint

LONGEST_HEADING = 24
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*$")
_NUMBERED = re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、)")


def stripped(words: str) -> str:
    """The words without any white space, full-width included: what a quotation is compared by."""
    return "".join(words.split())


def text_digest(text: str) -> str:
    """SHA-256 of the characters that stand outside headings."""
    body = "\n".join(line for line in text.splitlines() if not _HEADING.match(line))
    return hashlib.sha256(stripped(body).encode()).hexdigest()


def read_clauses(text: str, file: str, complaints: list[Complaint]) -> dict[str, Clause]:
    """The clauses of ``text.md`` by id. Headings hold ids only, so that no word is lost or doubled."""
    found: dict[str, list[str]] = {}
    here: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if heading := _HEADING.match(line):
            id = heading[2]
            if id in found:
                complaints.append(Complaint(file, number, f"条款 {id} 出现两次", id))
            here = found.setdefault(id, [])
        elif here is not None:
            here.append(line)
        elif line.strip():
            complaints.append(Complaint(file, number, "第一个标题之前有文字"))
    return {id: Clause(id, _heading(id, lines), "\n".join(lines).strip()) for id, lines in found.items()}


def _heading(id: str, lines: Sequence[str]) -> str:
    """The number as people write it, with the notice's own short heading where it has one."""
    shown = id.replace("(", "（").replace(")", "）")
    first = next((line.strip() for line in lines if line.strip()), "")
    words, _, rest = _NUMBERED.sub("", first).partition("。")
    if not _NUMBERED.match(first) or len(words) > LONGEST_HEADING or (not rest and "。" in first):
        return shown
    return f"{shown}{'' if shown.endswith('）') else '、'}{words}"


def whole_texts(clauses: Mapping[str, Clause]) -> dict[str, str]:
    """Each clause's words with those below it, without white space."""
    return {
        id: "".join(stripped(c.text) for other, c in clauses.items() if other == id or coverage.is_below(other, id))
        for id in clauses
    }
