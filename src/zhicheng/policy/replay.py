"""Judging again: the same facts under the same notice give the same verdict for ever; under another, what differs.

A difference says which rule, what it said, what it says, and why, without anything that tells who the person is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from .dossier_file import read_dossier
from .facts import Appraisal, Bar, Entrustment, Facts, File, GreenChannel
from .finding import Finding, Says
from .judge import by_rule, gravest_of_each, judge, judge_unit, verdicts
from .kept import kept as beside
from .notice import Notice

HIDDEN = "…"
UNASKED = "未判断"
PLACE_BOUND = ("employer_in_city", "committee_fits", "committee_open")
"""Rules that ask where a unit lies and before which committee: between two cities they differ for everybody."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_AGE = re.compile(r"\d+周岁(?:\d+个月)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A sealed revision with all that the rules knew of it, as plain values that another process can be handed.

    ``content`` is opened; ``on`` is the day of sealing, and the register stands as it was known at that instant.
    The unit's files are those of today: they are asked about only when two notices are compared.
    """

    number: str
    ordinal: int
    notice_hash: str
    kept: Mapping[str, str]
    content: Mapping[str, Any]
    on: date
    recommended_on: date | None = None
    green_channel_on_file: GreenChannel | None = None
    bars: tuple[Bar, ...] = ()
    entrustment: Entrustment | None = None
    appraisals: tuple[Appraisal, ...] = ()
    unit_files: tuple[File, ...] = ()

    def facts(self) -> Facts:
        """What the rules knew when it was sealed; :class:`ValueError` when the content is not of the schema."""
        said = read_dossier(self.content, {})
        if isinstance(said, tuple):
            raise ValueError("；".join(map(str, said)))
        return Facts(
            dossier=said,
            on=self.on,
            recommended_on=self.recommended_on,
            green_channel_on_file=self.green_channel_on_file,
            bars=self.bars,
            entrustment=self.entrustment,
        )

    def reviewed(self, notice: Notice) -> Facts:
        """The same with what the unit has uploaded, as an office reads it."""
        facts = self.facts()
        proof = notice.rule("written_proof").params.get("material", "written_proof")
        return replace(
            facts,
            dossier=replace(facts.dossier, files=(*facts.dossier.files, *self.unit_files)),
            appraisals=self.appraisals,
            written_proof=any(f.slot == proof for f in self.unit_files),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule that says something else than it said. ``was`` and ``now`` are words of :class:`Says` or 未判断."""

    rule: str
    title: str
    was: str
    now: str
    why: str = ""

    @property
    def words(self) -> str:
        """The difference in one phrase."""
        return f"{self.title}：{self.was}→{self.now}"


def against_kept(kept: Mapping[str, str], facts: Facts, notice: Notice) -> tuple[Difference, ...]:
    """What the rules say now otherwise than the verdicts kept at the sealing; empty for ever (G-23). Words are made
    only where there is a difference."""
    if kept == {id: says.value for id, says in verdicts(facts, notice).items()}:
        return ()
    return _differences(kept, {}, gravest_of_each(judge(facts, notice)), facts, notice, strictly=True)


def between(facts: Facts, before: Notice, after: Notice) -> tuple[Difference, ...]:
    """What one notice would say otherwise than another of the same facts, the unit's part included.

    The facts stay as they are and so does the year: ``after`` is asked as if it had been that year's notice, so that
    years, ages and stays are counted to the same day and only what the rules ask makes a difference. Between two
    cities the rules of :data:`PLACE_BOUND` are left out.
    """
    leaving = PLACE_BOUND if before.region != after.region else ()
    shifted = beside(after, ("as of", before.year), lambda n: replace(n, year=before.year))
    asked = ((verdicts(facts, law), by_rule(judge_unit(facts, law))) for law in (before, shifted))
    if not any(_differ(was, now, leaving) for was, now in zip(*asked, strict=True)):
        return ()
    was = gravest_of_each((*judge(facts, before), *judge_unit(facts, before)))
    now = gravest_of_each((*judge(facts, shifted), *judge_unit(facts, shifted)))
    kept = {id: f.says.value for id, f in was.items() if id not in leaving}
    return _differences(kept, was, {id: f for id, f in now.items() if id not in leaving}, facts, shifted)


def _differ(was: Mapping[str, Says], now: Mapping[str, Says], leaving: Collection[str]) -> bool:
    """Whether two notices say otherwise of a rule; one that is new, or gone, and in nobody's way does not count."""
    return any(was.get(id, Says.MET) is not now.get(id, Says.MET) for id in (*was, *now) if id not in leaving)


def _differences(
    kept: Mapping[str, str],
    was: Mapping[str, Finding],
    now: Mapping[str, Finding],
    facts: Facts,
    notice: Notice,
    *,
    strictly: bool = False,
) -> tuple[Difference, ...]:
    out = []
    for id in dict.fromkeys((*kept, *now)):
        a, b = kept.get(id, UNASKED), now[id].says.value if id in now else UNASKED
        if a == b or (not strictly and {a, b} == {UNASKED, Says.MET.value}):  # new, or gone, and in nobody's way
            continue
        finding = now.get(id) or was.get(id)
        title = notice.rules[id].title if id in notice.rules else finding.title if finding else id
        out.append(Difference(id, title, a, b, without_person(finding, facts) if finding else "今年没有这条规则"))
    return tuple(out)


def without_person(finding: Finding, facts: Facts) -> str:
    """The facts of a finding with every personal value left out; with the dates and ages, too, where it reads one."""
    words = finding.facts
    values = dict(_personal(facts.dossier))
    for value in sorted(values.values(), key=len, reverse=True):
        words = words.replace(value, HIDDEN)
    if any(place in values or place == "basics.born_on" for place in finding.places):
        words = _AGE.sub(HIDDEN, _DAY.sub(HIDDEN, words))
    return words


def _personal(of: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every personal value with its place, as it may stand in words."""
    for f in fields(of):
        value, at = getattr(of, f.name), f"{place}.{f.name}" if place else f.name
        if f.metadata.get("personal") and value not in (None, ""):
            yield at, str(value)
        if is_dataclass(value) and not isinstance(value, type):
            yield from _personal(value, at)
        for n, row in enumerate(value if isinstance(value, tuple) else ()):
            yield from _personal(row, f"{at}.{getattr(row, 'key', n)}")
