"""What the expert's own hand does: declare relations (R-16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Person
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import admission, identity
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role

from .. import events
from ..models import Declaration, DeclaredTie

CARD = "居民身份证"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A relation as typed: a person with unit and, where known, identity number; a unit with its time; a work."""

    kind: str
    name: str
    unit: str = ""
    id_number: str = ""
    begins_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def declare(ties: Sequence[Tie], *, has_none: bool = False, notice: Notice, by: Actor, at: datetime) -> Declaration:
    """Declare every relation anew; ``has_none`` says that there is none, which must be said too.

    Of an identity number only the blind index is kept; names lie encrypted.
    """
    rule = notice.rule("relations_declared")
    refusals: list[Refusal] = []
    if by.role != Role.EXPERT.value or not by.person:
        refusals.append(Refusal(rule.id, "关系由专家本人申明", rule.source, "请由本人登录申明。"))
    refusals += admission.declared([(t.kind, t.name) for t in ties], notice)
    if not ties and not has_none:
        refusals.append(Refusal(rule.id, "没有填写关系，也没有声明没有", rule.source, rule.mend, "expert.ties"))
    if ties and has_none:
        refusals.append(
            Refusal(rule.id, f"填写了{len(ties)}项关系，又声明没有", rule.source, "请去掉其中一种。", "expert.ties")
        )
    for tie in ties:
        faults = identity.citizen(tie.id_number).faults if tie.id_number.strip() else ()
        refusals += [
            Refusal(rule.id, f"{tie.name}的证件号码{f}", rule.source, "请核对，不清楚的可以不填。", "expert.ties")
            for f in faults
        ]
        if tie.begins_on and tie.ends_on and tie.ends_on < tie.begins_on:
            refusals.append(Refusal(rule.id, f"{tie.name}的起止时间颠倒", rule.source, "请改正时间。", "expert.ties"))
    refuse(refusals)
    Person.objects.select_for_update().get(pk=by.person)
    made = Declaration.objects.create(person_id=by.person, declared_at=at)
    DeclaredTie.objects.bulk_create(
        DeclaredTie(
            declaration=made,
            kind=tie.kind,
            name=tie.name.strip(),
            unit=tie.unit.strip(),
            id_index=accounts.identity_index(CARD, tie.id_number) if tie.id_number.strip() else "",
            begins_on=tie.begins_on,
            ends_on=tie.ends_on,
        )
        for tie in ties
    )
    record(events.RelationsDeclared(person=by.person, ties=len(ties)), by=by, at=at)
    return made
