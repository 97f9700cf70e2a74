"""Which expert may not judge which dossier, found on strong identity alone (R-16, G-22, golden 35).

People, units and works are keys, never names. Every relation is a join on an index, so the time grows with the number
of experts, dossiers and ties, never with experts times dossiers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .finding import Refusal
from .notice import Notice
from .spans import add_months


@dataclass(frozen=True, slots=True)
class Stint:
    """Time at a unit; ``ends_on`` is ``None`` while it lasts."""

    unit: str
    begins_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom somebody has to do with. ``tutors`` supervised this person; ``relatives`` are as declared by either side."""

    key: str
    stints: tuple[Stint, ...] = ()
    relatives: frozenset[str] = frozenset()
    tutors: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()  # keys of papers, books, patents with their authors' own numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A dossier before a committee: who applies, and who has ruled on it at a station."""

    dossier: str
    committee: str
    applicant: Person
    rulers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """One reason why an expert may not judge a dossier; ``relation`` is a key of the rule ``recusal``."""

    dossier: str
    expert: str
    relation: str


def ties(experts: Iterable[Person], cases: Iterable[Case], on: date, notice: Notice) -> tuple[Tie, ...]:
    """Every tie between experts and dossiers on a day, sorted; a relation that the rule does not list is not sought."""
    rule = notice.rule("recusal")
    since = add_months(on, -12 * int(rule["years"]))
    found = _ties(tuple(experts), tuple(cases), since, on)
    return tuple(sorted(t for t in found if t.relation in rule["relations"]))


def _ties(experts: tuple[Person, ...], cases: tuple[Case, ...], since: date, on: date) -> set[Tie]:
    known = {e.key for e in experts}
    at_unit, of_relative, of_tutor, of_work = (defaultdict(set) for _ in range(4))  # key -> experts
    for expert in experts:
        for unit in _units(expert, since, on):
            at_unit[unit].add(expert.key)
        for key in expert.relatives:
            of_relative[key].add(expert.key)
        for key in expert.tutors:
            of_tutor[key].add(expert.key)
        for work in expert.works:
            of_work[work].add(expert.key)
    applying = defaultdict(set)  # committee -> experts who apply there
    for case in cases:
        if case.applicant.key in known:
            applying[case.committee].add(case.applicant.key)

    out: set[Tie] = set()
    for case in cases:
        me = case.applicant
        related: dict[str, set[str]] = {
            "own_dossier": {me.key} & known,
            "same_unit": set().union(*(at_unit.get(u, ()) for u in _units(me, since, on))),
            "relative": of_relative.get(me.key, set()) | (me.relatives & known),
            "co_author": set().union(*(of_work.get(w, ()) for w in me.works)),
            "supervision": of_tutor.get(me.key, set()) | (me.tutors & known),
            "same_year_applicant": applying.get(case.committee, set()),
            "earlier_ruling": set(case.rulers & known),
        }
        for relation, keys in related.items():
            out.update(Tie(case.dossier, key, relation) for key in keys if key != me.key or relation == "own_dossier")
    return out


def _units(person: Person, since: date, on: date) -> frozenset[str]:
    """The units at which somebody has been between the two days."""
    return frozenset(
        s.unit for s in person.stints if s.begins_on <= on and (s.ends_on is None or s.ends_on >= since) and s.unit
    )


def tie_between(
    expert: Person, case: Case, applying: Collection[tuple[str, str]], on: date, notice: Notice
) -> tuple[str, ...]:
    """The relations of one expert with one dossier, for the moment at which somebody declares or is found late.

    ``applying`` are (committee, person) of the year's applications. The same answer as :func:`ties`, pair by pair.
    """
    rule, me = notice.rule("recusal"), case.applicant
    since = add_months(on, -12 * int(rule["years"]))
    if expert.key == me.key:
        return tuple(r for r in rule["relations"] if r == "own_dossier")
    holds = {
        "own_dossier": False,
        "same_unit": bool(_units(expert, since, on) & _units(me, since, on)),
        "relative": me.key in expert.relatives or expert.key in me.relatives,
        "co_author": bool(expert.works & me.works),
        "supervision": me.key in expert.tutors or expert.key in me.tutors,
        "same_year_applicant": (case.committee, expert.key) in applying,
        "earlier_ruling": expert.key in case.rulers,
    }
    return tuple(r for r in rule["relations"] if holds.get(r, False))


def by_dossier(found: Iterable[Tie]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Dossier → expert → relations."""
    out: dict[str, dict[str, list[str]]] = {}
    for tie in found:
        out.setdefault(tie.dossier, {}).setdefault(tie.expert, []).append(tie.relation)
    return {d: {e: tuple(r) for e, r in of.items()} for d, of in out.items()}


def may_judge(relations: Iterable[str], declared: str, notice: Notice) -> tuple[Refusal, ...]:
    """Why an expert gets no sight of a dossier: each relation found, and what they declared themselves."""
    rule = notice.rule("recusal")
    order = list(rule["relations"])
    words: Iterator[str] = (rule["relations"][r] for r in sorted(set(relations), key=order.index))
    said = [*words, *([f"专家本人申请回避：{declared.strip()}"] if declared.strip() else [])]
    return tuple(Refusal(rule.id, w, rule.source, rule.mend) for w in said)
