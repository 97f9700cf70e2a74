"""席位: given and taken back by whoever manages the organisation; handler and principal are two people (Q15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from zhicheng.ledger.actor import CLOCK, INSTALLER, Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role, fits

from .. import events, house, queries
from ..models import Approval, Organisation, Person, Seat
from . import approvals
from .people import NewPerson, make_account, register_person

MICRO_UNIT = "micro_unit"
"""The kind of the approval by which one person may be both handler and principal."""
TWO_HANDS = (Role.HANDLER, Role.PRINCIPAL)


def micro_subject(person: Person, organisation: Organisation) -> str:
    """The subject of a micro unit's approval: this person at this unit."""
    return f"{organisation.uscc}/{person.pk}"


@transaction.atomic
def give_seat(
    person: Person,
    organisation: Organisation,
    role: Role,
    *,
    by: Actor,
    at: datetime,
    approval: Approval | None = None,
) -> Seat:
    """A seat for a person, by a registrar who manages the organisation; handler and principal by its administrator too.
    An expert's seat comes and goes with the pool: by the city's office, the office that keeps the pool, the clock.

    Handler and principal are two people. One person holds both only with ``approval``: kind ``micro_unit``, subject
    :func:`micro_subject`, granted by the managing office or its superior; it is spent now.
    """
    unit = Organisation.objects.select_for_update().get(pk=organisation.pk)
    refusals = list(_may_seat(by, unit, role))
    if unit.disabled_at is not None:
        refusals.append(house.refusal(house.UNIT_DISABLED))
    refusals += _unfit(unit, role)
    held = set(Seat.objects.filter(person=person, organisation=unit, ended_at=None).values_list("role", flat=True))
    if role.value in held:
        refusals.append(house.refusal(house.SEAT_ONCE, f"该人员已是{role.words}"))
    doubles = role in TWO_HANDS and any(other.value in held for other in TWO_HANDS if other is not role)
    if doubles and approval is None:
        refusals.append(house.refusal(house.TWO_PEOPLE))
    elif doubles and approval is not None and approval.organisation_id not in queries.managers_of(unit):
        refusals.append(house.refusal(house.TWO_PEOPLE, "该审批不是由管理部门作出的"))
    refuse(refusals)
    if doubles and approval is not None:
        approvals.spend(approval, kind=MICRO_UNIT, subject=micro_subject(person, unit), at=at, by=by)
        unit.is_micro = True
        unit.save(update_fields=["is_micro"])
    seat = Seat.objects.create(person=person, organisation=unit, role=role.value, is_micro_exempt=doubles, began_at=at)
    record(
        events.SeatGiven(
            uscc=unit.uscc,
            person=person.pk,
            role=role.value,
            approval=approval.pk if doubles and approval is not None else 0,
        ),
        by=by,
        at=at,
    )
    return seat


@transaction.atomic
def seat_newcomer(
    new: NewPerson,
    organisation: Organisation,
    role: Role,
    *,
    initial_password: str,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> tuple[Seat, bool]:
    """Person, account and seat in one step; whether the account is new, so that the initial password is its own."""
    person = register_person(new, notice=notice, by=by, at=at)
    is_new = not queries.has_account(person)
    if is_new:
        make_account(person, initial_password=initial_password, by=by, at=at)
    approval = queries.approval_to_spend(MICRO_UNIT, micro_subject(person, organisation))
    return give_seat(person, organisation, role, by=by, at=at, approval=approval), is_new


@transaction.atomic
def end_seat(seat: Seat, *, by: Actor, at: datetime) -> Seat:
    """Take a seat back, by whoever could give it. What was done in it stays its doer's."""
    held = Seat.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=seat.pk)
    refusals = list(_may_seat(by, held.organisation, Role(held.role)))
    if held.ended_at is not None:
        refusals.append(house.refusal(house.SEAT_ONCE, "该席位已经收回", mend="无需再次办理。"))
    refuse(refusals)
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    record(events.SeatEnded(uscc=held.organisation.uscc, person=held.person_id, role=held.role), by=by, at=at)
    seat.refresh_from_db()
    return held


def _may_seat(by: Actor, unit: Organisation, role: Role) -> Iterator[Refusal]:
    administers = by.role == Role.ADMINISTRATOR.value and by.organisation == unit.pk
    if role is Role.EXPERT:
        if by not in (CLOCK, INSTALLER) and not queries.keeps_pools(by, unit):
            yield house.refusal(house.EXPERTS_BY_POOL)
        return
    if by == INSTALLER or queries.manages(by, unit) or (administers and role in TWO_HANDS):
        return
    if administers:
        yield house.refusal(house.MANAGED_BY_CREATOR, f"单位管理员只能授予经办人和负责人席位，不能授予{role.words}席位")
    else:
        yield house.refusal(house.MANAGED_BY_CREATOR)


def _unfit(unit: Organisation, role: Role) -> Iterator[Refusal]:
    duties = queries.duties_of(unit)
    if not fits(role, duties):
        words = "、".join(duty.words for duty in duties) or "无职责"
        yield house.refusal(house.SEAT_FITS, f"{unit.name}（{words}）没有{role.words}席位")
