"""What a rule says of a dossier: met, unmet, or ask a person; and what a refusal carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

N = TypeVar("N", bound=tuple[Any, ...])

made: Callable[[type[N], tuple[Any, ...]], N] = tuple.__new__
"""``made(Named, (a, b))`` is ``Named(a, b)`` of a named tuple, all fields given, a call of Python less."""

NO_NUMBERS: Mapping[str, str | int] = MappingProxyType({})


class Says(Enum):
    """The three verdicts; software never pretends to judge what only a reviewer can see."""

    MET = "符合"
    UNMET = "不符合"
    ASK = "需人工判断"


MET, UNMET, ASK = Says.MET, Says.UNMET, Says.ASK  # by these names rules speak: an enum's member is slow to look up


def gravest(says: Iterable[Says] | Says) -> Says | None:
    """The gravest of some verdicts, or the one given: UNMET before ASK before MET; ``None`` of none."""
    if isinstance(says, Says):
        return says
    many = tuple(says)
    return UNMET if UNMET in many else ASK if ASK in many else MET if many else None


class Remedy(Enum):
    """Whether a deficiency can still be mended in this year."""

    FIX = "可补正"
    FINAL = "今年不能补正"


FIX, FINAL = Remedy.FIX, Remedy.FINAL


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from, in words fit to be shown.

    ``says`` is a word-for-word quotation and is empty when the text is not at hand; then
    ``ours`` holds our own words and ``sureness`` how sure we are (确定, 较确定, 不确定).
    """

    document: str = ""
    clause: str = ""
    says: str = ""
    ours: str = ""
    sureness: str = ""

    @property
    def words(self) -> str:
        """The quotation, or our own words marked as such."""
        return self.says or self.ours


def basis(source: Source) -> str:
    """依据 in words: clause and quotation, or our own words, marked as not checked against the original."""
    where = f"{source.document}{source.clause}"
    if source.says:
        return f"{where}：“{source.says}”" if where else f"“{source.says}”"
    marks = ["未核对原文"]
    if where:
        marks.append(f"据{where}")
    if source.sureness:
        marks.append(f"把握：{source.sureness}")
    return f"{source.ours}（{'，'.join(marks)}）"


class Finding(NamedTuple):
    """One rule's answer: 事实 (facts with arithmetic), 依据, 改法, 位置.

    ``places`` are the places that the rule read and that must open if it failed,
    the place to be mended first. See :mod:`zhicheng.policy.places`. A named tuple, because a year makes millions of
    them and a frozen dataclass takes eight times as long to make; nobody unpacks it or adds it to a list by ``+=``.
    """

    rule: str
    title: str
    says: Says
    facts: str
    source: Source
    mend: str = ""
    remedy: Remedy = Remedy.FIX
    places: tuple[str, ...] = ()
    numbers: Mapping[str, str | int] = NO_NUMBERS

    @property
    def section(self) -> str:
        """The section of the dossier that the finding belongs to; empty when it has none."""
        return self.places[0].split(".", 1)[0] if self.places else ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason of a refusal: what, why, how to mend, where; same four things as a finding."""

    rule: str
    what: str
    source: Source = Source()
    mend: str = ""
    place: str = ""

    @property
    def words(self) -> str:
        """The four in one line, for where there is no page: what, why with its clause, how to mend, where."""
        why = f"依据：{basis(self.source)}" if self.source.words else ""
        where = f"位置：{self.place}" if self.place else ""
        return "　".join(part for part in (self.what, why, self.mend, where) if part)


class Refused(Exception):
    """An action was asked for that the law, or this house, does not allow.

    Carries every reason at once. Nothing has been written when it is raised to the caller.
    """

    def __init__(self, *refusals: Refusal) -> None:
        if not refusals:
            raise ValueError("a refusal needs a reason")
        self.refusals: tuple[Refusal, ...] = refusals
        super().__init__("；".join(f"[{r.rule}] {r.what}" for r in refusals))

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(r.rule for r in self.refusals)


def refuse(refusals: Sequence[Refusal]) -> None:
    """Raise :class:`Refused` if there is any reason to."""
    if refusals:
        raise Refused(*refusals)


def reasons(findings: Iterable[Finding]) -> tuple[Refusal, ...]:
    """What stands in the way, as an action refuses it: one reason for each unmet finding, in their order."""
    return tuple(
        Refusal(f.rule, f.facts, f.source, f.mend, f.places[0] if f.places else "")
        for f in findings
        if f.says is Says.UNMET
    )
