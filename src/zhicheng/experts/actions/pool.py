"""出库, the daily look at the pool, and the record of service (S5.3-04, G-16)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import seats
from zhicheng.accounts.models import Organisation, Person, Seat
from zhicheng.ledger import queries as ledger
from zhicheng.ledger.actor import CLOCK, Actor
from zhicheng.ledger.record import record
from zhicheng.policy import experts as policy
from zhicheng.policy.finding import Finding, Refusal, Says, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import UNIT_ROLES, Role
from zhicheng.policy.telling import empty_words

from .. import events, facts, queries
from ..models import LeaveNotice, Removal, Service, Term


@transaction.atomic
def remove(term: Term, ground: str, note: str = "", *, notice: Notice, by: Actor, at: datetime) -> Removal:
    """Take an expert out of the pool on a recorded ground, at once and for the rest of the term.

    By the staff of the office, the city's reviewer, or, for leaving the post or retiring, the expert's own unit.
    """
    held = _locked(term)
    rule, on = notice.rule("expert_removal"), timezone.localdate(at)
    refusals: list[Refusal] = list(policy.removal_faults(policy.Removal(ground, on), notice))
    of_unit = held.nomination.organisation_id == by.organisation and by.role in {r.value for r in UNIT_ROLES}
    if not accounts.keeps_pools(by, held.office) and not (of_unit and ground in rule["by_unit"]):
        words = f"所在单位只能报告{'、'.join(rule['by_unit'])}" if of_unit else "由承办部门或市职改办办理出库"
        refusals.append(Refusal(rule.id, words, rule.source, rule.mend, "ground"))
    if ground in rule["noted"] and empty_words(note, notice):
        said = f"以“{ground}”出库的，须写明情况"
        refusals.append(Refusal(rule.id, said, rule.source, "请写明事实和来源，不少于一句话。", "note"))
    if ground in (rule["of_age"], rule["of_breach"]):
        refusals.append(Refusal(rule.id, f"“{ground}”由平台每日核对", rule.source, "请选择其他事由。", "ground"))
    state = queries.state_of(held, on)
    if state in (queries.REMOVED, queries.EXPIRED):
        refusals.append(Refusal(rule.id, f"该专家{state}", rule.source, "无需再次办理。"))
    refuse(refusals)
    return _remove(held, ground, note, by, at)


def keep(at: datetime, *, notice: Notice, by: Actor = CLOCK) -> tuple[int, int] | None:
    """Once a day: remove who has reached retirement age, has retired or is barred; take back seats of expired terms.

    How many were removed and how many terms had expired; ``None`` when the day has been looked at.
    """
    on = timezone.localdate(at)
    if ledger.trail(on.isoformat()).filter(event=events.PoolKept.__name__).exists():
        return None
    return _keep(at, notice, by)


@transaction.atomic
def _keep(at: datetime, notice: Notice, by: Actor) -> tuple[int, int]:
    on = timezone.localdate(at)
    there = list(queries.running(on))
    known, gone = facts.experts(there), facts.retired([t.person_id for t in there])
    removed = 0
    for term in there:
        found = _ground(policy.may_sit(known[term.person_id], on, notice), term.person_id in gone, notice)
        if found is not None:
            _remove(_locked(term), *found, by, at)
            removed += 1
    expired = _end_seats(at, by)
    kept = events.PoolKept(day=on.isoformat(), running=len(there) - removed, removed=removed, expired=expired)
    record(kept, by=by, at=at)
    return removed, expired


def _ground(said: tuple[Finding, ...], is_retired: bool, notice: Notice) -> tuple[str, str] | None:
    rule = notice.rule("expert_removal")
    for finding in said:
        if finding.says is Says.UNMET and finding.rule == "experts_removed":
            return rule["of_age"], finding.facts
        if finding.says is Says.UNMET and finding.rule == "no_bar":
            return rule["of_breach"], finding.facts
    return (rule["retired"], "所在单位登记为已离退休") if is_retired else None


@transaction.atomic
def note_service(
    person: Person,
    office: Organisation,
    *,
    year: int,
    committee: str,
    meeting: str,
    is_present: bool,
    absence: str = "",
    cases: int = 0,
    recusals: int = 0,
    opinions: int = 0,
    scores: int = 0,
    deviation: Decimal | None = None,
    by: Actor,
    at: datetime,
) -> Service:
    """Keep what an expert did at a meeting, once; the committee hands it over when the meeting has ended."""
    have = Service.objects.filter(person=person, meeting=meeting).first()
    if have is not None:
        return have
    made = Service.objects.create(
        person=person,
        office=office,
        year=year,
        committee=committee,
        meeting=meeting,
        is_present=is_present,
        absence="" if is_present else absence.strip()[:60],
        cases=cases,
        recusals=recusals,
        opinions=opinions,
        scores=scores,
        deviation=deviation,
        noted_at=at,
    )
    record(events.ServiceNoted(person=person.pk, year=year, meeting=meeting, is_present=is_present), by=by, at=at)
    return made


@transaction.atomic
def ask_leave(
    person: Person, *, number: str, begins_on: date, ends_on: date, notice: Notice, by: Actor, at: datetime
) -> LeaveNotice:
    """Ask an expert's unit for the days. The letter names the expert and the days, no committee and no applicant.

    An expert from outside hands it over in person: the letter is then on the expert's own page alone.
    """
    have = LeaveNotice.objects.filter(number=number).first()
    if have is not None:
        return have
    employment = accounts.employment_of(person)
    unit = employment.organisation if employment else None
    last = queries.terms_of(person).first()
    name = unit.name if unit else last.nomination.unit_name if last else ""
    words = notice.texts["expert_leave_notice"].format(
        unit=name, expert=person.name, begins_on=f"{begins_on:%Y年%-m月%-d日}", ends_on=f"{ends_on:%Y年%-m月%-d日}"
    )
    made = LeaveNotice.objects.create(
        number=number, person=person, organisation=unit, words=words, begins_on=begins_on, ends_on=ends_on, sent_at=at
    )
    asked = events.LeaveAsked(
        person=person.pk, organisation=unit.pk if unit else 0, number=number, begins_on=begins_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )  # fmt: skip
    record(asked, by=by, at=at)
    return made


def _locked(term: Term) -> Term:
    Person.objects.select_for_update().get(pk=term.person_id)
    return queries.terms().get(pk=term.pk)


def _remove(term: Term, ground: str, note: str, by: Actor, at: datetime) -> Removal:
    on = timezone.localdate(at)
    made = Removal.objects.create(
        term=term, ground=ground, note=note.strip(), removed_on=on, removed_by=by.words[:200], removed_at=at
    )
    removed = events.ExpertRemoved(expert=term.number, person=term.person_id, ground=ground, removed_on=on.isoformat())
    record(removed, by=by, at=at)
    _end_seat(term.person_id, term.office_id, at)
    return made


def _end_seats(at: datetime, by: Actor) -> int:
    """Take back the seats of those whose terms are over; how many."""
    on = timezone.localdate(at)
    held = set(queries.running(on).values_list("person_id", "office_id"))
    ended = 0
    for seat in Seat.objects.filter(role=Role.EXPERT.value, ended_at=None):
        coming = Term.objects.filter(
            person=seat.person_id, office=seat.organisation_id, begins_on__gt=on, removal=None
        ).exists()
        if (seat.person_id, seat.organisation_id) not in held and not coming:
            seats.end_seat(seat, by=by, at=at)
            ended += 1
    return ended


def _end_seat(person: int, office: int, at: datetime) -> None:
    on = timezone.localdate(at)
    if queries.running(on).filter(person=person, office=office).exists():
        return
    for seat in Seat.objects.filter(person=person, organisation=office, role=Role.EXPERT.value, ended_at=None):
        seats.end_seat(seat, by=CLOCK, at=at)
