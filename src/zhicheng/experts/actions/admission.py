"""入库: put forward by the unit or the office, vetted step by step, approved by the city (S5.3-01 to S5.3-05)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import people, seats
from zhicheng.accounts.actions.people import NewPerson
from zhicheng.accounts.models import Organisation, Person, Seat
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import admission
from zhicheng.policy import experts as policy
from zhicheng.policy.finding import Refusal, reasons, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Duty, Role
from zhicheng.policy.telling import empty_words
from zhicheng.year.models import Year

from .. import events, facts, queries
from ..facts import Said
from ..models import Nomination, Term, Vetting

NOMINATING = (Role.ADMINISTRATOR.value, Role.HANDLER.value)


@transaction.atomic
def nominate(
    person: Person, office: Organisation, said: Said, *, year: Year, notice: Notice, by: Actor, at: datetime
) -> Nomination:
    """A unit puts one of its people forward, by its handler or administrator; every reason against it at once."""
    unit = Organisation.objects.select_for_update().get(pk=by.organisation)
    Person.objects.select_for_update().get(pk=person.pk)
    on = timezone.localdate(at)
    refusals: list[Refusal] = []
    if by.role not in NOMINATING:
        refusals.append(_refusal(notice, "入库申请由单位经办人或管理员提出"))
    if not accounts.is_verified(unit):
        verified = notice.rule("unit_verified_first")
        refusals.append(Refusal(verified.id, f"{unit.name}尚未通过审核", verified.source, verified.mend))
    employment = accounts.employment_of(person)
    if employment is None or employment.organisation_id != unit.pk:
        refusals.append(_refusal(notice, "被推荐人不在本单位名下", "expert.person", "请先在人员管理中添加。"))
    refusals += _office(office, notice)
    asked = facts.nominee(person, office, said, on=on, notice=notice)
    refusals += reasons(admission.may_be_nominated(asked, on, notice))
    refuse(refusals)
    made = _made(person, office, said, year, unit, unit.name, unit.region, "", by, at)
    _on(made, "", notice, by, at)
    return made


@transaction.atomic
def nominate_from_outside(
    new: NewPerson,
    office: Organisation,
    said: Said,
    *,
    unit_name: str,
    unit_region: str,
    consent_number: str,
    year: Year,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Nomination:
    """The office puts somebody forward whose unit lies outside the city, with that unit's letter of consent (S5.3-03).

    ``unit_region`` is a code of GB/T 2260 outside the city.
    """
    Organisation.objects.select_for_update().get(pk=office.pk)
    on = timezone.localdate(at)
    refusals: list[Refusal] = []
    if by.role != Role.SECRETARY.value or by.organisation != office.pk:
        refusals.append(_refusal(notice, "市外专家由评委会承办部门的工作人员提出"))
    if not unit_name.strip():
        refusals.append(_refusal(notice, "没有填写所在单位", "expert.unit_name", "请填写所在单位全称。"))
    if not policy.is_outsider(unit_region, notice):
        words = "所在单位在本市的，由单位推荐" if unit_region else "没有选择所在地区"
        refusals.append(_refusal(notice, words, "expert.unit_region", "请选择市外的地区。"))
    if not consent_number.strip():
        refusals.append(_refusal(notice, "没有填写所在单位同意函文号", "expert.consent_number", "请填写同意函文号。"))
    refusals += _office(office, notice)
    refuse(refusals)
    person = people.register_person(new, notice=notice, by=by, at=at)
    if accounts.employment_of(person) is not None:
        refusals.append(_refusal(notice, "该人员在本市单位名下，由所在单位推荐", "expert.person"))
    asked = facts.nominee(person, office, said, on=on, notice=notice)
    refuse([*refusals, *reasons(admission.may_be_nominated(asked, on, notice))])
    made = _made(person, office, said, year, None, unit_name.strip(), unit_region, consent_number.strip(), by, at)
    _on(made, "", notice, by, at)
    return made


@transaction.atomic
def agree(
    vetting: Vetting,
    *,
    opinion: str = "",
    begins_on: date | None = None,
    ends_on: date | None = None,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Nomination:
    """Pass a step, by whoever sits there. Refused while anything speaks against the nominee on that day (S5.2-05).

    At the city's step the expert is taken in for a term of ``begins_on`` (today) to ``ends_on`` (the longest allowed),
    both included, with account and seat.
    """
    held, nomination = _locked(vetting)
    on = timezone.localdate(at)
    refusals = list(_may_decide(held, nomination, notice, by))
    refusals += reasons(facts.findings(nomination, on=on, notice=notice))
    is_last = admission.steps(notice, is_from_outside=nomination.organisation_id is None)[-1].id == held.step
    term = None
    if is_last:
        begins = begins_on or on
        term = policy.Term(begins, ends_on or admission.latest_end(begins, notice))
        refusals += policy.term_faults(term, notice)
        if begins < on:
            rule = notice.rule("expert_term")
            refusals.append(Refusal(rule.id, f"任期开始于{begins}，早于今天", rule.source, "请改正任期。", "begins_on"))
    refuse(refusals)
    _close(held, True, opinion, (), notice, by, at)
    if term is None:
        _on(nomination, held.step, notice, by, at)
    else:
        _admit(nomination, term, by, at)
    return nomination


@transaction.atomic
def decline(vetting: Vetting, why: Sequence[str], *, notice: Notice, by: Actor, at: datetime) -> Nomination:
    """End an admission at a step, with every reason at once; each says what is wrong in a sentence."""
    held, nomination = _locked(vetting)
    refusals = list(_may_decide(held, nomination, notice, by))
    said = [w.strip() for w in why if w.strip()]
    rule = notice.rule("reasons_are_sentences")
    if not said:
        refusals.append(Refusal(rule.id, "没有写明不同意的原因", rule.source, rule.mend, "reasons"))
    refusals += [
        Refusal(rule.id, f"“{w}”没有说清楚", rule.source, rule.mend, "reasons") for w in said if empty_words(w, notice)
    ]
    refuse(refusals)
    _close(held, False, "", said, notice, by, at)
    nomination.closed_at = at
    nomination.save(update_fields=["closed_at"])
    return nomination


def _refusal(notice: Notice, what: str, place: str = "", mend: str = "") -> Refusal:
    rule = notice.rule("expert_admission")
    return Refusal(rule.id, what, rule.source, mend or rule.mend, place)


def _office(office: Organisation, notice: Notice) -> Sequence[Refusal]:
    if office.pk in {o.pk for o in queries.offices(notice)}:
        return ()
    return (_refusal(notice, f"{office.name}没有评审专家库", "expert.office", "请选择评委会承办部门。"),)


def _made(
    person: Person, office: Organisation, said: Said, year: Year, unit: Organisation | None, unit_name: str,
    unit_region: str, consent_number: str, by: Actor, at: datetime,
) -> Nomination:  # fmt: skip
    Year.objects.select_for_update().get(pk=year.pk)
    ordinal = Nomination.objects.filter(year=year).count() + 1
    made = Nomination.objects.create(
        year=year,
        number=f"{year.year}-RK-{ordinal:05d}",
        person=person,
        office=office,
        organisation=unit,
        unit_name=unit_name,
        unit_region=unit_region,
        consent_number=consent_number,
        source=said.source,
        specialty=said.specialty,
        level=said.level,
        title=said.title.strip(),
        certificate_number=said.certificate_number.strip(),
        identity=said.identity,
        extended_until=said.extended_until,
        experience=said.experience.strip(),
        nominated_by=by.words[:200],
        nominated_at=at,
    )
    record(
        events.ExpertNominated(
            nomination=made.number,
            person=person.pk,
            office=office.pk,
            source=said.source,
            specialty=said.specialty,
            is_from_outside=unit is None,
        ),
        by=by,
        at=at,
    )
    return made


def _on(nomination: Nomination, after: str, notice: Notice, by: Actor, at: datetime) -> None:
    """Arrive at the next step that somebody serves."""
    ids = [s.id for s in admission.steps(notice, is_from_outside=nomination.organisation_id is None)]
    ahead = ids[ids.index(after) + 1 :] if after else ids
    for id in ahead:
        step = admission.step_named(id, notice)
        organisation = _served_by(step.office, nomination)
        if organisation is None:
            continue
        due = admission.due_on(timezone.localdate(at), notice) if step.is_timed else None
        Vetting.objects.create(nomination=nomination, step=id, organisation=organisation, arrived_at=at, due_on=due)
        arrived = events.NominationArrived(
            nomination=nomination.number, step=id, organisation=organisation.pk, due_on=due.isoformat() if due else ""
        )
        record(arrived, by=by, at=at)
        return
    refuse([_refusal(notice, "没有可以办理下一环节的单位", mend="请联系市职改办设立帐号。")])


def _served_by(office: str, nomination: Nomination) -> Organisation | None:
    unit = nomination.organisation
    if office == "committee_office":
        return nomination.office
    if office == "city_office" or unit is None:
        return accounts.city_office()
    if office == "employer":
        return unit
    return accounts.office_of(Duty.DEPARTMENT, unit) or accounts.office_of(Duty.COUNTY_OFFICE, unit)


def _locked(vetting: Vetting) -> tuple[Vetting, Nomination]:
    nomination = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("person", "office", "organisation")
        .get(pk=vetting.nomination_id)
    )
    return Vetting.objects.select_related("organisation").get(pk=vetting.pk), nomination


def _may_decide(held: Vetting, nomination: Nomination, notice: Notice, by: Actor) -> Sequence[Refusal]:
    step, out = admission.step_named(held.step, notice), []
    if held.decided_at is not None:
        out.append(
            _refusal(notice, f"本环节已于{timezone.localtime(held.decided_at):%Y-%m-%d %H:%M}办结", mend="请刷新页面。")
        )
    if by.organisation != held.organisation_id or by.role != step.seat:
        out.append(_refusal(notice, f"本环节由{held.organisation.name}的{Role(step.seat).words}办理"))
    if by.person == nomination.person_id:
        out.append(_refusal(notice, "不能办理本人的入库申请", mend="请由其他人办理。"))
    return out


def _close(
    held: Vetting, is_passed: bool, opinion: str, why: Sequence[str], notice: Notice, by: Actor, at: datetime
) -> None:
    held.decided_at, held.is_passed, held.opinion, held.reasons = at, is_passed, opinion.strip(), list(why)
    held.decided_by_id, held.decided_by_words = by.person, by.words[:200]
    held.save()
    on = timezone.localdate(at)
    record(
        events.NominationVetted(
            nomination=held.nomination.number,
            step=held.step,
            is_passed=is_passed,
            reasons=len(why),
            is_late=held.due_on is not None and on > held.due_on,
        ),
        by=by,
        at=at,
    )


def _admit(nomination: Nomination, span: policy.Term, by: Actor, at: datetime) -> Term:
    person, office = nomination.person, nomination.office
    term = Term.objects.create(
        number=nomination.number.replace("-RK-", "-ZJ-"),
        nomination=nomination,
        person=person,
        office=office,
        begins_on=span.begins_on,
        ends_on=span.ends_on,
        approved_by=by.words[:200],
        approved_at=at,
    )
    nomination.closed_at = at
    nomination.save(update_fields=["closed_at"])
    if not accounts.has_account(person):
        people.make_account(person, initial_password=None, by=by, at=at)
    if not Seat.objects.filter(person=person, organisation=office, role=Role.EXPERT.value, ended_at=None).exists():
        seats.give_seat(person, office, Role.EXPERT, by=by, at=at)
    record(
        events.ExpertAdmitted(
            expert=term.number,
            nomination=nomination.number,
            person=person.pk,
            begins_on=span.begins_on.isoformat(),
            ends_on=span.ends_on.isoformat(),
        ),
        by=by,
        at=at,
    )
    return term
