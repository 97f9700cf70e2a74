"""Rows → policy: what rules may know of a nominee and of an expert."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Employment, Organisation, Person
from zhicheng.policy import admission
from zhicheng.policy import experts as policy
from zhicheng.policy.finding import Finding
from zhicheng.policy.integrity import Entry
from zhicheng.policy.notice import Notice
from zhicheng.register import queries as register

from . import queries
from .models import Nomination, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a nomination says of the nominee; ``specialty``, ``level`` and ``identity`` are codes of the notice."""

    source: str
    specialty: str
    level: str
    title: str
    certificate_number: str
    identity: str
    experience: str
    extended_until: date | None = None


def said_of(nomination: Nomination) -> Said:
    """What a nomination has said."""
    return Said(**{name: getattr(nomination, name) for name in Said.__slots__})


def nominee(
    person: Person, office: Organisation, said: Said, *, on: date, notice: Notice, besides: Nomination | None = None
) -> admission.Nominee:
    """A person as the rules of admission see them; ``besides`` is the nomination itself, not to be held against it."""
    employment = accounts.employment_of(person)
    term = queries.term_of(person, office, on)
    pending = Nomination.objects.filter(person=person, office=office, closed_at=None)
    if besides is not None:
        pending = pending.exclude(pk=besides.pk)
    return admission.Nominee(
        born_on=person.born_on,
        sex=person.sex,
        identity=said.identity,
        level=said.level,
        title=said.title,
        specialty=said.specialty,
        source=said.source,
        experience=said.experience,
        is_retired=employment.is_retired if employment else False,
        extended_until=said.extended_until,
        entries=_entries([person])[person.pk],
        in_pool_until=term.ends_on if term else None,
        is_pending=pending.exists(),
        taken=queries.taken_by(office, notice),
    )


def findings(nomination: Nomination, *, on: date, notice: Notice) -> tuple[Finding, ...]:
    """Everything that decides whether a nominee can be taken in on that day; every step sees it."""
    said = said_of(nomination)
    asked = nominee(nomination.person, nomination.office, said, on=on, notice=notice, besides=nomination)
    return admission.may_be_nominated(asked, on, notice)


def experts(terms: Sequence[Term]) -> dict[int, policy.Expert]:
    """Person to what the rules of the pool know of the expert, over all terms in the same pools; constant queries."""
    people = {t.person_id: t.person for t in terms}
    offices = {t.office_id for t in terms}
    latest = {t.person_id: t for t in sorted(terms, key=lambda t: (t.begins_on, t.pk))}
    spans: dict[int, list[policy.Term]] = defaultdict(list)
    removals: dict[int, list[policy.Removal]] = defaultdict(list)
    for term in queries.terms().filter(person__in=people, office__in=offices):
        spans[term.person_id].append(policy.Term(term.begins_on, term.ends_on))
        removal = queries.removal_of(term)
        if removal is not None:
            removals[term.person_id].append(policy.Removal(removal.ground, removal.removed_on))
    entries, sat = _entries(list(people.values())), queries.years_sat(people)
    return {
        key: policy.Expert(
            key=str(key),
            born_on=person.born_on,
            sex=person.sex,
            identity=latest[key].nomination.identity,
            level=latest[key].nomination.level,
            terms=tuple(spans[key]),
            extended_until=latest[key].nomination.extended_until,
            removals=tuple(removals[key]),
            entries=entries[key],
            years_sat=sat.get(key, ()),
        )
        for key, person in people.items()
    }


def may_sit(term: Term, on: date, notice: Notice) -> tuple[Finding, ...]:
    """What the rules of the pool say of one expert on a day."""
    return policy.may_sit(experts([term])[term.person_id], on, notice)


def retired(people: Sequence[int]) -> frozenset[int]:
    """Whom a unit has marked as 已离退休."""
    rows = Employment.objects.filter(person__in=people, ended_at=None, is_retired=True)
    return frozenset(rows.values_list("person_id", flat=True))


def _entries(people: Sequence[Person]) -> dict[int, tuple[Entry, ...]]:
    """Person to what the integrity file holds of them; one query."""
    found = register.entries_of_many([(p.id_type, p.id_index) for p in people])
    return {p.pk: tuple(found.get((p.id_type, p.id_index), ())) for p in people}
