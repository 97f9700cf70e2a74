"""Who answers for each character of a notice: every stretch of the text is claimed, or is printed as unclaimed.

A claim is a quotation: of a rule, a station, a material, a committee, a text, the calendar, the notice's own
head, or of ``for_people`` with the reason why only people can keep it. White space is nobody's; the stops and
brackets that follow a quotation belong to it, and so does the number of a paragraph that stands before one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from .notice import Clause, Notice

_STOPS = re.compile(r"[。，、；：！？“”‘’（）()《》〔〕…—\s]+")
_NUMBER = re.compile(r"(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、|\d+[.．、])\s*")


@dataclass(frozen=True, slots=True)
class Claim:
    """Who claims which words of which clause. ``kind`` is rule, station, material, committee, text, calendar, head
    or people; ``id`` is its name there and ``words`` what is shown for it."""

    kind: str
    id: str
    words: str
    clause: str
    says: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive characters of a clause with the same claims; none: nobody answers for them."""

    clause: str
    begin: int  # in the clause's text
    end: int
    text: str
    claims: tuple[Claim, ...]


def claims(notice: Notice) -> tuple[Claim, ...]:
    """Everything that quotes the notice, in a fixed order."""
    return tuple(c for c in _claims(notice) if c.says and c.clause)


def _claims(notice: Notice) -> Iterator[Claim]:
    first = next(iter(notice.clauses), "")
    day = notice.issued_on
    for id, words in (
        ("number", notice.number),
        ("title", notice.title),
        ("addressee", notice.addressee),
        ("issued_on", f"{day.year}年{day.month}月{day.day}日"),
    ):
        yield Claim("head", id, words, _where(words, notice.clauses) or first, words)
    for rule in notice.rules.values():
        for says in (rule.source.says, *rule.also):
            yield Claim("rule", rule.id, rule.title, rule.source.clause, says)
    for station in notice.stations:
        yield Claim("station", station.id, station.name, station.source.clause, station.source.says)
    for kind in notice.kinds:
        yield Claim("kind", kind.id, kind.id, kind.source.clause, kind.source.says)
    for material in notice.materials:
        yield Claim("material", material.id, material.name, material.source.clause, material.source.says)
    for committee in notice.committees.values():
        yield Claim("committee", committee.id, committee.name, committee.source.clause, committee.source.says)
    for row in notice.elsewhere:
        yield Claim("elsewhere", row.id, row.title, row.source.clause, row.source.says)
    for defect in notice.defects.values():
        yield Claim("defect", defect.id, defect.title, defect.source.clause, defect.source.says)
    source = notice.calendar_source
    yield Claim("calendar", "calendar", notice.calendar_note, source.clause, source.says)
    for sentence in notice.for_people:
        yield Claim("people", sentence.clause, sentence.why, sentence.clause, sentence.says)


def stretches(notice: Notice) -> Mapping[str, tuple[Stretch, ...]]:
    """Each clause's text cut where its claims begin and end; together they are the whole text."""
    asked: dict[str, list[tuple[int, int, Claim]]] = {id: [] for id in notice.clauses}
    for claim in claims(notice):
        for clause, begin, end in _places(claim, notice.clauses):
            asked[clause].append((begin, end, claim))
    return {id: tuple(_cut(clause, asked[id])) for id, clause in notice.clauses.items()}


def unclaimed(notice: Notice) -> tuple[Stretch, ...]:
    """What nobody answers for; white space alone is nothing."""
    return tuple(s for list_ in stretches(notice).values() for s in list_ if not s.claims and s.text.strip())


def _cut(clause: Clause, asked: Sequence[tuple[int, int, Claim]]) -> Iterator[Stretch]:
    text = clause.text
    edges = sorted({0, len(text), *(e for begin, end, _ in asked for e in (begin, end))})
    for begin, end in pairwise(edges):
        over = tuple(c for b, e, c in asked if b <= begin and end <= e)
        yield Stretch(clause.id, begin, end, text[begin:end], over)


def _places(claim: Claim, clauses: Mapping[str, Clause]) -> Iterator[tuple[str, int, int]]:
    """Where a quotation stands: in its clause, else in those below it; with its stops and its number."""
    wanted = "".join(claim.says.split())
    own = claim.clause
    for id in sorted((i for i in clauses if i == own or is_below(i, own)), key=lambda i: (i != own, len(i))):
        found = _find(wanted, clauses[id].text)
        if found is not None:
            yield id, *found
            return
    # a quotation that runs over the clause's end is found by its parts nowhere; the loader has complained of it


def _find(wanted: str, text: str) -> tuple[int, int] | None:
    at = [i for i, c in enumerate(text) if not c.isspace()]
    begin = "".join(text[i] for i in at).find(wanted)
    if begin < 0:
        return None
    first, last = at[begin], at[begin + len(wanted) - 1] + 1
    if stops := _STOPS.match(text, last):
        last = stops.end()
    line = text.rfind("\n", 0, first) + 1
    before = text[line:first]
    if _NUMBER.fullmatch(before.strip() + " ") or not before.strip(" 　“‘（《"):
        first = line
    return first, last


def _where(words: str, clauses: Mapping[str, Clause]) -> str:
    wanted = "".join(words.split())
    return next((id for id, c in clauses.items() if wanted and wanted in "".join(c.text.split())), "")


def is_below(id: str, above: str) -> bool:
    """Whether a clause stands below another: ``二(五)1`` below ``二(五)`` below ``二``."""
    return id.startswith(above) and id != above and (id[len(above)] == "(" or above.endswith(")"))


def lines_of(text: str, found: Iterable[Stretch], clauses: Mapping[str, Clause]) -> Iterator[tuple[int, Stretch]]:
    """The line of ``text.md`` on which each stretch begins, counted from 1."""
    starts = list(accumulate((len(line) for line in text.splitlines(keepends=True)), initial=0))
    for stretch in found:
        clause = clauses[stretch.clause]
        base = text.find(clause.text) if clause.text else 0
        lead = len(stretch.text) - len(stretch.text.lstrip())
        yield bisect_right(starts, max(base, 0) + stretch.begin + lead), stretch


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a clause with whoever answers for words of it. ``begins`` marks the first of a paragraph."""

    text: str
    claims: tuple[Claim, ...]
    begins: bool


def sentences(notice: Notice) -> Mapping[str, tuple[Sentence, ...]]:
    """Each clause sentence by sentence: cut at a full stop, a semicolon or the end of a paragraph."""
    cut = stretches(notice)
    return {id: tuple(_sentences(clause.text, cut[id])) for id, clause in notice.clauses.items()}


def _sentences(text: str, parts: Sequence[Stretch]) -> Iterator[Sentence]:
    begins = True
    for found in _SENTENCE.finditer(text):
        words = found.group().strip()
        if words:
            over = (c for s in parts if s.begin < found.end() and found.start() < s.end for c in s.claims)
            yield Sentence(words, tuple(dict.fromkeys(over)), begins)
        begins = found.group().endswith("\n")


_SENTENCE = re.compile(r"[^。；\n]*(?:[。；]|\n+|$)")
